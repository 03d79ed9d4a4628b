"""What confirmed documents taught of their suppliers' layouts: learned and taken back with them, asked in reading.

A layout is asked as long as its document is confirmed and its supplier is one of the books.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from bookdesk.capture import words
from bookdesk.capture.chosen import ChosenPlace, chosen_place
from bookdesk.capture.keptpages import kept_pages
from bookdesk.capture.lines import Sheet, sheet_of
from bookdesk.capture.memory.kept import KeptLayout, signs_to_text, spots_to_text
from bookdesk.capture.memory.layouts import LEARNED, Memory, Recalled, Standing
from bookdesk.capture.memory.marks import Marker
from bookdesk.capture.memory.teaching import Confirmed, layout_taught, misled, standing_in
from bookdesk.capture.proposal import NOT_LEARNED_FROM
from bookdesk.capture.sharing import shareable, shared_layouts
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.layout import SupplierLayout
from bookdesk.reading.words import Box, Page
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.layouts import FirmLayouts, Shelf

MOST = 2000
"""Layouts of a client that are asked, the newest ones."""
KEPT = 5
"""Layouts of a supplier that are kept, the newest ones."""
SAME_SENDER = 0.6
"""Likeness from which a layout tells who sent a document: of two suppliers with one template the names differ."""
_PLACES = 10_000


def memory_of(session: Session, shelf: Shelf | None, client_id: str) -> Memory | None:
    """Return the layouts that a client's document may be of, its own and shared ones; None without a memory."""
    key = shelf.key if shelf is not None else None
    if shelf is None or key is None:
        return None
    return Memory(Marker(key), kept=(*_layouts(session), *shared_layouts(session, shelf, client_id, key)))


def supplier_by_layout(session: Session, desk: Desk, pages: Sequence[Page]) -> str | None:
    """Return the one supplier (his id) whose documents look as this one does; None where that is not clear."""
    memory = memory_of(session, desk.layouts, desk.books.client_id)
    if memory is None or not memory.kept:
        return None
    recalled = memory.recall(sheet_of(pages))
    return recalled.supplier if recalled.likeness >= SAME_SENDER else None


def learn(
    work: Change, document: Document, contact: Contact, fields: Mapping[str, DocumentField], shelf: Shelf | None
) -> None:
    """Keep the layout of a document that is being confirmed, and count what misled its reading.

    What the accounting system says of a supplier is looked up, never learned from: of one whose row came from there
    nothing is kept, nor where a person said so.
    """
    key = shelf.key if shelf is not None else None
    pages = kept_pages(work.session, document.id) if key is not None else ()
    if key is None or not pages or words.NOT_LEARNED in fields or (contact.origin or "").lower() in NOT_LEARNED_FROM:
        return
    work.session.flush()
    marker, session = Marker(key), work.session
    _count_misled(session, pages, fields, marker)
    forget(session, document.id)
    layout = layout_taught(pages, contact.id, _confirmed(pages, fields), marker)
    if layout is not None:
        signs, spots = signs_to_text(layout), spots_to_text(layout)
        work.add(SupplierLayout(contact_id=contact.id, document_id=document.id, signs=signs, spots=spots))
    session.flush()
    _drop_old(session, contact.id)


def position_told(session: Session, desk: Desk, bill: Bill, name: str, place: ChosenPlace) -> str:
    """Return in words how a chosen place agrees with what is remembered of the bill's supplier."""
    key = desk.layouts.key if desk.layouts is not None else None
    if key is None or bill.document_id is None or name not in LEARNED:
        return "chosen on the page"
    pages = kept_pages(session, bill.document_id)
    sheet = sheet_of(pages)
    number, box = straight_place(pages, place.page, [round(side * _PLACES) for side in place.box])
    at = standing_in(sheet, number, box)
    agree, asked = agreeing(session, Marker(key), sheet, bill.contact_id, name, at)
    return f"position remembered for this supplier ({agree} of his documents agree, {asked - agree} do not)"


def agreeing(  # noqa: PLR0913, PLR0917 - a place on a document, and whose layouts are asked
    session: Session, marker: Marker, sheet: Sheet, contact_id: str | None, name: str, at: Standing | None
) -> tuple[int, int]:
    """Return how many of a supplier's layouts say that a field stands there, and how many say anything of it."""
    his = [one.layout() for one in _layouts(session) if one.supplier == contact_id] if at is not None else []
    asked = [one for one in his if name in one.spots]
    return len(Recalled(sheet, marker, tuple((1.0, one) for one in asked)).spoke_for(name, at)), len(asked)


