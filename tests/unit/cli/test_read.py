"""`bookdesk read`: a line for every file, whatever happens to it, and an exit status that tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bookdesk.cli.main import main
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills


def test_every_file_has_its_line_and_the_command_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, missing = tmp_path / "bill.pdf", tmp_path / "bad.pdf", tmp_path / "missing.pdf"
    good.write_bytes(papers.bill_pdf(bills.COFFEE, "classic"))
    bad.write_bytes(b"no document")
    status = main(["read", str(missing), str(bad), str(good), "--json", "--words"])
    said = capsys.readouterr()
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert status == 1
    assert [row["file"] for row in rows] == [str(missing), str(bad), str(good)]
    assert [row["error"] is None for row in rows] == [False, False, True]
    assert rows[2]["fields"]["total"]["value"] == "1171.80"
    assert rows[2]["kind"] == "invoice"
    assert rows[2]["source"] == "text"
    assert rows[2]["words"]
    assert "missing.pdf" in said.err


def test_without_json_it_is_said_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bill.xml"
    file.write_bytes(papers.ubl(bills.CLEANING))
    assert main(["read", str(file)]) == 0
    assert "invoice_number     TCC-003907" in capsys.readouterr().out


def test_an_engine_that_is_not_there_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "x.pdf"), "--engine", "rapidocr"]) == 2
    assert "tesseract" in capsys.readouterr().err
