"""Reads what an outbox entry is about from the books, as an intent; None where it is not wanted any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import or_, select

from bookdesk.core.money import Money
from bookdesk.core.texts import number_key
from bookdesk.core.vocabulary import OutboxKind
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchPart
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillLine, BillStatus
from bookdesk.models.client import ClientProfile, PushPayments
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.payment import Payment, PaymentRun, PaymentState
from bookdesk.models.sync import MappingKind
from bookdesk.sync.allocations import belongs_at_ledger
from bookdesk.sync.collectsales import sales_intent
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    CustomerIntent,
    DocumentIntent,
    Intent,
    Line,
    PaymentIntent,
)
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.preflight import KnownDocument
from bookdesk.sync.salesdocuments import customer, label_of, paper
from bookdesk.sync.undoing import undo_intent


def intent_of(known: Knowledge, kind: OutboxKind, local_id: str) -> Intent | None:  # noqa: PLR0911 - a table in effect
    """Return what is to be done for an entry of `kind`, as the books stand now."""
    match kind:
        case OutboxKind.CONTACT:
            return _contact(known, local_id)
        case OutboxKind.BILL | OutboxKind.CREDIT_NOTE:
            return _document(known, local_id)
        case OutboxKind.ATTACHMENT:
            return _attachment(known, local_id)
        case OutboxKind.PAYMENT:
            return _payment(known, local_id)
        case OutboxKind.ALLOCATION:
            return _allocation(known, local_id)
        case OutboxKind.UNDO:
            return undo_intent(known, local_id)
        case _:
            return sales_intent(known, kind, local_id)


def wanted_bill(bill: Bill | None) -> bool:
    """Tell whether a bill belongs into the ledger: approved here, and not there already from before the take-on."""
    return bill is not None and bill.status is BillStatus.APPROVED and not bill.taken_on


def taken_over(known: Knowledge, kind: OutboxKind, local_id: str) -> KnownDocument | None:
    """Return what was taken over from the old system and is in the outbox only to be linked; None otherwise.

    Its `remote_id` is that of the one document at the ledger with its party, number and total, or empty.
    """
    if kind in {OutboxKind.INVOICE, OutboxKind.SALES_CREDIT}:
        return _invoice_taken_over(known, local_id)
    bill = known.session.get(Bill, local_id) if kind in {OutboxKind.BILL, OutboxKind.CREDIT_NOTE} else None
    if bill is None or not bill.taken_on or bill.status is BillStatus.VOID:
        return None
    supplier, key = _supplier(known, bill), number_key(bill.number or "")
    day = bill.document_date or bill.received_date
    wanted = KnownDocument("", supplier.remote_id or "", key, day, bill.total_money, bill.kind is BillKind.CREDIT_NOTE)
    return _same_there(wanted, known.facts.documents, _label(known, bill))


def _invoice_taken_over(known: Knowledge, invoice_id: str) -> KnownDocument | None:
    invoice = known.session.get(Invoice, invoice_id)
    if invoice is None or not invoice.taken_on or invoice.status is InvoiceStatus.VOID:
        return None
    party, key = customer(known, invoice.contact_id).remote_id or "", number_key(invoice.number or "")
    credit = invoice.kind is InvoiceKind.CREDIT_NOTE
    wanted = KnownDocument("", party, key, invoice.document_date, invoice.total_money, credit)
    return _same_there(wanted, known.facts.sales.by_number.get(key, ()), label_of(known, invoice))


def _same_there(wanted: KnownDocument, documents: Iterable[KnownDocument], label: str) -> KnownDocument:
    fitting = [
        one.remote_id
        for one in documents
        if one.remote_id and replace(one, remote_id="", day=wanted.day, ours=None) == wanted
    ]
    return replace(wanted, remote_id=fitting[0] if len(fitting) == 1 else "", ours=label)


def _contact(known: Knowledge, contact_id: str) -> ContactIntent | None:
    contact = known.session.get(Contact, contact_id)
    if contact is None or (MappingKind.CONTACT, contact_id) in known.mappings:
        return None
    made = CustomerIntent if contact.customer and not contact.supplier else ContactIntent
    return made(contact.id, contact.name, contact.tax_id, contact.email)


def _document(known: Knowledge, bill_id: str) -> DocumentIntent | None:
    bill = known.session.get(Bill, bill_id)
    if bill is None or not wanted_bill(bill) or bill.contact_id is None:
        return None
    day = bill.posting_date or bill.document_date or bill.received_date
    lines = known.session.scalars(select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.position))
    return DocumentIntent(
        local_id=bill.id,
        credit=bill.kind is BillKind.CREDIT_NOTE,
        contact=_supplier(known, bill),
        number=bill.number or "",
        day=day,
        due=bill.due_date,
        tax_mode=bill.tax_mode,
        lines=tuple(_line(known, line, bill.currency) for line in lines),
        net=Money(bill.net, bill.currency),
        tax=Money(bill.tax, bill.currency),
        total=bill.total_money,
    )


def _supplier(known: Knowledge, bill: Bill) -> Counterpart:
    contact = known.session.get(Contact, bill.contact_id or "")
    name = contact.name if contact else bill.supplier_name or ""
    return known.counterpart(MappingKind.CONTACT, bill.contact_id or "", name)


def _line(known: Knowledge, line: BillLine, currency: str) -> Line:
    account = known.session.get(Account, line.account_id) if line.account_id else None
    tax_code = known.session.get(TaxCode, line.tax_code_id) if line.tax_code_id else None
    return Line(
        description=line.description,
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        gross=Money(line.gross, currency),
        account=known.counterpart(MappingKind.ACCOUNT, account.id, f"{account.code} {account.name}")
        if account
        else None,
        tax_code=known.counterpart(MappingKind.TAX_CODE, tax_code.id, _tax_words(tax_code)) if tax_code else None,
        quantity=line.quantity,
        unit_price=line.unit_price,
    )


def _tax_words(code: TaxCode) -> str:
    """Return code and name, but `GST on purchases` where the name begins with the code."""
    return code.name if code.name.startswith(code.code) else f"{code.code} {code.name}"


def _attachment(known: Knowledge, document_id: str) -> AttachmentIntent | None:
    document = known.session.get(Document, document_id)
    if document is None:
        return paper(known, document_id)
    bill = known.session.scalars(
        select(Bill).where(Bill.document_id == document_id, Bill.status == BillStatus.APPROVED)
    ).first()
    if bill is None or not wanted_bill(bill):
        return None
    parent = _label(known, bill)
    return AttachmentIntent(
        local_id=document.id,
        parent_id=bill.id,
        parent_label=parent,
        parent_credit=bill.kind is BillKind.CREDIT_NOTE,
        file_name=document.file_name,
        media_type=document.media_type,
        sha256=document.sha256,
        size=document.size,
    )


def _payment(known: Knowledge, allocation_id: str) -> PaymentIntent | None:
    allocation = known.session.get(Allocation, allocation_id)
    bill = known.session.get(Bill, allocation.bill_id) if allocation else None
    if allocation is None or bill is None or bill.kind is not BillKind.BILL:
        return None
    if not belongs_at_ledger(known.session, allocation):
        return None
    found = _paid_from(known, allocation)
    if found is None:
        return None
    bank, cleared = found
    return PaymentIntent(
        local_id=allocation.id,
        bill_id=bill.id,
        bill_label=_label(known, bill),
        bank=known.counterpart(MappingKind.BANK_ACCOUNT, bank.id, bank.name),
        day=allocation.day,
        amount=Money(allocation.amount, bill.currency),
        cleared=cleared,
    )


def _paid_from(known: Knowledge, allocation: Allocation) -> tuple[BankAccount, bool] | None:
    """Return the bank account an allocation was paid from, and whether it may go by the client's choice of when."""
    if allocation.source is AllocationSource.PAYMENT:
        payment = known.session.get(Payment, allocation.source_id)
        run = known.session.get(PaymentRun, payment.run_id) if payment else None
        if payment is None or run is None or payment.state is not PaymentState.RELEASED:
            return None
        bank = known.session.get(BankAccount, run.bank_account_id)
        return (bank, _may_go(known, payment)) if bank else None
    if allocation.source is AllocationSource.BANK_LINE:
        source = known.session.get(BankLine, allocation.source_id) or known.session.get(Match, allocation.source_id)
        bank = known.session.get(BankAccount, source.bank_account_id) if source else None
        return (bank, True) if bank else None
    return None


