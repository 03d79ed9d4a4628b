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

from tests.support.canaries import found

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


def test_it_finds_nothing_in_noise(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(secrets.token_bytes(1 << 20))
    assert found([WORD, "8127.43"], tmp_path) == {}
