from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Record what would be run, and let all of it succeed."""
    taken: list[list[str]] = []

    def record(what: str, command: Sequence[str], environment: dict[str, str] | None = None) -> int:
        del what, environment
        taken.append([*command])
        return 0

    monkeypatch.setattr(dev, "run", record)
    return taken


@pytest.mark.parametrize("command", sorted(dev.COMMANDS))
def test_every_command_is_told(command: str) -> None:
    assert f"python3 dev.py {command}" in (dev.__doc__ or "")
    assert f"python3 dev.py {command}" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_without_the_right_the_missing_package_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], steps: list[list[str]]
) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: False)
    assert dev.system_packages({"python3-venv": lambda: False, "git": lambda: True}) == 1
    assert "python3-venv" in capsys.readouterr().err
    assert steps == []


def test_with_the_right_only_the_missing_package_is_installed(
    monkeypatch: pytest.MonkeyPatch, steps: list[list[str]]
) -> None:
    monkeypatch.setattr(dev, "is_root", lambda: True)
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert dev.system_packages({"python3-venv": lambda: False, "git": lambda: True}) == 0
    assert [step[-1] for step in steps] == ["update", "python3-venv"]


def test_an_environment_that_is_up_to_date_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, steps: list[list[str]]
) -> None:
    stamp = tmp_path / "installed"
    monkeypatch.setattr(dev, "STAMP", stamp)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    assert dev.prepare() == 0
    assert len(steps) == 1
    assert dev.prepare() == 0
    assert len(steps) == 1
    stamp.write_text("3.11 another lock", encoding="ascii")
    assert dev.prepare() == 0
    assert len(steps) == 2
    assert "--require-hashes" in steps[-1]


def test_quick_leaves_out_the_slow_and_paths_leave_out_lint(steps: list[list[str]]) -> None:
    dev.test(["--quick"])
    assert "not slow and not frozen" in steps[-1]
    assert len(steps) > 1
    steps.clear()
    dev.test(["tests/unit/core", "-k", "money"])
    assert len(steps) == 1
    assert steps[0][-3:] == ["tests/unit/core", "-k", "money"]


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    outcome = subprocess.run(
        [sys.executable, "-I", "-S", str(ROOT / "dev.py"), "--help"], check=False, capture_output=True
    )
    assert outcome.returncode == 0


def test_the_entry_leaves_heavy_imports_to_who_needs_them() -> None:
    code = (
        "import sys; import bookdesk.__main__; print(sorted(set(sys.modules) & {'sqlalchemy', 'numpy', 'reportlab'}))"
    )
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert outcome.stdout.strip() == "[]"
