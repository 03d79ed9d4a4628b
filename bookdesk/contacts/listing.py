"""The windowed lists of contacts, with what is owed to those that are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, exists, func, select
from sqlalchemy.orm import Session

from bookdesk.contacts.owing import NOTHING, Owing, has_credit, is_overdue, owes, owing
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import WayOfPayment
from bookdesk.ledger.balances import settled_part
from bookdesk.ledger.billlists import reviewed_and_open
from bookdesk.ledger.owner import day_of_lists
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
    OWING = "owing"
    """with an open invoice"""
    OVERDUE = "overdue"
    """with an invoice of which something was due before today"""
    IN_CREDIT = "in credit"
    """with money or a credit note that is not used up"""
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

    `unconfirmed` counts its bank accounts that wait for a second person; `standing` is how it stands as a customer.
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
    standing: Owing = NOTHING


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
            today = day_of_lists(session, self._desk.clock)
            found = {which: session.scalar(counting.where(_on_list(which, today))) or 0 for which in lists}
        return MappingProxyType(found)

    def list_of(self, contact_id: str) -> ContactList:
        """Return the list on which a contact is sure to be: it was put away, or is among all."""
        with self._desk.books.query() as session:
            away = session.scalar(select(Contact.archived).where(Contact.id == contact_id))
        return ContactList.ARCHIVED if away else ContactList.ALL

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
            return read_keys(session, _keys(self.query, day_of_lists(session, self.desk.clock)))

    def rows(self, keys: Keys) -> tuple[ContactRow, ...]:
        """Return the contacts of these keys, in their order."""
        with self.desk.books.query() as session:
            return _rows(session, keys, day_of_lists(session, self.desk.clock))


def _keys(query: ContactQuery, today: date) -> Select[Any]:
    columns = (_ORDERS[query.order], _NAME, Contact.id.expression)
    by = [one.desc() for one in columns] if query.descending else columns
    keys = select(_KEY).where(_on_list(query.list, today)).order_by(*by)
    typed = matches(query.text, *_SEARCHED)
    return keys if typed is None else keys.where(typed)


def _rows(session: Session, keys: Sequence[int], today: date) -> tuple[ContactRow, ...]:
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    owed: dict[str, list[tuple[int, Money]]] = defaultdict(list)
    ids = [row.id for row in found.values()]
    for contact_id, currency, count, minor in session.execute(_OWED.where(Bill.contact_id.in_(ids))):
        owed[contact_id].append((count, Money(minor, currency)))
    standing = owing(session, ids, today)
    return tuple(
        _row(found[key], owed[found[key].id], standing.get(found[key].id, NOTHING)) for key in keys if key in found
    )


def _row(row: Row[Any], owed: Sequence[tuple[int, Money]], standing: Owing) -> ContactRow:
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
        standing=standing,
    )


def _on_list(which: ContactList, today: date) -> ColumnElement[bool]:
    """Return the condition of being on a list; `today` is the client's."""
    dated = _DATED.get(which)
    return _LISTS[which] if dated is None else _IN_USE & dated(today)


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
_DATED: Mapping[ContactList, Callable[[date], ColumnElement[bool]]] = {
    ContactList.OWING: owes,
    ContactList.OVERDUE: is_overdue,
    ContactList.IN_CREDIT: has_credit,
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
