"""A copy under another key is swapped in, and what was interrupted is ended by which key is valid."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.errors import InUse, Locked, StorageError
from bookdesk.store import rekeying
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.kinds import CLIENT, PRACTICE
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import check_file, create_file, maintaining
from bookdesk.store.rekeying import aside_of, rekeyed, settle

OLD, NEW, OTHER = bytes(range(32)), bytes(range(1, 33)), bytes(range(2, 34))
CIPHER = SqlCipher()


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A file under the old key."""
    made = tmp_path / "books.db"
    create_file(CIPHER, made, OLD, CLIENT)
    yield made
    assert {one.name for one in tmp_path.iterdir()} <= {"books.db", "books.db-wal", "books.db-shm"}


def interrupted(path: Path) -> None:
    """Leave the whole copy beside the file, as a power cut does."""
    with pytest.raises(KeyboardInterrupt), rekeyed(CIPHER, path, OLD, NEW):
        raise KeyboardInterrupt
    assert aside_of(path).is_file()


def opens(path: Path, key: bytes) -> bool:
    try:
        check_file(CIPHER, path, key, CLIENT)
    except Locked:
        return False
    return True


def test_afterwards_the_new_key_opens_it_and_the_old_one_does_not(path: Path) -> None:
    with rekeyed(CIPHER, path, OLD, NEW) as aside:
        assert opens(aside, NEW)
    assert (opens(path, NEW), opens(path, OLD)) == (True, False)


def test_nobody_else_gets_in_meanwhile(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.store.engine.BUSY_MILLISECONDS", 1)
    with rekeyed(CIPHER, path, OLD, NEW), pytest.raises(InUse), maintaining(CIPHER, path, OLD):
        raise AssertionError("it was open")


def test_a_file_that_is_open_elsewhere_is_left_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookdesk.store.engine.BUSY_MILLISECONDS", 1)
    with (
        maintaining(CIPHER, path, OLD) as reader,
        pytest.raises(InUse, match="is reading this file"),
        rekeyed(CIPHER, path, OLD, NEW),
    ):
        raise AssertionError(reader)
    assert opens(path, OLD)


def test_if_the_old_key_stayed_valid_the_copy_goes(path: Path) -> None:
    interrupted(path)
    make_ready(CIPHER, path, OLD, CLIENT)
    assert opens(path, OLD)


def test_if_the_new_key_became_valid_the_copy_takes_the_place(path: Path) -> None:
    interrupted(path)
    make_ready(CIPHER, path, NEW, CLIENT)
    assert opens(path, NEW)


def test_with_a_key_that_opens_neither_both_stay(path: Path) -> None:
    interrupted(path)
    with pytest.raises(Locked):
        make_ready(CIPHER, path, OTHER, CLIENT)
    assert aside_of(path).is_file()
    settle(CIPHER, path, OLD, CLIENT)


@pytest.mark.parametrize("key", [OLD, NEW])
def test_whoever_only_reads_ends_nothing(path: Path, key: bytes) -> None:
    interrupted(path)
    if key == OLD:
        make_ready(CIPHER, path, key, CLIENT, writes=False)
    else:
        with pytest.raises(InUse, match="not finished"):
            make_ready(CIPHER, path, key, CLIENT, writes=False)
    assert aside_of(path).is_file()
    settle(CIPHER, path, key, CLIENT)


@pytest.mark.parametrize("content", [b"", os.urandom(4096)])
def test_a_copy_that_was_hardly_begun_never_takes_the_place(path: Path, content: bytes) -> None:
    aside_of(path).write_bytes(content)
    settle(CIPHER, path, OLD, CLIENT)
    assert opens(path, OLD)


def test_a_file_of_another_kind_never_takes_the_place(path: Path) -> None:
    create_file(CIPHER, aside_of(path), OLD, PRACTICE)
    settle(CIPHER, path, OLD, CLIENT)
    assert opens(path, OLD)


def test_a_copy_that_is_not_the_same_is_not_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter([{"bill": 1}, {"bill": 2}])
    monkeypatch.setattr(rekeying, "_counts", lambda _: next(counts))
    with pytest.raises(StorageError, match="not the same"), rekeyed(CIPHER, path, OLD, NEW):
        raise AssertionError("it was taken")
    assert opens(path, OLD)
