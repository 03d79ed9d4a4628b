"""The algorithms behind the keys written a second time from their standards, in plain Python and slowly.

Argon2id (RFC 9106), HKDF (RFC 5869), AES-256 (FIPS 197) in GCM (SP 800-38D), X25519 (RFC 7748): what the program's
library computes is compared with these, so that no golden value is merely what the library once said.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

_WORD = (1 << 64) - 1
_BLOCK = 1024
_SLICES = 4
_PRIME = 2**255 - 19


def hkdf(key: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """HKDF-SHA256."""
    extracted = hmac.digest(salt or bytes(32), key, "sha256")
    out, last = b"", b""
    while len(out) < length:
        last = hmac.digest(extracted, last + info + bytes([len(out) // 32 + 1]), "sha256")
        out += last
    return out[:length]


def x25519(scalar: bytes, point: bytes) -> bytes:
    """One multiplication on Curve25519, by the ladder of RFC 7748, 5."""
    k = int.from_bytes(scalar, "little") & ~7 & ((1 << 255) - 1) | 1 << 254
    u = int.from_bytes(point, "little") & ((1 << 255) - 1)
    x2, z2, x3, z3, swap = 1, 0, u, 1, 0
    for bit in range(254, -1, -1):
        now = k >> bit & 1
        if swap ^ now:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = now
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a, c * b, a * a, b * b
        x3, z3 = pow(da + cb, 2, _PRIME), u * pow(da - cb, 2, _PRIME) % _PRIME
        e = aa - bb
        x2, z2 = aa * bb % _PRIME, e * (aa + 121665 * e) % _PRIME
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, _PRIME - 2, _PRIME) % _PRIME).to_bytes(32, "little")


def gcm_open(key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt AES-256-GCM with a nonce of 12 bytes; the tag is checked by making it anew."""
    plain = _counter(key, nonce, sealed[:-16])
    if gcm_seal(key, nonce, plain, bound) != sealed:
        raise ValueError("the tag is wrong")
    return plain


