"""The program says at its start that its memory goes into no dump, as window, as command and as child."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bookdesk.core.child import Child
from bookdesk.core.undumpable import dumpable, keep_out_of_dumps

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells whether a process is dumpable")
CHECKOUT = Path(__file__).parents[3]
_ASKED = (
    "import json, resource;"
    "from bookdesk.core.undumpable import dumpable;"
    "print(json.dumps([dumpable(), *resource.getrlimit(resource.RLIMIT_CORE)]))"
)


def said(before: str) -> list[object]:
    """Run something in a process of its own and return whether it is dumpable after that, and its core limits."""
    done = subprocess.run(
        [sys.executable, "-c", f"{before};{_ASKED}"], check=True, capture_output=True, text=True, cwd=CHECKOUT
    )
    answer: list[object] = json.loads(done.stdout.splitlines()[-1])
    return answer


@linux
def test_a_process_that_said_nothing_is_dumpable() -> None:
    assert said("pass")[0] is True


@linux
def test_it_is_said() -> None:
    assert said("from bookdesk.core.undumpable import keep_out_of_dumps; keep_out_of_dumps()") == [False, 0, 0]


@linux
@pytest.mark.parametrize(
    "words",
    ['["--version"]', '["client", "list"]', '["demo", "--resume", "nowhere"]'],
    ids=["help", "command", "window"],
)
def test_the_entry_says_it_before_anything_else(words: str, tmp_path: Path) -> None:
    start = (
        f"import os; os.environ |= {{'BOOKDESK_HOME': {str(tmp_path)!r}, 'QT_QPA_PLATFORM': 'offscreen'}};"
        f"from bookdesk.__main__ import main; exec('try: main({words})\\nexcept SystemExit: pass')"
    )
    assert said(start) == [False, 0, 0]


@linux
@pytest.mark.parametrize("name", ["read", "show"])
def test_children_say_it_too(name: str) -> None:
    with Child.start(name) as child:
        child.wait_ready()
        limits = Path(f"/proc/{child._process.pid}/limits").read_text("utf-8")  # noqa: SLF001 - nobody else asks for it
    (cores,) = (line.split() for line in limits.splitlines() if line.startswith("Max core file size"))
    assert cores[4:6] == ["0", "0"]


def test_saying_it_twice_harms_nothing() -> None:
    before = dumpable()
    assert before in {True, False, None}
    program = "from bookdesk.core.undumpable import keep_out_of_dumps as one; one(); one()"
    subprocess.run([sys.executable, "-c", program], check=True, cwd=CHECKOUT)
    assert callable(keep_out_of_dumps)
