"""Mail addresses, countries and tax numbers: what is accepted, and in which form it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.countries import COUNTRIES
from bookdesk.core.errors import InputError
from bookdesk.core.partychecks import country_code, currency_code, mail_address, tax_number, yes_or_no
from bookdesk.core.vatids import VAT_COUNTRIES


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("51 824 753 556", "AU", "51824753556"),
        ("IE 6388047 V", "IE", "IE6388047V"),
        ("6388047V", "IE", "6388047V"),
        ("DE136695976", "IE", "DE136695976"),
        ("EL 094259216", "GR", "EL094259216"),
        ("12-3456789", "US", "123456789"),
        ("IE6388047V", None, "IE6388047V"),
        ("51824753556", None, "51824753556"),
    ],
)
def test_a_tax_number_is_kept_without_its_marks(typed: str, country: str | None, kept: str) -> None:
    assert tax_number(typed, country) == kept


@pytest.mark.parametrize(
    ("typed", "country"),
    [("51824753557", "AU"), ("IE6388047V", "AU"), ("IE6388047W", "IE"), ("123", "US"), ("n/a", None), ("ABCDEF", "US")],
)
def test_a_number_that_cannot_be_one_is_refused(typed: str, country: str | None) -> None:
    with pytest.raises(InputError) as met:
        tax_number(typed, country)
    assert met.value.remedy


@given(st.text(max_size=20), st.none() | st.sampled_from(sorted(COUNTRIES)))
def test_a_tax_number_is_kept_in_a_form_that_is_accepted_again(typed: str, country: str | None) -> None:
    try:
        kept = tax_number(typed, country)
    except InputError:
        return
    assert tax_number(kept, country) == kept
    assert kept.isascii()


def test_countries_with_vat_ids_are_countries() -> None:
    assert {"GR", "GB", "IE", "DE"} < VAT_COUNTRIES < COUNTRIES


@pytest.mark.parametrize("typed", ["a@b.example", "first.last+bills@mail.coast-linen.example", "ü@bücher.example"])
def test_a_mail_address_stays_as_it_is(typed: str) -> None:
    assert mail_address(typed) == typed


@pytest.mark.parametrize("typed", ["", "a", "a@b", "@b.example", "a@b.example.", "a b@c.example", "Ann <a@b.example>"])
def test_what_no_mail_reaches_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        mail_address(typed)


def test_codes_are_kept_in_capitals() -> None:
    assert (country_code("ie"), currency_code("eur")) == ("IE", "EUR")
    assert (yes_or_no("Yes", "supplier"), yes_or_no("0", "supplier")) == (True, False)
