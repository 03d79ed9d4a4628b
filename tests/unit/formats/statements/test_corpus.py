"""Files of real banks and other projects: how many are read, and how many equal what their source expects."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError
from bookdesk.formats.statements import StatementFile, read_statement

# What of each format is readable at all; the rest are crash cases, other kinds of CSV, and ambiguous dates.
_READ = {"csv": 32, "ofx": 48, "camt": 28, "mt940": 37, "qif": 10, "bai2": 3}
_EQUAL = {"camt": (22, 23), "mt940": (34, 35)}


def _read(path: Path) -> StatementFile | None:
    try:
        return read_statement(path.read_bytes())
    except BookDeskError:
        return None


def _agrees(read: StatementFile, expected: Path) -> bool:
    """Compare amounts, batch bookings either whole or by their payments."""
    listed = json.loads(expected.read_text("utf-8"))["statements"]
    wanted = Counter(Decimal(str(item["amount"])) for statement in listed for item in statement["transactions"])
    items = [item for statement in read.statements for item in statement.transactions]
    whole = Counter(item.amount for item in items)
    parts = Counter(part.amount for item in items for part in item.details or (item,))
    return wanted in (whole, parts)


@pytest.mark.parametrize("kind", _READ)
def test_public_files(shared: Path, kind: str) -> None:
    files = [path for path in sorted((shared / "data/banking" / kind).iterdir()) if path.suffix != ".json"]
    read = {path: found for path in files if (found := _read(path)) is not None}
    expected = {path: path.with_name(path.name + ".expected.json") for path in read}
    judged = {path: _agrees(read[path], other) for path, other in expected.items() if other.exists()}
    assert len(read) >= _READ[kind]
    assert (sum(judged.values()), len(judged)) >= _EQUAL.get(kind, (0, 0))
