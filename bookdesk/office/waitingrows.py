"""Reads the bills of one client that wait for a decision, with what an approver has to know of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.approvals.policy import refusal_of
from bookdesk.approvals.records import base_amount
from bookdesk.approvals.service import ApprovalService
from bookdesk.approvals.standing import Standing
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Decision
from bookdesk.ledger.billlists import BillList, on_list
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.office.opened import Office
from bookdesk.office.waiting import QueueItem
from bookdesk.payments.foreseeing import foresee
from bookdesk.payments.safeguards import Finding
from bookdesk.reports.summary import doubtful_bills, returned_bills
from bookdesk.security.roles import Permission, permitted
from bookdesk.workspace import Workspace

_SENT_BACK = "It was sent back: whoever entered it corrects it and submits it again first."
_NO_APPROVER = f"This user may not {Permission.APPROVE.value}."


class WaitingRows:
    """The waiting bills of one client as the person at work sees them."""

    def __init__(self, office: Office, workspace: Workspace) -> None:
        """Read for the person at work in `office`, on one of his clients."""
        self._office, self._workspace = office, workspace
        self._service = ApprovalService(workspace.desk, workspace.signer, workspace.trusted)

    def read(self) -> list[QueueItem]:
        """Return all that wait, in no order."""
        with self._workspace.desk.books.query() as session:
            day = client_today(session, self._workspace.desk.clock)
            reviewed = set(session.scalars(select(Bill.id).where(on_list(BillList.TO_APPROVE, day))))
            wanted = reviewed | doubtful_bills(session) | returned_bills(session)
        return self._items(self._service.standings(sorted(wanted))) if wanted else []

    def _items(self, standings: Mapping[str, Standing]) -> list[QueueItem]:
        waiting = {bill_id: one for bill_id, one in standings.items() if _waits(one)}
        bills = [one.sheet.bill for one in waiting.values()]
        with self._workspace.desk.books.query() as session:
            base, day = client_profile(session).base_currency, client_today(session, self._workspace.desk.clock)
            warnings = foresee(session, bills, waiting, day)
            since = _submitted(session, waiting)
        return [self._item(one, base, since.get(bill_id), warnings[bill_id]) for bill_id, one in waiting.items()]

    def _item(self, one: Standing, base: str, since: datetime | None, warnings: tuple[Finding, ...]) -> QueueItem:
        bill, entry, name = one.sheet.bill, self._workspace.entry, self._office.name_of
        return QueueItem(
            client_id=entry.client_id,
            client=entry.name,
            bill_id=bill.id,
            version=bill.version,
            credit_note=bill.kind is BillKind.CREDIT_NOTE,
            supplier=bill.supplier_name or "",
            number=bill.number or "",
            total=bill.total_money,
            base=_in_base(bill, base),
            due=bill.due_date,
            since=since,
            document_id=bill.document_id,
            entered_by=name(bill.created_by),
            edited_by=name(one.sheet.last_edited_by),
            needed=one.plan.needed,
            given=tuple(map(name, one.plan.counted)),
            waits_for=tuple(map(name, one.plan.may)),
            to_confirm=tuple(given.given_by or "" for given in one.validity.waiting),
            policy="1 approval" if one.plan.needed == 1 else f"{one.plan.needed} approvals",
            why=self._office.named(one.why),
            refusal=self._refusal(one),
            lapsed=self._lapsed(one),
            returned=self._returned(one),
            warnings=warnings,
            on_hold=bill.on_hold,
        )

    def _refusal(self, one: Standing) -> str | None:
        if one.sheet.bill.status is BillStatus.DRAFT:
            return _SENT_BACK
        if not permitted(self._workspace.entry.roles, Permission.APPROVE):
            return _NO_APPROVER
        return refusal_of(self._workspace.desk.actor.user, one.plan)

    def _lapsed(self, one: Standing) -> tuple[str, ...]:
        """Return which approvals were given and do not count any more."""
        if one.approved or one.sheet.bill.status is BillStatus.DRAFT:
            return ()
        barred = sorted(one.validity.users - set(one.plan.counted))
        told = (*one.validity.lapsed, *(f"The approval of {user} no longer counts." for user in barred))
        return tuple(map(self._office.named, told))

    def _returned(self, one: Standing) -> str | None:
        """Return who sent a draft back, and why."""
        rejections = [row for row in one.sheet.decisions if row.decision is Decision.REJECTED]
        if one.sheet.bill.status is not BillStatus.DRAFT or not rejections:
            return None
        return f"{self._office.name_of(rejections[-1].decided_by)}: {rejections[-1].comment or ''}"


def _waits(one: Standing) -> bool:
    """Whether somebody has to act: an approved bill only where its approvals do not hold."""
    return one.sheet.bill.status is not BillStatus.APPROVED or not one.approved


def _in_base(bill: Bill, base: str) -> Money | None:
    try:
        return base_amount(bill, base)
    except RuleBroken:
        return None


def _submitted(session: Session, bill_ids: Collection[str]) -> dict[str, datetime]:
    """Return when each bill was last handed to its approvers."""
    query = (
        select(RowChange.pk, func.max(ChangeSet.made_at))
        .join(ChangeSet, ChangeSet.id == RowChange.change_set)
        .where(
            RowChange.tbl == Bill.__tablename__,
            RowChange.pk.in_(bill_ids),
            ChangeSet.action == Action.BILL_REVIEWED.value,
        )
        .group_by(RowChange.pk)
    )
    return dict(session.execute(query).all())