def _may_go(known: Knowledge, payment: Payment) -> bool:
    profile = known.session.scalars(select(ClientProfile)).first()
    if profile is None or profile.push_payments is PushPayments.AT_RELEASE:
        return True
    cleared = select(MatchPart.id).where(or_(MatchPart.target_id == payment.id, MatchPart.target_id == payment.run_id))
    return known.session.scalars(cleared).first() is not None


def _allocation(known: Knowledge, allocation_id: str) -> AllocationIntent | None:
    allocation = known.session.get(Allocation, allocation_id)
    if allocation is None or allocation.source is not AllocationSource.CREDIT_NOTE:
        return None
    if not belongs_at_ledger(known.session, allocation):
        return None
    bill, credit = known.session.get(Bill, allocation.bill_id), known.session.get(Bill, allocation.source_id)
    if bill is None or credit is None:
        return None
    return AllocationIntent(
        local_id=allocation.id,
        credit_id=credit.id,
        credit_label=_label(known, credit),
        bill_id=bill.id,
        bill_label=_label(known, bill),
        day=allocation.day,
        amount=Money(allocation.amount, bill.currency),
    )


def _label(known: Knowledge, bill: Bill) -> str:
    kind = "credit note" if bill.kind is BillKind.CREDIT_NOTE else "bill"
    supplier = _supplier(known, bill).local
    return f"{kind} {bill.number} of {supplier}" if bill.number else f"{kind} of {supplier}"
