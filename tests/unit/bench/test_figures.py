"""The benchmark of figures runs on a small workload, and compares only answers that agree."""

from __future__ import annotations

import pytest

from bookdesk.bench import figures


def test_each_figure_is_taken_beside_its_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_DOCUMENTS", 600)
    monkeypatch.setattr(figures, "_RUNS", 2)
    rows = {str(measured.row()["name"]): measured.row() for measured in figures.run(None)}
    assert list(rows) == [
        "figures-ageing-and-dso-20k",
        "figures-collection-20k",
        "figures-pay-dates-20k",
        "figures-books-ageing-and-dso-20k",
        "figures-books-of-that-reading",
        "figures-books-of-that-reckoning",
        "figures-books-overview-20k",
        "figures-books-collection-20k",
    ]
    assert {name for name, row in rows.items() if row["baseline"]} == {"figures-ageing-and-dso-20k"}


def test_the_workload_is_the_same_each_time() -> None:
    assert figures.receivables(200) == figures.receivables(200)


def test_answers_that_differ_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_SALES_DAYS", 30)
    monkeypatch.setattr(figures, "_DOCUMENTS", 600)
    with pytest.raises(RuntimeError, match="other figures"):
        figures.run(None)
