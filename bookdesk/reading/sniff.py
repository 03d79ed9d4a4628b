"""What a file is, by its first bytes: names and extensions are chosen by strangers and often wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from typing import Final

from bookdesk.core.errors import UnreadableDocument

EMPTY: Final = ("The file is empty.", "Copy it once more, or ask the sender for it again.")
"""What is told of a file without bytes, whichever way it comes."""
SIZE_LIMIT = 50 * 1024 * 1024
"""Bytes of one document."""
PAGE_LIMIT = 200
"""Pages of one document, also of a TIFF."""
_PDF_SEARCH = 1024
"""Readers accept a PDF whose header stands anywhere in the first kilobyte (PDF 1.7, H.3, note 13)."""
_SUPPORTED = "BookDesk reads PDF, JPEG, PNG, TIFF, WebP, HEIC, mails and XML e-invoices"


class Wrapping(StrEnum):
    """Files that hold others; the usual ends of their names."""

    ARCHIVE = ".zip"
    MAIL = ".eml"


class Kind(StrEnum):
    """The kinds of file that can be read."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    WEBP = "webp"
    HEIC = "heic"
    XML = "xml"
    MAIL = "mail"
    """A mail whose text is the document; attachments are documents of their own."""


_MEDIA_TYPES = {Kind.PDF: "application/pdf", Kind.XML: "application/xml", Kind.MAIL: "message/rfc822"}
_MAGIC = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEADER_LINE = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{0,60}:[ \t][^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2}")
HEAD = 4096
"""Bytes from which it is told what a file is."""
_ARCHIVE_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04")
_OFFICE_NAMES = (b"[Content_Types].xml", b"mimetypeapplication/vnd.")
"""What only Office documents hold: ECMA-376, part 2, 7.2.3; OpenDocument 1.3, part 2, 3.3."""
_MAIL_LINE = re.compile(rb"(?:From [^\r\n]*|([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[^\r\n]*|[ \t][^\r\n]*)(?:\r?\n|\Z)")
_MAIL_HEADERS = frozenset(
    (b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id", b"mime-version", b"delivered-to")
)
"""Headers (RFC 5322, 3.6; RFC 2045, 4) of which a mail has several, and a letter that someone typed seldom two."""
_ENOUGH_HEADERS = 2
_REFUSED = (
    (b"PK\x03\x04", "The file is a ZIP archive or an Office document.", "Unpack it, or save it as PDF, and add that."),
    (b"PK00PK\x03\x04", "The file is a part of a ZIP archive.", "Ask the sender for the documents themselves."),
    (b"PK\x05\x06", "The file is an empty ZIP archive.", "Ask the sender for the documents themselves."),
    (b"\xd0\xcf\x11\xe0", "The file is an Outlook message or an old Office document.", "Save it as PDF and add that."),
    (b"Rar!", "The file is a RAR archive.", "Unpack it and add the documents in it."),
    (b"7z\xbc\xaf", "The file is a 7-Zip archive.", "Unpack it and add the documents in it."),
    (b"\x1f\x8b", "The file is a compressed archive.", "Unpack it and add the documents in it."),
    (b"GIF8", "The file is a GIF picture.", "Save it as PNG or JPEG and add that."),
    (b"BM", "The file is a BMP picture.", "Save it as PNG or JPEG and add that."),
    (b"{\\rtf", "The file is a text document (RTF).", "Save it as PDF and add that."),
    (b"%!PS", "The file is PostScript.", "Save it as PDF and add that."),
    (b"x\x9f>\x22", "The file is an Outlook wrapper (winmail.dat).", "Ask the sender to send it again as plain mail."),
)
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
"""Brands of pictures that are coded as HEVC (ISO/IEC 23008-12, B.4); `mif1` and `msf1` name the container only."""
_BOX = 128
"""Bytes in which the brands of such a file are looked for; telephones write four of them."""


def sniff(data: bytes) -> Kind:
    """Return the kind of `data`; `UnreadableDocument` says what it is instead and what to do."""
    if not data:
        raise UnreadableDocument(*EMPTY)
    if len(data) > SIZE_LIMIT:
        size = len(data) // (1024 * 1024)
        raise UnreadableDocument(
            f"The file has {size} MB; at most 50 MB are read.", "Split it or scan it more coarsely."
        )
    kind = kind_of(data)
    if kind is None:
        raise _refusal(data)
    return kind


def media_type_of(data: bytes) -> str | None:
    """Return the media type (RFC 6838) of a document by its bytes; None where it is none that can be read."""
    kind = kind_of(data)
    return _MEDIA_TYPES.get(kind, f"image/{kind}") if kind is not None else None


def wrapping(head: bytes) -> Wrapping | None:
    """Return what kind of file that holds others begins with `head`; None for a document and for anything else.

    Office documents are ZIP archives, too: only the names within tell them apart.
    """
    if head.startswith(_ARCHIVE_MARKS):
        return Wrapping.ARCHIVE
    return Wrapping.MAIL if _is_mail(head[:HEAD]) else None


def _is_mail(head: bytes) -> bool:
    """Whether the first lines are headers, among them enough of those that mails have."""
    place, found = len(_BYTE_ORDER_MARKS[0]) if head.startswith(_BYTE_ORDER_MARKS[0]) else 0, set[bytes]()
    while len(found) < _ENOUGH_HEADERS and (line := _MAIL_LINE.match(head, place)):
        if line.end() == place:
            break
        place = line.end()
        found |= {(line[1] or b"").lower()} & _MAIL_HEADERS
    return len(found) >= _ENOUGH_HEADERS


def kind_of(data: bytes) -> Kind | None:
    """Return the kind of a document by its first bytes, None where it is none that can be read."""
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if _HEIC_BRANDS & _brands(data):
        return Kind.HEIC
    if b"%PDF-" in data[:_PDF_SEARCH] and not data.startswith(_ARCHIVE_MARKS):
        return Kind.PDF
    if _is_xml(data):
        return Kind.XML
    return Kind.MAIL if wrapping(data[:HEAD]) is Wrapping.MAIL else None


def _brands(data: bytes) -> frozenset[bytes]:
    """Return the brands of a file of the ISO family (ISO/IEC 14496-12, 4.3): the major one and those it is good for."""
    if data[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(data[:4], "big"), _BOX)
    return frozenset(data[place : place + 4] for place in (8, *range(16, end, 4)))


def _is_xml(data: bytes) -> bool:
    head = data[:512]
    for mark in _BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    head = head.replace(b"\x00", b"").lstrip()
    return head.startswith(b"<") and not head[:64].lower().startswith((b"<!doctype html", b"<html"))


def _begins(data: bytes, *, magic: bytes) -> bool:
    return data.startswith(magic)


def _is_office(data: bytes) -> bool:
    return data.startswith(_ARCHIVE_MARKS[0]) and any(name in data for name in _OFFICE_NAMES)


def _is_web_page(data: bytes) -> bool:
    return data.lstrip()[:64].lower().startswith((b"<!doctype html", b"<html"))


_REFUSED_BY_LOOKS: tuple[tuple[Callable[[bytes], object], str, str], ...] = (
    (_is_office, "The file is an Office document.", "Save or print it as PDF and add that."),
    *((partial(_begins, magic=magic), what, remedy) for magic, what, remedy in _REFUSED),
    (lambda data: b"avif" in _brands(data), "The file is an AVIF picture.", "Save or export it as JPEG and add that."),
    (_is_web_page, "The file is a web page.", "Print it to PDF and add that."),
    (
        lambda data: _HEADER_LINE.match(data[:HEAD]),
        "The file is an e-mail message.",
        "Save its attachments and add those.",
    ),
)


def _refusal(data: bytes) -> UnreadableDocument:
    if not data.strip(b"\x00 \t\r\n"):
        return UnreadableDocument(
            "The file holds nothing but zeros or blanks.", "The copy or download was cut short; fetch it again."
        )
    for is_so, what, remedy in _REFUSED_BY_LOOKS:
        if is_so(data):
            return UnreadableDocument(what, remedy)
    return UnreadableDocument(
        "The file is not a document that can be read.", f"{_SUPPORTED}; save or scan it as one of these."
    )
