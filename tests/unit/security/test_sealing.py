"""Sealed values and boxes: their bytes are for ever, and nothing but the right key, purpose and context opens them."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import StorageError, Tampered
from bookdesk.security.sealing import derive, open_box, seal, seal_to, sealed_box, unseal

KEY = bytes(range(32))
RECIPIENT = X25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
EPHEMERAL = X25519PrivateKey.from_private_bytes(bytes(range(64, 96)))

GOLDEN_VALUE = "01000102030405060708090a0b17eeff3626f8b34ceb6b7a60bea98ef2b41f7b2060b0fa354cc6"
GOLDEN_BOX = (
    "0179a631eede1bf9c98f12032cdeadd0e7a079398fc786b88cc846ec89af85a51af5c76a915f42e57cf2ed8a6e372d09"
    "af0efce42621be12382075b736b923"
)


def hkdf(key: bytes, info: bytes, salt: bytes = b"", length: int = 32) -> bytes:
    """RFC 5869 by the standard library alone."""
    pseudorandom = hmac.new(salt or bytes(32), key, hashlib.sha256).digest()
    output, block = b"", b""
    for counter in range(1, -(-length // 32) + 1):
        block = hmac.new(pseudorandom, block + info + bytes([counter]), hashlib.sha256).digest()
        output += block
    return output[:length]


def test_our_check_of_hkdf_is_itself_right_by_the_first_vector_of_rfc_5869() -> None:
    expected = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    found = hkdf(bytes([0x0B] * 22), bytes(range(0xF0, 0xFA)), bytes(range(13)), 42)
    assert found.hex() == expected


@pytest.mark.parametrize("purpose", ["slots-mac", "client-profile", "anchors", "backup-manifest", "slot-key"])
@pytest.mark.parametrize(("salt", "length"), [(b"", 32), (b"practice", 32), (bytes(16), 44)])
def test_derived_keys_are_hkdf_sha256_under_a_versioned_label(purpose: str, salt: bytes, length: int) -> None:
    assert derive(KEY, purpose, salt=salt, length=length) == hkdf(KEY, f"bookdesk/{purpose}/v1".encode(), salt, length)


def test_a_sealed_value_of_the_first_version_still_opens() -> None:
    golden = bytes.fromhex(
        "01000102030405060708090a0b"
        + AESGCM(hkdf(KEY, b"bookdesk/test/v1"))
        .encrypt(bytes(range(12)), b"Koala Kafe", b"\x01bookdesk/test/v1\x00here")
        .hex()
    )
    assert golden.hex() == GOLDEN_VALUE
    assert unseal(KEY, "test", golden, b"here") == b"Koala Kafe"


def test_a_sealed_box_of_the_first_version_still_opens() -> None:
    box = sealed_box(EPHEMERAL, RECIPIENT.public_key().public_bytes_raw(), "test", b"a client's key", b"here")
    assert box.hex() == GOLDEN_BOX
    assert open_box(RECIPIENT, "test", box, b"here") == b"a client's key"


def test_the_box_is_built_as_its_layout_says() -> None:
    sender, own = EPHEMERAL.public_key().public_bytes_raw(), RECIPIENT.public_key().public_bytes_raw()
    shared = RECIPIENT.exchange(X25519PublicKey.from_public_bytes(sender))
    material = hkdf(shared, b"bookdesk/test/v1", sender + own, 44)
    bound = b"\x01bookdesk/test/v1\x00here"
    expected = b"\x01" + sender + AESGCM(material[:32]).encrypt(material[32:], b"a client's key", bound)
    assert expected.hex() == GOLDEN_BOX


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_was_sealed_opens(plain: bytes, context: bytes) -> None:
    assert unseal(KEY, "p", seal(KEY, "p", plain, context), context) == plain
    public = RECIPIENT.public_key().public_bytes_raw()
    assert open_box(RECIPIENT, "p", seal_to(public, "p", plain, context), context) == plain


def flipped(whole: bytes, bit: int) -> bytes:
    broken = bytearray(whole)
    broken[bit // 8] ^= 1 << bit % 8
    return bytes(broken)


def test_any_flipped_bit_of_a_sealed_value_shows() -> None:
    sealed = seal(KEY, "p", b"plain")
    for bit in range(8 * len(sealed)):
        with pytest.raises(StorageError):
            unseal(KEY, "p", flipped(sealed, bit))


def test_any_flipped_bit_of_a_box_shows() -> None:
    """Also the top bit of the public key, which X25519 itself ignores: the key is part of what is derived."""
    box = seal_to(RECIPIENT.public_key().public_bytes_raw(), "p", b"plain")
    for bit in range(8 * len(box)):
        with pytest.raises(StorageError):
            open_box(RECIPIENT, "p", flipped(box, bit))


@pytest.mark.parametrize("cut", [0, 1, 5, 13, 28, 32, 33, 40])
def test_a_value_cut_short_is_refused_in_words(cut: int) -> None:
    with pytest.raises(Tampered):
        unseal(KEY, "p", seal(KEY, "p", b"plain")[: min(cut, 32)])
    with pytest.raises(Tampered):
        open_box(RECIPIENT, "p", seal_to(RECIPIENT.public_key().public_bytes_raw(), "p", b"plain")[:cut])


def test_another_purpose_context_or_key_does_not_open() -> None:
    sealed = seal(KEY, "client-key", b"plain", b"client A")
    for key, purpose, context in (
        (KEY, "root-key", b"client A"),
        (KEY, "client-key", b"client B"),
        (bytes(32), "client-key", b"client A"),
    ):
        with pytest.raises(Tampered):
            unseal(key, purpose, sealed, context)
    box = seal_to(RECIPIENT.public_key().public_bytes_raw(), "client-key", b"plain", b"client A")
    with pytest.raises(Tampered):
        open_box(EPHEMERAL, "client-key", box, b"client A")


def test_a_box_from_a_point_of_small_order_is_refused() -> None:
    with pytest.raises(Tampered):
        open_box(RECIPIENT, "p", b"\x01" + bytes(32) + bytes(32))


def test_a_newer_version_is_told_apart_from_damage() -> None:
    with pytest.raises(StorageError, match="newer BookDesk"):
        unseal(KEY, "p", b"\x02" + bytes(40))
