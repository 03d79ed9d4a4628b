"""Whatever happens in between, desk and portal end in one state: that of the books, and of what customers said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bookdesk.core.errors import Unreachable
from bookdesk.models.gateway import GatewayEvent
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import PortalEvent
from bookdesk.protocol import events
from bookdesk.receivables.portal import links
from bookdesk.receivables.portal.service import PortalService
from bookdesk.server.storage.tables import AppliedRow
from bookdesk.store.desk import Desk
from tests.support.billing import customer, issued
from tests.support.books import as_ben
from tests.support.portalside import Side, beside_a_portal, moment
from tests.support.sales import left_of
from tests.unit.receivables.portal.acting import paid


@dataclass
class World:
    """Both sides, and what was done."""

    side: Side
    who: str
    desks: tuple[Desk, ...]
    invoices: list[Invoice] = field(default_factory=list)
    told: int = 0

    def service(self, desk: int = 0) -> PortalService:
        """Return the portal as one of the desks sees it."""
        return self.side.service_of(self.desks[desk])


def _issue(world: World) -> None:
    world.invoices.append(issued(world.side.desk, world.who))


def _pay(world: World) -> None:
    left = [one for one in world.invoices if left_of(world.side.desk, one) > 1000]
    if left:
        paid(world.side.desk, left[0], 1000)


def _link(world: World) -> None:
    if world.invoices:
        links.link_for(world.side.desk, world.invoices[-1].id)


def _event(world: World) -> None:
    world.told += 1
    name = f"evt_{world.told}"
    world.side.happened(
        events.GatewayMessage("memory", "acct", name, "x", None, "{}", True, moment(world.side))  # noqa: FBT003 - a field
    )


def _asking(fault: str, what: str, desk: int = 0) -> Callable[[World], None]:
    def act(world: World) -> None:
        world.side.between.faults = ["none", fault]
        service = world.service(desk)
        with suppress(Unreachable):
            service.preview()
            getattr(service, what)()
        world.side.between.faults = []

    act.__name__ = f"{what} by {desk}, {fault}"
    return act


ACTS: tuple[Callable[[World], None], ...] = (
    *(_issue, _pay, _link, _event),
    *(_asking(fault, what) for what in ("push", "pull") for fault in ("none", "before", "after", "500")),
    *(_asking("none", what, 1) for what in ("push", "pull")),
    _asking("after", "push", 1),
)


def _end(world: World) -> None:
    for desk in (0, 1):
        world.service(desk).preview()
        world.service(desk).push()
        world.service(desk).pull()


def _same(world: World) -> None:
    side = world.side
    held: Mapping[str, int] = {one: row.open for one, row in side.held().items()}
    assert held == {one.id: left_of(side.desk, one) for one in world.invoices}
    with side.desk.books.query() as session:
        assert session.scalar(select(func.count(GatewayEvent.id))) == world.told
        assert session.scalar(select(func.count(PortalEvent.id))) == world.told
    with side.portal.heart.store.reading() as session:
        keys = session.scalars(select(AppliedRow.idem).where(AppliedRow.tenant == side.tenant)).all()
    assert len(keys) == len(set(keys))
    assert side.service.waiting() == 0
    for one in world.invoices:
        address = links.link_for(side.desk, one.id)
        assert address is not None
    side.service.push()
    assert len(side.links()) == len(world.invoices)


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(ACTS), min_size=3, max_size=14))
def test_every_way_of_telling_and_asking_ends_in_one_state(acts: list[Callable[[World], None]]) -> None:
    with TemporaryDirectory() as folder, beside_a_portal(Path(folder)) as side:
        ben = as_ben(side.desk)
        side.offer(ben)
        world = World(side, customer(side.desk), (side.desk, ben))
        for act in acts:
            act(world)
        _end(world)
        _same(world)


def test_a_week_of_bad_days_ends_in_one_state() -> None:
    by_name = {act.__name__: act for act in ACTS}
    days = (
        *("_issue", "push by 0, after", "_pay", "push by 1, none", "_event", "pull by 0, after", "_link"),
        *("push by 0, 500", "_issue", "pull by 1, none", "push by 0, before", "_pay", "push by 1, after", "_event"),
    )
    with TemporaryDirectory() as folder, beside_a_portal(Path(folder)) as side:
        ben = as_ben(side.desk)
        side.offer(ben)
        world = World(side, customer(side.desk), (side.desk, ben))
        for name in days:
            by_name[name](world)
        _end(world)
        _same(world)
