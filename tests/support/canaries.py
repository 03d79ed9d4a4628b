"""Looks for words that may not be on the disk, in every dress they could wear: plain, UTF-16, base64, hex, deflated.

A word is text, or bytes that stand for themselves: a key, or a piece out of the middle of a file.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeVar

W = TypeVar("W", str, bytes, str | bytes)
_MOST_INFLATED = 4 << 20
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZIP = re.compile(rb"PK\x03\x04")
_ZIP_HEADER = 30
_ASCII85 = re.compile(rb"stream\r?\n([!-u\sz]{8,}?)~>")
"""How reportlab, and so what this program prints, packs the streams of a PDF."""
Word = str | bytes


def dresses(word: Word) -> frozenset[bytes]:
    """Return the byte strings that betray `word`; base64 at each of its three alignments."""
    plain = word.encode() if isinstance(word, str) else word
    found = {plain}
    if isinstance(word, str):
        found |= {word.encode("utf-16-le"), word.encode("utf-16-be")}
    for form in tuple(found):
        found |= {form.hex().encode(), form.hex().upper().encode()}
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + plain)
        inner = text[(shift * 8 + 5) // 6 : (shift + len(plain)) * 8 // 6]
        found |= {inner, inner.replace(b"+", b"-").replace(b"/", b"_")}
    return frozenset(found)


def hiding_places(root: Path) -> Iterator[tuple[Path, bytes]]:
    """Yield each file below `root` with its bytes, and again with whatever in it can be inflated."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            yield path, content
            for inflated in _inflated(content):
                yield path, inflated


def found(words: Iterable[W], *roots: Path) -> dict[W, set[Path]]:
    """Return the words that are there, with the files that betray them."""
    patterns = {word: dresses(word) for word in words}
    betrayed: dict[W, set[Path]] = {}
    for root in roots:
        for path, content in hiding_places(root):
            for word, forms in patterns.items():
                if any(form in content for form in forms):
                    betrayed.setdefault(word, set()).add(path)
    return betrayed


def spoken(words: Iterable[W], said: bytes) -> set[W]:
    """Return the words that were said: printed, logged, or handed to a process."""
    return {word for word in words if any(form in said for form in dresses(word))}


def _inflated(content: bytes) -> Iterator[bytes]:
    for match in _ASCII85.finditer(content):
        yield from _inflate(_unpacked(match[1]), 15)
    for pattern, bits, skip in ((_ZLIB, 15, 0), (_GZIP, 31, 0)):
        for match in pattern.finditer(content):
            yield from _inflate(content[match.start() + skip :], bits)
    for match in _ZIP.finditer(content):
        header = content[match.start() : match.start() + _ZIP_HEADER]
        if len(header) == _ZIP_HEADER:
            names = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
            yield from _inflate(content[match.start() + _ZIP_HEADER + names :], -15)


def _unpacked(text: bytes) -> bytes:
    try:
        return base64.a85decode(text)
    except ValueError:
        return b""


def _inflate(content: bytes, bits: int) -> Iterator[bytes]:
    try:
        inflated = zlib.decompressobj(bits).decompress(content, _MOST_INFLATED)
    except zlib.error:
        return
    if inflated:
        yield inflated
