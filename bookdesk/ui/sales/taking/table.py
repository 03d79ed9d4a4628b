"""What is posted, line by line, with the sums of both sides below: they are equal, or nothing is booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.core.money import Money, total
from bookdesk.receivables.receiptshown import Posted
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an entry as it is shown; the last row has the sums."""

    key: str
    account: str
    debit: Money | None
    credit: Money | None


def sides_of(posted: Sequence[Posted]) -> list[Side]:
    """Return what is posted, each account and currency once, the debits first, and the sums of both sides."""
    sums: dict[tuple[str, str], tuple[Money, Money]] = {}
    for one in posted:
        amount, base = sums.get((one.account, one.amount.currency), (one.amount.times(0), one.base.times(0)))
        sums[one.account, one.amount.currency] = (amount + one.amount, base + one.base)
    rows = [_side(account, *found) for (account, _), found in sums.items() if any(found)]
    rows.sort(key=lambda row: row.debit is None)
    if not rows:
        return []
    books = posted[0].base.currency
    debit = total((row.debit for row in rows if row.debit is not None), books)
    credit = total((row.credit for row in rows if row.credit is not None), books)
    return [*rows, Side("sum", "Sum", debit, credit)]


def _side(account: str, amount: Money, base: Money) -> Side:
    foreign = f"  ({wording.money(abs(amount))})" if amount.currency != base.currency else ""
    words = f"{account}{foreign}"
    return Side(
        f"{account} {amount.currency}", words, base if base.minor >= 0 else None, -base if base.minor < 0 else None
    )


SIDES: tuple[Column[Side], ...] = (
    Column("account", "Account", 150, lambda row: row.account, grows=True, note=lambda row: row.account),
    Column("debit", "Debit", 76, lambda row: wording.amount(row.debit), number=True),
    Column("credit", "Credit", 76, lambda row: wording.amount(row.credit), number=True),
)
