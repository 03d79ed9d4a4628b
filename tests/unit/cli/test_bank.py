"""The bank from the command line: what is printed, and which status each command ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bookdesk.cli import bank, reconcile
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.money import Money
from bookdesk.sandbox.bank import ofx
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.unit.banking.bank_desk import OWN, as_csv, bill, booking, released_run

Row = dict[str, Any]
_JULY = [
    booking(15, -11000, "HARBOUR FOODS INV-1001"),
    booking(16, -1100, "MONTHLY ACCOUNT FEE"),
    booking(20, 50000, "CARD SALES DEPOSIT"),
]


@dataclass
class _Opened:
    desk: Desk

    def require(self, permission: Permission) -> None:
        assert permission in {Permission.BANK, Permission.SEE}


@dataclass
class Shell:
    """The program over one client's books, without a practice around them."""

    desk: Desk
    folder: Path
    capsys: pytest.CaptureFixture[str]
    said: str = ""

    def __call__(self, *words: str | Path, status: int = 0) -> list[Row]:
        found = main([*map(str, words), "--client", "x", "--json"])
        told = self.capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def file(self, name: str, data: bytes) -> Path:
        (self.folder / name).write_bytes(data)
        return self.folder / name


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    with client_desk(tmp_path / "home") as desk:

        @contextmanager
        def opened(arguments: Arguments, *, writes: bool = True) -> Iterator[_Opened]:
            assert arguments.client == "x"
            del writes
            yield _Opened(desk)

        monkeypatch.setattr(bank, "open_workspace", opened)
        monkeypatch.setattr(reconcile, "open_workspace", opened)
        yield Shell(desk, tmp_path, capsys)


def test_a_month_from_statement_to_zero(shell: Shell) -> None:
    released_run(shell.desk, [bill(shell.desk, "Harbour Foods", "INV-1001", 11000)])
    statement = shell.file("july.ofx", ofx(OWN, Money(1_000_000, "AUD"), _JULY).encode())
    (imported,) = shell("bank", "import", statement, "--account", "Everyday")
    assert (imported["new"], imported["proof"], imported["closing"]) == (3, "proved", "10379.00")
    assert shell("bank", "import", statement)[0]["new"] == 0
    (best,) = [row for row in shell("bank", "propose") if row["rank"] == 1]
    assert (best["auto"], best["with"][0]["number"], best["with"][0]["amount"]) == (True, "INV-1001", "-110.00")
    assert shell("bank", "accept", "--auto")[0]["kind"] == "payment"
    fee, sales = shell("bank", "lines", "--open")
    shell("bank", "code", fee["id"], "--split", "6-0500,GST:5.50", "--split", "5-1000,FRE")
    shell("bank", "code", sales["id"][-8:], "--account", "4-1000", "--tax", "GST")
    (found,) = shell("reconcile", "--balance", "10379.00")
    assert (found["difference"], found["unmatched"], found["ledger_balance"]) == ("0.00", [], "10379.00")
    assert shell("reconcile", "sign")[0]["difference"] == "0.00"
    shell("bank", "undo", fee["id"], status=1)
    assert "Reopen that reconciliation first" in shell.said
    shell("reconcile", "reopen", "--on", "2026-07-20")
    shell("bank", "undo", best["line"])
    assert shell("bank", "accept", best["line"], "--with", "payment:INV-1001")[0]["kind"] == "payment"
    assert [row["reopened"] for row in shell("reconcile", "list")] == [True]
    assert [row["state"] for row in shell("bank", "lines")] == ["matched"] * 3
    assert shell("bank", "statements")[0]["withdrawn"] is False


