from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.records import MalformedRecord
from bookdesk.protocol import boxes, contents, versions
from bookdesk.protocol.boxes import CannotOpen
from bookdesk.protocol.envelopes import Chance, Envelope, Mode, close, opened, place
from bookdesk.protocol.words import PaperKind

TENANT = X25519PrivateKey.from_private_bytes(bytes(range(32)))
STRANGER = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
CONTEXT = place("koala", "paper", "inv-1", 1)
CHANCE = Chance(b"k" * 32, b"n" * 12, b"b" * 12, X25519PrivateKey.from_private_bytes(b"x" * 32))


def closed(content: bytes) -> Envelope:
    return close(content, CONTEXT, boxes.public_of(TENANT), CHANCE)


def flipped(text: str, index: int) -> str:
    index %= len(text.rstrip("=")) - 1
    return text[:index] + ("A" if text[index] != "A" else "B") + text[index + 1 :]


@given(st.binary(max_size=300))
def test_an_envelope_opens_for_its_tenant(content: bytes) -> None:
    assert opened(closed(content), CONTEXT, TENANT) == content


@given(st.sampled_from(["nonce", "content", "key"]), st.integers(0, 500))
def test_a_changed_envelope_does_not_open(part: str, index: int) -> None:
    envelope = closed(b"Invoice for Koala Pty Ltd")
    changed = replace(envelope, **{part: flipped(getattr(envelope, part), index)})  # type: ignore[arg-type] # text fields
    with pytest.raises(CannotOpen):
        opened(changed, CONTEXT, TENANT)


@pytest.mark.parametrize("text", ["", "short", "not base64!", "ä"])
def test_nonsense_does_not_open(text: str) -> None:
    with pytest.raises(CannotOpen):
        boxes.unseal(TENANT, CONTEXT, text)
    with pytest.raises(CannotOpen):
        opened(replace(closed(b"x"), content=text), CONTEXT, TENANT)


@pytest.mark.parametrize(
    "context",
    [place("wombat", "paper", "inv-1", 1), place("koala", "paper", "inv-2", 1), place("koala", "paper", "inv-1", 2)],
)
def test_an_envelope_opens_in_its_place_only(context: str) -> None:
    with pytest.raises(CannotOpen):
        opened(closed(b"x"), context, TENANT)


def test_an_envelope_opens_for_nobody_else() -> None:
    with pytest.raises(CannotOpen):
        opened(closed(b"x"), CONTEXT, STRANGER)


def test_an_envelope_that_is_closed_for_all_but_its_reader_is_refused_in_words() -> None:
    with pytest.raises(CannotOpen, match="all but its reader"):
        opened(Envelope(Mode.SEALED, "", ""), CONTEXT, TENANT)


@pytest.mark.parametrize(("mode", "key"), [(Mode.NORMAL, ""), (Mode.SEALED, "box")])
def test_a_mode_has_its_key_where_it_belongs(mode: Mode, key: str) -> None:
    with pytest.raises(ValueError, match="carries its key"):
        Envelope(mode, "", "", key)


def test_what_is_in_it_survives() -> None:
    euros = Money(11900, "EUR")
    line = contents.Line("Hours", Money(10000, "EUR"), Decimal("1.5"), "h", Money(6667, "EUR"))
    paper = contents.PaperContent(
        contents.Party("Deli", ("1 Road",)), contents.Party("Koala"), (line,), (contents.Tax("VAT", euros),), euros
    )
    assert contents.from_bytes(contents.PaperContent, contents.to_bytes(paper)) == paper
    row = contents.StatementRow(date(2026, 11, 1), PaperKind.INVOICE, "INV-1", euros, euros)
    statement = contents.StatementContent("Koala", (), (row,), (euros,), (euros,))
    assert contents.from_bytes(contents.StatementContent, contents.to_bytes(statement)) == statement
    with pytest.raises(MalformedRecord):
        contents.from_bytes(contents.ReceiptContent, contents.to_bytes(statement))


def test_two_versions_use_what_both_know() -> None:
    agreed = versions.agree("1.7", ["documents", "telepathy"])
    assert agreed == versions.Agreed(0, frozenset({"documents"}))


@pytest.mark.parametrize(
    ("theirs", "whose"), [("2.0", "portal"), ("0.9", "desk"), ("", "desk"), ("one", "desk"), ("\u0661.0", "desk")]
)
def test_another_major_version_is_refused_and_says_who_is_behind(theirs: str, whose: str) -> None:
    with pytest.raises(versions.UnknownVersion) as refusal:
        versions.agree(theirs, ())
    assert refusal.value.remedy.startswith(f"Bring the {whose} ")
