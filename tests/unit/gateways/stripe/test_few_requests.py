"""Thousands of events take few requests: lists of a hundred, with what belongs to each told along."""

from __future__ import annotations

from bookdesk.gateways.port import Listed, Move, Session
from tests.support.gateway_acting import paid
from tests.support.gateway_contract import LONG_AGO, all_events, all_facts, moves_in
from tests.unit.gateways.stripe.scene import scene


def test_events_of_hundreds_of_payments_are_read_a_hundred_at_a_time() -> None:
    payments = 240
    with scene() as found:
        paid(found)
        cursor = found.gateway.list_events(None).cursor
        for number in range(payments):
            found.world.advance(600)
            paid(found, amount=1_000 + number)
        before = found.requests()
        events, _ = all_events(found.gateway, cursor)
        assert len(events) > 3 * payments
        assert found.requests() - before == len(events) // 100 + 1
        before = found.requests()
        facts = found.gateway.read(events)
        assert sum(isinstance(fact, Move) for fact in facts) == payments
        assert sum(isinstance(fact, Session) for fact in facts) == payments
        assert found.requests() - before <= 2 * (payments // 100 + 1) + 2  # payments, pages, a payout meanwhile


def test_all_moves_are_listed_a_hundred_at_a_time() -> None:
    with scene() as found:
        for number in range(120):
            paid(found, amount=1_000 + number)
        before = found.requests()
        assert len(moves_in(all_facts(found.gateway, Listed.MOVES, LONG_AGO))) == 120
        assert found.requests() - before == 2


def test_objects_of_long_ago_among_new_ones_are_read_too_at_little_cost() -> None:
    with scene() as found:
        old = [paid(found) for _ in range(3)]
        found.pass_days(20)
        for _ in range(150):
            paid(found)
        new = [paid(found) for _ in range(9)]
        events, _ = all_events(found.gateway, found.beginning)
        wanted = {str(session.payment_id) for session in (*old, *new)}
        about = [event for event in events if event.object_id in wanted]
        before = found.requests()
        moves = moves_in(found.gateway.read(about))
        assert {move.payment_id for move in moves.values()} == wanted
        assert found.requests() - before <= len(wanted) + len(wanted) // 4


def test_page_by_page_the_objects_of_each_page_are_read_together() -> None:
    with scene() as found:
        paid(found)
        cursor, events = found.gateway.list_events(None).cursor, 0
        for _ in range(100):
            found.world.advance(60)
            paid(found)
        before, more = found.requests(), True
        while more:
            page = found.gateway.list_events(cursor)
            found.gateway.read(page.events)
            cursor, more, events = page.cursor, page.more, events + len(page.events)
        assert events == 400
        assert found.requests() - before <= 3 * (events // 100) + 2
