"""What every gateway behind the port must do, written against the port alone.

`ReadingContract` can be tried on recorded answers. `ActingContract` (`gateway_acting`) needs another side that acts:
customers, their banks, time, and connections that break. A test module derives from one and brings the other side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

import pytest

from bookdesk.core.money import Money, total
from bookdesk.gateways.port import (
    EventPage,
    Fact,
    FactPage,
    Forged,
    Listed,
    MerchantAccount,
    Move,
    MoveKind,
    PaymentFact,
    PayoutFact,
    RawEvent,
    Session,
    VerifyWebhook,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
Moves = dict[str, Move]


@dataclass(frozen=True)
class Message:
    """A message as the gateway sends it, and the secret it is signed with."""

    body: bytes
    headers: Mapping[str, str]
    secret: str
    at: datetime


class Reads(Protocol):
    """What of the port only reads."""

    def account(self) -> MerchantAccount: ...
    def get_attempt(self, session_id: str) -> Session: ...
    def list_events(self, cursor: str | None, *, limit: int = 100) -> EventPage: ...
    def read(self, events: Sequence[RawEvent]) -> Sequence[Fact]: ...
    def list_objects(self, what: Listed, since: datetime, after: str | None = None) -> FactPage: ...
    def payout_lines(self, payout_id: str, after: str | None = None) -> FactPage: ...


class Told(Protocol):
    """A gateway in whose account something has happened."""

    @property
    def gateway(self) -> Reads: ...
    @property
    def verify(self) -> VerifyWebhook: ...
    @property
    def beginning(self) -> str:
        """A cursor before all that happened."""
        ...

    def message(self) -> Message:
        """Return a message about something that happened."""
        ...


def all_events(gateway: Reads, cursor: str, limit: int = 100) -> tuple[list[RawEvent], str]:
    """Return every event after a cursor, and the last cursor."""
    events: list[RawEvent] = []
    while True:
        page = gateway.list_events(cursor, limit=limit)
        assert len(page.events) <= limit
        assert not page.gap
        events += page.events
        cursor = page.cursor
        if not page.more:
            return events, cursor


def all_facts(gateway: Reads, what: Listed, since: datetime = LONG_AGO) -> list[Fact]:
    """Return every fact of a kind."""
    facts: list[Fact] = []
    page = gateway.list_objects(what, since)
    facts += page.facts
    while page.next is not None:
        page = gateway.list_objects(what, since, page.next)
        facts += page.facts
    return facts


def all_lines(gateway: Reads, payout_id: str) -> list[Fact]:
    page: FactPage = gateway.payout_lines(payout_id)
    lines = list(page.facts)
    while page.next is not None:
        page = gateway.payout_lines(payout_id, page.next)
        lines += page.facts
    return lines


def moves_in(facts: Iterable[Fact]) -> Moves:
    """Return the moves among facts by id; one told twice is told alike."""
    found: Moves = {}
    for fact in facts:
        if isinstance(fact, Move):
            assert found.setdefault(fact.id, fact) == fact
    return found


class ReadingContract:
    """What holds of any account in which something has happened: at least three events, a payment and a payout."""

    def test_it_says_whose_account_it_is(self, told: Told) -> None:
        account = told.gateway.account()
        assert account.id
        assert Money(0, account.currency).currency == account.currency

    def test_without_a_cursor_only_the_place_is_told(self, told: Told) -> None:
        page = told.gateway.list_events(None)
        assert page.events == ()
        assert (page.more, page.gap) == (False, False)
        assert told.gateway.list_events(page.cursor) == EventPage((), page.cursor, more=False)

    @pytest.mark.parametrize("limit", [1, 2, 100])
    def test_events_come_oldest_first_each_once(self, told: Told, limit: int) -> None:
        events, end = all_events(told.gateway, told.beginning, limit)
        assert len(events) >= 3
        assert len({event.id for event in events}) == len(events)
        assert [event.created for event in events] == sorted(event.created for event in events)
        assert end == told.gateway.list_events(None).cursor

    def test_what_events_are_about_is_read_anew_each_object_once(self, told: Told) -> None:
        events, _ = all_events(told.gateway, told.beginning)
        facts = told.gateway.read([*events, *events])
        payments = [fact for fact in facts if isinstance(fact, PaymentFact)]
        assert payments
        assert len({fact.id for fact in payments}) == len(payments)
        single = [fact for event in events for fact in told.gateway.read([event])]
        assert {_said(fact) for fact in facts} == {_said(fact) for fact in single}
        assert told.gateway.read([]) == []

    def test_an_event_that_is_not_known_is_passed_over(self, told: Told) -> None:
        events, _ = all_events(told.gateway, told.beginning)
        assert told.gateway.read([replace(event, known=False) for event in events]) == []

    def test_every_move_adds_up(self, told: Told) -> None:
        moves = moves_in(all_facts(told.gateway, Listed.MOVES))
        assert moves
        assert all(move.amount - move.fee == move.net for move in moves.values())

    def test_events_and_lists_tell_the_same_moves(self, told: Told) -> None:
        events, _ = all_events(told.gateway, told.beginning)
        by_events, by_list = moves_in(told.gateway.read(events)), moves_in(all_facts(told.gateway, Listed.MOVES))
        assert {name: by_list[name] for name in by_events} == by_events

    def test_the_lines_of_a_payout_sum_up_to_it(self, told: Told) -> None:
        payouts = [fact for fact in all_facts(told.gateway, Listed.PAYOUTS) if isinstance(fact, PayoutFact)]
        listed = [payout for payout in payouts if payout.listed]
        assert listed
        for payout in listed:
            lines = moves_in(all_lines(told.gateway, payout.id)).values()
            assert total((line.net for line in lines), payout.amount.currency) == payout.amount
            assert {line.payout_id for line in lines} == {payout.id}
            assert all(line.kind is not MoveKind.PAYOUT for line in lines)

    @pytest.mark.parametrize("what", [Listed.PAYMENTS, Listed.REFUNDS, Listed.PAYOUTS])
    def test_facts_are_listed_since_a_moment(self, told: Told, what: Listed) -> None:
        facts = all_facts(told.gateway, what)
        far = datetime(2099, 1, 1, tzinfo=UTC)
        assert facts or what is Listed.REFUNDS
        assert all_facts(told.gateway, what, far) == []

    def test_a_signed_message_is_believed(self, told: Told) -> None:
        message = told.message()
        events = told.verify(message.body, message.headers, [message.secret], message.at)
        assert events
        assert told.gateway.read(events) == told.gateway.read(
            told.verify(message.body, message.headers, ["another", message.secret], message.at)
        )

    def test_a_message_with_one_changed_byte_is_not(self, told: Told) -> None:
        message = told.message()
        for place in range(0, len(message.body), max(1, len(message.body) // 50)):
            body = message.body[:place] + bytes([message.body[place] ^ 1]) + message.body[place + 1 :]
            with pytest.raises(Forged):
                told.verify(body, message.headers, [message.secret], message.at)

    def test_a_message_under_another_secret_is_not(self, told: Told) -> None:
        message = told.message()
        for secrets in ([], [""], ["another"]):
            with pytest.raises(Forged):
                told.verify(message.body, message.headers, secrets, message.at)
        with pytest.raises(Forged):
            told.verify(message.body, {}, [message.secret], message.at)

    def test_a_message_told_again_is_the_same_events(self, told: Told) -> None:
        message = told.message()
        heard = [told.verify(message.body, message.headers, [message.secret], message.at) for _ in range(100)]
        assert all(events == heard[0] for events in heard)


def _said(fact: Fact) -> tuple[str, str]:
    """Return what a fact is of, apart from when it was read."""
    name = fact.id if not hasattr(fact, "method_id") or isinstance(fact, Session) else fact.method_id
    return type(fact).__name__, name
