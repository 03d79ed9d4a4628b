"""Saving, editing, reading and listing in encrypted books with history, beside raw SQL and beside plain sqlite3.

Writing is compared with the same rows by raw SQL on the same encrypted file, once through the history's triggers and
seal, once on a copy without them. What the signature of each change adds is shown beside the same change without one.
Reading is compared at the driver with the standard library's sqlite3 on an
unencrypted file; what a service pays on top for a session and mapped rows is shown apart.
"""

from __future__ import annotations

import secrets
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import process_time
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, select

from bookdesk.bench.measure import Measurement, absolute, against, median, p95, seconds
from bookdesk.core.clock import SystemClock
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.history import Actor, Origin
from bookdesk.security.changes import FileSignatures, KeyTime, Present, Proven, SignedFile
from bookdesk.security.signatures import KeySigner
from bookdesk.store.books import Books
from bookdesk.store.cipher import Connection, SqlCipher
from bookdesk.store.client_file import create_books
from bookdesk.store.engine import make_reader, make_writer
from bookdesk.store.kinds import CLIENT
from bookdesk.store.opening import maintaining
from bookdesk.store.places import Places
from bookdesk.store.schema import ddl
from bookdesk.store.sealing import Ground, Intent, open_change, seal
from bookdesk.store.signing import Began, Claim
from bookdesk.store.triggers import drop_triggers

_ME = Actor(UserId("bench"), DeviceId("bench"))
_INTENT = Intent(Action.BILL_EDITED, "bench", _ME, Origin.PERSON, None)
_KEY = secrets.token_bytes(32)
_SIGN_KEY = Ed25519PrivateKey.generate()
_SIGNER = KeySigner(_ME.user, _SIGN_KEY)
_FILE = SignedFile("bench", CLIENT)
_SIGNED = 10_000
_LINES = 10
_WRITES = 150
_ROWS = 20_000
_POINTS = 1_000
_PAGES = 100
_ROUNDS = 15
_POINT = "SELECT * FROM bill WHERE id = ?"
_PAGE = (
    "SELECT id, supplier_name, number, document_date, due_date, total, currency, status FROM bill"
    " WHERE (document_date, id) > (?, ?) ORDER BY document_date, id LIMIT 100"
)


