"""Signed statements: one byte form, one purpose each, and no change goes unnoticed."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.identifiers import UserId
from bookdesk.security.signatures import KeySigner, Signer, signed_bytes, verify

# The key of RFC 8032, 7.1, test 1.
PRIVATE = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
PUBLIC = PRIVATE.public_key().public_bytes_raw()
SIGNER: Signer = KeySigner(UserId("anna"), PRIVATE)
STATEMENT: Mapping[str, object] = {"bill": "b1", "amount": "1234.50", "lines": [1, 2, {"tax": None}], "first": True}
GOLDEN = (
    "78e4c2a67654699f44dcc08cabb1f810ba352c112d14e6c6ee4bf45272da988b"
    "74855d6554b27fda7915354de6988805c0e763ba2e0d604fdf060b10f169230c"
)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(st.text("abcdef", min_size=1, max_size=5), values, max_size=5)


def test_the_signed_bytes_are_laid_out_as_documented() -> None:
    canonical = b'{"amount":"1234.50","bill":"b1","first":true,"lines":[1,2,{"tax":null}]}'
    expected = b"bookdesk-signature\x00\x01approval\x00" + canonical
    assert signed_bytes("approval", STATEMENT) == expected


def test_a_signature_of_the_first_version_still_verifies() -> None:
    assert PUBLIC.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert SIGNER.sign("approval", STATEMENT) == GOLDEN
    assert verify(PUBLIC, "approval", STATEMENT, GOLDEN)


@given(payloads)
def test_what_is_signed_verifies_in_any_order_of_keys(payload: dict[str, object]) -> None:
    signature = SIGNER.sign("approval", payload)
    assert verify(PUBLIC, "approval", dict(reversed(payload.items())), signature)


@given(payloads, st.text("abcdef", min_size=1, max_size=5), values)
def test_any_changed_field_voids(payload: dict[str, object], field: str, value: object) -> None:
    changed = {**payload, field: value}
    same = signed_bytes("approval", changed) == signed_bytes("approval", payload)
    assert verify(PUBLIC, "approval", changed, SIGNER.sign("approval", payload)) is same


def test_another_domain_key_or_signature_does_not_count() -> None:
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    assert not verify(PUBLIC, "release", STATEMENT, GOLDEN)
    assert not verify(other, "approval", STATEMENT, GOLDEN)
    assert not verify(bytes(31), "approval", STATEMENT, GOLDEN)
    for wrong in ("", "zz", GOLDEN[:-2], GOLDEN[:-1] + "0", GOLDEN * 2):
        assert not verify(PUBLIC, "approval", STATEMENT, wrong)


@pytest.mark.parametrize("domain", ["", "a\x00b", "genehmigung ä"])
def test_a_domain_is_a_plain_word(domain: str) -> None:
    with pytest.raises(ValueError, match="plain ASCII"):
        signed_bytes(domain, STATEMENT)


def test_a_domain_and_its_statement_cannot_run_into_each_other() -> None:
    assert signed_bytes("a", {}) != signed_bytes("a{}", {})
