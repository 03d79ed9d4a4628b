"""Reminders and statements from the command line: what is printed, and which status each command ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from bookdesk.cli import remind
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roles import Role
from bookdesk.security.roster import Roster
from bookdesk.store.history import latest_sets
from bookdesk.workspace import Workspace
from tests.unit.approvals.people import Keys, signer
from tests.unit.receivables.owing import DUE, Owing, owing

Row = dict[str, Any]
FIRST = DUE + timedelta(days=3)


class Shell:
    """The program over the books of a client whose customers owe him."""

    def __init__(self, client: Owing, capsys: pytest.CaptureFixture[str]) -> None:
        self.client, self._capsys = client, capsys
        self.roles: tuple[Role, ...] = (Role.OWNER, Role.BOOKKEEPER)

    def __call__(self, *words: str | Path, status: int = 0) -> list[Row]:
        found = main(["remind", *map(str, words), "--user", "ann", "--client", "x", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, *words: str) -> str:
        assert main(["remind", *words, "--user", "ann", "--client", "x"]) == 0
        return self._capsys.readouterr().out

    def misused(self, *words: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["remind", *words, "--user", "ann", "--client", "x"])
        assert ended.value.code == 2
        return self._capsys.readouterr().err

    @contextmanager
    def workspace(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
        del arguments, writes
        entry = ClientEntry(
            ClientId("c1"), RegistryKind.CLIENT, Mode.DEMO, Profile("Acme Catering", "IE", "EUR"), self.roles
        )
        yield Workspace(entry, self.client.desk, signer("ann"), cast("Roster", Keys()))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    with owing(tmp_path) as client:
        shell = Shell(client, capsys)
        monkeypatch.setattr(remind, "open_workspace", shell.workspace)
        yield shell


def test_from_switching_on_to_what_is_written(shell: Shell) -> None:
    shell.client.invoice(shell.client.customer("Acme"), "R-1", "100.10")
    shell.client.invoice(shell.client.customer("Bolt"), "R-2", disputed=True)
    shell.client.at(FIRST)
    assert not shell("policy")[0]["active"]
    shell("send", status=1)
    assert "remind policy --on" in shell.said
    standing, ladder = shell("policy", "--on", "--hours", "08:00-18:00", "--weekdays", "mon,tue,wed,thu,fri,sat")
    assert (standing["active"], standing["opens"], standing["weekdays"]) == (True, "08:00", [0, 1, 2, 3, 4, 5])
    assert ladder["steps"][1] == "first 3 due friendly"
    *rows, list_ = shell("preview")
    assert [(row["what"], row["customer"]) for row in rows] == [("held", "Acme"), ("spared", "Bolt")]
    assert rows[0]["lines"][0] | {"reason": ""} == {
        "invoice": "R-1", "step": "first", "days_late": 3, "open": "100.10", "currency": "EUR", "charge": "nothing",
        "reason": "",
    }  # fmt: skip
    assert shell("send") == []
    shell("approve", "wrong", status=1)
    assert shell("approve", list_["hash"]) == [{"approved": "2026-06-04", "hash": list_["hash"]}]
    (mail, _, _) = shell("preview")
    assert (mail["what"], mail["subject"]) == ("mail", "A note about your account with Acme Catering")
    (written,) = shell("send")
    assert written["to"] == ["acme@customer.example"]
    assert shell("send") == []
    assert "Nothing is to be written" in shell.said
    (stopped,) = shell("stop")
    assert not stopped["active"]


def test_the_dry_run_in_words(shell: Shell) -> None:
    shell.client.invoice(shell.client.customer("Acme"), "R-1")
    shell.client.invoice(shell.client.customer("Bolt"), "R-2", due=None)
    shell.client.start().at(FIRST)
    said = shell.plain("preview")
    assert "Mail: Acme about R-1, friendly. Step first, 3 days after the due date" in said
    assert "Not asked for: Bolt, R-2. It has no due day." in said
    assert "1 to be written now." in said
    assert "R-1: €100.00, was due on 1 June 2026" in shell.plain("preview", "--text", "acme")


def test_a_reminder_is_left_out_this_time(shell: Shell) -> None:
    shell.client.invoice(shell.client.customer("Acme"), "R-1")
    shell.client.start().at(FIRST)
    (said,) = shell("leave-out", "Acme")
    assert "R-1" in said["text"]
    assert shell("send") == []
    assert shell("leave-out", "Acme") == []
    assert "Nothing is to be said" in shell.said


def test_ladders_are_written_as_they_are_shown(shell: Shell) -> None:
    steps = ("soft -2 due friendly", "hard 10 due firm statement fee", "call 5 last final person")
    typed = [word for step in steps for word in ("--step", step)]
    (ladder,) = shell("ladder", "usual", *typed, "--rest", "3")
    assert (ladder["steps"], ladder["rest_days"], ladder["usual"]) == (list(steps), 3, True)
    shell.client.customer("Acme")
    shell("ladder", "gentle", "--step", "only 20 due friendly")
    _, gentle = shell("assign", "Acme", "gentle")
    assert (gentle["name"], gentle["customers"]) == ("gentle", ["Acme"])
    assert shell("assign", "Acme")[1]["customers"] == []


@pytest.mark.parametrize(
    "step",
    [
        "",
        "one",
        "one x due firm",
        "one 1 never firm",
        "one 1 due mild",
        "one 1 due firm fee both",
        "one 1 due firm now",
    ],
)
def test_a_step_that_is_none_is_wrong_usage(shell: Shell, step: str) -> None:
    assert "is no step" in shell.misused("ladder", "usual", "--step", step)


@pytest.mark.parametrize("words", [("--hours", "nine to five"), ("--weekdays", "mon,someday")])
def test_hours_and_days_that_are_none_are_wrong_usage(shell: Shell, words: tuple[str, str]) -> None:
    assert "Write them as in" in shell.misused("policy", *words)


def test_a_ladder_that_nobody_could_climb_is_refused(shell: Shell) -> None:
    shell("ladder", "usual", "--step", "b 9 due firm", "--step", "a 3 due firm", status=1)
    assert "Put the steps in order" in shell.said


def test_a_statement_is_shown_saved_and_mailed(shell: Shell, tmp_path: Path) -> None:
    acme = shell.client.customer("Acme")
    first = shell.client.invoice(acme, "R-1", document_date=date(2026, 5, 2))
    shell.client.pays(acme, "30", date(2026, 5, 9), (first, "30"))
    span = ("--from", "2026-05-01", "--to", "2026-05-31")
    out = tmp_path / "acme.pdf"
    rows = shell("statement", "Acme", *span, "--out", out, "--mail")
    assert [(row["what"], row["balance"]) for row in rows] == [
        ("opening", "0.00"), ("invoice", "100.00"), ("receipt", "70.00"), ("closing", "70.00"),
    ]  # fmt: skip
    assert out.read_bytes().startswith(b"%PDF")
    assert len(shell.client.mails()) == 1
    shell("statement", "acm", *span, "--out", tmp_path)
    assert (tmp_path / "statement Acme 2026-05-31.pdf").read_bytes() == out.read_bytes()
    with shell.client.desk.books.query() as session:
        assert [one.reason for one in latest_sets(session, 1)] == ["statement Acme 2026-05-31.pdf saved"]
    out.write_bytes(b"mine")
    shell("statement", "Acme", *span, "--out", out, status=1)
    assert out.read_bytes() == b"mine"
    shell("statement", "Acme", *span, "--mail", status=1)
    assert len(shell.client.mails()) == 1


def test_monthly_statements(shell: Shell) -> None:
    shell.client.invoice(shell.client.customer("Acme"), "R-1", document_date=date(2026, 5, 2))
    shell.client.start()
    assert "from 1 to 28" in shell.misused("policy", "--monthly-statements", "31")
    assert "1 to 28, or no" in shell.misused("policy", "--monthly-statements", "yes")
    shell("policy", "--monthly-statements", "1")
    assert "statements on day 1 of each month" in shell.plain("policy")
    shell.client.at(date(2026, 6, 2))
    dry = shell("statement", "--monthly", "--dry-run")
    assert [(row["customer"], row["writes"]) for row in dry[:-1]] == [("Acme", True)]
    assert dry[-1]["served"] == 1
    assert len(shell("statement", "--monthly")) == 1
    assert shell("statement", "--monthly") == []
    assert shell("statement", "--monthly", "--dry-run")[0]["why"] == "It was written before."
    shell("statement", "Acme", "--dry-run", status=2)
    shell("statement", status=2)


def test_a_round_writes_all_that_is_due(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def opened(arguments: Arguments, *more: object, **rest: object) -> Iterator[Workspace]:
        del more, rest
        with shell.workspace(arguments) as workspace:
            yield workspace

    monkeypatch.setattr(remind, "open_as", opened)
    monkeypatch.setattr(remind, "open_client", opened)
    shell.client.invoice(shell.client.customer("Acme"), "R-1")
    shell.client.start().at(FIRST)
    assert shell("round") == [{"client": "Acme Catering", "billed": 0, "written": 1, "for_a_person": 0}]
    assert shell("round") == []


def test_who_only_reads_changes_nothing(shell: Shell) -> None:
    shell.roles = (Role.READER,)
    for words in (
        ("policy", "--on"),
        ("stop",),
        ("leave-out", "Acme"),
        ("send",),
        ("approve", "x"),
        ("ladder", "u", "--step", "a 1 due firm"),
    ):
        shell(*words, status=1)
        assert "may not" in shell.said, words
    shell("policy")