def gcm_seal(key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM and a nonce of 12 bytes; the tag stands at the end."""
    cipher = _counter(key, nonce, plain)
    lengths = (8 * len(bound)).to_bytes(8) + (8 * len(cipher)).to_bytes(8)
    hashed = _ghash(_aes(key, bytes(16)), _padded(bound) + _padded(cipher) + lengths)
    mask = int.from_bytes(_aes(key, nonce + b"\0\0\0\1"))
    return cipher + (hashed ^ mask).to_bytes(16)


def _counter(key: bytes, nonce: bytes, text: bytes) -> bytes:
    stream = b"".join(_aes(key, nonce + count.to_bytes(4)) for count in range(2, 3 + len(text) // 16))
    return bytes(a ^ b for a, b in zip(text, stream, strict=False))


def _padded(text: bytes) -> bytes:
    return text + bytes(-len(text) % 16)


def _ghash(key: bytes, text: bytes) -> int:
    """GHASH: polynomials over GF(2^128), the first bit the lowest power."""
    h, total = int.from_bytes(key), 0
    for start in range(0, len(text), 16):
        x, v, total = total ^ int.from_bytes(text[start : start + 16]), h, 0
        for bit in range(127, -1, -1):
            total ^= v if x >> bit & 1 else 0
            v = v >> 1 ^ (0xE1 << 120 if v & 1 else 0)
    return total


def _times(a: int, b: int) -> int:
    """Multiply in AES's field, GF(2^8) modulo x^8 + x^4 + x^3 + x + 1."""
    total = 0
    for bit in range(8):
        total ^= a << bit if b >> bit & 1 else 0
    for bit in range(14, 7, -1):
        total ^= 0x11B << (bit - 8) if total >> bit & 1 else 0
    return total


def _turned(value: int, by: int) -> int:
    return (value << by | value >> (8 - by)) & 0xFF


def _box(value: int) -> int:
    """AES's S-box: the inverse in the field, then an affine map."""
    inverse = next((one for one in range(256) if _times(value, one) == 1), 0)
    return inverse ^ _turned(inverse, 1) ^ _turned(inverse, 2) ^ _turned(inverse, 3) ^ _turned(inverse, 4) ^ 0x63


_BOX = tuple(_box(value) for value in range(256))


def _round_keys(key: bytes) -> list[bytes]:
    words, constant = [key[start : start + 4] for start in range(0, 32, 4)], 1
    for index in range(8, 60):
        word = words[-1]
        if index % 8 == 0:
            turned = bytes(_BOX[one] for one in word[1:] + word[:1])
            word, constant = bytes([turned[0] ^ constant]) + turned[1:], _times(constant, 2)
        elif index % 8 == 4:
            word = bytes(_BOX[one] for one in word)
        words.append(bytes(a ^ b for a, b in zip(words[index - 8], word, strict=True)))
    return [b"".join(words[start : start + 4]) for start in range(0, 60, 4)]


def _aes(key: bytes, block: bytes) -> bytes:
    """Encrypt one block with AES-256."""
    keys = _round_keys(key)
    state = bytes(a ^ b for a, b in zip(block, keys[0], strict=True))
    for number, round_key in enumerate(keys[1:], 1):
        state = bytes(_BOX[state[(place + 4 * (place % 4)) % 16]] for place in range(16))
        if number < len(keys) - 1:
            state = b"".join(_mixed(state[start : start + 4]) for start in range(0, 16, 4))
        state = bytes(a ^ b for a, b in zip(state, round_key, strict=True))
    return state


def _mixed(column: bytes) -> bytes:
    return bytes(
        _times(column[row], 2) ^ _times(column[(row + 1) % 4], 3) ^ column[(row + 2) % 4] ^ column[(row + 3) % 4]
        for row in range(4)
    )


def argon2id(  # noqa: PLR0913, PLR0917 - the inputs of the standard
    password: bytes, salt: bytes, memory: int, passes: int, lanes: int, length: int
) -> bytes:
    """Argon2id, version 0x13, without secret and associated data."""
    numbers = b"".join(one.to_bytes(4, "little") for one in (lanes, length, memory, passes, 0x13, 2))
    start = hashlib.blake2b(numbers + _prefixed(password) + _prefixed(salt) + bytes(8)).digest()
    columns = memory // (_SLICES * lanes) * _SLICES
    grid = [
        [_first(start, lane, column) if column < 2 else _EMPTY for column in range(columns)] for lane in range(lanes)
    ]
    for turn in range(passes):
        for part in range(_SLICES):
            for lane in range(lanes):
                _fill(grid, turn, part, lane, passes)
    last: Sequence[int] = _EMPTY
    for row in grid:
        last = [a ^ b for a, b in zip(last, row[-1], strict=True)]
    return _long_hash(b"".join(word.to_bytes(8, "little") for word in last), length)


_EMPTY: Sequence[int] = (0,) * (_BLOCK // 8)


def _prefixed(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def _first(start: bytes, lane: int, column: int) -> Sequence[int]:
    raw = _long_hash(start + column.to_bytes(4, "little") + lane.to_bytes(4, "little"), _BLOCK)
    return _words(raw)


def _words(raw: bytes) -> Sequence[int]:
    return [int.from_bytes(raw[at : at + 8], "little") for at in range(0, _BLOCK, 8)]


def _long_hash(text: bytes, length: int) -> bytes:
    """H' of the standard: BLAKE2b stretched to any length."""
    head = length.to_bytes(4, "little")
    if length <= 64:
        return hashlib.blake2b(head + text, digest_size=length).digest()
    value = hashlib.blake2b(head + text).digest()
    out = value[:32]
    while length - len(out) > 64:
        value = hashlib.blake2b(value).digest()
        out += value[:32]
    return out + hashlib.blake2b(value, digest_size=length - len(out)).digest()


def _fill(grid: list[list[Sequence[int]]], turn: int, part: int, lane: int, passes: int) -> None:
    lanes, columns = len(grid), len(grid[0])
    width = columns // _SLICES
    chosen = _addresses(turn, lane, part, lanes * columns, passes, width) if turn == 0 and part < 2 else None
    for place in range(2 if turn == 0 and part == 0 else 0, width):
        column = part * width + place
        before = grid[lane][column - 1]
        value = chosen[place] if chosen else before[0]
        source = lane if turn == 0 and part == 0 else (value >> 32) % lanes
        block = grid[source][_position(value & 0xFFFFFFFF, turn, part, place, width, same=source == lane)]
        made = _compress(before, block)
        old = grid[lane][column]
        grid[lane][column] = made if turn == 0 else [a ^ b for a, b in zip(made, old, strict=True)]


def _position(value: int, turn: int, part: int, place: int, width: int, *, same: bool) -> int:  # noqa: PLR0913 - the standard's terms
    """Which column is referred to: the mapping of section 3.4.2 of the standard."""
    finished = (part if turn == 0 else _SLICES - 1) * width
    area = finished + place - 1 if same else finished - (1 if place == 0 else 0)
    relative = area - 1 - (area * (value * value >> 32) >> 32)
    begins = 0 if turn == 0 or part == _SLICES - 1 else (part + 1) * width
    return (begins + relative) % (_SLICES * width)


def _addresses(  # noqa: PLR0913, PLR0917 - the inputs of the standard
    turn: int, lane: int, part: int, memory: int, passes: int, width: int
) -> list[int]:
    found: list[int] = []
    for count in range(1, 2 + width // 128):
        given = [turn, lane, part, memory, passes, 2, count, *(0,) * 121]
        found += _compress(_EMPTY, _compress(_EMPTY, given))
    return found


def _compress(one: Sequence[int], other: Sequence[int]) -> list[int]:
    mixed = [a ^ b for a, b in zip(one, other, strict=True)]
    state = mixed.copy()
    for row in range(8):
        _permute(state, [16 * row + place for place in range(16)])
    for column in range(8):
        _permute(state, [2 * column + 16 * (place // 2) + place % 2 for place in range(16)])
    return [a ^ b for a, b in zip(state, mixed, strict=True)]


_QUARTERS = (
    *((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)),
    *((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)),
)


def _permute(state: list[int], places: Sequence[int]) -> None:
    """BLAKE2b's round with multiplications (3.6 of the standard) on sixteen words."""
    for quarter in _QUARTERS:
        a, b, c, d = (places[one] for one in quarter)
        for first, second in ((32, 24), (16, 63)):
            state[a] = _sum(state[a], state[b])
            state[d] = _right(state[d] ^ state[a], first)
            state[c] = _sum(state[c], state[d])
            state[b] = _right(state[b] ^ state[c], second)


def _sum(a: int, b: int) -> int:
    return a + b + 2 * (a & 0xFFFFFFFF) * (b & 0xFFFFFFFF) & _WORD


def _right(value: int, by: int) -> int:
    return value >> by | value << (64 - by) & _WORD
