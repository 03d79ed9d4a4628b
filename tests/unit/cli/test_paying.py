"""Bills, approvals and payments from the command line: what is printed, and which status each command ends with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from bookdesk.cli import approve, bill, history, pay, payee
from bookdesk.cli.historyrows import History
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.cli.people import Peopled, telling_names
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId
from bookdesk.core.money import Money
from bookdesk.models.history import Actor
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roles import Role
from bookdesk.security.roster import Roster
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.workspace import Workspace
from tests.support.books import empty_books
from tests.unit.approvals.people import signer
from tests.unit.payments.office import Office, open_office, put_back

Row = dict[str, Any]
NAMES = {"maker": "Mia", "ann": "Ann", "bob": "Bob"}
ROLES = {
    "maker": (Role.OWNER, Role.BOOKKEEPER),
    "ann": (Role.APPROVER, Role.PAYER),
    "bob": (Role.PAYER, Role.REVIEWER, Role.BOOKKEEPER),
    "rob": (Role.READER,),
    "audrey": (Role.AUDITOR,),
}


class Shell:
    """The program over the office's books, without a practice around them."""

    def __init__(self, office: Office, capsys: pytest.CaptureFixture[str]) -> None:
        self.office, self._capsys = office, capsys

    def __call__(self, user: str, *words: str | Path, status: int = 0) -> list[Row]:
        found = main([*map(str, words), "--user", user, "--client", "x", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, user: str, *words: str) -> str:
        assert main([*words, "--user", user, "--client", "x"]) == 0
        return self._capsys.readouterr().out

    @contextmanager
    def people(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Peopled]:
        del writes
        user = arguments.user
        profile = Profile("Harbour Cafe", "AU", "AUD")
        entry = ClientEntry(ClientId("c1"), RegistryKind.CLIENT, Mode.DEMO, profile, ROLES[user])
        signs = signer("cara" if user in {"rob", "audrey"} else user)  # who only reads signs nothing
        workspace = Workspace(entry, self.office.as_(user), signs, cast("Roster", self.office.people))
        people = Peopled(workspace, NAMES)
        with telling_names(people):
            yield people

    @contextmanager
    def workspace(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
        with self.people(arguments, writes=writes) as people:
            yield people.workspace


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    clock = MovableClock(datetime(2026, 6, 30, 1, tzinfo=UTC))
    with empty_books(tmp_path, "c1", clock) as books:
        office = open_office(Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock), "AU")
        shell = Shell(office, capsys)
        opener: Callable[..., AbstractContextManager[Peopled]] = shell.people
        for area in (approve, pay, payee):
            monkeypatch.setattr(area, "open_peopled", opener)
        for module in (bill, history):
            monkeypatch.setattr(module, "open_workspace", shell.workspace)
        yield shell


def test_from_the_queue_to_the_file_and_the_advice(shell: Shell, tmp_path: Path) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000, approve=False)
    shell.office.bill("Milk Maids", "M-1", 4000)
    shell.office.credit("Bean Brothers", "CN-1", 1000)
    (waiting,) = shell("ann", "approve", "queue")
    assert (waiting["number"], waiting["waits_for"], waiting["mine"]) == ("INV-1", ["Ann"], True)
    shell("maker", "approve", "approve", "INV-1", status=1)
    assert "may not approve bills" in shell.said
    (approved,) = shell("ann", "approve", "approve", "INV-1", "--comment", "ok")
    assert (approved["approved"], approved["given_by"]) == (True, ["Ann"])
    (run,) = shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    assert (run["number"], run["total"], [one["number"] for one in run["credits"]]) == (1, "140.00", ["CN-1"])
    (run,) = shell("maker", "pay", "net", "1", "Bean", "CN-1", "5.00")
    (run,) = shell("maker", "pay", "part", "1", "Milk Maids", "M-1", "30.00")
    assert run["total"] == "125.00"
    shell("maker", "pay", "release", "1", status=1)
    (released,) = shell("bob", "pay", "release", "1")
    assert (released["state"], released["released_by"], released["file"]) == ("released", "Bob", "run-1-2026-07-01.aba")
    (file,) = shell("maker", "pay", "export", "1", "--out", tmp_path)
    assert Path(file["file"]).stat().st_size == file["bytes"]
    advices = shell("maker", "pay", "remittance", "1", "--out", tmp_path / "advices")
    assert [one["payee"] for one in advices] == ["Bean Brothers", "Milk Maids"]
    assert all(Path(one["file"]).read_bytes().startswith(b"%PDF") for one in advices)
    bills = {row["number"]: row["settlement"] for row in shell("maker", "bill", "list")}
    assert bills == {"INV-1": "paid", "M-1": "part paid", "CN-1": "part paid"}
    (shown,) = shell("maker", "bill", "show", "INV-1")
    assert [(one["source"], one["amount"]) for one in shown["allocations"]] == [
        ("credit note", "5.00"),
        ("payment", "95.00"),
    ]
    assert shell("maker", "pay", "list")[0]["sha256"] == file["sha256"]


