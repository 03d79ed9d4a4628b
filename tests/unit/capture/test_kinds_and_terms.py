"""What a document is, when it is due, how it is paid, and where a file holds several."""

from __future__ import annotations

import pytest

from bookdesk.capture.fields import read_fields
from bookdesk.capture.kinds import is_title
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.payment_way import way_of_payment
from bookdesk.capture.segments import segments_of
from bookdesk.capture.terms import terms_of
from bookdesk.core.vocabulary import DocumentKind, WayOfPayment
from tests.support.sheets import invoice, page


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("TAX INVOICE", DocumentKind.INVOICE),
        ("Rechnung", DocumentKind.INVOICE),
        ("CREDIT NOTE", DocumentKind.CREDIT_NOTE),
        ("Gutschrift", DocumentKind.CREDIT_NOTE),
        ("STATEMENT OF ACCOUNT", DocumentKind.STATEMENT),
        ("PAYMENT REMINDER", DocumentKind.REMINDER),
        ("2. Mahnung", DocumentKind.REMINDER),
        ("PRO-FORMA INVOICE", DocumentKind.PROFORMA),
        ("QUOTATION", DocumentKind.QUOTE),
        ("Angebot", DocumentKind.QUOTE),
        ("PURCHASE ORDER", DocumentKind.ORDER),
        ("DELIVERY NOTE", DocumentKind.DELIVERY_NOTE),
        ("Lieferschein", DocumentKind.DELIVERY_NOTE),
    ],
)
def test_the_title_says_what_it_is(title: str, kind: DocumentKind) -> None:
    assert read_fields([invoice(title=title)]).kind.kind is kind
    assert is_title(title)


def test_a_mention_is_no_title() -> None:
    shown = page("Acme Ltd        INVOICE", "Order: PO-17", "Delivery note: 4", "Invoice number A-1", "Total 5.00")
    assert read_fields([shown]).kind.kind is DocumentKind.INVOICE


def test_what_was_tendered_makes_a_receipt() -> None:
    shown = page("Corner Shop", "TAX INVOICE", "TOTAL   $58.80", "GST 10%   5.35", "EFTPOS   58.80", "Thank you")
    assert read_fields([shown]).kind.kind is DocumentKind.RECEIPT


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Payment Terms: 15 Days", "net 15"),
        ("Net 30", "net 30"),
        ("Zahlbar innerhalb 14 Tagen ohne Abzug", "net 14"),
        ("Zahlbar innerhalb 30 Tagen netto, 3% Skonto innerhalb 10 Tagen", "net 30"),
        ("30 days end of month", "eom 30"),
        ("due on the 20th of the following month", "next 20"),
        ("Due on receipt", "net 0"),
    ],
)
def test_terms_in_words(text: str, terms: str) -> None:
    found = terms_of(sheet_of([page(text)]))
    assert found
    assert str(found.terms) == terms


def test_days_of_a_discount_are_no_terms() -> None:
    assert terms_of(sheet_of([page("2% Skonto innerhalb von 10 Tagen")])) is None


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("The amount will be debited from your account", WayOfPayment.DIRECT_DEBIT),
        ("per SEPA-Lastschrift eingezogen", WayOfPayment.DIRECT_DEBIT),
        ("PAID IN FULL, thank you", WayOfPayment.ALREADY_PAID),
        ("Biller Code: 12345 Ref: 999", WayOfPayment.BPAY),
        ("Thank you for your business", None),
    ],
)
def test_the_way_of_payment_in_words(text: str, way: WayOfPayment | None) -> None:
    assert way_of_payment(text, DocumentKind.INVOICE, has_account=False) is way


def test_bank_details_mean_transfer_and_a_till_was_paid() -> None:
    assert way_of_payment("We accept Visa", DocumentKind.INVOICE, has_account=True) is WayOfPayment.TRANSFER
    assert way_of_payment("cash", DocumentKind.RECEIPT, has_account=False) is WayOfPayment.ALREADY_PAID


def test_pages_numbered_anew_after_a_last_page_begin_another_document() -> None:
    pages = [page(f"Invoice {text}", text, number=number) for number, text in enumerate(_NUMBERED, 1)]
    assert [[shown.number for shown in part] for part in segments_of(pages)] == [[1, 2], [3], [4, 5]]


_NUMBERED = ("Page 1 of 2", "Page 2 of 2", "Seite 1 von 1", "Page 1 of 3", "Page 2 of 3")


def test_pages_without_numbers_stay_together() -> None:
    assert len(segments_of([page("a", number=1), page("b", number=2)])) == 1
