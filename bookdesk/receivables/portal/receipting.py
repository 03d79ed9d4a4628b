"""Receipts at the portal: of each payment that the books took off a document there, named as the payment is.

The portal is told once a payment is booked, again where something of it was paid back (its paper then says so), and
that the receipt counts no more where the payment was reversed or is laid on something else by now.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.models.invoice import InvoiceAllocation, InvoiceSource
from bookdesk.models.portal import PublishedReceipt
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.protocol import jsontext
from bookdesk.protocol.commands import ReceiptAvailable, WithdrawReceipt
from bookdesk.protocol.contents import ReceiptContent
from bookdesk.receivables.portal.outbox import Outbox, fits
from bookdesk.receivables.portal.writing import PDF_BYTES, Pdf, Writer
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.store.desk import Desk
from bookdesk.store.papers import read


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment of a document as the books have it.

    `name` is the gateway's of the payment, else the receipt's id. `returned` is what was paid back of the receipt;
    `stands` is false where the payment was reversed, or pays this document no more though nothing was paid back.
    """

    document: str
    receipt: str
    name: str
    number: str
    amount: Money
    day: date
    returned: Money
    stands: bool

    @property
    def mark(self) -> str:
        """The hash of all that a reader of the receipt sees."""
        said = [self.number, self.amount.text, self.amount.currency, self.day.isoformat(), self.returned.text]
        return hashlib.sha256(jsontext.dumps(said).encode()).hexdigest()


def to_tell(session: Session, documents: Collection[str], anew: Collection[str]) -> tuple[Paid, ...]:
    """Return the payments of these documents of which the portal was told otherwise than they stand, or nothing.

    Of those `anew` it has none, whatever it was told.
    """
    rows = [one for one in _told(session, documents) if one.document_id not in anew]
    told = {(one.document_id, one.receipt_id): one.content_hash for one in rows}
    return tuple(
        one
        for one in payments_of(session, documents)
        if told.get((one.document, one.receipt)) != (one.mark if one.stands else None)
    )


def payments_of(session: Session, documents: Collection[str]) -> Iterator[Paid]:
    """Yield the payments of these documents by customers, in the order in which they were entered."""
    query = (
        select(InvoiceAllocation, Receipt)
        .join(Receipt, Receipt.id == InvoiceAllocation.source_id)
        .where(InvoiceAllocation.invoice_id.in_(list(documents)), InvoiceAllocation.source == InvoiceSource.RECEIPT)
        .order_by(Receipt.entered_at, Receipt.id, InvoiceAllocation.id)
    )
    laid: dict[tuple[str, str], list[int]] = {}
    receipts: dict[str, Receipt] = {}
    for row in session.execute(query):
        receipts[row.Receipt.id] = row.Receipt
        laid.setdefault((row.InvoiceAllocation.invoice_id, row.Receipt.id), []).append(row.InvoiceAllocation.amount)
    names, returned = _names(session, receipts), _returned(session, receipts)
    for (document, receipt_id), amounts in laid.items():
        yield _paid(document, receipts[receipt_id], amounts, names.get(receipt_id), returned.get(receipt_id, 0))


def _paid(document: str, receipt: Receipt, amounts: Sequence[int], name: str | None, returned: int) -> Paid:
    left = sum(amounts)
    shown = left if left > 0 else sum(one for one in amounts if one > 0)
    return Paid(
        document,
        receipt.id,
        name or receipt.id,
        receipt.number or receipt.id[-8:],
        Money(shown, receipt.currency),
        receipt.day,
        Money(returned, receipt.currency),
        receipt.reversed_on is None and (left > 0 or returned > 0),
    )


def pdf_of(desk: Desk, paid: Paid) -> Pdf | None:
    """Return the paper of a receipt in the customer's language: as it was, or is now, made; after a refund as it is.

    None where it cannot be made, or is larger than what travels.
    """
    mailing = ReceiptMailing(desk)
    try:
        if paid.returned:
            found = (f"receipt-{paid.number}.pdf", mailing.pdf(paid.receipt))
        else:
            paper = mailing.make(paid.receipt)
            found = (paper.file_name, read(desk.books, paper))
    except BookDeskError:
        return None
    return found if len(found[1]) <= PDF_BYTES else None


@dataclass(frozen=True, slots=True)
class Receipts:
    """Queues receipts in the transaction of the outbox."""

    session: Session
    outbox: Outbox
    writer: Writer

    def tell(self, due: Sequence[Paid], papers: Mapping[tuple[str, str], Pdf | None]) -> None:
        """Queue what is to be told of these payments; one without a paper is not told."""
        rows = {(one.document_id, one.receipt_id): one for one in _told(self.session, {one.document for one in due})}
        for one in due:
            place = (one.document, one.receipt)
            row, pdf = rows.get(place), papers.get(place)
            if not one.stands and row is not None:
                self.outbox.queue(one.document, WithdrawReceipt(one.document, row.name))
                self.session.delete(row)
            elif one.stands and pdf is not None:
                self._tell(one, pdf, row)

    def _tell(self, one: Paid, pdf: Pdf, row: PublishedReceipt | None) -> None:
        content = ReceiptContent("", base64.b64encode(pdf[1]).decode("ascii"), pdf[0])
        envelope = self.writer.closed(content, "receipt", f"{one.document}/{one.name}", 1)
        command = ReceiptAvailable(one.document, one.name, one.number, one.amount, one.day, envelope)
        if not fits(command):
            return
        self.outbox.queue(one.document, command)
        if row is None:
            row = PublishedReceipt(document_id=one.document, receipt_id=one.receipt)
            self.session.add(row)
        row.name, row.content_hash = one.name, one.mark


def forget_told(session: Session, documents: Collection[str] | None = None) -> None:
    """Have receipts told anew, those of these documents or all: the portal may not hold them any more."""
    query = select(PublishedReceipt)
    for row in session.scalars(query if documents is None else query.where(_of(documents))):
        row.content_hash = ""


def _told(session: Session, documents: Collection[str]) -> Sequence[PublishedReceipt]:
    return session.scalars(select(PublishedReceipt).where(_of(documents))).all()


def _of(documents: Collection[str]) -> ColumnElement[bool]:
    return PublishedReceipt.document_id.in_(list(documents))


def _names(session: Session, receipts: Collection[str]) -> dict[str, str]:
    query = (
        select(MoveBooking.receipt_id, GatewayMove.payment_id)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(
            MoveBooking.receipt_id.in_(list(receipts)),
            MoveBooking.booked_as == BookedAs.RECEIPT,
            GatewayMove.payment_id.is_not(None),
        )
    )
    return {row.receipt_id: row.payment_id for row in session.execute(query)}


def _returned(session: Session, receipts: Collection[str]) -> dict[str, int]:
    query = select(Refund).where(Refund.receipt_id.in_(list(receipts)), Refund.reversed_on.is_(None))
    found: dict[str, int] = {}
    for row in session.scalars(query):
        if row.receipt_id is not None:
            found[row.receipt_id] = found.get(row.receipt_id, 0) + row.amount
    return found
