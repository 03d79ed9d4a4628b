"""The named lists of bills, each as one condition: a list, its count and a dashboard's figure cannot disagree.

Void bills are in their own list only. A bill is open as long as its dated allocations do not make up its total.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, literal_column, select
from sqlalchemy.orm import aliased

from bookdesk.core.vocabulary import Decision
from bookdesk.ledger.balances import still_open
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.store.listing import rowid, unsought


class BillList(StrEnum):
    """Lists of bills and credit notes that people work through."""

    ALL = "all"
    """whatever is not void"""
    DRAFTS = "drafts"
    RETURNED = "returned"
    """drafts that an approver sent back"""
    TO_APPROVE = "to approve"
    """reviewed and not yet approved, with something left: what was open at take-on may be paid before anybody asks"""
    TO_PAY = "to pay"
    """approved bills with something left, neither on hold nor disputed; those in a run that is not released, too"""
    OPEN = "open"
    """reviewed or approved, with something left"""
    OVERDUE = "overdue"
    """open bills that were due before today"""
    DUE_IN_7_DAYS = "due in 7 days"
    """open bills due from today through the seventh day from now; the overdue ones are not among them"""
    DUE_IN_14_DAYS = "due in 14 days"
    ON_HOLD = "on hold"
    DISPUTED = "disputed"
    PAID = "paid"
    """reviewed or approved, with nothing left; of credit notes those that are used up"""
    CREDIT_NOTES = "credit notes"
    VOID = "void"


def on_list(which: BillList, today: date) -> ColumnElement[bool]:
    """Return the condition on `Bill` of being on a list; `today` is the client's (`ledger.owner.client_today`)."""
    if which in _DUE_WITHIN:
        return _due(today, today + timedelta(days=_DUE_WITHIN[which]))
    return _overdue(today) if which is BillList.OVERDUE else _UNDATED[which]


def reviewed_and_open() -> ColumnElement[bool]:
    """Return the condition on `Bill` that somebody reviewed it and that something of it is left."""
    return and_(_REVIEWED, still_open())


def is_payable() -> ColumnElement[bool]:
    """Return the condition on `Bill` that nothing but its own balance keeps it from being paid."""
    return and_(
        unsought(Bill.status) == BillStatus.APPROVED,
        Bill.kind == BillKind.BILL,
        rowid("bill").not_in(_STOPPED.where(_OTHER.on_hold == _YES)),
        rowid("bill").not_in(_STOPPED.where(_OTHER.disputed == _YES)),
    )


_OTHER = aliased(Bill, name="stopped")
_STOPPED = select(rowid("stopped")).select_from(_OTHER)
_YES: ColumnElement[bool] = literal_column("1")
_REJECTIONS = (
    select(ApprovalDecision.id)
    .where(ApprovalDecision.bill_id == Bill.id, ApprovalDecision.decision == Decision.REJECTED)
    .correlate(Bill)
)
# Conditions that most bills meet are not sought by: walking the order's own index is far cheaper. The others are.
_DUE_WITHIN = {BillList.DUE_IN_7_DAYS: 7, BillList.DUE_IN_14_DAYS: 14}
_STANDS = Bill.status != BillStatus.VOID
_REVIEWED = unsought(Bill.status).in_((BillStatus.REVIEWED, BillStatus.APPROVED))
_UNDATED: dict[BillList, ColumnElement[bool]] = {
    BillList.ALL: _STANDS,
    BillList.DRAFTS: Bill.status == BillStatus.DRAFT,
    BillList.RETURNED: and_(Bill.status == BillStatus.DRAFT, exists(_REJECTIONS)),
    BillList.TO_APPROVE: and_(Bill.status == BillStatus.REVIEWED, still_open()),
    BillList.TO_PAY: and_(is_payable(), still_open()),
    BillList.OPEN: reviewed_and_open(),
    BillList.ON_HOLD: and_(_STANDS, Bill.on_hold == _YES),
    BillList.DISPUTED: and_(_STANDS, Bill.disputed == _YES),
    BillList.PAID: and_(_REVIEWED, ~still_open()),
    BillList.CREDIT_NOTES: and_(_STANDS, Bill.kind == BillKind.CREDIT_NOTE),
    BillList.VOID: Bill.status == BillStatus.VOID,
}


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(reviewed_and_open(), Bill.kind == BillKind.BILL, unsought(Bill.due_date) < today)


def _due(first: date, last: date) -> ColumnElement[bool]:
    return and_(reviewed_and_open(), Bill.kind == BillKind.BILL, Bill.due_date.between(first, last))
