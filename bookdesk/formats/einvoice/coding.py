"""In which coding an XML file is written, whatever it says of itself. Pure.

A mark at its beginning decides, then its first bytes; what it declares comes after both, since programs copy the
declaration and write another coding. Bytes that are UTF-8 throughout are it: no text in an 8-bit coding comes out so by
chance. An 8-bit text is taken as Windows-1252, which has all of ISO-8859-1 and the euro besides, unless it says
ISO-8859-15 (WHATWG Encoding, 4.2, does the same).
"""

from __future__ import annotations

import re
from typing import Final

from bookdesk.core.errors import UnreadableDocument

_ASK_SENDER: Final = "Ask the sender for the e-invoice in UTF-8, or add the PDF or paper invoice instead."
_UTF_32_MARKS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BEGINNINGS = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
"""XML 1.0, appendix F.1: how a file begins that has no mark."""
_DECLARED = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
_LATIN_9: Final = "iso-8859-15"
_LATIN: Final = "cp1252"
_KNOWN = {
    **dict.fromkeys(("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be", "ucs-2"), _LATIN),
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "windows-1252", "cp1252"), _LATIN),
    **dict.fromkeys((_LATIN_9, "iso8859-15", "latin-9", "latin9"), _LATIN_9),
}
"""Codings that may be declared, and the 8-bit one that it is where it is no UTF."""


def text_of(data: bytes) -> str:
    """Return an XML file's text without its mark; `UnreadableDocument` says why not."""
    if data.startswith(_UTF_32_MARKS):
        raise _unusual("UTF-32")
    for mark, coding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], coding)
    for beginning, coding in _BEGINNINGS:
        if data.startswith(beginning):
            return _decoded(data, coding)
    declared = _DECLARED.match(data[:1024])
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    eight_bits = _KNOWN.get(name)
    if eight_bits is None:
        raise _unusual(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, eight_bits)


def _decoded(data: bytes, coding: str) -> str:
    try:
        return data.decode(coding)
    except UnicodeDecodeError as wrong:
        raise UnreadableDocument(
            "The XML file is damaged: its letters are in no coding that an e-invoice has.", _ASK_SENDER
        ) from wrong


def _unusual(name: str) -> UnreadableDocument:
    return UnreadableDocument(f"The XML file uses an unusual character encoding, {name.upper()}.", _ASK_SENDER)
