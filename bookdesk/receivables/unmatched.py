"""Lines of the bank that nobody has matched yet and that look like a customer's payment of an invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.models.bank import BankLine, MatchLine, Statement
from bookdesk.receivables.dunningfacts import OpenInvoice

_SHORTEST: Final = 4
"""Signs of a number from which on it is not in a text by chance."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Money in that is not matched: the bank's day and amount, and its text as only letters and digits."""

    day: date
    amount: Money
    key: str

    @property
    def words(self) -> str:
        """Why an invoice is not asked for, in a sentence."""
        return f"{self.amount} of {self.day.isoformat()} at the bank is not matched and may be it: match it first."


@dataclass(frozen=True, slots=True)
class UnmatchedLines:
    """All of them, oldest first."""

    lines: tuple[Unmatched, ...]

    def paying(self, invoice: OpenInvoice, all_open: Sequence[OpenInvoice]) -> Unmatched | None:
        """Return a line that may pay an invoice: it names it, is its open amount, or all that its customer owes."""
        currency, number = invoice.open.currency, number_key(invoice.number)
        his = [one for one in all_open if one.customer_id == invoice.customer_id and one.open.currency == currency]
        owed = Money(sum(one.open.minor for one in his), currency)
        amounts = {invoice.open, invoice.total, owed}
        for line in self.lines:
            if line.day < invoice.issued or line.amount.currency != currency:
                continue
            if line.amount in amounts or (len(number) >= _SHORTEST and number in line.key):
                return line
        return None


def read_unmatched(session: Session, since: date | None) -> UnmatchedLines:
    """Return money in since a day that is in no match, of statements that were not withdrawn; none without a day."""
    if since is None:
        return UnmatchedLines(())
    query = (
        select(BankLine)
        .join(Statement, Statement.id == BankLine.statement_id)
        .outerjoin(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .where(Statement.withdrawn.is_(False), MatchLine.id.is_(None), BankLine.amount > 0, BankLine.day >= since)
        .order_by(BankLine.day, BankLine.id)
    )
    return UnmatchedLines(
        tuple(
            Unmatched(
                row.day,
                Money(row.amount, row.currency),
                number_key(" ".join(filter(None, (row.description, row.reference, row.payee)))),
            )
            for row in session.scalars(query)
        )
    )
