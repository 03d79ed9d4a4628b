"""Files taken apart and pages put together: the proposal, both acts, and their way back. Originals stay as they came.

A part refers to the pages of the file it came in; a document that was put together refers to its pages. In either case
`Document.parent_id` leads from a part to its whole, and of the two only one can be confirmed: the other is put aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import words
from bookdesk.capture.arrivals import Arrival, new_document
from bookdesk.capture.binding import MEDIA_TYPE, Leaf, packed
from bookdesk.capture.boundaries import Boundary, Sheet, boundaries_of, in_words, parts, proposed
from bookdesk.capture.onepicture import SCANNED, Receipt, Spot, boundaries_between, receipts_of
from bookdesk.capture.originals import leaves_of
from bookdesk.capture.pages import stored_words
from bookdesk.capture.rows import is_remark
from bookdesk.capture.told import RemarkKind
from bookdesk.capture.views import bill_of, find_document
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentPage, DocumentState
from bookdesk.reading.cutting import Area
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.room import require_room

_OPEN = (DocumentState.TO_REVIEW, DocumentState.NOT_PAYABLE, DocumentState.DUPLICATE)
_MOST_PAGES = 200
PAGE, RECEIPT = "page", "receipt"
_FEWEST = 2
_LAY_APART = "Take a photo of each paper by itself, or of all with a gap between them on a plain, darker ground."


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a document's pages may be several documents: a score for each page but the first, and the likely ones."""

    document_id: str
    number: int
    file_name: str
    pages: int
    boundaries: tuple[Boundary, ...]
    declined: bool
    areas: tuple[Area, ...] = ()
    """Where on its one page the receipts lie that it may be; then they are counted instead of pages."""

    @property
    def what(self) -> str:
        """What is counted."""
        return RECEIPT if self.areas else PAGE

    @property
    def likely(self) -> tuple[Boundary, ...]:
        """The boundaries that are proposed; none where a person said that it is one document."""
        return () if self.declined else proposed(self.boundaries)

    @property
    def nowhere(self) -> RuleBroken | None:
        """Why it can be taken apart nowhere, and what to do; none where it has several pages or receipts."""
        if self.pages >= _FEWEST:
            return None
        what = "was not read yet" if not self.pages else "is one page, and no papers that lie apart were found on it"
        return RuleBroken(f"Document {self.number} {what}.", _LAY_APART if self.pages else "Read it first.")

    @property
    def parts(self) -> tuple[tuple[int, ...], ...]:
        """The pages of each proposed document."""
        return parts(self.pages, [one.page for one in self.likely])


