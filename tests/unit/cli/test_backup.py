"""`bookdesk backup`: into a named folder as ever, into the chosen one, and what the acts besides it tell."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bookdesk.cli.main import main

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a practice and the passphrase of its owner."""
    folder = tmp_path_factory.mktemp("firm")
    (folder / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("BOOKDESK_HOME", str(folder / "home"))
        anna = ("--user", "anna", "--passphrase-file", "anna")
        assert main(["init", "--name", "Firm", "--recovery-out", "sheet.txt", *anna]) == 0
        assert main(["client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD", *anna]) == 0
    return folder


@pytest.fixture
def run(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))

    def command(*words: str) -> tuple[int, list[dict[str, object]], str]:
        status = main(["backup", *words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    return command


def test_a_named_folder_needs_no_choice_and_is_none(run: Run) -> None:
    status, (made,), _ = run("--to", "backups")
    assert (status, made["clients"], made["left_out"], made["doubtful"]) == (0, 2, 0, [])
    status, _, told = run()
    assert (status, "No folder for backups is chosen" in told) == (2, True)


def test_once_chosen_the_folder_need_not_be_named(run: Run, tmp_path: Path) -> None:
    status, (chosen,), _ = run("settings", "--folder", str(tmp_path / "stick"), "--every", "12")
    assert (status, chosen["hours"], chosen["on"], chosen["standing"], chosen["tested"]) == (
        0,
        12,
        True,
        "due",
        "never",
    )
    status, (made,), _ = run()
    assert (status, str(made["backup"]).startswith(str(tmp_path / "stick" / "sets"))) == (0, True)
    status, (listed,), _ = run("list")
    assert (status, listed["backup"], listed["clients"], listed["readable"]) == (0, made["backup"], 2, True)
    status, (tried,), _ = run("test")
    assert (status, tried["ok"], tried["clients"]) == (0, True, 1)
    status, (now,), _ = run("settings")
    assert (status, now["standing"], now["tested"], now["problem"]) == (0, "good", "good", "")
    status, (off,), _ = run("settings", "--off")
    assert (status, off["on"], off["standing"], off["folder"]) == (0, False, "off", str(tmp_path / "stick"))


def test_pruning_tells_what_goes(run: Run, tmp_path: Path) -> None:
    run("settings", "--folder", str(tmp_path / "stick"))
    run()
    status, rows, told = run("prune", "--dry-run")
    assert (status, rows, told.splitlines()[-1]) == (0, [], "0 backups and 0 documents would go, 0.0 MB.")
    assert run("prune")[2].splitlines()[-1] == "0 backups and 0 documents removed, 0.0 MB."


def test_a_harmed_backup_fails_its_test_in_words(run: Run, tmp_path: Path) -> None:
    run("settings", "--folder", str(tmp_path / "stick"))
    run()
    (books, *_) = (tmp_path / "stick" / "sets").glob("*/clients/*/books.db")
    books.write_bytes(books.read_bytes()[:-1] + b"x")
    status, (row,), told = run("test")
    assert (status, row["ok"]) == (1, False)
    assert "is missing from this backup, or damaged." in told


@pytest.mark.parametrize(
    "words",
    [
        ("list", "--to", "x"),
        ("--folder", "x"),
        ("list", "--off"),
        ("--dry-run",),
        ("settings", "--on", "--off"),
        ("settings", "--every", "0"),
    ],
)
def test_what_does_not_go_together_is_refused(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words)[0] == 2
