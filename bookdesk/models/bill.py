"""A supplier's bill or credit note: its workflow, and its settlement, which is derived and never set.

The workflow says what people decided: draft, reviewed, approved, void; hold and dispute are flags beside it.
The settlement follows from dated allocations: open = total - credits - payments. A bill may be approved, half
paid in two runs, disputed and credited, all at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode, WayOfPayment
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Flag, Micro, Minor, Rate, member, one_of, part_of, reference


class BillKind(StrEnum):
    """Amounts are positive on both; a credit note reduces what is owed."""

    BILL = "bill"
    CREDIT_NOTE = "credit note"


class BillStatus(StrEnum):
    """The workflow."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    VOID = "void"


LEGAL_MOVES: dict[BillStatus, frozenset[BillStatus]] = {
    BillStatus.DRAFT: frozenset({BillStatus.REVIEWED, BillStatus.VOID}),
    BillStatus.REVIEWED: frozenset({BillStatus.APPROVED, BillStatus.DRAFT, BillStatus.VOID}),
    BillStatus.APPROVED: frozenset({BillStatus.REVIEWED, BillStatus.VOID}),
    BillStatus.VOID: frozenset(),
}
"""Approved goes back to reviewed when the payment content changes or an approval is withdrawn."""


class AllocationSource(StrEnum):
    """What settles a part of a bill."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit note"
    BANK_LINE = "bank line"
    TAKEN_ON = "taken on"


class SettlementState(StrEnum):
    """The settlement in one word."""

    OPEN = "open"
    SCHEDULED = "scheduled"
    PART_PAID = "part paid"
    PAID = "paid"
    OVERPAID = "overpaid"


_ASKED = ("status", "kind", "total", "due_date")
"""What most lists ask of a bill: it stands in the index of each order, so that a list is read without its table."""
_LISTED_BY = (
    Index("ix_bill_asked", "id", "status", "kind", "total"),
    Index("ix_bill_received", "received_date", "id", *_ASKED),
    Index("ix_bill_dated", "document_date", "id", *_ASKED),
    Index("ix_bill_due", "due_date", "id", "status", "kind", "total"),
    Index("ix_bill_numbered", "number_key", "id", *_ASKED),
    Index(
        "ix_bill_searched",
        text("supplier_name COLLATE NOCASE"),
        "id",
        *_ASKED,
        *("number_key", "currency", "received_date", "document_date"),
    ),
    Index(None, "status", "due_date", "id"),
    Index("ix_bill_on_hold", "id", sqlite_where=text("on_hold = 1")),
    Index("ix_bill_disputed", "id", sqlite_where=text("disputed = 1")),
    Index("ix_bill_owed", "contact_id", "status", "kind", "currency", "total", "id"),
    Index(
        "ix_bill_of_document",
        *("document_id", "status", "supplier_name", "number_key", "document_date", "due_date", "total", "currency"),
    ),
)


class Bill(Books, ClientBase):
    """A bill or credit note with its four dates: document, received, tax point, posting.

    `amount_due` is what the document asks for, where it differs from the total (deposits, part payments).
    `created_by` is who confirmed it: he never approves it. `taken_on` marks an open bill of the old system.
    """

    __tablename__ = "bill"
    __extra__ = (
        one_of("kind", BillKind),
        one_of("status", BillStatus),
        one_of("tax_mode", TaxMode),
        one_of("way_of_payment", WayOfPayment),
        Index(None, "contact_id", "number_key"),
        *_LISTED_BY,
    )

    kind: Mapped[BillKind] = member(BillKind, default=BillKind.BILL)
    status: Mapped[BillStatus] = member(BillStatus, default=BillStatus.DRAFT)
    on_hold: Mapped[Flag] = mapped_column(default=False)
    hold_reason: Mapped[str | None]
    disputed: Mapped[Flag] = mapped_column(default=False)
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    supplier_name: Mapped[str | None]
    number: Mapped[str | None]
    number_key: Mapped[str | None]
    order_number: Mapped[str | None]
    document_date: Mapped[Day | None]
    received_date: Mapped[Day]
    tax_point: Mapped[Day | None]
    posting_date: Mapped[Day | None]
    due_date: Mapped[Day | None]
    currency: Mapped[Currency]
    rate: Mapped[Rate | None]
    rate_source: Mapped[str | None]
    tax_mode: Mapped[TaxMode] = member(TaxMode, default=TaxMode.EXCLUSIVE)
    net: Mapped[Minor]
    tax: Mapped[Minor]
    total: Mapped[Minor]
    amount_due: Mapped[Minor | None]
    way_of_payment: Mapped[WayOfPayment] = member(WayOfPayment, default=WayOfPayment.TRANSFER)
    payee_account_id: Mapped[str | None] = mapped_column(reference("payee_account"))
    payment_reference: Mapped[str | None]
    document_id: Mapped[str | None] = mapped_column(reference("document"))
    created_by: Mapped[str]
    taken_on: Mapped[Flag] = mapped_column(default=False)
    note: Mapped[str | None]

    @property
    def total_money(self) -> Money:
        """The total with its currency."""
        return Money(self.total, self.currency)

    def move_to(self, status: BillStatus) -> None:
        """Take a step of the workflow; `RuleBroken` if it is not a legal one."""
        if status not in LEGAL_MOVES[self.status]:
            raise RuleBroken(
                f"A bill that is {self.status} cannot become {status}.",
                f"It can become {' or '.join(sorted(LEGAL_MOVES[self.status])) or 'nothing else'}.",
            )
        self.status = status


class BillLine(Books, ClientBase):
    """A line: `net + tax = gross`. `tax_edited` says that a person set the tax, so it is not computed again."""

    __tablename__ = "bill_line"
    __extra__ = (Index(None, "bill_id", "position", unique=True),)

    bill_id: Mapped[str] = mapped_column(part_of("bill"))
    position: Mapped[int]
    description: Mapped[str]
    quantity: Mapped[Micro | None]
    unit_price: Mapped[Micro | None]
    account_id: Mapped[str | None] = mapped_column(reference("account"))
    tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    net: Mapped[Minor]
    tax: Mapped[Minor]
    gross: Mapped[Minor]
    tax_edited: Mapped[Flag] = mapped_column(default=False)


class Allocation(Books, ClientBase):
    """From `day` on, `amount` of a bill is settled by `source_id` (a payment, credit note, bank line or take-on)."""

    __tablename__ = "allocation"
    __extra__ = (
        one_of("source", AllocationSource),
        Index(None, "bill_id", "day", "amount"),
        Index(None, "source_id"),
        Index("ix_allocation_credit_used", "source_id", "day", "amount", sqlite_where=text("source = 'credit note'")),
    )

    bill_id: Mapped[str] = mapped_column(reference("bill"))
    source: Mapped[AllocationSource] = member(AllocationSource)
    source_id: Mapped[str]
    day: Mapped[Day]
    amount: Mapped[Minor]


@dataclass(frozen=True, slots=True)
class Settlement:
    """What is left of a bill at a date."""

    state: SettlementState
    total: Money
    settled: Money
    open: Money


def settlement(total: Money, settled: Money, scheduled: Money) -> Settlement:
    """Derive the settlement: `settled` sums the allocations up to the date, `scheduled` what waits in open runs."""
    return Settlement(_state(total, settled, scheduled), total, settled, total - settled)


def _state(total: Money, settled: Money, scheduled: Money) -> SettlementState:
    if settled > total:
        return SettlementState.OVERPAID
    if settled == total:
        return SettlementState.PAID
    if scheduled:
        return SettlementState.SCHEDULED
    return SettlementState.PART_PAID if settled else SettlementState.OPEN
