"""The key file, byte by byte. Pure: bytes in, slots out (writing it safely is `slotfile`'s matter).

All integers big-endian.

    file     magic(8)="BDSLOTS" 00 | version(1)=1 | practice id(16)
             | epoch(4)     counts the practice's keys
             | sequence(8)  counts writings of this file: of two copies the higher valid one holds
             | slots: count(2), then each length(4) | slot
             | anchors: length(4) | sealed value (heads of the histories, under the practice's key)
             | MAC(32)      HMAC-SHA256 over all before it, under a key from the practice's key
             | checksum(32) SHA-256 over all before it, so that a torn copy shows without any key
    slot     header | nonce(12) | ciphertext: length(2), bytes | box: length(2), bytes
    header   slot id(16) | kind(1) | flags(1) | user id(16) | name tag(16)
             | kdf(1) | memory KiB(4) | iterations(4) | lanes(1) | salt(16) | valid until(8)

`ciphertext` is AES-256-GCM of the user's key bundle under the slot's key, with magic, version, practice id and slot
header as associated data. `box` is the practice's key sealed to the bundle's box key, bound to practice, slot and
epoch: so a new practice key needs nobody's passphrase. `valid until` is UTC milliseconds, 0 without an end. `name
tag` finds a user's slot before anything is open: HMAC-SHA256 of the folded name under the practice id, 16 bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final
from uuid import UUID

from bookdesk.core.errors import StorageError, Tampered
from bookdesk.security.passphrase import Costs
from bookdesk.security.sealing import NONCE_BYTES, derive

MAGIC: Final = b"BDSLOTS\x00"
VERSION: Final = 1
LARGEST_FILE: Final = 4 * 1024 * 1024
_DIGEST: Final = 32
_HEADER: Final = struct.Struct(">16sBB16s16sBIIB16sQ")
_FIXED: Final = struct.Struct(">8sB16sIQH")


class NewerKeyFile(StorageError):
    """A newer program wrote the key file, and to its end: every version ends with the checksum."""


class SlotKind(IntEnum):
    """What opens a slot. Kinds of newer programs are kept as they are."""

    PASSPHRASE = 1
    RECOVERY = 2
    KEYRING = 3
    SECURITY_KEY = 4


class Kdf(IntEnum):
    """How a slot's key comes from its secret: stretched for passphrases, plain HKDF for 256 random bits."""

    ARGON2ID = 1
    HKDF = 2


DEVICE_SECRET: Final = 1
"""Flag: the device secret of the OS keyring is mixed into the slot's key."""


@dataclass(frozen=True, slots=True)
class SlotHeader:
    """What stands in clear before a slot's ciphertext, and is bound to it."""

    slot_id: UUID
    kind: int
    flags: int
    user_id: UUID
    name_tag: bytes
    kdf: int
    costs: Costs
    salt: bytes
    valid_until: int = 0

    def encode(self) -> bytes:
        """Return the header's bytes."""
        costs = self.costs
        return _HEADER.pack(
            self.slot_id.bytes,
            self.kind,
            self.flags,
            self.user_id.bytes,
            self.name_tag,
            self.kdf,
            costs.memory_kib,
            costs.iterations,
            costs.lanes,
            self.salt,
            self.valid_until,
        )  # fmt: skip - one line per line of the layout above

    @classmethod
    def decode(cls, packed: bytes) -> SlotHeader:
        """Read a header's bytes."""
        slot, kind, flags, user, tag, kdf, memory, iterations, lanes, salt, until = _HEADER.unpack(packed)
        costs = Costs(memory, iterations, lanes)
        return cls(UUID(bytes=slot), kind, flags, UUID(bytes=user), tag, kdf, costs, salt, until)

    @property
    def wants_device_secret(self) -> bool:
        """Whether the device secret belongs into this slot's key."""
        return bool(self.flags & DEVICE_SECRET)


