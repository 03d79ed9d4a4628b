"""The colour profile of sRGB, made of its own definition (IEC 61966-2-1) in the form of ICC.1:2001-04, version 2.

An archive file says by it what its red, green and blue are. The curve is in 1024 steps; the primaries are those of sRGB
adapted to D50, as the ICC publishes them.
"""

from __future__ import annotations

from functools import cache
from struct import pack
from typing import Final

_STEPS: Final = 1024
_LINEAR, _SLOPE, _OFFSET, _POWER = 0.04045, 12.92, 0.055, 2.4
_D50: Final = (0.9642, 1.0, 0.8249)
_COLOURS: Final = {
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
_NAME: Final = b"sRGB IEC61966-2.1"
_HEADER: Final = 128


@cache
def srgb_profile() -> bytes:
    """Return the profile; the same bytes each time."""
    tags = {
        b"desc": _described(_NAME),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(_D50),
        **{name: _xyz(colour) for name, colour in _COLOURS.items()},
        **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve()),
    }
    places: dict[bytes, tuple[int, int]] = {}
    body, start = b"", _HEADER + 4 + 12 * len(tags)
    for data in dict.fromkeys(tags.values()):
        places[data] = (start + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    table = pack(">I", len(tags)) + b"".join(name + pack(">II", *places[data]) for name, data in tags.items())
    return _head(start + len(body)) + table + body


def _head(size: int) -> bytes:
    """Return the header: for displays, from RGB to XYZ, made on the first day of 2026, rendered perceptually."""
    head = pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ")
    head += pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28 + b"".join(_fixed(part) for part in _D50)
    return head.ljust(_HEADER, b"\0")


def _described(name: bytes) -> bytes:
    """Return a text description: in ASCII, with empty ones in Unicode and for the Macintosh."""
    return b"desc\0\0\0\0" + pack(">I", len(name) + 1) + name + b"\0" + b"\0" * 78


def _xyz(colour: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(_fixed(part) for part in colour)


def _fixed(value: float) -> bytes:
    """Return a number as s15Fixed16."""
    return pack(">i", round(value * 65536))


def _curve() -> bytes:
    values = [_light(step / (_STEPS - 1)) for step in range(_STEPS)]
    return b"curv\0\0\0\0" + pack(f">I{_STEPS}H", _STEPS, *(round(value * 65535) for value in values))


def _light(value: float) -> float:
    return value / _SLOPE if value <= _LINEAR else ((value + _OFFSET) / (1 + _OFFSET)) ** _POWER
