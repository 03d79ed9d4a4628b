"""Files that are there whole or not at all: written aside, synced, renamed, folder synced."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from bookdesk.core.failpoints import reach

ASIDE = ".part-"
"""How an unfinished file's name begins; such files are swept at open."""


def write_whole(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that a crash leaves the old file or the new one; `OSError` leaves nothing behind."""
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
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in `folder` durable. Windows has no such call and orders them itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
