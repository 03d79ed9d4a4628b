"""The ways by which acts are taken back: rows restored, or a new act of the service that did the first.

Each works in the books handed in, and raises the reason where it cannot. `office/answers.py` says which act goes which.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals.service import ApprovalService
from bookdesk.banking.service import BankingService
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.parting import Parting, require_not_superseded
from bookdesk.capture.realigning import (
    adds_up,
    corrected_names,
    drafted,
    realign,
    realign_on_document,
    realign_sums,
    stand_on_document,
    weigh_again,
)
from bookdesk.capture.service import CaptureService
from bookdesk.capture.summing import SUMS
from bookdesk.capture.turning import realign_kind
from bookdesk.core.changes import SealedChange
from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.progress import Progress
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalDecision
from bookdesk.models.bank import Match, MatchLine, Statement
from bookdesk.models.bill import BillLine
from bookdesk.models.document import Document, DocumentState
from bookdesk.office.collisions import refuse_collisions, surplus
from bookdesk.payments.bill_edits import BillEditing
from bookdesk.reading.second import Second
from bookdesk.reading.words import Reading
from bookdesk.store.glance import glances_of
from bookdesk.store.history import SealedSet
from bookdesk.store.undo import root_action as undone_kind
from bookdesk.store.undo import undoing, undone
from bookdesk.workspace import Workspace

UNDONE = "undone"
"""The reason that acts give which take others back."""

Way = Callable[[Workspace, SealedSet], None]


def restore(workspace: Workspace, old: SealedSet) -> None:
    """Bring every row back, unless what it meant was used elsewhere meanwhile."""
    brought_back(workspace, old)


def brought_back(workspace: Workspace, old: SealedSet) -> SealedChange:
    """Bring every row back as `restore` does, and return the change that did it."""
    books = workspace.desk.books
    with books.query() as session:
        before = surplus(session, old)
    with undoing(books, old, actor=workspace.desk.actor) as work:
        refuse_collisions(work.session, old, before)
        return work.commit()


def restore_correction(workspace: Workspace, old: SealedSet) -> None:
    """Bring a draft back and let the fields beside it follow."""
    books, document_id, names = workspace.desk.books, _document_of(old), corrected_names(old.reason)
    with books.query() as session:
        before, agreed = drafted(session, document_id), adds_up(session, document_id)
    restore(workspace, old)
    with books.upkeep() as session:
        realign(session, document_id, names, before)
        if not names.isdisjoint(SUMS):
            realign_sums(session, document_id, _corrections(session, old))
        weigh_again(session, document_id, agreed=agreed)
        realign_kind(session, document_id)
        for name in stand_on_document(names):
            realign_on_document(session, document_id, name, _corrections(session, old))


def _corrections(session: Session, old: SealedSet) -> list[str]:
    """Return the reasons of all corrections that hold of the draft a set is about."""
    drafts = {(entry.table, entry.row_id) for entry in old.rows if entry.table == "bill"}
    found = [one for one in glances_of(session, drafts) if one.action == Action.DOCUMENT_EDITED]
    gone = undone(session, [one.id for one in found])
    return [one.reason for one in found if one.id not in gone]


def _document_of(old: SealedSet) -> str:
    for entry in old.rows:
        image = entry.after or entry.before or {}
        if entry.table == "document":
            return entry.row_id
        if entry.table == "bill" and image.get("document_id"):
            return str(image["document_id"])
    raise RuleBroken("This correction belongs to no document.", "Set the field anew.")


def restore_edit(workspace: Workspace, old: SealedSet) -> None:
    """Bring a bill back, or, where its booking or its approvals followed the edit, let these follow again."""
    try:
        restore(workspace, old)
    except RuleBroken:
        desk = workspace.desk
        BillEditing(desk, _approvals(workspace)).take_back(old)


def root_action(workspace: Workspace, old: SealedSet) -> Action:
    """Return what kind of act was undone, or undone and done again, by a set."""
    return undone_kind(workspace.desk.books, old)


def take_decision_back(workspace: Workspace, old: SealedSet) -> None:
    """Withdraw the decision of a set, by whoever gave it."""
    service = _approvals(workspace)
    decisions = _made(old, ApprovalDecision.__tablename__)
    if not decisions:
        raise NotFound("This was no decision of a person.", "Decide about the bill itself.")
    for decision_id in decisions:
        service.take_back(decision_id, UNDONE)


def recode_back(workspace: Workspace, old: SealedSet) -> None:
    """Choose the accounts and tax codes that lines had before."""
    with workspace.desk.books.query() as session:
        bill_id, wanted = _codes_before(session, old)
    BillEditing(workspace.desk, _approvals(workspace)).recode(bill_id, wanted)


def _codes_before(session: Session, old: SealedSet) -> tuple[str, dict[str, str]]:
    """Return the bill and its former codes by line; `RuleBroken` where it was coded once more since."""
    wanted: dict[str, str] = {}
    bill_id = ""
    for entry in (one for one in old.rows if one.table == BillLine.__tablename__):
        line = session.get(BillLine, entry.row_id)
        before, after = entry.before or {}, entry.after or {}
        if line is None or (line.account_id, line.tax_code_id) != (after.get("account_id"), after.get("tax_code_id")):
            raise RuleBroken("The bill was coded once more since.", "Undo the later coding first.")
        bill_id = line.bill_id
        if before.get("account_id") != after.get("account_id"):
            wanted[f"line.{line.position}.account"] = session.get_one(Account, before.get("account_id")).code
        if before.get("tax_code_id") != after.get("tax_code_id"):
            code = session.get(TaxCode, before.get("tax_code_id"))
            if code is None:
                raise RuleBroken(f"Line {line.position} had no tax code before.", "Recode it to the one that is right.")
            wanted[f"line.{line.position}.tax_code"] = code.code
    return bill_id, wanted


def uncode(workspace: Workspace, old: SealedSet) -> None:
    """Reverse what a bank line posted, as long as it is the match of this act."""
    with workspace.desk.books.query() as session:
        matches = [session.get(Match, one) for one in _made(old, Match.__tablename__)]
        query = select(MatchLine.bank_line_id).where(MatchLine.match_id.in_([one.id for one in matches if one]))
        lines = session.scalars(query.order_by(MatchLine.id)).all()
    if not lines or None in matches:
        raise RuleBroken("The bank line is not matched so any more.", "Look at how it is matched now.")
    while lines:
        BankingService(workspace.desk).undo(lines[0], UNDONE)
        with workspace.desk.books.query() as session:
            lines = session.scalars(query.order_by(MatchLine.id)).all()


def withdraw_statements(workspace: Workspace, old: SealedSet) -> None:
    """Withdraw every statement that an import brought."""
    service = BankingService(workspace.desk)
    for statement_id in _made(old, Statement.__tablename__):
        with workspace.desk.books.query() as session:
            if session.get_one(Statement, statement_id).withdrawn:
                raise RuleBroken("This bank statement was withdrawn already.", "Nothing was changed.")
        service.withdraw_statement(statement_id)


def put_aside(workspace: Workspace, old: SealedSet) -> None:
    """Put captured documents aside; the originals stay."""
    for document_id in _made(old, Document.__tablename__):
        with workspace.desk.books.query() as session:
            state = session.get_one(Document, document_id).state
        if state is DocumentState.REJECTED:
            raise RuleBroken("This document was put aside already.", "Nothing was changed.")
        inbox(workspace).reject(document_id, "taken back after it was added")


def rejoin(workspace: Workspace, old: SealedSet) -> None:
    """Take it back that a document was taken apart or put together; what stands then waits to be read.

    Whoever takes the act back did not say that it is one document: it is proposed again as it was.
    """
    made = _made(old, Document.__tablename__)
    if not made:
        raise RuleBroken("This made no document.", "Look at the documents as they are now.")
    with workspace.desk.books.query() as session:
        for document_id in made:
            require_not_superseded(session, session.get_one(Document, document_id))
    Parting(workspace.desk).rejoin(made[0], as_one=False)


def back_to_review(workspace: Workspace, old: SealedSet) -> None:
    """Bring a confirmed bill back; where others use the supplier it made, take it back to review and leave him."""
    try:
        restore(workspace, old)
    except RuleBroken as reason:
        documents = [entry.row_id for entry in old.rows if entry.table == Document.__tablename__]
        if not documents:
            raise
        try:
            inbox(workspace).reopen(documents[0])
        except RuleBroken as why:
            raise why from reason


class _ReadsNothing:
    """Stands for the reader where documents are only put aside or taken back."""

    def read(  # noqa: PLR0913 - a file, and all that decides what is read of it
        self,
        data: bytes,
        *,
        languages: object = (),
        ignore_embedded: bool = False,
        pages: Sequence[int] | None = None,
        password: str | None = None,
        progress: Progress | None = None,
        second: Second = Second.WHERE_NEEDED,
    ) -> Reading:
        """Refuse: nothing is read again when an act is taken back."""
        del languages, ignore_embedded, pages, progress, password, second
        raise RuntimeError(f"undoing reads no document, least of all {len(data)} bytes")


def inbox(workspace: Workspace) -> InboxService:
    """Return the inbox for acts that read nothing."""
    return InboxService(workspace.desk, CaptureService(workspace.desk, _ReadsNothing()))


def _approvals(workspace: Workspace) -> ApprovalService:
    return ApprovalService(workspace.desk, workspace.signer, workspace.trusted)


def _made(old: SealedSet, table: str) -> list[str]:
    """Return the ids of the rows of a table that a set made."""
    return list(dict.fromkeys(entry.row_id for entry in old.rows if entry.table == table and entry.before is None))
