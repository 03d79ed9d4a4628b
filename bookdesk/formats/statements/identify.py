"""Which statement format some bytes are, by what they hold; file names are not trusted."""

from __future__ import annotations

import re
from enum import StrEnum

from bookdesk.formats.statements.text import decode

_HEAD = 16_384


class Format(StrEnum):
    """The formats that have a reader, and those that are recognised in order to be refused in words."""

    OFX = "ofx"
    CSV = "csv"
    CAMT = "camt"
    MT940 = "mt940"
    QIF = "qif"
    BAI2 = "bai2"
    SPREADSHEET = "spreadsheet"
    PDF = "pdf"
    EMPTY = "empty"
    UNKNOWN = "unknown"


_SIGNATURES = (
    (b"%PDF-", Format.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.SPREADSHEET),  # OLE container: XLS
    (b"PK\x03\x04", Format.SPREADSHEET),  # ZIP: XLSX, ODS
)
_PATTERNS = (
    (re.compile(r"<\?OFX|OFXHEADER\s*:|<OFX[\s>]|<OFXHEADER>|<STMTTRN>", re.IGNORECASE), Format.OFX),
    (re.compile(r"camt\.05[234]|<(\w+:)?(BkToCstmr\w+)[\s>]"), Format.CAMT),
    (re.compile(r"^\s*(?:#.*\n|\s)*!(Type|Account|Option|Clear)\b", re.IGNORECASE), Format.QIF),
    (re.compile(r"^\^\s*\n!Type", re.IGNORECASE), Format.QIF),
    (re.compile(r"^\s*01,[^,\n]*,[^,\n]*,\d{6},\d{4},"), Format.BAI2),
    (re.compile(r"^:(20|25|28C?|34F|60[FM]?|61|62[FM]?|64|13D|86|90[CD]):", re.MULTILINE), Format.MT940),
)
_SEPARATORS = re.compile(r"[,;\t|]")


def identify(data: bytes) -> Format:
    """Return the format of `data`: signatures first, then tell-tale tags, and CSV for separated text."""
    if not data.strip():
        return Format.EMPTY
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    head = decode(data[:_HEAD])
    for pattern, kind in _PATTERNS:
        if pattern.search(head):
            return kind
    return _other(data, head)


def _other(data: bytes, head: str) -> Format:
    """Tell separated text from everything else (binary files, XML of another kind, prose)."""
    is_text = b"\x00" not in data[:_HEAD] or data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if not is_text or head.lstrip().startswith(("<", "{")):
        return Format.UNKNOWN
    return Format.CSV if _SEPARATORS.search(head) else Format.UNKNOWN
