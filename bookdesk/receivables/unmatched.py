"""Lines of the bank that nobody has matched yet and that look like a customer's payment of an invoice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
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


class UnmatchedLines:
    """All of them, oldest first, found by their amounts and by the numbers they name."""

    def __init__(self, lines: Sequence[Unmatched]) -> None:
        """Index the lines, which come oldest first."""
        self._lines = tuple(lines)
        self._by_amount: dict[Money, list[Unmatched]] = defaultdict(list)
        for line in lines:
            self._by_amount[line.amount].append(line)
        self._texts = "\n".join(line.key for line in lines)

    def paying(self, all_open: Sequence[OpenInvoice]) -> dict[str, Unmatched]:
        """Return by invoice a line that may pay it: it names it, or is its open amount, or all that its customer owes.

        Only lines in the invoice's currency from the day of its issue on count.
        """
        owed: dict[tuple[str, str], int] = defaultdict(int)
        for one in all_open:
            owed[one.customer_id, one.open.currency] += one.open.minor
        found: dict[str, Unmatched] = {}
        for one in all_open:
            together = Money(owed[one.customer_id, one.open.currency], one.open.currency)
            likely = (line for amount in {one.open, one.total, together} for line in self._by_amount.get(amount, ()))
            named = (line for line in self._naming(one.number) if line.amount.currency == one.open.currency)
            line = next((line for line in (*named, *likely) if line.day >= one.issued), None)
            if line is not None:
                found[one.id] = line
        return found

    def _naming(self, number: str) -> Iterator[Unmatched]:
        """Yield the lines whose text contains a number that is long enough to be no chance."""
        key = number_key(number)
        if len(key) >= _SHORTEST and key in self._texts:
            yield from (line for line in self._lines if key in line.key)


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
