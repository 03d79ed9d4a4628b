"""One writer a practice; no lock outlives its process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bookdesk.core.errors import InUse
from bookdesk.store.lock import PracticeLock

HOLDER = """
import sys
from pathlib import Path
from bookdesk.store.lock import PracticeLock
lock = PracticeLock(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def holder(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_holder_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "home" / "practice.lock"
    with PracticeLock(path):
        with pytest.raises(InUse, match="Another BookDesk") as refusal:
            PracticeLock(path)
        assert refusal.value.exit_status == 5
    with PracticeLock(path) as held:
        held.release()
        held.release()
        PracticeLock(path).release()


def test_no_lock_is_left_by_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "practice.lock"
    with holder(path) as other:
        with pytest.raises(InUse):
            PracticeLock(path)
        other.kill()
        other.wait()
        PracticeLock(path).release()
    assert path.exists()


def test_a_child_that_holds_it_until_it_has_become_another_program_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that is killed while it starts a child leaves the lock to it for some milliseconds."""
    path = tmp_path / "practice.lock"
    left = PracticeLock(path)
    looks: list[float] = []

    def waited(seconds: float) -> None:
        looks.append(seconds)
        left.release()

    monkeypatch.setattr("bookdesk.store.lock.time.sleep", waited)
    PracticeLock(path).release()
    assert len(looks) == 1
