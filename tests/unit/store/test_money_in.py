"""What matches kept of paid invoices becomes allocations when a client is upgraded: to the cent, and each once."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from bookdesk.store import migrate
from tests.releases.generate import FOLDER

_REVISION = Path(migrate.__file__).parent / "migrations" / "client" / "versions" / "0004_money_in.py"
_INVOICE = (
    "INSERT INTO invoice (kind, status, contact_id, number, document_date, currency, total, open_at_take_on, taken_on,"
    " version, id) VALUES (?, 'issued', 'c', ?, '2026-06-01', 'AUD', ?, ?, 1, 1, ?)"
)
_MATCH = (
    'INSERT INTO "match" (bank_account_id, kind, matched_by, matched_at, why, version, id)'
    " VALUES ('b', ?, 'ann', '2026-07-02T00:00:00.000000Z', ?, 1, ?)"
)
_LINE = (
    "INSERT INTO bank_line (statement_id, bank_account_id, position, day, amount, currency, description, fingerprint,"
    " occurrence, id) VALUES ('s', 'b', 1, ?, ?, 'AUD', 'x', ?, 1, ?)"
)


def revision() -> ModuleType:
    spec = importlib.util.spec_from_file_location("money_in", _REVISION)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def old() -> Iterator[Connection]:
    """Yield the tables of the revision before, empty, without the guards that the upgrade takes off first."""
    script = (FOLDER / "0003-0002" / "client.schema.sql").read_text(encoding="utf-8")
    tables = [one for one in script.split(";\n") if one.lstrip().startswith(("CREATE TABLE", "CREATE INDEX"))]
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for one in tables:
            connection.exec_driver_sql(one)
        yield connection
    engine.dispose()


def invoice(old: Connection, identity: str, left: int, kind: str = "invoice") -> None:
    old.exec_driver_sql(_INVOICE, (kind, identity, left + 500, left, identity))


def match(old: Connection, identity: str, days: dict[str, int], why: object, kind: str = "coded") -> None:
    old.exec_driver_sql(_MATCH, (kind, json.dumps(why), identity))
    for day, amount in days.items():
        line = f"{identity} {day}"
        old.exec_driver_sql(_LINE, (day, amount, line, line))
        old.exec_driver_sql(
            "INSERT INTO match_line (match_id, bank_line_id, version, id) VALUES (?, ?, 1, ?)", (identity, line, line)
        )


def upgraded(old: Connection) -> tuple[list[tuple[object, ...]], dict[str, str]]:
    """Upgrade, and return the allocations (invoice, match, day, amount) and the kinds of matches."""
    with Operations.context(MigrationContext.configure(old)):
        revision().upgrade()
    rows = old.exec_driver_sql(
        "SELECT invoice_id, source_id, day, amount FROM invoice_allocation WHERE source = 'bank line'"
        " ORDER BY source_id, invoice_id"
    ).all()
    kinds = old.exec_driver_sql('SELECT id, kind FROM "match"').all()
    return [tuple(row) for row in rows], {row.id: row.kind for row in kinds}


def test_amounts_that_were_kept_become_allocations_of_the_last_lines_day(old: Connection) -> None:
    invoice(old, "i1", 11000)
    invoice(old, "i2", 5000)
    why = {"why": [], "invoices": ["i1", "i2"], "received": {"i1": 11000, "i2": 2000}}
    match(old, "m1", {"2026-07-01": 6000, "2026-07-02": 7000}, why)
    match(old, "m2", {"2026-07-09": 3000}, {"why": [], "invoices": ["i2"], "received": {"i2": 3000}})
    match(old, "m3", {"2026-07-03": 4000}, {"coded": []})
    rows, kinds = upgraded(old)
    assert rows == [
        ("i1", "m1", "2026-07-02", 11000),
        ("i2", "m1", "2026-07-02", 2000),
        ("i2", "m2", "2026-07-09", 3000),
    ]
    assert kinds == {"m1": "invoice", "m2": "invoice", "m3": "coded"}
    parts = old.exec_driver_sql("SELECT match_id, target_id, amount FROM match_part ORDER BY 1, 2").all()
    assert [tuple(row) for row in parts] == [("m1", "i1", 11000), ("m1", "i2", 2000), ("m2", "i2", 3000)]


def test_without_an_amount_what_was_left_is_settled_and_never_more(old: Connection) -> None:
    invoice(old, "i1", 11000)
    match(old, "m1", {"2026-07-01": 4000}, {"invoices": ["i1"], "received": {"i1": 4000}})
    match(old, "m2", {"2026-07-02": 7000}, {"invoices": ["i1"]})
    match(old, "m3", {"2026-07-03": 7000}, {"invoices": ["i1"]})
    rows, _ = upgraded(old)
    assert rows == [("i1", "m1", "2026-07-01", 4000), ("i1", "m2", "2026-07-02", 7000)]


def test_a_credit_note_is_used_up_and_an_invoice_that_is_gone_is_left_out(old: Connection) -> None:
    invoice(old, "i1", 11000)
    invoice(old, "n1", 1000, "credit note")
    why = {"invoices": ["i1", "n1", "gone"], "received": {"i1": 11000, "n1": -1000, "gone": 5}}
    match(old, "m1", {"2026-07-01": 10000}, why)
    rows, _ = upgraded(old)
    assert rows == [("i1", "m1", "2026-07-01", 11000), ("n1", "m1", "2026-07-01", 1000)]
    (signed,) = old.exec_driver_sql("SELECT amount FROM match_part WHERE target_id = 'n1'").one()
    assert signed == -1000


def test_a_match_of_another_kind_keeps_it(old: Connection) -> None:
    match(old, "m1", {"2026-07-01": 100}, {"invoices": "none"})
    match(old, "m2", {"2026-07-02": -100}, {"why": ["x"]}, "bill")
    rows, kinds = upgraded(old)
    assert (rows, kinds) == ([], {"m1": "coded", "m2": "bill"})
