from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.server.customers.cardnumbers import REMOVED, holds_card_number, passes, without_card_numbers
from bookdesk.server.customers.sentfiles import media_type, sent
from bookdesk.server.views import Upload

CARDS = (
    "4111111111111111",
    "5555555555554444",
    "378282246310005",
    "6011111111111117",
    "4222222222222",
    "3530111333300000",
)


@given(st.sampled_from(CARDS), st.sampled_from(["", " ", "-", ".", "\u00a0"]), st.text("abc ,;:", max_size=9))
def test_a_card_number_is_found_however_it_is_grouped(card: str, between: str, before: str) -> None:
    typed = between.join(card[start : start + 4] for start in range(0, len(card), 4))
    text = f"{before} {typed}, thanks"
    assert holds_card_number(text)
    kept = without_card_numbers(text)
    assert REMOVED in kept
    assert not holds_card_number(kept)


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "invoice 2026-11-30 12:00",
        "DE02 1203 0000 0000 2020 51",
        "call 0049 30 123456789",
        "1234567890123",
        "",
    ],
)
def test_other_numbers_are_let_be(text: str) -> None:
    assert not holds_card_number(text)
    assert without_card_numbers(text) == text


@given(st.text("0123456789", min_size=12, max_size=18))
def test_exactly_one_digit_completes_a_number(digits: str) -> None:
    assert sum(passes(digits + last) for last in "0123456789") == 1


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"<html>", None),
        (b"PK\x03\x04", None),
        (b"<svg xmlns=", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_content(content: bytes, kind: str | None) -> None:
    assert media_type(content) == kind


@given(st.text())
def test_a_file_s_name_is_one_that_no_folder_minds(name: str) -> None:
    kept = sent(Upload(name, b""), "image/png").name
    assert 0 < len(kept) <= 100
    assert not set(kept) & set("/\\\n\r\x00")
