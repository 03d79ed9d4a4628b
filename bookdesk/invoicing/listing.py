"""The windowed lists of invoices: each named list in each order, searched, counted and added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.invoicing.listrows import InvoiceRow, read_rows
from bookdesk.ledger.invoicelists import InvoiceList, claimed, on_list
from bookdesk.ledger.owner import day_of_lists
from bookdesk.ledger.receivable import settled_part
from bookdesk.ledger.search import begins_amount, matches, stands_in, stands_in_number
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Beginning, Keys, among, read_keys, rowid, unsought

__all__ = ["InvoiceList", "InvoiceListing", "InvoiceOrder", "InvoiceQuery", "InvoiceRow"]


class InvoiceOrder(StrEnum):
    """Columns by which invoices are sorted; those that agree in it, by when they were made."""

    DATE = "date"
    CUSTOMER = "customer"
    NUMBER = "number"
    DUE_DATE = "due date"
    TOTAL = "total"
    OPEN = "open"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class InvoiceQuery:
    """Which invoices, in which order; each word of `text` stands in customer, number, total or a reference."""

    list: InvoiceList = InvoiceList.ALL
    text: str = ""
    contact_id: str | None = None
    order: InvoiceOrder = InvoiceOrder.DATE
    descending: bool = False


class InvoiceListing:
    """The invoices and credit notes of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`; overdue is what is late on the client's own day."""
        self._desk = desk

    def of(self, query: InvoiceQuery) -> Beginning[InvoiceRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def counts(self, lists: Iterable[InvoiceList]) -> Mapping[InvoiceList, int]:
        """Return how many invoices are on each of several lists, all at one moment.

        What is settled of each is added up once, for all the lists that are parts of what is open.
        """
        with self._desk.books.query() as session:
            today = day_of_lists(session, self._desk.clock)
            counting = select(func.count()).select_from(Invoice)
            opened = read_keys(session, select(_KEY).where(on_list(InvoiceList.OPEN, today)))
            found: dict[InvoiceList, int] = {}
            for which in lists:
                if which is InvoiceList.OPEN:
                    found[which] = len(opened)
                    continue
                part = [among(_KEY, opened)] if which in _OF_OPEN else []
                found[which] = session.scalar(counting.where(*part, on_list(which, today))) or 0
        return MappingProxyType(found)

    def sums(self, keys: Iterable[int]) -> tuple[Money, ...]:
        """Return what is open of these, by currency, credit notes less; drafts and cancelled ones owe nothing."""
        return self._sums(keys, claimed() - settled_part(), Invoice.status == InvoiceStatus.ISSUED)

    def totals(self, keys: Iterable[int]) -> tuple[Money, ...]:
        """Return what these come to, by currency, credit notes less; cancelled ones count for nothing."""
        return self._sums(keys, Invoice.total, Invoice.status != InvoiceStatus.VOID)

    def whose(self, query: InvoiceQuery) -> str:
        """Return the name of the customer whose invoices alone are asked for, nothing where it is everybody's."""
        with self._desk.books.query() as session:
            return session.scalar(select(Contact.name).where(Contact.id == query.contact_id)) or ""

    def key_of(self, invoice_id: str) -> int | None:
        """Return the key of an invoice, None where there is no such one."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Invoice.id == invoice_id))
        return found

    def _sums(
        self,
        keys: Iterable[int],
        amount: ColumnElement[int] | Any,  # noqa: ANN401 - or a column
        which: ColumnElement[bool],
    ) -> tuple[Money, ...]:
        owed = func.sum(case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -1), else_=1) * amount)
        query = select(Invoice.currency, owed).where(among(_KEY, keys), which)
        with self._desk.books.query() as session:
            found = session.execute(query.group_by(Invoice.currency).order_by(Invoice.currency))
            return tuple(Money(int(minor), currency) for currency, minor in found)


@dataclass(frozen=True, slots=True)
class _View:
    """One question about invoices."""

    desk: Desk
    query: InvoiceQuery

    def keys(self) -> Keys:
        """Return the keys of all invoices of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select(session))

    def first(self, count: int) -> Keys:
        """Return the keys of the first invoices of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select(session).limit(count))

    def rows(self, keys: Keys) -> tuple[InvoiceRow, ...]:
        """Return the invoices of these keys, in their order."""
        with self.desk.books.query() as session:
            return read_rows(session, keys, day_of_lists(session, self.desk.clock))

    def _select(self, session: Session) -> Select[Any]:
        """Return the query of the keys: by an index of its conditions where they hold for few, else of its order."""
        query = self.query
        order, tie = _ORDERS[query.order], Invoice.id.expression
        typed = matches(query.text, *_SEARCHED)
        sought = [] if typed is None else [typed]  # what most rows fail comes first: SQLite keeps the order of terms
        if query.contact_id is not None:
            sought.append(Invoice.contact_id == query.contact_id)
        sought.append(on_list(query.list, day_of_lists(session, self.desk.clock)))
        if len(sought) > 1 or query.list not in _MANY:
            order = unsought(order)
        by = (order.desc(), tie.desc()) if query.descending else (order, tie)
        return select(_KEY).where(*sought).order_by(*by)


def _of_customer(word: str) -> ColumnElement[bool]:
    """Return that the word stands in the customer's name: there are far fewer customers than invoices."""
    return Invoice.contact_id.in_(select(Contact.id).where(_IN_NAME(word)))


_KEY = rowid("invoice")
_IN_NAME = stands_in(Contact.name)
_BARE = func.upper(func.replace(func.replace(func.replace(Invoice.number, "-", ""), "/", ""), ".", ""))
"""A number without what stands between its parts, as `core.texts.number_key` makes one."""
_SEARCHED: tuple[Callable[[str], ColumnElement[bool]], ...] = (
    _of_customer,
    stands_in_number(_BARE),
    begins_amount(Invoice.total, Invoice.currency),
    stands_in(Invoice.reference),
    stands_in(Invoice.payment_reference),
)
_MANY = frozenset(
    {
        *(InvoiceList.ALL, InvoiceList.OPEN, InvoiceList.PENDING, InvoiceList.OVERDUE, InvoiceList.SETTLED),
        InvoiceList.CREDIT_NOTES,
    }
)
_OF_OPEN = frozenset(
    {
        *(InvoiceList.PENDING, InvoiceList.PART_SETTLED, InvoiceList.OVERDUE, InvoiceList.DUE_IN_7_DAYS),
        *(InvoiceList.DISPUTED, InvoiceList.PROMISED),
    }
)
"""Lists of which every invoice is open."""
_STEP = {InvoiceStatus.DRAFT: 0, InvoiceStatus.ISSUED: 1, InvoiceStatus.VOID: 2}
_CUSTOMER = select(Contact.name).where(Contact.id == Invoice.contact_id).correlate(Invoice).scalar_subquery()
_ORDERS: Mapping[InvoiceOrder, ColumnElement[Any]] = {
    InvoiceOrder.DATE: Invoice.document_date.expression,
    InvoiceOrder.CUSTOMER: _CUSTOMER.collate("NOCASE"),
    InvoiceOrder.NUMBER: Invoice.number.expression,
    InvoiceOrder.DUE_DATE: Invoice.due_date.expression,
    InvoiceOrder.TOTAL: Invoice.total.expression,
    InvoiceOrder.OPEN: claimed() - settled_part(),
    InvoiceOrder.STATUS: case(_STEP, value=Invoice.status),
}
