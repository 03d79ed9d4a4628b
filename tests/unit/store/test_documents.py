"""An original is sealed, belongs to its name and row, and is there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.errors import RuleBroken, StorageError, Tampered
from bookdesk.models.actions import Action
from bookdesk.models.document import Document
from bookdesk.store import files
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books, sweep
from bookdesk.store.documents import DocumentStore, Sealed
from bookdesk.store.openmark import ended, put_mark, take_mark
from bookdesk.store.places import Places
from tests.unit.store.samples import ANNA, CLIENT_ID, CLOCK, KEY, document, save

ORIGINAL = b"%PDF-1.7 Canary Supplies invoice 42"


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return DocumentStore(tmp_path / "documents")


def test_what_goes_in_comes_out(store: DocumentStore) -> None:
    for original in (ORIGINAL, b"", bytes(100_000)):
        sealed = store.put(original)
        assert store.read(sealed.name, sealed.key_hex, sealed.sha256) == original
        assert sealed.size == len(original)


def test_the_file_shows_only_its_version(store: DocumentStore) -> None:
    sealed = store.put(ORIGINAL)
    content = (store.folder / sealed.name).read_bytes()
    assert content.startswith(b"BDDOC\x01")
    assert b"Canary" not in content
    assert len(content) == 6 + 12 + len(ORIGINAL) + 16
    assert store.put(ORIGINAL).name != sealed.name


def swapped(store: DocumentStore, sealed: Sealed) -> None:
    other = store.put(ORIGINAL)
    (store.folder / other.name).replace(store.folder / sealed.name)


def cut(store: DocumentStore, sealed: Sealed) -> None:
    (store.folder / sealed.name).write_bytes((store.folder / sealed.name).read_bytes()[:-1])


def emptied(store: DocumentStore, sealed: Sealed) -> None:
    (store.folder / sealed.name).write_bytes(b"")


def lost(store: DocumentStore, sealed: Sealed) -> None:
    store.shred(sealed.name)


@pytest.mark.parametrize("harm", [swapped, cut, emptied, lost])
def test_a_harmed_file_is_refused(store: DocumentStore, harm: Callable[[DocumentStore, Sealed], None]) -> None:
    sealed = store.put(ORIGINAL)
    harm(store, sealed)
    with pytest.raises(Tampered, match="Restore this client"):
        store.read(sealed.name, sealed.key_hex, sealed.sha256)


@pytest.mark.parametrize(("key", "sha256"), [("00" * 32, ""), ("", "00" * 32), ("zz", ""), ("00", "")])
def test_a_wrong_key_or_hash_is_refused(store: DocumentStore, key: str, sha256: str) -> None:
    sealed = store.put(ORIGINAL)
    with pytest.raises(Tampered):
        store.read(sealed.name, key or sealed.key_hex, sha256 or sealed.sha256)


@pytest.mark.parametrize("name", ["../books.db", "/etc/passwd", ".part-1", "a/b"])
def test_a_name_never_leads_elsewhere(store: DocumentStore, name: str) -> None:
    with pytest.raises(Tampered, match="leads out"):
        store.read(name, "00" * 32, "")
    with pytest.raises(Tampered, match="leads out"):
        store.shred(name)


@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_full_disk_leaves_nothing_half(store: DocumentStore, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    store.put(ORIGINAL)
    before = store.names()

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if call == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "open", full)
    with pytest.raises(StorageError, match=r"disk is full.*Free some space"):
        store.put(ORIGINAL)
    assert store.names() == before


def test_a_file_whose_folder_cannot_be_synced_is_taken_back(
    store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_folder: Path) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patched:
        patched.setattr(files, "sync_folder", failing)
        with pytest.raises(StorageError, match="Input/output error"):
            store.put(ORIGINAL)
    assert store.names() == frozenset()


def test_what_the_disk_would_not_let_go_of_is_taken_back_when_the_books_are_closed(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, unwanted = books.documents.put(ORIGINAL), books.documents.put(ORIGINAL)
    save(books, document(kept), action=Action.DOCUMENT_CAPTURED)

    def failing(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    def refused() -> None:
        with books.change(Action.DOCUMENT_CAPTURED, "refused", actor=ANNA) as work:
            work.otherwise(partial(books.documents.take_back, unwanted.name))
            raise RuleBroken("not today")

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", failing)
        with pytest.raises(RuleBroken, match="not today"):
            refused()
    assert books.documents.names() == {kept.name, unwanted.name}
    books.close()
    assert books.documents.names() == {kept.name}


def test_orphans_are_swept_and_what_undo_may_need_is_kept(books: Books) -> None:
    orphan, present, deleted = (books.documents.put(ORIGINAL) for _ in range(3))
    (books.documents.folder / ".part-123").write_bytes(b"half")
    row = document(deleted, 2)
    save(books, document(present), row, action=Action.DOCUMENT_CAPTURED)
    with books.change(Action.DOCUMENT_EDITED, "gone", actor=ANNA) as work:
        work.delete(work.get(Document, row.id))
        work.commit()
    assert sweep(books) == {orphan.name, ".part-123"}
    assert books.documents.names() == {present.name, deleted.name}


def test_a_crash_is_swept_up_at_the_next_opening(books: Books, reopened: Callable[[], Books]) -> None:
    orphan = books.documents.put(ORIGINAL)
    again = reopened()
    assert orphan.name in again.documents.names()  # closed in good order: nothing to look for
    again.close()
    again.path.with_name("books.db-wal").touch()
    assert orphan.name not in reopened().documents.names()


def test_a_crash_is_swept_up_after_somebody_only_looked(
    books: Books, places: Places, reopened: Callable[[], Books]
) -> None:
    """The last connection removes the log that tells of the crash, also where it only read."""
    orphan = books.documents.put(ORIGINAL)
    books.close()
    log = books.path.with_name("books.db-wal")
    log.touch()
    looked = open_books(places, CLIENT_ID, KEY, clock=CLOCK, writes=False)
    with looked.query() as session:
        assert not session.scalars(select(Document)).all()
    looked.close()
    log.unlink(missing_ok=True)
    assert orphan.name in looked.documents.names()
    put_mark(places)
    take_mark(places)
    assert ended(places) is None, "it was closed in good order meanwhile"
    places.home.joinpath("practice.open").touch()
    put_mark(places)
    found = ended(places)
    assert found is not None
    assert found.clients == (CLIENT_ID,)
    assert orphan.name not in reopened().documents.names()


def test_what_the_disk_keeps_even_when_the_books_are_closed_is_swept_at_the_next_opening(
    books: Books, reopened: Callable[[], Books], monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = books.documents.put(ORIGINAL)

    def failing(path: Path, **_: object) -> None:
        if Path(path).name == orphan.name:
            raise OSError(errno.EIO, "Input/output error")
        os.remove(path)  # noqa: PTH107 - what was patched is what pathlib would call

    with monkeypatch.context() as patched:
        patched.setattr(os, "unlink", failing)
        books.documents.take_back(orphan.name)
        again = reopened()  # it is opened, though the sweep is refused as well
        assert orphan.name in again.documents.names()
        again.close()
    assert orphan.name not in reopened().documents.names()
