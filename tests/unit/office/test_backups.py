"""Backups that make themselves: chosen, made, thinned out, tried, and told when something is in the way."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.capture.service import CaptureService
from bookdesk.core.errors import NotAllowed, NotFound, StorageError, UsageError
from bookdesk.core.progress import Silent
from bookdesk.office import backups as backups_module
from bookdesk.office.backupplan import Moment, Plan, Standing, TrialStanding, standing, trial_standing
from bookdesk.office.backups import Absent, Backups
from bookdesk.office.trial import ASIDE
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.security.backups import backups_in
from bookdesk.store.backup import Stopped
from bookdesk.store.room import Space
from bookdesk.workspace import Workspace
from tests.support.readers import NoTextReader
from tests.unit.office.bureau import CLEANING, Bureau

HOUR = 3600
MB = 1_000_000


class Scripted:
    """A disk that has as much room as it is told."""

    def __init__(self, free: int) -> None:
        self.free = free

    def space(self, folder: Path) -> Space:
        del folder
        return Space(self.free, 100_000 * MB)


class StoppingAt(Silent):
    def __init__(self, word: str) -> None:
        self.word, self.reached = word, False

    def step(self, what: str, done: int, of: int) -> None:
        del done, of
        self.reached = self.reached or what == self.word

    def cancelled(self) -> bool:
        return self.reached


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    return tmp_path / "stick" / "bookdesk"


@pytest.fixture
def backups(bureau: Bureau, stick: Path) -> Backups:
    made = Backups(bureau.anna)
    made.choose(Plan(str(stick)))
    return made


def capture(workspace: Workspace) -> None:
    CaptureService(workspace.desk, InProcessReader(NoTextReader()), workspace.entry.roles).capture([CLEANING])


def how(backups: Backups, bureau: Bureau) -> Standing:
    now = backups.standings()
    return standing(now.plan, now.record, bureau.clock.now())


def tried(backups: Backups, bureau: Bureau) -> TrialStanding:
    return trial_standing(backups.standings().trial, bureau.clock.now())


def home(bureau: Bureau) -> Path:
    return bureau.anna.practice.places.home


def test_on_the_first_day_no_folder_is_chosen_and_none_is_made(bureau: Bureau) -> None:
    backups = Backups(bureau.anna)
    assert how(backups, bureau) is Standing.UNKNOWN_FOLDER
    assert not any(backups.due(moment) for moment in Moment)
    with pytest.raises(UsageError, match="No folder for backups is chosen"):
        backups.make()


def test_a_chosen_folder_gets_the_first_one_at_once_and_then_one_a_day(
    backups: Backups, bureau: Bureau, stick: Path
) -> None:
    assert backups.due(Moment.OPEN)
    made = backups.make()
    assert made.folder.parent.parent == stick
    assert (made.left_out, made.doubtful) == (0, ())
    assert how(backups, bureau) is Standing.GOOD
    assert not backups.due(Moment.LEAVING)
    bureau.clock.advance(25 * HOUR)
    assert backups.due(Moment.OPEN)


def test_what_is_chosen_is_kept_for_this_computer_alone(backups: Backups, bureau: Bureau, stick: Path) -> None:
    backups.choose(Plan(str(stick), hours=6, on=False))
    again = Backups(bureau.anna).plan()
    assert (again.folder, again.hours, again.on) == (str(stick), 6, False)
    assert how(backups, bureau) is Standing.OFF
    assert Backups(bureau.ben).plan() == again


def test_only_who_manages_the_practice_chooses(backups: Backups, bureau: Bureau) -> None:
    plan = backups.plan()
    bureau.anna.practice.file.guard = bureau.ben.practice.file.guard
    with pytest.raises(NotAllowed):
        backups.choose(replace(plan, on=False))
    assert backups.plan().on


@pytest.mark.parametrize("hours", [0, 24 * 14 + 1])
def test_nobody_chooses_nonsense(backups: Backups, stick: Path, hours: int) -> None:
    with pytest.raises(UsageError, match="every 1 to 336 hours"):
        backups.choose(Plan(str(stick), hours=hours))


def test_a_folder_in_the_practice_itself_or_one_that_cannot_be_is_refused(backups: Backups, bureau: Bureau) -> None:
    with pytest.raises(UsageError, match="in the practice itself"):
        backups.choose(Plan(str(home(bureau) / "clients" / "backup")))
    (home(bureau).parent / "file").touch()
    with pytest.raises(UsageError, match="cannot be made"):
        backups.choose(Plan(str(home(bureau).parent / "file" / "below")))


def test_a_folder_that_takes_no_file_is_refused_when_it_is_chosen(
    backups: Backups, bureau: Bureau, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first backup would fail there, and its words would be about the disk of the practice."""

    def refused(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(backups_module, "TemporaryFile", refused)
    with pytest.raises(UsageError, match=r"Nothing can be written to .*: Read-only file system") as told:
        backups.choose(Plan(str(home(bureau).parent / "card")))
    assert told.value.remedy == "Choose another folder."
    assert backups.plan().folder == str(stick)


def test_what_was_written_since_is_backed_up_on_leaving_or_else_at_the_next_start(
    backups: Backups, bureau: Bureau
) -> None:
    backups.make()
    bureau.clock.advance(HOUR)
    assert not backups.due(Moment.LEAVING)
    bureau.act(capture)
    assert backups.due(Moment.LEAVING)
    assert not backups.due(Moment.OPEN)
    later = Backups(bureau.anna)
    assert later.due(Moment.OPENED)
    later.make()
    assert not later.due(Moment.OPENED)
    assert not Backups(bureau.anna).due(Moment.OPENED)


def test_what_changes_in_the_practice_itself_counts_as_written(backups: Backups, bureau: Bureau, stick: Path) -> None:
    backups.make()
    assert not backups.due(Moment.LEAVING)
    backups.choose(Plan(str(stick), hours=12))
    assert backups.due(Moment.LEAVING)
    del bureau


def test_a_stick_that_is_not_here_is_due_for_three_days_and_then_told(
    backups: Backups, bureau: Bureau, stick: Path
) -> None:
    backups.make()
    shutil.move(stick, stick.with_name("elsewhere"))
    bureau.clock.advance(25 * HOUR)
    with pytest.raises(Absent, match="is not here"):
        backups.make()
    assert how(backups, bureau) is Standing.ABSENT
    assert not backups.due(Moment.OPEN)
    bureau.clock.advance(HOUR)
    assert backups.due(Moment.OPEN)
    stick.mkdir()  # where a stick is pulled out, the folder it stood in may remain
    bureau.clock.advance(72 * HOUR)
    with pytest.raises(Absent):
        backups.make()
    assert how(backups, bureau) is Standing.LATE
    assert not (stick / "sets").exists()
    stick.rmdir()
    shutil.move(stick.with_name("elsewhere"), stick)
    bureau.clock.advance(HOUR)
    backups.make()
    assert how(backups, bureau) is Standing.GOOD


def test_what_hinders_a_backup_is_noted_with_what_to_do(backups: Backups, bureau: Bureau, stick: Path) -> None:
    backups.make()
    shutil.rmtree(stick / "documents", ignore_errors=True)
    (stick / "documents").write_bytes(b"in the way")
    bureau.act(capture)
    bureau.clock.advance(25 * HOUR)
    with pytest.raises(StorageError):
        backups.make()
    record = backups.standings().record
    assert how(backups, bureau) is Standing.FAILED
    assert record.what
    assert record.remedy
    (stick / "documents").unlink()
    bureau.clock.advance(HOUR)
    backups.make()
    assert how(backups, bureau) is Standing.GOOD


def test_old_ones_go_by_themselves_and_can_be_told_before(backups: Backups, bureau: Bureau, stick: Path) -> None:
    for _ in range(5):
        backups.make()
        bureau.clock.advance(11 * HOUR)
    bureau.clock.advance(60 * HOUR)
    backups.make()
    bureau.clock.advance(10 * HOUR)
    assert backups.prune(dry_run=True).sets == ()
    newest = backups.make()
    assert len(backups.sets()) == 4
    assert backups.newest().folder == newest.folder
    assert all(one.readable for one in backups_in(bureau.anna.practice, stick))


def test_a_backup_is_tried_by_bringing_it_back_whole(backups: Backups, bureau: Bureau) -> None:
    bureau.act(capture)
    backups.make()
    assert tried(backups, bureau) is TrialStanding.NEVER
    assert backups.trial_due()
    trial = backups.try_newest()
    assert (trial.clients, trial.what) == (2, "")
    assert backups.standings().trial == trial
    assert not (home(bureau) / ASIDE).exists()
    assert not backups.trial_due()
    bureau.clock.advance(24 * 7 * HOUR)
    assert backups.trial_due()


def test_a_harmed_backup_fails_the_test_and_the_next_backup_heals_it(
    backups: Backups, bureau: Bureau, stick: Path
) -> None:
    bureau.act(capture)
    backups.make()
    (original,) = (path for path in (stick / "documents").rglob("*") if path.is_file())
    original.write_bytes(bytes(original.stat().st_size))
    trial = backups.try_newest()
    assert "missing from this backup, or damaged" in trial.what
    assert tried(backups, bureau) is TrialStanding.FAILED
    assert not (home(bureau) / ASIDE).exists()
    bureau.clock.advance(HOUR)
    backups.make()
    assert backups.trial_due()
    assert backups.try_newest().what == ""


def test_without_room_it_is_said_how_much_is_needed(backups: Backups, bureau: Bureau) -> None:
    backups.make()
    tight = Backups(bureau.anna, Scripted(400 * MB))
    trial = tight.try_newest()
    assert trial.what.startswith("There is no room for bringing a backup back to try it: it needs 50")
    assert not (home(bureau) / ASIDE).exists()
    shutil.rmtree(backups.newest().folder)
    with pytest.raises(NotFound, match="today's keys"):
        backups.newest()


@pytest.mark.parametrize("word", ["restoring", "trying"])
def test_a_test_that_is_stopped_leaves_nothing_and_says_nothing(backups: Backups, bureau: Bureau, word: str) -> None:
    backups.make()
    with pytest.raises(Stopped):
        backups.try_newest(StoppingAt(word))
    assert not (home(bureau) / ASIDE).exists()
    assert tried(backups, bureau) is TrialStanding.NEVER


def test_a_backup_that_is_stopped_is_no_failure(backups: Backups, bureau: Bureau) -> None:
    with pytest.raises(Stopped):
        backups.make(StoppingAt("backing up"))
    assert how(backups, bureau) is Standing.DUE
    assert backups.sets() == ()


def test_another_folder_begins_anew(backups: Backups, bureau: Bureau, tmp_path: Path) -> None:
    backups.make()
    backups.try_newest()
    backups.choose(replace(backups.plan(), folder=str(tmp_path / "other")))
    assert how(backups, bureau) is Standing.DUE
    assert tried(backups, bureau) is TrialStanding.NEVER
    assert backups.due(Moment.OPEN)
    assert backups.standings().same_disk
