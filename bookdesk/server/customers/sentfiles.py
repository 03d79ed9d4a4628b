"""Files that customers send with a question: known by their content, whatever they are called; looked into by nobody.

Pure: bytes in, a media type out.
"""

from __future__ import annotations

import base64
from typing import Final

from bookdesk.core.texts import clean
from bookdesk.protocol.events import SentFile
from bookdesk.server.views import Upload

MOST: Final = 3
LARGEST: Final = 5 * 1024 * 1024
"""Bytes of one file."""
_NAME = 100

_KINDS: Final = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
)
"""Where a sign stands, the sign, the type it means."""


def media_type(content: bytes) -> str | None:
    """Return the type of a file that is taken, None for any other."""
    found = (kind for place, sign, kind in _KINDS if content[place : place + len(sign)] == sign)
    return next(found, None)


def sent(upload: Upload, kind: str) -> SentFile:
    """Return a file as it is told to the desk."""
    name = clean(upload.name.replace("\\", "/").rpartition("/")[2])[:_NAME] or "file"
    return SentFile(name, kind, base64.b64encode(upload.content).decode("ascii"))
