"""Receipts from the command line: what is printed, and which status each command ends with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from bookdesk.cli import bank, receipt
from bookdesk.cli.main import main
from bookdesk.cli.parsing import Arguments
from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import ClientId
from bookdesk.models.invoice import InvoiceKind
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roles import Role
from bookdesk.security.roster import Roster
from bookdesk.store.desk import Desk
from bookdesk.workspace import Workspace
from tests.support.books import client_desk
from tests.support.sales import Early, customer, issued, left_of
from tests.unit.approvals.people import signer
from tests.unit.banking.bank_desk import booking, import_ofx

Row = dict[str, Any]


class Shell:
    """The program over one client's books, without a practice around them."""

    def __init__(self, desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
        self.desk, self._capsys, self.said = desk, capsys, ""

    def __call__(self, *words: str | Path, status: int = 0) -> list[Row]:
        found = main([*map(str, words), "--client", "x", "--json"])
        told = self._capsys.readouterr()
        self.said = told.err
        assert found == status, told.err
        return [json.loads(line) for line in told.out.splitlines()]

    def plain(self, *words: str) -> str:
        assert main([*words, "--client", "x"]) == 0
        return self._capsys.readouterr().out

    @contextmanager
    def workspace(self, arguments: Arguments, *, writes: bool = True) -> Iterator[Workspace]:
        del arguments, writes
        entry = ClientEntry(
            ClientId("c1"), RegistryKind.CLIENT, Mode.DEMO, Profile("Acme", "AU", "AUD"), (Role.BOOKKEEPER,)
        )
        yield Workspace(entry, self.desk, signer("ann"), cast("Roster", None))


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    with client_desk(tmp_path) as desk:
        assert isinstance(desk.clock, MovableClock)
        desk.clock.instant = datetime(2026, 8, 1, 2, tzinfo=UTC)
        customer(desk, "Hilton Park")
        made = Shell(desk, capsys)
        for module in (receipt, bank):
            monkeypatch.setattr(module, "open_workspace", made.workspace)
        yield made


def test_from_a_cheque_to_the_customers_account(shell: Shell) -> None:
    issued(shell.desk, "INV-1", 110_00)
    (added,) = shell("receipt", "add", "Hilton Park", "150.00", "--way", "cheque", "--on", "2026-07-20")
    assert (added["number"], added["on_account"], added["settles"][0]["number"]) == ("REC-0001", "40.00", "INV-1")
    (listed,) = shell("receipt", "list", "--on-account")
    assert listed["customer"] == "Hilton Park"
    issued(shell.desk, "INV-2", 30_00)
    (applied,) = shell("receipt", "apply", "REC-0001", "--invoice", "INV-2:20.00")
    assert applied["on_account"] == "20.00"
    (back,) = shell("receipt", "refund", "REC-0001", "20.00", "--why", "asked for it", "--way", "cash")
    assert back["amount"] == "20.00"
    (account,) = shell("receipt", "account", "Hilton Park")
    assert account["owed"] == {"AUD": "10.00"}
    assert [row["kind"] for row in account["history"]] == ["invoice", "invoice", "receipt", "refund"]
    assert "owes 10.00 AUD" in shell.plain("receipt", "account", "Hilton Park")
    (known,) = shell("receipt", "refunds", "--customer", "hilton")
    assert (known["refund"], known["customer"]) == (back["refund"], "Hilton Park")
    shell("receipt", "reverse", back["refund"], "--refund", "--why", "came back")
    shell("receipt", "reverse", "REC-0001", "--why", "bounced")
    (shown,) = shell("receipt", "show", "REC-0001")
    assert (shown["reversed"], shown["on_account"], shown["settles"]) == ("2026-08-01", "0.00", [])


def test_a_card_payment_with_its_fee_and_one_in_dollars(shell: Shell) -> None:
    card = issued(shell.desk, "INV-1", 110_00)
    dollars = issued(shell.desk, "INV-2", 100_00, currency="USD", rate="1.5")
    fee = ("--fee", "2.20", "--fee-account", "6-0400", "--fee-tax", "GST")
    (added,) = shell("receipt", "add", "Hilton Park", "110.00", "--way", "card", "--on", "2026-07-20", *fee)
    assert (added["banked"], added["fee"]) == ("107.80", "2.20")
    (foreign,) = shell("receipt", "add", "Hilton Park", "100.00", "--currency", "USD", "--banked", "151.00")
    assert (foreign["currency"], foreign["banked"], foreign["settles"][0]["number"]) == ("USD", "151.00", "INV-2")
    assert (left_of(shell.desk, card), left_of(shell.desk, dollars)) == (0, 0)


def test_a_discount_for_paying_early_may_be_refused(shell: Shell) -> None:
    given, refused = (issued(shell.desk, f"INV-{n}", 100_00, early=Early(Decimal("0.02"), 40)) for n in (1, 2))
    shell("receipt", "add", "Hilton Park", "98.00", "--way", "cash", "--invoice", "INV-1:98.00")
    shell(
        "receipt",
        "add",
        "Hilton Park",
        "98.00",
        "--way",
        "cash",
        "--invoice",
        "INV-2:98.00",
        "--no-discount",
        "--again",
    )
    assert (left_of(shell.desk, given), left_of(shell.desk, refused)) == (0, 2_00)


def test_what_is_refused_says_why_and_what_to_do(shell: Shell) -> None:
    issued(shell.desk, "INV-1", 110_00)
    shell("receipt", "add", "Hilton Park", "10.00", "--hold", "--way", "cash")
    shell("receipt", "add", "Hilton Park", "10.00", "--hold", "--way", "cash", status=1)
    assert "--again" in shell.said
    shell("receipt", "refund", "REC-0001", "10.01", "--why", "x", status=1)
    assert "10.00 AUD is left, not 10.01 AUD" in shell.said
    shell("receipt", "add", "Hilton Park", "5.00", "--hold", "--invoice", "INV-1", status=2)
    shell("receipt", "add", "Nobody", "5.00", "--way", "cash", status=1)
    shell("receipt", "show", "REC-9999", status=1)


def test_write_offs_credit_notes_and_money_in_hand(shell: Shell) -> None:
    invoice = issued(shell.desk, "INV-1", 110_00)
    issued(shell.desk, "CN-1", 10_00, kind=InvoiceKind.CREDIT_NOTE)
    shell("receipt", "apply", "CN-1", "--credit-note")
    written = shell.plain("receipt", "write-off", "INV-1", "--amount", "40.00", "--why", "agreed")
    assert written == "40.00 AUD of INV-1 is written off.\n"
    assert left_of(shell.desk, invoice) == 60_00
    shell("receipt", "write-off", "INV-1", "--reverse", "--why", "paid after all")
    assert left_of(shell.desk, invoice) == 100_00
    shell("receipt", "add", "Hilton Park", "100.00", "--way", "cash")
    (paid,) = shell("receipt", "bank", "REC-0001", "--into", "Everyday")
    assert paid["amount"] == "100.00"
    shell("receipt", "add", "Hilton Park", "7.00", "--way", "cash")
    said = shell.plain("receipt", "account", "Hilton Park")
    assert said.startswith("Hilton Park owes nothing on 2026-08-01, and has 7.00 AUD to his credit\n")
    (back,) = shell("receipt", "unbank", "REC-0001", "--why", "the other bank")
    assert (back["receipt"], back["amount"]) == ("REC-0001", "100.00")
    shell("receipt", "unbank", "REC-0001", "--why", "again", status=1)
    assert "is not paid in" in shell.said
    (freed,) = shell("receipt", "free", "REC-0001", "--why", "wrong")
    assert freed["on_account"] == "100.00"


def test_the_paper_is_saved_once_and_never_over_another(shell: Shell, tmp_path: Path) -> None:
    shell("receipt", "add", "Hilton Park", "100.00", "--way", "cash")
    out = tmp_path / "receipt.pdf"
    shell("receipt", "paper", "REC-0001", "--out", out)
    assert out.read_bytes().startswith(b"%PDF")
    shell("receipt", "paper", "REC-0001", "--out", out, status=1)
    shell("receipt", "mail", "REC-0001", status=1)
    assert "no mail address" in shell.said


def test_a_line_is_kept_on_account_from_the_command_line(shell: Shell) -> None:
    issued(shell.desk, "INV-1", 110_00)
    import_ofx(shell.desk, [booking(15, 130_00, "HILTON PARK")])
    (line,) = shell("bank", "lines", "--open")
    shell("bank", "accept", line["id"], "--with", "invoice:INV-1", status=1)
    assert "--on-account" in shell.said
    (done,) = shell("bank", "accept", line["id"], "--with", "invoice:INV-1", "--on-account")
    assert done["kind"] == "invoice"
    (target,) = shell("bank", "targets")
    assert (target["kind"], target["amount"]) == ("receipt", "-20.00")
    shell("receipt", "reverse", "REC-0001", "--why", "x", status=1)
    assert "bank undo" in shell.said
