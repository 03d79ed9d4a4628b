"""A bill changed after its review from the command line, in a real practice of two people who sign with their keys."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from sqlalchemy import select

from bookdesk import cli
from bookdesk.approvals.service import ApprovalService
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.errors import RuleBroken
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.payments.payees import PayeeService
from bookdesk.security.practice import OpenPractice
from bookdesk.store.places import Places
from bookdesk.workspace import at_work
from tests.support.firm import BEN, KOALA, OWNER, PASSPHRASE, STAPLE, Firm
from tests.unit.payments.office import Office, details

Row = dict[str, Any]
SECRETS = {OWNER: PASSPHRASE, BEN: STAPLE}
SUPPLIERS = "Supplier,BSB,Account number\nBean Brothers,013-999,4410021\n"


class Shell:
    """The program over a practice whose passphrases are cheap to check."""

    def __init__(self, firm: Firm) -> None:
        self.firm, self.said = firm, ""

    def __call__(self, user: str, *words: str | Path, status: int = 0) -> list[Row]:
        with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
            found = main([*map(str, words), "--user", user, "--client", KOALA.name, "--json"])
        self.said = err.getvalue()
        assert found == status, self.said
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def plain(self, user: str, *words: str) -> str:
        with redirect_stdout(io.StringIO()) as out:
            assert main([*words, "--user", user, "--client", KOALA.name]) == 0
        return out.getvalue()

    @contextmanager
    def open_as(self, arguments: Arguments, *, writes: bool = True) -> Iterator[OpenPractice]:
        with self.firm.open(arguments.user, SECRETS[arguments.user], writes=writes) as practice:
            yield practice

    @contextmanager
    def office(self) -> Iterator[Office]:
        """Work on the client past the command line, as a process that dies before anybody is woken."""
        with self.firm.open() as practice, at_work(practice, KOALA.name, self.firm.clock) as workspace:
            with workspace.desk.books.query() as query:
                ids = dict(query.execute(select(Contact.name, Contact.id)).all())
            yield Office(workspace.desk, "AU", ids)


def wired(firm: Firm, patch: pytest.MonkeyPatch) -> Shell:
    """Return a shell over a practice; every area of the program that opens one by a passphrase opens this one."""
    shell = Shell(firm)
    for found in iter_modules(cli.__path__, f"{cli.__name__}."):
        module = import_module(found.name)
        for name, stand_in in (("open_as", shell.open_as), ("clock", lambda: firm.clock)):
            if hasattr(module, name):
                patch.setattr(module, name, stand_in)
    return shell


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    """A practice with one approved bill, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("prepared")
    firm = Firm(Places(folder / "home"))
    firm.found()
    firm.staff()
    sheet = folder / "suppliers.csv"
    sheet.write_text(SUPPLIERS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        shell = wired(firm, patch)
        shell(OWNER, "takeon", "start")
        shell(OWNER, "takeon", "suppliers", sheet)
        shell(OWNER, "approve", "limit", BEN)
        with shell.office() as office:
            office.bill("Bean Brothers", "INV-1", 10000, approve=False, created_by=office.desk.actor.user)
        shell(OWNER, "bill", "edit", "INV-1", "line.1.account=6-0500", "line.1.tax_code=GST")
        shell(BEN, "approve", "approve", "INV-1")
    return firm


@pytest.fixture
def shell(prepared: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return wired(prepared.copy(tmp_path / "home"), monkeypatch)


def status(shell: Shell) -> str:
    return str(shell(OWNER, "bill", "show", "INV-1")[0]["status"])


def test_a_bill_is_shown_in_words_with_its_lines(shell: Shell) -> None:
    told = shell.plain(OWNER, "bill", "show", "INV-1").splitlines()
    assert told[0].startswith("Bean Brothers")
    assert told[1] == "    line 1: x  100.00 + 10.00 = 110.00  account 6-0500  tax code GST"


def test_recoding_tells_the_day_and_leaves_the_approval(shell: Shell) -> None:
    (row,) = shell(OWNER, "bill", "recode", "INV-1", "line.1.account=6-1200", "line.1.tax_code=CAP")
    assert (row["booked_on"], row["status"], row["approved"], row["recoded"]) == ("2026-06-30", "approved", True, True)
    assert row["lines"] == [
        {"line": 1, "description": "x", "account": "6-1200", "tax_code": "CAP", "net": "100.00", "tax": "10.00"}
    ]
    assert "Booked anew on 2026-06-30, today." in shell.said
    (row,) = shell(OWNER, "bill", "recode", "INV-1", "line.1.account=6-0500", "--on", "2026-07-09")
    assert row["booked_on"] == "2026-07-09"
    shell(OWNER, "bill", "recode", "INV-1", "line.1.tax_code=FRE", status=1)
    assert "bill edit" in shell.said
    shell(BEN, "bill", "recode", "INV-1", "line.1.account=6-1200", status=1)
    assert "may not review bills" in shell.said


def test_editing_tells_that_it_is_approved_again(shell: Shell) -> None:
    version = shell(OWNER, "bill", "show", "INV-1")[0]["version"]
    (row,) = shell(OWNER, "bill", "edit", "INV-1", "line.1.net=90.00", "--version", str(version))
    assert (row["lapsed"], row["status"], row["total"], row["approved"]) == (True, "reviewed", "99.00", False)
    assert "waits for approval again" in shell.said
    shell(OWNER, "bill", "edit", "INV-1", "due_date=2026-07-15", "--version", str(version), status=1)
    assert [one["number"] for one in shell(BEN, "approve", "queue")] == ["INV-1"]
    (row,) = shell(BEN, "approve", "approve", "INV-1")
    assert row["approved"]
    shell(BEN, "bill", "edit", "INV-1", "due_date=2026-07-15", status=1)
    assert "may not capture or edit" in shell.said


@pytest.mark.parametrize("words", [("line.1.net",), ("=5",), ("number=1", "number=2")])
def test_a_correction_is_field_and_value_said_once(shell: Shell, words: tuple[str, ...]) -> None:
    shell(OWNER, "bill", "edit", "INV-1", *words, status=2)
    assert status(shell) == "approved"


def test_other_bank_details_take_the_approval_back_when_the_command_ends(shell: Shell) -> None:
    shell(OWNER, "payee", "enter", "Bean Brothers", "--bsb", "033-000", "--account-number", "555555")
    assert status(shell) == "reviewed"


def test_or_with_the_next_command_that_writes_if_that_one_died(shell: Shell) -> None:
    with shell.office() as office:
        PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    assert status(shell) == "approved"
    shell(OWNER, "bill", "hold", "INV-1", "--reason", "wait")
    assert status(shell) == "reviewed"


def test_what_cannot_follow_yet_is_told_and_does_not_stop_the_work(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_self: ApprovalService) -> list[str]:
        raise RuleBroken("It cannot be.", "Mend it.")

    monkeypatch.setattr(ApprovalService, "revalidate", fail)
    shell(OWNER, "payee", "enter", "Bean Brothers", "--bsb", "033-000", "--account-number", "555555")
    assert "What follows for approvals is not done yet and is tried again: It cannot be. Mend it." in shell.said


def test_an_own_account_with_a_sort_code(shell: Shell) -> None:
    words = ("takeon", "bank", "--name", "London", "--code", "1-1300", "--currency", "AUD", "--sort-code", "60-00-01")
    shell(OWNER, *words, "--account-number", "31926819", "--opening", "0.00", "--on", "2026-06-29")
    with shell.office() as office, office.desk.books.query() as query:
        account = query.scalars(select(BankAccount)).one()
    assert (account.scheme.value, account.routing) == ("sort code", "600001")
