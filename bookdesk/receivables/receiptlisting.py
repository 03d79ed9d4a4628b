"""The windowed lists of receipts: each named list in each order, searched, counted and added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.receiptlists import ReceiptList, is_in_hand, on_receipt_list, paid_back_part
from bookdesk.ledger.receivable import unapplied_receipts
from bookdesk.ledger.search import begins_amount, matches, stands_in
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Beginning, Keys, among, read_keys, rowid, unsought

__all__ = ["ReceiptLine", "ReceiptList", "ReceiptListing", "ReceiptOrder", "ReceiptState", "ReceiptsAsked"]


class ReceiptOrder(StrEnum):
    """Columns by which receipts are sorted; those that agree in it, by when they were made."""

    DATE = "date"
    NUMBER = "number"
    CUSTOMER = "customer"
    WAY = "method"
    AMOUNT = "amount"


class ReceiptState(StrEnum):
    """How a receipt stands."""

    BOOKED = "booked"
    PART_REFUNDED = "part refunded"
    REFUNDED = "refunded"
    TAKEN_BACK = "taken back"
    BOUNCED = "bounced"
    """a cheque that was taken back"""


@dataclass(frozen=True, slots=True)
class ReceiptsAsked:
    """Which receipts, in which order; each word of `text` stands in customer, number, amount or reference."""

    list: ReceiptList = ReceiptList.ALL
    text: str = ""
    contact_id: str | None = None
    order: ReceiptOrder = ReceiptOrder.DATE
    descending: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt as a list shows it. `settles` are the numbers of the invoices it is laid on, the oldest first."""

    key: int
    id: str
    version: int
    number: str
    day: date
    customer: str
    contact_id: str
    way: ReceiptWay
    amount: Money
    unapplied: Money
    paid_back: Money
    settles: tuple[str, ...]
    state: ReceiptState
    in_hand: bool
    of_bank_line: bool
    """A bank line shows it: undone there, not here."""


class ReceiptListing:
    """The receipts of one client, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: ReceiptsAsked) -> Beginning[ReceiptLine]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def counts(self, lists: Iterable[ReceiptList]) -> Mapping[ReceiptList, int]:
        """Return how many receipts are on each of several lists, all at one moment."""
        counting = select(func.count()).select_from(Receipt)
        with self._desk.books.query() as session:
            found = {one: session.scalar(counting.where(on_receipt_list(one))) or 0 for one in lists}
        return MappingProxyType(found)

    def sums(self, keys: Iterable[int]) -> tuple[tuple[Money, Money], ...]:
        """Return what these come to and what of it is unapplied, by currency; those taken back count for nothing."""
        query = select(Receipt.id, Receipt.currency, Receipt.amount).where(
            among(_KEY, keys), Receipt.reversed_on.is_(None)
        )
        with self._desk.books.query() as session:
            rows = session.execute(query).all()
            left = unapplied_receipts(session, [row.id for row in rows])
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for row in rows:
            sums[row.currency][0] += row.amount
            sums[row.currency][1] += left[row.id]
        return tuple(
            (Money(whole, currency), Money(rest, currency)) for currency, (whole, rest) in sorted(sums.items())
        )

    def whose(self, query: ReceiptsAsked) -> str:
        """Return the name of the customer whose receipts alone are asked for, nothing where it is everybody's."""
        if query.contact_id is None:
            return ""
        with self._desk.books.query() as session:
            return session.scalar(select(Contact.name).where(Contact.id == query.contact_id)) or ""

    def key_of(self, receipt_id: str) -> int | None:
        """Return the key of a receipt, None where there is no such one."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(Receipt.id == receipt_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about receipts."""

    desk: Desk
    query: ReceiptsAsked

    def keys(self) -> Keys:
        """Return the keys of all receipts of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select())

    def first(self, count: int) -> Keys:
        """Return the keys of the first receipts of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select().limit(count))

    def rows(self, keys: Keys) -> tuple[ReceiptLine, ...]:
        """Return the receipts of these keys, in their order."""
        with self.desk.books.query() as session:
            return receipt_lines(session, keys)

    def _select(self) -> Select[Any]:
        query = self.query
        order, tie = _ORDERS[query.order], Receipt.id.expression
        typed = matches(query.text, *_SEARCHED)
        sought = [] if typed is None else [typed]
        if query.contact_id is not None:
            sought.append(Receipt.contact_id == query.contact_id)
        sought.append(on_receipt_list(query.list))
        if len(sought) > 1:
            order = unsought(order)
        by = (order.desc(), tie.desc()) if query.descending else (order, tie)
        return select(_KEY).where(*sought).order_by(*by)


