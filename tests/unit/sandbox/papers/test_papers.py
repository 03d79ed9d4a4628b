from __future__ import annotations

import io
import json
from dataclasses import replace
from hashlib import sha256

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
import pytest
from PIL import Image

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.ledger import tax as product_tax
from bookdesk.sandbox.papers import (
    Paper,
    bill_pdf,
    bills,
    further,
    irish,
    journey,
    photo,
    receipt_pdf,
    scan,
    statement_pdf,
    ubl,
)
from bookdesk.sandbox.papers.layouts import BILLS
from bookdesk.sandbox.papers.layouts.account import aged
from bookdesk.sandbox.papers.truth import Kind, Locale, Truth
from bookdesk.sandbox.papers.wording import Wording

PRINTED = (bills.COFFEE, bills.PRODUCE, bills.STATIONERY, bills.BOILER, bills.BOOKS, bills.BRANDING, bills.OFFICE)


@pytest.fixture(scope="module")
def papers() -> dict[str, Paper]:
    return journey() | irish()


def text_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pages_of(pdf: bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def test_the_journey_has_its_seven_files_in_order(papers: dict[str, Paper]) -> None:
    seven = list(journey().values())
    assert [paper.truth.kind for paper in seven] == [Kind.INVOICE] * 4 + [
        Kind.CREDIT_NOTE,
        Kind.STATEMENT,
        Kind.INVOICE,
    ]
    assert [paper.media_type.partition("/")[2] for paper in seven] == [
        "pdf",
        "pdf",
        "jpeg",
        "xml",
        "pdf",
        "pdf",
        "jpeg",
    ]
    assert seven[0].truth is seven[6].truth
    assert papers.keys() >= {paper.name for paper in seven}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(papers: dict[str, Paper]) -> None:
    again = {
        "southern-roast-SR-20418.pdf": bill_pdf(bills.COFFEE, "classic"),
        "scan-brightwater-2291.pdf": scan(bill_pdf(bills.REWIRING, "trades"), 11),
        "photo-southern-roast.jpg": photo(bill_pdf(bills.COFFEE, "classic"), 13),
        "tidewater-TCC-003907.xml": ubl(bills.CLEANING),
        "southern-roast-statement-may.pdf": statement_pdf(bills.COFFEE_STATEMENT),
    }
    assert {name: sha256(data).digest() for name, data in again.items()} == {
        name: sha256(papers[name].data).digest() for name in again
    }
    roll = receipt_pdf(bills.SCREWS)
    assert scan(roll, 1) != scan(roll, 2)
    assert photo(roll, 1) != photo(roll, 2)


def test_a_scan_has_pictures_and_no_text(papers: dict[str, Paper]) -> None:
    assert text_of(papers["scan-brightwater-2291.pdf"].data).strip() == ""
    long = bill_pdf(bills.METERING, "sidebar")
    assert pages_of(scan(long, 3)) == pages_of(long) == 2


def test_a_photo_is_a_coloured_jpeg_larger_than_a_screen(papers: dict[str, Paper]) -> None:
    image = Image.open(io.BytesIO(papers["photo-southern-roast.jpg"].data))
    assert (image.format, image.mode) == ("JPEG", "RGB")
    assert min(image.size) > 1500


@pytest.mark.parametrize("layout", sorted(BILLS))
@pytest.mark.parametrize("truth", PRINTED, ids=lambda truth: truth.number)
def test_a_page_prints_what_its_answer_says(truth: Truth, layout: str) -> None:
    words = Wording(truth.locale, truth.currency)
    printed = text_of(bill_pdf(truth, layout))
    assert truth.supplier.name.lower() in printed.replace("\r\n", " ").lower()
    for expected in (truth.number, words.plain(truth.total), words.plain(truth.amount_due), truth.customer.name):
        assert expected in printed
    assert all(words.plain(line.amount) in printed for line in truth.lines)


@pytest.mark.parametrize("layout", sorted(BILLS))
def test_a_long_table_goes_on_over_the_page(layout: str) -> None:
    pdf = bill_pdf(bills.METERING, layout)
    assert pages_of(pdf) > 1
    assert all(f"Site visit {day:02d} June" in text_of(pdf) for day in range(1, 31))


def test_mixed_rates_and_inclusive_prices_add_up() -> None:
    produce = bills.PRODUCE
    assert (produce.net, produce.tax, produce.total) == tuple(map(type(produce.net), ("425.70", "6.40", "432.10")))
    assert [str(share.rate) for share in bills.DESK_SUPPLIES.shares] == ["19", "7"]
    assert str(bills.BOILER.amount_due) == "422.10"


@pytest.mark.parametrize("truth", [bills.COFFEE, bills.REWIRING, bills.PRODUCE, bills.CLEANING, bills.STATIONERY])
def test_in_the_journey_tax_by_line_and_by_rate_are_the_same(truth: Truth) -> None:
    mode = TaxMode.INCLUSIVE if truth.inclusive else TaxMode.EXCLUSIVE
    lines = [product_tax.line(Money.of(line.amount, truth.currency), line.rate / 100, mode) for line in truth.lines]
    assert sum(line.tax.minor for line in lines) == Money.of(truth.tax, truth.currency).minor


@pytest.mark.parametrize("truth", [bills.CLEANING, bills.STATIONERY, bills.BOILER, bills.COFFEE_CREDIT])
def test_the_e_invoice_says_the_same_as_the_page(truth: Truth) -> None:
    read = read_einvoice(ubl(truth))
    assert (read.net, read.tax, read.total, read.amount_due) == (truth.net, truth.tax, truth.total, truth.amount_due)
    assert (read.invoice_number, read.issue_date, read.currency) == (truth.number, truth.issued, truth.currency)
    assert (read.supplier_name, read.supplier_tax_id) == (truth.supplier.name, truth.supplier.tax_id)
    assert read.is_credit_note == (truth.kind is Kind.CREDIT_NOTE)
    assert [line.description for line in read.line_items] == [line.description for line in truth.lines]


def test_prices_with_tax_make_no_e_invoice() -> None:
    with pytest.raises(ValueError, match="before tax"):
        ubl(bills.PRODUCE)


def test_a_statement_runs_up_to_its_balance_and_its_ages() -> None:
    statement = bills.COFFEE_STATEMENT
    assert statement.total == bills.COFFEE.total - bills.COFFEE_CREDIT.total
    assert sum(aged(statement)) == statement.total
    assert "not an invoice" in text_of(statement_pdf(statement))


def test_answers_are_plain_json_with_amounts_as_text() -> None:
    answer = json.loads(json.dumps(bills.STATIONERY.answer()))
    assert answer["fields"]["iban"] == "IE41BOFI90435100000223"
    assert answer["fields"]["bank_account"] is None
    assert answer["fields"]["total"] == "949.20"
    coffee = json.loads(json.dumps(bills.COFFEE.answer()))["fields"]
    assert (coffee["bank_routing"], coffee["bank_account"]) == ("063-010", "10448821")


def test_answers_hold_only_what_the_paper_says() -> None:
    receipt = json.loads(json.dumps(bills.SCREWS.answer()))["fields"]
    assert (receipt["customer_name"], receipt["amount_due"], receipt["total"]) == (None, None, "58.80")
    statement = json.loads(json.dumps(bills.COFFEE_STATEMENT.answer()))["fields"]
    assert (statement["invoice_number"], statement["tax"], statement["total"]) == (None, None, "1073.90")


def test_every_further_paper_has_its_own_name_and_locale() -> None:
    more = further()
    assert {paper.truth.locale for paper in more.values()} >= set(Locale) - {Locale.IRELAND}
    assert not more.keys() & (journey() | irish()).keys()


def test_a_german_amount_and_day_look_german() -> None:
    words = Wording(Locale.GERMANY, "EUR")
    truth = replace(bills.BOOKS)
    assert words.money(truth.total) == "786,10 €"
    assert words.day(truth.issued) == "18.05.2026"
