"""Money of customers: what came in, however it came, and what was paid back. What is not allocated stays his credit.

Both are in the books from the day they were entered and are taken back by reversing, never by editing.
"""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Instant, Minor, Rate, member, one_of, reference
from bookdesk.models.guarding import add_guards, frozen, kept


class Receipt(Books, ClientBase):
    """What a customer paid: `amount` counts for him, in the currency of his invoices.

    `banked` (in `banked_currency`) reached `account_id`; the difference is `fee`, its tax in `fee_tax` included, all in
    the banked currency. `bank_line_id` is the line that showed it.
    """

    __tablename__ = "receipt"
    __extra__ = (
        one_of("way", ReceiptWay),
        Index(None, "contact_id", "day", "id"),
        Index(None, "day", "id"),
        Index(None, "match_id"),
    )

    number: Mapped[str | None] = mapped_column(unique=True)
    contact_id: Mapped[str] = mapped_column(reference("contact"))
    day: Mapped[Day]
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    way: Mapped[ReceiptWay] = member(ReceiptWay)
    account_id: Mapped[str] = mapped_column(reference("account"))
    bank_account_id: Mapped[str | None] = mapped_column(reference("bank_account"))
    banked: Mapped[Minor]
    banked_currency: Mapped[Currency]
    rate: Mapped[Rate | None]
    rate_source: Mapped[str | None]
    fee: Mapped[Minor] = mapped_column(default=0)
    fee_tax: Mapped[Minor] = mapped_column(default=0)
    fee_account_id: Mapped[str | None] = mapped_column(reference("account"))
    fee_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    payment_reference: Mapped[str | None]
    note: Mapped[str | None]
    match_id: Mapped[str | None]
    bank_line_id: Mapped[str | None] = mapped_column(reference("bank_line"))
    entered_by: Mapped[str]
    entered_at: Mapped[Instant]
    reversed_on: Mapped[Day | None]
    reversed_reason: Mapped[str | None]

    @property
    def money(self) -> Money:
        """What counts for the customer."""
        return Money(self.amount, self.currency)


class Refund(Books, ClientBase):
    """Money paid back to a customer, of a receipt's or a credit note's rest: exactly one of the two is named."""

    __tablename__ = "refund"
    __extra__ = (
        one_of("way", ReceiptWay),
        Index(None, "contact_id", "day", "id"),
        Index(None, "receipt_id"),
        Index(None, "credit_note_id"),
    )

    contact_id: Mapped[str] = mapped_column(reference("contact"))
    receipt_id: Mapped[str | None] = mapped_column(reference("receipt"))
    credit_note_id: Mapped[str | None] = mapped_column(reference("invoice"))
    day: Mapped[Day]
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    way: Mapped[ReceiptWay] = member(ReceiptWay)
    account_id: Mapped[str] = mapped_column(reference("account"))
    bank_account_id: Mapped[str | None] = mapped_column(reference("bank_account"))
    rate: Mapped[Rate | None]
    rate_source: Mapped[str | None]
    payment_reference: Mapped[str | None]
    reason: Mapped[str]
    match_id: Mapped[str | None]
    entered_by: Mapped[str]
    entered_at: Mapped[Instant]
    reversed_on: Mapped[Day | None]
    reversed_reason: Mapped[str | None]

    @property
    def money(self) -> Money:
        """What was paid back."""
        return Money(self.amount, self.currency)


_REVERSAL = ("reversed_on", "reversed_reason")
_RECEIPT, _REFUND = ClientBase.metadata.tables["receipt"], ClientBase.metadata.tables["refund"]

add_guards(
    ClientBase.metadata,
    {
        "guard_receipt_frozen": frozen(_RECEIPT, "booked receipt", once=_REVERSAL),
        "guard_receipt_kept": kept(_RECEIPT, "booked receipt"),
        "guard_refund_frozen": frozen(_REFUND, "booked receipt", once=_REVERSAL),
        "guard_refund_kept": kept(_REFUND, "booked receipt"),
    },
)
