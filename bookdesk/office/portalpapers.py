"""What stands on a paper, as the pay portal shows it: from the same facts as the paper itself, in the same language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, BookedAs
from bookdesk.formats.paper.content import InvoicePaper, PaperLine
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.letterhead import OwnBank
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import Facts, facts_of
from bookdesk.invoicing.papers import content, make
from bookdesk.mail.voice import recipients
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.protocol.contents import (
    BankDetail,
    BankField,
    ContactMail,
    Line,
    Paid,
    PaperContent,
    Part,
    Party,
    Tax,
)
from bookdesk.receivables.portal.tenancy import document_in
from bookdesk.receivables.portal.writing import Pdf, Written
from bookdesk.store.desk import Desk

_ROUTING = {
    BankScheme.BSB: BankField.BSB,
    BankScheme.SORT_CODE: BankField.SORT_CODE,
}


@dataclass(frozen=True, slots=True)
class PortalPapers:
    """Writes what stands on the documents of one client."""

    desk: Desk

    def __call__(self, document_id: str) -> Written:
        """Return what the reader of a document sees; raises as `invoicing.paperfacts.facts_of`."""
        with self.desk.books.query() as session:
            document = document_in(session, document_id)
            if document is None:
                raise LookupError(document_id)
            facts = facts_of(session, self.desk.books, document)
            written = _content(session, facts)
        return Written(written, lambda: self._pdf(document_id))

    def _pdf(self, document_id: str) -> Pdf | None:
        """Return the paper as it was, or is now, made; a document that has none is published without."""
        try:
            return content(self.desk, [make(self.desk, document_id)])[0]
        except BookDeskError:
            return None


def _content(session: Session, facts: Facts) -> PaperContent:
    paper = paper_of(facts)
    seller, document = facts.head.seller, facts.document
    invoice = document if isinstance(document, Invoice) else None
    details = [one.value for one in seller.details if one.name]
    contact = session.get_one(Contact, document.contact_id)
    mails = recipients(contact)
    return PaperContent(
        seller=Party(seller.name, seller.address, tax_id=details[0] if details else ""),
        buyer=Party(facts.buyer.name, paper.address[1:], facts.buyer.tax_id),
        lines=tuple(_line(one, facts) for one in paper.lines),
        taxes=tuple(_taxes(paper, Figures(facts.locale))),
        total=paper.total,
        note=paper.notes,
        credited=_credited(session, invoice) if invoice is not None else None,
        parts=tuple(Part(one.due, one.amount) for one in paper.plan if one.due is not None),
        payments=tuple(_payments(session, invoice)) if invoice is not None else (),
        bank=tuple(_bank(facts.head.bank)) if facts.head.bank is not None and invoice is not None else (),
        bank_reference=(invoice.payment_reference or invoice.number or "") if invoice is not None else "",
        contacts=(ContactMail(contact.id, mails[0]),) if mails else (),
    )


def _line(line: PaperLine, facts: Facts) -> Line:
    text = "\n".join(part for part in (line.description, line.detail) if part)
    return Line(text, line.amount, line.quantity, line.unit or None, _price(line.price, facts))


def _price(price: Decimal | None, facts: Facts) -> Money | None:
    """Return a price that is whole in the currency's smallest unit; a finer one stands on the paper alone."""
    if price is None:
        return None
    rounded = Money.rounded(price, facts.document.currency)
    return rounded if rounded.major == price else None


def _taxes(paper: InvoicePaper, figures: Figures) -> Iterator[Tax]:
    for row in paper.taxes:
        rate = f" {figures.rate(row.rate)}" if row.rate is not None else ""
        yield Tax(f"{row.name}{rate}", row.tax)


def _bank(bank: OwnBank) -> Iterator[BankDetail]:
    details = bank.details
    found = {
        BankField.HOLDER: bank.holder,
        BankField.IBAN: details.iban,
        BankField.BIC: details.bic,
        _ROUTING.get(details.scheme, BankField.ROUTING): details.routing,
        BankField.ACCOUNT: details.account_number,
    }
    for field, value in found.items():
        if value:
            yield BankDetail(field, value)


def _credited(session: Session, invoice: Invoice) -> Money | None:
    query = select(InvoiceAllocation.amount).where(
        InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.source == InvoiceSource.CREDIT_NOTE
    )
    return Money(sum(session.scalars(query)), invoice.currency) or None


def _payments(session: Session, invoice: Invoice) -> Iterator[Paid]:
    """Yield what was paid and stands, under the gateway's name of the payment where it came by one."""
    query = (
        select(InvoiceAllocation, Receipt)
        .join(Receipt, Receipt.id == InvoiceAllocation.source_id)
        .where(
            InvoiceAllocation.invoice_id == invoice.id,
            InvoiceAllocation.source == InvoiceSource.RECEIPT,
            InvoiceAllocation.amount > 0,
            Receipt.reversed_on.is_(None),
        )
    )
    for row in session.execute(query.order_by(InvoiceAllocation.day, InvoiceAllocation.id)):
        move = session.scalars(
            select(GatewayMove)
            .join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
            .where(MoveBooking.receipt_id == row.Receipt.id, MoveBooking.booked_as == BookedAs.RECEIPT)
        ).first()
        name = (move.payment_id if move is not None else None) or row.Receipt.id
        amount = Money(row.InvoiceAllocation.amount, invoice.currency)
        yield Paid(name, row.InvoiceAllocation.day, amount, move.method if move is not None else None)
