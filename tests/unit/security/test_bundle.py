"""A user's keys: their packed form is for ever and shows nothing by accident."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import StorageError, Tampered
from bookdesk.core.identifiers import UserId
from bookdesk.security.bundle import UserBundle
from bookdesk.security.sealing import seal_to
from bookdesk.security.signatures import KeySigner, verify

USER = UserId("01890a5d-ac96-774b-bcce-b302099a8057")
PACKED = (
    bytes([1]) + bytes.fromhex(USER.replace("-", "")) + bytes(range(32)) + bytes(range(32, 64)) + bytes(range(64, 96))
)


def test_the_packed_form_of_the_first_version_is_read() -> None:
    bundle = UserBundle.decode(PACKED)
    assert bundle.user_id == USER
    assert bundle.signing.private_bytes_raw() == bytes(range(32))
    assert bundle.boxing.private_bytes_raw() == bytes(range(32, 64))
    assert bundle.root_key == bytes(range(64, 96))
    assert bundle.encode() == PACKED
    assert bundle.sign_key.hex() == "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    assert bundle.box_key.hex() == "358072d6365880d1aeea329adf9121383851ed21a28e3b75e965d0d2cd166254"


@pytest.mark.parametrize("packed", [b"", PACKED[:-1], PACKED + b"\x00", b"\x02" + PACKED[1:]])
def test_another_form_is_refused(packed: bytes) -> None:
    with pytest.raises(StorageError, match="unknown form"):
        UserBundle.decode(packed)


def test_two_users_never_share_keys() -> None:
    one, other = (UserBundle.generate(USER, bytes(32)) for _ in range(2))
    assert one.sign_key != other.sign_key
    assert one.box_key != other.box_key


def test_a_bundle_signs_and_opens_what_is_sealed_to_it() -> None:
    bundle = UserBundle.generate(USER, bytes(32))
    assert bundle.open("p", seal_to(bundle.box_key, "p", b"key", b"c"), b"c") == b"key"
    signature = KeySigner(USER, bundle.signing).sign("d", {"a": 1})
    assert verify(bundle.sign_key, "d", {"a": 1}, signature)
    with pytest.raises(Tampered):
        UserBundle.generate(USER, bytes(32)).open("p", seal_to(bundle.box_key, "p", b"key", b"c"), b"c")


def test_private_keys_stand_in_no_text_form() -> None:
    bundle = UserBundle.decode(PACKED)
    shown = f"{bundle!r} {bundle} {KeySigner(USER, bundle.signing)!r}"
    for secret in (bundle.signing.private_bytes_raw(), bundle.boxing.private_bytes_raw()):
        assert secret.hex() not in shown
        assert repr(secret) not in shown
