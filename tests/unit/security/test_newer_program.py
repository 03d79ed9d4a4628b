"""A file that a newer program wrote is refused as it is: not a byte changes, and the sentence says how to go on."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

import pytest

from bookdesk.core.errors import BookDeskError, StorageError
from bookdesk.security.recovery import from_text
from bookdesk.security.safety import back_up_practice, by_recovery_key, restore_all
from bookdesk.security.slots import MAGIC, VERSION
from bookdesk.store.backup import MANIFEST
from bookdesk.store.kinds import CLIENT, PRACTICE
from bookdesk.store.places import Places
from tests.releases.generate import connect
from tests.support.firm import DELI, KOALA, Firm

_DIGEST = 32


def everything(home: Path) -> dict[str, bytes]:
    """Return every file but the lock, whose bytes say nothing."""
    paths = (path for path in home.rglob("*") if path.is_file() and path.suffix not in {".lock", ".db-shm", ".db-wal"})
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in paths}


def assert_polite(refused: BookDeskError) -> None:
    assert "newer BookDesk" in refused.what
    assert "Install the newer version" in refused.remedy


def newer_database(path: Path, key: bytes, head: int) -> None:
    with closing(connect(path, key)) as connection:
        connection.execute(f"PRAGMA user_version={head + 1}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def newer_key_file(path: Path) -> None:
    """Write the key file as a later version would: other version byte, checksum right."""
    raw = path.read_bytes()
    body = raw[: len(MAGIC)] + bytes([VERSION + 1]) + raw[len(MAGIC) + 1 : -_DIGEST]
    path.write_bytes(body + hashlib.sha256(body).digest())


def test_a_newer_practice_file(firm: Firm) -> None:
    with firm.open() as practice:
        key = practice.practice_key.reveal()
    newer_database(firm.places.practice, key, PRACTICE.head)
    before = everything(firm.places.home)
    for opened in (firm.open, firm.recover):
        with pytest.raises(StorageError) as refused:
            opened()
        assert_polite(refused.value)
        assert "restore a backup" in refused.value.remedy
    assert everything(firm.places.home) == before


def test_newer_books_of_one_client_keep_only_that_one_shut(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        key = practice.client_key(koala).reveal()
    books = staffed.places.books(koala)
    newer_database(books, key, CLIENT.head)
    before = books.read_bytes()
    with staffed.open() as practice:
        with pytest.raises(StorageError) as refused:
            practice.open_client(KOALA.name)
        practice.open_client(DELI.name)
    assert_polite(refused.value)
    assert "restore a backup" in refused.value.remedy
    assert books.read_bytes() == before


@pytest.mark.parametrize("which", [(0, 1), (0,), (1,)], ids=["both copies", "the first", "the second"])
def test_a_newer_key_file(firm: Firm, which: tuple[int, ...]) -> None:
    for copy in which:
        newer_key_file(firm.places.key_files[copy])
    before = everything(firm.places.home)
    for opened in (firm.open, firm.recover):
        with pytest.raises(StorageError) as refused:
            opened()
        assert_polite(refused.value)
        assert "restore a backup" in refused.value.remedy
    assert everything(firm.places.home) == before


def test_a_newer_backup(firm: Firm, tmp_path: Path) -> None:
    with firm.open() as practice:
        backup = back_up_practice(practice, tmp_path / "backups").folder
    manifest = backup / MANIFEST
    raw = manifest.read_bytes()
    manifest.write_bytes(raw[:5] + bytes([raw[5] + 1]) + raw[6:])
    before = everything(tmp_path / "backups")
    with pytest.raises(StorageError) as refused:
        restore_all(tmp_path / "backups", Places(tmp_path / "new"), by_recovery_key(from_text(firm.sheet)))
    assert_polite(refused.value)
    assert everything(tmp_path / "backups") == before
    assert not (tmp_path / "new").exists()
