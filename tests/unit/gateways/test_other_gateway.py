"""The reading part of the port's contract on another gateway, read through that one's own client."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from bookdesk.core.money import Money
from bookdesk.gateways.port import Forged, Listed, MandateFact, MoveKind, PaymentState, Refused, VerifyWebhook
from tests.support.gateway_contract import Message, ReadingContract, Reads, all_facts, all_lines, moves_in
from tests.support.gocardless_gateway import MOST_EVENTS, GoCardlessGateway, verify
from tests.support.gocardless_recorded import OBJECTS, recorded

SECRET = "madeUpForTests"  # noqa: S105 - made up
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def signed(events: list[object]) -> Message:
    body = json.dumps({"events": events, "meta": {"webhook_id": "WB1"}}).encode()
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    return Message(body, {"Webhook-Signature": digest}, SECRET, NOW)


@dataclass
class Recorded:
    gateway: Reads
    beginning: str = "EV0"
    verify: VerifyWebhook = field(default=verify)

    def message(self) -> Message:
        return signed(list(OBJECTS["events"]))


@pytest.fixture(scope="module")
def told() -> Iterator[Recorded]:
    with recorded() as url:
        yield Recorded(GoCardlessGateway("token", url))


class TestGoCardless(ReadingContract):
    """Every behaviour of reading."""


def test_a_billing_request_is_an_attempt(told: Recorded) -> None:
    session = told.gateway.get_attempt("BRQ1")
    assert (session.reference, session.state) == ("att_1", PaymentState.SUCCEEDED)
    assert (session.amount, session.payment_id, session.mandate_id) == (Money(12_000, "GBP"), "PM1", "MD1")
    with pytest.raises(Refused):
        told.gateway.get_attempt("BRQ9")


def test_fees_are_moves_of_their_own(told: Recorded) -> None:
    lines = moves_in(all_lines(told.gateway, "PO1")).values()
    assert sum(line.net.minor for line in lines if line.kind is MoveKind.FEE) == -200
    assert {line.payment_id for line in lines} == {"PM1", "PM2"}
    moves = moves_in(all_facts(told.gateway, Listed.MOVES)).values()
    assert sum(move.net.minor for move in moves) == 0  # all that came was paid out


def test_a_mandate_is_told(told: Recorded) -> None:
    events = told.gateway.list_events("EV0").events
    assert MandateFact("MD1", "CU1", valid=True, at=events[0].created) in told.gateway.read(events)


def test_a_message_with_hundreds_of_events_is_believed_whole() -> None:
    event = OBJECTS["events"][1]
    many = signed([{**event, "id": f"EV{number}"} for number in range(MOST_EVENTS)])
    heard = verify(many.body, many.headers, [SECRET], NOW)
    assert [one.id for one in heard] == [f"EV{number}" for number in range(MOST_EVENTS)]
    more = signed([event] * (MOST_EVENTS + 1))
    with pytest.raises(Forged):
        verify(more.body, more.headers, [SECRET], NOW)


def test_what_it_tells_of_later_versions_is_kept_but_not_known(told: Recorded) -> None:
    (heard,) = verify(*signed_one(0), [SECRET], NOW)
    assert (heard.kind, heard.known) == ("instalment_schedules.created", False)
    assert told.gateway.read([heard]) == []


def signed_one(place: int) -> tuple[bytes, dict[str, str]]:
    message = signed([OBJECTS["events"][place]])
    return message.body, dict(message.headers)
