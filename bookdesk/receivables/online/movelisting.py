"""The windowed lists of what moved at the gateway: each list in each order, searched, counted and added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs, PayMethod
from bookdesk.ledger.search import begins_amount, matches, stands_in
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayMove, MoveBooking, MoveWaiting, PayoutLine
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.desk import Desk
from bookdesk.store.listing import Beginning, Keys, among, read_keys, rowid


class MoveList(StrEnum):
    """Lists of moves that people work through."""

    ALL = "all"
    TO_DECIDE = "to decide"
    """only a person can say what they were"""
    WAITING = "waiting"
    """not in the books yet: what they belong to will come"""


class MoveOrder(StrEnum):
    """Columns by which moves are sorted; those that agree in it, by when they were made."""

    DATE = "date"
    KIND = "kind"
    AMOUNT = "amount"
    NET = "net"


@dataclass(frozen=True, slots=True)
class MovesAsked:
    """Which moves, in which order; each word of `text` stands in customer, amount, or a name of the gateway's."""

    list: MoveList = MoveList.ALL
    text: str = ""
    order: MoveOrder = MoveOrder.DATE
    descending: bool = True


@dataclass(frozen=True, slots=True)
class MoveLine:
    """A move as a list shows it. `why` says what it waits for; `ask` that a person has to say.

    `receipt_id`, `refund_id` and `entry_id` are what it became in the books; `payout_id` with which payout it left.
    """

    key: int
    id: str
    move_id: str
    kind: str
    at: datetime
    amount: Money
    fee: Money
    net: Money
    customer: str
    booked_as: BookedAs | None
    receipt_id: str | None
    refund_id: str | None
    entry_id: str | None
    fee_entry_id: str | None
    method: PayMethod | None
    payment_id: str | None
    source_id: str | None
    payout_id: str | None
    why: str
    ask: bool
    says: str


class MoveListing:
    """The moves at one client's gateway, as lists."""

    def __init__(self, desk: Desk) -> None:
        """Read at `desk`."""
        self._desk = desk

    def of(self, query: MovesAsked) -> Beginning[MoveLine]:
        """Return a view, ready to be asked."""
        return _View(self._desk, query)

    def counts(self, lists: Iterable[MoveList]) -> Mapping[MoveList, int]:
        """Return how many moves are on each of several lists, all at one moment."""
        counting = select(func.count()).select_from(GatewayMove)
        with self._desk.books.query() as session:
            found = {one: session.scalar(counting.where(*on_move_list(one))) or 0 for one in lists}
        return MappingProxyType(found)

    def sums(self, keys: Iterable[int]) -> tuple[tuple[Money, Money], ...]:
        """Return what these brought and what of it stayed after fees, by currency; what left counts for less."""
        query = select(GatewayMove.currency, GatewayMove.amount, GatewayMove.net).where(among(_KEY, keys))
        sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        with self._desk.books.query() as session:
            for row in session.execute(query):
                sums[row.currency][0] += row.amount
                sums[row.currency][1] += row.net
        return tuple((Money(gross, code), Money(net, code)) for code, (gross, net) in sorted(sums.items()))

    def key_of(self, move_id: str) -> int | None:
        """Return the key of a move, None where there is no such one."""
        with self._desk.books.query() as session:
            found: int | None = session.scalar(select(_KEY).where(GatewayMove.id == move_id))
        return found


@dataclass(frozen=True, slots=True)
class _View:
    """One question about moves."""

    desk: Desk
    query: MovesAsked

    def keys(self) -> Keys:
        """Return the keys of all moves of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select())

    def first(self, count: int) -> Keys:
        """Return the keys of the first moves of the view, in order."""
        with self.desk.books.query() as session:
            return read_keys(session, self._select().limit(count))

    def rows(self, keys: Keys) -> tuple[MoveLine, ...]:
        """Return the moves of these keys, in their order."""
        with self.desk.books.query() as session:
            return move_lines(session, keys)

    def _select(self) -> Select[Any]:
        query = self.query
        order = (_ORDERS[query.order], GatewayMove.created.expression, GatewayMove.move_id.expression)
        typed = matches(query.text, *_SEARCHED)
        sought = [*on_move_list(query.list), *([] if typed is None else [typed])]
        return (
            select(_KEY)
            .select_from(GatewayMove)
            .where(*sought)
            .order_by(*(one.desc() if query.descending else one for one in order))
        )


def on_move_list(which: MoveList) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on `GatewayMove` of being on a list."""
    asked = select(MoveWaiting.move_id).where(MoveWaiting.ask)
    if which is MoveList.TO_DECIDE:
        return (GatewayMove.id.in_(asked),)
    if which is MoveList.WAITING:
        return GatewayMove.id.not_in(asked), GatewayMove.id.not_in(select(MoveBooking.move_id))
    return ()


