"""From sealed changes to outbox entries for what is sold: issued, paid, given to credit, refunded or taken back.

What was sent for a customer and is taken back here is taken back there by an entry of its own (`UNDO`); overpayments,
fees and what an old system had become a notice to a person.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import OutboxKind, PaperKind
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.paper import Paper
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.history import RowEntry
from bookdesk.sync.intents import Need
from bookdesk.sync.pieces import Pieces, row_of
from bookdesk.sync.queueing import Entries
from bookdesk.sync.receipts import pieces_of

PAPERS = {PaperKind.INVOICE: InvoiceKind.INVOICE, PaperKind.CREDIT_NOTE: InvoiceKind.CREDIT_NOTE}
"""Papers that are the document itself, as the customer got it."""
_WAYS = {
    InvoiceSource.CREDIT_NOTE: OutboxKind.SALES_ALLOCATION,
    InvoiceSource.DISCOUNT: OutboxKind.SALES_ALLOCATION,
    InvoiceSource.WRITE_OFF: OutboxKind.SALES_ALLOCATION,
    InvoiceSource.BANK_LINE: OutboxKind.RECEIPT,
}
"""How what settles an invoice goes; receipts are looked at as a whole, and refunds settle none."""
BY_HAND = frozenset({OutboxKind.OVERPAYMENT, OutboxKind.FEE})
"""What a person takes back there: an overpayment cannot be from outside, and who knows whether a fee is given back."""
CREDITED = frozenset({InvoiceSource.DISCOUNT, InvoiceSource.WRITE_OFF})
"""What settles without money: there it takes a credit note of its own, known by its ledger entry here."""


def wanted_invoice(invoice: Invoice | None) -> bool:
    """Tell whether an invoice belongs into the ledger: issued here, and not there already from before the take-on."""
    return invoice is not None and invoice.status is InvoiceStatus.ISSUED and not invoice.taken_on


def document_kind(invoice: Invoice) -> OutboxKind:
    """Return how an invoice or credit note is called in the outbox."""
    return OutboxKind.SALES_CREDIT if invoice.kind is InvoiceKind.CREDIT_NOTE else OutboxKind.INVOICE


def standing_of(rows: Iterable[InvoiceAllocation]) -> set[str]:
    """Return the ids of those allocations, all of one source, that were not taken back."""
    known = list(rows)
    taken_back = {row.reverses_id for row in known}
    return {row.id for row in known if row.amount > 0 and row.id not in taken_back}


class SalesTurn:
    """The consequences that one sealed set has for sales."""

    def __init__(self, entries: Entries) -> None:
        """Queue into `entries`."""
        self._entries, self._session = entries, entries.session

    def take(self, rows: Iterable[RowEntry]) -> None:
        """Look at everything that was touched."""
        looks = {
            "invoice": self._invoice,
            "invoice_allocation": self._allocation,
            "receipt": self._receipt_of,
            "refund": self._refund,
            "paper": self._paper,
        }
        touched = sorted({(row.table, row.row_id) for row in rows if row.table in looks})
        for table, row_id in touched:
            looks[table](row_id)

    def _invoice(self, invoice_id: str) -> None:
        invoice = self._session.get(Invoice, invoice_id)
        if invoice is None or invoice.status is InvoiceStatus.DRAFT:
            return
        kind = document_kind(invoice)
        if invoice.status is InvoiceStatus.VOID:
            (self._entries.unwanted if invoice.taken_on else self._entries.undone)(kind, invoice_id)
            self._drop_papers(invoice_id)
        elif not invoice.taken_on:
            self._contact(invoice.contact_id)
            self._entries.wanted(kind, invoice_id)
            self._papers(invoice_id)

    def _papers(self, invoice_id: str) -> None:
        for paper_id in self._session.scalars(select(Paper.id).where(Paper.subject_id == invoice_id)):
            self._paper(paper_id)

    def _paper(self, paper_id: str) -> None:
        """Attach the first PDF of a document; what is printed anew later is the same again."""
        paper = self._session.get(Paper, paper_id)
        if paper is None or paper.kind not in PAPERS or paper.subject_id is None:
            return
        same = select(Paper.id).where(Paper.subject_id == paper.subject_id, Paper.kind == paper.kind)
        others = [one for one in self._session.scalars(same) if one != paper_id]
        if any(self._entries.known(OutboxKind.ATTACHMENT, one) for one in others):
            return
        if wanted_invoice(self._session.get(Invoice, paper.subject_id)):
            self._entries.wanted(OutboxKind.ATTACHMENT, paper_id)

    def _drop_papers(self, invoice_id: str) -> None:
        """Send no PDF of what was cancelled; one that is there stays with its voided document."""
        for paper_id in self._session.scalars(select(Paper.id).where(Paper.subject_id == invoice_id)):
            self._entries.dropped(OutboxKind.ATTACHMENT, paper_id)

    def _allocation(self, allocation_id: str) -> None:
        row = self._session.get(InvoiceAllocation, allocation_id)
        if row is None or not row.amount:  # a discount that was refused settles nothing there either
            return
        match row.source:
            case InvoiceSource.RECEIPT:
                self._receipt_of(row.source_id)
            case InvoiceSource.REFUND:
                self._refund(row.source_id)
            case _:
                self._settled(row)

    def _settled(self, row: InvoiceAllocation) -> None:
        """Look at everything one source settles."""
        query = select(InvoiceAllocation).where(
            InvoiceAllocation.source == row.source, InvoiceAllocation.source_id == row.source_id
        )
        same = self._session.scalars(query.order_by(InvoiceAllocation.id)).all()
        left, kind = standing_of(same), _WAYS[row.source]
        for one in same:
            if one.id in left:
                self._needs_link(one.invoice_id)
                self._entries.wanted(kind, one.id)
            elif one.amount > 0:
                self._entries.undone(kind, one.id)
        if row.source is InvoiceSource.CREDIT_NOTE:
            self._needs_link(row.source_id)
        elif row.source in CREDITED:
            (self._entries.wanted if left else self._entries.undone)(OutboxKind.SALES_CREDIT, row.source_id)

    def _receipt_of(self, receipt_id: str) -> None:
        """Look at a receipt as a whole: what it should be there, and what it is not any more."""
        receipt = self._session.get(Receipt, receipt_id)
        if receipt is None:
            return
        wanted = standing_pieces(self._session, receipt)
        for kind, local_id in _all_of(receipt, pieces_of(self._session, receipt)):
            if (kind, local_id) in wanted:
                self._piece(kind, local_id, receipt.contact_id)
            elif kind in BY_HAND:
                self._entries.unwanted(kind, local_id)
            else:
                self._entries.undone(kind, local_id)

    def _piece(self, kind: OutboxKind, local_id: str, contact_id: str) -> None:
        if kind in {OutboxKind.OVERPAYMENT, OutboxKind.FEE}:
            self._contact(contact_id)
        row = self._session.get(InvoiceAllocation, row_of(local_id))
        if row is not None and row.amount > 0:
            self._needs_link(row.invoice_id)
        self._entries.wanted(kind, local_id)

    def _refund(self, refund_id: str) -> None:
        refund = self._session.get(Refund, refund_id)
        if refund is None:
            return
        if refund.receipt_id is not None:
            self._receipt_of(refund.receipt_id)
            return
        self._needs_link(refund.credit_note_id or "")
        (self._entries.wanted if refund.reversed_on is None else self._entries.undone)(OutboxKind.REFUND, refund_id)

    def _contact(self, contact_id: str) -> None:
        if not self._entries.mapped(contact_id):
            self._entries.wanted(OutboxKind.CONTACT, contact_id)

    def _needs_link(self, invoice_id: str) -> None:
        """An invoice that was taken over is at the ledger already; what settles it needs to know as which one."""
        invoice = self._session.get(Invoice, invoice_id)
        if invoice is not None and invoice.taken_on:
            self._entries.wanted(document_kind(invoice), invoice_id)


def standing_pieces(session: Session, receipt: Receipt) -> set[Need]:
    """Return what a receipt should be at the ledger as it stands: nothing once it is reversed."""
    return set() if receipt.reversed_on is not None else standing_among(receipt, pieces_of(session, receipt))


def standing_among(receipt: Receipt, found: Pieces) -> set[Need]:
    """Return which of its pieces a receipt still is."""
    return {piece for piece in _all_of(receipt, found) if piece[0] is OutboxKind.FEE or piece[1] in found.standing}


def _all_of(receipt: Receipt, found: Pieces) -> list[Need]:
    """Return everything a receipt ever was there, in the order in which it goes."""
    fee = [(OutboxKind.FEE, receipt.id)] if receipt.fee else []
    drawn = [
        (OutboxKind.REFUND if draw.refund else OutboxKind.SALES_ALLOCATION, one) for one, draw in found.draws.items()
    ]
    return [
        *((OutboxKind.RECEIPT, one) for one in sorted(found.payments)),
        *((OutboxKind.OVERPAYMENT, one) for one in found.overpayments),
        *drawn,
        *fee,
    ]
