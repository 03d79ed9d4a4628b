"""A program that crashes in the middle of its work leaves nothing of it in a core file, a log or its own last words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.core.child import Child
from bookdesk.core.itself import own_source
from bookdesk.reading import wire
from tests.support import pages
from tests.support.canaries import found
from tests.support.program import Program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="core files are made and looked for on Linux")

CLIENT, PASSPHRASE = "Kestrel Cartography", "lantern orchard vivid mosaic 41"
_POINT = "change: sealed"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Program:
    program = Program(tmp_path_factory.mktemp("dumps"))
    program.passphrase("ann", PASSPHRASE)
    program.by("ann", "init", "--name", "Ann", "--recovery-out", program.own / "sheet.txt", "--mode", "demo")
    return program


@pytest.fixture
def roomy() -> Iterator[None]:
    """Allow core files of any size, as a developer's machine or a distribution may."""
    import resource  # noqa: PLC0415 - Windows has none

    before = resource.getrlimit(resource.RLIMIT_CORE)
    if before[1] != resource.RLIM_INFINITY:
        pytest.skip("this user may not raise the limit of core files")
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


def crash(program: Program, how: str) -> int:
    crashing = replace(program, launch=("-m", "tests.support.crashing", how, _POINT))
    words = ("client", "add", CLIENT, "--country", "AU", "--currency", "AUD", "--user", "ann")
    return crashing.again(*words, "--passphrase-file", program.passphrase("ann"))


def cores(program: Program) -> list[Path]:
    return [path for path in program.root.rglob("core*") if path.is_file()]


def recovery_key(program: Program) -> list[str]:
    """Return the groups of the recovery key as they stand on the sheet."""
    lines = (program.own / "sheet.txt").read_text("utf-8").splitlines()
    groups = [group for line in lines if line.startswith("KEY") for group in line.split()[1:]]
    assert len(groups) > 10
    return groups


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize(("how", "status"), [("abort", signal.SIGABRT), ("segv", signal.SIGSEGV)])
def test_no_core_file_is_left_and_nothing_betrays_what_was_in_memory(founded: Program, how: str, status: int) -> None:
    assert crash(founded, how) == -status
    assert cores(founded) == []
    assert found((CLIENT, PASSPHRASE, *recovery_key(founded)), founded.home, founded.temporary) == {}


@pytest.mark.usefixtures("roomy")
def test_without_it_the_core_file_has_the_passphrase(founded: Program) -> None:
    """The control: the same crash, left dumpable."""
    assert crash(founded, "segv-dumpable") == -signal.SIGSEGV, founded.said
    left = cores(founded)
    if not left:
        pytest.skip("this system keeps core files elsewhere: see /proc/sys/kernel/core_pattern")
    content = b"".join(core.read_bytes() for core in left)
    for core in left:
        core.unlink()
    assert CLIENT.encode() in content
    assert PASSPHRASE.encode() in content


def crash_reading(name: str, command: list[str] | None = None) -> tuple[int, list[Path]]:
    """Let a child crash while it holds a document; returns how it ended (`CLD_*`) and what lies in its folder."""
    with Child.start(name, command=command) as child:
        child.wait_ready()
        asked = wire.open_request(("eng",), ignore_embedded=False) if name == "read" else {"do": "open"}
        child.request(asked, pages.pdf())
        process = child._process.pid  # noqa: SLF001 - nobody else asks for it
        os.kill(process, signal.SIGSEGV)
        ended = os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)
        assert ended is not None
        assert ended.si_status == signal.SIGSEGV
        return ended.si_code, [path for path in child.folder.rglob("*") if path.is_file()]


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize("name", ["read", "show"])
def test_a_child_that_crashes_over_a_document_leaves_no_core_file_either(name: str) -> None:
    assert crash_reading(name) == (os.CLD_KILLED, [])


@pytest.mark.usefixtures("roomy")
def test_without_its_bounds_a_child_leaves_one() -> None:
    """The control for the children."""
    ended, _ = crash_reading("read", [sys.executable, "-P", "-m", "tests.support.dumping", "reader", "read"])
    if ended != os.CLD_DUMPED:
        pytest.skip("this system makes no core files at all")


@pytest.mark.usefixtures("roomy")
@pytest.mark.parametrize(("how", "left"), [("bound", 0), ("unbound", 1)])
def test_nor_does_the_program_for_scans_that_a_child_starts(tmp_path: Path, how: str, left: int) -> None:
    tesseract = tmp_path / "tesseract"
    tesseract.write_text("#!/bin/sh\ncat >/dev/null\nkill -SEGV $$\n", "utf-8")
    tesseract.chmod(0o700)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "eng.traineddata").touch()
    words = [sys.executable, "-m", "tests.support.dumping", "ocr", how, str(tesseract)]
    assert subprocess.run(words, cwd=tmp_path, env=os.environ | own_source(), check=False).returncode == 0
    cores = list(tmp_path.glob("core*"))
    if how == "unbound" and not cores:
        pytest.skip("this system keeps core files elsewhere: see /proc/sys/kernel/core_pattern")
    assert len(cores) == left
