"""Files a person names: read whole within a limit, or refused in words.

Pipes and devices are refused, since reading one may never end.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from bookdesk.core.errors import InputError, StorageError
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.texts import clean

_MOST_ALIKE = 1000


class FileTooLarge(InputError):
    """The file has more bytes than anything of its kind."""


def read_own_file(path: Path, most: int) -> bytes:
    """Return the bytes of a plain file; `FileTooLarge` beyond `most` bytes, `InputError` where it cannot be read."""
    name = shown_name(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(f"{name} is no file.", "Name the file itself, not a folder, pipe or device.")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise InputError(
            f"{name} cannot be opened: {error.strerror or error}.", "Check the path and your right to read it."
        ) from error
    if len(content) > most:
        raise FileTooLarge(f"{name} is larger than {most // MEGABYTE} MB.", "Split it.")
    return content


def write_beside(folder: Path, name: str, content: bytes) -> Path:
    """Write a file beside those that are there, for its owner alone, and return its path.

    Nothing is replaced: where the name is taken a number is added, unless the same bytes are there already.
    `StorageError` where the folder cannot be written to; no part of the file is left then, which somebody might take
    for the whole.
    """
    try:
        for number in range(1, _MOST_ALIKE):
            path = folder / (name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}")
            if not path.exists():
                write_new(path, content)
                return path
            if path.read_bytes() == content:
                return path
    except OSError as error:
        raise StorageError(
            f"{name} cannot be saved in {folder.name}: {error.strerror or error}.", "Choose another folder."
        ) from error
    raise StorageError(f"{folder.name} holds too many files called {name}.", "Choose another folder.")


def write_new(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file that is not there yet, whole and for good; after an `OSError` no part of it is there."""
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.unlink(missing_ok=True)
        aside.touch(mode, exist_ok=False)
        aside.write_bytes(content)
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise


def shown_name(path: Path) -> str:
    """Return a file's name as it may be shown and stored; a name in unknown letters keeps those that can be read."""
    return clean(path.name.encode("utf-8", "replace").decode("utf-8")) or clean(str(path)) or "The file"
