"""A folder that cannot be written to: mounted so where this user may mount, else by its permissions."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def read_only(folder: Path) -> Iterator[bool]:
    """Let nobody write below `folder`; false where this user cannot be kept from it."""
    mounted = _run("mount", "--bind", folder, folder) and _run("mount", "-o", "remount,ro,bind", folder)
    if mounted:
        try:
            yield True
        finally:
            _run("umount", "-l", folder)
        return
    _run("umount", "-l", folder)
    folders = [folder, *(path for path in folder.rglob("*") if path.is_dir())]
    for one in folders:
        one.chmod(0o500)
    try:
        yield not os.access(folder, os.W_OK)
    finally:
        for one in folders:
            one.chmod(0o700)


def _run(*words: object) -> bool:
    try:
        return subprocess.run([str(word) for word in words], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
