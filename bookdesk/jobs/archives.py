"""What a ZIP archive holds. Nothing is written to disk, so no name can lead anywhere; what it says is not believed."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from lzma import LZMAError
from pathlib import Path

from bookdesk.capture.files import MOST_BYTES
from bookdesk.core.errors import InputError
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs.files import Container, Dropped, Found, Inner, Skipped, left_out, named, sized
from bookdesk.reading.sniff import HEAD

MOST_ENTRIES = 1_000
"""Files of one archive, those of archives within it included."""
MOST_UNPACKED = 200 * MEGABYTE
"""Bytes of one archive when unpacked, counted as they come: what the archive says of itself is not believed."""
MOST_TIMES, _SMALL = 100, MEGABYTE
"""An archive comes to so many times its own size at most, unless that is little; documents come to a few times it."""
MOST_DIRECTORY = 4 * MEGABYTE
"""Bytes of an archive's table of contents, which is read whole."""
_STEP = MEGABYTE
_UTF8_NAMES = 0x800  # APPNOTE.TXT 4.4.4, bit 11
_ENCRYPTED = 0x1
_UNIX = 3  # APPNOTE.TXT 4.4.2: the system whose modes stand in the upper half of the attributes
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})
"""Names that stand in Office documents, which are ZIP archives, too."""
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
"""What the standard library raises over an entry."""


def is_pile(origin: Dropped) -> bool | None:
    """Return whether it is an archive of files and no Office document; None where it cannot be opened."""
    try:
        with _reading(origin) as archive:
            return _OFFICE.isdisjoint(archive.NameToInfo)
    except InputError:
        return None


def entries(container: Container, budget: Budget) -> Iterator[Inner | Skipped]:
    """Yield what is in an archive; bytes must be taken before the next one is asked for.

    `InputError` where the archive is damaged or has too many files.
    """
    with _reading(container.origin) as archive:
        inside = [entry for entry in archive.infolist() if not entry.is_dir()]
        budget.count(len(inside))
        if not inside:
            yield Skipped(container.name, "The archive is empty.")
        for entry in inside:
            yield _entry(container.name, archive, entry, budget)


@contextmanager
def _reading(origin: Dropped) -> Iterator[zipfile.ZipFile]:
    """Open the archive; whatever is wrong with it is an `InputError`."""
    try:
        with _stream(origin) as stream, zipfile.ZipFile(stream) as archive:
            yield archive
    except OSError as error:
        reason = error.strerror or "its table of contents is broken"
        raise InputError(f"The archive cannot be opened: {reason}.", "Unpack it and drop what is in it.") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError("The archive is damaged or no ZIP archive.", "Ask for it again.") from error


def _stream(origin: Dropped) -> _Careful:
    return _Careful(origin.open("rb", buffering=0) if isinstance(origin, Path) else io.BytesIO(origin[1]))


class _Careful(io.BufferedIOBase):
    """An archive's bytes, of which nobody reads more at once than a table of contents may have."""

    def __init__(self, raw: io.RawIOBase | io.BytesIO) -> None:
        self._raw = raw

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes, or the rest; `ValueError` for more than any archive of ours needs."""
        wanted = MOST_DIRECTORY + 1 if size is None or size < 0 else size
        taken = b""
        while wanted > len(taken) and (piece := self._raw.read(min(wanted, MOST_DIRECTORY + 1) - len(taken))):
            taken += piece
        if len(taken) > MOST_DIRECTORY:
            raise ValueError("the table of contents is too large")
        return taken

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move to a place."""
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._raw.tell()

    def seekable(self) -> bool:
        """It is a file or in memory."""
        return True

    def close(self) -> None:
        """Close what is below."""
        self._raw.close()
        super().close()


class Budget:
    """How many files and bytes an archive, and all that lies in it, may still come to."""

    def __init__(self, packed: int) -> None:
        """Begin with all that an archive (or a mail) of `packed` bytes may come to."""
        self.entries = MOST_ENTRIES
        self._most = min(MOST_UNPACKED, max(_SMALL, MOST_TIMES * packed))
        self._left = self._most

    def count(self, files: int) -> None:
        """Use up so many files; `InputError` where they are too many."""
        self.entries -= files
        if self.entries < 0:
            raise InputError(
                f"The archive holds {files:,} files; at most {MOST_ENTRIES:,} are taken.",
                "Unpack it and drop a part of it.",
            )

    def take(self, count: int) -> None:
        """Use up `count` bytes; `InputError` where nothing is left."""
        self._left -= count
        if self._left >= 0:
            return
        if self._most < MOST_UNPACKED:
            raise InputError(
                f"The archive unpacks to more than {MOST_TIMES} times its size, which no documents do.",
                "Ask the sender for the documents themselves.",
            )
        most = MOST_UNPACKED // MEGABYTE
        raise InputError(
            f"The archive unpacks to more than {most:,} MB.", "Unpack it yourself and drop what is needed."
        )


def _entry(outer: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Inner | Skipped:
    path = _entry_name(entry)
    name, shown = named(path), f"{outer}: {named(path)}"
    reasons = [left_out(part) for part in path.replace("\\", "/").split("/") if part.strip(".")]
    reason = next(filter(None, reasons), None) or _unusable(entry)
    if reason is not None:
        return Skipped(shown, reason)
    found = sized(shown, entry.file_size, Found(name, partial(_unpacked, archive, entry, budget)))
    return found if isinstance(found, Skipped) else Inner(found, shown, _head(archive, entry))


def _head(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Return the first bytes of an entry; none where it is damaged, which is told when its turn comes."""
    try:
        with archive.open(entry) as stream:
            return stream.read(HEAD)
    except _BROKEN:
        return b""


def _unusable(entry: zipfile.ZipInfo) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "It is locked with a password. Unpack it and drop it by itself."
    if entry.create_system == _UNIX and stat.S_ISLNK(entry.external_attr >> 16):
        return "It is a link. Drop what it leads to."
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    """Return an entry's bytes, at most as many as a file may have, whatever its header says."""
    pieces, size = [], 0
    try:
        with archive.open(entry) as stream:
            while piece := stream.read(_STEP):
                size += len(piece)
                budget.take(len(piece))
                if size > MOST_BYTES:
                    raise InputError(f"It unpacks to more than {MOST_BYTES // MEGABYTE} MB.", "Split it.")
                pieces.append(piece)
    except _BROKEN as error:
        raise InputError("It is damaged within the archive.", "Ask for the archive again.") from error
    return b"".join(pieces)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name as it was meant: many programs write UTF-8 and do not say so, and it is then read as CP437."""
    if not entry.flag_bits & _UTF8_NAMES:
        try:
            return entry.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return entry.filename
