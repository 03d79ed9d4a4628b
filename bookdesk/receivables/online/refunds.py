"""Paying back at the gateway: asked for under a key of its own, and booked when the gateway's move says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, NotAllowed, RuleBroken, Unreachable
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.gateways.port import AnswerLost, Gateway, NewRefund, Refused
from bookdesk.ledger.receiving import receipt_in_words
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayConnection, RefundWish, RefundWishState
from bookdesk.models.history import Origin
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.connection import connection_in
from bookdesk.store.desk import Desk

_OPEN = (RefundWishState.ASKED, RefundWishState.UNKNOWN)


class Refunding:
    """Refunds of one client at his gateway."""

    def __init__(self, desk: Desk, gateway: Gateway) -> None:
        """Work at `desk`."""
        self._desk, self._gateway = desk, gateway

    def pay_back(self, receipt_id: str, amount: Money, why: str, *, again: bool = False) -> RefundWish:
        """Ask the gateway to pay back a part of an online payment, or all of it.

        `RuleBroken` for more than is left of it, or while another refund of it has no answer; `Conflict` where as much
        of it went back before, unless it is meant `again`; `Refused` as the gateway says. `AnswerLost` and
        `Unreachable` leave the wish, which `ask_again` carries out.
        """
        return self._ask(self._wished(receipt_id, amount, why, again=again))

    def ask_again(self) -> int:
        """Ask again for refunds of which no answer came, with their own keys; returns how many were answered."""
        with self._desk.books.query() as session:
            rows = session.scalars(select(RefundWish).where(RefundWish.state.in_(_OPEN))).all()
        answered = 0
        for row in rows:
            try:
                self._ask(row)
            except Refused:
                pass
            except (AnswerLost, Unreachable):
                continue
            answered += 1
        return answered

    def _wished(self, receipt_id: str, amount: Money, why: str, *, again: bool) -> RefundWish:
        self._desk.books.guard(Action.REFUNDED, Origin.PERSON)
        with self._desk.books.upkeep() as session:
            receipt = session.get_one(Receipt, receipt_id)
            _require_left(session, receipt, amount)
            if not again:
                _refuse_twice(session, receipt, amount)
            connection, own = connection_in(session), new_id()
            row = RefundWish(
                id=own,
                gateway=connection.gateway,
                merchant=connection.merchant,
                payment_id=receipt.payment_reference or "",
                receipt_id=receipt.id,
                currency=amount.currency,
                amount=amount.minor,
                reason=why,
                state=RefundWishState.ASKED,
                key=f"bookdesk-refund-{own}",
                asked_by=self._desk.actor.user,
                asked_at=self._desk.clock.now(),
            )
            session.add(row)
        return row

    def _ask(self, row: RefundWish) -> RefundWish:
        try:
            told = self._gateway.refund(NewRefund(row.key, row.id, row.payment_id, row.money))
        except Refused as refused:
            self._move(row.id, RefundWishState.REFUSED, str(refused))
            raise
        except (AnswerLost, Unreachable) as lost:
            self._move(row.id, RefundWishState.UNKNOWN, str(lost))
            raise
        return self._move(row.id, RefundWishState.TAKEN, None, told.id)

    def _move(self, wish_id: str, state: RefundWishState, why: str | None, refund_id: str | None = None) -> RefundWish:
        with self._desk.books.upkeep() as session:
            row = session.get_one(RefundWish, wish_id)
            row.state, row.why, row.refund_id = state, why, refund_id or row.refund_id
        return row


def _require_left(session: Session, receipt: Receipt, amount: Money) -> None:
    words = receipt_in_words(receipt)
    _require_online(receipt)
    waiting = _waiting(session, receipt)
    if waiting is not None:
        raise RuleBroken(
            f"Of the {words} {waiting.money} is being paid back, and no answer came yet.", "Ask the gateway first."
        )
    if amount.minor <= 0:
        raise RuleBroken(f"{amount} is no refund.", "Give an amount above zero.")
    left = refundable(session, receipt)
    if amount.currency != receipt.currency or amount > left:
        raise RuleBroken(f"Of the {words} {left} can be paid back, not {amount}.", "Pay back no more than that.")


def _refuse_twice(session: Session, receipt: Receipt, amount: Money) -> None:
    """Refuse what looks like the same refund asked for twice: one of as much that stands, or is on its way."""
    refunds = session.scalars(select(Refund).where(Refund.receipt_id == receipt.id)).all()
    booked = [one.day for one in refunds if one.money == amount and one.reversed_on is None]
    coming = [one.asked_at.date() for one in _coming(session, receipt, refunds) if one.money == amount]
    before = max((*booked, *coming), default=None)
    if before is not None:
        raise Conflict(
            f"Of the {receipt_in_words(receipt)} {amount} went back on {before.isoformat()} already.",
            "If as much goes back once more, say so.",
            command="--again",
        )


@dataclass(frozen=True, slots=True)
class BackAsked:
    """What is known before a payment is paid back: `left` can be, `waiting` was asked for and not answered yet.

    `live` says that real money moves; None where no account is connected.
    """

    receipt_id: str
    number: str
    customer: str
    amount: Money
    left: Money
    waiting: Money | None
    live: bool | None


def back_asked(session: Session, receipt_id: str) -> BackAsked:
    """Return what can be paid back of an online receipt; `NotAllowed` for another one."""
    receipt = session.get_one(Receipt, receipt_id)
    _require_online(receipt)
    connection = session.scalars(select(GatewayConnection)).one_or_none()
    waiting = _waiting(session, receipt)
    return BackAsked(
        receipt.id,
        receipt.number or "",
        session.get_one(Contact, receipt.contact_id).name,
        receipt.money,
        refundable(session, receipt),
        waiting.money if waiting is not None else None,
        connection.live if connection is not None else None,
    )


def _require_online(receipt: Receipt) -> None:
    if receipt.way is not ReceiptWay.ONLINE or not receipt.payment_reference:
        raise NotAllowed(
            f"The {receipt_in_words(receipt)} did not come through a gateway.",
            "Pay it back by bank, and book the refund.",
        )


def _waiting(session: Session, receipt: Receipt) -> RefundWish | None:
    """Return a refund of a receipt that was asked for and has no answer."""
    query = select(RefundWish).where(RefundWish.receipt_id == receipt.id, RefundWish.state.in_(_OPEN))
    return session.scalars(query.limit(1)).first()


def refundable(session: Session, receipt: Receipt) -> Money:
    """Return what the gateway can still pay back of a receipt: less what went back, or is taken and not booked yet."""
    refunds = session.scalars(select(Refund).where(Refund.receipt_id == receipt.id)).all()
    coming = sum(one.amount for one in _coming(session, receipt, refunds))
    gone = sum(one.amount for one in refunds if one.reversed_on is None)
    return Money(max(receipt.amount - gone - coming, 0), receipt.currency)


def _coming(session: Session, receipt: Receipt, refunds: Sequence[Refund]) -> list[RefundWish]:
    """Return the refunds of a receipt that the gateway took and that are not among those booked yet."""
    taken = select(RefundWish).where(RefundWish.receipt_id == receipt.id, RefundWish.state == RefundWishState.TAKEN)
    known = {one.payment_reference for one in refunds}
    return [one for one in session.scalars(taken) if one.refund_id not in known]
