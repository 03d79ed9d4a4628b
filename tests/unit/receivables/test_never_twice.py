"""Whatever the clock does, whoever starts beside whom and wherever it stops: nobody is reminded of one step twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.core import failpoints
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage
from bookdesk.models.reminder import ReminderSent
from bookdesk.receivables.reminding import Failed
from bookdesk.receivables.sending_hours import closed, zone_of
from bookdesk.store.client_file import open_books
from bookdesk.store.places import Places
from tests.support.books import KEY
from tests.unit.receivables.owing import DUE, Owing, owing

FIRST = DUE + timedelta(days=3)
ZONES = ("Europe/Dublin", "Australia/Sydney", "Pacific/Kiritimati", "America/New_York")
DUES = (date(2026, 3, 26), date(2026, 10, 1), date(2026, 10, 22), date(2026, 1, 29))
"""Due days whose steps fall on changes of the clock in Dublin, Sydney and New York, and on the end of a month."""
POINTS = ("change: begun", "change: before seal", "change: sealed", "change: committed")


class Crash(Exception):
    """The program ends here."""


@contextmanager
def crashing(at: str, on: int = 1) -> Iterator[None]:
    """Let the program end when it comes to a point for the so-manieth time."""
    left = [on]

    def hook(name: str) -> None:
        if name == at:
            left[0] -= 1
            if left[0] == 0:
                raise Crash(name)

    failpoints.install(hook)
    try:
        with suppress(Crash):
            yield
    finally:
        failpoints.install(None)


@contextmanager
def beside(client: Owing, folder: Path) -> Iterator[Owing]:
    """Yield a second desk at the same books, opened on its own."""
    books = open_books(Places(folder), ClientId(client.desk.books.client_id), KEY, clock=client.desk.clock)
    with closing(books):
        yield Owing(replace(client.desk, books=books))


def left_at(client: Owing) -> list[tuple[MailMessage, datetime]]:
    """Return the mails that left, with when."""
    with client.desk.books.query() as session:
        query = select(MailMessage, MailEvent.at).join(MailEvent, MailEvent.mail_id == MailMessage.id)
        return [(row, at) for row, at in session.execute(query.where(MailEvent.kind == MailEventKind.ACCEPTED))]


def told_of(client: Owing, mail: MailMessage) -> list[tuple[str, str]]:
    with client.desk.books.query() as session:
        rows = session.execute(
            select(ReminderSent.invoice_id, ReminderSent.step).where(ReminderSent.mail_id == mail.id)
        )
        return [(invoice, step) for invoice, step in rows]


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_between_any_two_writes_loses_nothing_and_doubles_nothing(dublin: Owing, point: str) -> None:
    for name in ("Acme", "Bolt", "Cole"):
        dublin.invoice(dublin.customer(name), f"R-{name}")
    dublin.start().at(FIRST)
    with crashing(point, on=2):
        dublin.send()
    assert len(dublin.mails()) == {"change: committed": 2}.get(point, 1)
    assert len(dublin.steps()) == len(dublin.mails())
    dublin.send()
    assert sorted(mail.recipients for mail in dublin.mails()) == [  # type: ignore[type-var] # lists of texts
        [f"{name}@customer.example"] for name in ("acme", "bolt", "cole")
    ]
    assert len(dublin.steps()) == 3


def test_two_who_start_at_once_write_one_mail(tmp_path: Path) -> None:
    with owing(tmp_path) as client, beside(client, tmp_path) as other:
        for name in ("Acme", "Bolt", "Cole"):
            client.invoice(client.customer(name), f"R-{name}")
        client.start().at(FIRST)
        together = Barrier(2)
        failed: list[Failed] = []

        def run(at: Owing) -> None:
            together.wait()
            failed.extend(at.send().failed)

        threads = [Thread(target=run, args=(at,)) for at in (client, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failed == []
        assert Counter(mail.contact_id for mail in client.mails()).most_common(1)[0][1] == 1
        assert len(client.mails()) == 3


def test_a_clock_put_back_sends_nothing_again(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start().at(FIRST).send()
    dublin.leave()
    for day in (FIRST - timedelta(days=9), FIRST, FIRST + timedelta(days=1)):
        assert dublin.at(day).send().written == ()
    assert len(dublin.at(DUE + timedelta(days=14)).send().written) == 1


def test_books_that_were_put_back_ask_for_an_approval_once_more(dublin: Owing) -> None:
    dublin.invoice(dublin.customer(), "R-1")
    dublin.start().at(FIRST)
    with dublin.desk.books.change(
        Action.CLIENT_RESTORED, "put back", actor=dublin.desk.actor, origin_id="restored 1 2026-06-01T00:00:00+00:00"
    ) as work:
        work.commit()
    for days in range(3):
        assert dublin.at(FIRST + timedelta(days=days)).send().written == ()
    dublin.policies.approve(dublin.reminders.preview().list_hash)
    assert len(dublin.send().written) == 1


_OPS = st.lists(
    st.one_of(
        st.tuples(st.just("later"), st.sampled_from([3, 7, 15, 24, 24, 48, 96, 24 * 30])),
        st.tuples(st.just("back"), st.sampled_from([1, 13, 30])),
        st.tuples(st.sampled_from(["send", "send", "beside", "leave", "leave"]), st.just(0)),
        st.tuples(st.just("crash"), st.integers(0, len(POINTS) - 1)),
        st.tuples(st.sampled_from(["pay", "part", "dispute", "promise"]), st.integers(0, 3)),
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=12)
@given(_OPS, st.sampled_from(DUES))
def test_in_any_order_of_what_may_happen(ops: list[tuple[str, int]], due: date) -> None:
    with TemporaryDirectory() as folder, owing(Path(folder)) as client, beside(client, Path(folder)) as other:
        invoices = []
        for place, zone in enumerate(ZONES):
            customer = client.customer(f"Customer{place}", zone=zone)
            issued: dict[str, Any] = {"document_date": due - timedelta(days=14)}
            invoices += [client.invoice(customer, f"R-{place}{part}", due=due, **issued) for part in "ab"]
        client.start(due - timedelta(days=10)).at(due + timedelta(days=2))
        world = World(client, other, invoices)
        for what, much in ops:
            world.does(what, much)
        world.does("leave", 0)
        check(client, world)


class World:
    """What happens around the reminders, and what must hold then."""

    def __init__(self, client: Owing, other: Owing, invoices: list[str]) -> None:
        self.client, self.other, self.invoices = client, other, invoices
        self.not_owed: dict[str, set[str]] = {}
        """By mail that left: the invoices that were not to be asked for just then."""
        self._quiet: set[str] = set()

    def does(self, what: str, much: int) -> None:
        clock = self.client.desk.clock
        assert isinstance(clock, MovableClock)
        if what in {"later", "back"}:
            clock.instant += timedelta(hours=much if what == "later" else -much)
        elif what == "leave":
            before = {mail.id for mail, _ in left_at(self.client)}
            self.client.leave()
            self.not_owed |= {mail.id: set(self._quiet) for mail, _ in left_at(self.client) if mail.id not in before}
        elif what in {"send", "beside"}:
            assert (self.client if what == "send" else self.other).send().failed == ()
        elif what == "crash":
            with crashing(POINTS[much], on=2):
                self.client.send()
        else:
            self._happens(what, self.invoices[much * 2])

    def _happens(self, what: str, invoice: str) -> None:
        with self.client.desk.books.query() as session:
            row = session.get_one(Invoice, invoice)
        day = self.client.desk.clock.now().date()
        if what in {"pay", "part"} and invoice not in self._quiet:
            amount = "100" if what == "pay" else "10"
            with suppress(ValueError):
                self.client.pays(row.contact_id, amount, day, (invoice, amount))
            self._quiet |= {invoice} if what == "pay" else set()
        elif what == "dispute":
            self.client.mark(invoice, disputed=True)
            self._quiet.add(invoice)
        elif what == "promise":
            self.client.mark(invoice, promised_until=day + timedelta(days=2))


def check(client: Owing, world: World) -> None:
    """Each step once, each customer once a day, within his hours, and nobody who owes nothing."""
    left = left_at(client)
    told = [one for mail, _ in left for one in told_of(client, mail)]
    assert [one for one, times in Counter(told).items() if times > 1] == []
    days: Counter[tuple[str | None, date]] = Counter()
    with client.desk.books.query() as session:
        for mail, at in left:
            zone = str(
                session.connection()
                .exec_driver_sql("SELECT zone FROM contact WHERE id = ?", (mail.contact_id,))
                .scalar()
            )
            assert closed(at, zone) is None
            days[mail.contact_id, at.astimezone(zone_of(zone)).date()] += 1
    assert [key for key, times in days.items() if times > 1] == []
    for mail, _ in left:
        assert not {invoice for invoice, _ in told_of(client, mail)} & world.not_owed.get(mail.id, set())
