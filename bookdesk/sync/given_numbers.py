"""Numbers that the ledger gives to invoices and credit notes, where a client leaves it to that."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import OutboxKind
from bookdesk.ledger.salesnumbers import number_given
from bookdesk.models.invoice import Invoice
from bookdesk.models.sync import OutboxEntry
from bookdesk.store.change import Change

_NUMBERED = (OutboxKind.INVOICE, OutboxKind.SALES_CREDIT)


def lacks_number(session: Session, entry: OutboxEntry) -> Invoice | None:
    """Return the invoice or credit note of an entry where it waits for its number."""
    invoice = session.get(Invoice, entry.local_id) if entry.kind in _NUMBERED else None
    return invoice if invoice is not None and invoice.number is None else None


def give_number(work: Change, entry: OutboxEntry, number: str | None) -> tuple[str, ...]:
    """Give the number that came back, in the change that notes the arrival; returns why it could not be given."""
    invoice = lacks_number(work.session, entry)
    if invoice is None or not number:
        return ()
    try:
        number_given(work, invoice, number)
    except BookDeskError as failure:
        return (f"{failure}",)
    return ()
