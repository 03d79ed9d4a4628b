from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.formats.einvoice.invoice import EInvoice, EInvoiceLine, EInvoiceTax, Syntax
from bookdesk.reading.drawnpages import DrawnPages
from bookdesk.reading.einvoicerows import Style, einvoice_rows, einvoice_text

SMALL = EInvoice(
    syntax=Syntax.UBL,
    profile=None,
    type_code="380",
    is_credit_note=False,
    supplier_name="Łódź Druk sp. z o.o.",
    invoice_number="FV 7/2026",
    issue_date=date(2026, 5, 4),
    due_date=None,
    currency="EUR",
    net=Decimal("100.00"),
    tax=Decimal("23.00"),
    total=Decimal("123.00"),
    amount_due=Decimal("0.00"),
    iban="IE29AIBK93115212345678",
    tax_breakdown=(EInvoiceTax(Decimal(23), Decimal("100.00"), Decimal("23.00"), "S"),),
    line_items=(EInvoiceLine("Paper", Decimal(2), Decimal("50.00"), Decimal("100.00"), Decimal(23), unit="KGM"),),
)


def test_an_e_invoice_reads_like_an_invoice() -> None:
    text = einvoice_text(SMALL)
    for shown in (
        "Invoice FV 7/2026",
        "data without pages",
        "Name  Łódź Druk sp. z o.o.",
        "Issue date  2026-05-04",
        "IBAN  IE29 AIBK 9311 5212 3456 78",
        "Paper  2 kg  50.00  23  100.00",
        "S  23  100.00  23.00",
        "Total  123.00 EUR",
        "Amount due  0.00 EUR",
    ):
        assert shown in text.splitlines() or shown in text
    assert "Due date" not in text
    assert "Customer" not in text


def test_a_credit_note_is_called_one() -> None:
    assert einvoice_text(replace(SMALL, is_credit_note=True)).startswith("Credit note FV 7/2026")


def test_a_wrong_iban_is_shown_as_it_stands() -> None:
    assert "IBAN  IE00AIBK" in einvoice_text(replace(SMALL, iban="IE00AIBK"))


@given(st.text(max_size=2_000), st.integers(1, 120))
def test_any_text_and_any_number_of_lines_can_be_drawn(text: str, count: int) -> None:
    line = EInvoiceLine(text, None, None, Decimal("1.00"), None)
    invoice = replace(SMALL, supplier_name=text, payment_terms=text, line_items=(line,) * count)
    drawn = DrawnPages(einvoice_rows(invoice))
    assert len(drawn) >= 1
    assert len(drawn.shown(len(drawn), (90, 127))) == 90 * 127 * 3


def test_what_does_not_fit_on_a_page_goes_on_the_next_and_ends_somewhere() -> None:
    lines = (EInvoiceLine("Paper", Decimal(1), Decimal(1), Decimal(1), Decimal(23)),)
    assert len(DrawnPages(einvoice_rows(replace(SMALL, line_items=lines * 10)))) == 1
    assert len(DrawnPages(einvoice_rows(replace(SMALL, line_items=lines * 100)))) == 3
    assert len(DrawnPages(einvoice_rows(replace(SMALL, line_items=lines * 20_000)))) == 200


def test_every_row_has_the_cells_its_style_needs() -> None:
    for row in einvoice_rows(SMALL):
        assert len(row.cells) == {Style.PAIR: 2, Style.HEADS: 5, Style.ITEM: 5}.get(row.style, 1)
