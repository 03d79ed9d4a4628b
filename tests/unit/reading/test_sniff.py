from __future__ import annotations

import contextlib
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.sniff import SIZE_LIMIT, Kind, media_type_of, sniff


def zipped() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "a")
    return target.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", Kind.PDF),
        (b"\xef\xbb\xbf\r\nX-Junk%PDF-1.4", Kind.PDF),
        (b"\xff\xd8\xff\xe1....", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n....", Kind.PNG),
        (b"II*\x00....", Kind.TIFF),
        (b"MM\x00*....", Kind.TIFF),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", Kind.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic....", Kind.HEIC),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic....", Kind.HEIC),
        (b'<?xml version="1.0"?><Invoice/>', Kind.XML),
        (b"\xef\xbb\xbf  <Invoice/>", Kind.XML),
        ('<?xml version="1.0"?><Invoice/>'.encode("utf-16"), Kind.XML),
        (b"<!-- note --><Invoice/>", Kind.XML),
        (b"From: a@example.com\r\nSubject: Invoice\r\n\r\nHello", Kind.MAIL),
        (b"Received: from x\r\n by y\r\nDate: Mon, 1 Jan 2024\r\n\r\n", Kind.MAIL),
    ],
)
def test_the_first_bytes_decide(data: bytes, kind: Kind) -> None:
    assert sniff(data) is kind


def test_bytes_have_a_media_type_whatever_the_file_is_called() -> None:
    kinds = (b"%PDF-1.7", b"\xff\xd8\xff\xe1", b"II*\x00", b"<Invoice/>", b"Dear all")
    assert [media_type_of(data) for data in kinds] == [
        "application/pdf", "image/jpeg", "image/tiff", "application/xml", None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        (b"\x00" * 100, "zeros or blanks"),
        (b" \r\n", "zeros or blanks"),
        (zipped(), "ZIP archive"),
        (b"PK\x05\x06" + bytes(18), "empty ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"GIF89a...", "GIF"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1miaf....", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00isomheic"[:20], "not a document"),
        (b"\xff\xff\xff\xffftyp", "not a document"),
        (b'x\x9f>"\x01\x02', "winmail"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"  <html><body>hello", "web page"),
        (b"X-Mailer: x\r\n y\r\nX-Date: Mon, 1 Jan 2024\r\n\r\n", "e-mail"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"MZ\x90\x00", "not a document"),
        (b"Dear Sir or Madam,\nplease find", "not a document"),
        (b"%PDF-1.7" + bytes(SIZE_LIMIT), "at most 50 MB"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_way_out(data: bytes, complaint: str) -> None:
    with pytest.raises(UnreadableDocument, match=complaint) as caught:
        sniff(data)
    assert caught.value.remedy.endswith(".")


@given(st.binary(max_size=200))
def test_any_bytes_are_a_kind_or_a_reason(data: bytes) -> None:
    with contextlib.suppress(UnreadableDocument):
        assert sniff(data) in Kind
