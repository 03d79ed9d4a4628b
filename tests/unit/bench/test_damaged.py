from __future__ import annotations

import json
from pathlib import Path

import pytest

from bookdesk.bench import damaged
from bookdesk.core.child import ChildCrashed, ChildFailed, ChildTimedOut
from bookdesk.core.errors import PasswordNeeded, UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.reading.child import ChildReader, ReaderPool
from bookdesk.reading.inprocess import InProcessPictures
from tests.support import pages


class Failing:
    """A child that ends before it answers."""

    def __init__(self, failure: ChildFailed) -> None:
        self._failure = failure

    def wait_ready(self) -> None:
        """It is."""

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        """Fail."""
        del header, payload
        raise self._failure

    def kill(self) -> None:
        """Nothing runs."""

    def close(self) -> None:
        """Nothing runs."""


@pytest.mark.parametrize(
    ("failure", "end", "why"),
    [
        (ChildCrashed("It ended (SIGSEGV).", diagnosis="Fatal\nin page_to_data"), "child crashed", "SIGSEGV"),
        (ChildTimedOut("It took longer."), "child timed out", "longer"),
    ],
)
def test_a_child_that_fails_is_told_with_how(tmp_path: Path, failure: ChildFailed, end: str, why: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pages.pdf())
    with ReaderPool(1, lambda: Failing(failure)) as pool:
        fate = damaged.fate_of(path, ChildReader(pool), InProcessPictures())
    assert (fate.end, fate.painted) == (end, None)
    assert why in fate.why


def test_a_refusal_is_told_by_its_reason_and_a_locked_file_apart() -> None:
    fates = [
        damaged.Fate("a", damaged.End.REFUSED, "It is empty."),
        damaged.Fate("b", damaged.End.REFUSED, "It is empty."),
        damaged.Fate("c", damaged.End.LOCKED, "It is locked."),
        damaged.Fate("d", damaged.End.READ, painted=False, unpainted="It cannot be drawn.", processor=61.0),
    ]
    counts, *rows = damaged.told(fates)
    assert (counts["files"], counts["refused"], counts["locked"], counts["read, not shown"]) == (4, 2, 1, 1)
    assert counts["over 60 s"] == 1
    assert {"refused": 2, "reason": "It is empty."} in rows
    assert any(row.get("unpainted") == "It cannot be drawn." for row in rows)


def test_what_was_made_to_annoy_is_in_every_sample(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf", "c-fuzzed.pdf", "d.pdf", "deep/bomb.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [path.name for path in damaged.sample(tmp_path, 4)] == ["a.pdf", "c-fuzzed.pdf", "bomb.png"]


@pytest.mark.slow
def test_a_folder_is_read_as_capture_reads_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "good.pdf").write_bytes(pages.pdf())
    (tmp_path / "locked.pdf").write_bytes(pages.encrypted_pdf())
    (tmp_path / "note.txt").write_bytes(b"Dear all")
    assert damaged.main(["--data", str(tmp_path), "--json"]) == 0
    counts = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (counts["files"], counts["read and shown"], counts["locked"], counts["refused"]) == (3, 1, 1, 1)
    assert damaged._end_of(UnreadableDocument("a"))[0] is damaged.End.REFUSED  # noqa: SLF001 - of an error without cause
    assert damaged._end_of(PasswordNeeded("a"))[0] is damaged.End.LOCKED  # noqa: SLF001 - as above
