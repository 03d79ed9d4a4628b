"""Disks with too little room: one file may not grow beyond a size, or the whole disk is small.

`python -m tests.support.scarce BYTES WORDS…` runs a command that may write no file beyond BYTES (the answer is EFBIG,
SQLite's SQLITE_IOERR), as under a quota; `small_disk` is a disk that becomes full (ENOSPC, SQLITE_FULL).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bookdesk.__main__ import main
from tests.support.program import Program


def short_of_space(program: Program, most: int) -> Program:
    """Return the program with no file growing beyond `most` bytes."""
    return replace(program, launch=("-m", "tests.support.scarce", str(most)))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a disk of `megabytes` at `folder`; false where this user may not mount."""
    folder.mkdir(parents=True, exist_ok=True)
    mounting = ("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder))
    mounted = shutil.which("mount") is not None and subprocess.run(mounting, check=False, capture_output=True)
    if not mounted or mounted.returncode:
        yield False
        return
    try:
        yield True
    finally:
        subprocess.run(("umount", "-l", str(folder)), check=True)


def fill(disk: Path, leaving: int) -> Path:
    """Fill a disk but for `leaving` bytes and return the file that does."""
    filler = disk / "filler"
    free = shutil.disk_usage(disk).free
    filler.write_bytes(bytes(max(0, free - leaving)))
    return filler


if __name__ == "__main__":
    import resource

    limit = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.exit(main(sys.argv[2:]))
