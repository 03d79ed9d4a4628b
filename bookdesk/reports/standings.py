"""How invoices stand at a day, with counts and sums by currency. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.core.money import Money


class Standing(StrEnum):
    """How an invoice stands."""

    PENDING = "pending"
    """nothing of it is settled, and nothing is late"""
    PART_SETTLED = "part settled"
    """something of it was paid, credited or written off"""
    OVERDUE = "overdue"
    SETTLED = "settled"
    """nothing of it is open: paid, credited or written off"""


@dataclass(frozen=True, slots=True)
class StoodIn:
    """So many invoices of one currency that stand alike."""

    count: int
    claimed: Money
    open: Money


@dataclass(frozen=True, slots=True)
class Stood:
    """So many invoices that stand alike: what they claim and what of it is open, by currency.

    `base` is what is open in base currency at the rates of the documents; `without_rate` counts what it lacks.
    """

    count: int
    currencies: tuple[StoodIn, ...]
    base: Money
    without_rate: int

    @property
    def claimed(self) -> tuple[Money, ...]:
        """What they claim, by currency."""
        return tuple(one.claimed for one in self.currencies if one.claimed)

    @property
    def open(self) -> tuple[Money, ...]:
        """What of it is open, by currency."""
        return tuple(one.open for one in self.currencies if one.open)


@dataclass(frozen=True, slots=True)
class InvoiceOverview:
    """All of them at the end of a day."""

    as_of: date
    standing: Mapping[Standing, Stood]
    owed: Stood
    """All that are open, each once: part settled ones may be overdue, too."""
