"""A customer's invoice or credit note. Once it is issued its content stands: the database refuses to change it.

A number is given at issue. What was issued is corrected by a credit note, or cancelled with its number kept. Its
settlement is derived from dated allocations, as a bill's is: open = total - credits - receipts - discounts.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxOnDiscount
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Day, Flag, Instant, Json, Minor, Rate, member, one_of, part_of, reference
from bookdesk.models.guarding import add_guards, frozen, kept, parts_frozen
from bookdesk.models.priced import Priced, PricedLine, priced_checks


class InvoiceKind(StrEnum):
    """Amounts are positive on both; a credit note reduces what the customer owes."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


class InvoiceStatus(StrEnum):
    """The workflow of an invoice. `VOID` is cancelled: its number stays used and visible."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


LEGAL_STEPS: dict[InvoiceStatus, frozenset[InvoiceStatus]] = {
    InvoiceStatus.DRAFT: frozenset({InvoiceStatus.ISSUED}),
    InvoiceStatus.ISSUED: frozenset({InvoiceStatus.VOID}),
    InvoiceStatus.VOID: frozenset(),
}


class InvoiceSource(StrEnum):
    """What settles a part of an invoice, or uses up a part of a credit note (`REFUND`)."""

    RECEIPT = "receipt"
    CREDIT_NOTE = "credit note"
    DISCOUNT = "discount"
    WRITE_OFF = "write-off"
    REFUND = "refund"
    BANK_LINE = "bank line"
    """Matched before receipts were kept as such; the source is the match."""


_ASKED = ("status", "kind", "total", "open_at_take_on", "taken_on")
"""What lists ask of an invoice: it stands in the index of each order, so that a list is read without its table."""
_LISTED_BY = (
    Index("ix_invoice_dated", "document_date", "id", *_ASKED, "due_date"),
    Index("ix_invoice_due", "due_date", "id", *_ASKED),
    Index("ix_invoice_disputed", "id", sqlite_where=text("disputed = 1")),
    Index("ix_invoice_promised", "id", sqlite_where=text("promised_until IS NOT NULL")),
)


class Invoice(Priced, Books, ClientBase):
    """An invoice or credit note to a customer.

    `taken_on` marks one of the old system: `total` is what it was, `open_at_take_on` what was left then, and it has no
    lines. `rounding` is what the total is rounded by to be payable in coins, and is in it. `billed_to` is name, address
    and tax id as they stood on it when it was issued. `corrects_id` is the invoice a credit note is for, `fee_for_id`
    the late invoice a fee was charged for. `reminders` off spares this one document.
    """

    __tablename__ = "invoice"
    __extra__ = (
        one_of("kind", InvoiceKind),
        one_of("status", InvoiceStatus),
        *priced_checks(),
        one_of("discount_tax", TaxOnDiscount),
        *_LISTED_BY,
        Index(None, "contact_id", "status", "id"),
        Index(None, "status", "due_date", "id"),
        Index("ix_invoice_numbered", "number", unique=True, sqlite_where=text("taken_on = 0")),
        Index(None, "corrects_id"),
    )

    kind: Mapped[InvoiceKind] = member(InvoiceKind, default=InvoiceKind.INVOICE)
    status: Mapped[InvoiceStatus] = member(InvoiceStatus, default=InvoiceStatus.DRAFT)
    number: Mapped[str | None]
    document_date: Mapped[Day]
    due_date: Mapped[Day | None]
    tax_point: Mapped[Day | None]
    posting_date: Mapped[Day | None]
    served_from: Mapped[Day | None]
    served_to: Mapped[Day | None]
    net: Mapped[Minor] = mapped_column(default=0)
    tax: Mapped[Minor] = mapped_column(default=0)
    rounding: Mapped[Minor] = mapped_column(default=0)
    total: Mapped[Minor]
    rate: Mapped[Rate | None]
    rate_source: Mapped[str | None]
    discount_days: Mapped[int | None]
    discount_share: Mapped[Rate | None]
    discount_tax: Mapped[TaxOnDiscount | None] = member(TaxOnDiscount)
    billed_to: Mapped[Json | None]
    payment_reference: Mapped[str | None]
    estimate_id: Mapped[str | None] = mapped_column(reference("estimate"))
    schedule_id: Mapped[str | None] = mapped_column(reference("schedule"))
    corrects_id: Mapped[str | None] = mapped_column(reference("invoice"))
    fee_for_id: Mapped[str | None] = mapped_column(reference("invoice"))
    open_at_take_on: Mapped[Minor] = mapped_column(default=0)
    taken_on: Mapped[Flag] = mapped_column(default=False)
    created_by: Mapped[str | None]
    issued_at: Mapped[Instant | None]
    issued_by: Mapped[str | None]
    cancelled_on: Mapped[Day | None]
    cancelled_reason: Mapped[str | None]
    disputed: Mapped[Flag] = mapped_column(default=False)
    dispute_reason: Mapped[str | None]
    promised_until: Mapped[Day | None]
    reminders: Mapped[Flag] = mapped_column(default=True)

    @property
    def total_money(self) -> Money:
        """The total with its currency."""
        return Money(self.total, self.currency)

    @property
    def claim(self) -> Money:
        """What allocations settle: the total, or what was open when it was taken on."""
        return Money(self.open_at_take_on if self.taken_on else self.total, self.currency)

    @property
    def sign(self) -> int:
        """1 for what the customer owes, -1 for a credit note."""
        return -1 if self.kind is InvoiceKind.CREDIT_NOTE else 1

    def move_to(self, status: InvoiceStatus) -> None:
        """Take a step of the workflow; `RuleBroken` if it is not a legal one."""
        if status not in LEGAL_STEPS[self.status]:
            remedy = {
                InvoiceStatus.DRAFT: "Edit it, or issue it.",
                InvoiceStatus.ISSUED: "Cancel it; its number stays."
                if self.kind is InvoiceKind.CREDIT_NOTE
                else "Write a credit note for it, or cancel it; its number stays.",
                InvoiceStatus.VOID: "Write a new one.",
            }[self.status]
            raise RuleBroken(f"A {self.kind} that is {self.status} cannot become {status}.", remedy)
        self.status = status


class InvoiceLine(PricedLine, Books, ClientBase):
    """A line of an invoice or credit note."""

    __tablename__ = "invoice_line"
    __extra__ = (Index(None, "invoice_id", "position", unique=True),)

    invoice_id: Mapped[str] = mapped_column(part_of("invoice"))


class Instalment(Books, ClientBase):
    """A part of an invoice with a due day of its own; a milestone has none until somebody says that it is reached.

    It was agreed as a `share` of the total (0.30 is 30 %), as what the others leave where it is the `rest`, else as its
    amount: a draft whose lines change keeps what was agreed.
    """

    __tablename__ = "instalment"
    __extra__ = (Index(None, "invoice_id", "position", unique=True),)

    invoice_id: Mapped[str] = mapped_column(part_of("invoice"))
    position: Mapped[int]
    name: Mapped[str]
    due_date: Mapped[Day | None]
    amount: Mapped[Minor]
    share: Mapped[Rate | None]
    rest: Mapped[Flag] = mapped_column(default=False)


class InvoiceAllocation(Books, ClientBase):
    """From `day` on, `amount` of an invoice is settled by `source_id`; an opposite row takes one back, and says which.

    The source is the receipt, the credit note, the ledger entry of a discount or write-off, the refund (of a credit
    note, which it uses up) or the match of a bank line. For a currency other than base, `base_amount` is what was
    cleared of the invoice as it was booked, and `gain` by how much the source was worth more (less: negative).
    """

    __tablename__ = "invoice_allocation"
    __extra__ = (
        one_of("source", InvoiceSource),
        Index(None, "invoice_id", "day", "amount"),
        Index(None, "source_id", "day", "amount"),
    )

    invoice_id: Mapped[str] = mapped_column(reference("invoice"))
    source: Mapped[InvoiceSource] = member(InvoiceSource)
    source_id: Mapped[str]
    day: Mapped[Day]
    amount: Mapped[Minor]
    base_amount: Mapped[Minor | None]
    gain: Mapped[Minor | None]
    reverses_id: Mapped[str | None] = mapped_column(reference("invoice_allocation"), unique=True)


MUTABLE = (
    *("status", "cancelled_on", "cancelled_reason", "disputed", "dispute_reason", "promised_until", "reminders"),
)
"""What may still be said of an invoice that was issued."""
_ISSUED, _WHOLE_ISSUED = "OLD.status <> 'draft'", "whole.status <> 'draft'"

add_guards(
    ClientBase.metadata,
    {
        "guard_invoice_frozen": frozen(
            Invoice.metadata.tables["invoice"], "issued invoice", since=_ISSUED, but=MUTABLE, once=("number",)
        ),
        "guard_invoice_kept": kept(Invoice.metadata.tables["invoice"], "issued invoice", since=_ISSUED),
        "guard_invoice_status": """
            CREATE TRIGGER guard_invoice_status BEFORE UPDATE ON invoice BEGIN
              SELECT RAISE(ABORT, 'issued invoice') WHERE
                (OLD.status <> 'draft' AND NEW.status = 'draft') OR (OLD.status = 'void' AND NEW.status <> 'void');
            END""",
        **parts_frozen(
            Invoice.metadata.tables["invoice_line"], "invoice", "invoice_id", "issued invoice", since=_WHOLE_ISSUED
        ),
        "guard_instalment_frozen": frozen(
            Invoice.metadata.tables["instalment"],
            "issued invoice",
            since="(SELECT status FROM invoice WHERE id = OLD.invoice_id) <> 'draft'",
            once=("due_date",),
        ),
        "guard_invoice_allocation_frozen": frozen(Invoice.metadata.tables["invoice_allocation"], "booked receipt"),
        "guard_invoice_allocation_kept": kept(Invoice.metadata.tables["invoice_allocation"], "booked receipt"),
        "guard_instalment_kept": kept(
            Invoice.metadata.tables["instalment"],
            "issued invoice",
            since="(SELECT status FROM invoice WHERE id = OLD.invoice_id) <> 'draft'",
        ),
    },
)
