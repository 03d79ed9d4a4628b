"""`bookdesk mail` from the account to what nobody knows: rows, words and exit statuses."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bookdesk.cli.main import main
from bookdesk.core.clock import SystemClock
from bookdesk.mail.paymark import MARK
from bookdesk.models.mail import MailMessage
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import open_practice
from bookdesk.store.places import Places
from bookdesk.workspace import at_work
from tests.support.imapserver import PASSWORD, USER, PostBox, open_postbox
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.support.posted import paper, post
from tests.unit.mail.test_bounces import ADA, OURS, PROPER

Row = dict[str, Any]
Run = Callable[..., list[Row]]
CHECKOUT = Path(__file__).resolve().parents[3]
WORDS = "vier blaue Ärmel"


class Shell:
    """A person at the command line, in a practice with one client."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys, self.said = home, capsys, ""

    def __call__(self, *words: str, status: int = 0) -> list[Row]:
        found = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, *words: str) -> str:
        assert main([*words, "--user", "anna", "--passphrase-file", "anna"]) == 0
        return self._capsys.readouterr().out

    def write(self, **said: Any) -> MailMessage:  # noqa: ANN401 - fields of a letter
        """Write a letter, as an invoice that is mailed does."""
        practice = open_practice(Places(self.home), "anna", passphrase_from(WORDS), clock=SystemClock())
        with practice, at_work(practice, "Acme", SystemClock()) as workspace:
            attached = (paper(workspace.desk),)
            return post(workspace.desk, attachments=attached, **said)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A practice with one client, made once."""
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
        ):
            assert main([*words, "--user", "anna", "--passphrase-file", "anna"]) == 0
    return folder


@pytest.fixture
def shell(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    return Shell(tmp_path / "home", capsys)


@pytest.fixture
def house() -> Iterator[House]:
    with open_house(House(asks_who=True)) as house:
        yield house


def set_account(shell: Shell, house: House, box: PostBox | None = None, whose: tuple[str, ...] = ("--firm",)) -> Row:
    words = ["mail", "account", "set", *whose, "--address", "post@firm.example", "--host", "127.0.0.1"]
    words += ["--port", str(house.port), "--security", "none", "--mail-user", USER, "--password-file", "mailbox"]
    if box is not None:
        words += ["--imap-host", "127.0.0.1", "--imap-port", str(box.port), "--imap-security", "none"]
    (row,) = shell(*words)
    return row


def test_from_the_account_to_what_left(shell: Shell, house: House) -> None:
    assert shell("mail", "outbox", "--client", "Acme") == []
    assert "The outbox is empty" in shell.said
    message = shell.write()
    (waiting,) = shell("mail", "outbox", "--client", "Acme")
    assert (waiting["stage"], waiting["recipients"], waiting["subject"]) == ("queued", [ADA], message.subject)
    assert "No mail account is set" in shell.said
    assert shell("mail", "send", "--client", "Acme", status=1) == []
    assert "bookdesk mail account set" in shell.said
    row = set_account(shell, house)
    assert (row["whose"], row["host"], row["password"]) == ("firm", "127.0.0.1", "kept")
    assert PASSWORD not in json.dumps(row) + shell.said
    shell("mail", "account", "test", "--firm")
    assert "The server answers." in shell.said
    assert shell("mail", "send")[0]["accepted"] == 1
    assert shell("mail", "send") == []
    assert "Nothing is due." in shell.said
    assert shell("mail", "outbox", "--client", "Acme") == []
    (left,) = shell("mail", "outbox", "--client", "Acme", "--all")
    assert left["stage"] == "accepted"
    (details,) = shell("mail", "show", message.id[-8:], "--client", "Acme")
    assert details["files"] == ["invoice-2026-0001.pdf"]
    assert [one["kind"] for one in details["facts"]] == ["accepted"]
    said = shell.plain("mail", "show", message.id, "--client", "Acme")
    assert "Please find our invoice attached." in said
    assert f"accepted, {ADA}" in said


def test_a_mail_is_shown_as_it_left_and_says_why_it_has_no_link(shell: Shell, house: House) -> None:
    set_account(shell, house)
    message = shell.write(plain=f"Hello\n\n{MARK}\n\nIBAN\n", html=None)
    assert MARK in shell.plain("mail", "show", message.id, "--client", "Acme")
    assert shell("mail", "send")[0]["accepted"] == 1
    (details,) = shell("mail", "show", message.id, "--client", "Acme")
    assert (details["text"], details["left_as"][0]["text"]) == (f"Hello\n\n{MARK}\n\nIBAN\n", "Hello\n\nIBAN\n")
    assert [one["kind"] for one in details["facts"]] == ["unlinked", "accepted"]
    said = shell.plain("mail", "show", message.id, "--client", "Acme")
    assert MARK not in said
    assert "unlinked: Links in mails were switched off since it was written." in said


def test_what_nobody_knows_is_decided_by_a_person(shell: Shell, house: House) -> None:
    set_account(shell, house, whose=("--client", "Acme"))
    message = shell.write()
    house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    (row,) = shell("mail", "send", "--client", "Acme", status=1)
    assert row["unknown"] == 1
    assert "nobody knows whether it left (bookdesk mail resolve)" in shell.said
    assert "bookdesk mail resolve" in shell.plain("mail", "outbox", "--client", "Acme")
    shell("mail", "cancel", message.id, "--client", "Acme", status=1)
    (again,) = shell("mail", "resolve", message.id, "again", "--client", "Acme")
    assert again["stage"] == "queued"
    assert shell("mail", "send", "--client", "Acme")[0]["accepted"] == 1
    shell("mail", "resolve", message.id, "arrived", "--client", "Acme", status=1)
    assert "Nothing is in doubt" in shell.said


def test_what_nobody_knows_may_stay_unsent(shell: Shell, house: House) -> None:
    set_account(shell, house)
    message = shell.write()
    house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    shell("mail", "send", "--client", "Acme", status=1)
    assert shell("mail", "resolve", message.id, "unsent", "--client", "Acme")[0]["stage"] == "cancelled"
    assert shell("mail", "send", "--client", "Acme")[0]["accepted"] == 0
    assert house.delivered == []


def test_a_program_that_is_killed_while_a_mail_leaves_sends_it_no_second_time(
    shell: Shell, house: House, tmp_path: Path
) -> None:
    set_account(shell, house)
    message = shell.write()
    words = [sys.executable, "-m", "bookdesk", "mail", "send", "--user", "anna", "--passphrase-file", "anna"]
    process = subprocess.Popen(words, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(CHECKOUT)})
    house.at_text = process.kill
    assert process.wait(120) == -signal.SIGKILL
    house.at_text = None
    assert [recipients for recipients, _ in house.delivered] == [(ADA,)]
    shell("mail", "send")
    (unknown,) = shell("mail", "outbox", "--client", "Acme")
    assert (unknown["id"], unknown["stage"]) == (message.id, "unknown")
    assert "Nobody knows whether it left" in unknown["problem"]
    assert len(house.delivered) == 1


def test_what_waits_is_taken_out(shell: Shell, house: House) -> None:
    set_account(shell, house)
    message = shell.write()
    assert shell("mail", "cancel", message.id[-8:], "--client", "Acme")[0]["stage"] == "cancelled"
    assert shell("mail", "send", "--client", "Acme")[0]["accepted"] == 0
    assert house.delivered == []


def test_what_came_back_is_read(shell: Shell, house: House) -> None:
    with open_postbox() as box:
        row = set_account(shell, house, box)
        assert (row["imap_host"], row["imap_folder"]) == ("127.0.0.1", "INBOX")
        shell("mail", "account", "test", "--firm")
        assert "Server and mailbox answer." in shell.said
        shell("mail", "account", "test", "--firm", "--send")
        assert "A mail to post@firm.example left." in shell.said
        assert len(house.delivered) == 1
        message = shell.write()
        shell("mail", "send")
        assert shell("mail", "bounces") == []
        box.put(PROPER.replace(OURS, message.message_id).encode())
        assert [one["bounced"] for one in shell("mail", "bounces")] == [2]
    assert f"came back from {ADA}" in shell.plain("mail", "outbox", "--client", "Acme")
    shell("mail", "settle", message.id[-8:], "called her: another address", "--client", "Acme")
    assert shell("mail", "outbox", "--client", "Acme") == []
    shell("mail", "settle", message.id[-8:], "again", "--client", "Acme", status=1)


def test_what_is_held_waits_for_its_release(shell: Shell, house: House) -> None:
    set_account(shell, house)
    message = shell.write()
    assert shell("mail", "hold", message.id[-8:], "--client", "Acme")[0]["held"] is True
    assert "Held by a person." in shell.plain("mail", "outbox", "--client", "Acme")
    assert shell("mail", "send", "--client", "Acme")[0]["accepted"] == 0
    assert shell("mail", "release", message.id[-8:], "--client", "Acme")[0]["held"] is False
    assert shell("mail", "send", "--client", "Acme")[0]["accepted"] == 1


def test_a_server_that_is_away_is_a_problem_that_is_told(shell: Shell, house: House) -> None:
    with open_house() as gone:
        pass
    house.port = gone.port
    set_account(shell, house)
    shell.write()
    (row,) = shell("mail", "send", status=1)
    assert row["put_off"] == 1
    assert "cannot be reached" in shell.said
    assert "next at" in shell.plain("mail", "outbox", "--client", "Acme")
    shell("mail", "account", "test", "--firm", status=4)


def test_an_account_is_shown_and_forgotten(shell: Shell, house: House) -> None:
    shell("mail", "account", "show", "--firm", status=1)
    set_account(shell, house, whose=("--client", "Acme"))
    assert "This client sends as post@firm.example" in shell.plain("mail", "account", "show", "--client", "Acme")
    shell("mail", "account", "show", "--firm", status=1)
    told = shell.plain("history", "list", "--client", "Acme")
    assert "Mail account changed" in told
    shell("verify")
    shell("mail", "account", "remove", "--client", "Acme")
    shell("mail", "account", "show", "--client", "Acme", status=1)
    words = ("mail", "account", "set", "--client", "Acme", "--address", "post@firm.example", "--host", "mail.example")
    shell(*words, "--security", "none", status=1)
    assert "in the clear" in shell.said
    shell(*words, "--mail-user", "anna", status=1)
    assert "--password-file FILE" in shell.said


def test_the_firm_may_want_to_send_by_hand(shell: Shell) -> None:
    assert shell("mail", "by-itself") == [{"by_itself": True}]
    assert shell("mail", "by-itself", "off") == [{"by_itself": False}]
    assert shell("mail", "by-itself") == [{"by_itself": False}]
    assert shell("mail", "by-itself", "on") == [{"by_itself": True}]
