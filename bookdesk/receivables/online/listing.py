"""What moved at the gateway as it is listed: each move with what became of it, and how the account stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs, PayMethod
from bookdesk.gateways.port import DisputeState, PayoutState
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import (
    ClearingAccount,
    FactKind,
    GatewayEvent,
    GatewayFact,
    GatewayMove,
    MoveBooking,
    MoveWaiting,
    PayoutLine,
)
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.attempts import live_attempts
from bookdesk.receivables.online.clearing import held_by_books, held_by_moves
from bookdesk.receivables.online.folding import present


@dataclass(frozen=True, slots=True)
class OnlineRow:
    """A move at the gateway. `why` says what it waits for; `ask` that a person has to say.

    `document_id` is the receipt or refund that it became; `payout_id` with which payout it left.
    """

    id: str
    move_id: str
    kind: str
    at: datetime
    amount: Money
    fee: Money
    net: Money
    customer: str | None
    booked_as: BookedAs | None
    document_id: str | None
    method: PayMethod | None
    payment_id: str | None
    payout_id: str | None
    why: str | None
    ask: bool
    says: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a gateway holds in one currency: by its moves, by those that are booked, and by the ledger.

    The last two are equal, or something was posted to the clearing account that no move explains.
    """

    told: Money
    booked: Money
    ledger: Money


