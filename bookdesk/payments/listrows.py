"""A bill as a list shows it, read for a few keys at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.ledger.balances import scheduled, settled_part
from bookdesk.models.bill import Bill, BillKind, BillStatus, SettlementState, settlement
from bookdesk.models.contact import PayeeAccount
from bookdesk.store.listing import among, rowid


@dataclass(frozen=True, slots=True)
class BillRow:
    """A bill or credit note; amounts are positive on both. Nothing is open of a void one.

    `asked` is what the document asks for where that is less than its total. `payee` is the account as people compare
    it; `days_late` is 0 for whatever is not overdue.
    """

    key: int
    id: str
    version: int
    kind: BillKind
    status: BillStatus
    settlement: SettlementState
    supplier: str | None
    number: str | None
    document_date: date | None
    received_date: date
    due_date: date | None
    days_late: int
    total: Money
    open: Money
    asked: Money | None
    way_of_payment: WayOfPayment
    on_hold: bool
    hold_reason: str | None
    disputed: bool
    taken_on: bool
    document_id: str | None
    contact_id: str | None
    payee: str | None


def read_rows(session: Session, keys: Sequence[int], today: date) -> tuple[BillRow, ...]:
    """Return the bills of these keys in their order, those that are gone left out."""
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    waiting = scheduled(session, [row.id for row in found.values()])
    payees = _payees(session, {row.payee_account_id for row in found.values()})
    return tuple(
        _row(found[key], waiting[found[key].id], payees.get(found[key].payee_account_id or ""), today)
        for key in keys
        if key in found
    )


_KEY = rowid("bill")
_OWED = frozenset({BillStatus.REVIEWED, BillStatus.APPROVED})
_COLUMNS = select(
    _KEY.label("key"),
    *(Bill.id, Bill.version, Bill.kind, Bill.status, Bill.on_hold, Bill.hold_reason, Bill.disputed, Bill.taken_on),
    *(Bill.supplier_name, Bill.number, Bill.document_date, Bill.received_date, Bill.due_date, Bill.currency),
    *(Bill.total, Bill.amount_due, Bill.way_of_payment, Bill.document_id, Bill.contact_id, Bill.payee_account_id),
    settled_part().label("settled"),
)


def _row(row: Row[Any], waiting: int, payee: str | None, today: date) -> BillRow:
    total = Money(row.total, row.currency)
    left = settlement(total, Money(row.settled, row.currency), Money(waiting, row.currency))
    still_open = Money.zero(row.currency) if row.status is BillStatus.VOID else left.open
    late = row.due_date is not None and row.kind is BillKind.BILL and row.status in _OWED and still_open.minor > 0
    return BillRow(
        key=row.key,
        id=row.id,
        version=row.version,
        kind=row.kind,
        status=row.status,
        settlement=left.state,
        supplier=row.supplier_name,
        number=row.number,
        document_date=row.document_date,
        received_date=row.received_date,
        due_date=row.due_date,
        days_late=max(0, (today - row.due_date).days) if late else 0,
        total=total,
        open=still_open,
        asked=Money(row.amount_due, row.currency) if _asks_less(row) else None,
        way_of_payment=row.way_of_payment,
        on_hold=row.on_hold,
        hold_reason=row.hold_reason,
        disputed=row.disputed,
        taken_on=row.taken_on,
        document_id=row.document_id,
        contact_id=row.contact_id,
        payee=payee,
    )


def _asks_less(row: Row[Any]) -> bool:
    """Whether the document asks for less than its total; a bill taken over was paid in part before."""
    return not row.taken_on and row.amount_due is not None and row.amount_due < row.total


def _payees(session: Session, ids: set[str | None]) -> dict[str, str]:
    found = session.scalars(select(PayeeAccount).where(PayeeAccount.id.in_(ids - {None})))
    return {account.id: BankDetails.of(account).shown for account in found}
