"""Whether a folder can be written to, as the disk itself says it: permissions alone do not know."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Final

_REFUSING: Final = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_NAMELESS: Final[int] = getattr(os, "O_TMPFILE", 0)
"""Opens a file without a name, of which nothing is left (Linux, open(2))."""


def writable(folder: Path) -> bool:
    """Return whether something can be written in `folder`.

    A disk that gave errors may be made read-only by the kernel while its mount still says that it can be written to
    (ext4's emergency_ro): then only trying tells. A disk that is full counts as writable.
    """
    if not os.access(folder, os.W_OK):
        return False
    if not _NAMELESS:
        return True
    try:
        os.close(os.open(folder, _NAMELESS | os.O_WRONLY, 0o600))
    except OSError as refused:
        return refused.errno not in _REFUSING
    return True
