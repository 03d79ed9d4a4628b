"""On a disk that is full, under a quota, or read-only since just now, nothing is half done, and all of it is told."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError
from bookdesk.office.entering import Threshold
from bookdesk.office.opened import Office
from bookdesk.store.ballast import RELEASED, SIZE, laid, lay
from bookdesk.store.places import Places
from bookdesk.store.room import Space
from tests.failures.doomed import at_work
from tests.failures.standing import Outcome, founded, look
from tests.failures.writing import ACTS, LARGE
from tests.support.disks import DISKS, MEGABYTES
from tests.support.firm import OWNER, PASSPHRASE, POLICY
from tests.support.scarce import fill, small_disk
from tests.unit.office.bureau import NOW, capture, enter_bill

CHECKOUT = Path(__file__).parents[2]
unix = pytest.mark.skipif(sys.platform == "win32", reason="there are neither mounts nor limits of this kind")

HAPPENED = re.compile(
    "disk is full|disk refuses to read|disk is read-only|cannot be (written|saved|opened)|may not be written"
    "|nothing new is taken in|the disk failed|is not finished"
    "|change of the practice's keys was interrupted|passphrase is wrong",
    re.IGNORECASE,
)
TO_DO = re.compile(
    "Free some space|Make it writable|Choose another folder|Check that the|Try the new one|Open the practice for work"
    "|Close the practice and open it again|Type it once more",
)


@cache
def tried(kind: str) -> subprocess.CompletedProcess[str]:
    """Try every act on disks of a kind, once for all tests: in a process whose mounts are seen by nobody else."""
    with TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "tests.failures.writing", kind, f"{folder}/disk"]
        apart = [] if kind == "limited" else ["unshare", "--mount"]
        return subprocess.run([*apart, *words], check=False, capture_output=True, text=True, cwd=CHECKOUT)


def may_mount() -> bool:
    """Return whether this user may have mounts of his own."""
    words = ["unshare", "--mount", "true"]
    return shutil.which(words[0]) is not None and not subprocess.run(words, check=False, capture_output=True).returncode


def outcome_of(kind: str, act: str) -> Outcome:
    """Return how one act fared; skips where such a disk cannot be had."""
    if kind != "limited" and not may_mount():
        pytest.skip("this user may not mount a disk that fails")
    done = tried(kind)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    if "missing" in told[0]:
        pytest.skip(told[0]["missing"])
    return next(Outcome(**one) for one in told if one["act"] == act)


@unix
@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", DISKS)
def test_what_cannot_be_written_is_refused_in_words_and_whole_and_done_once_it_can(kind: str, act: str) -> None:
    outcome = outcome_of(kind, act)
    assert outcome.problems == []
    assert outcome.refusals or outcome.only_read or act == "leaving"
    assert outcome.only_read or kind != "read-only" or act == "leaving"
    for said in (*outcome.refusals, *filter(None, outcome.only_read)):
        assert HAPPENED.search(said), said
        assert TO_DO.search(said), said
    assert outcome.leaving == [], "whoever leaves is let go"


# -- the reserve


PLENTY = Space(90_000_000_000, 900_000_000_000)


class Told:
    """A disk that says it had plenty of room when the reserve was laid."""

    def space(self, folder: Path) -> Space:
        del folder
        return PLENTY


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", MEGABYTES + (SIZE >> 20)) as mounted:
        if not mounted:
            pytest.skip("this user may not mount a small disk")
        founded(tmp_path / "disk" / "home")
        assert lay(tmp_path / "disk" / "home", Told())
        yield tmp_path / "disk"


def test_a_full_disk_lets_the_reserve_go_and_what_was_begun_is_done(disk: Path) -> None:
    before = look(disk, outcome := Outcome("the reserve"), thorough=False)
    with at_work(disk / "home") as bureau:
        bureau.ask(lambda one: one.serve())
        filler = fill(disk, 0)
        with pytest.raises(BookDeskError) as refused:
            bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 1100))
        assert str(refused.value) == f"The disk is full; nothing was changed. {RELEASED}"
        assert not laid(disk / "home")
        bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 1100))
        left = shutil.disk_usage(disk).free
        assert 0 < left < SIZE
        fill_up = disk / "more"
        fill_up.write_bytes(bytes(left - 100_000))
        with pytest.raises(BookDeskError, match="nothing new is taken in") as refused:
            bureau.ask(lambda one: capture(one).capture([LARGE]))
        assert "what is there can be worked on meanwhile" in refused.value.remedy
    filler.unlink()
    fill_up.unlink()
    assert lay(disk / "home", Told()), "it is made again when there is room"
    after = look(disk, outcome, thorough=True)
    outcome.compare("afterwards", before + type(before)({"bills reviewed": 1}), after)
    assert outcome.problems == []


def test_whoever_leaves_a_full_desk_has_the_reserve_for_it(disk: Path) -> None:
    with at_work(disk / "home") as bureau:
        bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 1100))
        sequence = bureau.anna.practice.table.sequence
        filler = fill(disk, 0)
        bureau.anna.lock()
        assert bureau.anna.practice.anchoring.trouble == ""
        assert bureau.anna.practice.table.sequence > sequence, "where the histories end is kept"
    assert not laid(disk / "home")
    filler.unlink()
    assert look(disk, outcome := Outcome("leaving"), thorough=True)["bills reviewed"] == 1
    assert outcome.problems == []


def test_whoever_opens_on_a_full_disk_is_let_in_the_second_time(disk: Path) -> None:
    threshold = Threshold(Places(disk / "home"), MovableClock(NOW), POLICY)
    fill(disk, 0)
    with pytest.raises(BookDeskError) as refused:
        threshold.unlock(OWNER, PASSPHRASE)
    assert refused.value.remedy == RELEASED
    assert not laid(disk / "home")
    with closing(threshold.unlock(OWNER, PASSPHRASE)) as office:
        assert office.practice.writes
        assert isinstance(office, Office)
        assert len(office.clients()) == 2


def test_a_client_that_cannot_be_opened_on_a_full_disk_is_opened_the_second_time(disk: Path) -> None:
    with at_work(disk / "home") as bureau:
        fill(disk, 0)
        with pytest.raises(BookDeskError) as refused:
            bureau.ask(lambda one: one.serve())
        assert refused.value.remedy == RELEASED
        bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 1100))


def test_where_there_is_room_nobody_touches_the_reserve(disk: Path) -> None:
    with at_work(disk / "home") as bureau:
        bureau.ask(lambda one: enter_bill(one, "Milk Maids", "K-1", 1100))
    assert laid(disk / "home")
