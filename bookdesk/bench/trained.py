"""The documents on which a figure of the reader was fitted: known by their hashes, and left out of what is measured."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

MANIFEST = Path(__file__).with_name("trained.txt")
"""One SHA-256 (hex) of a file a line; lines that begin with # say where they are from."""


@cache
def trained_hashes() -> frozenset[str]:
    """Return the hashes of the files that were trained on."""
    if not MANIFEST.is_file():
        return frozenset()
    lines = MANIFEST.read_text(encoding="ascii").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def was_trained_on(path: Path) -> bool:
    """Whether the file at `path`, whatever its name, was trained on."""
    return hashlib.sha256(path.read_bytes()).hexdigest() in trained_hashes()
