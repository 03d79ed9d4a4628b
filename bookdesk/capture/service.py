"""Capture: documents in, sealed at once, read in a child, and what became of each.

A document stays `received` until it was read; whatever stops the program, it is read again at the next start.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bookdesk.capture import records, words
from bookdesk.capture.arrivals import Arrival, Came, arrival_row, came_before, new_document
from bookdesk.capture.binding import Leaf, part_of
from bookdesk.capture.boundaries import Sheet, boundaries_of, in_words, parts, proposed
from bookdesk.capture.drafts import Draft, add_draft, draft_of
from bookdesk.capture.duedates import settled_due
from bookdesk.capture.duplicates import text_hash
from bookdesk.capture.extraction import Extracted, as_kind, extract
from bookdesk.capture.fields import Background
from bookdesk.capture.heldback import weigh
from bookdesk.capture.oddyears import doubted
from bookdesk.capture.onepicture import SCANNED, receipts_of, spots_of
from bookdesk.capture.originals import originals_of, read_originals
from bookdesk.capture.parting import take_apart
from bookdesk.capture.passwords import keep_password
from bookdesk.capture.remarks import remarks_on
from bookdesk.capture.remembering import memory_of
from bookdesk.capture.repeating import Repeated, apart_from, give_way, goes_in_front, hint_words, hints_on, repeated_by
from bookdesk.capture.rows import alike_rows, field_rows, page_rows, parts_row
from bookdesk.core.currencies import UnknownCurrency
from bookdesk.core.errors import BookDeskError, PasswordNeeded, RuleBroken, UnreadableDocument
from bookdesk.core.failpoints import reach
from bookdesk.core.money import NotInCurrency
from bookdesk.core.progress import Progress
from bookdesk.core.vocabulary import PAYABLE_KINDS, DocumentKind
from bookdesk.ledger.owner import client_today
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine, BillStatus
from bookdesk.models.document import Document, DocumentField, DocumentPage, DocumentState
from bookdesk.reading.reader import DEFAULT_LANGUAGES, DocumentReader
from bookdesk.reading.second import Second
from bookdesk.reading.sniff import media_type_of
from bookdesk.reading.words import Reading
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.room import require_room

_NOT_PAYABLE: dict[DocumentKind, str] = {
    DocumentKind.STATEMENT: "A supplier's statement lists bills and is none; hold it against the bills you have.",
    DocumentKind.REMINDER: "A reminder asks for a bill again; look whether that bill is here.",
    DocumentKind.PROFORMA: "A pro-forma invoice is no invoice; wait for the invoice, or record a deposit.",
    DocumentKind.QUOTE: "A quote asks for a decision, not for money.",
    DocumentKind.ORDER: "An order or contract comes before its invoice; wait for the invoice.",
    DocumentKind.DELIVERY_NOTE: "A delivery note shows what came, not what is owed; wait for the invoice.",
    DocumentKind.OTHER: "It is no bill as far as can be seen; set its kind if it is one.",
}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file as it arrived."""

    name: str
    content: bytes
    came: Came | None = None
    """How it came, unless somebody handed it in."""


@dataclass(frozen=True, slots=True)
class Intake:
    """Where a captured document stands; `reason` says why it failed or is not payable."""

    number: int
    document_id: str
    file_name: str
    state: DocumentState
    kind: DocumentKind | None
    reason: str | None
    duplicate_of: int | None = None
    bill_id: str | None = None
    parts: tuple[str, ...] = ()
    """The documents (their ids) that it was taken apart into."""
    again: bool = False
    """Whether it came by the same way before and was not taken again."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A document that was read and is not yet kept: what it says or why it cannot be read, and what was known then."""

    document_id: str
    version: int
    background: Background
    read: Reading | UnreadableDocument
    whole: bool = False
    """Whether it is one document, whatever its pages look like."""
    password: str | None = field(default=None, repr=False)
    """What a person typed and opened it, to be kept beside it; never told or written elsewhere."""


