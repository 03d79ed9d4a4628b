"""The key file's bytes: fixed for ever, complete or refused, and sealed by the practice's key."""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import StorageError, Tampered
from bookdesk.security.passphrase import Costs
from bookdesk.security.sealing import derive
from bookdesk.security.slots import (
    LARGEST_FILE,
    Kdf,
    Slot,
    SlotHeader,
    SlotKind,
    SlotTable,
    decode,
    fold_name,
    name_tag,
    newest,
)

PRACTICE_KEY = bytes(range(32))
PRACTICE = UUID(int=7)


def slot(number: int = 1, kind: int = SlotKind.PASSPHRASE) -> Slot:
    header = SlotHeader(
        UUID(int=number),
        kind,
        1,
        UUID(int=99),
        name_tag(PRACTICE, "Anna"),
        Kdf.ARGON2ID,
        Costs(65536, 3, 4),
        bytes(16),
        5,
    )
    return Slot(header, bytes(range(12)), b"ciphertext", b"box")


TABLE = SlotTable(PRACTICE, 2, 3, (slot(),), b"anchors")

GOLDEN = "25ecf3898c9ac4579edc7239fedd87d8e9d37b3366b7bb9a2ada886ee7466b9a"
GOLDEN_FILE = (
    "4244534c4f54530001000000000000000000000000000000070000000200000000000000030001000000710000000000"
    "0000000000000000000001010100000000000000000000000000000063657ca29c7982a69ff559792d2587bf7b010001"
    "00000000000304000000000000000000000000000000000000000000000005000102030405060708090a0b000a636970"
    "686572746578740003626f7800000007616e63686f72738ecd9e86b2104be66c845d980a54ab230164fa440f5fe97b7d"
    "11b1808a0c3c0f0afe3be42582d812b245d6052935a910b543f7ab34b158b4422dfc02dc6b30c1"
)

numbers = st.integers(0, 2**32 - 1)
headers = st.builds(
    SlotHeader,
    slot_id=st.uuids(),
    kind=st.integers(0, 255),
    flags=st.integers(0, 255),
    user_id=st.uuids(),
    name_tag=st.binary(min_size=16, max_size=16),
    kdf=st.integers(0, 255),
    costs=st.builds(Costs, numbers, numbers, st.integers(0, 255)),
    salt=st.binary(min_size=16, max_size=16),
    valid_until=st.integers(0, 2**64 - 1),
)
slots = st.builds(Slot, headers, st.binary(min_size=12, max_size=12), st.binary(max_size=300), st.binary(max_size=300))
tables = st.builds(
    SlotTable,
    st.uuids(),
    numbers,
    st.integers(0, 2**64 - 1),
    st.lists(slots, max_size=4).map(tuple),
    st.binary(max_size=99),
)


@given(tables, st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(table: SlotTable, key: bytes) -> None:
    assert decode(table.encode(key)).verify(key) == table


def test_the_file_of_the_first_version_is_laid_out_as_documented() -> None:
    header = struct.pack(
        ">16sBB16s16sBIIB16sQ",
        UUID(int=1).bytes,
        1,
        1,
        UUID(int=99).bytes,
        name_tag(PRACTICE, "Anna"),
        1,
        65536,
        3,
        4,
        bytes(16),
        5,
    )
    one = header + bytes(range(12)) + b"\x00\x0aciphertext" + b"\x00\x03box"
    body = b"BDSLOTS\x00\x01" + PRACTICE.bytes + struct.pack(">IQH", 2, 3, 1) + struct.pack(">I", len(one)) + one
    body += struct.pack(">I", 7) + b"anchors"
    body += hmac.new(derive(PRACTICE_KEY, "slots-mac"), body, hashlib.sha256).digest()
    assert TABLE.encode(PRACTICE_KEY) == body + hashlib.sha256(body).digest()
    assert hashlib.sha256(TABLE.encode(PRACTICE_KEY)).hexdigest() == GOLDEN


def test_a_file_of_the_first_version_as_bytes_is_read() -> None:
    assert decode(bytes.fromhex(GOLDEN_FILE)).verify(PRACTICE_KEY) == TABLE


def test_every_cut_is_refused() -> None:
    raw = TABLE.encode(PRACTICE_KEY)
    for cut in range(len(raw)):
        with pytest.raises(StorageError):
            decode(raw[:cut])


def test_every_flipped_byte_is_refused() -> None:
    raw = TABLE.encode(PRACTICE_KEY)
    for place in range(len(raw)):
        with pytest.raises(StorageError):
            decode(raw[:place] + bytes([raw[place] ^ 0x40]) + raw[place + 1 :])


@given(st.data())
def test_whoever_repairs_the_checksum_without_the_key_is_found_out(data: st.DataObject) -> None:
    raw = TABLE.encode(PRACTICE_KEY)
    place = data.draw(st.integers(25, len(raw) - 33))
    body = raw[:place] + bytes([raw[place] ^ data.draw(st.integers(1, 255))]) + raw[place + 1 : -32]
    with pytest.raises((Tampered, StorageError)):
        decode(body + hashlib.sha256(body).digest()).verify(PRACTICE_KEY)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_in_words(raw: bytes) -> None:
    body = b"BDSLOTS\x00\x01" + raw
    for candidate in (raw, body, body + hashlib.sha256(body).digest()):
        with pytest.raises(StorageError):
            decode(candidate).verify(PRACTICE_KEY)


def test_a_newer_version_and_a_giant_are_refused() -> None:
    with pytest.raises(StorageError, match="newer BookDesk"):
        decode(b"BDSLOTS\x00\x02" + bytes(100))
    with pytest.raises(StorageError, match="damaged"):
        decode(b"BDSLOTS\x00\x01" + bytes(LARGEST_FILE))


def test_slots_of_unknown_kinds_are_kept() -> None:
    table = replace(TABLE, slots=(slot(kind=200),))
    assert decode(table.encode(PRACTICE_KEY)).table.slots[0].header.kind == 200


def test_the_last_complete_writing_holds() -> None:
    old, new = TABLE.encode(PRACTICE_KEY), TABLE.with_slots([slot(2)]).encode(PRACTICE_KEY)
    assert newest([old, new]).table.sequence == 4
    assert newest([new, old]).table.sequence == 4
    assert newest([new[:-1], old]).table.sequence == 3
    with pytest.raises(StorageError, match="incomplete"):
        newest([new[:-1], old[:-1]])
    with pytest.raises(StorageError, match="missing"):
        newest([])


def test_names_are_found_however_they_are_typed() -> None:
    assert fold_name("  ANNA   A\u030a ") == fold_name("anna å")
    assert TABLE.named("ANNA") == TABLE.slots
    assert TABLE.named("Anne") == ()
    assert name_tag(PRACTICE, "Anna") != name_tag(UUID(int=8), "Anna")


def test_a_slot_is_bound_to_its_practice_and_header() -> None:
    header = TABLE.slots[0].header
    assert TABLE.bound_to(header) != replace(TABLE, practice_id=UUID(int=8)).bound_to(header)
    assert TABLE.bound_to(header) != TABLE.bound_to(replace(header, costs=Costs(8, 1, 1)))
    assert TABLE.box_context(header.slot_id) != replace(TABLE, epoch=3).box_context(header.slot_id)
    assert TABLE.bound_to(header) == replace(TABLE, epoch=3, sequence=9).bound_to(header)
