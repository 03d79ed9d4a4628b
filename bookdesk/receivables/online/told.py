"""What a gateway told, kept: events, moves and facts, each once by the gateway's own names, in the caller's change.

Hearing of something again adds nothing, so whoever tells it may tell it as often, as late and in any order he likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.gateways.port import (
    DisputeFact,
    Fact,
    MandateFact,
    Move,
    MoveKind,
    PaymentFact,
    PayoutFact,
    RawEvent,
    RefundFact,
)
from bookdesk.gateways.port import (
    Session as Attempt,
)
from bookdesk.models.columns import JsonValue
from bookdesk.models.gateway import CameBy, FactKind, GatewayEvent, GatewayFact, GatewayMove, PayoutLine
from bookdesk.store.change import Change

_PAYOUTS = frozenset({MoveKind.PAYOUT, MoveKind.PAYOUT_FAILED})
"""A payout is no part of itself."""
_NOT_READ = "It speaks a version of the gateway that this BookDesk does not know."


@dataclass(frozen=True, slots=True)
class Source:
    """Whose account at which gateway told it, and when we took note of it."""

    gateway: str
    merchant: str
    at: datetime


def keep_events(work: Change, source: Source, events: Iterable[RawEvent], came_by: CameBy) -> int:
    """Keep messages that are new, as they came; returns how many. One of an unknown version is kept in quarantine."""
    by_id = {one.id: one for one in events}
    new = _unknown(work.session, GatewayEvent, "event_id", source, by_id)
    for key in new:
        one = by_id[key]
        work.add(
            GatewayEvent(
                gateway=source.gateway,
                merchant=source.merchant,
                event_id=one.id,
                kind=one.kind,
                api_version=one.api_version,
                created=one.created,
                object_kind=one.object_kind,
                object_id=one.object_id,
                body=one.body,
                came_by=came_by,
                quarantined=None if one.known else _NOT_READ,
                taken_at=source.at,
            )
        )
    return len(new)


def keep_facts(work: Change, source: Source, facts: Iterable[Fact]) -> int:
    """Keep moves and states that are new; returns how many."""
    told = list(facts)
    moves = {one.id: one for one in told if isinstance(one, Move)}
    new = _unknown(work.session, GatewayMove, "move_id", source, moves)
    work.add(*(_move(source, moves[key]) for key in new))
    lines = {one.id: one for one in moves.values() if one.payout_id is not None and one.kind not in _PAYOUTS}
    keep_lines(work, source, [(one.payout_id or "", key) for key, one in lines.items()])
    states = [_state(source, one) for one in told if not isinstance(one, Move | Attempt)]
    return len(new) + _keep_states(work, source, states)


def keep_lines(work: Change, source: Source, lines: Sequence[tuple[str, str]]) -> int:
    """Keep which payout moves are part of, as (payout, move); returns how many were new."""
    payouts = {move: payout for payout, move in lines}
    new = _unknown(work.session, PayoutLine, "move_id", source, payouts)
    work.add(
        *(
            PayoutLine(
                gateway=source.gateway,
                merchant=source.merchant,
                payout_id=payouts[move],
                move_id=move,
                taken_at=source.at,
            )
            for move in new
        )
    )
    return len(new)


def _unknown(
    session: Session,
    table: type[GatewayEvent | GatewayMove | PayoutLine],
    column: str,
    source: Source,
    ids: Iterable[str],
) -> list[str]:
    """Return those ids, in their order, of which there is no row yet."""
    wanted = list(ids)
    named = getattr(table, column)
    query = select(named).where(table.gateway == source.gateway, table.merchant == source.merchant, named.in_(wanted))
    known = set(session.scalars(query)) if wanted else set()
    return [one for one in wanted if one not in known]


def _keep_states(work: Change, source: Source, states: Sequence[GatewayFact]) -> int:
    named = {(one.kind, one.object_id, one.state): one for one in states}
    query = select(GatewayFact.kind, GatewayFact.object_id, GatewayFact.state).where(
        GatewayFact.gateway == source.gateway,
        GatewayFact.merchant == source.merchant,
        GatewayFact.object_id.in_({object_id for _, object_id, _ in named}),
    )
    known = {(row.kind, row.object_id, row.state) for row in work.session.execute(query)} if named else set()
    new = [row for key, row in named.items() if key not in known]
    work.add(*new)
    return len(new)


def _move(source: Source, one: Move) -> GatewayMove:
    return GatewayMove(
        gateway=source.gateway,
        merchant=source.merchant,
        move_id=one.id,
        kind=one.kind.value,
        created=one.created,
        available=one.available,
        currency=one.net.currency,
        amount=one.amount.minor,
        fee=one.fee.minor,
        fee_tax=one.fee_tax.minor if one.fee_tax is not None else None,
        net=one.net.minor,
        source_id=one.source_id,
        payment_id=one.payment_id,
        reference=one.reference,
        presented=one.presented.minor if one.presented is not None else None,
        presented_currency=one.presented.currency if one.presented is not None else None,
        method=one.method,
        said=one.said,
        taken_at=source.at,
    )


def _state(source: Source, fact: Fact) -> GatewayFact:
    found: GatewayFact = _SHAPES[type(fact)](fact)
    found.gateway, found.merchant, found.taken_at = source.gateway, source.merchant, source.at
    return found


def _payment(one: PaymentFact) -> GatewayFact:
    more: JsonValue = {"method": one.method.value if one.method else None, "why": one.why}
    return _seen(FactKind.PAYMENT, one, more, payment_id=one.id, reference=one.reference)


def _refund(one: RefundFact) -> GatewayFact:
    return _seen(FactKind.REFUND, one, {"why": one.why}, payment_id=one.payment_id, reference=one.reference)


def _dispute(one: DisputeFact) -> GatewayFact:
    more: JsonValue = {"reason": one.reason, "answer_by": one.answer_by.isoformat() if one.answer_by else None}
    return _seen(FactKind.DISPUTE, one, more, payment_id=one.payment_id)


def _payout(one: PayoutFact) -> GatewayFact:
    more: JsonValue = {
        "arrives": one.arrives.isoformat(),
        "listed": one.listed,
        "bank_reference": one.bank_reference,
    }
    return _seen(FactKind.PAYOUT, one, more)


def _seen(
    kind: FactKind,
    one: PaymentFact | RefundFact | DisputeFact | PayoutFact,
    more: JsonValue,
    *,
    payment_id: str | None = None,
    reference: str | None = None,
) -> GatewayFact:
    """Return what all of these have in common: something of an amount, in a state, at a time."""
    return GatewayFact(
        kind=kind,
        object_id=one.id,
        state=one.state.value,
        at=one.at,
        currency=one.amount.currency,
        amount=one.amount.minor,
        payment_id=payment_id,
        reference=reference,
        more=more,
    )


def _mandate(one: MandateFact) -> GatewayFact:
    return GatewayFact(
        kind=FactKind.MANDATE,
        object_id=one.method_id,
        state="valid" if one.valid else "revoked",
        at=one.at,
        currency=None,
        amount=None,
        payment_id=None,
        reference=one.customer,
        more={},
    )


_SHAPES: dict[type, Callable[..., GatewayFact]] = {
    PaymentFact: _payment,
    RefundFact: _refund,
    DisputeFact: _dispute,
    PayoutFact: _payout,
    MandateFact: _mandate,
}