@pytest.mark.parametrize("user", ["rob", "audrey"])
def test_who_only_reads_gets_papers_and_no_bank_file(shell: Shell, tmp_path: Path, user: str) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    shell("bob", "pay", "release", "1")
    shell(user, "pay", "export", "1", "--out", tmp_path / "run.aba", status=1)
    assert "may not assemble a payment run" in shell.said
    assert not (tmp_path / "run.aba").exists()
    (report,) = shell(user, "pay", "report", "1", "--out", tmp_path)
    assert Path(report["file"]).read_bytes().startswith(b"%PDF")
    assert len(shell(user, "pay", "remittance", "1", "--out", tmp_path / "advices", "--payment", "1")) == 1
    with shell.office.desk.books.query() as session:
        saved = [(one.actor, one.reason) for one in latest_sets(session, 2)]
    assert saved == [(user, "remittance advices of run 1, 1 of 1, saved"), (user, "report of run 1 saved")]


def test_a_client_that_was_put_back_says_so_until_bank_and_books_were_compared(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    put_back(shell.office)
    (run,) = shell("bob", "pay", "show", "1")
    assert "compare with the bank" in run["notes"][0]
    shell("bob", "pay", "list")
    assert "compare with the bank" in shell.said
    shell("bob", "pay", "release", "1", status=1)
    assert "(bookdesk pay compared)" in shell.said
    shell("maker", "pay", "compared", status=1)
    assert "may not release a payment run" in shell.said
    assert shell("bob", "pay", "compared") == [{"compared": True}]
    assert shell("bob", "pay", "compared") == [{"compared": False}]
    (released,) = shell("bob", "pay", "release", "1")
    assert released["state"] == "released"


def test_holding_disputing_and_voiding_a_bill(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell("maker", "bill", "hold", "INV-1", "--reason", "wrong price")
    (left,) = shell("maker", "pay", "due", "--account", "Everyday", "--on", "2026-07-01")
    assert (left["left_out"], left["why"]) == ("on hold", "On hold: wrong price.")
    shell("maker", "bill", "unhold", "INV-1")
    assert shell("maker", "bill", "dispute", "INV-1")[0]["disputed"]
    shell("maker", "bill", "undispute", "INV-1")
    assert "waits" not in shell.plain("maker", "bill", "list", "--settlement", "open", "--supplier", "bean")
    assert shell("maker", "bill", "void", "INV-1", "--reason", "twice")[0]["status"] == "void"
    assert shell("maker", "bill", "show", "INV-1")[0]["status"] == "void"
    shell("maker", "bill", "show", "INV-2", status=1)
    assert "No bills have the number" in shell.said


def test_a_credit_note_settles_a_bill_without_a_payment(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell.office.credit("Bean Brothers", "CN-1", 3000)
    assert shell("maker", "bill", "credit", "INV-1", "CN-1", "20.00")[0]["open"] == "80.00"
    shell("maker", "bill", "credit", "INV-1", "CN-1", "10.01", status=1)
    assert "10.00 AUD is free" in shell.said


def test_an_approval_by_mail_with_its_evidence(shell: Shell, tmp_path: Path) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000, approve=False)
    mail = tmp_path / "mail.eml"
    mail.write_text("yes, pay it")
    words = ("approve", "received", "INV-1", "--from", "Olive Owner", "--evidence")
    shell("maker", *words, tmp_path / "none.eml", status=1)
    assert shell("maker", *words, mail)[0]["to_confirm"] == ["Olive Owner"]
    shell("maker", "approve", "confirm", "INV-1", status=1)
    assert shell("bob", "approve", "confirm", "INV-1")[0]["approved"]


def test_limits_and_steps_are_shown_with_names(shell: Shell) -> None:
    shell("maker", "approve", "limit", "Bob", "500.00", "--turn", "2")
    rows = shell("maker", "approve", "step", "1000.00", "2")
    assert rows == [
        {"user": "Ann", "limit": None, "currency": "AUD", "turn": 1},
        {"user": "Bob", "limit": "500.00", "currency": "AUD", "turn": 2},
        {"amount_from": "1000.00", "currency": "AUD", "approvals_needed": 2},
    ]
    assert "Bob approves up to 500.00 AUD." in shell.plain("maker", "approve", "rules")
    shell("maker", "approve", "limit", "Zoe", status=1)
    shell("bob", "approve", "limit", "Bob", status=1)


def test_a_rejection_and_a_second_submission(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000, approve=False)
    assert shell("ann", "approve", "reject", "INV-1", "--reason", "too much")[0]["status"] == "draft"
    assert shell("maker", "approve", "submit", "INV-1")[0]["status"] == "reviewed"
    shell("ann", "approve", "approve", "INV-1")
    assert shell("ann", "approve", "withdraw", "INV-1", "--reason", "wait")[0]["status"] == "reviewed"


def test_bank_details_are_entered_by_one_and_confirmed_by_another(shell: Shell) -> None:
    (entered,) = shell("maker", "payee", "enter", "Milk Maids", "--bsb", "033-000", "--account-number", "55 55 55")
    assert (entered["account"], entered["confirmed_by"]) == ("033-000 555555", None)
    assert len(shell("maker", "payee", "list")) == 2
    assert len(shell("maker", "payee", "list", "--unconfirmed")) == 1
    shell("maker", "payee", "confirm", "Milk Maids", "--note", "I know", status=1)
    assert shell("bob", "payee", "confirm", "Milk Maids", "--note", "called Jo")[0]["confirmed_by"] == "Bob"
    shell("bob", "payee", "confirm", "--note", "x", status=2)
    shell("maker", "payee", "enter", "Milk Maids", status=2)


def test_a_run_is_excluded_from_cancelled_and_recalled(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    propose = ("pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    shell("maker", *propose)
    assert shell("maker", "pay", "exclude", "1", "1", "--reason", "later")[0]["total"] == "0.00"
    assert shell("maker", "pay", "include", "1", "1")[0]["total"] == "100.00"
    assert shell("maker", "pay", "hold", "1", "Bean", "--reason", "ask")[0]["payments"][0]["state"] == "held"
    assert shell("maker", "pay", "cancel", "1", "--reason", "no")[0]["state"] == "cancelled"
    shell("maker", *propose)
    shell("bob", "pay", "release", "2")
    assert "SHA-256" in shell.plain("maker", "pay", "show", "2")
    assert shell("bob", "pay", "returned", "2", "1", "--reason", "closed")[0]["payments"][0]["state"] == "returned"
    assert shell("bob", "pay", "recall", "2", "--reason", "bank closed")[0]["state"] == "recalled"
    for words in (("pay", "show", "9"), ("pay", "exclude", "2", "Nobody", "--reason", "x")):
        shell("maker", *words, status=1)
    shell("maker", "pay", "due", "--account", "Savings", "--on", "2026-07-01", status=1)
    assert "There are: Everyday" in shell.said


def test_the_history_of_a_run_tells_what_happened_to_its_payments(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def reading(_: Arguments) -> Iterator[History]:
        yield History(shell.office.desk.books, NAMES, {}, {}, "Australia/Sydney")

    monkeypatch.setattr(history, "_reading", reading)
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    shell("maker", "pay", "exclude", "1", "1", "--reason", "asked")
    told = shell("maker", "history", "list", "--record", f"payment_run:{shell.office.paying().find('1')}")
    assert [(row["label"], row["note"]) for row in told] == [
        ("Payment run 1 proposed", ""),
        ("Payment to Bean Brothers left out of run 1", "asked"),
    ]


def test_an_exclusion_is_not_undone_once_its_bill_waits_in_another_run(shell: Shell) -> None:
    shell.office.bill("Bean Brothers", "INV-1", 10000)
    shell.office.bill("Milk Maids", "M-1", 4000)
    shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    shell("maker", "pay", "exclude", "1", "Bean Brothers", "--reason", "asked")
    with shell.office.desk.books.query() as session:
        (excluded,) = latest_sets(session, 1)
    shell("maker", "pay", "propose", "--account", "Everyday", "--on", "2026-07-01")
    shell("maker", "history", "undo", excluded.id, status=1)
    assert "Bill INV-1 of Bean Brothers was settled or scheduled elsewhere meanwhile" in shell.said
    shell("maker", "pay", "cancel", "2", "--reason", "no longer")
    (undone,) = shell("maker", "history", "undo", excluded.id)
    assert undone["undone"] == excluded.id
    assert shell.office.paying().show(shell.office.paying().find("1")).total == Money(14000, "AUD")
