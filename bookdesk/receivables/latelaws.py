"""What the law of late payment gives a creditor, by country and from which day on, each with its source. Pure.

All of it is for transactions between undertakings, or of one with a public authority; none is owed by a consumer. A
country that is not listed (Australia, the United States, states of the Union outside the euro) is not ruled out: there,
nothing is claimed but what the terms say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bookdesk.core.money import Money


class BaseKind(StrEnum):
    """Whose rate a law builds upon."""

    ECB = "main refinancing rate of the European Central Bank"
    BUNDESBANK = "base rate of the Deutsche Bundesbank"
    BANK_OF_ENGLAND = "base rate of the Bank of England"


class Reference(StrEnum):
    """On which day the base rate is looked up."""

    HALF_YEAR = "the first day of each half-year"
    """Anew for the days of each half-year, from 1 January and 1 July."""
    BEFORE_START = "the last day of the half-year before interest began"
    """Once: as of the 30 June or 31 December before the first day of interest, and kept for the whole debt."""


@dataclass(frozen=True, slots=True)
class Band:
    """A debt of at least `debt_from` brings the fixed sum `fee`."""

    debt_from: Money
    fee: Money


@dataclass(frozen=True, slots=True)
class LateLaw:
    """A law: interest of `points` over a base rate (0.08 is 8 points) a year, and a fixed sum by the size of a debt.

    It is for contracts made from `valid_from` on, in the creditor's country.
    """

    countries: frozenset[str]
    valid_from: date
    points: Decimal
    base: BaseKind
    reference: Reference
    bands: tuple[Band, ...]
    source: str


def _bands(currency: str, *rows: tuple[str, int]) -> tuple[Band, ...]:
    return tuple(Band(Money.of(debt, currency), Money.of(fee, currency)) for debt, fee in rows)


def _directive(countries: str, valid_from: date) -> LateLaw:
    return LateLaw(
        frozenset(countries.split()),
        valid_from,
        Decimal("0.08"),
        BaseKind.ECB,
        Reference.HALF_YEAR,
        _bands("EUR", ("0.01", 40)),
        "Directive 2011/7/EU, articles 2 (6) and (7), 3 and 6: the least that each state grants",
    )


LAWS = (
    LateLaw(
        frozenset({"GB"}),
        date(2002, 8, 7),
        Decimal("0.08"),
        BaseKind.BANK_OF_ENGLAND,
        Reference.BEFORE_START,
        _bands("GBP", ("0.01", 40), ("1000", 70), ("10000", 100)),
        "Late Payment of Commercial Debts (Interest) Act 1998, section 5A; S.I. 2002/1675, article 4",
    ),
    LateLaw(
        frozenset({"IE"}),
        date(2013, 3, 16),
        Decimal("0.08"),
        BaseKind.ECB,
        Reference.HALF_YEAR,
        _bands("EUR", ("0.01", 40), ("1000.01", 70), ("10000.01", 100)),
        "European Communities (Late Payment in Commercial Transactions) Regulations 2012, S.I. 580/2012",
    ),
    LateLaw(
        frozenset({"DE"}),
        date(2014, 7, 29),
        Decimal("0.09"),
        BaseKind.BUNDESBANK,
        Reference.HALF_YEAR,
        _bands("EUR", ("0.01", 40)),
        "Bürgerliches Gesetzbuch, sections 247 and 288 (2) and (5)",
    ),
    _directive("AT BE CY EE ES FI FR GR IT LT LU LV MT NL PT SI SK", date(2013, 3, 16)),
    _directive("HR", date(2023, 1, 1)),
    _directive("BG", date(2026, 1, 1)),
)
"""Every law known here. Croatia and Bulgaria are in it from the day they have had the euro."""


def law_of(country: str, contract: date) -> LateLaw | None:
    """Return the law for contracts made on a day in the creditor's `country`; `None` where none is known here."""
    fitting = [law for law in LAWS if country in law.countries and law.valid_from <= contract]
    return max(fitting, key=lambda law: law.valid_from, default=None)
