"""Foreign errors in our words. Driver codes decide, never the driver's texts; our own triggers' words are ours.

SQLITE_FULL is a full disk; SQLITE_IOERR is what a quota, a file size limit or a dying disk gives. SQLITE_NOTADB
is a wrong key: with SQLCipher the first page does not decrypt.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy.engine import ExceptionContext

from bookdesk.core.errors import BookDeskError, Conflict, InUse, Locked, RuleBroken, StorageError, Tampered
from bookdesk.store.cipher import driver

READS = "reads_only"
"""The execution option of an engine whose connections cannot write."""


class NoRoom(StorageError):
    """A disk is full, over a quota, or refuses to write: it cannot be told apart everywhere."""


class WrongKey(Locked):
    """A file's first page does not decrypt: it is of another key than the given one, or it is damaged."""


class _Said(NamedTuple):
    """What we say instead."""

    kind: type[BookDeskError]
    what: str
    remedy: str
    command: str = ""


_BY_CODE: dict[int, _Said] = {
    driver.SQLITE_FULL: _Said(
        NoRoom,
        "The disk is full; nothing was changed.",
        "Free some space on this disk, then try again.",
    ),
    driver.SQLITE_IOERR: _Said(
        NoRoom,
        "The disk refuses to read or write (it is full, over its quota, or failing); nothing was changed.",
        "Free some space, check the disk, then try again.",
    ),
    driver.SQLITE_READONLY: _Said(
        StorageError,
        "The file may not be written.",
        "Check that the disk is not read-only and that the folder belongs to you.",
    ),
    driver.SQLITE_CANTOPEN: _Said(
        StorageError,
        "The file cannot be opened.",
        "Check that the practice's folder exists, belongs to you and can be written to.",
    ),
    driver.SQLITE_NOTADB: _Said(
        WrongKey,
        "The key does not open this file.",
        "Unlock with the right passphrase; if it is right, restore the file from a backup.",
    ),
    driver.SQLITE_CORRUPT: _Said(
        StorageError,
        "The file is damaged.",
        "Have the practice checked, then bring this client back from a backup.",
        command="bookdesk verify; bookdesk restore --from FOLDER --client NAME",
    ),
    driver.SQLITE_BUSY: _Said(
        InUse,
        "Another BookDesk is writing to this file.",
        "Close the other window, or wait until it is done.",
    ),
    driver.SQLITE_NOMEM: _Said(
        StorageError,
        "The computer has no memory left for this.",
        "Close other programs, then try again.",
    ),
}

_REFUSALS: dict[str, _Said] = {
    "locked period": _Said(
        RuleBroken,
        "The posting date lies in a locked period.",
        "Post to the first open day, or unlock the period.",
    ),
    "unbalanced entry": _Said(
        RuleBroken,
        "The entry's debits and credits differ.",
        "Correct its amounts so that they balance in base currency.",
    ),
    "issued invoice": _Said(
        RuleBroken,
        "What was issued stays as it is.",
        "Write a credit note for it, or cancel it; its number stays.",
    ),
    "booked receipt": _Said(
        RuleBroken,
        "A receipt or refund that was booked stays as it is.",
        "Reverse it, and enter it anew.",
    ),
    "facts are append-only": _Said(
        Tampered,
        "A fact was about to be rewritten; nothing was changed.",
        "Record a new fact instead of changing an old one.",
    ),
    "history is append-only": _Said(
        Tampered,
        "The history was about to be rewritten; nothing was changed.",
        "Have the practice checked, to see that it is whole.",
        command="bookdesk verify",
    ),
}
"""What triggers say when they abort, and what that means to a person."""


class StaleRecord(Conflict):
    """The record changed since it was read. `differences` has per field what was read and what stands there now."""

    def __init__(self, what: str, remedy: str, differences: tuple[tuple[str, object, object], ...] = ()) -> None:
        """Keep the differences for a screen to show side by side."""
        super().__init__(what, remedy)
        self.differences = differences


class AlreadyTaken(Conflict):
    """What comes from outside under this `origin_id` has been taken before."""


def translated(failure: BaseException) -> BookDeskError | None:
    """Return our error for a driver's or an operating system's failure; none if it is a defect of ours."""
    if isinstance(failure, driver.Error):
        return _from_driver(failure)
    if isinstance(failure, OSError):
        return _from_system(failure)
    return None


def _from_driver(failure: BaseException) -> BookDeskError | None:
    code = getattr(failure, "sqlite_errorcode", None)
    entry = _REFUSALS.get(str(failure)) if code == driver.SQLITE_CONSTRAINT else _BY_CODE.get(code or -1)
    if entry is None:
        return None
    return entry.kind(entry.what, entry.remedy, command=entry.command)


def _from_system(failure: OSError) -> BookDeskError:
    if failure.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return NoRoom("The disk is full; nothing was changed.", "Free some space on this disk, then try again.")
    if failure.errno == errno.EROFS:
        return StorageError("The disk is read-only.", "Make it writable, or move the practice to another disk.")
    reason = failure.strerror or "it gives no reason"
    return StorageError(f"The system refuses a file of the practice: {reason}.", "Check the folder, then try again.")


@contextmanager
def translating() -> Iterator[None]:
    """Raise our errors for foreign ones inside the block."""
    try:
        yield
    except (driver.Error, OSError) as failure:
        ours = translated(failure)
        if ours is None:
            raise
        raise ours from failure


def on_engine_error(context: ExceptionContext) -> None:
    """SQLAlchemy's `handle_error` listener: raise our error instead of its wrapper."""
    ours = translated(context.original_exception)
    if ours is not None:
        reads = context.engine is not None and context.engine.get_execution_options().get(READS)
        raise (unread(ours) if reads else ours) from context.original_exception


def unread(ours: BookDeskError) -> BookDeskError:
    """Return what is said of a disk that lets nothing be read: it claims nothing, since what was done before stands."""
    if isinstance(ours, NoRoom):
        return NoRoom("The disk refuses to read (it is full, over its quota, or failing).", ours.remedy)
    return ours


@contextmanager
def reading() -> Iterator[None]:
    """Raise our errors for foreign ones inside a block that only reads."""
    try:
        with translating():
            yield
    except NoRoom as ours:
        raise unread(ours) from ours.__cause__
