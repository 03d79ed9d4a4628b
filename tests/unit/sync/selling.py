"""What is sold, in short words: invoices, credit notes, receipts and their PDFs on the scene of the sync tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import NumberedBy, PaperKind, ReceiptWay
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.allocating import Applied, apply_receipt
from bookdesk.ledger.receiving import NewReceipt, book_receipt, free_receipt, reverse_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund, reverse_refund
from bookdesk.models.actions import Action
from bookdesk.models.bank import Match, MatchKind
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource, InvoiceStatus
from bookdesk.models.paper import Paper
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.sync import MappingKind
from bookdesk.store.papers import NewPaper, keep
from bookdesk.sync.service import EntryView, SyncService
from tests.support import billing
from tests.support.books import bank
from tests.support.sales import customer
from tests.unit.sync.scene import Scene

DAY = date(2026, 7, 1)
PDF = b"%PDF-1.7 the invoice as it was sent " + bytes(range(256))


def ready(stage: Scene) -> SyncService:
    """Connected, pulled, and mapped by hand where nothing maps itself."""
    service = stage.ready()
    service.mappings.choose(MappingKind.ACCOUNT, "6-0800", "404")
    service.mappings.choose(MappingKind.ACCOUNT, "4-1900", "260")
    service.mappings.choose(MappingKind.ACCOUNT, "6-0300", "429")
    return service


def invoice(stage: Scene, price: str = "100", *lines: EnteredLine, name: str = "Hilton Park", **values: Any) -> Invoice:  # noqa: ANN401 - what an invoice has
    """Issue an invoice with ten per cent of tax on top."""
    contact = customer(stage.desk, name)
    return billing.issued(stage.desk, contact.id, *(lines or (billing.line(price),)), **values)


def credit_note(stage: Scene, of: Invoice, price: str = "20") -> Invoice:
    """Issue a credit note for an invoice; what fits of it settles the invoice at once."""
    service = InvoiceService(stage.desk)
    return service.issue(service.credit(of.id, lines=(billing.line(price),)).id)


def cancel(stage: Scene, of: Invoice) -> None:
    """Cancel an invoice or credit note."""
    InvoiceService(stage.desk).cancel(of.id, "wrong customer")


def numbered_there(stage: Scene) -> None:
    """Leave the numbers to the ledger."""
    billing.decide(stage.desk, numbered_by=NumberedBy.LEDGER)


def taken_over(stage: Scene, number: str, open_minor: int, name: str = "Hilton Park") -> Invoice:
    """Keep an open invoice of the old system."""
    contact = customer(stage.desk, name)
    with stage.desk.books.change(Action.TAKEN_ON, "old invoices", actor=stage.desk.actor) as work:
        old = Invoice(
            status=InvoiceStatus.ISSUED,
            contact_id=contact.id,
            number=number,
            document_date=date(2026, 6, 1),
            due_date=date(2026, 7, 1),
            currency="AUD",
            total=open_minor,
            open_at_take_on=open_minor,
            taken_on=True,
        )
        work.add(old)
        work.commit()
    return old


def pdf(stage: Scene, of: Invoice, kind: PaperKind = PaperKind.INVOICE) -> Paper:
    """Keep the PDF of an issued document."""
    with stage.desk.books.change(Action.PAPER_MADE, "printed", actor=stage.desk.actor) as work:
        made = keep(work, stage.desk, NewPaper(kind, of.id, f"{of.number}.pdf", "application/pdf", PDF))
        work.commit()
    return made


def receive(
    stage: Scene,
    amount: int,
    *applied: tuple[Invoice, int],
    name: str = "Hilton Park",
    **more: Any,  # noqa: ANN401 - what a receipt has
) -> Receipt:
    """Book money into the bank, laid on invoices; minor units."""
    own, payer = bank(stage.desk), customer(stage.desk, name)
    values = {"account_id": own.account_id, "bank_account_id": own.id, **more}
    with stage.desk.books.change(Action.RECEIPT_BOOKED, "received", actor=stage.desk.actor) as work:
        new = NewReceipt(
            contact_id=payer.id,
            day=DAY,
            amount=Money(amount, "AUD"),
            way=ReceiptWay.BANK,
            applied=tuple(Applied(one.id, Money(minor, "AUD")) for one, minor in applied),
            **values,
        )
        made = book_receipt(work, new, by="ann", at=stage.clock.now())
        work.commit()
    return made


def piece(stage: Scene, receipt: Receipt) -> str:
    """The one allocation that a receipt was booked with."""
    query = select(InvoiceAllocation.id).where(InvoiceAllocation.source_id == receipt.id)
    with stage.desk.books.query() as session:
        return session.scalars(query).one()


def lay(stage: Scene, receipt: Receipt, on: Invoice, amount: int) -> None:
    """Lay unapplied money on an invoice."""
    with stage.desk.books.change(Action.RECEIPT_ALLOCATED, "laid", actor=stage.desk.actor) as work:
        apply_receipt(work, work.get(Receipt, receipt.id), Applied(on.id, Money(amount, "AUD")))
        work.commit()


def free(stage: Scene, receipt: Receipt, of: Invoice) -> None:
    """Take a receipt off an invoice."""
    with stage.desk.books.change(Action.RECEIPT_RELEASED, "freed", actor=stage.desk.actor) as work:
        free_receipt(work, work.get(Receipt, receipt.id), of.id, DAY, "wrong one")
        work.commit()


def reverse(stage: Scene, receipt: Receipt) -> None:
    """Take a receipt back."""
    with stage.desk.books.change(Action.RECEIPT_REVERSED, "bounced", actor=stage.desk.actor) as work:
        reverse_receipt(work, work.get(Receipt, receipt.id), DAY, "bounced")
        work.commit()


def matched_before(stage: Scene, of: Invoice, amount: int) -> InvoiceAllocation:
    """Keep what a bank line paid of an invoice as it was kept before there were receipts."""
    own = bank(stage.desk)
    with stage.desk.books.change(Action.LINE_MATCHED, "matched", actor=stage.desk.actor) as work:
        match = Match(
            id=new_id(),
            bank_account_id=own.id,
            kind=MatchKind.INVOICE,
            matched_by="ann",
            matched_at=stage.clock.now(),
        )
        row = InvoiceAllocation(
            id=new_id(),
            invoice_id=of.id,
            source=InvoiceSource.BANK_LINE,
            source_id=match.id,
            day=DAY,
            amount=amount,
        )
        work.add(match, row)
        work.commit()
    return row


def unmatched(stage: Scene, row: InvoiceAllocation) -> None:
    """Take such a row back by its opposite."""
    with stage.desk.books.change(Action.LINE_UNMATCHED, "undone", actor=stage.desk.actor) as work:
        opposite = InvoiceAllocation(
            invoice_id=row.invoice_id,
            source=row.source,
            source_id=row.source_id,
            day=row.day,
            amount=-row.amount,
            reverses_id=row.id,
        )
        work.add(opposite)
        work.commit()


def refund(stage: Scene, amount: int, *, receipt: Receipt | None = None, note: Invoice | None = None) -> Refund:
    """Pay back of a receipt's or a credit note's rest."""
    own = bank(stage.desk)
    with stage.desk.books.change(Action.REFUNDED, "paid back", actor=stage.desk.actor) as work:
        new = NewRefund(
            day=DAY,
            amount=Money(amount, "AUD"),
            way=ReceiptWay.BANK,
            account_id=own.account_id,
            bank_account_id=own.id,
            reason="he asked",
            receipt_id=receipt.id if receipt else None,
            credit_note_id=note.id if note else None,
        )
        made = book_refund(work, new, by="ann", at=stage.clock.now())
        work.commit()
    return made


def refund_back(stage: Scene, done: Refund) -> None:
    """Take a refund back."""
    with stage.desk.books.change(Action.REFUND_REVERSED, "came back", actor=stage.desk.actor) as work:
        reverse_refund(work, work.get(Refund, done.id), DAY, "came back")
        work.commit()


def sent(service: SyncService, patience: float = 0.0) -> None:
    """Show everything and send it; all of it must arrive."""
    service.preview()
    report = service.send(patience=patience)
    assert [view for view in report.open if view.kind != "void"] == []


def of_kind(views: tuple[EntryView, ...], kind: str) -> EntryView:
    """The one entry of a kind."""
    (found,) = (view for view in views if view.kind == kind)
    return found


def alive(stage: Scene, kind: str) -> list[dict[str, Any]]:
    """What Xero holds of a kind that is neither void nor deleted."""
    return [one for one in stage.held(kind) if one["Status"] not in {"VOIDED", "DELETED"}]


def there(stage: Scene, of: Invoice) -> dict[str, Any]:
    """The invoice as Xero holds it."""
    (found,) = (one for one in stage.held("Invoices") if one["InvoiceNumber"] == of.number)
    return found


def due(stage: Scene, of: Invoice) -> int:
    """What is open of an invoice at Xero, in minor units."""
    return int(Decimal(str(there(stage, of)["AmountDue"])) * 100)
