"""One field's place taught by hand while its document is under review: kept at once, and taken back as plainly.

It is asked as what confirming teaches is; confirming the document teaches all its fields and replaces it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bookdesk.capture import views
from bookdesk.capture.chosen import chosen_place
from bookdesk.capture.keptpages import kept_pages
from bookdesk.capture.lines import Sheet, sheet_of
from bookdesk.capture.memory.kept import KeptSpots, signs_to_text, spots_to_text
from bookdesk.capture.memory.layouts import LEARNED, Layout, layout_of
from bookdesk.capture.memory.marks import Marker
from bookdesk.capture.memory.teaching import Tokens, standing_in
from bookdesk.capture.proposal import NOT_LEARNED_FROM
from bookdesk.capture.remembering import agreeing, place_read, straight_place
from bookdesk.core.errors import RuleBroken
from bookdesk.models.bill import Bill
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document, DocumentField, DocumentState
from bookdesk.models.layout import SupplierLayout
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Taught:
    """What became of teaching a place: `on` or taken back; how many of the documents `asked` agree with it."""

    supplier: str
    on: bool
    agree: int
    asked: int


def teach_position(desk: Desk, reference: str, name: str) -> Taught:
    """Remember where a field stands for its supplier's documents, or no more where that was taught before.

    `RuleBroken` with the reason where it cannot be: it stands nowhere on the page, or the supplier is not in the books.
    """
    with desk.books.query() as session:
        document = views.find_document(session, reference)
        contact = _supplier(session, document, views.bill_of(session, document.id))
    marker = Marker(_key(desk))
    with desk.books.upkeep() as session:
        sheet, at = _standing(session, document.id, name)
        row = _taught(session, document.id)
        spots = dict(KeptSpots(row.spots)) if row is not None else {}
        agree, asked = agreeing(session, marker, sheet, contact.id, name, at)
        if name in spots:
            del spots[name]
            _keep(session, document.id, contact.id, Layout(contact.id, marker.page(sheet), spots))
            return Taught(contact.name, on=False, agree=agree, asked=asked)
        spots |= layout_of(sheet, contact.id, {name: at}, marker).spots
        _keep(session, document.id, contact.id, Layout(contact.id, marker.page(sheet), spots))
        return Taught(contact.name, on=True, agree=agree, asked=asked)


def _key(desk: Desk) -> bytes:
    key = desk.layouts.key if desk.layouts is not None else None
    if key is None:
        raise RuleBroken("Nothing can be remembered here.", "Open the practice for writing, then try again.")
    return key


def _supplier(session: Session, document: Document, bill: Bill | None) -> Contact:
    if document.state is not DocumentState.TO_REVIEW or bill is None:
        raise RuleBroken(
            f"Document {document.intake_number} is not under review.", "Confirming it taught where its values stand."
        )
    contact = session.get(Contact, bill.contact_id) if bill.contact_id else None
    if contact is None:
        raise RuleBroken(
            "Its supplier is not in the books yet.", "Confirm this bill: that adds him and teaches all its places."
        )
    if (contact.origin or "").lower() in NOT_LEARNED_FROM:
        raise RuleBroken(
            f"{contact.name} came from the accounting system, whose data are not learned from.",
            "Correct each document.",
        )
    return contact


def _standing(session: Session, document_id: str, name: str) -> tuple[Sheet, Tokens]:
    """Return the document's lines, and the words in which a field stands: those that were chosen, else those read."""
    query = select(DocumentField).where(DocumentField.document_id == document_id)
    fields = {row.name: row for row in session.scalars(query)}
    pages, row = kept_pages(session, document_id), fields.get(name)
    chosen = chosen_place(fields, name)
    if chosen is not None:
        place = straight_place(pages, chosen.page, chosen.box)
    else:
        place = (None, None) if row is None or row.corrected else place_read(pages, row)
    sheet = sheet_of(pages)
    at = standing_in(sheet, *place) if name in LEARNED else None
    if at is None:
        raise RuleBroken(
            "It is not known where this value stands on the page.", "Click its word on the page, then try again."
        )
    return sheet, at


def _taught(session: Session, document_id: str) -> SupplierLayout | None:
    return session.scalars(select(SupplierLayout).where(SupplierLayout.document_id == document_id)).one_or_none()


def _keep(session: Session, document_id: str, contact_id: str, layout: Layout) -> None:
    """Keep what is taught of a document in the place of what was; nothing where no field is left."""
    session.execute(delete(SupplierLayout).where(SupplierLayout.document_id == document_id))
    if layout.spots:
        signs, spots = signs_to_text(layout), spots_to_text(layout)
        session.add(
            SupplierLayout(contact_id=contact_id, document_id=document_id, signs=signs, spots=spots, by_hand=True)
        )
