"""Reads what an outbox entry for a customer is about from the books, as an intent; None where it is not wanted."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.account import Account, AccountRole, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, Match
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.models.sync import MappingKind, OutboxEntry
from bookdesk.sync.intents import (
    Counterpart,
    FeeIntent,
    Intent,
    Line,
    Need,
    OverpaymentIntent,
    ReceiptIntent,
    RefundIntent,
    SalesAllocationIntent,
)
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.pieces import row_of
from bookdesk.sync.receipts import pieces_of
from bookdesk.sync.salesdocuments import account_there, allowance, customer, document, label_of, tax_there
from bookdesk.sync.salesqueue import CREDITED, standing_of

SALES = frozenset(
    {
        OutboxKind.INVOICE,
        OutboxKind.SALES_CREDIT,
        OutboxKind.RECEIPT,
        OutboxKind.OVERPAYMENT,
        OutboxKind.SALES_ALLOCATION,
        OutboxKind.REFUND,
        OutboxKind.FEE,
    }
)
"""What is sent for customers, and taken back there by an entry of its own."""


def sales_intent(known: Knowledge, kind: OutboxKind, local_id: str) -> Intent | None:  # noqa: PLR0911 - a table in effect
    """Return what is to be done for an entry of a `kind` in `SALES`, as the books stand now."""
    match kind:
        case OutboxKind.INVOICE:
            return document(known, local_id)
        case OutboxKind.SALES_CREDIT:
            return document(known, local_id) or allowance(known, local_id)
        case OutboxKind.RECEIPT | OutboxKind.SALES_ALLOCATION:
            return _allocation(known, kind, local_id)
        case OutboxKind.OVERPAYMENT:
            return _overpayment(known, local_id)
        case OutboxKind.REFUND:
            return _refund(known, local_id)
        case OutboxKind.FEE:
            return _fee(known, local_id)
        case _:
            return None


def _allocation(known: Knowledge, kind: OutboxKind, local_id: str) -> ReceiptIntent | SalesAllocationIntent | None:
    row = known.session.get(InvoiceAllocation, row_of(local_id))
    invoice = known.session.get(Invoice, row.invoice_id) if row else None
    if row is None or invoice is None or row.amount <= 0 or invoice.status is not InvoiceStatus.ISSUED:
        return None
    if row.source is InvoiceSource.RECEIPT:
        return _of_receipt(known, (kind, local_id), row, invoice)
    same = select(InvoiceAllocation).where(
        InvoiceAllocation.source == row.source, InvoiceAllocation.source_id == row.source_id
    )
    if row.id not in standing_of(known.session.scalars(same.order_by(InvoiceAllocation.id))):
        return None
    if row.source is InvoiceSource.BANK_LINE and kind is OutboxKind.RECEIPT:
        return _of_bank_line(known, row, invoice)
    if row.source is InvoiceSource.CREDIT_NOTE or row.source in CREDITED:
        return _from_credit(known, row, invoice)
    return None


def _of_receipt(
    known: Knowledge, piece: Need, row: InvoiceAllocation, invoice: Invoice
) -> ReceiptIntent | SalesAllocationIntent | None:
    kind, local_id = piece
    receipt = known.session.get(Receipt, row.source_id)
    if receipt is None or receipt.reversed_on is not None:
        return None
    found = pieces_of(known.session, receipt)
    if local_id not in found.standing:
        return None
    if kind is OutboxKind.RECEIPT and local_id in found.payments:
        bank = _paid_into(known, receipt.bank_account_id, receipt.account_id)
        return _receipt_intent(known, row, invoice, bank, receipt.day)
    if kind is not OutboxKind.SALES_ALLOCATION or local_id not in found.draws:
        return None
    draw = found.draws[local_id]
    return SalesAllocationIntent(
        local_id=local_id,
        credit_id=draw.source,
        credit_label=f"overpayment in the {receipt_label(known, receipt)}",
        bill_id=invoice.id,
        bill_label=label_of(known, invoice),
        day=row.day,
        amount=Money(draw.amount, invoice.currency),
        source=OutboxKind.OVERPAYMENT,
        after=_pending(known, row),
    )


def _receipt_intent(
    known: Knowledge, row: InvoiceAllocation, invoice: Invoice, bank: Counterpart, day: date
) -> ReceiptIntent:
    return ReceiptIntent(
        local_id=row.id,
        bill_id=invoice.id,
        bill_label=label_of(known, invoice),
        bank=bank,
        day=day,
        amount=Money(row.amount, invoice.currency),
        after=_pending(known, row),
    )


def _of_bank_line(known: Knowledge, row: InvoiceAllocation, invoice: Invoice) -> ReceiptIntent | None:
    """Return a payment that was matched before receipts were kept as such."""
    source = known.session.get(BankLine, row.source_id) or known.session.get(Match, row.source_id)
    bank = known.session.get(BankAccount, source.bank_account_id) if source else None
    return _receipt_intent(known, row, invoice, bank_there(known, bank), row.day) if bank else None


def _from_credit(known: Knowledge, row: InvoiceAllocation, invoice: Invoice) -> SalesAllocationIntent:
    credit = known.session.get(Invoice, row.source_id)
    return SalesAllocationIntent(
        local_id=row.id,
        credit_id=row.source_id,
        credit_label=label_of(known, credit) if credit else f"{row.source.value} on it",
        bill_id=invoice.id,
        bill_label=label_of(known, invoice),
        day=row.day,
        amount=Money(row.amount, invoice.currency),
        after=_pending(known, row),
    )


def _overpayment(known: Knowledge, local_id: str) -> OverpaymentIntent | None:
    session = known.session
    released = session.get(InvoiceAllocation, local_id)
    receipt = session.get(Receipt, released.source_id if released else local_id)
    if receipt is None or receipt.reversed_on is not None:
        return None
    amount = pieces_of(session, receipt).overpayments.get(local_id)
    if not amount:
        return None
    return OverpaymentIntent(
        local_id=local_id,
        contact=customer(known, receipt.contact_id),
        receipt_label=receipt_label(known, receipt),
        bank=_paid_into(known, receipt.bank_account_id, receipt.account_id),
        day=receipt.day,
        amount=Money(amount, receipt.currency),
    )


def _refund(known: Knowledge, local_id: str) -> RefundIntent | None:
    session = known.session
    refund = session.get(Refund, row_of(local_id))
    if refund is None or refund.reversed_on is not None:
        return None
    receipt, note = session.get(Receipt, refund.receipt_id or ""), session.get(Invoice, refund.credit_note_id or "")
    source, credit, amount = OutboxKind.SALES_CREDIT, refund.credit_note_id or "", refund.money
    label = label_of(known, note) if note else ""
    if receipt is not None:
        draw = pieces_of(session, receipt).draws.get(local_id)
        if draw is None or receipt.reversed_on is not None:
            return None
        source, credit, amount = OutboxKind.OVERPAYMENT, draw.source, Money(draw.amount, refund.currency)
        label = f"overpayment in the {receipt_label(known, receipt)}"
    bank = _paid_into(known, refund.bank_account_id, refund.account_id)
    return RefundIntent(local_id, source, credit, label, bank, refund.day, amount)


def _fee(known: Knowledge, receipt_id: str) -> FeeIntent | None:
    session = known.session
    receipt = session.get(Receipt, receipt_id)
    if receipt is None or receipt.reversed_on is not None or not receipt.fee:
        return None
    role = select(Account).where(Account.role == AccountRole.MERCHANT_FEES)
    account = session.get(Account, receipt.fee_account_id or "") or session.scalars(role).first()
    code = session.get(TaxCode, receipt.fee_tax_code_id or "")
    gross, tax = (Money(minor, receipt.banked_currency) for minor in (receipt.fee, receipt.fee_tax))
    label = receipt_label(known, receipt)
    return FeeIntent(
        local_id=receipt.id,
        contact=customer(known, receipt.contact_id),
        receipt_label=label,
        bank=_paid_into(known, receipt.bank_account_id, receipt.account_id),
        day=receipt.day,
        line=Line(
            f"Fee kept of the {label}",
            gross - tax,
            tax,
            gross,
            account_there(known, account) if account else None,
            tax_there(known, code, MappingKind.TAX_CODE) if code else None,
        ),
    )


def receipt_label(known: Knowledge, receipt: Receipt) -> str:
    """Return what a person calls a receipt."""
    name = customer(known, receipt.contact_id).local
    return f"receipt {receipt.number} from {name}" if receipt.number else f"receipt from {name}"


def bank_there(known: Knowledge, bank: BankAccount) -> Counterpart:
    """Return a bank account with what it is called there."""
    return known.counterpart(MappingKind.BANK_ACCOUNT, bank.id, bank.name)


def _paid_into(known: Knowledge, bank_account_id: str | None, account_id: str) -> Counterpart:
    """Return the bank account that money moved on, or the account of the books, as for cash that is not banked yet."""
    query = select(BankAccount).where(
        BankAccount.id == bank_account_id if bank_account_id else BankAccount.account_id == account_id
    )
    bank = known.session.scalars(query).first()
    if bank is not None:
        return bank_there(known, bank)
    account = known.session.get_one(Account, account_id)
    return account_there(known, account)


def _pending(known: Knowledge, row: InvoiceAllocation) -> tuple[Need, ...]:
    """Return what is still to be taken back there of the same invoice or the same source, before this goes."""
    beside = select(InvoiceAllocation.id).where(
        or_(InvoiceAllocation.invoice_id == row.invoice_id, InvoiceAllocation.source_id == row.source_id),
        InvoiceAllocation.id != row.id,
    )
    query = select(OutboxEntry.local_id).where(
        OutboxEntry.provider == known.provider,
        OutboxEntry.kind == OutboxKind.UNDO,
        OutboxEntry.state.not_in((OutboxState.VERIFIED, OutboxState.CANCELLED)),
    )
    pending = known.session.scalars(query.order_by(OutboxEntry.id)).all()
    near = set(known.session.scalars(beside)) if pending else set[str]()
    return tuple((OutboxKind.UNDO, one) for one in pending if row_of(one) in near)
