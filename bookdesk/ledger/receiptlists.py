"""The named lists of receipts, each as one condition: a list, its count and its sum cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, select

from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.receivable import still_unapplied
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund


class ReceiptList(StrEnum):
    """Lists of receipts that people work through."""

    ALL = "all"
    """each of them, those taken back included: nothing leaves it under the hand of who took one back"""
    UNAPPLIED = "unapplied"
    """something of it settles no invoice and was not paid back: the customer's credit"""
    IN_HAND = "in hand"
    """cash and cheques that were not paid in at a bank yet"""
    REFUNDED = "refunded"
    """something of it was paid back"""
    TAKEN_BACK = "taken back"
    """it holds no more, such as of a cheque that bounced"""


def on_receipt_list(which: ReceiptList) -> ColumnElement[bool]:
    """Return the condition on `Receipt` of being on a list."""
    return _CONDITIONS[which]()


def paid_back_part() -> ColumnElement[int]:
    """Return, as a part of a query on receipts, minor units that were paid back of each."""
    back = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.receipt_id == Receipt.id, Refund.reversed_on.is_(None)
    )
    return back.correlate(Receipt).scalar_subquery()


def is_in_hand() -> ColumnElement[bool]:
    """Return the condition that its money still lies in undeposited funds: no bank had it so far."""
    drawer = select(Account.id).where(Account.role == AccountRole.UNDEPOSITED_FUNDS)
    mirror = select(LedgerEntry.reverses_id).where(LedgerEntry.reverses_id.is_not(None))
    paid_in = exists().where(
        LedgerEntry.source_id == Receipt.id, LedgerEntry.kind == _TRANSFER, LedgerEntry.id.not_in(mirror)
    )
    return and_(_stands(), Receipt.account_id.in_(drawer), ~paid_in)


_TRANSFER: ColumnElement[EntryKind] = literal_column(f"'{EntryKind.TRANSFER}'")


def _stands() -> ColumnElement[bool]:
    return Receipt.reversed_on.is_(None)


_CONDITIONS: dict[ReceiptList, Callable[[], ColumnElement[bool]]] = {
    ReceiptList.ALL: lambda: Receipt.id.is_not(None),
    ReceiptList.UNAPPLIED: still_unapplied,
    ReceiptList.IN_HAND: is_in_hand,
    ReceiptList.REFUNDED: lambda: and_(_stands(), paid_back_part() > 0),
    ReceiptList.TAKEN_BACK: lambda: Receipt.reversed_on.is_not(None),
}
