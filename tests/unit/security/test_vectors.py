"""What keys and key files are, for ever: golden values, each computed by the program and by a second implementation."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bookdesk.core.errors import Tampered
from bookdesk.security.passphrase import CEILING, CostPolicy, Costs, key_encryption_key, passphrase_from, stretch
from bookdesk.security.recovery import ALPHABET, from_text, to_groups
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import derive, open_box, sealed_box, unseal
from bookdesk.security.slotkeys import SlotSecret, Unlocked, unlock, unlock_by_keyring, unlock_by_recovery
from bookdesk.security.slots import SlotFile, decode, fold_name, name_tag
from tests.support.firm import NOON
from tests.support.plaincrypto import argon2id, gcm_open, gcm_seal, hkdf, x25519

Vector = dict[str, Any]
VECTORS: Final[dict[str, list[Vector]]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
POLICY: Final = CostPolicy(floor=Costs(8, 1, 1), ceiling=CEILING)


def vectors(kind: str) -> pytest.MarkDecorator:
    """Give a test each vector of a kind."""
    return pytest.mark.parametrize("vector", VECTORS[kind], ids=lambda vector: kind if vector else "")


def raw(vector: Vector, *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


def test_there_are_enough_of_them() -> None:
    assert sum(map(len, VECTORS.values())) >= 50


@vectors("argon2id")
def test_a_passphrase_is_stretched(vector: Vector) -> None:
    salt, out = raw(vector, "salt", "out")
    memory, passes, lanes = vector["memory"], vector["passes"], vector["lanes"]
    assert stretch(passphrase_from(vector["passphrase"]), salt, Costs(memory, passes, lanes)) == out
    typed = unicodedata.normalize("NFC", vector["passphrase"]).encode()
    assert argon2id(typed, salt, memory, passes, lanes, 32) == out


@vectors("hkdf")
def test_a_key_gives_another_for_one_purpose(vector: Vector) -> None:
    key, salt, out = raw(vector, "key", "salt", "out")
    assert derive(key, vector["purpose"], salt=salt, length=vector["length"]) == out
    assert hkdf(key, salt, f"bookdesk/{vector['purpose']}/v1".encode(), vector["length"]) == out


@vectors("slot_key")
def test_the_key_of_a_slot_takes_the_device_in(vector: Vector) -> None:
    stretched, practice, out = raw(vector, "stretched", "practice", "out")
    device = bytes.fromhex(vector["device"] or "")
    assert key_encryption_key(stretched, practice, Secret(device) if device else None) == out
    assert hkdf(stretched + device, practice, b"bookdesk/slot-key/v1", 32) == out


@vectors("sealed")
def test_a_sealed_value_opens(vector: Vector) -> None:
    key, plain, context, out = raw(vector, "key", "plain", "context", "out")
    assert unseal(key, vector["purpose"], out, context) == plain
    info = f"bookdesk/{vector['purpose']}/v1".encode()
    assert gcm_open(hkdf(key, b"", info, 32), out[1:13], out[13:], b"\x01" + info + b"\0" + context) == plain
    with pytest.raises(Tampered):
        unseal(key, vector["purpose"], out[:-1] + bytes([out[-1] ^ 1]), context)


@vectors("box")
def test_a_sealed_box_is_made_and_opens(vector: Vector) -> None:
    ephemeral, private, public, plain, context, out = raw(
        vector, "ephemeral", "private", "public", "plain", "context", "out"
    )
    made = sealed_box(X25519PrivateKey.from_private_bytes(ephemeral), public, vector["purpose"], plain, context)
    assert made == out
    assert open_box(X25519PrivateKey.from_private_bytes(private), vector["purpose"], out, context) == plain
    assert _second_box(private, vector["purpose"], out, context) == plain
    base = (9).to_bytes(32, "little")
    assert x25519(private, base) == public
    assert x25519(ephemeral, base) == out[1:33]


@vectors("name_tag")
def test_a_name_has_its_tag(vector: Vector) -> None:
    practice, out = raw(vector, "practice", "out")
    assert fold_name(vector["name"]) == vector["folded"]
    assert name_tag(UUID(bytes=practice), vector["name"]) == out
    told = b"bookdesk/name-tag/v1\0" + vector["folded"].encode()
    assert hmac.digest(practice, told, "sha256")[:16] == out


@vectors("recovery")
def test_a_recovery_key_has_its_groups(vector: Vector) -> None:
    (key,) = raw(vector, "key")
    assert " ".join(to_groups(Secret(key))) == vector["groups"]
    assert from_text(vector["groups"]).reveal() == key
    data = "".join(group[:4] for group in vector["groups"].split())
    number = int("".join(f"{ALPHABET.index(sign):05b}" for sign in data), 2)
    summed = int.from_bytes(hashlib.sha256(b"bookdesk/recovery/v1\0" + key).digest()) >> 236
    assert number == (1 << 256 | int.from_bytes(key)) << 20 | summed


@vectors("key_file")
def test_a_key_file_opens_by_each_of_its_ways(vector: Vector) -> None:
    practice_key, file = raw(vector, "practice_key", "file")
    table = decode(file).verify(practice_key)
    assert table.encode(practice_key) == file
    assert (table.practice_id.hex, table.epoch, table.sequence) == (
        vector["practice"],
        vector["epoch"],
        vector["sequence"],
    )  # fmt: skip - one side each
    assert table.anchors.hex() == vector["anchors"]
    for way in vector["ways"]:
        opened = _opened(decode(file), way)
        assert opened.bundle.encode().hex() == way["bundle"]
        assert opened.practice_key.reveal() == practice_key


@vectors("key_file")
def test_a_second_program_reads_the_same_key_file(vector: Vector) -> None:
    practice_key, practice, file = raw(vector, "practice_key", "practice", "file")
    assert hashlib.sha256(file[:-32]).digest() == file[-32:]
    mac = hmac.digest(hkdf(practice_key, b"", b"bookdesk/slots-mac/v1", 32), file[:-64], "sha256")
    assert mac == file[-64:-32]
    for slot, way in zip(_second_slots(file), vector["ways"], strict=True):
        header, body = slot[:84], slot[84:]
        length = int.from_bytes(body[12:14])
        sealed, box = body[14 : 14 + length], body[16 + length :]
        key = hkdf(_second_stretch(header, way) + bytes.fromhex(way["device"] or ""), practice, _SLOT_KEY, 32)
        bundle = gcm_open(key, body[:12], sealed, b"BDSLOTS\0\x01" + practice + header)
        assert bundle.hex() == way["bundle"]
        context = practice + header[:16] + vector["epoch"].to_bytes(4)
        assert _second_box(bundle[49:81], "practice-key", box, context) == practice_key


def test_the_second_implementation_seals_as_the_first_test_vectors_of_gcm_say() -> None:
    """Cases 14 and 16 of the proposal of GCM to NIST (McGrew, Viega), AES-256."""
    assert gcm_seal(bytes(32), bytes(12), bytes(16), b"").hex() == (
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"
    )
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    bound = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    sealed = gcm_seal(key, bytes.fromhex("cafebabefacedbaddecaf888"), plain, bound)
    assert sealed[-16:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


_SLOT_KEY: Final = b"bookdesk/slot-key/v1"


def _opened(file: SlotFile, way: Vector) -> Unlocked:
    if way["kind"] == "passphrase":
        device = Secret(bytes.fromhex(way["device"])) if way["device"] else None
        return unlock(file, way["name"], SlotSecret(passphrase_from(way["secret"]), device, POLICY), NOON)
    secret = Secret(bytes.fromhex(way["secret"]))
    if way["kind"] == "recovery":
        return unlock_by_recovery(file, secret)
    return unlock_by_keyring(file, way["name"], secret, NOON)


def _second_slots(file: bytes) -> list[bytes]:
    """Cut the slots out by their lengths; what stands before them has 39 bytes."""
    at, found = 39, list[bytes]()
    for _ in range(int.from_bytes(file[37:39])):
        length = int.from_bytes(file[at : at + 4])
        found.append(file[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def _second_stretch(header: bytes, way: Vector) -> bytes:
    salt = header[60:76]
    if way["kind"] == "passphrase":
        memory, passes = int.from_bytes(header[51:55]), int.from_bytes(header[55:59])
        return argon2id(way["secret"].encode(), salt, memory, passes, header[59], 32)
    return hkdf(bytes.fromhex(way["secret"]), salt, b"bookdesk/slot-secret/v1", 32)


def _second_box(private: bytes, purpose: str, box: bytes, context: bytes) -> bytes:
    sender, public = box[1:33], x25519(private, (9).to_bytes(32, "little"))
    info = f"bookdesk/{purpose}/v1".encode()
    material = hkdf(x25519(private, sender), sender + public, info, 44)
    return gcm_open(material[:32], material[32:], box[33:], b"\x01" + info + b"\0" + context)
