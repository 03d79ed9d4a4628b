"""The books themselves: entries of postings. Immutable, balanced in base currency, never in a locked period.

Three guards stand in the database, so that no code path gets round them: an entry is refused in a locked period,
a change set whose entries do not balance cannot be sealed, and entries are facts (no UPDATE, no DELETE).
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import EntryKind
from bookdesk.models.base import ClientBase, Facts
from bookdesk.models.columns import Currency, Day, Flag, Minor, Rate, member, one_of, reference
from bookdesk.models.guarding import add_guards


class LedgerEntry(Facts, ClientBase):
    """One entry. `source_id` is the bill, payment or match it books; `reverses_id` the entry it cancels (once)."""

    __tablename__ = "ledger_entry"
    __extra__ = (one_of("kind", EntryKind), Index(None, "source_id"), Index(None, "posting_date", "id"))

    kind: Mapped[EntryKind] = member(EntryKind)
    posting_date: Mapped[Day]
    narration: Mapped[str]
    source_id: Mapped[str | None]
    reverses_id: Mapped[str | None] = mapped_column(reference("ledger_entry"), unique=True)


class Posting(Facts, ClientBase):
    """One side of an entry: `amount` in its currency and `base_amount` in the client's; debit is positive.

    `rate` (base per unit, with source and date) is kept where the currencies differ. `is_tax` marks the tax
    amount itself; `tax_code_id` on a net posting says which tax was charged on it.
    """

    __tablename__ = "posting"
    __extra__ = (Index(None, "entry_id", "position", unique=True), Index(None, "account_id", "entry_id"))

    entry_id: Mapped[str] = mapped_column(reference("ledger_entry"))
    position: Mapped[int]
    account_id: Mapped[str] = mapped_column(reference("account"))
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    is_tax: Mapped[Flag] = mapped_column(default=False)
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    base_amount: Mapped[Minor]
    rate: Mapped[Rate | None]
    rate_source: Mapped[str | None]
    rate_date: Mapped[Day | None]


GUARDS: dict[str, str] = {
    "guard_locked_period": """
        CREATE TRIGGER guard_locked_period BEFORE INSERT ON ledger_entry BEGIN
          SELECT RAISE(ABORT, 'locked period')
          WHERE EXISTS (SELECT 1 FROM period_lock WHERE locked_through >= NEW.posting_date);
        END""",
    "guard_balance": """
        CREATE TRIGGER guard_balance BEFORE INSERT ON change_set BEGIN
          SELECT RAISE(ABORT, 'unbalanced entry')
          WHERE EXISTS (
            SELECT 1 FROM posting WHERE entry_id IN (
              SELECT json_extract(after, '$.entry_id') FROM row_change WHERE change_set = NEW.id AND tbl = 'posting')
            GROUP BY entry_id HAVING SUM(base_amount) <> 0);
        END""",
}
"""Triggers beyond the history's own, by name; the store applies and asserts them with the rest."""

add_guards(ClientBase.metadata, GUARDS)
