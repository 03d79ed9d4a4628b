"""A backup is encrypted, checked, repeatable at little cost, and comes back equal, into an empty place only."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked, NotFound, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.store import backup as backups
from bookdesk.store.backup import BackupKeys, back_up, backup_sets
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.client_file import open_books
from bookdesk.store.history import heads
from bookdesk.store.kinds import PRACTICE
from bookdesk.store.manifest import read_manifest
from bookdesk.store.opening import create_file
from bookdesk.store.places import Places
from bookdesk.store.restore import check_backup, restore_client, restore_practice
from bookdesk.store.verify import verify
from tests.unit.store.samples import CLIENT_ID, KEY, OTHER_KEY, contact, document, save

MANIFEST_KEY = b"m" * 32
KEYS = BackupKeys(MANIFEST_KEY, KEY, {CLIENT_ID: KEY})
CLOCK = MovableClock(datetime(2026, 6, 30, 12, tzinfo=UTC))


@pytest.fixture
def practice(places: Places, books: Books) -> Places:
    """Return the places of a practice with one client that has rows and a document."""
    create_file(SqlCipher(), places.practice, KEY, PRACTICE)
    places.slots.write_bytes(b"slots")
    sealed = books.documents.put(b"%PDF Canary")
    save(books, contact("Canary Supplies"), document(sealed), action=Action.DOCUMENT_CAPTURED)
    return places


def make(practice: Places, target: Path, keys: BackupKeys = KEYS) -> Path:
    CLOCK.advance(60)
    return back_up(practice, target, keys, clock=CLOCK)


def test_a_practice_comes_back_equal(practice: Places, books: Books, tmp_path: Path) -> None:
    made = make(practice, tmp_path / "usb")
    with books.query() as session:
        wanted = heads(session)
    home = Places(tmp_path / "new home")
    manifest = restore_practice(made, home, KEYS)
    assert manifest.heads[f"clients/{CLIENT_ID}/books.db"] == wanted
    assert home.slots.read_bytes() == b"slots"
    restored = open_books(home, CLIENT_ID, KEY)
    assert [found for found in verify(restored, anchors=wanted) if not found.holds] == []
    restored.close()
    with pytest.raises(StorageError, match="not empty"):
        restore_practice(made, home, KEYS)


def test_nothing_in_a_backup_is_readable(practice: Places, tmp_path: Path) -> None:
    make(practice, tmp_path / "usb")
    files = [path for path in (tmp_path / "usb").rglob("*") if path.is_file()]
    assert len(files) == 5
    assert not any(b"Canary" in path.read_bytes() or b"clients/" in path.read_bytes() for path in files)


def test_documents_are_copied_once(practice: Places, books: Books, tmp_path: Path) -> None:
    make(practice, tmp_path / "usb")
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "usb" / "documents").rglob("*") if path.is_file()}
    save(books, document(books.documents.put(b"second"), 2), action=Action.DOCUMENT_CAPTURED)
    make(practice, tmp_path / "usb")
    assert {path: path.stat().st_mtime_ns for path in kept} == kept
    assert len(backup_sets(tmp_path / "usb")) == 2
    for made in backup_sets(tmp_path / "usb"):
        check_backup(made, KEYS)


def test_one_client_may_go_under_another_key(practice: Places, tmp_path: Path) -> None:
    keys = BackupKeys(MANIFEST_KEY, None, {CLIENT_ID: KEY}, moved={CLIENT_ID: OTHER_KEY})
    made = make(practice, tmp_path / "handover", keys)
    home = Places(tmp_path / "other firm")
    restore_client(made, home, CLIENT_ID, keys)
    restored = open_books(home, CLIENT_ID, OTHER_KEY)
    assert [found for found in verify(restored) if not found.holds] == []
    restored.close()
    with pytest.raises(StorageError, match="already stands"):
        restore_client(made, home, CLIENT_ID, keys)
    with pytest.raises(NotFound, match="does not contain"):
        restore_client(made, home, ClientId("another"), keys)


def test_clients_without_a_key_are_listed_as_left_out(practice: Places, tmp_path: Path) -> None:
    made = make(practice, tmp_path / "usb", replace(KEYS, clients={}))
    assert read_manifest(made / "manifest.sealed", MANIFEST_KEY).left_out == (CLIENT_ID,)


def harm_nothing(made: Path) -> None:
    (made / "extra").write_bytes(b"x")


def harm_database(made: Path) -> None:
    path = made / "clients" / CLIENT_ID / "books.db"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def lose_document(made: Path) -> None:
    next(path for path in (made.parent.parent / "documents").rglob("*") if path.is_file()).unlink()


def swap_database(made: Path) -> None:
    (made / "practice.db").write_bytes((made / "keys.slots").read_bytes())


@pytest.mark.parametrize("harm", [harm_database, lose_document, swap_database])
def test_a_harmed_backup_is_not_restored(practice: Places, tmp_path: Path, harm: Callable[[Path], None]) -> None:
    made = make(practice, tmp_path / "usb")
    harm_nothing(made)
    check_backup(made, KEYS)
    harm(made)
    with pytest.raises(Tampered, match="Use an older backup"):
        restore_practice(made, Places(tmp_path / "new"), KEYS)
    assert not (tmp_path / "new").exists()


def test_a_wrong_key_and_no_backup_are_told_apart(practice: Places, tmp_path: Path) -> None:
    made = make(practice, tmp_path / "usb")
    with pytest.raises(Locked):
        check_backup(made, replace(KEYS, manifest=OTHER_KEY))
    with pytest.raises(StorageError):
        check_backup(tmp_path, KEYS)
    manifest = made / "manifest.sealed"
    manifest.write_bytes(b"BDBAK\x02" + manifest.read_bytes()[6:])
    with pytest.raises(StorageError, match="newer BookDesk"):
        check_backup(made, KEYS)
    manifest.write_bytes(b"PK")
    with pytest.raises(StorageError, match="no backup"):
        check_backup(made, KEYS)


def test_a_full_disk_leaves_older_backups_and_no_half_one(
    practice: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = make(practice, tmp_path / "usb")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backups, "write_whole", full)
    with pytest.raises(StorageError, match="disk is full"):
        make(practice, tmp_path / "usb")
    assert list((tmp_path / "usb" / "sets").iterdir()) == [older]
    check_backup(older, KEYS)


def test_what_a_killed_backup_left_is_swept(practice: Places, tmp_path: Path) -> None:
    half = tmp_path / "usb" / "sets" / "20260101T000000.part"
    half.mkdir(parents=True)
    made = make(practice, tmp_path / "usb")
    assert backup_sets(tmp_path / "usb") == [made]
    assert not half.exists()


class Impatient:
    def step(self, what: str, done: int, of: int) -> None:
        assert (what, done, of) == ("backing up", 1, 1)

    def cancelled(self) -> bool:
        return True


def test_a_backup_can_be_stopped(practice: Places, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="stopped"):
        back_up(practice, tmp_path / "usb", KEYS, clock=CLOCK, progress=Impatient())
    assert backup_sets(tmp_path / "usb") == []


def stored(target: Path) -> Path:
    return next(path for path in (target / "documents").rglob("*") if path.is_file())


def test_what_the_newest_set_says_of_documents_is_believed_unless_it_is_thorough(
    practice: Places, tmp_path: Path
) -> None:
    target = tmp_path / "usb"
    make(practice, target)
    good = stored(target).read_bytes()
    stored(target).write_bytes(bytes(len(good)))
    believed = make(practice, target)
    with pytest.raises(Tampered):
        check_backup(believed, KEYS)
    CLOCK.advance(60)
    check_backup(back_up(practice, target, KEYS, clock=CLOCK, thorough=True), KEYS)
    assert stored(target).read_bytes() == good


def test_a_client_whose_original_does_not_open_is_noted_and_backed_up_all_the_same(
    practice: Places, books: Books, tmp_path: Path
) -> None:
    assert check_backup(make(practice, tmp_path / "usb"), KEYS).doubtful == ()
    harmed = next(path for path in books.documents.folder.iterdir())
    harmed.write_bytes(harmed.read_bytes()[:-1] + b"x")
    manifest = check_backup(make(practice, tmp_path / "other"), KEYS)
    assert manifest.doubtful == (CLIENT_ID,)
    assert manifest.clients == {CLIENT_ID}
    assert manifest.size > len(harmed.read_bytes())


@pytest.mark.usefixtures("practice")
def test_others_write_while_a_database_is_copied_and_it_is_of_one_moment(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "_PAGES", 20)
    goes: list[int] = []

    def write() -> None:
        goes.append(len(goes))
        save(books, contact(f"Supplier {len(goes)}"))

    with books.query() as session:
        before = heads(session)
    copy = tmp_path / "copy.db"
    backups.copy_database(SqlCipher(), (books.path, KEY), (copy, KEY), write)
    assert backups.check_database(SqlCipher(), copy, KEY) == before
    with books.query() as session:
        assert heads(session)[0].counter == before[0].counter + len(goes)
    assert len(goes) > 3


class StoppingAt:
    def __init__(self, asked: int) -> None:
        self.left = asked

    def step(self, what: str, done: int, of: int) -> None:
        """Hear."""

    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.mark.parametrize("asked", [0, 1, 2, 3])
def test_wherever_it_is_stopped_nothing_half_is_left(practice: Places, tmp_path: Path, asked: int) -> None:
    with pytest.raises(backups.Stopped):
        back_up(practice, tmp_path / "usb", KEYS, clock=CLOCK, progress=StoppingAt(asked))
    assert list((tmp_path / "usb" / "sets").iterdir()) == []


def test_a_restore_can_be_stopped_and_leaves_nothing(practice: Places, tmp_path: Path) -> None:
    made = make(practice, tmp_path / "usb")
    with pytest.raises(backups.Stopped):
        restore_practice(made, Places(tmp_path / "new"), KEYS, progress=StoppingAt(2))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "usb"]