class Parting:
    """Takes the documents of one client apart, and puts them together."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def proposal(self, reference: str) -> Proposal:
        """Return where a document, by number or id, probably is several."""
        with self._desk.books.query() as session:
            row = find_document(session, reference)
            query = select(DocumentPage.number, DocumentPage.text).where(DocumentPage.document_id == row.id)
            sheets = [Sheet(number, text) for number, text in session.execute(query.order_by(DocumentPage.number))]
            declined = words.said(session, row.id, words.ONE_DOCUMENT) is not None
            found = receipts_on(session, row)
        if found:
            areas = tuple(one.area for one in found)
            boundaries = boundaries_between(found)
            return Proposal(row.id, row.intake_number, row.file_name, len(areas), boundaries, declined, areas)
        return Proposal(
            row.id, row.intake_number, row.file_name, row.pages or 0, tuple(boundaries_of(sheets)), declined
        )

    def decline(self, reference: str) -> None:
        """Keep that a person says it is one document; it is proposed no more."""
        with self._change(Action.DOCUMENT_EDITED, "one document") as work:
            row = find_document(work.session, reference)
            say_whole(work, row.id, self._desk.actor.user)
            work.commit()

    def split(self, reference: str, firsts: Sequence[int]) -> tuple[int, ...]:
        """Take a document apart where pages `firsts` begin another one; return the parts' numbers, each to be read."""
        with self._change(Action.DOCUMENT_BOUND, "taken apart") as work:
            row = self._free(work, reference)
            leaves = leaves_of(self._desk, row)
            areas = [one.area for one in receipts_on(work.session, row)]
            what = RECEIPT if areas else PAGE
            leaves = tuple(replace(leaves[0], area=area) for area in areas) or leaves
            wrong = [first for first in firsts if not 1 < first <= len(leaves)]
            if wrong or not firsts:
                raise InputError(
                    f"A document cannot begin at {what} {wrong[0]}."
                    if wrong
                    else f"No {what} begins another document.",
                    f"Name {what}s from 2 to {len(leaves)} with which another one begins."
                    if len(leaves) > 1
                    else f"It has one page only. {_LAY_APART}",
                )
            _void(work, row)
            made = take_apart(work, self._desk, row, leaves, parts(len(leaves), firsts), what=what)
            work.commit()
        return tuple(one.intake_number for one in made)

    def merge(self, references: Sequence[str]) -> int:
        """Put documents together in this order, such as the pages of one bill; return the new one's number."""
        with self._change(Action.DOCUMENT_BOUND, "put together") as work:
            rows = list({row.id: row for row in (self._free(work, one) for one in references)}.values())
            leaves = [leaf for row in rows for leaf in leaves_of(self._desk, row)]
            if len(rows) < _FEWEST or len(leaves) > _MOST_PAGES:
                raise InputError(
                    f"These are {len(rows)} documents with {len(leaves)} pages.",
                    f"Name at least two, with at most {_MOST_PAGES} pages together.",
                )
            if any(row.parent_id for row in rows):
                raise RuleBroken("One of these is a part of a file.", "Put that file together again first.")
            more = f"{rows[0].file_name} and {len(rows) - 1} more"
            whole = _bound(work, self._desk, rows[0], leaves, more)
            for row in rows:
                _void(work, row)
                row.state, row.parent_id, row.duplicate_of_id = DocumentState.REJECTED, whole.id, None
                row.failure = f"Its pages are in document {whole.intake_number}."
            work.commit()
        return whole.intake_number

    def rejoin(self, reference: str, *, as_one: bool = True) -> tuple[int, ...]:
        """Take it back that a document was taken apart or put together; return what is to be read again.

        What was taken apart is said to be one document by that, unless only the act is taken back: not `as_one`.
        """
        with self._change(Action.DOCUMENT_REJOINED, "as it came") as work:
            whole, pieces, together = _to_undo(work, find_document(work.session, reference))
            back, gone = (pieces, [whole]) if together else ([whole], pieces)
            for one in gone:
                _require_undecided(work.session, one)
                _void(work, one)
                one.state, one.duplicate_of_id = DocumentState.REJECTED, None
                one.failure = "Its pages are in the files as they came." if together else f"A part of {_named(whole)}."
            for one in pieces:
                one.parent_id = None
            back = [one for one in back if one.state is DocumentState.REJECTED]
            for one in back:
                one.state, one.failure, one.duplicate_of_id = DocumentState.RECEIVED, None, None
            if as_one and not together:
                say_whole(work, whole.id, self._desk.actor.user)
            numbers = tuple(one.intake_number for one in back)
            work.commit()
        return numbers

    def _free(self, work: Change, reference: str) -> Document:
        """Return a document that may be taken apart or put together."""
        row = find_document(work.session, reference)
        if row.state not in _OPEN:
            raise RuleBroken(
                f"Document {row.intake_number} is {row.state}.",
                "Only what is open and was read is taken apart or put together.",
                command=f"bookdesk inbox show {row.intake_number}",
            )
        return work.get(Document, row.id)

    def _change(self, action: Action, reason: str) -> Change:
        require_room(self._desk.books.documents.folder)
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def take_apart(  # noqa: PLR0913 - a file, where its pages lie, and how they are called
    work: Change,
    desk: Desk,
    whole: Document,
    leaves: Sequence[Leaf],
    pages: Sequence[Sequence[int]],
    *,
    what: str = PAGE,
) -> list[Document]:
    """Make a document of each run of pages and put the whole aside; the parts wait to be read."""
    made = []
    for numbers in pages:
        name, of = PurePath(whole.file_name), in_words(numbers, what)
        part = _bound(work, desk, whole, [leaves[one - 1] for one in numbers], f"{name.stem} ({of}){name.suffix}")
        part.parent_id = whole.id
        made.append(part)
    told = ", ".join(f"{one.intake_number} ({in_words(run, what)})" for one, run in zip(made, pages, strict=True))
    whole.state, whole.duplicate_of_id = DocumentState.REJECTED, None
    whole.failure = f"It holds several documents and was taken apart: {told}."
    work.session.flush()
    return made


