"""The ledger accounts behind a gateway: what it holds, by currency, and where its fees go."""

from __future__ import annotations

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import BookedAs, PayMethod
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.roles import free_code
from bookdesk.models.account import Account, AccountKind
from bookdesk.models.bank import BankAccount
from bookdesk.models.gateway import ClearingAccount, GatewayMove, MoveBooking, OnlineSettings
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.store.change import Change

_CODES = {"AU": "1-1210", "DE": "1361", "GB": "1261", "IE": "1261"}
"""Where an account for money on its way stands in the charts that clients are started with; elsewhere as in Ireland."""


def clearing_account(work: Change, gateway: str, merchant: str, currency: str) -> str:
    """Return the id of the account that stands for what a gateway holds in a currency, added when first needed."""
    session = work.session
    known = select(ClearingAccount.account_id).where(
        ClearingAccount.gateway == gateway, ClearingAccount.merchant == merchant, ClearingAccount.currency == currency
    )
    found = session.scalar(known)
    if found is not None:
        return found
    profile = client_profile(session)
    foreign = currency != profile.base_currency
    name = f"{gateway.capitalize()} clearing {currency}" if foreign else f"{gateway.capitalize()} clearing"
    code = free_code(session, _CODES.get(profile.country, _CODES["IE"]))
    account = Account(code=code, name=name, kind=AccountKind.ASSET, currency=currency)
    work.add(account)
    session.flush()
    work.add(ClearingAccount(gateway=gateway, merchant=merchant, currency=currency, account_id=account.id))
    session.flush()
    return account.id


def settings_of(session: Session) -> OnlineSettings | None:
    """Return how customers may pay online, if that was ever said."""
    return session.scalars(select(OnlineSettings)).one_or_none()


def methods_of(settings: OnlineSettings | None) -> tuple[PayMethod, ...]:
    """Return by which methods customers may pay; none means whatever the gateway offers."""
    chosen = settings.methods if settings is not None else None
    return tuple(PayMethod(str(one)) for one in chosen) if isinstance(chosen, list) else ()


def payout_bank(session: Session) -> BankAccount | None:
    """Return the bank account that payouts reach, or the only one there is."""
    settings = settings_of(session)
    if settings is not None and settings.payout_bank_id is not None:
        return session.get(BankAccount, settings.payout_bank_id)
    banks = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False))).all()
    return banks[0] if len(banks) == 1 else None


def held_by_books(session: Session, account_id: str) -> int:
    """Return what the ledger says a gateway holds, in minor units of the account's currency."""
    query = select(func.sum(Posting.amount)).join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
    return session.scalar(query.where(Posting.account_id == account_id)) or 0


def held_by_moves(session: Session, gateway: str, merchant: str, currency: str, *, booked: bool) -> int:
    """Return what the gateway's moves add up to, in minor units: those in the books, or all that were told.

    What is another client's counts for nothing, and of a payout that he had a part in the rest.
    """
    ours = case((MoveBooking.booked_as == BookedAs.OTHERS, 0), else_=func.coalesce(MoveBooking.share, GatewayMove.net))
    query = (
        select(func.sum(ours))
        .select_from(GatewayMove)
        .join(MoveBooking, MoveBooking.move_id == GatewayMove.id, isouter=not booked)
        .where(GatewayMove.gateway == gateway, GatewayMove.merchant == merchant, GatewayMove.currency == currency)
    )
    return session.scalar(query) or 0
