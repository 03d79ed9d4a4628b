"""The JSON Lines form in and out."""

from __future__ import annotations

import json

import pytest

from bookdesk.banking.matching import match
from bookdesk.banking.matching.workload import as_row, read_workload
from bookdesk.core.errors import InputError

_ROWS = [
    {"t": "meta", "base_currency": "AUD", "rates": {"USD": 1.5}},
    {"t": "party", "id": "P", "client": "C", "name": "Acme Plumbing", "aliases": [], "kind": "supplier"},
    {"t": "doc", "id": "D", "client": "C", "kind": "bill", "party": "P", "number": "INV-7001", "currency": "AUD",
     "amount": -100, "date": "2026-01-01", "due": "2026-01-15", "their_ref": None},
    {"t": "line", "id": "L", "client": "C", "account": "A", "currency": "AUD", "amount": -100, "date": "2026-01-15",
     "text": "ACME PLUMBING INV-7001", "payee": "", "ref": "", "bank_id": None, "seq": 1},
    {"t": "truth", "line": "L", "anything": "at all"},
]  # fmt: skip


def test_a_workload_is_read_and_answered() -> None:
    found = match(read_workload(json.dumps(row) for row in _ROWS))
    row = as_row(found[0])
    assert (row["line"], row["docs"], row["auto"], row["rank"]) == ("L", ["D"], True, 1)
    assert json.loads(json.dumps(row))["why"][0]["feature"]


def test_a_bad_row_is_named() -> None:
    with pytest.raises(InputError, match="Line 2 of the workload"):
        read_workload(['{"t": "meta"}', '{"t": "doc"}'])
