"""What a document repeats: bills and documents that are here already, and which of two is in front.

The e-invoice of an invoice that lies here as a page is the better source of one and the same bill: as long as nobody
touched the page's draft, the e-invoice goes in front and the page is kept beside it as its duplicate.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records
from bookdesk.capture.arrivals import GONE
from bookdesk.capture.duplicates import Duplicate, Hint, find_duplicate, find_hints
from bookdesk.capture.rows import is_remark
from bookdesk.capture.told import Remark, RemarkKind
from bookdesk.capture.words import SAID
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.vocabulary import PAYABLE_KINDS
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.reading.words import Source
from bookdesk.store.change import Change


@dataclass(frozen=True, slots=True)
class Repeated:
    """What a document repeats, and the sentence that says so; `certain` as in `duplicates.Duplicate`."""

    document_id: str | None
    words: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Resemblance:
    """Another document that this one may be, or that may be this one, and why."""

    document_id: str
    number: int
    file_name: str
    state: DocumentState
    why: str


def repeated_by(session: Session, document: Document, bill: Bill) -> Repeated | None:
    """Return what the document repeats: a bill of the same business, or a document of the same words."""
    if document.kind in PAYABLE_KINDS and bill.total:
        known = records.known_bills(session, bill.currency, bill.total, apart_from=document.id)
        found = find_duplicate(records.business_of(bill, document), known)
        if found:
            return Repeated(found.known.document_id, _same_business(found, bill), found.certain)
    query = select(Document).where(
        Document.text_hash == document.text_hash, Document.id != document.id, Document.state.not_in(GONE)
    )
    same = session.scalars(query.order_by(Document.intake_number)).first() if document.text_hash else None
    return Repeated(same.id, f"The same words as document {same.intake_number}.", certain=True) if same else None


def hints_on(session: Session, document: Document, bill: Bill) -> tuple[Hint, ...]:
    """Return the bills that a draft may be again though something differs."""
    if document.kind not in PAYABLE_KINDS or not bill.total:
        return ()
    known = records.known_bills(
        session, bill.currency, bill.total, apart_from=document.id, number=bill.number_key or ""
    )
    return find_hints(records.business_of(bill, document), known)


def hint_words(hint: Hint) -> str:
    """Return in words which bill a draft may be again."""
    old, number = hint.known.business, hint.known.intake_number
    named = f"{old.kind} {old.number or 'without a number'} of {old.supplier_name or 'the same supplier'}"
    where = f" (document {number})" if number else ""
    return f"It may be here already: {named}{where}; {hint.why}."


def apart_from(repeated: Repeated) -> Remark:
    """Return the remark on a document that a person parted from what it seems to repeat."""
    return Remark(RemarkKind.APART, f"A person said that it is a bill of its own. {repeated.words}")


def goes_in_front(session: Session, document: Document, repeated: Repeated | None) -> Document | None:
    """Return the document that gives way to this e-invoice: the page of the same bill, which nobody touched so far."""
    if repeated is None or repeated.document_id is None or not repeated.certain or document.source != Source.XML:
        return None
    older = session.get_one(Document, repeated.document_id)
    if older.state is not DocumentState.TO_REVIEW or older.source == Source.XML:
        return None
    said = select(DocumentField.id).where(DocumentField.document_id == older.id, DocumentField.name.startswith(SAID))
    changed = select(Bill.id).where(Bill.document_id == older.id, Bill.version > 1)
    return None if session.scalar(said.limit(1)) or session.scalar(changed.limit(1)) else older


def give_way(work: Change, older: Document, to: Document) -> None:
    """Let a page that repeats an e-invoice stand behind it: its own draft goes, what was read stays."""
    session = work.session
    for bill in session.scalars(select(Bill).where(Bill.document_id == older.id, Bill.status == BillStatus.DRAFT)):
        for line in session.scalars(select(BillLine).where(BillLine.bill_id == bill.id)):
            work.delete(line)
        session.flush()
        work.delete(bill)
    session.flush()
    older.state, older.duplicate_of_id = DocumentState.DUPLICATE, to.id
    older.failure = f"It is the page of the e-invoice in document {to.intake_number}, which says the same exactly."


def stand_behind(work: Change, document: Document, other: Document, bill: Bill | None) -> None:
    """Make a document the duplicate of another one, as a person says; its draft is void, its original stays."""
    number = other.intake_number
    if document.id in {other.id, other.duplicate_of_id}:
        raise InputError(
            f"Document {document.intake_number} cannot be document {number} again.", "Name the one that it repeats."
        )
    if document.state in {DocumentState.CONFIRMED, DocumentState.MOVED}:
        raise RuleBroken(
            f"Document {document.intake_number} is {document.state}.",
            "Take it back to review first, or put the other one aside.",
            command=f"bookdesk inbox reopen {document.intake_number}",
        )
    if bill is not None and bill.status is BillStatus.DRAFT:
        work.get(Bill, bill.id).move_to(BillStatus.VOID)
    document.state, document.duplicate_of_id = DocumentState.DUPLICATE, other.id
    document.failure = f"A person said that it is document {number} again."


def resemblances(session: Session, document: Document) -> tuple[Resemblance, ...]:
    """Return the documents that this one may be, or that may be this one, each once, the likeliest first."""
    found: dict[str, str] = {}
    if document.duplicate_of_id:
        found[document.duplicate_of_id] = document.failure or "It is here already."
    hints = select(DocumentField).where(DocumentField.document_id == document.id, is_remark(RemarkKind.ALIKE))
    for row in session.scalars(hints.order_by(DocumentField.name)):
        found.setdefault(row.value or "", row.why)
    bill = session.scalars(select(Bill).where(Bill.document_id == document.id, Bill.status != BillStatus.VOID)).first()
    known = records.known_bills(session, bill.currency, bill.total, apart_from=document.id) if bill is not None else []
    again = find_duplicate(records.business_of(bill, document), known) if bill is not None else None
    if bill is not None and again is not None and again.known.document_id:
        found.setdefault(again.known.document_id, _same_business(again, bill))
    copies = select(Document).where(Document.duplicate_of_id == document.id).order_by(Document.intake_number)
    for copy in session.scalars(copies):
        found.setdefault(copy.id, copy.failure or "It is the same again.")
    others = ((session.get(Document, key), why) for key, why in found.items() if key)
    return tuple(
        Resemblance(other.id, other.intake_number, other.file_name, other.state, why)
        for other, why in others
        if other is not None
    )


def _same_business(found: Duplicate, bill: Bill) -> str:
    """Return in words which bill is here already."""
    old = found.known.business
    named = f"{old.kind} {old.number or 'without a number'} of {old.supplier_name or 'the same supplier'}"
    where = f" (document {found.known.intake_number})" if found.known.intake_number else ""
    looks = "It is here already" if found.certain else "It seems to be here already"
    return f"{looks}: {named} over {bill.total_money}{where}; {found.why}."
