"""Files as people and their machines spoil them."""

from __future__ import annotations

import struct
import zlib

_BOMB_SIDE = 60_000


def encrypted_pdf() -> bytes:
    """Return a PDF of one page behind a password nobody knows (PDF 1.7, 7.6: the standard handler, 40 bits)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32),
    ]
    body, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<41414141><41414141>]>>\n"
    return body + table + trailer + b"startxref\n%d\n%%%%EOF\n" % len(body)


def bomb_png() -> bytes:
    """Return a small PNG that unpacks to 3.6 thousand million pixels."""
    packer = zlib.compressobj(9)
    row = bytes(_BOMB_SIDE // 8 + 1)
    packed = b"".join(packer.compress(row) for _ in range(_BOMB_SIDE)) + packer.flush()
    head = struct.pack(">IIBBBBB", _BOMB_SIDE, _BOMB_SIDE, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", packed) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