class CaptureService:
    """Takes documents in and reads them."""

    def __init__(self, desk: Desk, reader: DocumentReader, languages: Sequence[str] = DEFAULT_LANGUAGES) -> None:
        """Work on one client's books; `reader` turns bytes into words."""
        self._desk, self._reader, self._languages = desk, reader, tuple(languages)

    def capture(self, files: Iterable[Incoming]) -> list[Intake]:
        """Seal each file and give it an intake number; a file that is here already is a duplicate at once."""
        return [take_in(self._desk, file) for file in files]

    def waiting(self) -> list[str]:
        """Return the documents that were captured and not yet read, oldest first, also those of an earlier run."""
        with self._desk.books.query() as session:
            query = select(Document.id).where(Document.state == DocumentState.RECEIVED)
            return list(session.scalars(query.order_by(Document.intake_number)))

    def received(self) -> list[Intake]:
        """Return where those documents stand, oldest first."""
        with self._desk.books.query() as session:
            query = select(Document).where(Document.state == DocumentState.RECEIVED)
            return [_intake(document) for document in session.scalars(query.order_by(Document.intake_number))]

    def read_waiting(self) -> list[Intake]:
        """Read every waiting document."""
        return [self.read(document_id) for document_id in self.waiting()]

    def read(self, document_id: str, *, kind: DocumentKind | None = None, is_duplicate: bool | None = None) -> Intake:
        """Read one document: fields and a draft bill, or an outcome that is never payable.

        `kind` and `is_duplicate` are what a person says it is; they overrule what was read.
        """
        return self.keep(self.examine(document_id), kind=kind, is_duplicate=is_duplicate)

    def read_again(self, document_id: str, second: Second) -> Intake:
        """Read a document anew; where it cannot be read so, say why and leave it as it is."""
        examined = self.examine(document_id, second=second)
        if isinstance(examined.read, UnreadableDocument):
            raise examined.read
        return self.keep(examined)

    def unlock(self, document_id: str, password: str) -> Intake:
        """Read a locked document with its password, which is kept beside it; `PasswordNeeded` where it does not open.

        Nothing is changed by a password that is not the document's.
        """
        with self._desk.books.query() as session:
            locked = session.get_one(Document, document_id)
        if locked.state is not DocumentState.LOCKED:
            raise RuleBroken(f"Document {locked.intake_number} is not locked.", "It can be read without a password.")
        examined = self.examine(document_id, password=password)
        if isinstance(examined.read, PasswordNeeded):
            raise examined.read
        return self.keep(examined)

    def examine(
        self,
        document_id: str,
        progress: Progress | None = None,
        *,
        password: str | None = None,
        second: Second = Second.WHERE_NEEDED,
    ) -> Examined:
        """Read a document and write nothing, however long that takes; `ReadingStopped` if `progress` asks to stop."""
        with self._desk.books.query() as session:
            document = session.get_one(Document, document_id)
            memory = memory_of(session, self._desk.layouts, self._desk.books.client_id)
            background = records.background(session, memory)
            said = words.said(session, document_id, words.ONE_DOCUMENT) is not None
        originals = originals_of(self._desk, document, password)
        whole = said or bool(originals.leaves)
        try:
            read = read_originals(self._reader, originals, self._languages, progress, second)
        except UnreadableDocument as failure:
            return Examined(document_id, document.version, background, failure)
        return Examined(document_id, document.version, background, read, whole, password)

    def keep(self, examined: Examined, *, kind: DocumentKind | None = None, is_duplicate: bool | None = None) -> Intake:
        """Write what was read; `StaleRecord` where somebody changed the document since it was examined."""
        if isinstance(examined.read, UnreadableDocument):
            return self._fail(examined.document_id, examined.read, examined.version)
        said = kind is not None or is_duplicate is not None  # of the document as it is
        documents = extract(examined.read, examined.background, apart=not (said or examined.whole))
        try:
            if len(documents) > 1:
                return self._take_apart(examined, examined.read, documents)
            return self._keep(examined, examined.read, documents[0], kind, is_duplicate=is_duplicate)
        except (NotInCurrency, UnknownCurrency) as failure:
            return self._fail(examined.document_id, failure, examined.version)

    def give_up(self, document_id: str, failure: BookDeskError) -> Intake:
        """Put a document that still waits among the failed ones, for a reason that lies not in what it says."""
        with self._desk.books.query() as session:
            document = session.get_one(Document, document_id)
        if document.state is not DocumentState.RECEIVED:
            return self.outcome(document_id)
        return self._fail(document_id, failure, document.version)

    def outcome(self, document_id: str) -> Intake:
        """Return where a captured document stands now."""
        with self._desk.books.query() as session:
            document = session.get_one(Document, document_id)
            other = session.get(Document, document.duplicate_of_id) if document.duplicate_of_id else None
            return _intake(document, other.intake_number if other else None)

    def _fail(self, document_id: str, failure: BookDeskError, version: int) -> Intake:
        with self._desk.books.change(Action.DOCUMENT_FAILED, str(failure), actor=self._desk.actor) as work:
            document = work.get(Document, document_id, version=version)
            locked = isinstance(failure, PasswordNeeded)
            document.state = DocumentState.LOCKED if locked else DocumentState.FAILED
            document.failure = str(failure)
            for copy in () if locked else self._copies(work.session, document):
                copy.state, copy.failure, copy.duplicate_of_id = DocumentState.FAILED, str(failure), None
            work.commit()
        return _intake(document)

    def _copies(self, session: Session, document: Document) -> Sequence[Document]:
        """Return the files that were taken for duplicates of this one because they hold the same bytes."""
        same = (Document.duplicate_of_id == document.id, Document.sha256 == document.sha256)
        return session.scalars(select(Document).where(*same, Document.state == DocumentState.DUPLICATE)).all()

    def _keep(
        self,
        examined: Examined,
        reading: Reading,
        read: Extracted,
        kind: DocumentKind | None,
        *,
        is_duplicate: bool | None,
    ) -> Intake:
        """Store words, fields and outcome in one change; an earlier reading of the document is replaced."""
        with self._desk.books.change(Action.DOCUMENT_READ, "document read", actor=self._desk.actor) as work:
            document = work.get(Document, examined.document_id, version=examined.version)
            keep_password(work.session, document.id, examined.password)
            draft = self._settle(work, document, reading, read, kind, apart=is_duplicate is False)
            if not examined.whole:
                work.add(*_may_be_several(document.id, reading))
            weigh(work.session, document.id, self._desk.clock)
            work.commit()
            other = document.duplicate_of_id and work.session.get(Document, document.duplicate_of_id)
            kept = draft.bill.id if document.state is DocumentState.TO_REVIEW else None
            return _intake(document, other.intake_number if other else None, kept)

    def _take_apart(self, examined: Examined, reading: Reading, documents: Sequence[Extracted]) -> Intake:
        """Make each document of a file one of its own, whose pages say so themselves; the file is put aside."""
        require_room(self._desk.books.documents.folder)
        with self._desk.books.change(Action.DOCUMENT_READ, "read and taken apart", actor=self._desk.actor) as work:
            whole = work.get(Document, examined.document_id, version=examined.version)
            keep_password(work.session, whole.id, examined.password)
            _forget_reading(work, whole.id)
            _describe(whole, reading)
            work.add(*page_rows(whole.id, reading))
            leaves = [Leaf(whole.id, whole.sha256, page.number) for page in reading.pages]
            place = {page.number: at for at, page in enumerate(reading.pages, 1)}
            runs = [tuple(place[page.number] for page in one.pages) for one in documents]
            made = take_apart(work, self._desk, whole, leaves, runs)
            for part, one in zip(made, documents, strict=True):
                own = part_of(reading, [page.number for page in one.pages])
                self._settle_part(work, part, own, extract(own, examined.background, apart=False)[0])
            work.commit()
            return replace(_intake(whole), parts=tuple(part.id for part in made))

    def _settle_part(self, work: Change, part: Document, reading: Reading, read: Extracted) -> None:
        """Settle a part; one that cannot be kept is failed by itself."""
        try:
            self._settle(work, part, reading, read, None, apart=False)
            weigh(work.session, part.id, self._desk.clock)
        except (NotInCurrency, UnknownCurrency) as failure:
            part.state, part.failure = DocumentState.FAILED, str(failure)

    def _settle(  # noqa: PLR0913 - a document, what was read of it, and what a person says it is
        self,
        work: Change,
        document: Document,
        reading: Reading,
        read: Extracted,
        kind: DocumentKind | None,
        *,
        apart: bool,
    ) -> Draft:
        """Write what was read of a document and decide its outcome; `apart`: a person says that it repeats nothing."""
        _forget_reading(work, document.id)
        read_as = read.extraction.kind.kind
        today = client_today(work.session, self._desk.clock)
        first = _doubted(read if kind is None else as_kind(read, kind), today)
        document.kind = first.extraction.kind.kind
        _describe(document, reading)
        draft = draft_of(work, document, first, self._desk)
        repeated = repeated_by(work.session, document, draft.bill)
        behind = None if apart else goes_in_front(work.session, document, repeated)
        self._outcome(work, document, draft, None if apart or behind else repeated)
        if behind is not None:
            give_way(work, work.get(Document, behind.id), document)
        elif document.state is DocumentState.TO_REVIEW and not apart:
            hints = hints_on(work.session, document, draft.bill)
            told = [(hint.known.document_id, hint_words(hint), hint.doubtful) for hint in hints]
            work.add(*alike_rows(document.id, told))
        remarks = remarks_on(work.session, reading, first, draft, read_as)
        if apart and repeated:
            remarks = (apart_from(repeated), *remarks)
        work.add(
            *page_rows(document.id, reading), *field_rows(document.id, _doubted(_settled(first, draft), today), remarks)
        )
        if document.kind is not read_as:
            work.add(words.word(document.id, words.KIND, self._desk.actor.user, document.kind, read_as))
        return draft

    def _outcome(self, work: Change, document: Document, draft: Draft, duplicate: Repeated | None) -> None:
        """Decide where the document stands; only one to review has a bill."""
        document.duplicate_of_id = duplicate.document_id if duplicate else None
        if duplicate:
            document.state, document.failure = DocumentState.DUPLICATE, duplicate.words
        elif document.kind not in PAYABLE_KINDS:
            document.state = DocumentState.NOT_PAYABLE
            document.failure = _NOT_PAYABLE[document.kind or DocumentKind.OTHER]
        else:
            document.state, document.failure = DocumentState.TO_REVIEW, None
            work.session.flush()
            add_draft(work, draft)


