"""The benchmark of an upgrade runs, from a file that is one revision behind."""

from __future__ import annotations

import pytest

from bookdesk.bench import upgrading


def test_the_upgrade_stands_beside_a_checked_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, small in {"_DOCUMENTS": 20, "_AT_ONCE": 7, "_ROUNDS": 1}.items():
        monkeypatch.setattr(upgrading, name, small)
    (row,) = (measured.row() for measured in upgrading.run())
    assert row["name"] == "upgrade-50000-documents"
    assert row["value"]
    assert row["baseline"]
