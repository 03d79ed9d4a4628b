"""Documents compared, taken apart and put together from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest

from bookdesk.cli.main import main
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from tests.support.pages import saved

Run = Callable[..., tuple[int, list[dict[str, Any]], str]]
CLIENT = ("--client", "Koala Kafe")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOOKDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "anna").write_text("vier blaue Ärmel\n", encoding="utf-8")

    def command(*words: str, form: str = "--json") -> tuple[int, list[dict[str, Any]], str]:
        status = main([*words, *(one for one in (form,) if one), "--user", "anna", "--passphrase-file", "anna"])
        told = capsys.readouterr()
        return status, [json.loads(line) for line in told.out.splitlines() if form], told.out + told.err

    command("init", "--name", "Firm", "--recovery-out", "sheet.txt", "--mode", "demo")
    command("client", "add", "Koala Kafe", "--country", "AU", "--currency", "AUD")
    command("takeon", "start", *CLIENT)
    return command


def test_a_page_and_its_e_invoice_are_compared(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bill.pdf").write_bytes(papers.bill_pdf(bills.CLEANING, "classic"))
    (tmp_path / "bill.xml").write_bytes(papers.ubl(bills.CLEANING))
    run("capture", "bill.pdf", "bill.xml", *CLIENT)
    status, (row,), _ = run("inbox", "compare", "1", *CLIENT)
    assert (status, row["document"], row["other"]) == (0, 1, 2)
    assert row["fields"]["invoice_number"]["same"]
    _, _, said = run("inbox", "compare", "1", "2", *CLIENT, form="")
    assert "It is the page of the e-invoice in document 2" in said
    assert "fields are the same." in said
    status, _, said = run("inbox", "compare", "9", *CLIENT)
    assert (status, "no document 9" in said) == (1, True)


def test_a_file_is_taken_apart_put_together_and_brought_back(run: Run, tmp_path: Path) -> None:
    both = pypdfium2.PdfDocument(papers.bill_pdf(bills.CLEANING, "classic"))
    both.import_pages(pypdfium2.PdfDocument(papers.bill_pdf(bills.PRODUCE, "form")))
    (tmp_path / "scan.pdf").write_bytes(saved(both))
    run("capture", "scan.pdf", *CLIENT)
    _, (row,), _ = run("inbox", "split", "1", *CLIENT)
    assert row["parts"] == [[1], [2]]
    _, _, said = run("inbox", "split", "1", *CLIENT, form="")
    assert "page 1, page 2" in said
    _, parts, _ = run("inbox", "split", "1", "--proposed", *CLIENT)
    assert [(one["number"], one["state"]) for one in parts] == [(2, "to review"), (3, "to review")]
    _, back, _ = run("inbox", "rejoin", "2", *CLIENT)
    assert [(one["number"], one["state"]) for one in back] == [(1, "to review")]
    assert run("inbox", "split", "1", "--at", "x", *CLIENT)[0] == 1
    _, parts, _ = run("inbox", "split", "1", "--at", "2", *CLIENT)
    assert [one["number"] for one in parts] == [4, 5]
    status, _, said = run("inbox", "merge", "4", "5", *CLIENT)
    assert (status, "part of a file" in said) == (1, True)
    run("inbox", "rejoin", "1", *CLIENT)
    assert run("inbox", "split", "1", "--whole", *CLIENT)[0] == 0
    (tmp_path / "other.pdf").write_bytes(papers.bill_pdf(bills.COFFEE, "classic"))
    run("capture", "other.pdf", *CLIENT)
    _, (whole,), _ = run("inbox", "merge", "6", "1", *CLIENT)
    assert (whole["number"], whole["state"]) == (7, "to review")


def test_papers_are_required_named_and_waived(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bill.xml").write_bytes(papers.ubl(bills.CLEANING))
    (tmp_path / "other.xml").write_bytes(papers.ubl(bills.COFFEE))
    run("capture", "bill.xml", "other.xml", *CLIENT)
    assert run("required", "add", "--kind", "order", "--above", "1000", *CLIENT)[0] == 0
    _, rules, _ = run("required", "list", *CLIENT)
    assert [rule["rule"] for rule in rules] == ["No bill over 1000.00 AUD without an order."]
    run("inbox", "set", "1", "account=5-1000", "customer=ok", *CLIENT)
    status, _, said = run("inbox", "confirm", "1", *CLIENT)
    assert (status, "inbox set 1 no_paper=REASON" in said) == (1, True)
    run("inbox", "set", "2", "kind=order", *CLIENT)
    _, (row,), _ = run("inbox", "set", "1", "paper=2", *CLIENT)
    more = "Beside it 1171.80 AUD was agreed; the bill of 1381.60 AUD is 209.80 AUD more."
    assert row["papers"] == ["Beside it: document 2 (order, other.xml).", more]
    assert run("inbox", "confirm", "1", *CLIENT)[0] == 0
    assert run("required", "remove", "1", *CLIENT)[0] == 0
    assert run("required", "list", *CLIENT)[1] == []
