"""Whoever may collect a document or hear of it, and every order in which their steps can come.

`python -m tests.unit.server.collecting.everyorder SIZE` tries every group of so many actors in every order, and prints
how many orders there were; the suite tries all pairs and some groups of three.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, select

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import commands
from bookdesk.protocol.chain import Position
from bookdesk.protocol.events import AttemptState
from bookdesk.protocol.words import PaperState
from bookdesk.server.assembly import assemble
from bookdesk.server.collecting.attempts import captured, payable_now
from bookdesk.server.collecting.consents import give_consent
from bookdesk.server.collecting.machine import TOLD
from bookdesk.server.collecting.paying import Result, Wish
from bookdesk.server.heart import Heart
from bookdesk.server.storage import schema
from bookdesk.server.storage.base import PortalBase, stamp
from bookdesk.server.storage.engine import Store, sqlite_url
from bookdesk.server.storage.moneytables import AttemptRow, ConsentRow, MethodRow
from bookdesk.server.storage.tables import DocumentRow, MetaRow
from bookdesk.server.worker import CLEANED
from tests.support.desk import opened
from tests.support.memorygateway import MemoryGateway, MemoryGateways
from tests.support.portal import KEYS, Letters, paired
from tests.support.schedules import Scheduler, every

AMOUNT = Money(10000, "EUR")
ACTORS = ("tab A", "tab B", "auto-pay", "manual payment", "webhook", "return page", "poll")


class Scene:
    """One portal, desk and gateway, put back to the same beginning before each schedule."""

    def __init__(self, store: Store, start: MovableClock) -> None:
        self.store, self.clock, self.scheduler = store, start, Scheduler()
        self.gateway = MemoryGateway(start)
        self.portal = assemble(Heart(store, KEYS, MemoryGateways(self.gateway), start), Letters())
        self.desk = opened(self.portal, paired(self.portal))
        self.desk.set_up()
        self._begin()
        self._rows = self._dump()
        self._kept = (start.instant, self.desk.seq, self.desk.prev, self.desk.sent)

    def _dump(self) -> dict[str, list[dict[str, object]]]:
        with self.store.reading() as session:
            tables = PortalBase.metadata.sorted_tables
            return {
                table.name: [dict(row) for row in session.execute(select(table)).mappings().all()] for table in tables
            }

    def again(self) -> None:
        """Begin anew."""
        with self.store.writing() as session:
            for table in PortalBase.metadata.sorted_tables:
                session.execute(table.delete())
                if self._rows[table.name]:
                    session.execute(table.insert(), self._rows[table.name])
        self.clock.instant, self.desk.seq, self.desk.prev, self.desk.sent = self._kept
        own = self.gateway
        for kept in (
            own.sessions,
            own.charges,
            own.by_key,
            own.references,
            own.paid,
            own.faults,
            own.events,
            own.calls,
        ):
            kept.clear()
        self.portal.door.close()
        self.desk.position = Position()

    def _begin(self) -> None:
        """Publish a document that is due today, of a customer whose kept method may be charged."""
        now = self.clock.now()
        self.desk.send(self.desk.paper(due=now.date()))
        with self.store.writing() as session:
            session.merge(MetaRow(name=CLEANED, value=stamp(now + timedelta(days=9))))  # not what is tried here
            whose = {"tenant": "koala", "customer": "cust1"}
            session.add(MethodRow(id="pm", gateway_customer="cus", kind="card", label="", saved=stamp(now), **whose))
            said = {"wording": "Charge me.", "wording_version": "1", "locale": "en", "contact": "contact1"}
            give_consent(session, ConsentRow(id="consent", method="pm", **whose, **said), PayMethod.CARD, now)

    def tab(self) -> None:
        """A customer's tab: it begins an attempt or resumes the one under way, and pays on whatever page it gets."""
        services = self.portal.services.paying
        wish = Wish("koala", "d1", "contact1", "de", AMOUNT, AMOUNT, "https://p/done", "https://p/back")
        begun = services.start(wish)
        if begun.result is Result.UNDER_WAY:
            begun = services.resume("koala", "d1")
        self.scheduler.point()
        if begun.url:
            self.gateway.pay(begun.url.rpartition("/")[2])

    def manual(self) -> None:
        """The customer paid by bank: the desk says that nothing is open, and the worker closes what is."""
        paid = commands.ChangeAmount("d1", PaperState.SETTLED, Money(0, "EUR"), (), self.clock.now())
        self.desk.send(paid)
        self.scheduler.point()
        self.poll()

    def webhook(self) -> None:
        """Messages of the gateway come, doubled, and the worker reads what they are about."""
        for _ in range(2):
            facts = self.gateway.read(list(self.gateway.events))
            self.portal.outcomes.facts("koala", facts)

    def poll(self) -> None:
        """The worker looks at all that is live, whether or not it is time."""
        with self.store.reading() as session:
            live = list(session.scalars(select(AttemptRow.id).where(AttemptRow.live == 1)))
        for attempt in live:
            self.portal.worker.looking.look("koala", attempt)

    def act(self, name: str) -> Callable[[], object]:
        acts: dict[str, Callable[[], object]] = {
            "tab A": self.tab,
            "tab B": self.tab,
            "auto-pay": lambda: self.portal.worker.auto.charge("koala", "d1"),
            "manual payment": self.manual,
            "webhook": self.webhook,
            "return page": lambda: self.portal.services.paying.check("koala", "d1"),
            "poll": self.poll,
        }
        return acts[name]

    def settle(self) -> None:
        """Let a day pass in which nobody new acts and the worker does his work; auto-pay has its turn as well."""
        for hours in (4, 1, 0):
            while self.portal.worker.turn():
                pass
            self.clock.advance(timedelta(hours=hours).total_seconds())
        self.webhook()

    def check(self) -> None:
        """Hold the end against what the gateway really did."""
        paid = self.gateway.paid
        assert len(paid) <= 1, paid
        with self.store.reading() as session:
            attempts = session.scalars(select(AttemptRow)).all()
            document = session.get_one(DocumentRow, ("koala", "d1"))
            booked = captured(session, document)
            left = payable_now(session, document)
        assert [row.id for row in attempts if row.live is not None] == []
        assert len(booked) == len(paid)
        assert sum(row.state == AttemptState.SUCCEEDED for row in attempts) == len(paid)
        for row in attempts:
            at_gateway = self.gateway.sessions.get(row.session or "")
            assert at_gateway is None or TOLD[at_gateway.state] == row.state
        assert left == (0 if paid or document.state == PaperState.SETTLED else AMOUNT.minor)
        self.desk.pull()


