"""The benchmark of the store runs and has a baseline for each figure that asks for one."""

from __future__ import annotations

import pytest

from bookdesk.bench import store


def test_each_figure_stands_beside_its_baseline(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in {"_ROWS": 40, "_WRITES": 2, "_ROUNDS": 2, "_POINTS": 20, "_PAGES": 4, "_SIGNED": 5}.items():
        monkeypatch.setattr(store, name, small)
    rows = [measured.row() for measured in store.run()]
    assert [row["name"] for row in rows] == [
        "save-bill-10-lines",
        "save-bill-10-lines-history",
        "edit-field",
        "edit-field-history",
        "save-bill-10-lines-signed",
        "edit-field-signed",
        "edit-field-signed-median",
        "sign-change-cpu",
        "check-signature-cpu",
        "point-read-warm",
        "list-page-100",
        "point-read-mapped",
        "list-page-100-mapped",
    ]
    assert [row["baseline"] is not None for row in rows] == [True] * 7 + [False] * 2 + [True] * 2 + [False] * 2
    assert all(row["value"] for row in rows)
