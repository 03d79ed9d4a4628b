"""Whatever call to disk, engine, network or clock fails, an act is refused in words or is done whole, and done once.

Here each act meets so many faults as fit into a test command, spread over its calls; `tests/failures/faults.py` lets
every single call fail.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import StorageError
from bookdesk.models.bill import Bill
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.files import write_whole
from tests.failures.acts import Enter, Scene
from tests.failures.faults import SCENES, enumerate_faults, main, sample_faults, table
from tests.failures.ports import AHEAD, BACK, BROKEN, BROKEN_ON, FULL, FULL_ON, STOPPED, Call, Fault, Outside, installed
from tests.unit.office.bureau import Bureau, enter_bill

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what a file is called is asked of Linux")

SHARES = {BROKEN: 3, BROKEN_ON: 3, BACK: 1, AHEAD: 1}
"""How many calls of an act fail here where it is not two; it makes two hundred on the average."""
_PAIRS = [(scene.name, fault) for scene in SCENES.values() for fault in scene.faults]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), _PAIRS, ids=[f"{name}, {fault.name}" for name, fault in _PAIRS])
def test_an_act_that_meets_a_fault_is_refused_in_words_or_done_once(name: str, fault: Fault, tmp_path: Path) -> None:
    found = sample_faults(SCENES[name], fault, tmp_path, share=SHARES.get(fault, 2))
    assert [str(one) for one in found.wrong] == []
    assert found.runs, "no call failed at all"


@pytest.mark.parametrize("fault", [FULL, FULL_ON, BROKEN])
def test_one_full_or_broken_disk_in_the_quick_suite(fault: Fault, tmp_path: Path) -> None:
    found = sample_faults(SCENES["capture"], fault, tmp_path, share=2)
    assert [str(one) for one in found.wrong] == []
    assert found.refused


class Careless(Enter):
    """Somebody who writes beside the books and counts on the disk."""

    name = "careless"

    def act(self, stage: Bureau, base: Path) -> None:
        super().act(stage, base)
        with (base / "note").open("w") as note:
            note.write("entered")


class Hasty(Enter):
    """Somebody who acknowledges what the disk refused."""

    name = "hasty"

    def act(self, stage: Bureau, base: Path) -> None:
        with suppress(StorageError):
            super().act(stage, base)


class Halfway(Enter):
    """Somebody who does one thing in two changes."""

    name = "halfway"

    def act(self, stage: Bureau, base: Path) -> None:
        super().act(stage, base)
        stage.ask(lambda one: enter_bill(one, "Milk Maids", "FAULT-2", 1100))

    def count(self, session: Session) -> int:
        both = session.scalar(select(func.count()).where(Bill.number.in_(("FAULT-1", "FAULT-2")))) or 0
        return -1 if both == 1 else both // 2


class Littering(Enter):
    """Somebody who leaves the original of what was refused among the documents."""

    name = "littering"

    def act(self, stage: Bureau, base: Path) -> None:
        stage.ask(lambda one: one.desk.books.documents.put(b"an original"))
        super().act(stage, base)


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (Careless(), "not refused in words: OSError"),
        (Hasty(), "acknowledged and came about 0 times"),
        (Halfway(), "refused and came about -1 times"),
        (Littering(), "belongs to no row"),
    ],
    ids=lambda one: getattr(one, "name", ""),
)
def test_the_harness_finds_out_whoever_is_careless(scene: Scene, words: str, tmp_path: Path) -> None:
    found = sample_faults(scene, FULL_ON, tmp_path, share=4)
    assert any(words in str(one) for one in found.wrong)
    assert table([found]).splitlines()[-1].split()[-1] == str(len(found.wrong))


def test_every_call_is_struck_until_none_is_met_any_more(tmp_path: Path) -> None:
    found = enumerate_faults(SCENES["enter a bill"], STOPPED, tmp_path)
    assert found.runs == found.calls >= len(("begun", "before seal", "sealed", "committed"))
    assert not found.wrong


def test_a_call_is_struck_once_or_from_then_on(tmp_path: Path) -> None:
    once, lasting = Outside(FULL, 2, tmp_path, armed=True), Outside(FULL_ON, 2, tmp_path, armed=True)
    assert [once.strikes(Call.TAKES_ROOM, "write") for _ in range(4)] == [False, True, False, False]
    assert [lasting.strikes(Call.TAKES_ROOM, "write") for _ in range(4)] == [False, True, True, True]
    assert not lasting.strikes(Call.READS, "open")


def test_the_real_calls_of_the_program_are_struck_and_those_of_others_are_not(tmp_path: Path) -> None:
    ours = tmp_path / "ours"
    ours.mkdir()
    outside = Outside(BROKEN, 0, ours, armed=True)
    with installed(outside):
        write_whole(ours / "file", b"content")
        write_whole(tmp_path / "another", b"content")
        SqlCipher().connect(ours / "books.db", bytes(32)).close()
    part = outside.trace[0].removeprefix("open ")
    assert part.startswith(".part-")
    assert outside.trace == [
        *(f"open {part}", f"write {part}", f"fsync {part}", "replace file", "open .", "fsync .", "connect")
    ]


def test_a_write_that_fails_leaves_a_part_behind_as_a_full_disk_does(tmp_path: Path) -> None:
    def write() -> None:
        with (tmp_path / "file").open("wb") as file:
            file.write(b"content")

    with installed(Outside(FULL, 2, tmp_path, armed=True)), pytest.raises(OSError, match="No space left"):
        write()
    assert (tmp_path / "file").read_bytes() == b"con"


def test_the_long_run_prints_a_table_and_says_by_its_status_whether_anything_was_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SCENES, "hasty", Hasty())
    wish = ["--folder", str(tmp_path), "--every", "5"]
    assert main([*wish, "--scene", "enter a bill", "--fault", BACK.name]) == 0
    assert capsys.readouterr().out.splitlines()[-1].split() == ["all", "1", "1", "0", "0", "0"]
    assert main([*wish, "--scene", "hasty", "--fault", FULL_ON.name]) == 1
    assert "hasty, disk full from one call on" in capsys.readouterr().out
