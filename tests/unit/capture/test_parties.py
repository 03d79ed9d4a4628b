"""Who sent a document and whom it bills, where no heading says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.capture.envelopes import addressees_of, senders_of
from bookdesk.capture.evidence import Field
from bookdesk.capture.fields import read_fields
from bookdesk.capture.lines import sheet_of
from bookdesk.core.vocabulary import FieldState
from tests.support.sheets import page

FOOT = ("Gesamtbetrag          119,00 EUR",)
LETTER = (
    "Quillon Bau - Mühlweg 4 - 50667 Köln",
    "Hafencafé Brandt GmbH",
    "Kaistraße 12",
    "20457 Hamburg",
    "",
    "Rechnung Nr. 2024-118          Datum 03.05.2024",
)


def fields(*rows: str) -> dict[str, Field]:
    return read_fields([page(*rows)]).fields


def test_the_line_over_the_address_names_the_sender_and_the_address_whom_he_bills() -> None:
    found = fields(*LETTER, *FOOT)
    assert found["supplier_name"].value == "Quillon Bau"
    assert found["customer_name"].value == "Hafencafé Brandt GmbH"


@pytest.mark.parametrize(
    "line",
    [
        "Quillon Bau, Mühlweg 4, 50667 Köln",
        "Quillon Bau · Mühlweg 4 · 50667 Köln",
        "Quillon Bau | Mühlweg 4 | 50667 Köln",
        "Quillon Joinery - 4 Mill Lane - Leeds LS1 4AP",
    ],
)
def test_a_senders_line_has_a_name_first_and_a_postcode(line: str) -> None:
    (sender,) = senders_of(sheet_of([page(line, *LETTER[1:], *FOOT)]))
    assert sender.name in {"Quillon Bau", "Quillon Joinery"}


@pytest.mark.parametrize(
    "rows",
    [
        ("Quillon Bau - Mühlweg - Köln", *LETTER[1:]),
        ("4 Posten - 3 Kisten - 50667 Köln", *LETTER[1:]),
        (LETTER[0], "", "Rechnung Nr. 2024-118", "Datum 03.05.2024"),
    ],
)
def test_no_postcode_no_name_or_no_address_below_make_no_senders_line(rows: tuple[str, ...]) -> None:
    assert senders_of(sheet_of([page(*rows, *FOOT)])) == ()


def test_an_address_by_itself_is_whom_the_bill_is_for_to_be_checked() -> None:
    found = fields(
        "Quillon Joinery Ltd",
        "4 Mill Lane",
        "Leeds LS1 4AP",
        "Tel 0113 496 0018",
        "",
        "Harbour Cafe",
        "12 Quay Street",
        "Bristol BS1 5TR",
        "",
        "Invoice No 118          Date 03/05/2024",
        "Total          120.00",
    )
    assert found["supplier_name"].value == "Quillon Joinery Ltd"
    assert (found["customer_name"].value, found["customer_name"].state) == ("Harbour Cafe", FieldState.CHECK)


def test_an_address_with_a_telephone_is_the_senders_own() -> None:
    rows = ("Quillon Joinery Ltd", "4 Mill Lane", "Leeds LS1 4AP", "Tel 0113 496 0018")
    assert list(addressees_of(sheet_of([page(*rows)]))) == []


def test_a_till_receipt_bills_nobody_by_its_address() -> None:
    found = fields(
        "QUILLON MART",
        "Mart Trading Ltd",
        "4 Mill Lane",
        "Leeds LS1 4AP",
        "Tea  2.00",
        "TOTAL  2.00",
        "CASH  5.00",
        "CHANGE  3.00",
    )
    assert found["customer_name"].value is None


def test_a_name_ends_where_the_label_of_a_number_begins() -> None:
    found = fields(
        "Bill to", "Harbour Cafe", "", "Invoice No 118          Date 03/05/2024", "Total          120.00",
        *("",) * 25, "Quillon Joinery Ltd VAT Reg No 123456782",
    )  # fmt: skip
    assert found["supplier_name"].value == "Quillon Joinery Ltd"


def test_a_name_far_right_of_the_heading_is_the_other_party() -> None:
    found = fields(
        "Sold To                                                    Quillon Joinery Ltd",
        "Harbour Cafe                                               4 Mill Lane",
        "12 Quay Street                                             Leeds LS1 4AP",
        "Invoice No 118          Date 03/05/2024",
        "Total          120.00",
    )
    assert found["customer_name"].value == "Harbour Cafe"


def test_kilograms_are_no_legal_form() -> None:
    found = fields(
        "Harbour Roasters", "Invoice No 118          Date 03/05/2024", "Coffee beans 1 kg  20.00", "Total  20.00"
    )
    assert found["supplier_name"].value == "Harbour Roasters"


def test_a_number_below_a_label_of_one_word_is_the_documents() -> None:
    found = fields("Harbour Roasters Ltd", "TAX INVOICE", "", "Number", "AB-2291", "", "Total          120.00")
    assert found["invoice_number"].value == "AB-2291"


def test_thousands_a_typewriters_space_apart_are_one_amount() -> None:
    wide = page("Dupont SARL", "Facture N° 118", "Total TTC          1 733,74 EUR")
    assert read_fields([wide]).fields["total"].value == "1733.74"


def on_a_roll(*rows: str) -> str | None:
    """Return whom a till's strip is from, which is much longer than wide."""
    strip = replace(page(*rows), width_pt=200.0, height_pt=600.0)
    return read_fields([strip]).fields["supplier_name"].value


def test_goods_with_a_price_are_no_shop() -> None:
    found = on_a_roll(
        "EUR", "Grüner Tee Chun Mee          2,45 2", "SUMME EUR          2,45", "Quillon Drogerie", "04109 Leipzig"
    )
    assert found == "Quillon Drogerie"


def test_who_handled_the_card_is_no_shop() -> None:
    slip = ("dessen Dienstleister, die Ingenico Payment Services GmbH", "Ingenico Payment Services GmbH")
    assert on_a_roll("Quillon Elektro", "Total EUR          71,98", *slip) == "Quillon Elektro"


def test_a_town_is_no_shop() -> None:
    assert on_a_roll("Las Vegas, NV", "Quillon Kitchen", "TOTAL          36.03") == "Quillon Kitchen"
    assert on_a_roll("Leipzig", "Quillon Elektro", "04109 Leipzig", "SUMME EUR          2,45") == "Quillon Elektro"


def test_what_a_house_is_goes_before_its_name() -> None:
    rows = ("* RESTAURANT *", "* ZUM QUILLON *", "Kurt-Kresse-Str. 33", "04229 Leipzig", "SUMME EUR          2,45")
    assert on_a_roll(*rows) == "RESTAURANT ZUM QUILLON"
    assert on_a_roll("Hotel", "Hauptstraße 7", "04229 Leipzig", "SUMME EUR          2,45") == "Hotel"
