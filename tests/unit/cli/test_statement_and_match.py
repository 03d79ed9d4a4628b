"""The two commands that need no practice: reading statements and running the matching engine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bookdesk.bench.workload import generate
from bookdesk.cli.main import main


def _rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_statement_prints_a_line_a_file_and_goes_on_after_a_bad_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "a.csv", tmp_path / "b.csv"
    good.write_text("Date,Text,Amount,Balance\n2026-01-02,A,-10.00,90.00\n2026-01-03,B,5,95.00\n", encoding="utf-8")
    bad.write_bytes(b"")
    assert main(["statement", str(bad), str(good), "--json", "--account", "123"]) == 1
    first, second = _rows(capsys)
    assert (first["format"], first["statements"]) == ("empty", [])
    assert str(first["error"]).startswith("The file is empty.")
    assert isinstance(second["statements"], list)
    statement = second["statements"][0]
    assert (statement["account"], statement["proof"]) == ("123", "proved")
    assert statement["opening"] == {"date": "2026-01-02", "amount": "100.00"}
    assert statement["transactions"][0]["amount"] == "-10.00"


def test_an_ambiguous_file_names_the_option_that_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, profile = tmp_path / "a.csv", tmp_path / "mine.toml"
    file.write_text("Date,Text,Amount\n03/04/2026,A,-10.00\n", encoding="utf-8")
    assert main(["statement", str(file), "--json"]) == 1
    assert "--profile day-first" in str(_rows(capsys)[0]["error"])
    profile.write_text('date-order = "month-first"\ncurrency = "AUD"\n', encoding="utf-8")
    assert main(["statement", str(file), "--json", "--profile", str(profile)]) == 0
    assert '"date": "2026-03-04"' in capsys.readouterr().out


def test_match_answers_a_workload(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workload = generate(seed=1, lines=40)
    path = tmp_path / "work.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in workload.rows()), encoding="utf-8")
    assert main(["match", str(path), "--json"]) == 0
    rows = _rows(capsys)
    assert {"line", "docs", "pair", "dup_of", "auto", "rank", "why"} <= rows[0].keys()
    assert main(["match", str(tmp_path / "none.jsonl")]) == 1
