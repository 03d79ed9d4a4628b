"""An e-invoice's values win; its page lends them places, and a page that says otherwise is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bookdesk.capture.extraction import Extracted, as_kind, extract
from bookdesk.capture.report import document_row, words_of
from bookdesk.core.vocabulary import DocumentKind, FieldState, WayOfPayment
from bookdesk.formats.einvoice.invoice import EInvoice, EInvoiceLine, EInvoiceTax, Syntax
from bookdesk.reading.words import Page, Source
from tests.support.sheets import invoice, reading

XML = EInvoice(
    syntax=Syntax.UBL,
    profile=None,
    type_code="380",
    is_credit_note=False,
    supplier_name="Harbour Foods Pty Ltd",
    invoice_number="HF-1007",
    issue_date=date(2026, 5, 4),
    due_date=None,
    currency="AUD",
    net=Decimal("100.00"),
    tax=Decimal("10.00"),
    total=Decimal("110.00"),
    amount_due=Decimal("110.00"),
    supplier_tax_ids=("51824753556",),
    payment_means_code="49",
    bank_account="12345678",
    bic="062000",
    tax_breakdown=(EInvoiceTax(Decimal(10), Decimal("100.00"), Decimal("10.00")),),
    line_items=(EInvoiceLine("Coffee", Decimal(4), Decimal(25), Decimal("100.00"), Decimal(10)),),
)


def read(xml: EInvoice, page: Page | None = None) -> Extracted:
    return extract(replace(reading(*([page] if page else [])), einvoice=xml))[0]


def test_values_come_from_the_xml_and_places_from_the_page() -> None:
    found = read(XML, invoice())
    fields = found.extraction.fields
    assert found.source is Source.XML
    for name in ("invoice_number", "total", "issue_date", "supplier_name", "supplier_tax_id"):
        assert fields[name].page == 1
        assert fields[name].box
        assert fields[name].confidence > 0.9
    assert fields["due_date"].value == "2026-05-18"  # the XML has none, the page has
    assert fields["bank_routing"].value == "062000"
    assert found.extraction.way is WayOfPayment.DIRECT_DEBIT
    assert all(check.passed for check in found.extraction.checks)


def test_a_page_that_shows_another_total_is_told() -> None:
    found = read(replace(XML, net=Decimal("1000.00"), tax=Decimal("100.00"), total=Decimal("1100.00")), invoice())
    assert found.extraction.fields["total"].value == "1100.00"
    assert found.extraction.fields["total"].state is FieldState.CHECK
    assert [check.name for check in found.extraction.checks if not check.passed] == [
        "the page shows the e-invoice's total"
    ]


def test_sums_that_do_not_add_up_are_not_proved() -> None:
    found = read(replace(XML, total=Decimal("111.00")))
    assert found.extraction.fields["total"].state is FieldState.CONFIDENT
    assert [check.passed for check in found.extraction.checks] == [False]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"is_credit_note": True}, DocumentKind.CREDIT_NOTE),
        ({"type_code": "325"}, DocumentKind.PROFORMA),
        ({"type_code": "384"}, DocumentKind.INVOICE),
    ],
)
def test_its_type_code_says_what_it_is(change: dict[str, object], kind: DocumentKind) -> None:
    assert read(replace(XML, **change)).extraction.kind.kind is kind  # type: ignore[arg-type] # fields by name


def test_a_minimum_profile_is_completed_from_the_page() -> None:
    found = read(replace(XML, line_items=(), tax_breakdown=()), invoice())
    assert [item.net for item in found.extraction.items] == [Decimal("100.00")]


def test_the_row_has_the_published_shape() -> None:
    document = read(XML, invoice())
    row = document_row("a.pdf", 1, document, 0.1234)
    fields = row["fields"]
    assert isinstance(fields, dict)
    assert (row["kind"], row["source"], row["pages"], row["error"], row["seconds"]) == (
        "invoice",
        "xml",
        [1],
        None,
        0.123,
    )
    assert set(fields["total"]) == {"value", "confidence", "state", "page", "box", "why"}
    assert row["tax_breakdown"] == [{"rate": "10.00", "net": "100.00", "tax": "10.00"}]
    assert row["line_items"] == [
        {"description": "Coffee", "quantity": "4", "unit_price": "25", "net": "100.00", "tax_rate": "10"}
    ]
    assert len(words_of(document)) == len(invoice().words)
    assert as_kind(document, DocumentKind.OTHER).extraction.kind.kind is DocumentKind.OTHER
