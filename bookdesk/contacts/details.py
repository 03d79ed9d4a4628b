"""One contact in full: everything that is kept of it, where its money goes, and what is open with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, CustomerKind, Provenance, WayOfPayment
from bookdesk.ledger.balances import settled_part
from bookdesk.ledger.billlists import reviewed_and_open
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact, PayeeAccount, Terms
from bookdesk.store.glance import images_of
from bookdesk.store.history import Image

_MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class PayeeBankAccount:
    """Bank details of a contact; `shown` as people compare them. Money goes to confirmed ones only.

    `before` is the account that was confirmed last, where these replace it and are not confirmed themselves.
    """

    id: str
    version: int
    holder: str
    shown: str
    scheme: BankScheme
    bic: str | None
    currency: str | None
    provenance: Provenance
    edited_by: str
    edited_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    confirmation_note: str | None
    archived: bool
    before: str | None = None


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A supplier or customer with the codes people know; `origin` is the accounting system it was pulled from."""

    id: str
    version: int
    name: str
    supplier: bool
    customer: bool
    tax_id: str | None
    email: str | None
    street: str | None
    city: str | None
    postcode: str | None
    country: str | None
    currency: str | None
    terms: Terms | None
    terms_days: int | None
    way_of_payment: WayOfPayment | None
    default_account: str | None
    default_account_name: str | None
    default_tax_code: str | None
    origin: str | None
    archived: bool
    accounts: tuple[PayeeBankAccount, ...]
    kind: CustomerKind = CustomerKind.BUSINESS
    attention: str | None = None
    phone: str | None = None
    language: str | None = None
    zone: str | None = None
    grace_days: int = 0
    reminders: bool = True
    sales_account: str | None = None
    sales_tax_code: str | None = None
    buyer_reference: str | None = None
    electronic_address: str | None = None
    reminder_email: str | None = None
    notes: str | None = None


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A reviewed bill or credit note of which something is left; amounts are positive on both."""

    id: str
    kind: BillKind
    status: BillStatus
    number: str | None
    document_date: date | None
    due_date: date | None
    total: Money
    open: Money
    on_hold: bool
    disputed: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """Another contact that may be the same, and what the two share."""

    id: str
    name: str
    shares: str


def read_alike(session: Session, contact_id: str) -> tuple[Alike, ...]:
    """Return contacts in use that share tax number, mail address or name with one, by name."""
    one = session.get(Contact, contact_id)
    if one is None:
        return ()
    shared = {"name": Contact.name.collate("NOCASE") == one.name}
    if one.tax_id:
        shared["tax number"] = Contact.tax_id == one.tax_id
    if one.email:
        shared["mail address"] = func.lower(Contact.email) == one.email.lower()
    others = select(Contact.id, Contact.name, *shared.values()).where(
        Contact.id != contact_id, Contact.archived.is_(False), or_(*shared.values())
    )
    return tuple(
        Alike(row.id, row.name, " and ".join(what for what, same in zip(shared, row[2:], strict=True) if same))
        for row in session.execute(others.order_by(Contact.name).limit(_MOST_ALIKE))
    )


def read_details(session: Session, contact: Contact) -> ContactDetails:
    """Return a contact in full."""
    account = session.get(Account, contact.default_account_id) if contact.default_account_id else None
    code = session.get(TaxCode, contact.default_tax_code_id) if contact.default_tax_code_id else None
    query = select(PayeeAccount).where(PayeeAccount.contact_id == contact.id)
    rows = session.scalars(query.order_by(PayeeAccount.archived, PayeeAccount.id))
    return ContactDetails(
        id=contact.id,
        version=contact.version,
        name=contact.name,
        supplier=contact.supplier,
        customer=contact.customer,
        tax_id=contact.tax_id,
        email=contact.email,
        street=contact.street,
        city=contact.city,
        postcode=contact.postcode,
        country=contact.country,
        currency=contact.currency,
        terms=contact.terms,
        terms_days=contact.terms_days,
        way_of_payment=contact.way_of_payment,
        default_account=account.code if account is not None else None,
        default_account_name=account.name if account is not None else None,
        default_tax_code=code.code if code is not None else None,
        origin=contact.origin,
        archived=contact.archived,
        accounts=tuple(_account(row, _before(session, row)) for row in rows),
        kind=contact.kind,
        attention=contact.attention,
        phone=contact.phone,
        language=contact.language,
        zone=contact.zone,
        grace_days=contact.grace_days,
        reminders=contact.reminders,
        sales_account=session.scalar(select(Account.code).where(Account.id == contact.sales_account_id)),
        sales_tax_code=session.scalar(select(TaxCode.code).where(TaxCode.id == contact.sales_tax_code_id)),
        buyer_reference=contact.buyer_reference,
        electronic_address=contact.electronic_address,
        reminder_email=contact.reminder_email,
        notes=contact.notes,
    )


def _before(session: Session, row: PayeeAccount) -> str | None:
    """Return the account that was confirmed last and is another one now; it stands in the history only."""
    if row.confirmed_by is not None or row.archived:
        return None
    entries = [one for those in images_of(session, [(PayeeAccount.__tablename__, row.id)]).values() for one in those]
    for entry in sorted(entries, key=lambda one: one.seq, reverse=True):
        image = entry.before
        if image is not None and image.get("confirmed_by") is not None:
            details = _details_of(image)
            return details.shown if details.fingerprint != BankDetails.of(row).fingerprint else None
    return None


def _details_of(image: Image) -> BankDetails:
    """Return the bank details of a row as it was."""

    def text(name: str) -> str | None:
        value = image.get(name)
        return str(value) if value is not None else None

    scheme = BankScheme(str(image["scheme"]))
    return BankDetails(scheme, text("iban"), text("bic"), text("routing"), text("account_number"))


def _account(row: PayeeAccount, before: str | None) -> PayeeBankAccount:
    return PayeeBankAccount(
        id=row.id,
        version=row.version,
        holder=row.holder,
        shown=BankDetails.of(row).shown,
        scheme=row.scheme,
        bic=row.bic,
        currency=row.currency,
        provenance=row.provenance,
        edited_by=row.edited_by,
        edited_at=row.edited_at,
        confirmed_by=row.confirmed_by,
        confirmed_at=row.confirmed_at,
        confirmation_note=row.confirmation_note,
        archived=row.archived,
        before=before,
    )


def read_open_documents(session: Session, contact_id: str) -> tuple[OpenDocument, ...]:
    """Return what is open with a contact, the oldest due first and what has no due date last."""
    query = select(Bill, settled_part()).where(Bill.contact_id == contact_id, reviewed_and_open())
    rows = session.execute(query.order_by(Bill.due_date.is_(None), Bill.due_date, Bill.document_date, Bill.id))
    return tuple(
        OpenDocument(
            id=bill.id,
            kind=bill.kind,
            status=bill.status,
            number=bill.number,
            document_date=bill.document_date,
            due_date=bill.due_date,
            total=bill.total_money,
            open=bill.total_money - Money(settled, bill.currency),
            on_hold=bill.on_hold,
            disputed=bill.disputed,
        )
        for bill, settled in rows
    )
