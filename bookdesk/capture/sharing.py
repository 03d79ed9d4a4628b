"""Layouts that serve the firm's other clients: what one shares follows what it has learned, and what it may ask."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.memory.kept import KeptLayout
from bookdesk.capture.memory.marks import Marker
from bookdesk.core.checkdigits import compact
from bookdesk.models.contact import Contact, PayeeAccount
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.layout import SupplierLayout
from bookdesk.store.layouts import Shareable, Shelf


def shareable(session: Session, key: bytes) -> Mapping[str, Shareable]:
    """Return what this client's confirmed documents taught, by document, of suppliers who have a number or account."""
    marks = _marks(session, Marker(key))
    query = (
        select(SupplierLayout)
        .join(Document, Document.id == SupplierLayout.document_id)
        .where(Document.state == DocumentState.CONFIRMED)
    )
    return {
        row.document_id: Shareable(marks[row.contact_id][0], row.signs, row.spots)
        for row in session.scalars(query)
        if marks.get(row.contact_id)
    }


def shared_layouts(session: Session, shelf: Shelf, client_id: str, key: bytes) -> tuple[KeptLayout, ...]:
    """Return what others share of suppliers whose documents nobody confirmed here yet.

    One who is in these books by that number or account is named; of the others only where values stand is known.
    """
    offered = shelf.shared(client_id)
    if not offered:
        return ()
    own = set(session.scalars(select(SupplierLayout.contact_id)))
    here = {mark: contact for contact, marks in _marks(session, Marker(key)).items() for mark in marks}
    return tuple(
        KeptLayout("", here.get(one.supplier_mark, one.supplier_mark), one.signs, one.spots)
        for one in offered
        if here.get(one.supplier_mark) not in own
    )


def _marks(session: Session, marker: Marker) -> Mapping[str, tuple[str, ...]]:
    """Return the marks of each supplier who is not put away: of his tax number, then of his accounts that are IBANs."""
    found: dict[str, list[str]] = {}
    suppliers = select(Contact.id, Contact.tax_id).where(Contact.supplier.is_(True), Contact.archived.is_(False))
    for row in session.execute(suppliers):
        found[row.id] = [marker.party(row.tax_id)] if row.tax_id and compact(row.tax_id) else []
    query = select(PayeeAccount.contact_id, PayeeAccount.iban).where(PayeeAccount.archived.is_(False))
    for contact_id, iban in session.execute(query.order_by(PayeeAccount.id)):
        if iban and contact_id in found:
            found[contact_id].append(marker.party(iban))
    return {contact_id: tuple(marks) for contact_id, marks in found.items() if marks}
