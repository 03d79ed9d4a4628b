"""The wire between the program and its child processes: a JSON header and raw bytes, length first; never pickle.

A frame is `>IQ` (length of the header, length of the payload), the header as UTF-8 JSON, the payload as it is.
"""

from __future__ import annotations

import json
import struct
from typing import IO, Any

Header = dict[str, Any]
_LENGTHS = struct.Struct(">IQ")


class FrameTooLarge(ValueError):
    """The other side announces more bytes than may be taken."""


class FrameBroken(ValueError):
    """The stream ended in the middle of a frame, or carries something else."""


def write_frame(stream: IO[bytes], header: Header, payload: bytes) -> None:
    """Write one frame and flush it."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False).encode()
    stream.write(_LENGTHS.pack(len(text), len(payload)))
    stream.write(text)
    stream.write(payload)
    stream.flush()


def read_frame(stream: IO[bytes], most: int) -> tuple[Header, bytes] | None:
    """Read one frame of at most `most` bytes; None where the stream ends between two frames."""
    lengths = stream.read(_LENGTHS.size)
    if not lengths:
        return None
    if len(lengths) < _LENGTHS.size:
        raise FrameBroken("the stream ends inside a frame")
    header_size, payload_size = _LENGTHS.unpack(lengths)
    if header_size + payload_size > most:
        raise FrameTooLarge(f"{header_size + payload_size} bytes announced, {most} allowed")
    return _header(_exactly(stream, header_size)), _exactly(stream, payload_size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    taken = stream.read(size)
    if len(taken) < size:
        raise FrameBroken("the stream ends inside a frame")
    return taken


def _header(text: bytes) -> Header:
    try:
        header = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FrameBroken("the header is no JSON") from error
    if not isinstance(header, dict):
        raise FrameBroken("the header is no JSON object")
    return header


def _no_number(text: str) -> float:
    """Python reads NaN and Infinity, which JSON does not have (RFC 8259, 6)."""
    raise FrameBroken(f"{text} is no number")
