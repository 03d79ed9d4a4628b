"""The books as a bookkeeper sees them, for comparing before and after: nothing of how they came to be so."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records as bank
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.balances import scheduled, settled, trial_balance
from bookdesk.models.account import Account
from bookdesk.models.bank import Match, MatchLine, MatchPart
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.store.kinds import CLIENT
from bookdesk.workspace import Workspace
from tests.unit.office.bureau import approvals

_AS_THEY_ARE = (
    "account",
    "approval_limit",
    "approval_step",
    "bank_account",
    "bill_line",
    "capture_rule",
    "client_profile",
    "coding_rule",
    "contact",
    "payee_account",
    "payment",
    "payment_part",
    "payment_run",
    "period_lock",
    "reconciliation",
    "required_paper",
    "supporting_paper",
)
"""Tables whose rows are compared whole, but for their versions."""

Picture = dict[str, object]


def picture(workspace: Workspace) -> Picture:
    """Return bills, lines, what is settled, scheduled and approved, matches, open bank lines and balances."""
    with workspace.desk.books.query() as session:
        taken: Picture = {table: _rows(session, table) for table in _AS_THEY_ARE}
        bills = session.scalars(select(Bill).where(Bill.status != BillStatus.VOID)).all()
        ids = [bill.id for bill in bills]
        void = set(session.scalars(select(Bill.id).where(Bill.status == BillStatus.VOID)))
        codes = {one.id: one.code for one in session.scalars(select(Account))}
        taken["bill"] = [row for row in _rows(session, "bill") if row["id"] not in void]
        taken["bill_line"] = [row for row in _rows(session, "bill_line") if row["bill_id"] not in void]
        taken["settled"], taken["scheduled"] = settled(session, ids), scheduled(session, ids)
        taken["balances"] = {codes[one]: amount for one, amount in trial_balance(session).items() if amount}
        taken["open"] = sorted(line.id for line in bank.open_lines(session))
        taken["matched"] = _matched(session)
        taken["documents"] = _documents(session)
    standings = approvals(workspace).standings(ids)
    taken["approved"] = {bill: (one.plan.counted, len(one.validity.waiting)) for bill, one in standings.items()}
    return taken


def _rows(session: Session, table: str) -> list[dict[str, object]]:
    columns = CLIENT.metadata.tables[table].columns
    rows = session.connection().execute(select(*(one for one in columns if one.name != "version")).order_by(columns.id))
    return [dict(row) for row in rows.mappings()]


def _matched(session: Session) -> list[tuple[object, ...]]:
    parts = select(MatchPart.match_id, MatchPart.target_kind, MatchPart.target_id, MatchPart.amount)
    lines = select(MatchLine.match_id, MatchLine.bank_line_id, Match.kind).join(Match, Match.id == MatchLine.match_id)
    return sorted((tuple(row) for query in (parts, lines) for row in session.execute(query)), key=str)


def _documents(session: Session) -> list[tuple[object, ...]]:
    """Return the documents of the inbox that were not put aside, with the values of their fields."""
    shown = Document.state != DocumentState.REJECTED, Document.kind != DocumentKind.EVIDENCE
    query = select(Document).where(*shown).order_by(Document.id)
    fields = select(DocumentField.name, DocumentField.value).order_by(DocumentField.name)
    return [
        (one.id, one.state, tuple(session.execute(fields.where(DocumentField.document_id == one.id)).all()))
        for one in session.scalars(query)
    ]