def test_bad_input_is_refused_in_words_and_nothing_is_kept(shell: Shell) -> None:
    shell("bank", "import", shell.file("x.csv", as_csv(_JULY).replace(b"Amount,Balance", b"Balance,Amount")), status=1)
    assert "columns are swapped" in shell.said
    shell("bank", "import", shell.file("x.ofx", b""), status=1)
    assert "The file is empty" in shell.said
    shell("bank", "import", shell.folder / "nothing.ofx", status=1)
    assert "cannot be opened" in shell.said
    shell("bank", "accept", status=2)
    shell("bank", "code", "00000000", status=2)
    assert shell("bank", "lines") == []


def test_people_are_told_in_sentences(shell: Shell) -> None:
    statement = shell.file("july.csv", as_csv(_JULY))
    assert main(["bank", "import", str(statement), "--client", "x"]) == 0
    assert main(["bank", "lines", "--client", "x"]) == 0
    assert main(["bank", "targets", "--client", "x"]) == 0
    assert main(["reconcile", "--client", "x"]) == 0
    told = shell.capsys.readouterr().out
    assert "july.csv: 3 new lines" in told
    assert "difference" in told
    assert "not matched: 2026-07-16 -11.00 AUD MONTHLY ACCOUNT FEE" in told


def test_several_lines_pay_one_bill_and_the_fee_between_them_is_coded(shell: Shell) -> None:
    bill(shell.desk, "Cedar Cleaning", "C-77", 10000)
    lines = [booking(15, -6000, "CEDAR ONE"), booking(16, -4150, "CEDAR TWO")]
    shell("bank", "import", shell.file("july.csv", as_csv(lines)))
    first, second = (row["id"] for row in shell("bank", "lines"))
    assert shell("bank", "suggest", first) == []
    shell("bank", "accept", first, second, status=2)
    shell("bank", "accept", first, second, "--with", "bill:C-77", status=1)
    assert "adds up to -100.00 AUD, the lines are -101.50 AUD" in shell.said
    shell("bank", "accept", first, second, "--with", "bill:C-77", "--residue", "6-0400,FRE")
    (standing,) = shell("bank", "standing")
    assert (standing["difference"], standing["unmatched"], standing["proven_to"]) == ("0.00", 0, "2026-07-16")
    assert [row["undone"] for row in shell("bank", "undo", second)] == ["bill"]
    assert {row["state"] for row in shell("bank", "lines")} == {"open"}


def test_several_lines_are_coded_alike_by_percent_and_undone_together(shell: Shell) -> None:
    lines = [booking(day, -1100, f"MONTHLY ACCOUNT FEE {day}") for day in (15, 16)]
    shell("bank", "import", shell.file("july.csv", as_csv(lines)))
    ids = [row["id"] for row in shell("bank", "lines")]
    assert shell("bank", "suggest", ids[0])[0]["account"] == "6-0400"
    done = shell("bank", "code", *ids, "--split", "6-0800,GST:40%", "--split", "6-0400,FRE")
    assert [row["kind"] for row in done] == ["coded", "coded"]
    assert "of 1 lines" not in shell.said
    assert shell("bank", "code", *ids, "--account", "6-0400", status=1) == []
    assert "matched already" in shell.said
    assert len(shell("bank", "undo", *ids)) == 2


def test_a_file_is_looked_at_before_it_is_imported(shell: Shell) -> None:
    file = shell.file("july.csv", b"Date,Description,Amount\n03/07/2026,A,-5.00\n")
    (asked,) = shell("bank", "look", file, status=1)
    assert (asked["questions"], asked["ready"]) == (["date order"], False)
    (found,) = shell("bank", "look", file, "--profile", "day-first")
    assert (found["account"], found["new"], found["ready"]) == ("Everyday", 1, True)
    assert [column["role"] for column in found["columns"]] == ["date", "description", "amount"]
    assert shell("bank", "lines") == []
    assert main(["bank", "look", str(file), "--client", "x", "--profile", "day-first"]) == 0
    assert main(["bank", "standing", "--client", "x"]) == 0
    told = shell.capsys.readouterr().out
    assert "july.csv (csv) into Everyday: 1 new, 0 known" in told
    assert "Everyday on 2026-06-30: statement 10000.00 AUD" in told
