"""GoCardless read through its own client as a gateway of the port: so much as shows that the port fits another one.

What differs from Stripe, and fits: a page is a billing request with its flow; fees are lines of their own in a payout,
which are the only moves there are (`payout_items`); a message carries up to 250 events and no time. Lines have no id,
so one is made of what they are about. Amounts of lines are text with a decimal; a fraction of a penny would have to be
gathered before it could be booked, and is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import gocardless_pro
from gocardless_pro import webhooks
from gocardless_pro.errors import GoCardlessProError, InvalidSignatureError

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import (
    Capability,
    EventPage,
    Fact,
    FactPage,
    Forged,
    Listed,
    MandateFact,
    MerchantAccount,
    Move,
    MoveKind,
    PaymentFact,
    PaymentState,
    PayoutFact,
    PayoutState,
    RawEvent,
    RefundFact,
    RefundState,
    Refused,
    Session,
)

Record = dict[str, Any]
VERSION = "2015-07-06"
MOST_EVENTS = 250
_SINGULAR = {
    "payments": "payment",
    "mandates": "mandate",
    "payouts": "payout",
    "refunds": "refund",
    "billing_requests": "billing_request",
}
_PAYMENTS = {
    "pending_customer_approval": PaymentState.OPEN,
    "confirmed": PaymentState.SUCCEEDED,
    "paid_out": PaymentState.SUCCEEDED,
    "cancelled": PaymentState.FAILED,
    "customer_approval_denied": PaymentState.FAILED,
    "failed": PaymentState.FAILED,
    "charged_back": PaymentState.SUCCEEDED,  # what came back is a move of its own
}
_SESSIONS = {
    "pending": PaymentState.OPEN,
    "ready_to_fulfil": PaymentState.OPEN,
    "cancelled": PaymentState.EXPIRED,
}
_LINES = {
    "payment_paid_out": MoveKind.PAYMENT,
    "payment_failed": MoveKind.PAYMENT_RETURNED,
    "payment_charged_back": MoveKind.PAYMENT_RETURNED,
    "payment_refunded": MoveKind.REFUND,
    "gocardless_fee": MoveKind.FEE,
    "app_fee": MoveKind.FEE,
}
_ENDED = frozenset({"failed", "cancelled", "expired", "consumed", "blocked"})


class GoCardlessGateway:
    """One creditor at GoCardless, read only."""

    name = "gocardless"
    capabilities = frozenset({Capability.HOSTED_PAGE, Capability.EVENTS, Capability.PAYOUT_LINES})

    def __init__(self, token: str, base_url: str) -> None:
        self._client: Any = gocardless_pro.Client(access_token=token, base_url=base_url)

    def account(self) -> MerchantAccount:
        (creditor,) = (one.attributes for one in self._client.creditors.list().records)
        currency = creditor.get("fx_payout_currency") or "GBP"
        return MerchantAccount(
            creditor["id"], creditor["name"], creditor["country_code"], currency, live=False, automatic=True
        )

    def get_attempt(self, session_id: str) -> Session:
        try:
            told: Record = self._client.billing_requests.get(session_id).attributes
        except GoCardlessProError as failure:
            raise Refused(f"GoCardless refuses: {failure}", code="not found") from failure
        asked, links = told["payment_request"], told["links"]
        payment_id = links.get("payment_request_payment")
        state = _SESSIONS.get(told["status"], PaymentState.PROCESSING)
        if payment_id:
            state = self._payment(payment_id).state
        return Session(
            id=told["id"],
            reference=told["metadata"].get("attempt", ""),
            state=state,
            amount=Money(int(asked["amount"]), asked["currency"]),
            payment_id=payment_id,
            customer=links.get("customer"),
            mandate_id=links.get("mandate_request_mandate"),
        )

    def list_events(self, cursor: str | None, *, limit: int = 100) -> EventPage:
        if cursor is None:
            newest = self._client.events.list({"limit": 1}).records
            return EventPage((), newest[0].id if newest else "", more=False)
        if not cursor.startswith("EV"):
            raise InputError("This is no place in GoCardless' events.", "Begin where the events stand now.")
        page = self._client.events.list({"before": cursor, "limit": limit})
        events = tuple(_event(one.attributes) for one in reversed(page.records))
        return EventPage(events, events[-1].id if events else cursor, more=page.before is not None)

    def read(self, events: Sequence[RawEvent]) -> Sequence[Fact]:
        wanted = {(event.object_kind, event.object_id): event.created for event in events if event.known}
        return [fact for (kind, name), at in wanted.items() for fact in self._facts(kind, name, at)]

    def list_objects(self, what: Listed, since: datetime, after: str | None = None) -> FactPage:
        if what is Listed.MOVES:
            payouts = self._page("payouts", since, after)
            moves = (move for one in payouts.records for move in self._moves(one.attributes))
            return FactPage(tuple(moves), payouts.after)
        shapes: dict[Listed, Callable[[Record], Fact]] = {
            Listed.PAYMENTS: _payment,
            Listed.REFUNDS: _refund,
            Listed.PAYOUTS: _payout,
        }
        if what not in shapes:
            return FactPage((), None)  # it has no disputes: what payers take back are moves
        page = self._page(what.value, since, after)
        return FactPage(tuple(shapes[what](one.attributes) for one in page.records), page.after)

    def payout_lines(self, payout_id: str, after: str | None = None) -> FactPage:
        payout = self._client.payouts.get(payout_id).attributes
        page = self._client.payout_items.list({"payout": payout_id, "limit": 2, **({"after": after} if after else {})})
        return FactPage(tuple(_line(one.attributes, payout) for one in page.records), page.after)

    def close(self) -> None:
        """Nothing is held open."""

    def _page(self, name: str, since: datetime, after: str | None) -> Any:  # noqa: ANN401 - untyped in the client
        given = {"created_at[gte]": since.isoformat().replace("+00:00", "Z"), **({"after": after} if after else {})}
        return getattr(self._client, name).list(given)

    def _payment(self, payment_id: str) -> PaymentFact:
        return _payment(self._client.payments.get(payment_id).attributes)

    def _facts(self, kind: str, name: str, at: datetime) -> Iterator[Fact]:
        if kind == "payments":
            yield self._payment(name)
        elif kind == "refunds":
            yield _refund(self._client.refunds.get(name).attributes)
        elif kind == "billing_requests":
            yield self.get_attempt(name)
        elif kind == "mandates":
            told = self._client.mandates.get(name).attributes
            yield MandateFact(name, told["links"]["customer"], told["status"] not in _ENDED, at)
        elif kind == "payouts":
            told = self._client.payouts.get(name).attributes
            yield _payout(told)
            yield from self._moves(told)

    def _moves(self, payout: Record) -> Iterator[Move]:
        page = self.payout_lines(payout["id"])
        while True:
            yield from (fact for fact in page.facts if isinstance(fact, Move))
            if page.next is None:
                break
            page = self.payout_lines(payout["id"], page.next)
        yield _own_move(payout)


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> tuple[RawEvent, ...]:
    """Believe a message by its signature; it carries no time, so the ids of its events must guard against replays."""
    signature = next((value for name, value in headers.items() if name.lower() == "webhook-signature"), "")
    for secret in filter(None, secrets):
        try:
            heard = webhooks.parse(body, secret, signature)
        except (InvalidSignatureError, TypeError):
            continue
        except ValueError as failure:
            raise Forged(f"A message of {now:%H:%M} cannot be read.", "Look it up at GoCardless.") from failure
        if len(heard) > MOST_EVENTS:
            raise Forged("A message holds more events than GoCardless sends.", "Look it up at GoCardless.")
        return tuple(_event(one.attributes) for one in heard)
    raise Forged("A message in GoCardless' name is not believed.", "Look up at GoCardless what happened.")


def _event(told: Record) -> RawEvent:
    kind = told["resource_type"]
    return RawEvent(
        id=told["id"],
        kind=f"{kind}.{told['action']}",
        created=_moment(told["created_at"]),
        api_version=VERSION,
        object_kind=kind,
        object_id=told["links"].get(_SINGULAR.get(kind, ""), ""),
        body=json.dumps(told),
        known=kind in _SINGULAR,
    )


def _payment(told: Record) -> PaymentFact:
    return PaymentFact(
        id=told["id"],
        reference=told["metadata"].get("attempt"),
        state=_PAYMENTS.get(told["status"], PaymentState.PROCESSING),
        amount=Money(told["amount"], told["currency"]),
        at=_moment(told["created_at"]),
        method=PayMethod.BANK_DEBIT,
    )


def _refund(told: Record) -> RefundFact:
    states = {"paid": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "bounced": RefundState.FAILED}
    return RefundFact(
        id=told["id"],
        payment_id=told["links"]["payment"],
        state=states.get(told["status"], RefundState.PENDING),
        amount=Money(told["amount"], told["currency"]),
        at=_moment(told["created_at"]),
        reference=told["metadata"].get("refund"),
    )


def _payout(told: Record) -> PayoutFact:
    states = {"paid": PayoutState.PAID, "bounced": PayoutState.FAILED}
    return PayoutFact(
        id=told["id"],
        state=states.get(told["status"], PayoutState.PENDING),
        amount=Money(told["amount"], told["currency"]),
        at=_moment(told["created_at"]),
        arrives=date.fromisoformat(told["arrival_date"]),
        listed=True,
        bank_reference=told["reference"],
    )


def _line(told: Record, payout: Record) -> Move:
    minor = Decimal(told["amount"])
    if minor != minor.to_integral_value():
        raise InputError("A line of a payout is a fraction of a penny.", "Gather such lines first.")
    amount, links = Money(int(minor), payout["currency"]), told["links"]
    about = links.get("refund") or links.get("payment") or links.get("mandate")
    return Move(
        id=f"{payout['id']}:{told['type']}:{about}",
        kind=_LINES.get(told["type"], MoveKind.OTHER),
        created=_moment(payout["created_at"]),
        available=date.fromisoformat(payout["arrival_date"]),
        amount=amount,
        fee=Money.zero(amount.currency),
        net=amount,
        source_id=about,
        payment_id=links.get("payment"),
        payout_id=payout["id"],
        said=told["type"],
    )


def _own_move(payout: Record) -> Move:
    amount = Money(-payout["amount"], payout["currency"])
    return Move(
        id=payout["id"],
        kind=MoveKind.PAYOUT,
        created=_moment(payout["created_at"]),
        available=date.fromisoformat(payout["arrival_date"]),
        amount=amount,
        fee=Money.zero(amount.currency),
        net=amount,
        source_id=payout["id"],
        payout_id=payout["id"],
        said=payout["reference"],
    )


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(), UTC)
