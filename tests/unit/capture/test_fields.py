"""From words to fields: what is right, how sure, and never the client himself as his supplier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from bookdesk.capture.evidence import Field
from bookdesk.capture.fields import FIELD_NAMES, Background, Extraction, read_fields
from bookdesk.capture.identity import OwnIdentity
from bookdesk.core.dates import DayOrder
from bookdesk.core.vocabulary import DocumentKind, FieldState, WayOfPayment
from bookdesk.reading.words import Page, Source
from tests.support.sheets import invoice, page


def values(fields: Mapping[str, Field]) -> dict[str, str | None]:
    return {name: field.value for name, field in fields.items()}


def read(shown: Page, background: Background | None = None) -> Extraction:
    return read_fields([shown], background)


def test_a_plain_invoice_is_read_whole() -> None:
    found = read(invoice())
    assert found.kind.kind is DocumentKind.INVOICE
    assert tuple(found.fields) == FIELD_NAMES
    assert values(found.fields) == {
        "supplier_name": "Harbour Foods Pty Ltd",
        "supplier_tax_id": "51824753556",
        "invoice_number": "HF-1007",
        "issue_date": "2026-05-04",
        "due_date": "2026-05-18",
        "currency": "AUD",
        "net": "100.00",
        "tax": "10.00",
        "total": "110.00",
        "amount_due": "110.00",
        "iban": None,
        "bank_account": "12345678",
        "bank_routing": "062-000",
        "payment_reference": None,
        "po_number": None,
        "customer_name": "Blue Cafe",
    }
    assert found.way is WayOfPayment.TRANSFER
    assert all(check.passed for check in found.checks)
    assert [(item.description, str(item.quantity), str(item.net)) for item in found.items] == [
        ("Coffee beans", "4", "100.00")
    ]


def test_arithmetic_and_check_digits_prove_and_every_value_has_its_place() -> None:
    shown = invoice()
    found = read(shown).fields
    assert {name for name in ("net", "tax", "total", "supplier_tax_id") if found[name].state is FieldState.PROVED} == {
        "net", "tax", "total", "supplier_tax_id",
    }  # fmt: skip
    for name in ("invoice_number", "total", "issue_date"):
        field = found[name]
        assert field.page == 1
        assert field.box is not None
        assert field.words
        spelled = " ".join(shown.words[word].text for word in field.words)
        assert {"invoice_number": "HF-1007", "total": "$110.00", "issue_date": "4 May 2026"}[name] == spelled


def test_sums_that_contradict_each_other_are_failed_not_hidden() -> None:
    found = read(invoice(total="120.00"))
    assert any(not check.passed or found.fields["total"].state is not FieldState.PROVED for check in found.checks)
    assert found.fields["total"].state is not FieldState.PROVED


@pytest.mark.parametrize(("order", "day"), [(DayOrder.DAY_FIRST, "2026-04-03"), (DayOrder.MONTH_FIRST, "2026-03-04")])
def test_a_date_that_may_be_swapped_is_never_sure_unless_the_books_know(order: DayOrder, day: str) -> None:
    shown = page("Corner Workshop", "Invoice 1177", "Date 03/04/2026", "Total    110.00")
    alone = read(shown).fields["issue_date"]
    assert alone.state is FieldState.CHECK
    assert alone.alternatives
    assert read(shown, Background(order=order)).fields["issue_date"].value == day


@pytest.mark.parametrize(("currency", "day"), [("AUD", "2026-04-03"), ("USD", "2026-03-04"), ("EUR", "2026-04-03")])
def test_the_currency_says_which_comes_first_where_nothing_else_does(currency: str, day: str) -> None:
    shown = page("Corner Workshop", "Invoice 1177", "Date 03/04/2026", f"Total {currency}    110.00")
    assert read(shown).fields["issue_date"].value == day


def test_the_client_is_never_his_own_supplier() -> None:
    own = OwnIdentity(names=("Harbour Foods Pty Ltd",), tax_ids=("51824753556",), accounts=("IE29AIBK93115212345678",))
    found = read(invoice(), Background(own)).fields
    assert found["supplier_name"].value != "Harbour Foods Pty Ltd"
    assert found["supplier_tax_id"].value is None


def test_an_account_with_wrong_check_digits_is_shown_as_failing() -> None:
    found = read(page("Lieferant GmbH", "Rechnung Nr. 4711", "Gesamtbetrag 119,00 EUR", "IBAN: DE12123443219876000000"))
    assert found.fields["iban"].value == "DE12123443219876000000"
    assert found.fields["iban"].state is FieldState.FAILED


def test_due_dates_follow_from_terms_and_say_so() -> None:
    found = read(
        page("Acme Ltd", "Invoice number A-100", "Invoice date 4 May 2026", "Total 50.00 GBP", "Payment terms: 30 days")
    )
    assert found.fields["due_date"].value == "2026-06-03"
    assert found.fields["due_date"].state is FieldState.CHECK
    assert "terms" in found.fields["due_date"].why


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        (("Total          47,00 Euro", "von Aufwendungen ($4Abs.5ZIFF.2EStG)"), "EUR"),
        (("¥ Corner pharmacy", "TOTAL          11.28"), None),
        (("Total          $11.28", "LAS VEGAS, NV 89109"), "USD"),
        (("New England IPA          8.25", "KKK KE UK REX"), None),
        (("Total          8.25", "12 Mill Lane, Leeds, UK"), "GBP"),
    ],
)
def test_what_an_engine_takes_for_a_sign_is_none_without_its_figure(rows: Sequence[str], currency: str | None) -> None:
    drawn = page("Trattoria am Wall", "Beleg", *rows)
    words = tuple(replace(word, confidence=0.9) for word in drawn.words)
    scanned = replace(drawn, source=Source.OCR, words=words)
    assert read_fields([scanned]).fields["currency"].value == currency


def test_an_american_address_says_which_comes_first_where_no_currency_is_printed() -> None:
    rows = ("4627 Koval Lane", "Las Vegas, NV 89109", "Date 12/3/2019", "TOTAL          117.64")
    found = read(page("Quillon Golf", "Receipt", *rows)).fields
    assert (found["currency"].value, found["issue_date"].value) == ("USD", "2019-12-03")
    german = read(page("Quillon KG", "04109 Leipzig", "Datum 12/3/2019", "SUMME          117,64")).fields
    assert german["issue_date"].value == "2019-03-12"


def test_a_net_that_is_the_total_is_none_where_a_tax_is_named() -> None:
    rows = (
        "Sub Total:          16.05",
        "Total:          16.05",
        "Change:          0.00",
        "20VAT          20%          2.67",
    )
    found = read(page("Corner Kitchen", "Receipt of Purchase", *rows))
    assert found.fields["total"].value == "16.05"
    assert found.fields["net"].state is FieldState.CHECK


def test_number_and_date_may_share_a_label() -> None:
    rows = ("Ihre Referenznr.          2004620925 / 04.03.2021", "Rechnungsnr./-datum          210336610 / 05.03.2021")
    found = read(page("Quillon Elektro GmbH", "Rechnung", *rows, "Gesamtbetrag          69,50 EUR"))
    assert values(found.fields)["invoice_number"] == "210336610"
    assert values(found.fields)["issue_date"] == "2021-03-05"


def test_an_empty_page_has_no_fields_and_is_no_bill() -> None:
    found = read(page())
    assert set(values(found.fields).values()) == {None}
    assert found.kind.kind is DocumentKind.OTHER


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        (("CNY HAMPER LARGE        57.40", "TOTAL            RM 57.40", "CHANGE           RM 42.60"), "MYR"),
        (("Amounts in CNY", "TOTAL            CNY 57.40"), "CNY"),
        (("All amounts in AUD", "Total             $57.40"), "AUD"),
        (("All amounts in USD", "Total             57.40"), "USD"),
    ],
)
def test_a_code_that_is_a_word_of_the_goods_is_no_currency(rows: Sequence[str], currency: str) -> None:
    assert read_fields([page("Corner Shop", "Invoice 1177", *rows)]).fields["currency"].value == currency


def test_what_an_engine_hardly_made_out_is_no_sign_of_a_currency() -> None:
    drawn = page("Corner Shop", "Receipt", "Item                     12.00", "Total             S$     72.35")
    words = tuple(replace(word, confidence=0.4 if "$" in word.text else 0.9) for word in drawn.words)
    scanned = replace(drawn, source=Source.OCR, words=words)
    assert read_fields([drawn]).fields["currency"].value == "SGD"
    assert read_fields([scanned]).fields["currency"].value is None
