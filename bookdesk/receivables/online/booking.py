"""The books follow the gateway's moves: each once, in the order in which they were made, never by half.

A payment is a receipt of the invoice's customer, gross to the clearing account and its fee out of it; what went back is
a refund of that receipt; a payout leaves the clearing account for the bank. Which one it is decides `deciding`; that it
is booked once the database sees to (`MoveBooking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, StorageError
from bookdesk.ledger.posting import base_currency
from bookdesk.models.actions import Action
from bookdesk.models.gateway import GatewayMove, MoveBooking, MoveWaiting
from bookdesk.models.history import Origin
from bookdesk.receivables.online import deciding
from bookdesk.receivables.online.entering import Entering
from bookdesk.receivables.online.knowing import around_of, moved
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

AT_ONCE = 100
"""Moves that are booked in one change."""


@dataclass(frozen=True, slots=True)
class Booked:
    """What a round booked, how many moves wait for something, and how many for a person."""

    booked: int = 0
    waiting: int = 0
    to_decide: int = 0

    def __add__(self, other: Booked) -> Booked:
        """Add up what two rounds did; what waits is what the later one says."""
        return Booked(self.booked + other.booked, other.waiting, other.to_decide)


def book_moves(desk: Desk, others: Collection[str] = ()) -> Booked:
    """Book what was told and is not in the books, the oldest first; what cannot be is kept with the reason.

    `others` are moves that are payments of other clients' invoices: they are left to those (`others.owners`).
    A move that keeps others from being booked with it is tried alone, so that one refusal holds up nobody else.
    """
    told = Booked()
    while True:
        now = _round(desk, others)
        told += now
        if not now.booked or not now.waiting:  # what waits may wait for what was booked after it
            return told


def _round(desk: Desk, others: Collection[str]) -> Booked:
    done = 0
    for some in _in_parts(desk):
        try:
            done += _book(desk, some, others)
        except StorageError:
            raise
        except BookDeskError:
            done += sum(_alone(desk, one, others) for one in some)
    with desk.books.query() as session:
        asks = session.scalars(select(MoveWaiting.ask)).all()
    return Booked(done, len(asks) - sum(asks), sum(asks))


def unbooked(session: Session) -> Sequence[str]:
    """Return the moves that are in no books yet, in the order in which they were made."""
    booked = select(MoveBooking.move_id)
    query = select(GatewayMove.id).where(GatewayMove.id.not_in(booked))
    return session.scalars(query.order_by(GatewayMove.created, GatewayMove.move_id)).all()


def _in_parts(desk: Desk) -> Iterator[Sequence[str]]:
    with desk.books.query() as session:
        left = unbooked(session)
    for start in range(0, len(left), AT_ONCE):
        yield left[start : start + AT_ONCE]


def _alone(desk: Desk, move_id: str, others: Collection[str]) -> int:
    try:
        return _book(desk, [move_id], others)
    except StorageError:
        raise
    except BookDeskError as refused:
        with desk.books.upkeep() as session:
            keep_waiting(desk, session, move_id, str(refused), ask=True)
        return 0


def _book(desk: Desk, move_ids: Sequence[str], others: Collection[str]) -> int:
    """Book some moves in one change, and return how many; a job's work, whoever looks on."""
    with desk.books.change(
        Action.ONLINE_BOOKED, f"{len(move_ids)} moves of the gateway", actor=desk.actor, origin=Origin.JOB
    ) as work:
        entering = Entering(work, desk)
        moves = _still_unbooked(work.session, move_ids)
        entering.hold(moves)
        done = sum(_one(work, desk, entering, move, others) for move in moves)
        work.commit()
    return done


def _still_unbooked(session: Session, move_ids: Sequence[str]) -> list[GatewayMove]:
    """Return the moves in their order, less those that somebody booked meanwhile."""
    booked = select(MoveBooking.move_id).where(MoveBooking.move_id.in_(move_ids))
    query = select(GatewayMove).where(GatewayMove.id.in_(move_ids), GatewayMove.id.not_in(booked))
    by_id = {row.id: row for row in session.scalars(query)}
    return [by_id[one] for one in move_ids if one in by_id]


def _one(work: Change, desk: Desk, entering: Entering, move: GatewayMove, others: Collection[str]) -> bool:
    session = work.session
    around = around_of(session, move, base_currency(session), others)
    decision = deciding.decide(moved(move), around.known)
    match decision:
        case deciding.Wait(why):
            keep_waiting(desk, session, move.id, why, ask=False)
            return False
        case deciding.Ask(why):
            keep_waiting(desk, session, move.id, why, ask=True)
            return False
    entering.enter(move, decision, around)
    if move.id in entering.waited:
        forget_waiting(session, move.id)
    return True


def keep_waiting(desk: Desk, session: Session, move_id: str, why: str, *, ask: bool) -> None:
    """Keep why a move is not in the books yet."""
    row = session.scalars(select(MoveWaiting).where(MoveWaiting.move_id == move_id)).one_or_none()
    if row is None:
        session.add(MoveWaiting(move_id=move_id, why=why, ask=ask, since=desk.clock.now()))
    elif (row.why, row.ask) != (why, ask):
        row.why, row.ask = why, ask


def forget_waiting(session: Session, move_id: str) -> None:
    """Forget why a move waited."""
    row = session.scalars(select(MoveWaiting).where(MoveWaiting.move_id == move_id)).one_or_none()
    if row is not None:
        session.delete(row)
