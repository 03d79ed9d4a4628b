"""Documents captured from the command line: what is in archives and mails, and what is told of the rest."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from bookdesk.cli.main import main
from bookdesk.core.money import Money
from bookdesk.sandbox.bank import Account, Booking, csv, ofx
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.einvoice import ubl
from tests.support import pages
from tests.support.locked import PASSWORD, locked

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")

    def command(*words: str) -> tuple[int, list[dict[str, Any]], str]:
        status = main([*words, "--user", "anna", "--passphrase-file", "anna", "--json"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines()], told.err

    command("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")
    command("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD")
    command("takeon", "start", "--client", "Koala Kafe")
    return command


def mail() -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "office@example.com", "Your bill"
    message.set_content("See the attachment.")
    message.add_attachment(ubl(bills.CLEANING), maintype="application", subtype="xml", filename="bill.xml")
    message.add_attachment(b"", maintype="application", subtype="pdf", filename="nothing.pdf")
    return message.as_bytes()


def test_what_an_archive_and_a_mail_hold_is_captured_and_the_rest_is_told(run: Run, tmp_path: Path) -> None:
    pile = io.BytesIO()
    with zipfile.ZipFile(pile, "w") as archive:
        archive.writestr("march/post", mail())
        archive.writestr("words.docx", b"PK\x03\x04" + bytes(30) + b"[Content_Types].xml")
    (tmp_path / "post.pdf").write_bytes(pile.getvalue())
    status, rows, said = run("capture", "post.pdf", "--client", "Koala Kafe")
    outcomes = {row["file"]: (row["number"], row["state"], row["reason"]) for row in rows}
    assert status == 1, outcomes
    assert outcomes["bill.xml"] == (1, "to review", None)
    assert outcomes["words.docx"] == (
        2,
        "failed",
        "The file is an Office document. Save or print it as PDF and add that.",
    )
    assert outcomes["post.pdf: post: nothing.pdf"][:2] == (None, "failed")
    assert "nothing.pdf: The file is empty." in said


OPENING, PAID = Money(500000, "AUD"), [Booking(date(2026, 6, 3), Money(-11000, "AUD"), "Koala Cleaning")]


@pytest.mark.parametrize("text", [ofx(Account("062-000", "12345678", "AUD"), OPENING, PAID), csv(OPENING, PAID)])
def test_a_bank_statement_is_no_document_and_is_led_to_the_bank(run: Run, tmp_path: Path, text: str) -> None:
    statement = text.encode()
    with zipfile.ZipFile(tmp_path / "post.zip", "w") as archive:
        archive.writestr("june", statement)
    (tmp_path / "june.pdf").write_bytes(statement)
    (tmp_path / "bill.xml").write_bytes(ubl(bills.CLEANING))
    status, rows, said = run("capture", "june.pdf", "post.zip", "bill.xml", "--client", "Koala Kafe")
    assert status == 1
    why = "This is a bank statement. Import it in Bank (bookdesk bank import FILE)."
    assert [(row["number"], row["reason"]) for row in rows] == [(None, why), (None, why), (1, None)]
    assert f"june.pdf: {why}" in said
    assert [row["number"] for row in run("inbox", "list", "--client", "Koala Kafe")[1]] == [1]


def test_a_document_of_another_client_is_led_to_him(run: Run, tmp_path: Path) -> None:
    run("client", "add", "Dublin Deli", "--country", "IE", "--currency", "EUR")
    lines = ("Cobble and Sons Pty Ltd TAX INVOICE", "Bill to:  Dublin Deli", "Invoice number CS-4711", "Total 110.00")
    (tmp_path / "bill.pdf").write_bytes(pages.pdf((lines,)))
    of = ("--client", "Koala Kafe")
    run("capture", "bill.pdf", *of)
    said = run("inbox", "show", "1", *of)[2]
    assert "It is addressed to Dublin Deli, a client of the practice: move it there" in said
    assert run("inbox", "move", "1", *of, "--to", "Dublin Deli")[0] == 0
    assert 'bookdesk inbox move 1 --to "Dublin Deli"' in said
    assert "a client of the practice" not in run("inbox", "show", "1", *of)[2], "it was moved"


@pytest.mark.usefixtures("run")
def test_what_failed_is_told_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.pdf").write_bytes(b"")
    of = ("--client", "Koala Kafe", "--user", "anna", "--passphrase-file", "anna")
    assert main(["capture", "empty.pdf", "missing.pdf", *of]) == 1
    told = capsys.readouterr()
    for said in (
        "The file is empty. Copy it once more, or ask the sender for it again.",
        "missing.pdf cannot be opened",
    ):
        assert (told.out + told.err).count(said) == 1
    assert "empty.pdf" in told.out


def test_a_locked_document_waits_until_its_own_password_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "locked.pdf").write_bytes(locked())
    status, (row,), said = run("capture", "locked.pdf", "--client", "Koala Kafe")
    assert (status, row["state"]) == (1, "locked")
    assert "is protected with a password" in said
    unlock = ("inbox", "unlock", "1", "--client", "Koala Kafe")
    assert "--password-file FILE" in run(*unlock)[2], "nobody sits there who could be asked"
    (tmp_path / "word").write_text("another\n", encoding="utf-8")
    status, _, said = run(*unlock, "--password-file", "word")
    assert (status, "is not the password" in said) == (1, True)
    (tmp_path / "word").write_text(f"{PASSWORD}\n", encoding="utf-8")
    status, (row,), _ = run(*unlock, "--password-file", "word")
    assert (status, row["state"], row["invoice_number"]) == (0, "to review", "SR-20418")


def test_a_document_is_read_again_unless_that_would_lose_what_was_corrected(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bill.xml").write_bytes(ubl(bills.CLEANING))
    of = ("--client", "Koala Kafe")
    run("capture", "bill.xml", *of)
    again = ("inbox", "read-again", "1", *of, "--engine", "tesseract")
    status, (row,), _ = run(*again)
    assert (status, row["state"], row["invoice_number"]) == (0, "to review", "TCC-003907")
    run("inbox", "set", "1", "due_date=2026-12-24", *of)
    status, rows, said = run(*again)
    assert (status, rows) == (1, [])
    assert "bookdesk inbox read-again 1 --drop-corrections" in said
    status, (row,), _ = run(*again, "--drop-corrections")
    assert (status, row["due_date"]) == (0, row["fields"]["due_date"]["read"])


def test_a_document_says_who_set_a_field_and_counts_its_doubts_as_the_list_does(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bill.xml").write_bytes(ubl(bills.CLEANING))
    of = ("--client", "Koala Kafe")
    run("capture", "bill.xml", *of)
    _, (corrected,), _ = run("inbox", "set", "1", "due_date=2026-12-24", *of)
    _, (shown,), _ = run("inbox", "show", "1", *of)
    _, (listed,), _ = run("inbox", "list", *of)
    assert corrected["fields"]["due_date"]["why"] == shown["fields"]["due_date"]["why"]
    assert shown["fields"]["due_date"]["why"].startswith("set by anna; read as ")
    assert shown["to_check"] == listed["to_check"] > 0
