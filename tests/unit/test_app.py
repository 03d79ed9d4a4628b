from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bookdesk import app
from bookdesk.app import SampleFolder, kept_sample, no_display
from bookdesk.core.clock import SystemClock
from bookdesk.core.itself import own_program, own_source
from bookdesk.ui.surroundings import Sample

HEAVY = (
    "sqlalchemy",
    "reportlab",
    "requests",
    "PIL",
    "numpy",
    "pytesseract",
    "tesserocr",
    "pypdfium2",
    "lxml",
    "pikepdf",
)
FIRST_PAINT = """
import sys
from bookdesk import app

class UntilPainted(app.Run):
    def prepare(self):
        sys.stderr.write("painted\\n")
        self.ended.emit()

app.Run = UntilPainted
sys.exit(app.main([]))
"""


WHO_IS_ASKED = """
import sys
from bookdesk import app

class UntilPainted(app.Run):
    def prepare(self):
        page = self.entrance.page()
        sys.stderr.write(f"asks {page.user.text()}, knows {bool(self._around.sample)}\\n")
        self.ended.emit()

app.Run = UntilPainted
sys.exit(app.main([]))
"""


def start(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would, on a system without a display unless `environment` brings one."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    command = words if words[:1] == (sys.executable,) else (*own_program(), *words)
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env=kept | own_source() | environment
    )


@pytest.mark.parametrize(
    ("environment", "system", "shown"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen"}, "linux", True),
        ({"QT_QPA_PLATFORM": "offscreen:size=800x600"}, "linux", True),
        ({"QT_QPA_PLATFORM": "xcb"}, "linux", False),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_where_there_is_no_display_it_is_seen_before_qt_ends_the_process(
    environment: dict[str, str], system: str, *, shown: bool
) -> None:
    assert (no_display(environment, system) == "") == shown


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
@pytest.mark.parametrize("words", [(), ("demo",)])
def test_without_a_display_one_line_names_the_way_that_needs_none(words: tuple[str, ...]) -> None:
    done = start(*words)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "bookdesk demo --headless" in line


def test_the_demo_explains_both_its_ways_without_a_window() -> None:
    done = start("demo", "--help")
    assert done.returncode == 0
    assert "--headless" in done.stdout


def test_a_sample_is_never_made_over_something_that_is_there(tmp_path: Path) -> None:
    done = start("demo", "--keep", str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert "exists already" in done.stderr


def test_a_sample_that_is_gone_is_not_resumed(tmp_path: Path) -> None:
    done = start("demo", "--resume", str(tmp_path / "gone"), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 2
    assert "no sample practice" in done.stderr


@pytest.mark.parametrize("first_day", [True, False])
def test_nothing_heavy_is_imported_before_the_first_page_is_painted(tmp_path: Path, *, first_day: bool) -> None:
    home = tmp_path / "home"
    if not first_day:
        home.mkdir()
        (home / "keys.slots").write_bytes(b"locked")
    done = start(
        sys.executable, "-X", "importtime", "-c", FIRST_PAINT, QT_QPA_PLATFORM="offscreen", BOOKDESK_HOME=str(home)
    )
    assert done.returncode == 0, done.stderr
    before, painted, _after = done.stderr.partition("painted\n")
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in before.splitlines() if "|" in line}
    assert painted
    assert "PySide6" in imported
    assert imported.isdisjoint(HEAVY)
    assert home.exists() != first_day


def test_locking_starts_the_program_itself_and_hands_a_sample_over(tmp_path: Path) -> None:
    started: list[list[str]] = []
    folder = SampleFolder(tmp_path / "sample", start=started.append)
    (tmp_path / "sample" / "home").mkdir(parents=True)
    folder.restart(None)
    folder.restart(Sample(folder.places, SystemClock(), "ann", "four words", folder.root / "files"))
    folder.close()
    assert started == [[], ["demo", "--resume", str(tmp_path / "sample")]]
    assert folder.places.home.exists()
    kept = SampleFolder(tmp_path / "sample", kept=True, start=started.append)
    kept.restart(Sample(kept.places, SystemClock(), "ann", "four words", kept.root / "files"))
    assert started[-1] == ["demo", "--resume", str(tmp_path / "sample"), "--kept"]


def test_a_sample_that_was_left_is_gone_unless_it_is_to_be_kept(tmp_path: Path) -> None:
    for name, kept in (("gone", False), ("kept", True)):
        root = tmp_path / name
        (root / "home").mkdir(parents=True)
        SampleFolder(root, kept=kept).close()
        assert root.exists() == kept
    temporary = SampleFolder()
    root = temporary.root
    assert root.is_dir()
    temporary.close()
    assert not root.exists()


def test_a_sample_that_was_locked_is_entered_as_before(tmp_path: Path) -> None:
    (tmp_path / "way in.txt").write_text("ann\nfour words\n", "utf-8")
    sample = SampleFolder(tmp_path).made()
    assert (sample.user, sample.passphrase) == ("ann", "four words")
    assert sample.places.home == tmp_path / "home"
    assert sample.files.parent == tmp_path


@pytest.mark.parametrize(("kept", "asks"), [(True, "asks ann, knows True"), (False, "asks , knows False")])
def test_a_sample_that_was_kept_is_one_also_when_it_is_opened_like_any_practice(
    tmp_path: Path, asks: str, *, kept: bool
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "keys.slots").write_bytes(b"locked")
    if kept:
        (tmp_path / "way in.txt").write_text("ann\nfour words\n", "utf-8")
        (tmp_path / "files to drop").mkdir()
    assert kept_sample(home) == (tmp_path if kept else None)
    done = start(sys.executable, "-c", WHO_IS_ASKED, QT_QPA_PLATFORM="offscreen", BOOKDESK_HOME=str(home))
    assert done.returncode == 0, done.stderr
    assert asks in done.stderr
    assert home.exists(), "closing it takes nothing away"


def test_only_the_home_of_a_sample_is_taken_for_one(tmp_path: Path) -> None:
    (tmp_path / "way in.txt").write_text("ann\nfour words\n", "utf-8")
    (tmp_path / "files to drop").mkdir()
    assert kept_sample(tmp_path / "home") is None, "there is no practice"
    for name in ("home", "mine"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "keys.slots.2").write_bytes(b"locked")
    assert kept_sample(tmp_path / "home") == tmp_path
    assert kept_sample(tmp_path / "mine") is None


def test_another_process_is_started_that_outlives_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mark = tmp_path / "started"
    monkeypatch.setattr(app, "own_program", lambda: [sys.executable, "-c", f"open({str(mark)!r}, 'w').close()"])
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def watched(*words: object, **options: object) -> subprocess.Popen[bytes]:
        started.append(real(*words, **options))  # type: ignore[call-overload]  # passed on as it came
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", watched)
    app.start_again([])
    assert started[0].wait(60) == 0
    assert mark.exists()