def _settled(document: Extracted, draft: Draft) -> Extracted:
    """Let what is known of the supplier bear out what was read with some doubt."""
    if draft.match is None:
        return document
    fields = document.extraction.fields
    settled = {**fields, "due_date": settled_due(fields, draft.terms)}
    return replace(document, extraction=replace(document.extraction, fields=settled))


def _doubted(document: Extracted, today: date) -> Extracted:
    fields = doubted(document.extraction.fields, today)
    return replace(document, extraction=replace(document.extraction, fields=fields))


def _describe(document: Document, reading: Reading) -> None:
    """Note what the pages are like."""
    document.source, document.pages = reading.source.value, len(reading.pages) or None
    document.text_hash = text_hash(word.text for word in reading.words)
    document.image_hash = records.look_hash(page.look for page in reading.pages)


def _may_be_several(document_id: str, reading: Reading) -> Iterator[DocumentField]:
    """Yield the remark that a file may hold several documents, where its pages look like it."""
    if reading.einvoice is not None:
        return
    if len(reading.pages) == 1 and reading.pages[0].source in SCANNED:
        lying = receipts_of(spots_of(reading.pages[0]))
        if lying:
            titles = ", ".join(f'"{one.title[:40]}"' for one in lying)
            yield parts_row(document_id, f"The picture may hold {len(lying)} receipts: {titles}.")
        return
    likely = proposed(boundaries_of([Sheet(page.number, page.text) for page in reading.pages]))
    if likely:
        runs = ", ".join(in_words(run) for run in parts(len(reading.pages), [one.page for one in likely]))
        first = likely[0]
        why = f"The file may hold {len(likely) + 1} documents ({runs}): on page {first.page} {first.words}."
        yield parts_row(document_id, why)


