"""Where a forecast begins: each bank account as the bank showed it last, and what is invoiced without anybody's help.

The packages that know both do not know the reports, so they are handed in (`office/reporting`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.reports.cashcurve import Moving


@dataclass(frozen=True, slots=True)
class BankStart:
    """An account in use at the end of `day`, the last one the bank has shown.

    `proven_to` is the day up to which the bank's own balances prove the lines, `moving` what is booked and on no line
    yet. Of `unmatched` lines nobody has said what they paid. A `card` is owed, it is no money.
    """

    account_id: str
    name: str
    balance: Money
    day: date
    proven_to: date | None
    moving: tuple[Moving, ...]
    unmatched: int
    unmatched_sum: Money
    card: bool = False

    @property
    def proven(self) -> bool:
        """Whether the bank's own balances prove it."""
        return self.proven_to is not None and self.proven_to >= self.day


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An invoice that a schedule will make on `day`, due on `due`."""

    id: str
    contact_id: str
    contact: str
    schedule: str
    day: date
    due: date
    amount: Money


BankStarts = Callable[[Session, date], Sequence[BankStart]]
"""Returns the accounts in use, as at a day, by name."""
ComingInvoices = Callable[[Session, date, date], Sequence[Upcoming]]
"""Returns what schedules will invoice after the first day until the last one."""
