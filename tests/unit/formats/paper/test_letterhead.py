"""How somebody can be paid, as his papers say it, and where a letter to him goes."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.countries import COUNTRIES
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.paper.content import Seller
from bookdesk.formats.paper.countries import country_line
from bookdesk.formats.paper.letterhead import Letterhead, OwnBank, tax_id_label, usual_sheet
from bookdesk.formats.paper.postal import Postal, window_lines
from bookdesk.formats.paper.render import render
from bookdesk.formats.paper.stationery import DIN_5008_B, US_10
from bookdesk.formats.paper.wording import LANGUAGES
from tests.support.invoicepapers import lines, paper_of, picture_of

IBAN = BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345678", bic="AIBKIE2D")
DUE = Money(12_345, "EUR")


def head_with(details: BankDetails | None, *, instructions: str = "", holder: str = "Acme Ltd") -> Letterhead:
    bank = None if details is None else OwnBank(holder, details, "EUR")
    return Letterhead(Seller("Acme"), "IE", "Acme Ltd", "#1f5f8b", DIN_5008_B, bank, instructions)


@pytest.mark.parametrize(
    ("details", "rows"),
    [
        (IBAN, [("IBAN", "IE29 AIBK 9311 5212 3456 78"), ("BIC", "AIBKIE2D")]),
        (
            BankDetails(BankScheme.BSB, routing="062000", account_number="11223344"),
            [("BSB", "062-000"), ("Account number", "11223344")],
        ),
        (
            BankDetails(BankScheme.SORT_CODE, routing="200000", account_number="55779911"),
            [("Sort code", "20-00-00"), ("Account number", "55779911")],
        ),
        (
            BankDetails(BankScheme.ROUTING, routing="021000021", account_number="99"),
            [("Routing number", "021000021"), ("Account number", "99")],
        ),
        (BankDetails(BankScheme.NZ, account_number="12-3456-7890123-00"), [("Account number", "12-3456-7890123-00")]),
    ],
)
def test_an_account_is_named_as_its_scheme_names_it(details: BankDetails, rows: list[tuple[str, str]]) -> None:
    (way,) = head_with(details).ways("en", "INV-7")
    assert [(row.name, row.value) for row in way.rows] == [("Account name", "Acme Ltd"), *rows, ("Reference", "INV-7")]


def test_the_client_s_own_words_stand_beside_the_account_or_alone() -> None:
    said = head_with(None, instructions="Cheques to Acme Ltd\n\n  PO Box 7 ").ways("de", "INV-7")
    assert [[row.value for row in way.rows] for way in said] == [["Cheques to Acme Ltd", "PO Box 7"]]
    assert [way.title for way in head_with(IBAN, instructions="x").ways("de", "1")] == ["Überweisung", "Bitte beachten"]
    assert head_with(None).ways("en", "INV-7") == ()


def test_the_code_asks_for_the_amount_with_what_to_quote() -> None:
    code = head_with(IBAN).code(DUE, "INV-7", "fr")
    assert code is not None
    assert code.payload.split("\n")[4:] == [
        *("AIBKIE2D", "Acme Ltd", "IE29AIBK93115212345678", "EUR123.45", "", "", "INV-7"),
    ]
    assert code.caption.startswith("À scanner")


def test_a_creditor_reference_is_handed_on_as_one() -> None:
    code = head_with(IBAN).code(DUE, "RF18 5390 0754 7034", "en")
    assert code is not None
    assert code.payload.split("\n")[9:] == ["RF18539007547034"]


@pytest.mark.parametrize(
    ("head", "amount"),
    [
        (head_with(None), DUE),
        (head_with(IBAN), Money(12_345, "USD")),
        (head_with(IBAN), Money(0, "EUR")),
        (head_with(IBAN), Money(-5, "EUR")),
        (head_with(IBAN), Money(10**14, "EUR")),
        (head_with(BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345679")), DUE),
        (head_with(BankDetails(BankScheme.BSB, routing="062000", account_number="1")), DUE),
        (head_with(BankDetails(BankScheme.IBAN, iban="SA0380000000608010167519")), DUE),
    ],
)
def test_where_no_sepa_transfer_can_be_asked_for_there_is_no_code(head: Letterhead, amount: Money) -> None:
    assert head.code(amount, "INV-7", "en") is None


def test_a_reference_too_long_for_a_code_leaves_the_code_out_and_not_a_part_of_it() -> None:
    assert head_with(IBAN).code(DUE, "x" * 141, "en") is None


def test_a_long_name_of_an_account_is_cut_in_the_code_only() -> None:
    head = head_with(IBAN, holder="A" * 80)
    code = head.code(DUE, "INV-7", "en")
    assert code is not None
    assert code.payload.split("\n")[5] == "A" * 70
    assert head.ways("en", "")[0].rows[0].value == "A" * 80


@pytest.mark.parametrize(
    ("where", "home", "lines"),
    [
        (Postal("Hafenstraße 12", "Hamburg", "20457", "DE"), "DE", ["Hafenstraße 12", "20457 Hamburg"]),
        (Postal("Hafenstraße 12", "Hamburg", "20457", "DE"), "IE", ["Hafenstraße 12", "20457 Hamburg", "GERMANY"]),
        (Postal("4 Quay St\nUnit 2", "Bristol", "BS1 4DJ", "GB"), "GB", ["4 Quay St", "Unit 2", "Bristol", "BS1 4DJ"]),
        (Postal("1 Pitt St", "Sydney NSW", "2000", "AU"), "AU", ["1 Pitt St", "Sydney NSW 2000"]),
        (Postal("", "Seoul", "", "KR"), "GB", ["Seoul", "KR"]),
        (Postal(), "GB", []),
        (Postal("6 Forrest St", "Cottesloe WA", "6011"), "AU", ["6 Forrest St", "Cottesloe WA 6011"]),
        (Postal("Am Markt 1", "Köln", "50667"), "DE", ["Am Markt 1", "50667 Köln"]),
    ],
)
def test_an_address_is_written_as_the_post_of_its_country_wants_it(where: Postal, home: str, lines: list[str]) -> None:
    assert window_lines(("Customer", ""), where, home, "en") == ("Customer", *lines)


def test_what_turns_the_direction_does_not_reach_the_window() -> None:
    evil = Postal("12 \u202eShore\x07 Road", "<b>Town</b>", "", "GB")
    assert window_lines(("Ba\u200by",), evil, "GB", "en") == ("Bay", "12 Shore Road", "<b>Town</b>")


def test_every_country_has_a_last_line_in_every_language() -> None:
    for language in LANGUAGES:
        assert all(country_line(country, language).isupper() for country in COUNTRIES)
    assert country_line("GB", "de") == "VEREINIGTES KÖNIGREICH"


def test_names_of_tax_numbers_and_sheets_follow_the_country() -> None:
    assert (tax_id_label("AU"), tax_id_label("PT")) == ("ABN", "VAT no.")
    assert (usual_sheet("US"), usual_sheet("AU")) == (US_10, DIN_5008_B)


@pytest.mark.skipif(shutil.which("zbarimg") is None, reason="this system has no zbarimg to read QR codes with")
def test_the_code_is_read_off_the_printed_page(tmp_path: Path) -> None:
    code = head_with(IBAN, instructions="Or by cheque").code(DUE, "INV-7 Café", "en")
    assert code is not None
    path = tmp_path / "page.png"
    picture_of(render(replace(paper_of(lines((100,))), qr=code, watermark="DRAFT")), 150).save(path)
    read = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sbinary", str(path)], capture_output=True, check=True, timeout=60
    )
    assert read.stdout.decode().rstrip("\n") == code.payload
