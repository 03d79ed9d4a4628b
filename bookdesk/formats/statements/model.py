"""The one form of a bank statement, whatever the bank sent.

Amounts are exact decimals in major units as the bank wrote them, signed from the account holder's side
(+ is money in); dates are the calendar dates written in the file and are never shifted by a time zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Status(StrEnum):
    """How final the bank calls a transaction."""

    BOOKED = "booked"
    PENDING = "pending"


class Proof(StrEnum):
    """What arithmetic says about the completeness of a statement."""

    PROVED = "proved"
    """Opening + sum = closing, or every running balance follows from the one before."""
    GAP = "gap"
    """The balances do not follow from each other: something is missing or misread."""
    OVERLAP = "overlap"
    """The statement repeats days or transactions of the one before it."""
    UNPROVED = "unproved"
    """The file carries too few balances to tell."""


class Basis(StrEnum):
    """What kind of list the bank sent."""

    STATEMENT = "statement"
    """Booked days, complete."""
    REPORT = "report"
    """Intraday report (CAMT 052, MT942): a preview."""
    NOTIFICATION = "notification"
    """Details of entries that stand in a statement already (CAMT 054)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that could not be used, with its 1-based line, or None where lines mean nothing."""

    line: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Balance:
    """An amount the account stood at, and when."""

    amount: Decimal
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One booking on an account."""

    booked_on: date
    amount: Decimal
    currency: str | None = None
    value_on: date | None = None
    description: str = ""
    reference: str | None = None
    payee: str | None = None
    payee_account: str | None = None
    bank_id: str | None = None
    end_to_end_id: str | None = None
    cheque_number: str | None = None
    kind: str | None = None
    balance: Decimal | None = None
    status: Status = Status.BOOKED
    reversal: bool = False
    original_amount: Decimal | None = None
    original_currency: str | None = None
    line: int | None = None
    details: tuple[Transaction, ...] = ()
    """The single payments of a batch booking; their amounts are parts of this one, never added to it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """The transactions of one account over one period."""

    account: str | None
    currency: str | None
    transactions: tuple[Transaction, ...]
    number: str | None = None
    opening: Balance | None = None
    closing: Balance | None = None
    proof: Proof = Proof.UNPROVED
    basis: Basis = Basis.STATEMENT


@dataclass(frozen=True, slots=True)
class StatementFile:
    """All that one file held."""

    format: str
    statements: tuple[Statement, ...]
    problems: tuple[Problem, ...] = ()


@dataclass
class Problems:
    """Collects problems while a reader goes on."""

    found: list[Problem] = field(default_factory=list)

    def add(self, line: int | None, text: str) -> None:
        """Keep one."""
        self.found.append(Problem(line, text))

    def all(self) -> tuple[Problem, ...]:
        """Return them in the order in which they were met."""
        return tuple(self.found)
