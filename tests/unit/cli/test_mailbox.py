"""`bookdesk mailbox` on a real Dovecot, and `bookdesk folder`, from setting them to a document to review."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bookdesk.cli import folder
from bookdesk.cli.main import main
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.einvoice import ubl
from tests.support.dovecot import ABSENT, PASSWORD, Dovecot, installed, running
from tests.support.letters import ACME, NOBODY, letter

pytestmark = pytest.mark.slow

Row = dict[str, Any]
WORDS = "vier blaue Ärmel"
SINCE = ("--since", "2026-07-01")


class Shell:
    """A person at the command line, in a practice with one client and a mailbox server."""

    def __init__(self, capsys: pytest.CaptureFixture[str], server: Dovecot) -> None:
        self._capsys, self.server, self.said = capsys, server, ""

    def __call__(self, *words: str, status: int = 0, area: str = "mailbox") -> list[Row]:
        found = main([area, *words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, *words: str) -> str:
        assert main(["mailbox", *words, "--user", "anna", "--passphrase-file", "anna"]) == 0
        return self._capsys.readouterr().out

    def add(self) -> Row:
        at = ("--host", "127.0.0.1", "--port", str(self.server.plain), "--security", "none")
        (row,) = self("add", "bills", *at, "--mail-user", self.server.user, "--password-file", "mailbox", *SINCE)
        return row


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with one client that was taken on, made once."""
    folder = tmp_path_factory.mktemp("founded")
    (folder / "anna").write_text(WORDS, encoding="utf-8")
    (folder / "mailbox").write_text(f"{PASSWORD}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as there:
        there.chdir(folder)
        there.setenv("BOOKDESK_HOME", str(folder / "home"))
        for words in (
            ("init", "--name", "Firm", "--recovery-out", "sheet.txt"),
            ("recovery", "confirm", "--recovery-file", "sheet.txt"),
            ("client", "add", "Acme", "--country", "AU", "--currency", "AUD"),
            ("takeon", "start", "--client", "Acme"),
        ):
            assert main([*words, "--user", "anna", "--passphrase-file", "anna"]) == 0
    return folder


@pytest.fixture(scope="module")
def running_server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip(ABSENT)
    with running() as server:
        yield server


@pytest.fixture
def shell(
    founded: Path,
    running_server: Dovecot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Shell:
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    return Shell(capsys, running_server.fresh())


def test_from_the_mailbox_to_a_draft(shell: Shell) -> None:
    assert shell("fetch", status=2) == []
    assert "bookdesk mailbox add" in shell.said
    assert shell.add()["since"] == "2026-07-01"
    (row,) = shell("route", "bills", "--address", ACME, "--client", "Acme")
    assert row["routes"] == [{"address": ACME, "client": "Acme"}]
    shell.server.put(letter(("tidewater.xml", ubl(bills.CLEANING))))
    shell.server.put(letter(number=2))
    shell.server.put(letter(("brightwater.xml", ubl(bills.REWIRING)), to=NOBODY, number=3))
    (done,) = shell("fetch", status=1)
    assert (done["client"], done["file"], done["state"]) == ("Acme", "tidewater.xml", "to review")
    assert "3 messages are new, 1 documents of 1 messages taken" in shell.said
    assert "no attachment" in shell.said
    assert "1 messages wait for a client: bookdesk mailbox not-routed" in shell.said
    (waits,) = shell("not-routed")
    assert (waits["from"], waits["client"]) == ("Harbour Foods <accounts@harbour.example>", None)
    chosen, done = shell("assign", waits["id"][-8:], "--client", "Acme")
    assert (chosen["client"], done["state"]) == ("Acme", "to review")
    assert "Your invoice" in shell.plain("messages")
    assert PASSWORD not in shell.plain("list")


def test_routes_go_and_a_letter_is_passed_over(shell: Shell) -> None:
    shell.add()
    shell.server.put(letter(("b.pdf", b"b"), to=NOBODY))
    shell("fetch")
    (row,) = shell("route", "bills", "--folder", "Acme", "--client", "Acme")
    assert row["routes"] == [{"folder": "Acme", "client": "Acme"}]
    (passed,) = shell("pass", shell("not-routed")[0]["id"])
    assert passed["state"] == "passed"
    assert shell("unroute", "bills", "Acme")[0]["routes"] == []
    shell("remove", "bills")
    assert shell("list") == []


def test_a_watched_folder_from_the_command_line(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "BETWEEN_SECONDS", 0.0)
    scans, whose = tmp_path / "scans", ("--client", "Acme")
    assert shell("take", *whose, status=1, area="folder") == []
    assert "bookdesk folder watch" in shell.said
    scans.mkdir()
    (row,) = shell("watch", str(scans), *whose, area="folder")
    assert row == {"path": str(scans.resolve()), "after": "move", "here": True}
    (scans / "tidewater.xml").write_bytes(ubl(bills.CLEANING))
    (scans / "june.csv").write_bytes(b"Date,Description,Amount,Balance\n13/07/2026,Fee,-10.00,90.00\n")
    (done,) = shell("take", *whose, status=1, area="folder")
    assert (done["file"], done["state"]) == ("tidewater.xml", "to review")
    assert "june.csv: This is a bank statement" in shell.said
    assert sorted(path.name for path in scans.iterdir()) == ["Taken", "june.csv"]
    shell("unwatch", str(scans), *whose, area="folder")
    assert shell("list", *whose, area="folder") == []
