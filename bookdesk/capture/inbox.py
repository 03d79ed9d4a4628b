"""The inbox: what was captured, corrected and confirmed, each act one change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from bookdesk.capture import confirming, editing, records, views, words
from bookdesk.capture.addressees import accept_addressee
from bookdesk.capture.against import speaks_against
from bookdesk.capture.agreeing import agrees, follow_sum, weigh_checks, weigh_total
from bookdesk.capture.chosen import ChosenPlace, keep_chosen
from bookdesk.capture.columns import Grid
from bookdesk.capture.edit import Edit
from bookdesk.capture.heldback import weigh
from bookdesk.capture.meanings import NOTHING
from bookdesk.capture.newcomers import retell_newcomer
from bookdesk.capture.parting import require_not_superseded
from bookdesk.capture.prepaid import told_prepaid
from bookdesk.capture.readiness import Objection
from bookdesk.capture.relining import amounts_said, read_by_columns, reline
from bookdesk.capture.remembering import learn, position_told
from bookdesk.capture.reopening import reopen
from bookdesk.capture.repeating import stand_behind
from bookdesk.capture.rereading import require_rereadable
from bookdesk.capture.rows import is_remark
from bookdesk.capture.service import CaptureService
from bookdesk.capture.sidebyside import Comparison, comparison
from bookdesk.capture.stepping import in_words, reasons_of, step_back
from bookdesk.capture.summing import BY_COLUMNS, STEP, SUMS, follow, said_in
from bookdesk.capture.summing import step_back as unsay
from bookdesk.capture.supporting import RequiredPapers, told
from bookdesk.capture.told import RemarkKind
from bookdesk.capture.turning import may_turn, turn
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.reading.second import Second
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_NO = "no"
_KINDS = ", ".join(kind.value.replace("_", " ") for kind in DocumentKind if kind is not DocumentKind.EVIDENCE)
_OF_PAPERS = frozenset({"paper", "no_paper"})
_OK = "ok"
_WORDS = {
    **dict.fromkeys(("duplicate", "statement", "layout"), _NO),
    **dict.fromkeys(("checks", "customer", "prepaid"), _OK),
    "supplier": "new",
}
"""What a person may say against what was read, and the one thing each can be."""
_OVERRULED_BY = {DocumentState.DUPLICATE: "duplicate=no", DocumentState.NOT_PAYABLE: "kind=invoice"}
"""Words by which a person says that a document is one to review after all."""
_ABOUT_THE_DOCUMENT = {"kind"} | _WORDS.keys()


class InboxService:
    """Lists, corrects, confirms and rejects documents of one client."""

    def __init__(self, desk: Desk, capture: CaptureService) -> None:
        """Work at `desk`; `capture` reads a document again when a person says that it is something else."""
        self._desk, self._capture = desk, capture

    def list(self, states: Sequence[DocumentState] = ()) -> list[views.InboxRow]:
        """Return documents by intake number, those in one of `states` or all."""
        with self._desk.books.query() as session:
            return views.inbox_rows(session, states)

    def show(self, reference: str) -> views.InboxItem:
        """Return one document, by intake number or id, in full."""
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            bill, item = views.bill_of(session, document.id), views.inbox_item(session, document)
            remarks = (*item.remarks, *(told_prepaid(bill) if bill is not None else ()))
            return replace(item, papers=told(session, document.id, bill), remarks=remarks)

    def set(
        self,
        reference: str,
        corrections: Mapping[str, str],
        *,
        version: int | None = None,
        places: Mapping[str, ChosenPlace] | None = None,
    ) -> views.InboxItem:
        """Correct fields and lines of a draft; what was read stays beside what was set. All of it or nothing.

        `kind` and `duplicate=no` say what the document is; it is then read again in that light, unless it is under
        review anyway and stays so. `duplicate=12` says that it is document 12 again, `paper=12` that document 12 goes
        with its bill, `no_paper` why none is needed. `statement=no`, `checks=ok`, `prepaid=ok`, `supplier=new` and
        `customer=ok` take back an objection against confirming it; with `layout=no` its layout is not remembered.
        `places` says where on the page values were chosen, by field.
        """
        if corrections.get("duplicate", _NO).lower() != _NO:
            self._stand_behind(reference, corrections)
            return self.show(reference)
        corrections = self._beside(reference, corrections)
        said = {name: value for name, value in corrections.items() if name in _ABOUT_THE_DOCUMENT}
        if said:
            self._say(reference, said)
        rest = {name: value for name, value in corrections.items() if name not in _ABOUT_THE_DOCUMENT}
        if rest:
            self._correct(reference, rest, version, places or {})
        return self.show(reference)

    def reline(self, reference: str, grid: Grid, *, version: int | None = None) -> views.InboxItem:
        """Read the lines of a draft anew by columns drawn on its page; `InputError` where no line is read by them."""
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        with self._change(Action.DOCUMENT_EDITED, BY_COLUMNS) as work:
            document, bill = self._draft(work, document_id, version)
            read, amounts = read_by_columns(work.session, document.id, grid), amounts_said(work.session, document.id)
            edit, fields = self._edit(work, bill), _fields(work.session, document.id)
            agreed = agrees(fields.get("total"), bill)
            reline(edit, read, amounts, records.habits(work.session, bill.contact_id))
            flag_modified(bill, "status")  # as in a correction
            weigh_total(fields.get("total"), bill, agreed=agreed)
            weigh_checks(fields, edit.lines, bill.currency)
            self._weigh(work, document.id)
            work.commit()
        return self.show(reference)

    def confirm(self, reference: str, *, version: int | None = None) -> views.InboxItem:
        """Make the draft a reviewed bill; refused where something is missing or the bill is here already."""
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        with self._change(Action.BILL_REVIEWED, "confirmed") as work:
            document, bill = self._draft(work, document_id, version)
            for objection in speaks_against(work.session, document, bill, self._desk.clock):
                raise _refused(objection)
            fields = _fields(work.session, document.id)
            contact = confirming.supplier_of(work, bill, fields)
            now = self._desk.clock.now()
            confirming.payee_account_of(work, bill, contact, fields, self._desk.actor.user, now)
            bill.supplier_name = contact.name
            bill.posting_date = bill.posting_date or bill.document_date
            bill.created_by = self._desk.actor.user
            bill.move_to(BillStatus.REVIEWED)
            document.state = DocumentState.CONFIRMED
            learn(work, document, contact, fields, self._desk.layouts)
            work.commit()
        return self.show(reference)

    def compare(self, reference: str, other: str = "") -> Comparison:
        """Return a document beside another one, or beside the likeliest; `NotFound` where none is like it."""
        with self._desk.books.query() as session:
            return comparison(session, reference, other)

    def objections(self, reference: str) -> tuple[Objection, ...]:
        """Return everything for which `confirm` would refuse a document as it is now; nothing is changed."""
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            bill = views.bill_of(session, document.id)
            if document.state is not DocumentState.TO_REVIEW or bill is None:
                return (_not_to_review(document),)
            return tuple(speaks_against(session, document, bill, self._desk.clock))

    def reopen(self, reference: str, *, version: int | None = None) -> views.InboxItem:
        """Take a confirmed document back to review while nothing was decided, paid or sent on the strength of it.

        The supplier and the account that confirming made are removed, unless somebody changed or used them since.
        """
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        with self._change(Action.BILL_REOPENED, "taken back to review") as work:
            document, bill = work.get(Document, document_id), views.bill_of(work.session, document_id)
            reopen(work, document, bill and work.get(Bill, bill.id, version=version))
            self._weigh(work, document.id)
            work.commit()
        return self.show(reference)

    def unlock(self, reference: str, password: str) -> views.InboxItem:
        """Read a locked document with its password, which is kept beside it; `PasswordNeeded` where it is another."""
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        self._capture.unlock(document_id, password)
        return self.show(reference)

    def read_again(self, reference: str, second: Second = Second.ALWAYS, *, drop: bool = False) -> views.InboxItem:
        """Read an open document anew, every page with the second reader too, or as `second` says.

        What a person corrected or said of it is lost by that: `WorkedOn` where there is such a thing, unless `drop`.
        `NoSecondReader` where it is not installed; then, and where reading fails, the document stays as it was.
        """
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            require_rereadable(session, document, drop=drop)
        self._capture.read_again(document.id, second)
        return self.show(reference)

    def reject(self, reference: str, why: str, *, version: int | None = None) -> views.InboxRow:
        """Put a document aside with a reason; its draft is void. The original stays."""
        if not why.strip():
            raise InputError("A rejection needs a reason.", "Say why, for whoever asks later.", command="--why REASON")
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        with self._change(Action.DOCUMENT_REJECTED, f"rejected: {why}") as work:
            document = work.get(Document, document_id)
            bill = views.bill_of(work.session, document.id)
            if document.state is DocumentState.MOVED:
                raise _refused(_not_to_review(document))
            if document.state is DocumentState.CONFIRMED:
                raise RuleBroken(
                    f"Document {document.intake_number} was confirmed.",
                    "Void its bill instead, or take it back to review.",
                    command=f"bookdesk bill void BILL; bookdesk inbox reopen {document.intake_number}",
                )
            if bill is not None and bill.status is BillStatus.DRAFT:
                work.get(Bill, bill.id, version=version).move_to(BillStatus.VOID)
            document.state, document.failure = DocumentState.REJECTED, why.strip()
            work.commit()
        with self._desk.books.query() as session:
            return views.inbox_row(session, views.find_document(session, reference))

    def _beside(self, reference: str, corrections: Mapping[str, str]) -> Mapping[str, str]:
        """Keep what is said of papers beside the bill, and return the rest."""
        papers = RequiredPapers(self._desk)
        if "paper" in corrections:
            papers.put_beside(reference, corrections["paper"])
        if "no_paper" in corrections:
            papers.waive(reference, corrections["no_paper"])
        return {name: value for name, value in corrections.items() if name not in _OF_PAPERS}

    def _stand_behind(self, reference: str, corrections: Mapping[str, str]) -> None:
        """Say that a document is another one again; nothing else can be said of it at once."""
        if len(corrections) > 1:
            raise InputError(
                "What is another document again is not corrected as well.", "Say the one thing, then the other."
            )
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            require_not_superseded(session, document)
            document_id, other = document.id, views.find_document(session, corrections["duplicate"])
        with self._change(Action.DOCUMENT_REJECTED, f"the same as document {other.intake_number}") as work:
            bill = views.bill_of(work.session, document_id)
            stand_behind(work, work.get(Document, document_id), work.get(Document, other.id), bill)
            work.commit()

    def _say(self, reference: str, said: Mapping[str, str]) -> None:
        """Keep what a person says about a document; read it again where that changes what it is."""
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            require_not_superseded(session, document)
        if document.state in {DocumentState.CONFIRMED, DocumentState.MOVED}:
            raise RuleBroken(
                f"Document {document.intake_number} is {document.state}.", "Only an open one can be read anew."
            )
        kind = _kind(said["kind"]) if "kind" in said else None
        _require_words(said)
        under_review = document.state is DocumentState.TO_REVIEW
        if kind is not None and may_turn(document, kind):
            self._turn(document.id, kind)
        elif kind is not None or ("duplicate" in said and not under_review):
            self._capture.read(document.id, kind=kind, is_duplicate=False if "duplicate" in said else None)
        spoken = [name for name in said if name in _WORDS]
        if spoken:
            self._keep_words(document.id, spoken)

    def _turn(self, document_id: str, kind: DocumentKind) -> None:
        with self._change(Action.DOCUMENT_EDITED, f"kind={kind}") as work:
            document, bill = self._draft(work, document_id, None)
            turn(work, document, bill, kind, self._desk.actor.user)
            flag_modified(bill, "status")  # as in a correction
            self._weigh(work, document.id)
            work.commit()

    def _keep_words(self, document_id: str, spoken: Sequence[str]) -> None:
        why = ", ".join(f"{name}={_WORDS[name]}" for name in spoken)
        with self._change(Action.DOCUMENT_EDITED, why) as work:
            customer = _fields(work.session, document_id).get("customer_name")
            rows = {
                "duplicate": (words.NOT_A_DUPLICATE, None),
                "statement": (words.NO_STATEMENT, None),
                "checks": (words.SEEN, None),
                "customer": (words.CUSTOMER, customer.value if customer else None),
                "layout": (words.NOT_LEARNED, None),
                "prepaid": (words.PREPAID, None),
                "supplier": (words.OTHER_SUPPLIER, None),
            }
            for name, value in (rows[one] for one in spoken):
                if words.said(work.session, document_id, name) is None:
                    work.add(words.word(document_id, name, self._desk.actor.user, value))
            if "duplicate" in spoken:
                work.session.execute(delete(DocumentField).where(_alike(document_id)))
            others = accept_addressee(work.session, document_id) if "customer" in spoken else frozenset()
            for one in {document_id, *others}:
                self._weigh(work, one)
            work.commit()

    def step_back(self, reference: str, name: str) -> views.InboxItem:
        """Give a field what it said before its last correction, at last what was read; other corrections stay.

        `RuleBroken` where nobody corrected it, `InputError` where nothing was read and it cannot be empty.
        """
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            bill = views.bill_of(session, document.id)
            before = step_back(session, _fields(session, document.id).get(name), bill.id if bill is not None else "")
        self._correct(document.id, {name: before or NOTHING}, None, {}, STEP)
        return self.show(reference)

    def _correct(
        self,
        reference: str,
        corrections: Mapping[str, str],
        version: int | None,
        places: Mapping[str, ChosenPlace],
        why: str = "",
    ) -> None:
        with self._desk.books.query() as session:
            document_id = views.find_document(session, reference).id
        said = in_words(corrections)
        with self._change(Action.DOCUMENT_EDITED, f"{why}{said}") as work:
            document, bill = self._draft(work, document_id, version)
            fields, was_known = _fields(work.session, document.id), bill.contact_id is not None
            agreed = agrees(fields.get("total"), bill)
            edit, reasons = self._edit(work, bill), reasons_of(work.session, bill.id)
            edit.said = said_in(reasons, of_lines=True)
            for name in corrections if why == STEP else ():
                unsay(edit.said, name)
            editing.apply(edit, corrections)
            flag_modified(bill, "status")  # a line's change is a change of its bill: the version must move
            for name in editing.names_of(corrections):
                value = editing.on_document(name, corrections) or editing.as_set(edit, name, corrections[name])
                (_keep_step if why == STEP else _keep_correction)(fields.get(name), value, self._desk.actor.user)
                keep_chosen(work, document.id, fields, name, places.get(name))
                if name in places and name in fields and fields[name].corrected:
                    fields[name].why += f"; {position_told(work.session, self._desk, bill, name, places[name])}"
            retell_newcomer(work.session, bill, was_known=was_known)
            if not set(SUMS).isdisjoint(corrections):
                for name in follow({*said_in(reasons), *corrections}):
                    follow_sum(fields.get(name), editing.as_text(bill, name))
            weigh_total(fields.get("total"), bill, agreed=agreed)
            if editing.weighs(corrections):
                weigh_checks(fields, edit.lines, bill.currency)
            self._weigh(work, document.id)
            work.commit()

    def _weigh(self, work: Change, document_id: str) -> None:
        """Let the inbox know at once whether the document would be confirmed now."""
        weigh(work.session, document_id, self._desk.clock)

    def _edit(self, work: Change, bill: Bill) -> Edit:
        """Return a draft under correction, with the tax codes of its day."""
        day = bill.document_date or client_today(work.session, self._desk.clock)
        lines = list(views.lines_of(work.session, bill.id))
        return Edit(work.session, bill, lines, records.rated_codes(work.session, day))

    def _draft(self, work: Change, document_id: str, version: int | None) -> tuple[Document, Bill]:
        document = work.get(Document, document_id)
        bill = views.bill_of(work.session, document.id)
        if document.state is not DocumentState.TO_REVIEW or bill is None:
            raise _refused(_not_to_review(document))
        return document, work.get(Bill, bill.id, version=version)

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _not_to_review(document: Document) -> Objection:
    number, word = document.intake_number, _OVERRULED_BY.get(document.state)
    return Objection(
        f"Document {number} is {document.state}, not to review.",
        document.failure or "Only what waits for review is corrected and confirmed.",
        word=word,
        command=_instead(document.state, number, word),
    )


def _instead(state: DocumentState, number: int, word: str | None) -> str:
    """Return what can be typed where a document is not to review."""
    if state is DocumentState.LOCKED:
        return f"bookdesk inbox unlock {number}"
    return f"bookdesk inbox set {number} {word}" if word else f"bookdesk inbox show {number}"


def _refused(objection: Objection) -> RuleBroken:
    return RuleBroken(objection.what, objection.remedy, command=objection.command)


def _keep_correction(field: DocumentField | None, value: str | None, user: str) -> None:
    """Keep what was set beside what was read."""
    if field is None or field.value == value:
        return
    field.value, field.state, field.corrected = value, FieldState.CORRECTED, True
    field.why = f"set by {user}; read as {field.read_value or 'nothing'}"


def _keep_step(field: DocumentField | None, value: str | None, user: str) -> None:
    """Keep what a step back set; as it was read, a person looks again, since how sure it was is not known any more."""
    _keep_correction(field, value, user)
    if field is not None and value == field.read_value:
        field.state, field.corrected, field.why = FieldState.CHECK, False, "as it was read; a correction was taken back"


def _fields(session: Session, document_id: str) -> dict[str, DocumentField]:
    rows = session.scalars(select(DocumentField).where(DocumentField.document_id == document_id))
    return {row.name: row for row in rows}


def _alike(document_id: str) -> ColumnElement[bool]:
    return and_(DocumentField.document_id == document_id, is_remark(RemarkKind.ALIKE))


def _require_words(said: Mapping[str, str]) -> None:
    for name, only in _WORDS.items():
        if name in said and said[name].lower() != only:
            raise InputError(f"{name} can only be set to {only}.", "Reject the document if it is not so.")


def _kind(text: str) -> DocumentKind:
    try:
        return DocumentKind(text.lower().replace(" ", "_"))
    except ValueError:
        raise InputError(f"{text} is no kind of document.", f"Known are {_KINDS}.") from None
