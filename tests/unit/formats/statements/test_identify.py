"""Formats are told by content; what has no reader is refused with what to do."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.formats.statements import Format, identify, read_statement


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", Format.EMPTY),
        (b"%PDF-1.7", Format.PDF),
        (b"PK\x03\x04...", Format.SPREADSHEET),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format.SPREADSHEET),
        (b"OFXHEADER:100\n<OFX>", Format.OFX),
        (b"<?xml version='1.0'?><Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>", Format.CAMT),
        (b"{1:F01}\n:20:X\n", Format.MT940),
        (b"!Type:Bank\n", Format.QIF),
        (b"01,A,B,260131,0800,1,,,2/", Format.BAI2),
        (b"a;b\n1;2\n", Format.CSV),
        ("Date,Amount\n2026-01-01,1\n".encode("utf-16"), Format.CSV),
        (b"<html>,</html>", Format.UNKNOWN),
        (b"\x00\x01\x02,", Format.UNKNOWN),
    ],
)
def test_content_tells_the_format(data: bytes, kind: Format) -> None:
    assert identify(data) is kind


@pytest.mark.parametrize(
    ("data", "word"), [(b"", "empty"), (b"PK\x03\x04", "Save it as CSV"), (b"%PDF-", "OFX"), (b"<a/>", "reads")]
)
def test_refusals_say_what_to_do(data: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word):
        read_statement(data)


@given(
    st.sampled_from(
        [
            b"",
            b"OFXHEADER:100\n<OFX><STMTTRN>",
            b":20:A\n:61:",
            b"!Type:Bank\nD",
            b"01,A,B,260131,0800,1/\n16,",
            b"Date,Amount\n",
        ]
    ),
    st.binary(max_size=300),
)
def test_no_bytes_bring_a_reader_down(head: bytes, rest: bytes) -> None:
    with suppress(BookDeskError):
        read_statement(head + rest)