@contextmanager
def staged(folder: Path) -> Iterator[Scene]:
    """Yield one scene for all schedules, on a SQLite that need not survive the machine."""
    store = Store(sqlite_url(folder / "portal.db"))
    event.listen(store.engine, "connect", lambda own, _: own.execute("PRAGMA synchronous = OFF").close())
    schema.prepare(store)
    made = Scene(store, MovableClock(datetime(2026, 11, 30, 12, tzinfo=UTC)))
    try:
        yield made
    finally:
        made.portal.close()


def explore(scene: Scene, names: tuple[str, ...]) -> int:
    """Run some of them in every order; returns how many orders there are."""

    def run(choices: list[int]) -> list[tuple[int, int]]:
        scene.gateway.at_call = lambda: None
        scene.again()
        scene.gateway.at_call = scene.scheduler.point
        made = scene.scheduler.run({name: scene.act(name) for name in names}, choices)
        scene.settle()
        scene.check()
        return made

    return sum(1 for _ in every(run))


def main(size: int) -> int:
    """Try every group of so many; returns the exit status."""
    groups = [names for names in combinations(ACTORS, size) if names[:1] != ("tab B",)]  # the tabs are alike
    total = 0
    with TemporaryDirectory() as folder, staged(Path(folder)) as scene:
        for names in groups:
            orders = explore(scene, names)
            total += orders
            sys.stdout.write(f"{orders} orders of {' + '.join(names)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{total} orders of {len(groups)} groups of {size}: never two charges, one end each\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
