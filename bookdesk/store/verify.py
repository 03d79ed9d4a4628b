"""One checker of what must always hold, for tests, for `bookdesk verify` and after a crash.

I5 the chain is whole, every row is as its newest entry says, and no head lies behind its anchor.
I6 all pages verify, the file is sound, no foreign key dangles, all guards stand.
I7 every document a row refers to resolves with the right hash, and no file is there that nothing refers to.
What a feature knows to be always true is handed in as further `Invariant`s.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection as EngineConnection
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.store.books import Books
from bookdesk.store.cipher import Connection
from bookdesk.store.errors import translating
from bookdesk.store.file import StoreFile
from bookdesk.store.history import Head
from bookdesk.store.links import Chain, walk
from bookdesk.store.references import referenced_names, references
from bookdesk.store.triggers import assert_triggers
from bookdesk.store.witness import broken_links, kept_tables, unwitnessed


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that always holds: `check` yields a sentence per violation."""

    name: str
    check: Callable[[Session], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; no problems means it holds. `note` says what is worth knowing besides."""

    check: str
    problems: tuple[str, ...]
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify(
    file: StoreFile, *, anchors: Collection[Head] = (), invariants: Collection[Invariant] = ()
) -> tuple[Finding, ...]:
    """Check everything and return a finding per check; it raises only where the file cannot be opened at all."""
    with file.maintenance() as connection:
        findings = [_finding("pages", _pages(connection)), _finding("keys", _keys(connection))]
        findings.append(_finding("guards", _guards(file, connection)))
    with file.query() as session:
        chain = Chain()
        findings.append(_finding("chain", walk(session.connection(), chain, anchors), lambda: chain.note))
        findings.append(_finding("images", _images(session.connection(), file)))
        findings += [_finding(invariant.name, invariant.check(session)) for invariant in invariants]
        if isinstance(file, Books):
            findings.append(_finding("documents", _documents(session.connection(), file)))
    if isinstance(file, Books):
        unswept: list[str] = []
        findings.append(_finding("strays", _strays(file, unswept), lambda: _to_be_swept(unswept)))
    return tuple(findings)


def _finding(name: str, problems: Iterable[str], note: Callable[[], str] = str) -> Finding:
    """Gather what a check yields; a page that cannot be read is its last problem, not the end of `verify`."""
    found: list[str] = []
    try:
        with translating():
            found.extend(problems)
    except BookDeskError as unreadable:
        found.append(unreadable.what)
    return Finding(name, tuple(found), note())


def damaged_pages(connection: Connection) -> Iterator[str]:
    """Yield a sentence for each page that is not what was written there.

    The log is emptied first: `cipher_integrity_check` reads the main file only and would cry wolf.
    """
    busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    if busy:
        yield "The file is in use, so its pages cannot be checked now; close other windows and verify again."
        return
    for (problem,) in connection.execute("PRAGMA cipher_integrity_check").fetchall():
        yield f"A page does not verify: {problem}."


def _pages(connection: Connection) -> Iterator[str]:
    """Pages that verify are held against each other.

    Indexes are held against their tables, too: an older page of an index would hide rows from those who look there.
    """
    damaged = tuple(damaged_pages(connection))
    yield from damaged
    if damaged:
        return
    for (problem,) in connection.execute("PRAGMA integrity_check").fetchall():
        if problem != "ok":
            yield f"The file is not sound: {problem}."


def _keys(connection: Connection) -> Iterator[str]:
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchall():
        yield f"{table} row {rowid} refers to a {parent} that does not exist."


def _guards(file: StoreFile, connection: Connection) -> Iterator[str]:
    try:
        assert_triggers(connection, file.metadata)
    except BookDeskError as altered:
        yield altered.what


def _images(connection: EngineConnection, file: StoreFile) -> Iterator[str]:
    yield from broken_links(connection)
    yield from map(str, unwitnessed(connection, kept_tables(file.metadata)))


def _documents(connection: EngineConnection, books: Books) -> Iterator[str]:
    for document in references(connection, books.metadata):
        try:
            books.documents.read(document.name, document.key_hex, document.sha256)
        except BookDeskError as wrong:
            yield f"{document.table} {document.row_id}: {wrong.what}"


def _strays(books: Books, unswept: list[str]) -> Iterator[str]:
    """Look while no change is under way: an original is sealed before its row is there.

    After a crash that nobody has swept up after yet, such files are what was to be expected: they are put into
    `unswept`, and nothing is wrong.
    """
    with books.maintenance() as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            names = books.documents.names()
            with books.query() as session:
                known = referenced_names(session.connection(), books.metadata, names)
        finally:
            connection.execute("ROLLBACK")
    found = sorted(names - known)
    if books.unswept:
        unswept.extend(found)
    else:
        yield from (f"The file {name} among the documents belongs to no row." for name in found)


def _to_be_swept(names: Sequence[str]) -> str:
    if not names:
        return ""
    count = "one file" if len(names) == 1 else f"{len(names)} files"
    return f"{count} of an unexpected end, to be removed when somebody next works on this client"
