"""Gateways of all clients are asked in one round: one that fails keeps no other, and who has none is passed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.core.errors import Conflict, Unreachable
from bookdesk.gateways.catalogue import Access
from bookdesk.gateways.port import Gateway
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.office.onlinelooking import WayTo, look_all
from bookdesk.receivables.online.connection import Reach
from bookdesk.receivables.online.service import OnlineService
from bookdesk.sandbox.stripe.faults import Kind
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.transport import InProcess
from bookdesk.sandbox.stripe.world import World
from bookdesk.store.desk import Desk
from bookdesk.ui.mailing import paid_message
from tests.unit.office.bureau import BOOKSHOP, CAFE, Bureau
from tests.unit.receivables.online.counter import KEY, RIGHTS


@pytest.fixture
def world(bureau: Bureau) -> World:
    made = World(1, int(bureau.clock.now().timestamp()), Settings(country="AU", currency="aud"))
    made.keys.add(KEY, RIGHTS)
    return made


def way_to(world: World) -> WayTo:
    def reached(desk: Desk, practice: bool) -> Reach:  # noqa: FBT001 - the shape of the port
        def opens(_: str, access: Access) -> Gateway:
            network = InProcess(world)
            return StripeGateway(access.key, desk.clock, practice=access.practice, network=network, tries=0)

        return Reach(opens, practice)

    return reached


def connect(bureau: Bureau, world: World) -> None:
    with bureau.anna.workspace(bureau.cafe) as workspace:
        way = way_to(world)(workspace.desk, not workspace.real)
        OnlineService(workspace.desk, way).connect("stripe", KEY)


def test_only_clients_with_a_gateway_are_asked(bureau: Bureau, world: World) -> None:
    assert list(look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world))) == []
    connect(bureau, world)
    [seen] = look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world))
    assert (seen.entry.name, seen.error) == (CAFE.name, None)
    assert seen.looked is not None
    assert paid_message(seen) is None, "nothing happened, so nobody is told"


def test_a_gateway_that_is_away_is_told_of_and_nobody_is_bothered(bureau: Bureau, world: World) -> None:
    connect(bureau, world)
    world.faults.add(Kind.DROP_REQUEST, method="GET", path="/v1/events")
    [seen] = look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world))
    assert isinstance(seen.error, Unreachable)
    assert paid_message(seen) is None


def test_a_key_that_was_withdrawn_is_told_with_what_to_do(bureau: Bureau, world: World) -> None:
    connect(bureau, world)
    world.keys.expire(KEY)
    [seen] = look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world))
    message = paid_message(seen)
    assert message is not None
    assert message.words.startswith(CAFE.name)
    assert message.remedy


def test_a_second_client_is_not_connected_with_the_same_account(bureau: Bureau, world: World) -> None:
    connect(bureau, world)
    with bureau.anna.workspace(bureau.client(BOOKSHOP.name)) as workspace:
        way = replace(way_to(world)(workspace.desk, not workspace.real), others=workspace.neighbours)
        with pytest.raises(Conflict, match=CAFE.name):
            OnlineService(workspace.desk, way).connect("stripe", KEY)
    assert [one.entry.name for one in look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world))] == [
        CAFE.name
    ]


def test_a_round_that_is_to_stop_asks_nobody(bureau: Bureau, world: World) -> None:
    connect(bureau, world)
    assert list(look_all(bureau.anna.practice, bureau.anna.workspace, way_to(world), lambda: True)) == []
