from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bookdesk.protocol.events import AttemptState, SessionChanged
from bookdesk.server.assembly import Portal
from bookdesk.server.baton import Baton
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.worker import Working
from tests.support.desk import Desk
from tests.support.memorygateway import MemoryGateway
from tests.unit.server.helpers import begun

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_one_holds_the_baton_until_he_gives_it_back_or_is_gone_for_long(store: Store) -> None:
    one, other = (Baton(store, "worker", name) for name in ("one", "other"))
    assert one.take(NOW)
    assert not other.take(NOW)
    assert one.take(NOW + timedelta(seconds=80))
    assert not other.take(NOW + timedelta(seconds=100))
    assert other.take(NOW + timedelta(seconds=200))
    assert not one.take(NOW + timedelta(seconds=201))
    other.give_back()
    assert one.take(NOW + timedelta(seconds=202))


def test_two_workers_at_once_do_everything_once(portal: Portal, desk: Desk, gateway: MemoryGateway) -> None:
    desk.send(desk.paper())
    name = begun(portal)
    gateway.pay(name)
    with portal.heart.store.writing() as session:
        for row in session.scalars(select(AttemptRow)):
            row.look = "2026-01-01T00:00:00.000000+00:00"
    threads = [threading.Thread(target=portal.worker.turn) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ends = [event.state for event in desk.pull() if isinstance(event, SessionChanged)]
    assert ends == [AttemptState.OPEN, AttemptState.SUCCEEDED]


def test_it_works_by_itself_when_it_is_woken_and_ends_when_told(
    portal: Portal, desk: Desk, gateway: MemoryGateway
) -> None:
    desk.send(desk.paper())
    gateway.pay(begun(portal))
    read = threading.Event()
    gateway.at_call = read.set
    with portal.heart.store.writing() as session:
        for row in session.scalars(select(AttemptRow)):
            row.look = "2026-01-01T00:00:00.000000+00:00"
    working = Working(portal.worker, Baton(portal.heart.store, "worker", "one"), portal.woken)
    working.start()
    portal.woken.set()
    assert read.wait(60)
    working.stop()
    assert not working.alive
    assert Baton(portal.heart.store, "worker", "other").take(portal.heart.now())
