"""Folders and mailboxes looked into while the window is open: as often as it is worth it, and for nobody twice."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from bookdesk.capture.watched import WatchedFolders
from bookdesk.core.clock import MovableClock
from bookdesk.jobs.arriving import MAIL_EVERY_SECONDS, Arriving, Came, FolderCame, MailCame
from bookdesk.jobs.runner import Runner
from bookdesk.mail.documents import Look
from bookdesk.mail.imap import Mailbox, Seen
from bookdesk.mail.smtp import NotNow
from bookdesk.models.document import Document
from bookdesk.office.mailboxes import EnteredBox, Mailboxes
from bookdesk.office.opened import Office
from bookdesk.security.redaction import Secret
from tests.support import intakes
from tests.support.firm import DELI, KOALA


@dataclass
class NoBox:
    """A mailbox in which nothing ever lies; keeps how often it was opened, and may be away."""

    opened: int = 0
    fails: Callable[[], None] = field(default=lambda: None)

    def __call__(self, _: Mailbox) -> NoBox:
        self.opened += 1
        self.fails()
        return self

    def look(self, folder: str, _seen: Seen | None, _since: date) -> Look:
        return Look((), Seen(folder, 1, 0))

    def whole(self, _: Seen) -> bytes | None:
        raise NotImplementedError

    def flag(self, _: Seen) -> None:
        raise NotImplementedError

    def move(self, _: Seen) -> None:
        raise NotImplementedError

    def close(self) -> None:
        return


@dataclass
class Desk:
    """Somebody at work, and what he heard."""

    office: Office
    box: NoBox = field(default_factory=NoBox)
    heard: queue.SimpleQueue[Came] = field(default_factory=queue.SimpleQueue)
    runner: Runner = field(default_factory=lambda: Runner(1))

    def __post_init__(self) -> None:
        self.arriving = Arriving(self.office, self.heard.put, runner=self.runner, open_box=self.box)

    def look(self) -> None:
        """Look once, and wait until that is done."""
        self.arriving.look()
        self.settle()

    def settle(self) -> None:
        """Wait for the work that was asked for."""
        done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.runner.in_order("arriving", lambda: done.put(None), lambda _: done.put(None))
        done.get(timeout=60)

    def told(self) -> list[Came]:
        """Return what was told since it was asked last."""
        return [self.heard.get() for _ in range(self.heard.qsize())]

    def watch(self, folder: Path, client: str = KOALA.name) -> None:
        """Watch a folder for a client, as its settings do."""
        folder.mkdir(exist_ok=True)
        client_id = intakes.client_of(self.office, client)
        with self.office.workspace(client_id) as workspace:
            WatchedFolders(workspace.desk).watch(folder)
        self.arriving.changed(client_id)

    def documents(self, client: str = KOALA.name) -> int:
        """Return how many documents a client has."""
        at = self.office.workspace(intakes.client_of(self.office, client))
        with at as workspace, workspace.desk.books.query() as session:
            return session.query(Document).count()


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    made = Desk(office)
    yield made
    made.arriving.close()
    assert made.runner.close()


def pass_by(desk: Desk, seconds: float) -> None:
    clock = desk.office.clock
    assert isinstance(clock, MovableClock)
    clock.advance(seconds)


def test_a_scan_is_taken_at_the_second_look_also_of_a_folder_chosen_meanwhile(desk: Desk, tmp_path: Path) -> None:
    desk.look()
    desk.watch(tmp_path / "scans")
    (tmp_path / "scans" / "a.pdf").write_bytes(b"%PDF a")
    desk.look()
    assert desk.told() == []
    desk.look()
    (came,) = desk.told()
    assert isinstance(came, FolderCame)
    assert (came.client_id, len(came.news.documents)) == (intakes.client_of(desk.office), 1)
    desk.look()
    assert (desk.told(), desk.documents()) == ([], 1)
    with desk.office.workspace(came.client_id) as workspace:
        WatchedFolders(workspace.desk).leave(tmp_path / "scans")
    desk.arriving.changed(came.client_id)
    (tmp_path / "scans" / "b.pdf").write_bytes(b"%PDF b")
    desk.look()
    desk.look()
    assert desk.documents() == 1


def test_a_folder_of_two_clients_is_nobodys(desk: Desk, tmp_path: Path) -> None:
    for client in (KOALA, DELI):
        desk.watch(tmp_path / "scans", client.name)
    (tmp_path / "scans" / "a.pdf").write_bytes(b"%PDF a")
    desk.look()
    assert all("several clients" in str(one.news.error) for one in desk.told() if isinstance(one, FolderCame))
    desk.look()
    assert (desk.told(), desk.documents(), desk.documents(DELI.name)) == ([], 0, 0)


def set_mailbox(desk: Desk) -> None:
    Mailboxes(desk.office.practice).keep(EnteredBox("bills", "127.0.0.1", "bills", password=Secret(b"secret")))


def test_mailboxes_are_asked_now_and_then_and_at_once_for_who_wants_it(desk: Desk) -> None:
    set_mailbox(desk)
    desk.look()
    desk.look()
    assert desk.box.opened == 1
    pass_by(desk, MAIL_EVERY_SECONDS)
    desk.look()
    assert desk.box.opened == 2
    desk.told()
    desk.arriving.fetch_now()
    desk.settle()
    (came,) = desk.told()
    assert isinstance(came, MailCame)
    assert (came.asked, came.fetched.error, desk.box.opened) == (True, None, 3)


@pytest.mark.parametrize(
    ("cause", "away"), [(TimeoutError("timed out"), True), (ValueError("broken"), False), (None, False)]
)
def test_that_there_is_no_network_is_told_apart(desk: Desk, cause: Exception | None, away: bool) -> None:  # noqa: FBT001 - a case
    def fail() -> None:
        raise NotNow("The mailbox cannot be read.", "It is tried again.") from cause

    set_mailbox(desk)
    desk.box.fails = fail
    desk.look()
    (came,) = desk.told()
    assert isinstance(came, MailCame)
    assert came.away is away


def test_nothing_is_begun_after_the_end_and_nothing_read_only(desk: Desk, tmp_path: Path) -> None:
    desk.watch(tmp_path / "scans")
    set_mailbox(desk)
    desk.arriving.close()
    desk.look()
    desk.arriving.fetch_now()
    assert (desk.told(), desk.box.opened) == ([], 0)
