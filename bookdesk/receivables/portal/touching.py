"""Which documents a sealed change may concern, as the portal knows them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceAllocation
from bookdesk.models.portal import PublishedDocument
from bookdesk.store.history import RowEntry

_ALL = frozenset({"portal_settings", "sales_settings", "online_settings", "client_profile", "bank_account"})
"""Tables of which a change may concern every document: letterhead, bank details, what is offered."""
_WHOLE = frozenset({"invoice", "estimate"})
_PARTS = {"instalment": "invoice_id", "estimate_line": "estimate_id", "invoice_line": "invoice_id"}


def touched(session: Session, rows: Sequence[RowEntry]) -> set[str] | None:
    """Return the documents that rows concern; None where it may be any."""
    found: set[str] = set()
    for row in rows:
        if row.table in _ALL:
            return None
        found |= _of(session, row)
    return found


def customers_in(rows: Sequence[RowEntry]) -> set[str]:
    """Return the customers whose accounts rows may concern."""
    images = [row.after or row.before or {} for row in rows]
    return {str(one["contact_id"]) for one in images if one.get("contact_id")}


def _of(session: Session, row: RowEntry) -> set[str]:
    image = row.after or row.before or {}
    if row.table in _WHOLE:
        return {row.row_id}
    if row.table in _PARTS:
        return {str(image.get(_PARTS[row.table], ""))}
    if row.table == "invoice_allocation":
        return {str(image.get("invoice_id", "")), str(image.get("source_id", ""))}
    if row.table in {"move_booking", "receipt", "refund"}:
        receipt = row.row_id if row.table == "receipt" else str(image.get("receipt_id") or "")
        return set(session.scalars(select(InvoiceAllocation.invoice_id).where(InvoiceAllocation.source_id == receipt)))
    if row.table == "contact":
        return _of_customer(session, row.row_id)
    return set()


def _of_customer(session: Session, contact_id: str) -> set[str]:
    known = select(PublishedDocument.document_id)
    invoices = select(Invoice.id).where(Invoice.contact_id == contact_id, Invoice.id.in_(known))
    estimates = select(Estimate.id).where(Estimate.contact_id == contact_id, Estimate.id.in_(known))
    return {*session.scalars(invoices), *session.scalars(estimates)}
