"""Upgrading a client's file of the revision before with 50,000 documents, beside copying it and checking all its pages.

The baseline is what no safe upgrade can do without; the rest holds every row against its newest entry in the history,
before anything is changed and after.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Column, Engine, MetaData, Table, Text, create_engine, event, insert
from sqlalchemy.pool import StaticPool

from bookdesk.bench.measure import Measurement, against, median, seconds
from bookdesk.core.clock import SystemClock
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.history import Actor, Origin
from bookdesk.store.cipher import Connection, SqlCipher
from bookdesk.store.kinds import CLIENT, FileKind
from bookdesk.store.migrate import run_revisions, upgrade
from bookdesk.store.opening import maintaining
from bookdesk.store.schema import OPEN_CHANGE_ROW, VERSION_TABLE, mark
from bookdesk.store.sealing import Ground, Intent, open_change, seal
from bookdesk.store.triggers import apply_triggers

_KEY = secrets.token_bytes(32)
_ME = Actor(UserId("bench"), DeviceId("bench"))
_INTENT = Intent(Action.DOCUMENT_CAPTURED, "bench", _ME, Origin.PERSON, None)
_DOCUMENTS = 50_000
_AT_ONCE = 5_000
_ROUNDS = 3


def run(_data: Path | None = None) -> Sequence[Measurement]:
    """Measure it in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        old = _old_file(Path(folder) / "old.db")
        pairs = [_once(old, Path(folder) / f"{number}.db") for number in range(_ROUNDS)]
    upgraded, copied = (median(column) for column in zip(*pairs, strict=True))
    what = "copying it and checking all pages once"
    return [against("upgrade-50000-documents", "s", upgraded, what, copied, "<= 60 s", _ROUNDS)]


def _once(old: Path, path: Path) -> tuple[float, float]:
    shutil.copyfile(old, path)
    copied = seconds(lambda: _copy_and_check(path, path.with_suffix(".copy")))
    return seconds(lambda: upgrade(SqlCipher(), path, _KEY, CLIENT)), copied


def _copy_and_check(path: Path, aside: Path) -> None:
    with maintaining(SqlCipher(), path, _KEY) as connection, maintaining(SqlCipher(), aside, _KEY) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        connection.backup(copy)
        copy.execute("PRAGMA cipher_integrity_check").fetchall()
        copy.execute("PRAGMA quick_check").fetchall()


def _old_file(path: Path) -> Path:
    """Make a file as the program of the last but one revision had it, with documents in it and their history.

    Keys are not checked meanwhile: with a seal still to come each new row is looked for among all that may refer to it.
    """
    with maintaining(SqlCipher(), path, _KEY) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        engine = create_engine("sqlite://", module=SqlCipher.module, creator=lambda: connection, poolclass=StaticPool)
        event.listen(engine, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
        kind = _before(engine, connection)
        ground = Ground(engine, kind.metadata, SystemClock(), kind.revision)
        for rows in _documents():
            change = new_id()
            with engine.begin() as transaction:
                open_change(transaction, change, _INTENT)
                transaction.execute(insert(Document), rows)
                seal(transaction, change, _INTENT, ground)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def _before(engine: Engine, connection: Connection) -> FileKind:
    """Build the schema of the last but one revision, and return the kind as the program of then knew it."""
    kind = replace(CLIENT, head=CLIENT.head - 1)
    connection.execute(VERSION_TABLE)
    with engine.begin() as transaction:
        run_revisions(transaction, kind)
        kind = replace(kind, metadata=_as_in(connection, kind.metadata))
        if not connection.execute("SELECT count(*) FROM current_change").fetchone()[0]:
            connection.execute(OPEN_CHANGE_ROW)
        apply_triggers(connection, kind.metadata)
        mark(connection, kind)
    return kind


def _as_in(connection: Connection, metadata: MetaData) -> MetaData:
    """Return the tables that a file has, with the columns it has; its own guards say nothing of documents."""
    kept = MetaData()
    for table in metadata.tables.values():
        columns = connection.execute(f"PRAGMA table_info('{table.name}')").fetchall()
        if columns:
            Table(table.name, kept, *(Column(column[1], Text) for column in columns), info=table.info)
    return kept


def _documents() -> Iterator[list[dict[str, object]]]:
    for first in range(1, _DOCUMENTS + 1, _AT_ONCE):
        yield [_document(number) for number in range(first, min(first + _AT_ONCE, _DOCUMENTS + 1))]


def _document(number: int) -> dict[str, object]:
    return {
        "id": new_id(),
        "version": 1,
        "intake_number": number,
        "file_name": f"invoice-{number}.pdf",
        "media_type": "application/pdf",
        "size": 84_213,
        "sha256": f"{number:064x}",
        "stored_name": f"{number:032x}",
        "seal_key": secrets.token_hex(32),
        "received_at": SystemClock().now(),
        "received_by": "bench",
        "state": DocumentState.RECEIVED,
    }