@dataclass(frozen=True, slots=True)
class Slot:
    """One way for one user to his keys."""

    header: SlotHeader
    nonce: bytes
    ciphertext: bytes = field(repr=False)
    box: bytes = field(repr=False)

    def encode(self) -> bytes:
        """Return the slot's bytes."""
        return self.header.encode() + self.nonce + _short(self.ciphertext) + _short(self.box)

    @classmethod
    def decode(cls, packed: bytes) -> Slot:
        """Read a slot's bytes."""
        reader = _Reader(packed)
        header, nonce = SlotHeader.decode(reader.take(_HEADER.size)), reader.take(NONCE_BYTES)
        slot = cls(header, nonce, reader.take(reader.number(2)), reader.take(reader.number(2)))
        reader.end()
        return slot


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The whole key file, apart from MAC and checksum."""

    practice_id: UUID
    epoch: int
    sequence: int
    slots: tuple[Slot, ...]
    anchors: bytes = field(default=b"", repr=False)

    def encode(self, practice_key: bytes) -> bytes:
        """Return the file's bytes, sealed by the practice's key."""
        body = self._body()
        body += _mac(practice_key, body)
        return body + hashlib.sha256(body).digest()

    def with_slots(self, slots: Iterable[Slot]) -> SlotTable:
        """Return the next writing of this table with other slots."""
        return replace(self, slots=tuple(slots), sequence=self.sequence + 1)

    def with_slot(self, slot: Slot, *, instead_of: Callable[[Slot], bool]) -> SlotTable:
        """Return the next writing with a slot instead of those that are meant, if any; the others stay."""
        return self.with_slots([*(one for one in self.slots if not instead_of(one)), slot])

    def with_dearer(self, slot: Slot, old: UUID) -> SlotTable:
        """Return the next writing with a slot in the place of the one it was made from; as it is where that is gone."""
        slots = [slot if one.header.slot_id == old else one for one in self.slots]
        return self.with_slots(slots) if slot in slots else self

    def without(self, those: Callable[[Slot], bool]) -> SlotTable:
        """Return the next writing without those slots; the table as it is where there are none."""
        kept = [slot for slot in self.slots if not those(slot)]
        return self if len(kept) == len(self.slots) else self.with_slots(kept)

    def with_anchors(self, anchors: bytes) -> SlotTable:
        """Return the next writing of this table with other anchors (already sealed)."""
        return replace(self, anchors=anchors, sequence=self.sequence + 1)

    def with_only_sheet(self, slot_id: UUID) -> SlotTable:
        """Return the table without the slots of other recovery sheets; as it is where this one's slot is missing."""
        others = {slot.header.slot_id for slot in self.of_kind(SlotKind.RECOVERY)} - {slot_id}
        if not others or len(others) == len(self.of_kind(SlotKind.RECOVERY)):
            return self
        return self.with_slots(slot for slot in self.slots if slot.header.slot_id not in others)

    def bound_to(self, header: SlotHeader) -> bytes:
        """Return the associated data of a slot: it opens only here, and only with the header it was made with."""
        return MAGIC + bytes([VERSION]) + self.practice_id.bytes + header.encode()

    def box_context(self, slot_id: UUID) -> bytes:
        """Return what a slot's box is bound to."""
        return self.practice_id.bytes + slot_id.bytes + self.epoch.to_bytes(4)

    def named(self, name: str) -> tuple[Slot, ...]:
        """Return the slots of the user with this name."""
        tag = name_tag(self.practice_id, name)
        return tuple(slot for slot in self.slots if hmac.compare_digest(slot.header.name_tag, tag))

    def of_kind(self, kind: SlotKind) -> tuple[Slot, ...]:
        """Return the slots of one kind."""
        return tuple(slot for slot in self.slots if slot.header.kind == kind)

    def _body(self) -> bytes:
        fixed = _FIXED.pack(MAGIC, VERSION, self.practice_id.bytes, self.epoch, self.sequence, len(self.slots))
        return fixed + b"".join(map(_long, (slot.encode() for slot in self.slots))) + _long(self.anchors)


