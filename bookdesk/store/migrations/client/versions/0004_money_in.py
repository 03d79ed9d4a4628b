"""The tables of money in, as `0004_money_in.sql` has them; what bank lines had settled becomes allocations.

Before, a match kept in its reasons which invoices its lines paid, and how much of each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from alembic import op
from sqlalchemy import Connection

from bookdesk.core.identifiers import new_id

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_RECEIPTS = """
    SELECT match.id, match.why, max(bank_line.day) FROM match
    JOIN match_line ON match_line.match_id = match.id JOIN bank_line ON bank_line.id = match_line.bank_line_id
    WHERE match.kind = 'coded' AND json_type(match.why, '$.invoices') = 'array' GROUP BY match.id ORDER BY match.id
"""
_OPEN = "SELECT open_at_take_on, kind FROM invoice WHERE id = ?"
_PART = (
    "INSERT INTO match_part (match_id, target_kind, target_id, amount, version, id) VALUES (?, 'invoice', ?, ?, 1, ?)"
)
_ALLOCATION = (
    "INSERT INTO invoice_allocation (invoice_id, source, source_id, day, amount, version, id)"
    " VALUES (?, 'bank line', ?, ?, ?, 1, ?)"
)


def upgrade() -> None:
    """Create and rebuild tables, then turn what matches kept into allocations and parts."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    connection = op.get_bind()
    for statement in script.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    for match, invoice, day, amount in list(_paid(connection)):
        connection.exec_driver_sql(_PART, (match, invoice, amount, new_id()))
        connection.exec_driver_sql(_ALLOCATION, (invoice, match, day, abs(amount), new_id()))
        connection.exec_driver_sql(
            "UPDATE match SET kind = 'invoice', version = version + 1 WHERE id = ? AND kind = 'coded'", (match,)
        )


def _paid(connection: Connection) -> Iterator[tuple[str, str, str, int]]:
    """Yield match, invoice, day and amount (signed like the line) of what was paid; without an amount it was all."""
    settled: dict[str, int] = {}
    for match, why, day in connection.exec_driver_sql(_RECEIPTS).all():
        kept: dict[str, Any] = json.loads(why)
        amounts = kept.get("received")
        for invoice in map(str, kept["invoices"]):
            found = connection.exec_driver_sql(_OPEN, (invoice,)).first()
            if found is None:
                continue
            amount = amounts.get(invoice) if isinstance(amounts, dict) else None
            if not isinstance(amount, int):
                left = max(found.open_at_take_on - settled.get(invoice, 0), 0)
                amount = -left if found.kind == "credit note" else left
            settled[invoice] = settled.get(invoice, 0) + abs(amount)
            if amount:
                yield match, invoice, day, amount
