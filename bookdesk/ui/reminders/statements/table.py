"""What the list of accounts shows of each customer."""

from __future__ import annotations

from bookdesk.receivables.statementlist import Account
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column

ALL, OVERDUE = "all", "overdue"


def is_on(account: Account, tab: str) -> bool:
    """Whether an account is on a list."""
    return tab == ALL or bool(account.overdue)


def matches(account: Account, text: str) -> bool:
    """Whether each word stands in name or amounts."""
    there = f"{account.customer} {wording.sums(account.owed)}".casefold()
    return all(word in there for word in text.casefold().split())


def mailed_words(account: Account) -> str:
    """Return when a statement was last written to him, or why none can be."""
    if not account.addresses:
        return "no address"
    return wording.day(account.mailed.astimezone().date()) if account.mailed is not None else ""


COLUMNS: tuple[Column[Account], ...] = (
    Column("customer", "Customer", 180, lambda row: row.customer, grows=True),
    Column("documents", "Open", 62, lambda row: str(row.documents or ""), number=True, spare=2),
    Column("overdue", "Overdue", 124, lambda row: wording.sums(row.overdue), number=True, spare=1),
    Column("owed", "Owed", 124, lambda row: wording.sums(row.owed), number=True),
    Column("mailed", "Last mailed", 116, mailed_words, muted=True, spare=3),
)