def move_lines(session: Session, keys: Sequence[int]) -> tuple[MoveLine, ...]:
    """Return the moves of these keys in their order."""
    found = {row.key: _line(row) for row in session.execute(_COLUMNS.where(among(_KEY, keys)))}
    return tuple(found[key] for key in keys if key in found)


def _of_customer(word: str) -> ColumnElement[bool]:
    """Return that the word stands in the name of whose money it was."""
    whose = select(Contact.id).where(stands_in(Contact.name)(word))
    receipts = select(Receipt.id).where(Receipt.contact_id.in_(whose))
    refunds = select(Refund.id).where(Refund.contact_id.in_(whose))
    booked = select(MoveBooking.move_id)
    return or_(
        GatewayMove.id.in_(booked.where(MoveBooking.receipt_id.in_(receipts))),
        GatewayMove.id.in_(booked.where(MoveBooking.refund_id.in_(refunds))),
    )


def _of_payout(word: str) -> ColumnElement[bool]:
    """Return that it left with a payout whose name at the gateway the word stands in."""
    return GatewayMove.move_id.in_(select(PayoutLine.move_id).where(stands_in(PayoutLine.payout_id)(word)))


_KEY = rowid("gateway_move")
_SEARCHED = (
    _of_customer,
    _of_payout,
    *(stands_in(one) for one in (GatewayMove.move_id, GatewayMove.payment_id, GatewayMove.source_id)),
    begins_amount(GatewayMove.amount, GatewayMove.currency),
)
_ORDERS: Mapping[MoveOrder, ColumnElement[Any]] = {
    MoveOrder.DATE: GatewayMove.created.expression,
    MoveOrder.KIND: GatewayMove.kind.expression,
    MoveOrder.AMOUNT: GatewayMove.amount.expression,
    MoveOrder.NET: GatewayMove.net.expression,
}
_PAYER, _PAID_BACK = aliased(Contact), aliased(Contact)
_COLUMNS = (
    select(
        _KEY.label("key"),
        GatewayMove,
        MoveBooking.booked_as,
        MoveBooking.receipt_id,
        MoveBooking.refund_id,
        MoveBooking.entry_id,
        MoveBooking.fee_entry_id,
        MoveWaiting.why,
        MoveWaiting.ask,
        PayoutLine.payout_id,
        func.coalesce(_PAYER.name, _PAID_BACK.name, "").label("customer"),
    )
    .outerjoin(MoveBooking, MoveBooking.move_id == GatewayMove.id)
    .outerjoin(MoveWaiting, MoveWaiting.move_id == GatewayMove.id)
    .outerjoin(Receipt, Receipt.id == MoveBooking.receipt_id)
    .outerjoin(_PAYER, _PAYER.id == Receipt.contact_id)
    .outerjoin(Refund, Refund.id == MoveBooking.refund_id)
    .outerjoin(_PAID_BACK, _PAID_BACK.id == Refund.contact_id)
    .outerjoin(
        PayoutLine,
        (PayoutLine.gateway == GatewayMove.gateway)
        & (PayoutLine.merchant == GatewayMove.merchant)
        & (PayoutLine.move_id == GatewayMove.move_id),
    )
)


def _line(row: Row[Any]) -> MoveLine:
    move: GatewayMove = row.GatewayMove
    return MoveLine(
        row.key,
        move.id,
        move.move_id,
        move.kind,
        move.created,
        Money(move.amount, move.currency),
        Money(move.fee, move.currency),
        Money(move.net, move.currency),
        row.customer,
        row.booked_as,
        row.receipt_id,
        row.refund_id,
        row.entry_id,
        row.fee_entry_id,
        move.method,
        move.payment_id,
        move.source_id,
        row.payout_id,
        row.why or "",
        bool(row.ask),
        move.said,
    )
