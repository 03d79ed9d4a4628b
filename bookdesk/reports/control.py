"""What the ledger says of all that is owed, so that a report can tell whether it adds up to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.ledger import LedgerEntry, Posting


@dataclass(frozen=True, slots=True)
class Control:
    """The control account at the end of a day; `balance` is in base currency and positive for what is owed."""

    code: str
    name: str
    balance: Money

    def apart(self, owed: Money) -> Money:
        """Return by how much a report says more than the account; nothing where both agree."""
        return owed - self.balance


def read_control(session: Session, role: AccountRole, as_at: date, base: str) -> Control | None:
    """Return the account that gathers what customers owe, or suppliers are owed; None where the chart has none."""
    account = session.scalars(select(Account).where(Account.role == role)).one_or_none()
    if account is None:
        return None
    query = (
        select(func.coalesce(func.sum(Posting.base_amount), 0))
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(Posting.account_id == account.id, LedgerEntry.posting_date <= as_at)
    )
    minor = int(session.scalar(query) or 0)
    return Control(account.code, account.name, Money(-minor if role is AccountRole.PAYABLES else minor, base))
