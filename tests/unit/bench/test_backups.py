"""The benchmark of backups runs, and has a baseline for each figure that asks for one."""

from __future__ import annotations

import pytest

from bookdesk.bench import backups


def test_each_figure_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in {"_PRACTICES": ((2, 3, 1),), "_WRITES": 3, "_ORIGINAL": 100}.items():
        monkeypatch.setattr(backups, name, small)
    rows = {str(measured.row()["name"]): measured.row() for measured in backups.run()}
    assert list(rows) == [
        "practice-2",
        "backup-first-2",
        "backup-again-2",
        "backup-tried-2",
        "write-p99-during-backup",
        "restored-2",
    ]
    assert {name for name, row in rows.items() if row["baseline"]} == {
        "backup-first-2",
        "backup-again-2",
        "write-p99-during-backup",
    }
    assert all(row["value"] for row in rows.values())