def _forget_reading(work: Change, document_id: str) -> None:
    """Remove words, fields and draft of an earlier reading; that it is one document stays said."""
    session = work.session
    session.execute(delete(DocumentPage).where(DocumentPage.document_id == document_id))
    of_it = (DocumentField.document_id == document_id, DocumentField.name != words.ONE_DOCUMENT)
    session.execute(delete(DocumentField).where(*of_it))
    for bill in session.scalars(select(Bill).where(Bill.document_id == document_id, Bill.status == BillStatus.DRAFT)):
        for line in session.scalars(select(BillLine).where(BillLine.bill_id == bill.id)):
            work.delete(line)
        session.flush()
        work.delete(bill)
    session.flush()


def take_in(desk: Desk, file: Incoming) -> Intake:
    """Seal a file and give it an intake number, with how it came; what came by the same key before is not taken again.

    Then the document of before is returned, whatever became of it since.
    """
    with desk.books.query() as session:
        before = came_before(session, file.came)
    if before is not None:
        return replace(_intake(before), again=True)
    documents = desk.books.documents
    require_room(documents.folder)
    with desk.books.change(Action.DOCUMENT_CAPTURED, f"captured {file.name}", actor=desk.actor) as work:
        sealed = documents.put(file.content)
        work.otherwise(partial(documents.take_back, sealed.name))
        reach("capture: document sealed")
        media = media_type_of(file.content) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        arrival = Arrival(file.name, media, desk.clock.now(), desk.actor.user)
        row, same = new_document(work.session, arrival, sealed)
        work.add(row)
        if file.came is not None:
            work.add(arrival_row(row.id, file.came))
        work.commit()
    reach("capture: row committed")
    return _intake(row, same.intake_number if same else None)


def _intake(document: Document, duplicate_of: int | None = None, bill_id: str | None = None) -> Intake:
    return Intake(
        document.intake_number,
        document.id,
        document.file_name,
        document.state,
        document.kind,
        document.failure,
        duplicate_of,
        bill_id,
    )