def share(desk: Desk, shelf: FirmLayouts) -> None:
    """Let the firm's other clients have what this one learned, where the firm wants that, and nothing else of it."""
    key = shelf.key if shelf.sharing else None
    with desk.books.query() as session:
        wanted = {} if key is None else shareable(session, key)
    shelf.share(desk.books.client_id, wanted)


def forget(session: Session, document_id: str) -> None:
    """Take back what a document taught."""
    session.execute(delete(SupplierLayout).where(SupplierLayout.document_id == document_id))


def _layouts(session: Session) -> tuple[KeptLayout, ...]:
    row = SupplierLayout
    asked = (
        select(row.id, row.contact_id, row.signs, row.spots, row.missed)
        .join(Contact, Contact.id == row.contact_id)
        .join(Document, Document.id == row.document_id)
        .where(Contact.archived.is_(False), _holds())
        .order_by(row.id.desc())
        .limit(MOST)
    )
    return tuple(KeptLayout(*one) for one in session.execute(asked))


def _holds() -> ColumnElement[bool]:
    """Return the condition that what a document taught holds: it is confirmed, or was taught by hand under review."""
    by_hand = and_(SupplierLayout.by_hand.is_(True), Document.state == DocumentState.TO_REVIEW)
    return or_(Document.state == DocumentState.CONFIRMED, by_hand)


def _count_misled(session: Session, pages: Sequence[Page], fields: Mapping[str, DocumentField], marker: Marker) -> None:
    """Let the layouts count for less that spoke for a value which had to be corrected."""
    wrong = {
        name: Confirmed(row.read_value, *place_read(pages, row))
        for name, row in fields.items()
        if name in LEARNED and row.corrected and row.value != row.read_value
    }
    if not wrong:
        return
    recalled = Memory(marker, kept=_layouts(session)).recall(sheet_of(pages))
    those = [layout.id for layout in misled(recalled, wrong)]
    session.execute(update(SupplierLayout).where(SupplierLayout.id.in_(those)).values(missed=SupplierLayout.missed + 1))


def _confirmed(pages: Sequence[Page], fields: Mapping[str, DocumentField]) -> dict[str, Confirmed]:
    """Return the fields as they were confirmed: with the place that was read, or that a person chose.

    One that is absent teaches something only where a person took a value out: what nobody found nobody looked at.
    """
    return dict(_each_confirmed(pages, fields))


def _each_confirmed(pages: Sequence[Page], fields: Mapping[str, DocumentField]) -> Iterator[tuple[str, Confirmed]]:
    for name in LEARNED:
        row = fields.get(name)
        if row is None or (row.value is None and not row.corrected):
            continue
        chosen = chosen_place(fields, name)
        if chosen is not None:
            place = straight_place(pages, chosen.page, chosen.box)
        else:
            place = (None, None) if row.corrected else place_read(pages, row)
        yield name, Confirmed(row.value, *place)


def place_read(pages: Sequence[Page], row: DocumentField) -> tuple[int | None, Box | None]:
    """Return where a field was read, on the page as its words were read; nothing where that is not known."""
    return straight_place(pages, row.page, row.box)


def straight_place(pages: Sequence[Page], number: int | None, kept: object) -> tuple[int | None, Box | None]:
    """Return a kept place on the page as its words were read: upright and straight."""
    page = next((one for one in pages if one.number == number), None)
    if page is None or not isinstance(kept, list):
        return None, None
    x0, y0, x1, y1 = (int(side) / _PLACES for side in kept)
    return page.number, page.from_paper((x0, y0, x1, y1))


def _drop_old(session: Session, contact_id: str) -> None:
    """Drop all but the newest layouts of a supplier, and those whose supplier or confirmation is gone."""
    row = SupplierLayout
    newest = select(row.id).where(row.contact_id == contact_id).order_by(row.id.desc()).limit(KEPT)
    holding = select(row.id).join(Document, Document.id == row.document_id).where(_holds())
    gone = or_(row.contact_id.not_in(select(Contact.id)), row.id.not_in(holding))
    session.execute(delete(row).where(row.contact_id == contact_id, row.id.not_in(newest)))
    session.execute(delete(row).where(gone))
