"""Taking a confirmed document back to review, as long as nothing was decided, paid or sent on the strength of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from bookdesk.capture.remembering import forget as forget_layout
from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import Decision, OutboxKind, OutboxState
from bookdesk.ledger.balances import scheduled, settled
from bookdesk.ledger.posting import booked_entry
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.base import ClientBase
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.sync import LedgerMapping, OutboxEntry, RemoteLink
from bookdesk.store.change import Change
from bookdesk.store.history import SealedSet, history_of

_OF_BILLS = (OutboxKind.BILL, OutboxKind.CREDIT_NOTE)
_UNSENT = (OutboxState.QUEUED, OutboxState.BLOCKED, OutboxState.READY, OutboxState.CANCELLED)


def reopen(work: Change, document: Document, bill: Bill | None) -> None:
    """Make the bill a draft and its document one to review; `RuleBroken` says why that is impossible.

    What confirming made goes with it: the supplier and his account, unless somebody changed or used them since, and
    what was learned of the document's layout.
    """
    bill = _require_undecided(work.session, document, bill)
    if bill.status is BillStatus.REVIEWED:
        bill.move_to(BillStatus.DRAFT)
    document.state, document.failure = DocumentState.TO_REVIEW, None
    forget_layout(work.session, document.id)
    confirmations = [one for one in history_of(work.session, "bill", bill.id) if one.action == Action.BILL_REVIEWED]
    contact_id, account_id = bill.contact_id, bill.payee_account_id
    bill.payee_account_id = None  # confirming chooses it anew
    _forget_posting_date(bill, confirmations)
    work.session.flush()
    _remove(work, PayeeAccount, account_id, confirmations)
    _remove(work, Contact, contact_id, confirmations, besides=bill)


def _require_undecided(session: Session, document: Document, bill: Bill | None) -> Bill:
    """Return the bill; refuse where something rests on it."""
    number = document.intake_number
    if document.state is not DocumentState.CONFIRMED:
        raise RuleBroken(
            f"Document {number} is {document.state}, not confirmed.",
            "Only what was confirmed is taken back to review.",
            command=f"bookdesk inbox show {number}",
        )
    if bill is None or bill.status is BillStatus.VOID:
        raise RuleBroken(f"The bill of document {number} is void.", "Capture the document again if it is needed.")
    for stands, what, remedy, command in _in_the_way(session, bill):
        if stands:
            raise RuleBroken(f"Document {number} cannot be reopened: its bill {what}.", remedy, command=command)
    return bill


def _in_the_way(session: Session, bill: Bill) -> Iterator[tuple[bool, str, str, str]]:
    """Yield whether something rests on the bill, what, what to do instead, and the command that does it."""
    correct = "Correct the bill itself.", f"bookdesk bill edit {bill.id} FIELD=VALUE"
    withdraw = "Have the approval withdrawn first, or correct the bill itself.", f"bookdesk approve withdraw {bill.id}"
    exclude = "Leave it out there first.", "bookdesk pay exclude RUN PAYMENT"
    yield settled(session, [bill.id])[bill.id] != 0, "is paid or credited, at least in part", *correct
    yield scheduled(session, [bill.id])[bill.id] != 0, "waits in a payment run", *exclude
    yield _is_sent(session, bill), "was sent to the accounting system", *correct
    yield bill.status is BillStatus.APPROVED, "is approved", *withdraw
    yield _is_decided(session, bill), "was approved by somebody", *withdraw
    yield booked_entry(session, bill) is not None, "is booked", *correct


def _is_sent(session: Session, bill: Bill) -> bool:
    links = select(RemoteLink.id).where(RemoteLink.local_id == bill.id, RemoteLink.kind.in_(_OF_BILLS))
    entries = select(OutboxEntry.id).where(
        OutboxEntry.local_id == bill.id, OutboxEntry.kind.in_(_OF_BILLS), OutboxEntry.state.not_in(_UNSENT)
    )
    return session.scalar(links.limit(1)) is not None or session.scalar(entries.limit(1)) is not None


def _is_decided(session: Session, bill: Bill) -> bool:
    """Whether somebody approved the bill since it was last rejected, and did not withdraw it."""
    query = select(ApprovalDecision).where(ApprovalDecision.bill_id == bill.id)
    rows = session.scalars(query.order_by(ApprovalDecision.decided_at, ApprovalDecision.id)).all()
    withdrawn = {row.about_id for row in rows if row.decision is Decision.WITHDRAWN}
    given: list[str] = []
    for row in rows:
        if row.decision is Decision.REJECTED and row.id not in withdrawn:
            given.clear()
        elif row.decision in {Decision.APPROVED, Decision.RECEIVED} and row.id not in withdrawn:
            given.append(row.id)
    return bool(given)


def _forget_posting_date(bill: Bill, confirmations: Sequence[SealedSet]) -> None:
    """Let the draft have no posting date where the last confirmation filled it in: it follows the document's date."""
    images = [entry for one in confirmations for entry in one.rows if entry.row_id == bill.id]
    if not images or bill.posting_date is None:
        return
    before, after = images[-1].before or {}, images[-1].after or {}
    if before.get("posting_date") is None and after.get("posting_date") == bill.posting_date.isoformat():
        bill.posting_date = None


def _remove(
    work: Change,
    model: type[Contact | PayeeAccount],
    row_id: str | None,
    confirmations: Sequence[SealedSet],
    besides: Bill | None = None,
) -> None:
    """Delete what a confirmation made, if that is all that ever happened to it; the bill `besides` lets go of it."""
    table = ClientBase.metadata.tables[model.__tablename__]
    row = work.session.get(model, row_id) if row_id else None
    if row is None or row_id is None or not _made(table.name, row_id, confirmations):
        return
    if len(history_of(work.session, table.name, row_id)) > 1 or _is_used(work.session, table, row_id, besides):
        return
    if besides is not None:
        besides.contact_id = None
        work.session.flush()
    work.delete(row)
    work.session.flush()


def _made(table: str, row_id: str, confirmations: Sequence[SealedSet]) -> bool:
    return any(
        (entry.table, entry.row_id) == (table, row_id) and entry.before is None and entry.after is not None
        for one in confirmations
        for entry in one.rows
    )


def _is_used(session: Session, table: Table, row_id: str, besides: Bill | None) -> bool:
    """Whether another row refers to this one, by key or as what the accounting system has of it."""
    for other in ClientBase.metadata.sorted_tables:
        for key in other.foreign_keys:
            if key.column.table is not table:
                continue
            query = select(func.count()).select_from(other).where(key.parent == row_id)
            if besides is not None and other.name == Bill.__tablename__:
                query = query.where(other.c.id != besides.id)
            if session.scalar(query):
                return True
    return any(
        session.scalar(select(model.id).where(model.local_id == row_id).limit(1)) is not None
        for model in (LedgerMapping, RemoteLink, OutboxEntry)
    )