@dataclass(frozen=True, slots=True)
class SlotFile:
    """A copy whose checksum holds, still to be checked against the practice's key."""

    table: SlotTable
    raw: bytes = field(repr=False)

    def verify(self, practice_key: bytes) -> SlotTable:
        """Return the table if the practice's key made it; `Tampered` if somebody else did."""
        body, mac = self.raw[: -2 * _DIGEST], self.raw[-2 * _DIGEST : -_DIGEST]
        if not hmac.compare_digest(mac, _mac(practice_key, body)):
            raise Tampered(
                "The key file was changed by somebody without the practice's key.", "Restore it from a backup."
            )
        return self.table


def decode(raw: bytes) -> SlotFile:
    """Read one copy; `StorageError` if it is torn, foreign or from a newer program."""
    if not raw.startswith(MAGIC):
        raise _unusable("is not a key file of BookDesk")
    version = raw[len(MAGIC) : len(MAGIC) + 1]
    whole = len(raw) <= LARGEST_FILE and hashlib.sha256(raw[:-_DIGEST]).digest() == raw[-_DIGEST:]
    if version and version[0] != VERSION:
        raise (NewerKeyFile if whole else StorageError)(
            "The key file was written by a newer BookDesk.",
            "Install the newer version, or restore a backup made with this one; nothing was changed.",
        )
    if not whole:
        raise _unusable("is incomplete or damaged")
    return SlotFile(_decode_table(raw[: -2 * _DIGEST]), raw)


def newest(copies: Iterable[bytes]) -> SlotFile:
    """Return the last complete writing among the copies; raises the first copy's fault if none is complete."""
    return in_order(copies)[0]


def in_order(copies: Iterable[bytes]) -> tuple[SlotFile, ...]:
    """Return the complete writings among the copies, the last one first, each once; there is at least one.

    `NewerKeyFile` where one of them is of a newer program: to go on with the other would write over what that one says.
    """
    usable: list[SlotFile] = []
    faults: list[StorageError] = []
    for raw in dict.fromkeys(copies):
        try:
            usable.append(decode(raw))
        except NewerKeyFile:
            raise
        except StorageError as fault:
            faults.append(fault)
    if not usable:
        raise faults[0] if faults else _unusable("is missing")
    return tuple(sorted(usable, key=lambda copy: copy.table.sequence, reverse=True))


def fold_name(name: str) -> str:
    """Return a user's name as it is compared: NFC, case-folded, single spaces."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).split())


def name_tag(practice_id: UUID, name: str) -> bytes:
    """Return the 16 bytes by which a slot is found from a name."""
    message = b"bookdesk/name-tag/v1\x00" + fold_name(name).encode("utf-8")
    return hmac.new(practice_id.bytes, message, hashlib.sha256).digest()[:16]


class _Reader:
    """Takes fields off a byte string and never reads past its end."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def take(self, count: int) -> bytes:
        piece = self._raw[self._at : self._at + count]
        if len(piece) != count:
            raise _unusable("is incomplete or damaged")
        self._at += count
        return piece

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size))

    def end(self) -> None:
        if self._at != len(self._raw):
            raise _unusable("is incomplete or damaged")


def _decode_table(body: bytes) -> SlotTable:
    reader = _Reader(body)
    _, _, practice, epoch, sequence, count = _FIXED.unpack(reader.take(_FIXED.size))
    slots = tuple(Slot.decode(reader.take(reader.number(4))) for _ in range(count))
    anchors = reader.take(reader.number(4))
    reader.end()
    return SlotTable(UUID(bytes=practice), epoch, sequence, slots, anchors)


def _mac(practice_key: bytes, body: bytes) -> bytes:
    return hmac.new(derive(practice_key, "slots-mac"), body, hashlib.sha256).digest()


def _short(value: bytes) -> bytes:
    return len(value).to_bytes(2) + value


def _long(value: bytes) -> bytes:
    return len(value).to_bytes(4) + value


def _unusable(how: str) -> StorageError:
    return StorageError(f"The key file {how}.", "Restore it from a backup, or use the recovery sheet.")