def run(_data: Path | None = None) -> Sequence[Measurement]:
    """Measure everything in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder:
        books = create_books(Places(Path(folder)), ClientId("bench"), _KEY)
        try:
            _fill(books)
            return [*_writing(books, Path(folder)), *_reading(books, Path(folder))]
        finally:
            books.close()


def _bill(number: int) -> Bill:
    return Bill(
        id=new_id(),
        received_date=date(2026, 1, 1),
        document_date=date(2020, 1, 1) + timedelta(days=number // 20),
        due_date=date(2020, 2, 1) + timedelta(days=number // 20),
        supplier_name=f"Supplier {number % 300}",
        number=f"INV-{number}",
        currency="AUD",
        net=100_000,
        tax=10_000,
        total=110_000,
        created_by="bench",
    )


def _lines(bill: Bill) -> list[BillLine]:
    return [
        BillLine(bill_id=bill.id, position=position, description="paper", net=10_000, tax=1_000, gross=11_000)
        for position in range(_LINES)
    ]


def _fill(books: Books) -> None:
    """Give the books a few years of bills, so that indexes have depth."""
    with books.change(Action.TAKEN_ON, "bench", actor=_ME) as work:
        work.add(*(_bill(number) for number in range(_ROWS)))
        work.commit()


@dataclass(frozen=True, slots=True)
class _Rows:
    """A saved bill with its lines as stored values, to be written again by raw SQL under new ids."""

    bill: tuple[Any, ...]
    lines: list[tuple[Any, ...]]
    bill_sql: str
    line_sql: str

    def renewed(self) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
        """Return the values under new ids; the id is the last column, the parent of a line the first."""
        parent = new_id()
        return (*self.bill[:-1], parent), [(parent, *line[1:-1], new_id()) for line in self.lines]


def _writing(books: Books, folder: Path) -> Iterator[Measurement]:
    saved: list[Bill] = []
    rows = _stored(books, _save(books, saved))
    with _raw_writer(books.path) as engine, _unguarded(books, folder / "unguarded.db") as bare:
        ground = Ground(engine, CLIENT.metadata, SystemClock(), CLIENT.revision)
        works: list[Callable[[], object]] = [
            lambda: _save(books, saved),
            lambda: _raw_save(ground, rows),
            lambda: _bare_save(bare, rows),
            lambda: _edit(books, saved[0].id),
            lambda: _raw_edit(ground, saved[0].id),
            lambda: _bare_edit(bare, rows),
            lambda: _signed(books, lambda: _save(books, saved)),
            lambda: _signed(books, lambda: _edit(books, saved[0].id)),
        ]
        samples = [[seconds(work) * 1e3 for work in works] for _ in range(_WRITES)]
    columns = list(zip(*samples, strict=True))
    save, raw, without, edit, raw_edit, bare_edit, signed_save, signed_edit = (p95(column) for column in columns)
    yield against("save-bill-10-lines", "ms", save, "raw SQL with history", raw, "p95 <= 10 ms", _WRITES)
    yield against("save-bill-10-lines-history", "ms", save, "raw SQL without history", without, "p95 <= 10 ms", _WRITES)
    yield against("edit-field", "ms", edit, "raw SQL with history", raw_edit, "p95 <= 5 ms", _WRITES)
    yield against("edit-field-history", "ms", edit, "raw SQL without history", bare_edit, "p95 <= 5 ms", _WRITES)
    yield against("save-bill-10-lines-signed", "ms", signed_save, "the same unsigned", save, "p95 <= 10 ms", _WRITES)
    yield against("edit-field-signed", "ms", signed_edit, "the same unsigned", edit, "p95 <= 5 ms", _WRITES)
    half, whole = median(columns[3]), median(columns[7])
    yield against("edit-field-signed-median", "ms", whole, "the same unsigned", half, "none", _WRITES)
    signing, checking = _signing_and_checking()
    yield absolute("sign-change-cpu", "us", signing, "none", _SIGNED)
    yield absolute("check-signature-cpu", "us", checking, "none", _SIGNED)


def _signed(books: Books, work: Callable[[], object]) -> None:
    """Do it as a change of somebody who opened the file."""
    books.sign = partial(Present(_SIGNER).sign, _FILE)
    try:
        work()
    finally:
        books.sign = None


class _Keys:
    """Knows the key of whoever writes here."""

    def __init__(self) -> None:
        self.proven: Proven = set()
        self._key = (KeyTime(_SIGN_KEY.public_key().public_bytes_raw(), None, None),)

    def name(self, user_id: str) -> str:
        return user_id

    def of(self, user_id: str) -> tuple[KeyTime, ...]:
        del user_id
        return self._key

    def counts(self, *_asked: object) -> bool:
        return True


def _signing_and_checking() -> tuple[float, float]:
    """Return the microseconds of CPU it takes to sign one set, and to check it as `verify` does with each."""
    made_at, keys = "2026-07-01T02:00:00.000000Z", _Keys()
    hashes = [secrets.token_hex(32) for _ in range(_SIGNED)]
    present, begun = Present(_SIGNER), process_time()
    signatures = [present.sign(_FILE, _ME.user, digest, None) for digest in hashes]
    signing = process_time() - begun
    claims = [
        Claim(number, f"set-{number}", _ME.user, _ME.device, number, "bench", None, made_at, digest, signature)
        for number, (digest, signature) in enumerate(zip(hashes, signatures, strict=True), start=1)
    ]
    asked, start = FileSignatures(_FILE, lambda: keys), Began(None, {})
    begun = process_time()
    wrong = sum(asked.problem(one, start) is not None for one in claims)
    checking = process_time() - begun
    if wrong:
        raise ValueError("a signature of the benchmark does not hold")
    return signing * 1e6 / _SIGNED, checking * 1e6 / _SIGNED


def _save(books: Books, saved: list[Bill]) -> Bill:
    bill = _bill(len(saved))
    with books.change(Action.BILL_EDITED, "bench", actor=_ME) as work:
        work.add(bill, *_lines(bill))
        work.commit()
    saved.append(bill)
    return bill


def _edit(books: Books, bill_id: str) -> None:
    with books.change(Action.BILL_EDITED, "bench", actor=_ME) as work:
        work.get(Bill, bill_id).note = secrets.token_hex(8)
        work.commit()


def _stored(books: Books, bill: Bill) -> _Rows:
    with books.query() as session:
        connection = session.connection()
        one = connection.exec_driver_sql(_POINT, (bill.id,)).one()
        lines = connection.exec_driver_sql("SELECT * FROM bill_line WHERE bill_id = ?", (bill.id,)).all()
    return _Rows(tuple(one), [tuple(line) for line in lines], _insert("bill", one), _insert("bill_line", lines[0]))


def _insert(table: str, row: Sequence[object]) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})"  # noqa: S608 - our own tables


@contextmanager
def _raw_writer(path: Path) -> Iterator[Engine]:
    engine = make_writer(SqlCipher(), path, _KEY)
    try:
        yield engine
    finally:
        engine.dispose()


def _engine_of(ground: Ground) -> Engine:
    if not isinstance(ground.engine, Engine):
        raise TypeError("the ground of a benchmark is a file")
    return ground.engine


def _raw_save(ground: Ground, rows: _Rows) -> None:
    bill, lines = rows.renewed()
    with _engine_of(ground).begin() as connection:
        change = new_id()
        open_change(connection, change, _INTENT)
        connection.exec_driver_sql(rows.bill_sql, bill)
        connection.exec_driver_sql(rows.line_sql, lines)
        seal(connection, change, _INTENT, ground)


def _raw_edit(ground: Ground, bill_id: str) -> None:
    with _engine_of(ground).begin() as connection:
        change = new_id()
        open_change(connection, change, _INTENT)
        connection.exec_driver_sql(_POINT, (bill_id,)).one()
        _update(connection.exec_driver_sql, bill_id)
        seal(connection, change, _INTENT, ground)


def _update(execute: Callable[..., object], bill_id: str) -> None:
    execute("UPDATE bill SET note = ?, version = version + 1 WHERE id = ?", (secrets.token_hex(8), bill_id))


@contextmanager
def _unguarded(books: Books, path: Path) -> Iterator[Connection]:
    """Yield a connection on an encrypted copy without triggers."""
    with maintaining(SqlCipher(), path, _KEY) as copy:
        with books.maintenance() as source:
            copy.execute("PRAGMA journal_mode=DELETE")
            source.backup(copy)
        copy.execute("PRAGMA journal_mode=WAL")
        drop_triggers(copy)
        yield copy


def _bare_save(connection: Connection, rows: _Rows) -> None:
    bill, lines = rows.renewed()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(rows.bill_sql, bill)
    for line in lines:
        connection.execute(rows.line_sql, line)
    connection.execute("COMMIT")


def _bare_edit(connection: Connection, rows: _Rows) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_POINT, (rows.bill[-1],)).fetchone()
    _update(connection.execute, rows.bill[-1])
    connection.execute("COMMIT")


def _reading(books: Books, folder: Path) -> Iterator[Measurement]:
    ids, starts = _sample(books)
    reader = make_reader(SqlCipher(), books.path, _KEY)
    pooled = reader.raw_connection()
    ours, plain = pooled.driver_connection, _plain(books, folder / "plain.db")
    for name, sql, keys in (("point-read-warm", _POINT, ids), ("list-page-100", _PAGE, starts)):
        samples = [(_each(ours, sql, keys), _each(plain, sql, keys)) for _ in range(_ROUNDS)]
        one, other = (median([pair[side] for pair in samples[1:]]) for side in (0, 1))
        yield against(name, "us", one, "sqlite3, unencrypted", other, "<= 1.3", _ROUNDS)
    plain.close()
    pooled.close()
    reader.dispose()
    yield absolute("point-read-mapped", "us", median([_mapped_point(books, key[0]) for key in ids[:300]]), "none", 300)
    yield absolute(
        "list-page-100-mapped", "us", median([_mapped_page(books, key[0]) for key in starts]), "none", _PAGES
    )


def _sample(books: Books) -> tuple[list[tuple[str]], list[tuple[str, str]]]:
    """Return the same keys for both sides: ids in no order, and places in the list to read on from."""
    with books.query() as session:
        found = session.connection().exec_driver_sql("SELECT id, document_date FROM bill ORDER BY number").all()
    step = max(1, len(found) // _POINTS)
    return [(row.id,) for row in found[::step]], [(row.document_date, row.id) for row in found[:: step * 10]][:_PAGES]


def _plain(books: Books, path: Path) -> sqlite3.Connection:
    plain = sqlite3.connect(path, isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("PRAGMA cache_size=-16000")
    for statement in ddl(CLIENT):
        plain.execute(statement)
    with books.query() as session:
        rows = session.connection().exec_driver_sql("SELECT * FROM bill").all()
    plain.execute("BEGIN")
    plain.executemany(_insert("bill", rows[0]), [tuple(row) for row in rows])
    plain.execute("COMMIT")
    return plain


def _each(connection: Any, sql: str, keys: Sequence[tuple[str, ...]]) -> float:  # noqa: ANN401 - two drivers
    """Return the microseconds one statement takes, all its rows fetched."""
    return 1e6 / len(keys) * seconds(lambda: [connection.execute(sql, key).fetchall() for key in keys])


def _mapped_point(books: Books, bill_id: str) -> float:
    def read() -> None:
        with books.query() as session:
            session.get(Bill, bill_id)

    return seconds(read) * 1e6


def _mapped_page(books: Books, start: str) -> float:
    columns = (Bill.id, Bill.supplier_name, Bill.number, Bill.document_date, Bill.due_date, Bill.total, Bill.status)
    page = select(*columns).where(Bill.document_date > date.fromisoformat(start))

    def read() -> None:
        with books.query() as session:
            session.execute(page.order_by(Bill.document_date, Bill.id).limit(100)).all()

    return seconds(read) * 1e6
