"""A customer invoice. At this stage taken on from the old system; issuing them builds on this row."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.money import Money
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Day, Flag, Minor, member, one_of, reference


class InvoiceKind(StrEnum):
    """Amounts are positive on both; a credit note reduces what the customer owes."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"


class InvoiceStatus(StrEnum):
    """The workflow of an invoice; its settlement is derived, as a bill's is."""

    DRAFT = "draft"
    ISSUED = "issued"
    VOID = "void"


class Invoice(Books, ClientBase):
    """An invoice or credit note to a customer; `total` and what was `open` when it was taken on, in minor units."""

    __tablename__ = "invoice"
    __extra__ = (
        one_of("kind", InvoiceKind),
        one_of("status", InvoiceStatus),
        Index(None, "document_date", "id"),
        Index(None, "contact_id", "number"),
    )

    kind: Mapped[InvoiceKind] = member(InvoiceKind, default=InvoiceKind.INVOICE)
    status: Mapped[InvoiceStatus] = member(InvoiceStatus)
    contact_id: Mapped[str] = mapped_column(reference("contact"))
    number: Mapped[str]
    document_date: Mapped[Day]
    due_date: Mapped[Day | None]
    currency: Mapped[Currency]
    total: Mapped[Minor]
    open_at_take_on: Mapped[Minor]
    taken_on: Mapped[Flag] = mapped_column(default=False)

    @property
    def open_money(self) -> Money:
        """What was open at take-on, with its currency."""
        return Money(self.open_at_take_on, self.currency)
