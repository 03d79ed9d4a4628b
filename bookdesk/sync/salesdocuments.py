"""Invoices and credit notes to customers, and what they consist of there, read from the books as intents."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.salesposting import invoice_day
from bookdesk.models.account import Account, AccountRole, TaxCode
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceLine
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.paper import Paper
from bookdesk.models.sync import MappingKind
from bookdesk.sync.intents import Counterpart, Line, PaperIntent, RoundingLine, SalesIntent
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.salesqueue import CREDITED, PAPERS, standing_of, wanted_invoice


def document(known: Knowledge, invoice_id: str) -> SalesIntent | None:
    """Return an invoice or credit note that belongs there."""
    invoice = known.session.get(Invoice, invoice_id)
    if invoice is None or not wanted_invoice(invoice):
        return None
    query = select(InvoiceLine).where(InvoiceLine.invoice_id == invoice_id).order_by(InvoiceLine.position)
    lines = [_line(known, line, invoice.currency) for line in known.session.scalars(query)]
    rounding = Money(invoice.rounding, invoice.currency)
    return SalesIntent(
        local_id=invoice.id,
        credit=invoice.kind is InvoiceKind.CREDIT_NOTE,
        contact=customer(known, invoice.contact_id),
        number=invoice.number or "",
        day=invoice_day(invoice),
        due=_due(known, invoice),
        tax_mode=invoice.tax_mode,
        lines=(*lines, _rounding_line(known, rounding)) if rounding else tuple(lines),
        net=Money(invoice.net, invoice.currency) + rounding,
        tax=Money(invoice.tax, invoice.currency),
        total=invoice.total_money,
        reference=invoice.reference or "",
    )


def customer(known: Knowledge, contact_id: str) -> Counterpart:
    """Return a customer with what he is called there."""
    contact = known.session.get(Contact, contact_id)
    return known.counterpart(MappingKind.CONTACT, contact_id, contact.name if contact else "")


def label_of(known: Knowledge, invoice: Invoice) -> str:
    """Return what a person calls an invoice or credit note."""
    kind, name = str(invoice.kind), customer(known, invoice.contact_id).local
    return f"{kind} {invoice.number} to {name}" if invoice.number else f"{kind} to {name}"


def paper(known: Knowledge, paper_id: str) -> PaperIntent | None:
    """Return the PDF of an issued invoice or credit note, to be attached to it."""
    found = known.session.get(Paper, paper_id)
    invoice = known.session.get(Invoice, found.subject_id or "") if found and found.kind in PAPERS else None
    if found is None or invoice is None or not wanted_invoice(invoice) or not found.seal_key:
        return None
    return PaperIntent(
        local_id=found.id,
        parent_id=invoice.id,
        parent_label=label_of(known, invoice),
        parent_credit=invoice.kind is InvoiceKind.CREDIT_NOTE,
        file_name=found.file_name,
        media_type=found.media_type,
        sha256=found.sha256,
        size=found.size,
    )


def account_there(known: Knowledge, account: Account) -> Counterpart:
    """Return an account with what it is called there."""
    return known.counterpart(MappingKind.ACCOUNT, account.id, f"{account.code} {account.name}")


def tax_there(known: Knowledge, code: TaxCode, kind: MappingKind = MappingKind.SALES_TAX_CODE) -> Counterpart:
    """Return a tax code with what it is called there: code and name, but `GST on sales` where one begins the other."""
    words = code.name if code.name.startswith(code.code) else f"{code.code} {code.name}"
    return known.counterpart(kind, code.id, words)


def _due(known: Knowledge, invoice: Invoice) -> date:
    """Return the due day; a ledger wants one, so of a plan it is the last day that has been said, else its own."""
    if invoice.due_date is not None:
        return invoice.due_date
    query = select(Instalment.due_date).where(Instalment.invoice_id == invoice.id)
    return max((day for day in known.session.scalars(query) if day is not None), default=invoice.document_date)


def _line(known: Knowledge, line: InvoiceLine, currency: str) -> Line:
    account = known.session.get(Account, line.account_id or "")
    code = known.session.get(TaxCode, line.tax_code_id or "")
    return Line(
        description=f"{line.description}\n{line.detail}" if line.detail else line.description,
        net=Money(line.net, currency),
        tax=Money(line.tax, currency),
        gross=Money(line.gross, currency),
        account=account_there(known, account) if account else None,
        tax_code=tax_there(known, code) if code else None,
        quantity=line.quantity,
        unit_price=line.unit_price,
    )


def _rounding_line(known: Knowledge, rounding: Money) -> RoundingLine:
    """Return what the total was rounded by, to the account mapped for it, else to the one the ledger keeps for that."""
    query = select(Account).where(Account.role == AccountRole.ROUNDING)
    account = known.session.scalars(query).first()
    there = account_there(known, account) if account else Counterpart("", "rounding")
    system = None if there.remote_id else known.system_account("ROUNDING")
    if system is not None:
        there = Counterpart(there.local_id, there.local, *system)
    return RoundingLine("Rounding", rounding, Money.zero(rounding.currency), rounding, there, None)


def allowance(known: Knowledge, entry_id: str) -> SalesIntent | None:
    """Return the credit note that a discount or a write-off takes there: it settled an invoice without money."""
    session = known.session
    entry = session.get(LedgerEntry, entry_id)
    query = select(InvoiceAllocation).where(
        InvoiceAllocation.source.in_(CREDITED), InvoiceAllocation.source_id == entry_id
    )
    rows = session.scalars(query.order_by(InvoiceAllocation.id)).all()
    left = standing_of(rows)
    settled = [row for row in rows if row.id in left]
    invoice = session.get(Invoice, settled[0].invoice_id) if settled else None
    if entry is None or invoice is None:
        return None
    lines = _allowance_lines(known, entry, invoice)
    total = Money(sum(row.amount for row in settled), invoice.currency)
    tax = sum((line.tax for line in lines), Money.zero(invoice.currency))
    return SalesIntent(
        local_id=entry.id,
        credit=True,
        contact=customer(known, invoice.contact_id),
        number="",
        day=entry.posting_date,
        due=None,
        tax_mode=TaxMode.EXCLUSIVE if tax or any(line.tax_code for line in lines) else TaxMode.NONE,
        lines=lines,
        net=total - tax,
        tax=tax,
        total=total,
        reference=f"{settled[0].source.value.capitalize()} on {label_of(known, invoice)}",
    )


def _allowance_lines(known: Knowledge, entry: LedgerEntry, invoice: Invoice) -> tuple[Line, ...]:
    """Return the nets of an entry in the currency of its invoice, each with the tax booked under its code."""
    session, none = known.session, Money.zero(invoice.currency)
    claims = select(Account.id).where(Account.role == AccountRole.RECEIVABLES)
    query = select(Posting).where(
        Posting.entry_id == entry.id, Posting.currency == invoice.currency, Posting.account_id.not_in(claims)
    )
    postings = [row for row in session.scalars(query.order_by(Posting.position)) if row.amount]
    taxes = dict.fromkeys({row.tax_code_id for row in postings}, none)
    for row in postings:
        if row.is_tax:
            taxes[row.tax_code_id] += Money(row.amount, invoice.currency)
    lines = []
    for row in postings:
        if not row.is_tax:
            net, tax = Money(row.amount, invoice.currency), taxes.pop(row.tax_code_id, none)
            account = session.get(Account, row.account_id)
            code = session.get(TaxCode, row.tax_code_id or "")
            lines.append(
                Line(
                    entry.narration,
                    net,
                    tax,
                    net + tax,
                    account_there(known, account) if account else None,
                    tax_there(known, code) if code else None,
                )
            )
    return tuple(lines)
