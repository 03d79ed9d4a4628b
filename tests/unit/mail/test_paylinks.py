"""What becomes of the mark for paying online: a link for each page, or nothing and no gap."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.mail.chosen import worded
from bookdesk.mail.paylinks import Linked, Page, is_address, is_marked, put_in
from bookdesk.mail.paymark import MARK
from bookdesk.mail.templates import Placeholder, Template
from bookdesk.mail.wordings import LANGUAGES

UNTIL = datetime(2026, 6, 2, 13, 5, tzinfo=UTC)
PAGE = Page("2026-0042", Money.of("1234.50", "EUR"), "https://pay.example/c?a=1&b='2'#x", UNTIL)
SECOND = Page("2026-0043", Money.of("7", "EUR"), "https://pay.example/d", None)
LETTER = Template("s", "Hello {customer},\n\nTo pay: {open}\n\n{link}\n\n{bank}\n\nBye\n")
VALUES = {**dict.fromkeys(Placeholder, ""), Placeholder.CUSTOMER: "Ada", Placeholder.OPEN: "5"}


def letter(*, bank: str = "IBAN") -> tuple[str, str]:
    found = worded(LETTER, VALUES | {Placeholder.LINK: [MARK], Placeholder.BANK: bank})
    assert is_marked(found.plain, found.html)
    assert is_marked("", found.html)
    return found.plain, found.html


def linked(*pages: Page, zone: str = "Europe/Dublin") -> Linked:
    return Linked(pages, zone=zone)


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("en-IE", "Pay €1,234.50 online: {} (works until Tue 2 June 2026, 14:05)"),
        ("de-DE", "1.234,50\u00a0€ online bezahlen: {} (gültig bis Di., 2. Juni 2026, 14:05 Uhr)"),
        (
            "fr-FR",
            "Payer 1\u202f234,50\u00a0€ en ligne : {} (valable jusqu\u2019au mar. 2 juin 2026, 14\u202fh\u202f05)",
        ),
        ("es-ES", "Pagar 1.234,50\u00a0€ en línea: {} (válido hasta el mar. 2 de junio de 2026, 14:05)"),
    ],
)
def test_one_page_is_a_line_with_its_amount_and_its_end_in_the_readers_own_time(locale: str, line: str) -> None:
    plain, rich = put_in(*letter(), linked(PAGE), locale)
    said = line.format(PAGE.url)
    assert plain == f"Hello Ada,\n\nTo pay: 5\n\n{said}\n\nIBAN\n\nBye\n"
    assert rich is not None
    anchor = re.search(r'<p dir="auto"><a href="([^"]*)" style="[^"<>]*">([^<]*)</a>([^<]*)</p>', rich)
    assert anchor is not None
    assert html.unescape(anchor[1]) == PAGE.url
    label = line.partition(" {}")[0].rstrip(": ")
    assert html.unescape(anchor[2]) == label
    assert html.unescape(anchor[3]) in said


def test_several_pages_are_a_line_each_with_their_numbers() -> None:
    plain, rich = put_in(*letter(), linked(PAGE, SECOND), "en-IE")
    first, second = [line for line in plain.splitlines() if line.startswith("Pay")]
    assert first.startswith("Pay €1,234.50 of 2026-0042 online: https://")
    assert second == "Pay €7.00 of 2026-0043 online: https://pay.example/d"
    assert rich is not None
    assert rich.count("<a ") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_page_the_letter_is_as_if_nothing_had_been_offered(language: str) -> None:
    never = worded(LETTER, VALUES | {Placeholder.BANK: "IBAN"})
    assert put_in(*letter(), Linked(why="away"), language) == (never.plain, never.html)


def test_a_letter_without_a_mark_stays_as_it_is() -> None:
    assert put_in("a\n\n\nb", "<p>a</p>", Linked(), "en") == ("a\n\n\nb", "<p>a</p>")
    assert put_in("a", None, linked(PAGE), "en") == ("a", None)
    assert not is_marked("a", None)


@given(st.lists(st.sampled_from(["", "a", "b c", MARK, f" {MARK} ", "  "]), max_size=9))
def test_taking_marks_out_takes_nothing_else(lines: list[str]) -> None:
    plain, _ = put_in("\n".join(lines), None, Linked(), "en")
    assert MARK not in plain
    assert plain.split() == [word for line in lines if MARK not in line for word in line.split()]


@given(st.lists(st.sampled_from(["", "a", "b <c>", MARK]), max_size=9))
def test_putting_links_in_changes_only_the_marks(lines: list[str]) -> None:
    plain, _ = put_in("\n".join(lines), None, linked(SECOND), "en-IE")
    said = "Pay €7.00 online: https://pay.example/d"
    assert plain.split("\n") == ("\n".join(said if line == MARK else line for line in lines)).split("\n")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://pay.example", "HTTPS:evil", "https://x y", "https://", ""]
)
def test_nobody_is_led_to_what_is_no_encrypted_page(url: str) -> None:
    assert not is_address(url)
    with pytest.raises(ValueError, match="begins with https"):
        Page("1", Money.of(1, "EUR"), url, None)


def test_a_stand_in_on_this_computer_is_an_address() -> None:
    assert is_address("http://127.0.0.1:4242/c/pay/cs_1")
