"""Files that are there whole or not at all: written aside, synced, renamed, folder synced."""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
from pathlib import Path

from bookdesk.core.failpoints import reach

ASIDE = ".part-"
"""How an unfinished file's name begins; such files are swept at open."""

_BLOCK = 1 << 20


def write_whole(path: Path, content: bytes, *, more_follow: bool = False) -> None:
    """Write `content` to `path` so that a crash leaves the old file or the new one.

    Where `more_follow` into the same folder, the last of them makes the names of all durable; until then a crash of the
    whole machine may leave the old file, whole.
    `OSError` leaves nothing unfinished behind; where it is of the folder's sync, the new file is in place already.
    """
    aside = path.with_name(f"{ASIDE}{secrets.token_hex(8)}")
    try:
        with aside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        reach("file: written aside")
        aside.replace(path)
    except OSError:
        aside.unlink(missing_ok=True)
        raise
    reach("file: in place")
    if not more_follow:
        sync_folder(path.parent)


def copy_hashed(source: Path, target: Path) -> tuple[int, str]:
    """Copy a file to one that is not there yet, durably, and return size and SHA-256 (hex) of what was read."""
    running, size = hashlib.sha256(), 0
    with source.open("rb") as old, target.open("xb") as new:
        while block := old.read(_BLOCK):
            running.update(block)
            size += new.write(block)
        new.flush()
        os.fsync(new.fileno())
    return size, running.hexdigest()


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` durable. Windows has no such call and orders them itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