def receipts_on(session: Session, row: Document) -> tuple[Receipt, ...]:
    """Return the receipts that lie on a picture's one page; none where it is one, a PDF with text, or a part itself."""
    if row.pages != 1 or row.media_type == MEDIA_TYPE:
        return ()
    page = session.scalars(select(DocumentPage).where(DocumentPage.document_id == row.id)).one_or_none()
    if page is None or page.source not in SCANNED:
        return ()
    words_there = stored_words(page)
    return receipts_of([Spot(one.text, (one.x0, one.y0, one.x1, one.y1), one.line or 0) for one in words_there])


def parts_of(session: Session, document_id: str) -> Iterator[Document]:
    """Yield the parts of a document, or the documents it was put together of, by number."""
    query = select(Document).where(Document.parent_id == document_id)
    yield from session.scalars(query.order_by(Document.intake_number))


def superseded_by(session: Session, row: Document) -> tuple[int, ...]:
    """Return the numbers of the documents that hold its pages now: what it was put into, or was taken apart into."""
    whole = session.get(Document, row.parent_id) if row.parent_id else None
    into = (whole.intake_number,) if whole is not None and whole.intake_number > row.intake_number else ()
    return into or tuple(one.intake_number for one in _taken_out(session, row))


def require_not_superseded(session: Session, row: Document) -> None:
    """Refuse to open a document whose pages another one holds: they would count twice."""
    for number in superseded_by(session, row)[:1]:
        raise RuleBroken(
            f"The pages of document {row.intake_number} are in document {number} now.",
            "Bring that back as it came first.",
            command=f"bookdesk inbox rejoin {number}",
        )


def say_whole(work: Change, document_id: str, user: str) -> None:
    """Keep that a document is one, and let go of the remark that it may be several."""
    if words.said(work.session, document_id, words.ONE_DOCUMENT) is None:
        work.add(words.word(document_id, words.ONE_DOCUMENT, user))
    query = select(DocumentField).where(DocumentField.document_id == document_id, is_remark(RemarkKind.PARTS))
    for row in work.session.scalars(query):
        work.session.delete(row)


def _bound(work: Change, desk: Desk, like: Document, leaves: Sequence[Leaf], name: str) -> Document:
    documents = desk.books.documents
    sealed = documents.put(packed(leaves))
    work.otherwise(partial(documents.take_back, sealed.name))
    arrival = Arrival(name, MEDIA_TYPE, like.received_at, desk.actor.user)
    row, _ = new_document(work.session, arrival, sealed)
    row.state, row.duplicate_of_id, row.failure, row.pages = DocumentState.RECEIVED, None, None, len(leaves)
    work.add(row)
    work.session.flush()
    return row


def _void(work: Change, row: Document) -> None:
    bill = bill_of(work.session, row.id)
    if bill is not None and bill.status is BillStatus.DRAFT:
        work.get(Bill, bill.id).move_to(BillStatus.VOID)


def _taken_out(session: Session, row: Document) -> list[Document]:
    """Return the parts it was taken apart into, which came after it; what it was put together of came before."""
    return [one for one in parts_of(session, row.id) if one.intake_number > row.intake_number]


def _to_undo(work: Change, row: Document) -> tuple[Document, list[Document], bool]:
    """Return a whole with its parts, and whether it was put together of them: the newest such act on a document.

    Acts go back in the order opposite to how they were done, since else a page would count twice, or nowhere.
    """
    session = work.session
    own = bool(_taken_out(session, row))
    whole = work.get(Document, row.id if own else row.parent_id or row.id)
    parts = _taken_out(session, whole)
    pieces = parts or list(parts_of(session, whole.id))
    if not pieces:
        raise RuleBroken(
            f"Document {row.intake_number} was neither taken apart nor put together.", "Nothing was changed."
        )
    for one in pieces if parts else [whole]:
        require_not_superseded(session, one)
    return whole, pieces, not parts


def _require_undecided(session: Session, row: Document) -> None:
    bill = bill_of(session, row.id)
    if row.state is DocumentState.CONFIRMED or (
        bill is not None and bill.status not in (BillStatus.DRAFT, BillStatus.VOID)
    ):
        raise RuleBroken(
            f"Document {row.intake_number} was confirmed.",
            "Take it back to review first, as long as nothing was decided on it.",
            command=f"bookdesk inbox reopen {row.intake_number}",
        )


def _named(whole: Document) -> str:
    return f"document {whole.intake_number}, which is whole again"
