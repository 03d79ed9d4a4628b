from __future__ import annotations

import logging
import re
import stat
import subprocess
import sys
from pathlib import Path

from bookdesk.core.itself import own_source
from bookdesk.ui.logfile import begin_log

CANARY = "Kookaburra-4711"


def test_what_happened_is_written_with_its_time_and_never_about_whom(tmp_path: Path) -> None:
    end = begin_log(tmp_path, crashes=False)
    log = logging.getLogger("bookdesk.window")
    log.info("read %(count)s documents of %(supplier)s", {"count": 3, "supplier": CANARY})
    known: dict[str, int] = {}
    try:
        known[CANARY] += 1
    except KeyError:
        log.exception("a defect")
    end()
    log.warning("after the end")
    text = (tmp_path / "log" / "bookdesk.log").read_text("utf-8")
    first, second, third, *where = text.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO bookdesk BookDesk \d+\.\d+\.\d+", first)
    assert second.endswith("read 3 documents of ***")
    assert third.endswith("a defect")
    assert where[0] == "KeyError"
    assert "test_logfile.py" in where[1]
    assert CANARY not in text
    assert stat.S_IMODE((tmp_path / "log").stat().st_mode) == 0o700


def test_a_long_log_is_rotated(tmp_path: Path) -> None:
    end = begin_log(tmp_path, crashes=False)
    for _ in range(30):
        logging.getLogger("bookdesk").info("x" * 50_000)
    end()
    sizes = sorted(file.stat().st_size for file in (tmp_path / "log").iterdir())
    assert len(sizes) == 2
    assert sizes[-1] <= 1_000_000


def test_a_fault_of_the_system_is_written_down(tmp_path: Path) -> None:
    script = (
        "import ctypes, sys; from pathlib import Path; from bookdesk.ui.logfile import begin_log;"
        " begin_log(Path(sys.argv[1])); ctypes.string_at(0)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], env=own_source(), check=False, capture_output=True)
    assert "Fatal Python error: Segmentation fault" in (tmp_path / "log" / "faults.txt").read_text("utf-8")
