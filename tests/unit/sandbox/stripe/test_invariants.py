"""What holds whatever happens: sums, no second payment, no lost event, the same life for the same seed."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.world import World
from tests.unit.sandbox.stripe.desk import Desk
from tests.unit.sandbox.stripe.lives import random_life

SEEDS = st.integers(0, 1 << 32)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_sums_agree_in_any_life(seed: int) -> None:
    world = random_life(seed, 60)
    for payout_id, members in world.members.items():
        nets = sum(world.transactions.get(member)["net"] for member in members)
        assert nets == world.payouts.get(payout_id)["amount"]
    balance = Desk(world).ok("GET", "balance")
    told = sum(line["amount"] for part in ("pending", "available") for line in balance[part])
    assert told == sum(record["net"] for record in world.transactions)
    assert all(record["net"] == record["amount"] - record["fee"] for record in world.transactions)
    assert Counter(_named(world)) == Counter(
        record["id"] for record in world.transactions if record["type"] != "stripe_fee"
    )
    for charge in world.charges:
        assert _given_back(world, charge) == charge["amount_refunded"] <= charge["amount"]
        assert charge["refunded"] == (charge["amount_refunded"] == charge["amount"])


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_no_charge_ever_gives_back_more_than_it_took(seed: int) -> None:
    world = random_life(seed, 80)
    if world.settings.rates:
        return  # in another currency each movement has a rate of its own
    for charge in world.charges:
        of_it = {charge["id"]}
        for shelf in (world.refunds, world.disputes):
            of_it |= {record["id"] for record in shelf if record["charge"] == charge["id"]}
        left = sum(record["amount"] for record in world.transactions if record["source"] in of_it)
        late = 0 if charge["balance_transaction"] or not charge["paid"] else charge["amount"]
        assert 0 <= left + late <= charge["amount"], charge["id"]


def _named(world: World) -> Iterator[str]:
    """Return the balance transactions that objects name."""
    for shelf in (world.charges, world.refunds, world.payouts):
        for record in shelf:
            names = ("balance_transaction", "failure_balance_transaction")
            yield from (record[name] for name in names if record.get(name))
    for dispute in world.disputes:
        yield from (one["id"] for one in dispute["balance_transactions"])


def _given_back(world: World, charge: Record) -> int:
    live = (one for one in world.refunds if one["charge"] == charge["id"] and one["status"] != "failed")
    return sum(one["amount"] for one in live)


@given(seed=SEEDS)
@settings(max_examples=30, deadline=None)
def test_no_session_is_ever_paid_twice(seed: int) -> None:
    world = random_life(seed, 80)
    taken = Counter(
        world.session_of[charge["payment_intent"]]
        for charge in world.charges
        if charge["payment_intent"] in world.session_of
        and (charge["status"] in {"pending", "succeeded"} or charge["failure_balance_transaction"])
    )
    assert not taken or max(taken.values()) == 1
    assert {world.sessions.get(session)["status"] for session in taken} <= {"complete"}


Step = Callable[[World, str], object]
_ACTORS: tuple[tuple[Step, ...], ...] = (
    (acts.open_page, lambda world, session: acts.pay(world, session, "declined"), acts.pay),
    (acts.open_page, lambda world, session: acts.pay(world, session, "sepa_debit")),
    (lambda world, session: Desk(world).ask("POST", f"checkout/sessions/{session}/expire"),),
    (lambda world, session: acts.pay(world, session, number="4000002500003155"),
     lambda world, session: acts.open_page(world, session, {"answer": "agree"})),
    (lambda world, _: world.advance(24 * 3600),),
)  # fmt: skip


def interleavings(actors: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Return every order of steps in which each actor keeps his own."""
    turns = [actor for actor in actors for _ in _ACTORS[actor]]
    return iter(sorted(set(itertools.permutations(turns))))


@pytest.mark.parametrize("actors", [(0, 1, 2), (0, 3, 2), (1, 3, 4), (0, 1, 4), (2, 3, 1)])
def test_every_interleaving_of_tabs_expiry_and_time_takes_the_money_once(actors: tuple[int, ...]) -> None:
    for order in interleavings(actors):
        world = World()
        session = Desk(world).session()["id"]
        steps = {actor: iter(_ACTORS[actor]) for actor in actors}
        for actor in order:
            next(steps[actor])(world, session)
        charges = [charge for charge in world.charges if charge["status"] != "failed"]
        status = world.sessions.get(session)["status"]
        assert len(charges) == (status == "complete"), order
        assert world.sessions.get(session)["url"] is None or status == "open"


@given(seed=SEEDS, limit=st.integers(1, 7), between=st.lists(st.integers(0, 3), max_size=12))
@settings(max_examples=30, deadline=None)
def test_paging_by_cursor_loses_no_event_that_arrives_between_pages(seed: int, limit: int, between: list[int]) -> None:
    desk = Desk(World(seed))
    desk.ok("POST", "customers")
    cursor = first = next(iter(desk.world.events))["id"]
    seen: list[str] = []
    for count in [*between, 0]:
        for _ in range(count):
            desk.paid()
        page = desk.ok("GET", "events", {"ending_before": cursor, "limit": str(limit)})
        seen += [event["id"] for event in reversed(page["data"])]
        cursor = seen[-1] if seen else first
    while page["has_more"]:
        page = desk.ok("GET", "events", {"ending_before": cursor, "limit": str(limit)})
        seen += [event["id"] for event in reversed(page["data"])]
        cursor = seen[-1]
    assert [first, *seen] == [event["id"] for event in desk.world.events]


def test_walking_back_meets_no_event_twice_when_new_ones_arrive() -> None:
    desk = Desk()
    for _ in range(5):
        desk.paid()
    there, seen = [event["id"] for event in desk.world.events], []
    page = desk.ok("GET", "events", {"limit": "4"})
    while True:
        seen += [event["id"] for event in page["data"]]
        if not page["has_more"]:
            break
        desk.paid()
        page = desk.ok("GET", "events", {"limit": "4", "starting_after": seen[-1]})
    assert seen == there[::-1]


def test_the_same_seed_gives_the_same_life() -> None:
    first, again, other = random_life(5), random_life(5), random_life(6)
    assert [answer.text for answer in first.answers] == [answer.text for answer in again.answers]
    assert list(first.events) == list(again.events)
    assert next(iter(first.sessions))["id"] != next(iter(other.sessions))["id"]
