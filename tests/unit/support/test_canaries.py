"""The search itself is proved: it finds what is there in any dress, and nothing that is not."""

from __future__ import annotations

import base64
import gzip
import io
import secrets
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.support.canaries import found, spoken

WORD = "Harbour Foods 8127.43"


def _zipped(content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inside.txt", content)
    return buffer.getvalue()


def _reread(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode().encode(encoding)


@pytest.mark.parametrize(
    "dress",
    [
        bytes,
        _reread("utf-16-le"),
        _reread("utf-16-be"),
        lambda content: content.hex().encode(),
        lambda content: content.hex().upper().encode(),
        base64.b64encode,
        lambda content: base64.b64encode(b"x" + content),
        lambda content: base64.urlsafe_b64encode(b"xy" + content),
        zlib.compress,
        lambda content: b"stream\n" + base64.a85encode(zlib.compress(content)) + b"~>endstream",
        lambda content: zlib.compress(content, 9),
        gzip.compress,
        _zipped,
    ],
)
def test_it_finds_a_word_in_every_dress(tmp_path: Path, dress: Callable[[bytes], bytes]) -> None:
    hidden = tmp_path / "deep" / "file.bin"
    hidden.parent.mkdir()
    hidden.write_bytes(secrets.token_bytes(1000) + dress(f"before {WORD} after".encode()) + secrets.token_bytes(1000))
    assert found([WORD], tmp_path) == {WORD: {hidden}}


@pytest.mark.parametrize("dress", [bytes, bytes.hex, base64.b64encode, base64.urlsafe_b64encode, zlib.compress])
def test_it_finds_bytes_that_are_no_text(tmp_path: Path, dress: Callable[[bytes], bytes | str]) -> None:
    key = secrets.token_bytes(32)
    worn = dress(key)
    (tmp_path / "file").write_bytes(b"before " + (worn.encode() if isinstance(worn, str) else worn) + b" after")
    assert found([key], tmp_path) == {key: {tmp_path / "file"}}
    assert spoken([key, secrets.token_bytes(32)], (tmp_path / "file").read_bytes()) <= {key}


def test_it_finds_the_words_of_a_page_that_was_printed(tmp_path: Path) -> None:
    page = tmp_path / "page.pdf"
    canvas = Canvas(str(page), pageCompression=1)
    canvas.drawString(72, 72, WORD)
    canvas.save()
    assert WORD.encode() not in page.read_bytes()
    assert found([WORD], tmp_path) == {WORD: {page}}


def test_it_finds_nothing_in_noise(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(secrets.token_bytes(1 << 20))
    assert found([WORD, "8127.43"], tmp_path) == {}
