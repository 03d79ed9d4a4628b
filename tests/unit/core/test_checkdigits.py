"""Check digits: published examples hold, and a scheme catches every change it promises to catch."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core import checkdigits as cd
from bookdesk.core.checksums import mod_97

Check = Callable[[str], bool]

PUBLISHED: list[tuple[Check, str]] = [
    (cd.is_iban, "IE29 AIBK 9311 5212 3456 78"),
    (cd.is_iban, "DE89370400440532013000"),
    (cd.is_iban, "GB29 NWBK 6016 1331 9268 19"),
    (cd.is_iban, "FR14 2004 1010 0505 0001 3M02 606"),
    (cd.is_iban, "NO93 8601 1117 947"),
    (cd.is_iban, "MT84 MALT 0110 0001 2345 MTLC AST0 01S"),
    (cd.is_bic, "AIBKIE2D"),
    (cd.is_bic, "DEUTDEFF500"),
    (cd.is_abn, "51 824 753 556"),
    (cd.is_acn, "004 085 616"),
    (cd.is_acn, "000 000 019"),
    (cd.is_bsb, "062-000"),
    (cd.is_au_account, "12345678"),
    (cd.is_sort_code, "20-00-00"),
    (cd.is_uk_account, "55779911"),
    (cd.is_us_routing, "021000021"),
    (cd.is_us_routing, "121000358"),
    (cd.is_rf_reference, "RF18 5390 0754 7034"),
    (cd.is_luhn, "4111 1111 1111 1111"),
    (cd.is_gtin, "4006381333931"),
    (cd.is_gtin, "036000291452"),
    (cd.is_gtin, "96385074"),
]
VAT_IDS = [
    "ATU13585627",
    "BE0428759497",
    "DE136695976",
    "DK13585628",
    "EL094259216",
    "ESB58378431",
    "ES54362315K",
    "ESX2482300W",
    "ESJ99216582",
    "FI20774740",
    "FR40303265045",
    "FR23334175221",
    "FRK7399859412",
    "GB980780684",
    "XI980780684",
    "GBGD001",
    "GBHA500",
    "HR33392005961",
    "IE6433435F",
    "IE6433435OA",
    "IE8D79739I",
    "IT00743110157",
    "LU15027442",
    "NL004495445B01",
    "NL123456789B13",
    "PL8567346215",
    "PT501964843",
    "SE123456789701",
    "SK2022749619",
    "EE100931558",
    "HU12892312",
    "LT119511515",
    "LV40003521600",
    "MT11679112",
    "RO18547290",
    "SI50223054",
    "BG175074752",
    "CY10259033P",
    "CZ25123891",
]


@pytest.mark.parametrize(("check", "number"), PUBLISHED, ids=[number for _, number in PUBLISHED])
def test_a_published_example_holds(check: Check, number: str) -> None:
    assert check(number)
    assert check(number.lower())


@pytest.mark.parametrize("number", VAT_IDS)
def test_a_known_vat_id_holds_with_and_without_its_prefix(number: str) -> None:
    country = {"EL": "GR", "XI": "GB"}.get(number[:2], number[:2])
    assert cd.is_vat_id(number)
    assert cd.is_vat_id(number[2:], country)
    assert cd.vat_country(number) == country


@pytest.mark.parametrize(
    "number",
    ["", "IE", "DE136695977", "IE6433435E", "PL8567346216", "BE0431150351", "ATU13585626", "ESJ99216583", "ES54362315Z",
     "FR84323140391", "GB802311781", "IT00743110158", "NL123456788B13", "US12", "FRI0399859412", "ESO99216582"],
)  # fmt: skip
def test_a_false_vat_id_is_refused(number: str) -> None:
    assert not cd.is_vat_id(number)
    assert cd.vat_country(number) is None


@pytest.mark.parametrize(
    "number", ["", "RF", "IE2", "XX00 1234", "DE8937040044053201300", "GB29 1234 6016 1331 9268 19"]
)
def test_a_wrong_shape_is_no_iban(number: str) -> None:
    assert not cd.is_iban(number)
    assert cd.iban_country(number) is None


@given(text=st.text(max_size=30))
def test_no_text_makes_a_check_fail_otherwise_than_by_no(text: str) -> None:
    assert {check(text) for check, _ in PUBLISHED} <= {True, False}
    assert cd.is_vat_id(text) in (True, False)


@given(st.sampled_from(sorted(cd.VAT_CHECKED)), st.text("0123456789ABXZ+*", max_size=13))
def test_no_number_of_a_country_makes_its_check_fail(prefix: str, rest: str) -> None:
    assert cd.is_vat_id(prefix + rest) in (True, False)


def one_digit_changed(data: st.DataObject, number: str, places: range) -> str:
    place = data.draw(st.sampled_from([at for at in places if number[at].isdigit()]))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != number[place]]))
    return number[:place] + digit + number[place + 1 :]


def made_iban(country: str, bban: str) -> str:
    return f"{country}{98 - mod_97(f'{bban}{country}00'):02d}{bban}"


@given(st.data(), st.from_regex(r"[A-Z]{4}[0-9]{14}", fullmatch=True))
def test_an_iban_catches_every_single_digit_and_every_swap_of_neighbours(data: st.DataObject, bban: str) -> None:
    iban = made_iban("IE", bban)
    assert cd.is_iban(iban)
    assert cd.format_iban(iban).replace(" ", "") == iban
    assert cd.iban_country(iban) == "IE"
    assert not cd.is_iban(one_digit_changed(data, iban, range(2, len(iban))))
    place = data.draw(st.integers(8, len(iban) - 2))
    swapped = iban[:place] + iban[place + 1] + iban[place] + iban[place + 2 :]
    assert swapped == iban or not cd.is_iban(swapped)


@given(st.data(), st.from_regex(r"[0-9A-Z]{1,21}", fullmatch=True))
def test_a_creditor_reference_catches_every_single_digit(data: st.DataObject, body: str) -> None:
    reference = f"RF{98 - mod_97(f'{body}RF00'):02d}{body}"
    assert cd.is_rf_reference(reference)
    assert not cd.is_rf_reference(one_digit_changed(data, reference, range(2, len(reference))))


SINGLE_DIGIT_SCHEMES: list[tuple[Check, str, range]] = [
    (cd.is_abn, "51824753556", range(11)),
    (cd.is_us_routing, "021000021", range(9)),
    (cd.is_luhn, "4111111111111111", range(16)),
    (cd.is_gtin, "4006381333931", range(13)),
    (cd.is_vat_id, "DE136695976", range(2, 11)),
    (cd.is_vat_id, "BE0428759497", range(2, 12)),
    (cd.is_vat_id, "FR40303265045", range(2, 13)),
    (cd.is_vat_id, "IE6433435F", range(2, 9)),
    (cd.is_vat_id, "ES54362315K", range(2, 10)),
    (cd.is_vat_id, "IT00743110157", range(2, 13)),
    (cd.is_vat_id, "PL8567346215", range(2, 12)),
    (cd.is_vat_id, "ATU13585627", range(3, 11)),
]


@pytest.mark.parametrize(
    ("check", "number", "places"), SINGLE_DIGIT_SCHEMES, ids=[n for _, n, _ in SINGLE_DIGIT_SCHEMES]
)
def test_every_single_digit_error_is_caught_where_the_scheme_promises_it(
    check: Check, number: str, places: range
) -> None:
    wrong = [number[:at] + digit + number[at + 1 :] for at in places for digit in "0123456789" if digit != number[at]]
    assert check(number)
    assert [text for text in wrong if check(text)] == []


def test_lengths_and_ways_of_writing() -> None:
    assert (cd.iban_length("NO"), cd.iban_length("LC"), cd.iban_length("US")) == (15, 32, None)
    assert cd.format_abn("51824753556") == "51 824 753 556"
    assert cd.format_bsb("062000") == "062-000"
    assert cd.format_sort_code("200000") == "20-00-00"
    assert cd.mask_account("12345678") == "••••5678"
    assert cd.mask_account("12") == "12"
    assert not cd.is_au_account("000000")
