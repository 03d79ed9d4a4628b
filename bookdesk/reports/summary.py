"""Reads a client's summary out of its books: counts and sums by the named lists' own conditions, in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select, true
from sqlalchemy.orm import DeclarativeBase, Session

from bookdesk.core.money import Money
from bookdesk.ledger.balances import settled_part
from bookdesk.ledger.billlists import BillList, is_payable, on_list, reviewed_and_open
from bookdesk.ledger.exchange import ExchangeRate, in_base
from bookdesk.ledger.inboxlists import InboxList, in_inbox
from bookdesk.ledger.outboxlists import OutboxList, in_outbox
from bookdesk.models.approval import ApprovalDecision, ApprovalLimit, ApprovalStep
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import PayeeAccount
from bookdesk.models.document import Document
from bookdesk.models.gateway import FactKind, GatewayFact, MoveWaiting
from bookdesk.models.history import ChangeSet, Origin, RowChange
from bookdesk.models.payment import PaymentRun, RunState
from bookdesk.models.portal import PortalWord, WordState
from bookdesk.models.sync import LedgerConnection, OutboxEntry
from bookdesk.reports.bank import ProvenTo, read_banks
from bookdesk.reports.content import BillSummary, DueDay, InboxSummary, LastAct, Summary
from bookdesk.reports.salessummary import read_sales

_ANY_DAY = date.min
"""For lists that do not depend on the day."""


def read_summary(session: Session, proven_to: ProvenTo) -> Summary:
    """Return the client's summary as of this moment of its books; of one that is not taken on, what there is."""
    profile = session.execute(select(ClientProfile.base_currency, ClientProfile.zone)).one_or_none()
    currency, zone = profile or (None, None)
    counts = session.execute(select(*_COUNTS)).one()
    return Summary(
        currency=currency,
        zone=zone,
        inbox=_inbox(session),
        bills=_bills(session, currency),
        sales=read_sales(session, currency),
        banks=read_banks(session, proven_to),
        draft_runs=counts.draft_runs,
        unconfirmed_payees=counts.unconfirmed_payees,
        sync_waiting=counts.sync_waiting,
        sync_problems=counts.sync_problems,
        connected=bool(counts.connected),
        reconnect=bool(counts.reconnect),
        online_to_decide=counts.online_to_decide,
        disputes_to_answer=counts.disputes_to_answer,
        customer_words=counts.customer_words,
        last_act=_last_act(session),
    )


def _count(table: type[DeclarativeBase], condition: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).select_from(table).where(condition).scalar_subquery()


def _disputes_to_answer() -> ScalarSelect[int]:
    """Return how many disputes and inquiries wait for the client's evidence, by the states in which each was seen."""

    def seen(*states: str) -> ColumnElement[int]:
        return func.count().filter(GatewayFact.state.in_(states))

    asked = (seen("needs response") > 0) | ((seen("inquiry") > 0) & (seen("closed") == 0))
    told = (
        select(GatewayFact.object_id)
        .where(GatewayFact.kind == FactKind.DISPUTE)
        .group_by(GatewayFact.gateway, GatewayFact.merchant, GatewayFact.object_id)
        .having(asked, seen(*_ANSWERED) == 0)
    )
    return select(func.count()).select_from(told.subquery()).scalar_subquery()


_ANSWERED = ("under review", "won", "lost")
"""States of a dispute that ask nothing of the client any more."""

_COUNTS = (
    _count(PaymentRun, PaymentRun.state == RunState.DRAFT).label("draft_runs"),
    _count(PayeeAccount, PayeeAccount.archived.is_(False) & PayeeAccount.confirmed_by.is_(None)).label(
        "unconfirmed_payees"
    ),
    _count(OutboxEntry, in_outbox(OutboxList.WAITING)).label("sync_waiting"),
    _count(OutboxEntry, in_outbox(OutboxList.PROBLEMS)).label("sync_problems"),
    _count(LedgerConnection, true()).label("connected"),
    _count(LedgerConnection, LedgerConnection.needs_reconnect.is_(True)).label("reconnect"),
    _count(MoveWaiting, MoveWaiting.ask.is_(True)).label("online_to_decide"),
    _disputes_to_answer().label("disputes_to_answer"),
    _count(PortalWord, PortalWord.state != WordState.DONE).label("customer_words"),
)

_INBOX_LISTS = {
    "received": InboxList.RECEIVED,
    "to_review": InboxList.TO_REVIEW,
    "ready": InboxList.READY,
    "not_payable": InboxList.NOT_PAYABLE,
    "duplicate": InboxList.DUPLICATE,
    "failed": InboxList.FAILED,
}


