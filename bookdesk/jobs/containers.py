"""Files within files: what a ZIP archive and a mail carry. Nothing is written to disk, so no name can lead anywhere."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import partial
from lzma import LZMAError
from pathlib import Path

from bookdesk.capture.files import MOST_BYTES, load
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs.files import Container, Found, Skipped, left_out, named, sized

MOST_ENTRIES = 2_000
"""Files of one archive."""
MOST_UNPACKED = 1024 * MEGABYTE
"""Bytes of one archive when unpacked, counted as they come: what the archive says of itself is not believed."""
MOST_DIRECTORY = 4 * MEGABYTE
"""Bytes of an archive's table of contents, which is read whole."""
MOST_PARTS = 500
"""Parts of one mail."""
_STEP = MEGABYTE
_UTF8_NAMES = 0x800  # APPNOTE.TXT 4.4.4, bit 11
_ENCRYPTED = 0x1
_UNIX = 3  # APPNOTE.TXT 4.4.2: the system whose modes stand in the upper half of the attributes
_NESTED = (".zip", ".eml")


def opened(container: Container) -> Iterator[Found | Skipped]:
    """Yield what is in an archive or a mail; bytes must be taken before the next one is asked for."""
    try:
        yield from _mail(container) if container.suffix == ".eml" else _archive(container)
    except BookDeskError as error:
        yield Skipped(container.name, str(error))


def _archive(container: Container) -> Iterator[Found | Skipped]:
    with _reading(container) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise InputError(
                f"The archive holds {len(entries):,} files; at most {MOST_ENTRIES:,} are taken.",
                "Unpack it and drop a part of it.",
            )
        if not entries:
            yield Skipped(container.name, "The archive is empty.")
        budget = _Budget()
        for entry in entries:
            yield _entry(container.name, archive, entry, budget)


@contextmanager
def _reading(container: Container) -> Iterator[zipfile.ZipFile]:
    """Open the archive; whatever is wrong with it is an `InputError`."""
    try:
        with _stream(container) as stream, zipfile.ZipFile(stream) as archive:
            yield archive
    except OSError as error:
        reason = error.strerror or "its table of contents is broken"
        raise InputError(f"The archive cannot be opened: {reason}.", "Unpack it and drop what is in it.") from error
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise InputError("The archive is damaged or no ZIP archive.", "Ask for it again.") from error


def _stream(container: Container) -> _Careful:
    origin = container.origin
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


class _Budget:
    """How many bytes an archive may still unpack to."""

    def __init__(self) -> None:
        self.left = MOST_UNPACKED

    def take(self, count: int) -> None:
        """Use up `count` bytes; `InputError` where nothing is left."""
        self.left -= count
        if self.left < 0:
            most = MOST_UNPACKED // MEGABYTE
            raise InputError(
                f"The archive unpacks to more than {most:,} MB.", "Unpack it yourself and drop what is needed."
            )


def _entry(outer: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> Found | Skipped:
    path = _entry_name(entry)
    name, shown = named(path), f"{outer}: {named(path)}"
    reasons = [left_out(part) for part in path.replace("\\", "/").split("/") if part.strip(".")]
    reason = next(filter(None, reasons), None) or _unusable(entry, name)
    if reason is not None:
        return Skipped(shown, reason)
    return sized(shown, entry.file_size, Found(name, partial(_unpacked, archive, entry, budget)))


def _unusable(entry: zipfile.ZipInfo, name: str) -> str | None:
    if entry.flag_bits & _ENCRYPTED:
        return "It is locked with a password. Unpack it and drop it by itself."
    if entry.create_system == _UNIX and stat.S_ISLNK(entry.external_attr >> 16):
        return "It is a link. Drop what it leads to."
    if name.lower().endswith(_NESTED):
        return "It is an archive or a mail within an archive. Unpack it and drop it by itself."
    return None


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
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
    except (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError, NotImplementedError) as error:
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


def _mail(container: Container) -> Iterator[Found | Skipped]:
    """Yield a mail's attachments; pictures that belong to its text are told and left out."""
    origin = container.origin
    parts = _parts(load(origin) if isinstance(origin, Path) else origin[1])
    attached = [part for part in parts if part.get_filename() or _is_attachment(part)]
    if not attached:
        yield Skipped(container.name, "The mail has no attachment. If its text is the bill, print it to PDF.")
    for part in attached:
        yield _part(container.name, part)


def _parts(content: bytes) -> list[Message]:
    """Return the parts of a mail that are no envelopes of others."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise InputError(f"The mail is larger than {most} MB.", "Save its attachments and drop those.")
    try:
        parts = [part for part in message_from_bytes(content).walk() if not part.is_multipart()]
    except RecursionError as error:
        raise InputError("The mail is packed too often in itself.", "Save its attachments and drop those.") from error
    if len(parts) > MOST_PARTS:
        raise InputError(f"The mail has {len(parts)} parts; at most {MOST_PARTS} are taken.", "Save what you need.")
    return parts


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _part(outer: str, part: Message) -> Found | Skipped:
    name = named(_decoded(part.get_filename() or "") or f"attachment.{part.get_content_subtype()}")
    shown = f"{outer}: {name}"
    if part.get("Content-ID") and not _is_attachment(part) and part.get_content_maintype() == "image":
        return Skipped(shown, "It is a picture within the mail's text.")
    if name.lower().endswith(_NESTED):
        return Skipped(shown, "It is an archive or a mail within a mail. Save it and drop it by itself.")
    content: Callable[[], object] = partial(part.get_payload, decode=True)
    payload = content()
    if not isinstance(payload, bytes):
        return Skipped(shown, "It is damaged within the mail. Ask for it again.")
    return sized(shown, len(payload), Found(name, lambda: payload))


def _decoded(name: str) -> str:
    """Return a file's name without the coding that mails give it (RFC 2047); as it stands where that is broken."""
    try:
        return str(make_header(decode_header(name)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return name
