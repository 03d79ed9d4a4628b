"""Suppliers and customers, and the bank details money is sent to."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import BankScheme, CustomerKind, Provenance, WayOfPayment
from bookdesk.models.base import Books, ClientBase
from bookdesk.models.columns import Currency, Flag, Instant, member, one_of, reference

__all__ = ["NOTED", "BankScheme", "Contact", "PayeeAccount", "Provenance", "Terms", "WayOfPayment"]


NOTED = "note: "
"""How the reason of a change begins that added a note to a contact; the note follows."""


class Terms(StrEnum):
    """How a due date follows from the document date and `terms_days`."""

    NET = "net"
    """so many days after the document date"""
    MONTH_END = "month end"
    """so many days after the end of the document's month"""
    DAY_OF_NEXT_MONTH = "day of next month"
    """on that day of the following month"""


class Contact(Books, ClientBase):
    """A supplier, a customer or both. `origin` is the provider's name when pulled (never learned from then).

    As a customer: `language` is a locale (`de-AT`), `zone` where his clock stands; both fall back to the client's.
    `grace_days` pass before he counts as late. `buyer_reference` and `electronic_address` (`scheme:value`) are what his
    e-invoices must name (EN 16931: BT-10, BT-49). Reminders and statements go to `reminder_email` where he has one,
    everything else to `email`. `notes` are lines for colleagues; he never reads them.
    """

    __tablename__ = "contact"
    __extra__ = (
        one_of("terms", Terms),
        one_of("way_of_payment", WayOfPayment),
        one_of("kind", CustomerKind),
        Index(None, "name"),
    )

    name: Mapped[str]
    supplier: Mapped[Flag] = mapped_column(default=False)
    customer: Mapped[Flag] = mapped_column(default=False)
    tax_id: Mapped[str | None]
    email: Mapped[str | None]
    street: Mapped[str | None]
    city: Mapped[str | None]
    postcode: Mapped[str | None]
    country: Mapped[str | None]
    currency: Mapped[Currency | None]
    terms: Mapped[Terms | None] = member(Terms)
    terms_days: Mapped[int | None]
    way_of_payment: Mapped[WayOfPayment | None] = member(WayOfPayment)
    default_account_id: Mapped[str | None] = mapped_column(reference("account"))
    default_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    origin: Mapped[str | None]
    archived: Mapped[Flag] = mapped_column(default=False)
    kind: Mapped[CustomerKind] = member(CustomerKind, default=CustomerKind.BUSINESS)
    attention: Mapped[str | None]
    phone: Mapped[str | None]
    language: Mapped[str | None]
    zone: Mapped[str | None]
    grace_days: Mapped[int] = mapped_column(default=0)
    reminders: Mapped[Flag] = mapped_column(default=True)
    reminder_policy_id: Mapped[str | None] = mapped_column(reference("reminder_policy"))
    sales_account_id: Mapped[str | None] = mapped_column(reference("account"))
    sales_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    buyer_reference: Mapped[str | None]
    electronic_address: Mapped[str | None]
    reminder_email: Mapped[str | None]
    notes: Mapped[str | None]


class PayeeAccount(Books, ClientBase):
    """Bank details of a contact. Unconfirmed ones stop a payment run until a second person confirms them.

    `routing` is the BSB, sort code or routing number; digits only, as is `account_number`.
    `edited_by` and `confirmed_by` are user ids and must differ.
    """

    __tablename__ = "payee_account"
    __extra__ = (
        one_of("scheme", BankScheme),
        one_of("provenance", Provenance),
        Index(None, "contact_id"),
        Index(None, "iban"),
    )

    contact_id: Mapped[str] = mapped_column(reference("contact"))
    holder: Mapped[str]
    scheme: Mapped[BankScheme] = member(BankScheme)
    iban: Mapped[str | None]
    bic: Mapped[str | None]
    routing: Mapped[str | None]
    account_number: Mapped[str | None]
    currency: Mapped[Currency | None]
    provenance: Mapped[Provenance] = member(Provenance)
    edited_by: Mapped[str]
    edited_at: Mapped[Instant]
    confirmed_by: Mapped[str | None]
    confirmed_at: Mapped[Instant | None]
    confirmation_note: Mapped[str | None]
    archived: Mapped[Flag] = mapped_column(default=False)
