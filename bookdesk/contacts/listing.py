"""The windowed lists of contacts, with what is owed to those that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.ledger.balances import settled_part
from bookdesk.ledger.billlists import reviewed_and_open
from bookdesk.ledger.search import matches, stands_in
from bookdesk.models.account import Account
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.contact import Contact, PayeeAccount, Terms
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Keys, Listing, among, read_keys, rowid


class ContactList(StrEnum):
    """Lists of contacts; archived ones are in their own list only."""

    ALL = "all"
    SUPPLIERS = "suppliers"
    CUSTOMERS = "customers"
    UNCONFIRMED = "unconfirmed"
    """with bank details that wait for a second person"""
    ARCHIVED = "archived"


class ContactOrder(StrEnum):
    """Columns by which contacts are sorted; those that agree in it, by name."""

    NAME = "name"
    EMAIL = "email"
    CITY = "city"
    COUNTRY = "country"
    WAY_OF_PAYMENT = "way of payment"


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """Which contacts, in which order; each word of `text` must stand in name, tax number, mail address or town."""

    list: ContactList = ContactList.SUPPLIERS
    text: str = ""
    order: ContactOrder = ContactOrder.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact in a list. `owed` is what is open of its reviewed bills less its credit notes, by currency.

    `unconfirmed` counts its bank accounts that wait for a second person.
    """

    key: int
    id: str
    version: int
    name: str
    supplier: bool
    customer: bool
    tax_id: str | None
    email: str | None
    city: str | None
    country: str | None
    terms: Terms | None
    terms_days: int | None
    way_of_payment: WayOfPayment | None
    default_account: str | None
    unconfirmed: int
    open_documents: int
    owed: tuple[Money, ...]
    archived: bool


class ContactListing:
    """The contacts of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: ContactQuery) -> Listing[ContactRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def count(self, which: ContactList) -> int:
        """Return how many contacts are on a list."""
        return self.counts([which])[which]

    def counts(self, lists: Iterable[ContactList]) -> Mapping[ContactList, int]:
        """Return how many contacts are on each of several lists, all at one moment."""
        counting = select(func.count()).select_from(Contact)
        with self._desk.books.query() as session:
            found = {which: session.scalar(counting.where(_LISTS[which])) or 0 for which in lists}
        return MappingProxyType(found)

    def key_of(self, contact_id: str) -> int | None:
        """Return the key of a contact, None where there is no such contact."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Contact.id == contact_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about contacts."""

    desk: Desk
    query: ContactQuery

    def keys(self) -> Keys:
        """Return the keys of all contacts of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, _keys(self.query))

    def rows(self, keys: Keys) -> tuple[ContactRow, ...]:
        """Return the contacts of these keys, in their order."""
        with self.desk.books.query() as session:
            return _rows(session, keys)


def _keys(query: ContactQuery) -> Select[Any]:
    columns = (_ORDERS[query.order], _NAME, Contact.id.expression)
    by = [one.desc() for one in columns] if query.descending else columns
    keys = select(_KEY).where(_LISTS[query.list]).order_by(*by)
    typed = matches(query.text, *_SEARCHED)
    return keys if typed is None else keys.where(typed)


def _rows(session: Session, keys: Sequence[int]) -> tuple[ContactRow, ...]:
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    owed: dict[str, list[tuple[int, Money]]] = defaultdict(list)
    ids = [row.id for row in found.values()]
    for contact_id, currency, count, minor in session.execute(_OWED.where(Bill.contact_id.in_(ids))):
        owed[contact_id].append((count, Money(minor, currency)))
    return tuple(_row(found[key], owed[found[key].id]) for key in keys if key in found)


def _row(row: Row[Any], owed: Sequence[tuple[int, Money]]) -> ContactRow:
    return ContactRow(
        key=row.key,
        id=row.id,
        version=row.version,
        name=row.name,
        supplier=row.supplier,
        customer=row.customer,
        tax_id=row.tax_id,
        email=row.email,
        city=row.city,
        country=row.country,
        terms=row.terms,
        terms_days=row.terms_days,
        way_of_payment=row.way_of_payment,
        default_account=row.code,
        unconfirmed=row.unconfirmed,
        open_documents=sum(count for count, _ in owed),
        owed=tuple(money for _, money in owed),
        archived=row.archived,
    )


_KEY = rowid("contact")
_NAME = Contact.name.collate("NOCASE")
_WAITS = (
    PayeeAccount.contact_id == Contact.id,
    PayeeAccount.archived.is_(False),
    PayeeAccount.confirmed_by.is_(None),
)
_IN_USE = Contact.archived.is_(False)
_LISTS: Mapping[ContactList, ColumnElement[bool]] = {
    ContactList.ALL: _IN_USE,
    ContactList.SUPPLIERS: _IN_USE & Contact.supplier,
    ContactList.CUSTOMERS: _IN_USE & Contact.customer,
    ContactList.UNCONFIRMED: _IN_USE & exists(select(PayeeAccount.id).where(*_WAITS).correlate(Contact)),
    ContactList.ARCHIVED: Contact.archived.is_(True),
}
_SEARCHED = (stands_in(Contact.name), stands_in(Contact.tax_id), stands_in(Contact.email), stands_in(Contact.city))
_ORDERS: Mapping[ContactOrder, ColumnElement[Any]] = {
    ContactOrder.NAME: _NAME,
    ContactOrder.EMAIL: Contact.email.collate("NOCASE"),
    ContactOrder.CITY: Contact.city.collate("NOCASE"),
    ContactOrder.COUNTRY: Contact.country.expression,
    ContactOrder.WAY_OF_PAYMENT: Contact.way_of_payment.expression,
}
_COLUMNS = select(
    _KEY.label("key"),
    *(Contact.id, Contact.version, Contact.name, Contact.supplier, Contact.customer, Contact.tax_id, Contact.email),
    *(Contact.city, Contact.country, Contact.terms, Contact.terms_days, Contact.way_of_payment, Contact.archived),
    Account.code,
    select(func.count())
    .select_from(PayeeAccount)
    .where(*_WAITS)
    .correlate(Contact)
    .scalar_subquery()
    .label("unconfirmed"),
).outerjoin(Account, Account.id == Contact.default_account_id)
_SIGN = case((Bill.kind == BillKind.CREDIT_NOTE, -1), else_=1)
_OWED = (
    select(Bill.contact_id, Bill.currency, func.count(), func.sum(_SIGN * (Bill.total - settled_part())))
    .where(reviewed_and_open())
    .group_by(Bill.contact_id, Bill.currency)
    .order_by(Bill.contact_id, Bill.currency)
)
