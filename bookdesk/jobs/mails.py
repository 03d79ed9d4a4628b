"""What a mail carries: its attachments, those of mails forwarded in it included; where none is a bill, its text."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from functools import partial
from pathlib import Path

from bookdesk.capture.files import MOST_BYTES, load
from bookdesk.capture.letters import asks_for_money
from bookdesk.core.errors import InputError, UnreadableDocument
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs.files import Container, Found, Inner, Skipped, named, root_name, sized
from bookdesk.reading.mailtext import MOST_PARTS, mail_lines
from bookdesk.reading.sides import sides_of
from bookdesk.reading.sniff import HEAD, kind_of, wrapping
from bookdesk.reading.textpages import page_of, sheets_of

_SMALL_BYTES, _SMALL_SIDE = 10_000, 200
"""Bytes and pixels below which a picture within the text is a logo, a line or a smile."""


def attachments(container: Container) -> Iterator[Inner | Found | Skipped]:
    """Yield a mail's attachments; pictures that belong to its text are told and left out.

    The mail itself, as `Found`, is a document where its text is a bill and no attachment could be one.
    `InputError` where the mail is too large or packed too often in itself.
    """
    origin = container.origin
    content = load(origin) if isinstance(origin, Path) else origin[1]
    parts = _parts(content)
    attached = [part for part in parts if part.get_filename() or _is_attachment(part)]
    inside = [part for part in attached if not _is_in_text(part)]
    pieces = [_part(container.name, part, alone=not inside) for part in attached]
    given = [piece for part, piece in zip(attached, pieces, strict=True) if part in inside]
    if not any(isinstance(piece, Inner) and _could_be_a_bill(piece) for piece in given) and _is_bill(content):
        yield Found(root_name(origin), lambda: content)
        yield from (Skipped(one.shown, _BESIDE) if isinstance(one, Inner) else one for one in pieces)
    elif attached:
        yield from pieces
    else:
        yield Skipped(container.name, _NOTHING)


def _could_be_a_bill(attached: Inner) -> bool:
    return kind_of(attached.head) is not None or wrapping(attached.head) is not None


def _is_bill(content: bytes) -> bool:
    """Whether a mail's text is a bill, as far as can be seen; the child that reads it looks again."""
    try:
        sheets = sheets_of(mail_lines(content))
    except UnreadableDocument:
        return False
    return asks_for_money([page_of(sheet, number) for number, sheet in enumerate(sheets, 1)])


def _parts(content: bytes) -> list[Message]:
    """Return the parts of a mail that are no envelopes of others."""
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise InputError(f"The mail is larger than {most} MB.", "Save its attachments and drop those.")
    try:
        parts = [part for part in message_from_bytes(content.removeprefix(BOM_UTF8)).walk() if not part.is_multipart()]
    except RecursionError as error:
        raise InputError("The mail is packed too often in itself.", "Save its attachments and drop those.") from error
    if len(parts) > MOST_PARTS:
        raise InputError(f"The mail has {len(parts)} parts; at most {MOST_PARTS} are taken.", "Save what you need.")
    return parts


def _is_attachment(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _is_in_text(part: Message) -> bool:
    """Whether it is a picture that the text shows: a logo, a line, a photo that somebody put between two sentences."""
    return bool(part.get("Content-ID")) and not _is_attachment(part) and part.get_content_maintype() == "image"


_NOTHING = "The mail has no attachment and its text is no bill. If there is one in it, print it to PDF."
_BESIDE = "It is no document by itself; the text of the mail is the bill."


def _part(outer: str, part: Message, *, alone: bool) -> Inner | Skipped:
    """Return an attachment, or why it is none; `alone` where the mail has nothing but pictures within its text."""
    name = named(_decoded(part.get_filename() or "") or f"attachment.{part.get_content_subtype()}")
    shown = f"{outer}: {name}"
    content: Callable[[], object] = partial(part.get_payload, decode=True)
    payload = content()
    if not isinstance(payload, bytes):
        return Skipped(shown, "It is damaged within the mail. Ask for it again.")
    if _is_in_text(part) and not (alone and _is_large(payload)):
        return Skipped(shown, "It is a picture within the mail's text.")
    found = sized(shown, len(payload), Found(name, lambda: payload))
    return found if isinstance(found, Skipped) else Inner(found, shown, payload[:HEAD])


def _is_large(picture: bytes) -> bool:
    """Whether a picture may be a photo of a bill, and no logo: neither its bytes nor its sides are few."""
    sides = sides_of(picture)
    return len(picture) >= _SMALL_BYTES and (sides is None or min(sides) >= _SMALL_SIDE)


def _decoded(name: str) -> str:
    """Return a file's name without the coding that mails give it (RFC 2047); as it stands where that is broken."""
    try:
        return str(make_header(decode_header(name)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        return name
