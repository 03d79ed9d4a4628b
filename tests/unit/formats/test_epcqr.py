"""The payment code: read back by another program, and refused politely where it would not be understood."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bookdesk.core.checkdigits import is_iban
from bookdesk.core.money import Money
from bookdesk.formats.epcqr import MOST_BYTES, Charset, NoPaymentCode, Transfer, payment_code
from bookdesk.office.qr import squares

PLAIN = Transfer("Žižkov Bürobedarf & Söhne", "DE89 3704 0044 0532 0130 00", Money(17_850, "EUR"), text="INV-0042")
BIGGEST_SIDE = 69
"""Squares across a code of version 13."""


def test_the_elements_stand_in_their_lines() -> None:
    assert payment_code(PLAIN).text.split("\n") == [
        "BCD",
        "002",
        "1",
        "SCT",
        "",
        "Žižkov Bürobedarf & Söhne",
        "DE89370400440532013000",
        "EUR178.50",
        "",
        "",
        "INV-0042",
    ]


def test_every_optional_element_has_its_place() -> None:
    full = replace(PLAIN, bic="cobadeff370", text="", reference="RF18 5390 0754 7034", purpose="CHAR", hint="Thank you")
    assert payment_code(full).text.split("\n")[4:] == [
        "COBADEFF370",
        "Žižkov Bürobedarf & Söhne",
        "DE89370400440532013000",
        "EUR178.50",
        "CHAR",
        "RF18539007547034",
        "",
        "Thank you",
    ]


def test_nothing_follows_the_last_element_given() -> None:
    assert payment_code(replace(PLAIN, text="")).text.endswith("\nEUR178.50")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"iban": "DE88370400440532013000"}, "not a valid IBAN"),
        ({"iban": ""}, "Nothing is not a valid IBAN"),
        ({"iban": "SA0380000000608010167519"}, "SEPA does not reach an account in SA"),
        ({"iban": "CH9300762011623852957"}, "needs its BIC"),
        ({"bic": "COBADE"}, "not a BIC"),
        ({"amount": Money(17_850, "USD")}, "not USD"),
        ({"amount": Money(0, "EUR")}, "0.01 EUR to 999999999.99 EUR"),
        ({"amount": Money(-1, "EUR")}, "not -0.01 EUR"),
        ({"amount": Money(100_000_000_000, "EUR")}, "not 1000000000.00 EUR"),
        ({"name": " \n "}, "name of the payee"),
        ({"name": "x" * 71}, "71 characters; a payment code takes 70"),
        ({"text": "x" * 141}, "141 characters; a payment code takes 140"),
        ({"text": "", "reference": "1" * 36}, "36 characters; a payment code takes 35"),
        ({"reference": "RF18539007547034"}, "not both"),
        ({"text": "", "reference": "RF19539007547034"}, "check digits"),
        ({"purpose": "GIFTS"}, "no purpose"),
        ({"hint": "x" * 71}, "hint for the payer"),
        ({"name": "é" * 70, "text": "é" * 140}, f"{MOST_BYTES} fit"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_remedy(change: dict[str, object], told: str) -> None:
    with pytest.raises(NoPaymentCode) as refused:
        payment_code(replace(PLAIN, **change))  # type: ignore[arg-type]  # changes by name
    assert told in refused.value.what
    assert refused.value.remedy


def test_the_edges_fit() -> None:
    for minor in (1, 99_999_999_999):
        assert f"EUR{Money(minor, 'EUR').text}" in payment_code(replace(PLAIN, amount=Money(minor, "EUR"))).text
    assert payment_code(replace(PLAIN, name="x" * 70, text="x" * 140)).text.endswith("x" * 140)
    swiss = replace(PLAIN, iban="CH9300762011623852957", bic="POFICHBE")
    assert "\nPOFICHBE\n" in payment_code(swiss).text


@pytest.mark.parametrize("charset", list(Charset))
def test_each_character_set_is_named_and_used(charset: Charset) -> None:
    letters = {Charset.CYRILLIC: "Жар", Charset.GREEK: "Ωμέγα", Charset.LATIN_9: "€ Œuvre", Charset.LATIN_2: "Žižkov"}
    code = payment_code(replace(PLAIN, name=letters.get(charset, "Ä Ö Ü")), charset)
    assert code.data.decode(charset.encoding) == code.text
    assert code.text.split("\n")[2] == charset.value[0] == str(list(Charset).index(charset) + 1)


def test_a_letter_that_the_character_set_lacks_is_named() -> None:
    with pytest.raises(NoPaymentCode, match="no 'Ž'"):
        payment_code(PLAIN, Charset.LATIN_1)


@given(st.text(max_size=70), st.text(max_size=140), st.integers(1, 99_999_999_999))
def test_no_text_can_change_the_account_or_the_amount(name: str, text: str, minor: int) -> None:
    try:
        code = payment_code(replace(PLAIN, name=name, text=text, amount=Money(minor, "EUR")))
    except NoPaymentCode:
        return
    lines = code.text.splitlines()
    assert len(lines) in {8, 11}
    assert (lines[0], lines[6], lines[7]) == ("BCD", "DE89370400440532013000", f"EUR{Money(minor, 'EUR').text}")
    assert is_iban(lines[6])
    assert len(code.data) <= MOST_BYTES


def test_the_longest_code_is_of_version_13_and_no_larger() -> None:
    longest = payment_code(
        replace(PLAIN, name="x" * 70, text="x" * 140, bic="COBADEFF370", hint="y" * 54, purpose="CHAR")
    )
    assert len(longest.data) == MOST_BYTES
    assert len(squares(longest.text)) == BIGGEST_SIDE


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="this system has no zbarimg to read QR codes with")
def test_another_program_reads_what_was_written(tmp_path: Path) -> None:
    for number, one in enumerate((PLAIN, replace(PLAIN, bic="COBADEFF370", text="", reference="RF18539007547034"))):
        code, path = payment_code(one), tmp_path / f"{number}.png"
        drawn(code.text).save(path)
        read = subprocess.run(
            ["zbarimg", "--quiet", "--raw", "-Sbinary", str(path)], capture_output=True, check=True, timeout=60
        )  # as bytes: a code names its character set in a line of its own, which the reader does not look at
        assert read.stdout == code.data


def drawn(text: str) -> Image.Image:
    """Return a code as a picture with the quiet zone that its norm asks for."""
    rows, quiet = squares(text), 4
    picture = Image.new("L", (len(rows) + 2 * quiet,) * 2, 255)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            picture.putpixel((across + quiet, down + quiet), 0 if dark else 255)
    return picture.resize((picture.width * 6,) * 2, Image.Resampling.NEAREST)
