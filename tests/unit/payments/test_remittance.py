"""The remittance advice: what it says is on the page, and the same advice is the same bytes."""

from __future__ import annotations

import io
from datetime import date

import pypdfium2  # type: ignore[import-untyped]
import pytest

from bookdesk.core.money import Money
from bookdesk.formats.printed import grouped, shown
from bookdesk.payments.remittance import Advice, AdviceLine, render


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


LINES = (
    AdviceLine(date(2026, 6, 1), "Bill", "INV-1001", aud("1100"), aud("0"), aud("1100")),
    AdviceLine(date(2026, 6, 8), "Bill", "INV <1014> & Co", aud("12480.55"), aud("4000"), aud("5000")),
    AdviceLine(None, "Credit note", "CN-77", aud("330"), aud("0"), aud("-330")),
)
ADVICE = Advice(
    "Harbour Cafe Pty Ltd", "ABN 51 824 753 556", "Łukasz Śliwa", ("1 Bean St", "2000 Sydney"), "013999 •••0021",
    date(2026, 7, 1), "R7-1", aud("5770"), LINES,
)  # fmt: skip


def pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def test_it_names_payer_payee_reference_documents_and_total() -> None:
    (text,) = pages(render(ADVICE))
    for words in ("Harbour Cafe", "ABN 51 824 753 556", "R7-1", "1 Jul 2026", "INV-1001", "INV <1014> & Co", "CN-77"):
        assert words in text
    for amount in ("12,480.55", "4,000.00", "-330.00", "5,770.00 AUD"):
        assert amount in text


def test_letters_the_font_lacks_become_their_nearest() -> None:
    assert "Łukasz Sliwa" in pages(render(ADVICE))[0]


def test_the_same_advice_is_the_same_bytes() -> None:
    assert render(ADVICE) == render(ADVICE)


def test_many_documents_run_over_pages_with_the_heading_on_each() -> None:
    many = Advice(**{name: getattr(ADVICE, name) for name in ADVICE.__slots__} | {"lines": LINES * 30})
    found = pages(render(many))
    assert len(found) > 1
    assert all("This payment" in text for text in found)
    assert "page 2" in found[1]


@pytest.mark.parametrize(
    ("amount", "text"),
    [(Money(-123456, "AUD"), "-1,234.56"), (Money(1234, "JPY"), "1,234"), (Money(5, "KWD"), "0.005")],
)
def test_amounts_are_grouped_for_people(amount: Money, text: str) -> None:
    assert grouped(amount) == text


def test_a_day_cannot_be_misread() -> None:
    assert (shown(date(2026, 3, 4)), shown(None)) == ("4 Mar 2026", "")
