"""From what was dropped to files: folders walked, archives and mails opened, and a reason for all that is left out.

Nothing is read before its turn: a file is a name and a way to its bytes, so that five hundred of them fit in memory.
What it is, is decided then, by its bytes (`jobs.containers`); here a name only tells what to hold back.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bookdesk.capture.files import MOST_BYTES, load
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.ownfiles import shown_name
from bookdesk.core.texts import clean
from bookdesk.reading.sniff import EMPTY, HEAD, Wrapping, wrapping

NamedBytes = tuple[str, bytes]
"""What comes without a file on this machine: an attachment dragged out of a mail program, a page from a scanner."""
Dropped = Path | NamedBytes

MOST_FILES = 5_000
"""Files of one drop; more is a disk and no pile of documents."""
MOST_DEPTH = 20
"""Folders within folders."""
_SYSTEM_NAMES = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin"})
_UNFINISHED = (".part", ".crdownload", ".partial", ".download")
_HIDDEN_ON_WINDOWS = 0x2 | 0x4  # FILE_ATTRIBUTE_HIDDEN, FILE_ATTRIBUTE_SYSTEM
_HIDDEN_ON_MACOS = 0x8000  # UF_HIDDEN
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT; files that a cloud keeps have other tags and are no links
_OTHER_KINDS: tuple[tuple[Callable[[int], bool], str], ...] = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in. `content` returns its bytes or raises a `BookDeskError` that says why it cannot be taken.

    `path` is where it lies; nothing for what came without a file, or within another one.
    """

    name: str
    content: Callable[[], bytes]
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Inner:
    """A file within an archive or a mail: `shown` is the name by which the person finds it, `head` its first bytes."""

    found: Found
    shown: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is not taken, under the name by which the person finds it, and why; `statement` is one of a bank."""

    name: str
    reason: str
    statement: Found | None = None


@dataclass(frozen=True, slots=True)
class Container:
    """An archive or a mail: what is in it is known when it is opened, which is when its turn comes.

    `suffix` is `.zip` or `.eml`: what it is, or as yet what it is called.
    """

    name: str
    suffix: str
    origin: Dropped


Piece = Found | Skipped | Container


def pieces_of(dropped: Iterable[Dropped]) -> Iterator[Piece]:
    """Yield what was dropped, folders walked by name; nothing is opened but folders."""
    for count, piece in enumerate(_all_of(dropped)):
        if count >= MOST_FILES:
            yield Skipped(piece.name, f"These are more than {MOST_FILES:,} files: this one and the rest were left out.")
            return
        yield piece


def left_out(name: str) -> str | None:
    """Return why a file or folder of this name is no document; None where the name says nothing."""
    lowered = name.lower()
    if lowered.startswith((".", "~$")) or lowered in _SYSTEM_NAMES:
        return "It is a hidden or system file."
    if lowered.endswith(_UNFINISHED):
        return "It is a download that has not ended. Drop it when it is complete."
    return None


def named(name: str) -> str:
    """Return the last part of a name that came from elsewhere, as it may be shown and stored."""
    text = name.encode("utf-8", "replace").decode("utf-8")
    parts = [clean(part) for part in text.replace("\\", "/").split("/")]
    return next((part for part in reversed(parts) if part.strip(".")), "The file")


def root_name(dropped: Dropped) -> str:
    """Return the name of what was dropped itself."""
    return shown_name(dropped) if isinstance(dropped, Path) else named(dropped[0])


def head_of(dropped: Dropped) -> bytes:
    """Return the first bytes of what was dropped; none where it cannot be opened, which is told when its turn comes."""
    if not isinstance(dropped, Path):
        return dropped[1][:HEAD]
    try:
        if not dropped.is_file():  # to open a pipe may never end
            return b""
        with dropped.open("rb") as file:
            return file.read(HEAD)
    except (OSError, ValueError):
        return b""


def size_of(dropped: Dropped) -> int:
    """Return the bytes of what was dropped; 0 where it cannot be looked at, which is told when its turn comes."""
    if not isinstance(dropped, Path):
        return len(dropped[1])
    try:
        return dropped.stat().st_size
    except (OSError, ValueError):
        return 0


def sized(name: str, size: int, found: Found) -> Found | Skipped:
    """Return the file unless its size says that it is no document."""
    if size == 0:
        return Skipped(name, " ".join(EMPTY))
    if size > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        return Skipped(name, f"The file has {size // MEGABYTE} MB; at most {most} MB are taken. Split it.")
    return found


def _all_of(dropped: Iterable[Dropped]) -> Iterator[Piece]:
    for one in dropped:
        if isinstance(one, Path):
            yield from _path(one, root_name(one), 0)
        else:
            yield _bytes(*one)


def _bytes(name: str, content: bytes) -> Piece:
    shown = named(name)
    suffix = Path(shown).suffix.lower()
    if suffix in tuple(Wrapping):
        return Container(shown, suffix, (shown, content))
    return sized(shown, len(content), Found(shown, lambda: content))


def _path(path: Path, shown: str, depth: int) -> Iterator[Piece]:
    """Yield the pieces of one path; `shown` is its name as seen from what was dropped."""
    try:
        status = path.lstat()
    except (OSError, ValueError) as error:
        yield _closed(shown, error)
        return
    reason = _set_aside(path, status)
    if reason is not None:
        yield Skipped(shown, reason)
    elif stat.S_ISDIR(status.st_mode):
        yield from _folder(path, shown, depth)
    else:
        yield _file(path, shown, status)


def _set_aside(path: Path, status: os.stat_result) -> str | None:
    """Return why a path is not looked at, whatever it holds."""
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) == _JUNCTION:
        return "It is a link. Drop what it leads to."
    for is_kind, words in _OTHER_KINDS:
        if is_kind(status.st_mode):
            return f"It is {words} and no file."
    attributes, flags = getattr(status, "st_file_attributes", 0), getattr(status, "st_flags", 0)
    if attributes & _HIDDEN_ON_WINDOWS or flags & _HIDDEN_ON_MACOS:
        return "It is a hidden or system file."
    return left_out(path.name)


def _folder(path: Path, shown: str, depth: int) -> Iterator[Piece]:
    if depth >= MOST_DEPTH:
        yield Skipped(shown, f"Folders lie more than {MOST_DEPTH} deep in one another here. Drop this one by itself.")
        return
    try:
        with os.scandir(path) as entries:
            inside = sorted((Path(entry.path) for entry in entries), key=lambda one: one.name.casefold())
    except OSError as error:
        yield _closed(shown, error)
        return
    if not inside:
        yield Skipped(shown, "The folder is empty.")
    for one in inside:
        yield from _path(one, f"{shown}/{shown_name(one)}", depth + 1)


def _file(path: Path, shown: str, status: os.stat_result) -> Piece:
    suffix = path.suffix.lower()
    if suffix in tuple(Wrapping):
        return Container(shown, suffix, path)
    if status.st_size > MOST_BYTES and wrapping(head_of(path)) is Wrapping.ARCHIVE:
        return Container(shown, Wrapping.ARCHIVE, path)  # an archive may be larger than what is in it
    return sized(shown, status.st_size, Found(shown_name(path), partial(load, path), path))


def _closed(shown: str, error: OSError | ValueError) -> Skipped:
    reason = (error.strerror if isinstance(error, OSError) else None) or "the name is none that the system knows"
    return Skipped(shown, f"It cannot be opened: {reason}. Check your right to read it.")
