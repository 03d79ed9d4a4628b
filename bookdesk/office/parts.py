"""Which rows belong to a record's history beside its own: its parts, those that are gone included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.office.records import Records
from bookdesk.store.file import StoreFile
from bookdesk.store.glance import Key

_PARTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "bank_account": (("statement", "bank_account_id"), ("reconciliation", "bank_account_id")),
    "bank_line": (("match_line", "bank_line_id"),),
    "bill": (
        ("bill_line", "bill_id"),
        ("approval_decision", "bill_id"),
        ("allocation", "bill_id"),
        ("allocation", "source_id"),
        ("payment_part", "bill_id"),
    ),
    "client_registry": (("client_grant", "client_id"),),
    "contact": (("payee_account", "contact_id"),),
    "document": (("bill", "document_id"),),
    "mail_message": (("mail_event", "mail_id"), ("mail_left", "mail_id")),
    "payment": (("payment_part", "payment_id"),),
    "payment_run": (("payment", "run_id"),),
    "receipt": (("ledger_entry", "source_id"), ("refund", "receipt_id")),
    "tax_code": (("tax_rate", "tax_code_id"),),
    "user": (("client_grant", "user_id"),),
}
"""Rows that belong to the history of a record, by its table: their table, and their column that names it."""

_HAVE_PARTS_THEMSELVES = frozenset({"payment"})
"""Parts whose own parts belong to the whole: a netted credit note changes a part of a payment of the run."""

_TELL_OF_IT: Mapping[str, tuple[str, str]] = {
    "match_line": ("match_id", "match"),
    "payment_part": ("payment_id", "payment"),
}
"""Parts whose other end tells of the record, too: a bill is not paid while its payment is held back."""

_GONE = (
    "SELECT DISTINCT pk FROM row_change WHERE tbl = ? AND before IS NOT NULL AND after IS NULL"
    " AND json_extract(before, '$.' || ?) = ?"
)
_WITH_ITS_WHOLE = "change_set IN (SELECT change_set FROM row_change WHERE tbl = ? AND pk = ?)"
_GO_WITH_THEIR_WHOLE = frozenset({"bill_line", "bill", "ledger_entry", "payment", "refund"})
"""Parts that never go without a change of the whole: they are looked for among its acts alone."""


def parts_of(session: Session, file: StoreFile, record: Key) -> list[Key]:
    """Return the parts of a record; none where its kind has none, or none in this file."""
    found: dict[Key, None] = {}
    table, row_id = record
    for part, column in _PARTS.get(table, ()):
        if part not in file.metadata.tables:
            continue
        columns = file.metadata.tables[part].columns
        living = session.scalars(select(columns.id).where(columns[column] == row_id))
        query = f"{_GONE} AND {_WITH_ITS_WHOLE}" if part in _GO_WITH_THEIR_WHOLE else _GONE
        whole = record if part in _GO_WITH_THEIR_WHOLE else ()
        past = session.connection().exec_driver_sql(query, (part, column, row_id, *whole))
        found |= dict.fromkeys((part, str(one)) for one in (*living, *(row.pk for row in past)))
    return list(found)


def with_parts(session: Session, file: StoreFile, records: Iterable[Key]) -> tuple[Key, ...]:
    """Return records with every row whose acts happened to them: their parts, and what these hang on; each once."""
    found: dict[Key, None] = {}
    for record in records:
        parts = parts_of(session, file, record)
        inner = [one for part in parts if part[0] in _HAVE_PARTS_THEMSELVES for one in parts_of(session, file, part)]
        found |= dict.fromkeys((record, *parts, *inner, *_told_by(session, file, parts)))
    return tuple(found)


def _told_by(session: Session, file: StoreFile, parts: Sequence[Key]) -> list[Key]:
    """Return the rows at the other end of parts, also where these are gone."""
    hanging = [part for part in parts if part[0] in _TELL_OF_IT]
    records = Records(session, file.metadata)
    records.learn(hanging)
    found = []
    for part in hanging:
        column, table = _TELL_OF_IT[part[0]]
        if other := records.row(*part).get(column):
            found.append((table, str(other)))
    return found