def _inbox(session: Session) -> InboxSummary:
    lists = (func.count().filter(in_inbox(which)).label(name) for name, which in _INBOX_LISTS.items())
    oldest = func.min(Document.received_at).label("oldest")
    query = select(func.count().label("open"), *lists, oldest).select_from(Document)
    found = session.execute(query.where(in_inbox(InboxList.ALL_OPEN))).one()._asdict()
    first = found.pop("oldest")
    return InboxSummary(**found, oldest=first and first.isoformat())


_BILL_LISTS = {
    "drafts": BillList.DRAFTS,
    "returned": BillList.RETURNED,
    "to_approve": BillList.TO_APPROVE,
    "on_hold": BillList.ON_HOLD,
    "disputed": BillList.DISPUTED,
}


@dataclass(frozen=True, slots=True)
class _Open:
    """A bill or credit note that was reviewed and of which something is left."""

    id: str
    kind: BillKind
    status: BillStatus
    due: date | None
    currency: str
    rate: Decimal | None
    total: int
    left: int
    payable: int


def _bills(session: Session, base: str | None) -> BillSummary:
    lists = (_count(Bill, on_list(which, _ANY_DAY)).label(name) for name, which in _BILL_LISTS.items())
    counts = session.execute(select(*lists)).one()._asdict()
    opened = _open_bills(session)
    return BillSummary(
        **counts,
        open=len(opened),
        to_pay=sum(one.payable for one in opened),
        doubtful=len(_doubtful(session, opened)),
        due=_by_due_date(opened, base),
    )


def _open_bills(session: Session) -> list[_Open]:
    left = (Bill.total - settled_part()).label("left")
    payable = case((is_payable(), 1), else_=0).label("payable")
    columns = (Bill.id, Bill.kind, Bill.status, Bill.due_date, Bill.currency, Bill.rate, Bill.total, left, payable)
    rows: Any = session.execute(select(*columns).where(reviewed_and_open()))
    return [_Open(*row) for row in rows]


def _by_due_date(opened: Iterable[_Open], base: str | None) -> tuple[DueDay, ...]:
    """Gather the bills with a due date; credit notes are never late."""
    counts: dict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in opened:
        if one.kind is BillKind.BILL and one.due is not None:
            amount = _in_base(one, base)
            figures = counts[one.due]
            figures[0] += 1
            figures[1] += amount or 0
            figures[2] += amount is None
    return tuple(DueDay(day, *figures) for day, figures in sorted(counts.items()))


def _in_base(one: _Open, base: str | None) -> int | None:
    if one.currency == base:
        return one.left
    if base is None or one.rate is None:
        return None
    return in_base(Money(one.left, one.currency), base, ExchangeRate(one.rate, "", date.min)).minor


def returned_bills(session: Session) -> set[str]:
    """Return the drafts that an approver sent back."""
    return set(session.scalars(select(Bill.id).where(on_list(BillList.RETURNED, _ANY_DAY))))


def doubtful_bills(session: Session) -> set[str]:
    """Return approved bills that are paid in part, or were approved before the client's rules last changed.

    What was approved otherwise is taken back at once where its approvals lapse; of these only their signatures tell.
    """
    return _doubtful(session, _open_bills(session))


def _doubtful(session: Session, opened: Iterable[_Open]) -> set[str]:
    approved = [one for one in opened if one.status is BillStatus.APPROVED]
    doubtful = {one.id for one in approved if one.left < one.total}
    return doubtful | _approved_under_other_rules(session, {one.id for one in approved})


def _approved_under_other_rules(session: Session, bill_ids: Collection[str]) -> set[str]:
    tables = (ApprovalLimit.__tablename__, ApprovalStep.__tablename__)
    last = select(func.max(RowChange.seq)).where(RowChange.tbl.in_(tables)).scalar_subquery()
    changed = session.scalar(
        select(ChangeSet.made_at).join(RowChange, RowChange.change_set == ChangeSet.id).where(RowChange.seq == last)
    )
    if changed is None or not bill_ids:
        return set()
    wanted = select(ApprovalDecision.bill_id).where(ApprovalDecision.decided_at < changed)
    older = set(session.scalars(wanted.where(ApprovalDecision.bill_id.in_(bill_ids))))
    return older & set(bill_ids)


def _last_act(session: Session) -> LastAct | None:
    query = select(ChangeSet.made_at, ChangeSet.action, ChangeSet.actor).where(ChangeSet.origin == Origin.PERSON)
    found = session.execute(query.order_by(ChangeSet.position.desc()).limit(1)).one_or_none()
    return None if found is None else LastAct(found.made_at.isoformat(), found.action, found.actor)
