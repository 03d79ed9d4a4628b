"""Making room in a receipt, so that money of it can go back: by its own rest, by a credit note, else from its invoice.

What went back at a gateway has gone, whatever the books hold of it. So what a receipt settles is given up until enough
of it is left, and the invoice is open again by as much, unless a credit note takes the receipt's place.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.ledger.allocating import Applied, allocate_credit, apply_receipt, receipt_standing, release
from bookdesk.ledger.discounting import follow_discounts
from bookdesk.ledger.receivable import open_invoices, standing_allocations, still_open_invoice
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.store.change import Change


def make_room(work: Change, receipt: Receipt, wanted: Money, day: date, why: str) -> list[str]:
    """Free so much of a receipt that `wanted` of it is unapplied; returns the invoices that it settled until now.

    What it settled last is given up first. Where the receipt holds less than `wanted`, all of it is freed: whoever pays
    back says that it is too little.
    """
    freed: list[str] = []
    for row in reversed(_settled_by(work, receipt)):
        missing = wanted - receipt_standing(work.session, receipt).left
        if missing.minor <= 0:
            break
        release(work, row, day, why)
        freed.append(row.invoice_id)
        rest = Money(row.amount, receipt.currency) - missing
        if rest.minor > 0:
            apply_receipt(work, receipt, Applied(row.invoice_id, rest), day)
        _put_credit(work, receipt, row.invoice_id, min(missing, Money(row.amount, receipt.currency)), day)
    freed = list(dict.fromkeys(freed))
    follow_discounts(work, freed, day)
    return freed


def _settled_by(work: Change, receipt: Receipt) -> Sequence[InvoiceAllocation]:
    its = (InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id == receipt.id)
    return [row for row in standing_allocations(work.session, *its) if row.amount > 0]


def _put_credit(work: Change, receipt: Receipt, invoice_id: str, wanted: Money, day: date) -> None:
    """Lay credit notes that correct an invoice on it, in the place of the money that goes back."""
    query = select(Invoice).where(
        Invoice.contact_id == receipt.contact_id,
        Invoice.kind == InvoiceKind.CREDIT_NOTE,
        Invoice.corrects_id == invoice_id,
        still_open_invoice(),
    )
    notes = work.session.scalars(query.order_by(Invoice.document_date, Invoice.id)).all()
    left = wanted
    for note, rest in ((note, open_invoices(work.session, [note])[note.id]) for note in notes):
        now = min(rest, left)
        if now.minor > 0:
            allocate_credit(work, note, Applied(invoice_id, now), day)
            left -= now
