"""The ways in beside the passphrase, from the command line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail

from bookdesk.cli.main import main
from bookdesk.security.recovery import read_sheet, to_groups

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


class Terminal:
    """Somebody who answers each question about a group as the sheet on disk says, or otherwise."""

    def __init__(self, sheet: Path, err: io.StringIO, wrong: int = 0) -> None:
        self._sheet, self._err, self._wrong = sheet, err, wrong

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        if self._wrong:
            self._wrong -= 1
            return "00000\n"
        number = int(self._err.getvalue().rpartition("Group ")[2].partition(":")[0])
        return to_groups(read_sheet(self._sheet))[number - 1].lower() + "\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command with `--json`; returns its status, its rows and what it said besides."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")
    (tmp_path / "new").write_text("another one", encoding="utf-8")

    def command(*words: str) -> tuple[int, list[dict[str, object]], str]:
        status = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    return command


@pytest.fixture
def no_keyring() -> Iterator[None]:
    """Let this computer have no keyring, whatever the one has that runs the test."""
    before = keyring.get_keyring()
    keyring.set_keyring(cast("Callable[[], KeyringBackend]", fail.Keyring)())
    yield
    keyring.set_keyring(before)


def sit_down(monkeypatch: pytest.MonkeyPatch, sheet: Path, wrong: int = 0) -> None:
    """Let somebody sit at the terminal."""
    err = io.StringIO()
    monkeypatch.setattr("sys.stderr", err)
    monkeypatch.setattr("sys.stdin", Terminal(sheet, err, wrong))


def test_a_sheet_is_a_pdf_that_opens_and_until_it_was_shown_each_opening_says_so(run: Run, tmp_path: Path) -> None:
    assert run("init", "--name", "Firm", "--recovery-out", "sheet.pdf")[0] == 0
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF-")
    assert "Nobody has shown yet" in run("client", "list")[2]
    assert run("recovery", "confirm", "--recovery-file", "sheet.pdf")[0] == 0
    assert run("client", "list")[2] == ""
    status, (row,), hint = run("recovery", "renew", "--recovery-out", "second.txt")
    assert (status, row["confirmed"]) == (0, False)
    assert "stay open to whoever has them" in hint
    assert "Make a backup at once. Keep the old sheet until there is one" in hint
    renew = ("user", "renew", "anna", "--new-passphrase-file", "new", "--recovery-file")
    refused = (
        "bookdesk: This sheet does not open this practice: it is of another practice, or of before or after the sheet"
        " was renewed. Use the newest sheet of this practice; where it was brought back from a backup, the sheet of the"
        " backup's day.\n"
    )
    assert run(*renew, "sheet.pdf")[::2] == (3, refused)
    assert run("recovery", "confirm", "--recovery-file", "sheet.pdf")[0] == 1
    assert run(*renew, "second.txt")[0] == 0


def test_whoever_sits_there_types_two_groups_back(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = tmp_path / "sheet.pdf"
    with monkeypatch.context() as there:
        sit_down(there, sheet, wrong=3)
        assert run("init", "--name", "Firm", "--recovery-out", "sheet.pdf")[0] == 2
    assert not sheet.exists()
    assert not (tmp_path / "home").exists()
    with monkeypatch.context() as there:
        sit_down(there, sheet, wrong=2)
        assert run("init", "--name", "Firm", "--recovery-out", "sheet.pdf")[0] == 0
    assert run("client", "list")[2] == ""
    with monkeypatch.context() as there:
        sit_down(there, tmp_path / "second.pdf")
        (row,) = run("recovery", "renew", "--recovery-out", "second.pdf")[1]
    assert row["confirmed"] is True


@pytest.mark.usefixtures("no_keyring")
def test_without_a_keyring_to_trust_everything_stays_as_it_is(run: Run) -> None:
    assert run("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")[0] == 0
    status, _, said = run("keyring", "on")
    assert status == 3
    assert "keyring" in said
    assert run("keyring", "status")[1][0]["on"] is False
    assert run("keyring", "off")[1][0]["on"] is False
    assert run("client", "list", "--keyring")[0] == 3


@pytest.mark.usefixtures("no_keyring")
def test_a_device_secret_is_taken_with_open_eyes_only(run: Run) -> None:
    assert run("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")[0] == 0
    status, _, said = run("device-secret", "on")
    assert status == 2
    assert "recovery sheet is the only way in" in said
    assert run("device-secret", "on", "--i-have-the-recovery-sheet")[0] == 3
    assert run("device-secret", "off")[1] == [{"device_secret": False}]