def receipt_lines(session: Session, keys: Sequence[int]) -> tuple[ReceiptLine, ...]:
    """Return the receipts of these keys in their order, those that are gone left out."""
    found = {row.key: row for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    ids = [row.id for row in found.values()]
    left, settles = unapplied_receipts(session, ids), _settles(session, ids)
    return tuple(_line(found[key], left[found[key].id], settles.get(found[key].id, ())) for key in keys if key in found)


def _of_customer(word: str) -> ColumnElement[bool]:
    """Return that the word stands in the customer's name: there are far fewer customers than receipts."""
    return Receipt.contact_id.in_(select(Contact.id).where(_IN_NAME(word)))


_KEY = rowid("receipt")
_IN_NAME = stands_in(Contact.name)
_SEARCHED = (
    _of_customer,
    stands_in(Receipt.number),
    begins_amount(Receipt.amount, Receipt.currency),
    stands_in(Receipt.payment_reference),
)
_CUSTOMER = select(Contact.name).where(Contact.id == Receipt.contact_id).correlate(Receipt).scalar_subquery()
_ORDERS: Mapping[ReceiptOrder, ColumnElement[Any]] = {
    ReceiptOrder.DATE: Receipt.day.expression,
    ReceiptOrder.NUMBER: Receipt.number.expression,
    ReceiptOrder.CUSTOMER: _CUSTOMER.collate("NOCASE"),
    ReceiptOrder.WAY: Receipt.way.expression,
    ReceiptOrder.AMOUNT: Receipt.amount.expression,
}
_COLUMNS = select(
    _KEY.label("key"),
    *(Receipt.id, Receipt.version, Receipt.number, Receipt.day, Receipt.contact_id, Receipt.way, Receipt.currency),
    *(Receipt.amount, Receipt.reversed_on, Receipt.bank_line_id, Receipt.match_id),
    Contact.name.label("customer"),
    paid_back_part().label("paid_back"),
    is_in_hand().label("in_hand"),
).join(Contact, Contact.id == Receipt.contact_id)


def _line(row: Row[Any], left: int, settles: tuple[str, ...]) -> ReceiptLine:
    return ReceiptLine(
        key=row.key,
        id=row.id,
        version=row.version,
        number=row.number or "",
        day=row.day,
        customer=row.customer,
        contact_id=row.contact_id,
        way=row.way,
        amount=Money(row.amount, row.currency),
        unapplied=Money(left, row.currency),
        paid_back=Money(row.paid_back, row.currency),
        settles=settles,
        state=_state(row),
        in_hand=bool(row.in_hand),
        of_bank_line=row.reversed_on is None and (row.match_id is not None or row.bank_line_id is not None),
    )


def _state(row: Row[Any]) -> ReceiptState:
    if row.reversed_on is not None:
        return ReceiptState.BOUNCED if row.way is ReceiptWay.CHEQUE else ReceiptState.TAKEN_BACK
    if not row.paid_back:
        return ReceiptState.BOOKED
    return ReceiptState.REFUNDED if row.paid_back == row.amount else ReceiptState.PART_REFUNDED


def _settles(session: Session, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the numbers of the invoices that each receipt settles now."""
    query = (
        select(InvoiceAllocation.source_id, Invoice.number, Invoice.id)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(InvoiceAllocation.source_id.in_(ids), InvoiceAllocation.source == InvoiceSource.RECEIPT)
        .group_by(InvoiceAllocation.source_id, Invoice.id)
        .having(func.sum(InvoiceAllocation.amount) > 0)
        .order_by(Invoice.document_date, Invoice.id)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in session.execute(query):
        found[row.source_id].append(row.number or row.id[-8:])
    return {receipt_id: tuple(numbers) for receipt_id, numbers in found.items()}
