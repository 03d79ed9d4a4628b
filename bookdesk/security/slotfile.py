"""The key file on disk: two copies, each put in place whole, so that at any moment one complete writing exists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bookdesk.core.errors import NotFound, StorageError
from bookdesk.security.slots import LARGEST_FILE, SlotFile, SlotTable, newest

COPIES: Final = ("keys.slots", "keys.slots.2")


def read_slots(home: Path) -> SlotFile:
    """Return the last complete writing in `home`; `NotFound` if there is no practice there."""
    copies = tuple(_copies(home))
    if not copies:
        raise NotFound(f"There is no practice in {home}.", "Create one with: bookdesk init.")
    return newest(copies)


def write_slots(home: Path, table: SlotTable, practice_key: bytes) -> None:
    """Write both copies, one after the other: a crash leaves the old writing or the new one."""
    raw = table.encode(practice_key)
    try:
        for name in COPIES:
            replace_file(home / name, raw)
    except OSError as error:
        raise StorageError(
            f"The key file could not be written ({error.strerror}).", "Free space on the disk, then try again."
        ) from error


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` at `path` as a whole, readable by its owner only: temporary file, fsync, replace, fsync folder."""
    scratch = path.with_name(path.name + ".new")
    with suppress(FileNotFoundError):
        scratch.unlink()
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(path)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename durable. Windows cannot open a folder; there the rename itself is journaled."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copies(home: Path) -> Iterator[bytes]:
    for name in COPIES:
        with suppress(FileNotFoundError), (home / name).open("rb") as file:
            yield file.read(LARGEST_FILE + 1)
