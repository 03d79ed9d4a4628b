"""How large a picture says it is, by its first bytes: a few fields are looked up, nothing foreign is opened."""

from __future__ import annotations

_JPEG_PLAIN = frozenset({0xD8, 0x01, *range(0xD0, 0xD8)})
"""Markers without a length (ITU T.81, B.1.1.3)."""
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a frame, in which the sides stand (ITU T.81, table B.1)."""
_MARKERS_LOOKED_AT = 200


def sides_of(picture: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels of a PNG, GIF or JPEG as it states them; None where they are not found."""
    if picture.startswith(b"\x89PNG\r\n\x1a\n") and picture[12:16] == b"IHDR":
        return _number(picture[16:20]), _number(picture[20:24])
    if picture.startswith(b"GIF8"):
        return int.from_bytes(picture[6:8], "little"), int.from_bytes(picture[8:10], "little")
    return _jpeg_sides(picture) if picture.startswith(b"\xff\xd8") else None


def _jpeg_sides(picture: bytes) -> tuple[int, int] | None:
    place = 0
    for _ in range(_MARKERS_LOOKED_AT):
        if picture[place : place + 1] != b"\xff" or place + 1 >= len(picture):
            return None
        marker = picture[place + 1]
        if marker in _JPEG_FRAMES:
            return _number(picture[place + 7 : place + 9]), _number(picture[place + 5 : place + 7])
        place += 2 if marker in _JPEG_PLAIN else 2 + _number(picture[place + 2 : place + 4])
    return None


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")