@dataclass(frozen=True, slots=True)
class Payout:
    """A payout as the gateway has it now; `lines` make up `amount`, where known; at the bank it `arrives`."""

    id: str
    state: PayoutState
    amount: Money
    lines: int
    sums: Money | None
    arrives: date | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute as the gateway has it now, and until when evidence is taken."""

    id: str
    payment_id: str | None
    state: DisputeState
    amount: Money
    reason: str
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """How the account stands."""

    held: tuple[Held, ...]
    waiting: int
    to_decide: int
    live: int
    quarantined: int
    payouts: tuple[Payout, ...]
    disputes: tuple[Dispute, ...]


def online_rows(session: Session, *, to_decide: bool = False, limit: int = 1000) -> list[OnlineRow]:
    """Return moves, the newest first; only those that a person has to decide on where that is asked."""
    query = (
        select(GatewayMove, MoveBooking, MoveWaiting, PayoutLine.payout_id)
        .outerjoin(MoveBooking, MoveBooking.move_id == GatewayMove.id)
        .outerjoin(MoveWaiting, MoveWaiting.move_id == GatewayMove.id)
        .outerjoin(
            PayoutLine, (PayoutLine.move_id == GatewayMove.move_id) & (PayoutLine.merchant == GatewayMove.merchant)
        )
        .order_by(GatewayMove.created.desc(), GatewayMove.move_id.desc())
        .limit(limit)
    )
    if to_decide:
        query = query.where(MoveWaiting.ask)
    names = _names(session)
    return [_row(move, booking, waiting, payout, names) for move, booking, waiting, payout in session.execute(query)]


def _names(session: Session) -> dict[str, str]:
    """Return the names of customers by their receipts and refunds that came online."""
    found: dict[str, str] = {}
    for table, column in ((Receipt, MoveBooking.receipt_id), (Refund, MoveBooking.refund_id)):
        query = select(table.id, Contact.name).join(Contact, Contact.id == table.contact_id)
        found |= {row.id: row.name for row in session.execute(query.where(table.id.in_(select(column))))}
    return found


def _row(
    move: GatewayMove,
    booking: MoveBooking | None,
    waiting: MoveWaiting | None,
    payout_id: str | None,
    names: dict[str, str],
) -> OnlineRow:
    document = (booking.receipt_id or booking.refund_id) if booking is not None else None
    return OnlineRow(
        move.id,
        move.move_id,
        move.kind,
        move.created,
        Money(move.amount, move.currency),
        Money(move.fee, move.currency),
        Money(move.net, move.currency),
        names.get(document or ""),
        booking.booked_as if booking is not None else None,
        document,
        move.method,
        move.payment_id,
        payout_id,
        waiting.why if waiting is not None else None,
        waiting.ask if waiting is not None else False,
        move.said,
    )


def shown(session: Session) -> Shown:
    """Return how the account stands."""
    asks = session.scalars(select(MoveWaiting.ask)).all()
    quarantined = session.scalars(select(GatewayEvent.id).where(GatewayEvent.quarantined.is_not(None))).all()
    accounts = session.scalars(select(ClearingAccount).order_by(ClearingAccount.currency)).all()
    return Shown(
        (*(_held(session, one) for one in accounts), *_not_booked(session, {one.currency for one in accounts})),
        len(asks) - sum(asks),
        sum(asks),
        len(live_attempts(session)),
        len(quarantined),
        tuple(payouts(session)),
        tuple(disputes(session)),
    )


def _held(session: Session, clearing: ClearingAccount) -> Held:
    who = (clearing.gateway, clearing.merchant, clearing.currency)
    told, booked = held_by_moves(session, *who, booked=False), held_by_moves(session, *who, booked=True)
    ledger = held_by_books(session, clearing.account_id)
    return Held(*(Money(minor, clearing.currency) for minor in (told, booked, ledger)))


def _not_booked(session: Session, known: Collection[str]) -> list[Held]:
    """Return what waits in currencies in which nothing was booked yet: nobody may read that the books agree."""
    query = (
        select(GatewayMove.currency, func.sum(GatewayMove.net))
        .join(MoveBooking, MoveBooking.move_id == GatewayMove.id, isouter=True)
        .where(MoveBooking.id.is_(None), GatewayMove.currency.not_in(list(known)))
        .group_by(GatewayMove.currency)
        .order_by(GatewayMove.currency)
    )
    none = ((Money(told, currency), Money.zero(currency)) for currency, told in session.execute(query))
    return [Held(told, zero, zero) for told, zero in none]


def payouts(session: Session) -> list[Payout]:
    """Return payouts, the newest first, each in the state that holds, with what its lines add up to."""
    lines = (
        select(PayoutLine.payout_id, func.count(), func.sum(GatewayMove.net))
        .join(
            GatewayMove,
            (GatewayMove.gateway == PayoutLine.gateway)
            & (GatewayMove.merchant == PayoutLine.merchant)
            & (GatewayMove.move_id == PayoutLine.move_id),
        )
        .group_by(PayoutLine.payout_id)
    )
    found = {payout_id: (count, net) for payout_id, count, net in session.execute(lines)}
    return [_payout(one, rows, *found.get(one, (0, None))) for one, rows in _facts(session, FactKind.PAYOUT).items()]


def _payout(object_id: str, rows: list[GatewayFact], lines: int, net: int | None) -> Payout:
    first, more = rows[0], rows[0].more if isinstance(rows[0].more, dict) else {}
    arrives = more.get("arrives")
    return Payout(
        object_id,
        present(PayoutState(one.state) for one in rows),
        money := Money(first.amount or 0, first.currency or ""),
        lines,
        Money(net, money.currency) if net is not None else None,
        date.fromisoformat(arrives) if isinstance(arrives, str) else None,
    )


def disputes(session: Session) -> list[Dispute]:
    """Return disputes, the newest first, each in the state that holds."""
    return [_dispute(object_id, rows) for object_id, rows in _facts(session, FactKind.DISPUTE).items()]


def _dispute(object_id: str, rows: list[GatewayFact]) -> Dispute:
    first, more = rows[0], rows[0].more if isinstance(rows[0].more, dict) else {}
    until = more.get("answer_by")
    return Dispute(
        object_id,
        first.payment_id,
        present(DisputeState(one.state) for one in rows),
        Money(first.amount or 0, first.currency or ""),
        str(more.get("reason") or ""),
        datetime.fromisoformat(until) if isinstance(until, str) else None,
    )


def _facts(session: Session, kind: FactKind) -> dict[str, list[GatewayFact]]:
    query = select(GatewayFact).where(GatewayFact.kind == kind)
    found: dict[str, list[GatewayFact]] = {}
    for row in session.scalars(query.order_by(GatewayFact.at.desc(), GatewayFact.id.desc())):
        found.setdefault(row.object_id, []).append(row)
    return found
