"""Backups behind the window: made when due, once more on leaving, and never for longer than anybody would wait."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.progress import Progress
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.office.backupplan import Moment, Plan, Record, TrialRecord
from bookdesk.office.backups import Backups, Standings
from bookdesk.security.safety import BackupMade
from bookdesk.store.backup import Stopped
from bookdesk.store.room import Space
from bookdesk.ui import safekeeping
from bookdesk.ui.backupwords import line, size
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.safekeeping import Known, Safekeeping
from bookdesk.workspace import Workspace
from tests.support.firm import KOALA, NOON
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated

MB = 1_000_000
ROOMY = Space(100_000 * MB, 500_000 * MB)


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    with seated(qtbot, new_firm(tmp_path / "home")) as taken:
        yield taken


@pytest.fixture
def keeping(seat: Seat, tmp_path: Path) -> Safekeeping:
    """Return the safekeeping of a desk whose folder was chosen and has its first backup."""
    keeping = seat.desktop.safekeeping
    keeping.choose(keeping, Plan(str(tmp_path / "stick")), lambda _: None, seat.desktop.tell_error)
    settle(seat)
    return keeping


def settle(seat: Seat) -> None:
    quiet = seat.desktop.safekeeping.at_work
    seat.qtbot.waitUntil(lambda: seat.door.quiet() and not quiet(), timeout=LONG_ENOUGH)


def write(seat: Seat) -> None:
    def work(workspace: Workspace) -> None:
        with workspace.desk.books.change(Action.CONTACT_EDITED, "new", actor=workspace.desk.actor) as work:
            work.add(Contact(name="Harbour Foods"))
            work.commit()

    seat.firm.clock.advance(60)
    seat.desktop.act(seat.client(KOALA.name), seat.desktop, work)
    settle(seat)


def made(folder: Path) -> int:
    return len(list((folder / "stick" / "sets").glob("*")))


def test_nothing_is_made_before_a_folder_is_chosen(seat: Seat, tmp_path: Path) -> None:
    seat.desktop.safekeeping.begin()
    write(seat)
    window = seat.window()
    assert window.close()
    assert not (tmp_path / "stick").exists()


def test_what_is_due_is_made_and_then_tried_while_the_desk_is_open(
    seat: Seat, keeping: Safekeeping, tmp_path: Path
) -> None:
    assert made(tmp_path) == 1
    seat.firm.clock.advance(25 * 3600)
    keeping.consider(Moment.OPEN)
    settle(seat)
    assert made(tmp_path) == 2
    told: list[Known] = []
    keeping.known.connect(told.append)
    keeping.consider(Moment.OPEN)
    settle(seat)
    assert told[-1].standings.trial.clients == 2
    keeping.consider(Moment.OPEN)
    settle(seat)
    assert made(tmp_path) == 2


def test_closing_waits_for_a_backup_of_what_was_written(seat: Seat, keeping: Safekeeping, tmp_path: Path) -> None:
    window = seat.window()
    write(seat)
    assert not window.close()
    assert keeping.at_work()
    assert "Backing up" in words(window)
    seat.qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_ENOUGH)
    assert made(tmp_path) == 2


@pytest.mark.usefixtures("keeping")
def test_where_nothing_was_written_it_closes_at_once(seat: Seat, tmp_path: Path) -> None:
    seat.desktop.safekeeping.make(seat.desktop, lambda _: None, seat.desktop.tell_error)
    settle(seat)
    assert seat.window().close()
    assert made(tmp_path) <= 2


def test_it_does_not_wait_for_ever(
    seat: Seat, keeping: Safekeeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del keeping

    def endless(_backups: Backups, progress: Progress) -> BackupMade:
        waiting = threading.Event()
        while not progress.cancelled():
            waiting.wait(0.01)
        raise Stopped("The backup was stopped.", "Start it again.")

    monkeypatch.setattr(Backups, "make", endless)
    monkeypatch.setattr(safekeeping, "MOST_WAIT", 50)
    window = seat.window()
    write(seat)
    assert not window.close()
    seat.qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_ENOUGH)
    assert made(tmp_path) == 1


def test_what_somebody_stopped_does_not_begin_again_at_once(
    seat: Seat, keeping: Safekeeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_backups: Backups, _progress: Progress) -> BackupMade:
        raise Stopped("The backup was stopped.", "Start it again.")

    seat.firm.clock.advance(25 * 3600)
    with monkeypatch.context() as patched:
        patched.setattr(Backups, "make", stopped)
        keeping.consider(Moment.OPEN)
        settle(seat)
    for seconds, count in ((60, 1), (3600, 2)):
        seat.firm.clock.advance(seconds)
        keeping.consider(Moment.OPEN)
        settle(seat)
        assert made(tmp_path) == count


def test_closing_gives_a_test_up(
    seat: Seat, keeping: Safekeeping, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_backups: Backups, progress: Progress) -> TrialRecord:
        waiting = threading.Event()
        while not progress.cancelled():
            waiting.wait(0.01)
        raise Stopped("The test was stopped.", "Start it again.")

    monkeypatch.setattr(Backups, "try_newest", endless)
    window = seat.window()
    keeping.consider(Moment.OPEN)
    seat.qtbot.waitUntil(keeping.at_work, timeout=LONG_ENOUGH)
    assert not window.close()
    seat.qtbot.waitUntil(lambda: not window.isVisible(), timeout=LONG_ENOUGH)
    assert made(tmp_path) == 1


def test_locking_makes_one_first(seat: Seat, keeping: Safekeeping, tmp_path: Path) -> None:
    window = seat.window()
    asked: list[bool] = []
    window.lock_asked.connect(lambda: asked.append(keeping.at_work()))
    write(seat)
    window.lock()
    settle(seat)
    assert asked == [True]
    assert made(tmp_path) == 2


def words(window: MainWindow) -> str:
    message = window.banner.message()
    return message.words if message is not None else ""


GOOD = Standings(Plan("stick"), Record(good_at=NOON), TrialRecord(NOON, 12), None)


@pytest.mark.parametrize(
    ("known", "tone", "says"),
    [
        (Known(GOOD, ROOMY), Tone.GOOD, "12 clients came back equal"),
        (Known(Standings(Plan(), Record(), TrialRecord(), None), ROOMY), Tone.WARN, "No backup is made"),
        (Known(GOOD, Space(1_400 * MB, 500_000 * MB)), Tone.WARN, "Only 1.4 GB free on the disk of the practice."),
        (Known(GOOD, Space(300 * MB, 500_000 * MB)), Tone.BAD, "Only 300 MB free on the disk of the practice. Nothing"),
        (
            Known(Standings(Plan("s"), Record(NOON, NOON, what="Full."), TrialRecord(NOON, 1), None), ROOMY),
            Tone.BAD,
            "The backup failed: Full.",
        ),
        (
            Known(Standings(Plan("s"), Record(NOON), TrialRecord(NOON, 0, "Harmed."), None), ROOMY),
            Tone.BAD,
            "The test of a backup failed on",
        ),
        (
            Known(Standings(Plan("s"), Record(NOON), TrialRecord(NOON - timedelta(days=20), 3), None), ROOMY),
            Tone.WARN,
            "more than two weeks ago",
        ),
        (Known(Standings(Plan("s"), Record(NOON), TrialRecord(), None), ROOMY), Tone.GOOD, "Last backup"),
    ],
)
def test_the_line_tells_what_is_wrong_first(known: Known, tone: Tone, says: str) -> None:
    message = line(known, NOON)
    assert message is not None
    assert (message.tone, says in message.words) == (tone, True), message


def test_a_sample_practice_without_a_folder_says_nothing() -> None:
    assert line(Known(Standings(Plan(), Record(), TrialRecord(), None), ROOMY, sample=True), NOON) is None


def test_bytes_are_told_as_people_read_them() -> None:
    assert [size(count) for count in (0, 27 * MB, 1_400 * MB)] == ["1 MB", "27 MB", "1.4 GB"]
