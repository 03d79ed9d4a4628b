"""Every foreign failure has its words, chosen by code and never by text."""

from __future__ import annotations

import errno

import pytest

from bookdesk.core.errors import BookDeskError, InUse, StorageError
from bookdesk.store.cipher import driver
from bookdesk.store.errors import NoRoom, WrongKey, translated, translating


def failure(code: int, text: str = "whatever the driver says") -> Exception:
    raised: Exception = driver.OperationalError(text)
    raised.sqlite_errorcode = code  # type: ignore[attr-defined] # as the driver sets it
    return raised


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("SQLITE_FULL", NoRoom, "disk is full"),
        ("SQLITE_IOERR", NoRoom, "full, over its quota, or failing"),
        ("SQLITE_READONLY", StorageError, "may not be written"),
        ("SQLITE_CANTOPEN", StorageError, "cannot be opened"),
        ("SQLITE_CORRUPT", StorageError, "damaged"),
        ("SQLITE_NOMEM", StorageError, "memory"),
        ("SQLITE_NOTADB", WrongKey, "key does not open"),
        ("SQLITE_BUSY", InUse, "Another BookDesk"),
    ],
)
def test_driver_codes_have_words_and_a_remedy(code: str, kind: type[BookDeskError], words: str) -> None:
    ours = translated(failure(getattr(driver, code)))
    assert type(ours) is kind
    assert words in ours.what
    assert ours.remedy


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EFBIG, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "refuses a file"),
    ],
)
def test_so_have_the_systems(number: int, words: str) -> None:
    ours = translated(OSError(number, "no"))
    assert ours is not None
    assert words in ours.what


def test_a_defect_of_ours_stays_one() -> None:
    assert translated(failure(driver.SQLITE_CONSTRAINT, "NOT NULL constraint failed")) is None
    assert translated(KeyError("x")) is None
    with pytest.raises(driver.OperationalError), translating():
        raise failure(driver.SQLITE_ERROR)
