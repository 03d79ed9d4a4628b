"""The windowed lists of bills: each named list in each order, searched, counted and added up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.ledger.balances import settled_part
from bookdesk.ledger.billlists import BillList, on_list
from bookdesk.ledger.owner import day_of_lists
from bookdesk.ledger.search import begins_amount, matches, stands_in, stands_in_number
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.payments.listrows import BillRow, read_rows
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Beginning, Keys, among, read_keys, rowid, unsought

__all__ = ["BillList", "BillListing", "BillOrder", "BillQuery", "BillRow"]


class BillOrder(StrEnum):
    """Columns by which bills are sorted; those that agree in it, by when they were made."""

    RECEIVED = "received"
    SUPPLIER = "supplier"
    NUMBER = "number"
    DOCUMENT_DATE = "document date"
    DUE_DATE = "due date"
    TOTAL = "total"
    OPEN = "open"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class BillQuery:
    """Which bills, in which order; `text` is looked for in supplier, number and total, each word somewhere."""

    list: BillList = BillList.ALL
    text: str = ""
    contact_id: str | None = None
    order: BillOrder = BillOrder.RECEIVED
    descending: bool = False


class BillListing:
    """The bills and credit notes of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`; overdue is what is late on the client's own day."""
        self._desk = desk

    def of(self, query: BillQuery) -> Beginning[BillRow]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def count(self, which: BillList) -> int:
        """Return how many bills are on a list."""
        return self.counts([which])[which]

    def counts(self, lists: Iterable[BillList]) -> Mapping[BillList, int]:
        """Return how many bills are on each of several lists, all at one moment."""
        with self._desk.books.query() as session:
            today = day_of_lists(session, self._desk.clock)
            counting = select(func.count()).select_from(Bill)
            found = {which: session.scalar(counting.where(on_list(which, today))) or 0 for which in lists}
        return MappingProxyType(found)

    def sums(self, keys: Iterable[int]) -> tuple[Money, ...]:
        """Return what is open of these bills, by currency, credit notes less; void bills count for nothing."""
        return self._sums(keys, Bill.total - settled_part())

    def totals(self, keys: Iterable[int]) -> tuple[Money, ...]:
        """Return what these bills come to, by currency, credit notes less; void bills count for nothing."""
        return self._sums(keys, Bill.total)

    def whose(self, query: BillQuery) -> str:
        """Return the name of the supplier whose bills alone are asked for, nothing where it is everybody's."""
        with self._desk.books.query() as session:
            return session.scalar(select(Contact.name).where(Contact.id == query.contact_id)) or ""

    def key_of(self, bill_id: str) -> int | None:
        """Return the key of a bill, None where there is no such bill."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Bill.id == bill_id))
        return found

    def _sums(self, keys: Iterable[int], amount: ColumnElement[int] | Any) -> tuple[Money, ...]:  # noqa: ANN401 - or a column
        owed = func.sum(case((Bill.kind == BillKind.CREDIT_NOTE, -1), else_=1) * amount)
        query = select(Bill.currency, owed).where(among(_KEY, keys), Bill.status != BillStatus.VOID)
        with self._desk.books.query() as session:
            found = session.execute(query.group_by(Bill.currency).order_by(Bill.currency))
            return tuple(Money(int(minor), currency) for currency, minor in found)


@dataclass(frozen=True, slots=True)
class _View:
    """One question about bills."""

    desk: Desk
    query: BillQuery

    def keys(self) -> Keys:
        """Return the keys of all bills of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select(session))

    def first(self, count: int) -> Keys:
        """Return the keys of the first bills of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select(session).limit(count))

    def rows(self, keys: Keys) -> tuple[BillRow, ...]:
        """Return the bills of these keys, in their order."""
        with self.desk.books.query() as session:
            return read_rows(session, keys, day_of_lists(session, self.desk.clock))

    def _select(self, session: Session) -> Select[Any]:
        """Return the query of the keys: by an index of its conditions where they hold for few, else of its order."""
        query = self.query
        order, tie = _ORDERS[query.order], Bill.id.expression
        typed = matches(query.text, *_SEARCHED)
        sought = [] if typed is None else [typed]  # what most rows fail comes first: SQLite keeps the order of terms
        if query.contact_id is not None:
            sought.append(Bill.contact_id == query.contact_id)
        sought.append(on_list(query.list, day_of_lists(session, self.desk.clock)))
        if len(sought) > 1 or query.list not in _MANY:
            order = unsought(order)
        by = (order.desc(), tie.desc()) if query.descending else (order, tie)
        return select(_KEY).where(*sought).order_by(*by)


_KEY = rowid("bill")
_SEARCHED = (
    stands_in(Bill.supplier_name),
    stands_in_number(Bill.number_key),
    begins_amount(Bill.total, Bill.currency),
)
_MANY = frozenset(
    {BillList.ALL, BillList.TO_PAY, BillList.OPEN, BillList.OVERDUE, BillList.PAID, BillList.CREDIT_NOTES}
)
_STEP = {BillStatus.DRAFT: 0, BillStatus.REVIEWED: 1, BillStatus.APPROVED: 2, BillStatus.VOID: 3}
_ORDERS: Mapping[BillOrder, ColumnElement[Any]] = {
    BillOrder.RECEIVED: Bill.received_date.expression,
    BillOrder.SUPPLIER: Bill.supplier_name.collate("NOCASE"),
    BillOrder.NUMBER: Bill.number_key.expression,
    BillOrder.DOCUMENT_DATE: Bill.document_date.expression,
    BillOrder.DUE_DATE: Bill.due_date.expression,
    BillOrder.TOTAL: Bill.total.expression,
    BillOrder.OPEN: Bill.total - settled_part(),
    BillOrder.STATUS: case(_STEP, value=Bill.status),
}
