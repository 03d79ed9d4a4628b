"""Which invoices are being paid online, read from the books: attempts under way, and money that is not booked yet."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.port import MoveKind
from bookdesk.models.gateway import CollectionAttempt, GatewayMove, MoveBooking
from bookdesk.receivables.online.knowing import invoice_of, presented_of
from bookdesk.receivables.paying import FORETOLD, TELLING, Trying, under_way

_IS_BOOKED = exists(select(MoveBooking.id).where(MoveBooking.move_id == GatewayMove.id))


def being_paid(session: Session, *, without: Collection[str] = ()) -> dict[str, str]:
    """Return by invoice why it counts as being paid online, in a sentence.

    `without` are invoices of whose page no answer came just now: nobody was given its address, so nobody pays on it.
    """
    return under_way((*_attempts(session, TELLING, without), *_arrived(session)))


def tries_of(session: Session) -> tuple[Trying, ...]:
    """Return all attempts of which money may still come, or came and is not booked yet."""
    return (*_attempts(session, FORETOLD, ()), *_arrived(session))


def _attempts(session: Session, states: Collection[AttemptState], without: Collection[str]) -> Iterator[Trying]:
    """Yield the attempts in some states; one that succeeded until the payment that it names is booked."""
    booked = (
        select(GatewayMove.id)
        .where(GatewayMove.reference == CollectionAttempt.reference, GatewayMove.kind == MoveKind.PAYMENT.value)
        .where(_IS_BOOKED)
    )
    query = select(CollectionAttempt).where(CollectionAttempt.state.in_(states))
    ended = CollectionAttempt.state == AttemptState.SUCCEEDED
    for row in session.scalars(query.where(~(ended & exists(booked))).order_by(CollectionAttempt.made_at)):
        if row.state is not AttemptState.UNKNOWN or row.url is not None or row.invoice_id not in without:
            yield Trying(row.invoice_id, row.state, row.money, row.made_at.date())


def _arrived(session: Session) -> Iterator[Trying]:
    """Yield the payments of which the gateway told and that are in no books, where they name an invoice."""
    query = select(GatewayMove).where(GatewayMove.kind == MoveKind.PAYMENT.value, GatewayMove.reference.is_not(None))
    for move in session.scalars(query.where(~_IS_BOOKED).order_by(GatewayMove.created)):
        invoice = invoice_of(session, move)
        if invoice is not None:
            yield Trying(invoice.id, AttemptState.SUCCEEDED, presented_of(move), move.created.date())
