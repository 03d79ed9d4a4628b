"""One invoice in full: its lines, its plan, what settles it, and what belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.invoicing.drafting import discount_of, instalments_of, plan_of
from bookdesk.invoicing.issuing import beyond_its_invoice, creditable
from bookdesk.invoicing.writing import Line, lines_of
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.instalments import next_day
from bookdesk.ledger.receivable import open_invoices, settled_invoices
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bill import Settlement, settlement
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceStatus
from bookdesk.models.product import Product


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """An invoice or credit note in full. `codes` are those of its accounts, tax codes and products, by id.

    `open` is nothing of a draft or a cancelled one. `creditable` is what may still be credited of an issued invoice.
    """

    invoice: Invoice
    customer: str
    lines: tuple[Line, ...]
    instalments: tuple[Instalment, ...]
    allocations: tuple[InvoiceAllocation, ...]
    credit_notes: tuple[Invoice, ...]
    codes: Mapping[str, str]
    settlement: Settlement
    open: Money
    creditable: Money
    discount: EarlyPayment | None
    doubt: RuleBroken | None = None
    """Why the draft of a credit note could not be issued as it is: it is beyond what can be credited."""

    @property
    def due(self) -> date | None:
        """By when it is to be paid: of one in parts, the day of the next part."""
        return next_day(plan_of(self.instalments), self.settlement.settled.minor, self.invoice.due_date)

    @property
    def laid_on(self) -> tuple[str, ...]:
        """The ids of the invoices that a credit note settles; they are open again once it is cancelled."""
        gone = {row.reverses_id for row in self.allocations}
        laid = (row for row in self.allocations if row.reverses_id is None and row.id not in gone)
        return tuple(dict.fromkeys(row.invoice_id for row in laid if row.source_id == self.invoice.id))

    @property
    def discount_until(self) -> date | None:
        """The last day on which paying earns the discount."""
        return self.discount.last_day(self.invoice.document_date) if self.discount else None


def read_details(session: Session, invoice: Invoice, as_at: date | None = None) -> InvoiceDetails:
    """Return an invoice in full; what settled it through `as_at`."""
    lines = tuple(lines_of(session, invoice))
    moved = select(InvoiceAllocation).where(
        (InvoiceAllocation.invoice_id == invoice.id) | (InvoiceAllocation.source_id == invoice.id)
    )
    notes = select(Invoice).where(Invoice.corrects_id == invoice.id).order_by(Invoice.document_date, Invoice.id)
    done = settled_invoices(session, [invoice.id], as_at)[invoice.id]
    issued = invoice.status is InvoiceStatus.ISSUED and invoice.kind is InvoiceKind.INVOICE
    nothing = Money.zero(invoice.currency)
    return InvoiceDetails(
        invoice,
        session.scalar(select(Contact.name).where(Contact.id == invoice.contact_id)) or "",
        lines,
        tuple(instalments_of(session, invoice.id)),
        tuple(session.scalars(moved.order_by(InvoiceAllocation.day, InvoiceAllocation.id))),
        tuple(session.scalars(notes)),
        codes_of(session, lines),
        settlement(invoice.claim, Money(done, invoice.currency), nothing),
        open_invoices(session, [invoice], as_at)[invoice.id],
        creditable(session, invoice) if issued else nothing,
        discount_of(invoice),
        beyond_its_invoice(session, invoice) if invoice.status is InvoiceStatus.DRAFT else None,
    )


def codes_of(session: Session, lines: Sequence[Line]) -> dict[str, str]:
    """Return the codes people know of the accounts, tax codes and products of lines, by id."""
    accounts = select(Account.id, Account.code).where(Account.id.in_({one.account_id for one in lines} - {None}))
    taxes = select(TaxCode.id, TaxCode.code).where(TaxCode.id.in_({one.tax_code_id for one in lines} - {None}))
    products = select(Product.id, Product.code).where(Product.id.in_({one.product_id for one in lines} - {None}))
    return dict([*session.execute(accounts).all(), *session.execute(taxes).all(), *session.execute(products).all()])
