"""The paper of an invoice as its reader meets it: pages, sums, names, and what a hostile text cannot do to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Detail, InvoicePaper, PaperLine, PaymentWay, PlanRow, Printed, QrCode
from bookdesk.formats.paper.render import render
from bookdesk.formats.paper.stationery import DIN_5008_B, SHEETS, US_10, Stationery
from tests.support.invoicepapers import fonts_of, ink_of, lines, pages_in, pages_of, paper_of

ARABIC, HEBREW = "شركة النور للتجارة", "שלום ושות"
POINTS = 72 / 25.4


def money(text: str) -> int:
    return int(Decimal(text.replace(",", "")) * 100)


def told(page: str, words: str) -> int | None:
    """Return the amount that a page tells behind these words, in pence."""
    found = re.search(rf"{words}\s+(-?[\d,]+\.\d\d)", page)
    return money(found.group(1)) if found else None


def test_a_short_invoice_is_one_page_that_says_everything() -> None:
    (page,) = pages_of(paper_of(lines((10_000, 2_345))))
    for words in ("Invoice", "INV-0042", "29 November 2026", "Bayside Plumbing", "Harbour Lane Ltd", "Item 002"):
        assert words in page
    for words in ("VAT 20% on 123.45", "24.69", "£148.14", "01-02-03", "Payment within 30 days.", "Page 1 of 1"):
        assert words in page
    assert "forward" not in page


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(min_value=-90_000, max_value=9_000_000), min_size=1, max_size=120),
    st.lists(st.integers(min_value=0, max_value=400), max_size=12),
)
def test_sums_are_carried_from_page_to_page(amounts: list[int], lengths: list[int]) -> None:
    descriptions = [f"Item {place + 1:03d} " + "word " * length for place, length in enumerate(lengths[: len(amounts)])]
    pages = pages_of(paper_of(lines(amounts, descriptions=descriptions)))
    so_far = 0
    for number, page in enumerate(pages, start=1):
        brought, carried = told(page, "Brought forward"), told(page, "Carried forward")
        assert brought in {None, so_far}
        so_far += sum(amounts[int(item) - 1] for item in re.findall(r"Item (\d\d\d)", page))
        assert carried in {None, so_far}
        assert f"Page {number} of {len(pages)}" in page
    assert so_far == sum(amounts)
    assert (told(pages[0], "Carried forward") is None) == all("Brought" not in page for page in pages)


def test_every_page_but_the_first_repeats_the_head_and_only_the_first_bears_the_letterhead() -> None:
    first, *others = pages_of(paper_of(lines(range(1_000, 1_120))))
    assert len(others) >= 2
    assert "4 Quay Street" in first
    for page in others:
        assert "Description" in page or "Subtotal" not in page
        assert "Invoice INV-0042 · 29 November 2026" in page
        assert "Quay Street" not in page


def test_the_totals_never_stand_on_a_page_without_what_they_sum_up() -> None:
    for count in range(1, 70):
        page = next(one for one in pages_of(paper_of(lines([100] * count))) if "Subtotal" in one)
        assert f"Item {count:03d}" in page
        assert "Total\n" in page or "Total £" in page


def test_1000_lines_are_taken_and_1001_are_not() -> None:
    assert pages_of(paper_of(lines([100] * 1_000)))[-1].count("Subtotal") == 1
    with pytest.raises(InputError, match="1001"):
        render(paper_of(lines([100] * 1_001)))


def test_a_long_description_goes_on_over_pages_and_loses_no_word() -> None:
    words = [f"w{number}" for number in range(2_500)]
    pages = pages_of(paper_of(lines((500, 600), descriptions=(" ".join(words),))))
    assert len(pages) >= 3
    assert re.findall(r"\bw\d+\b", " ".join(pages)) == words
    assert told(pages[0], "Carried forward") == told(pages[1], "Brought forward") == 500


@pytest.mark.parametrize("length", range(700, 1_000, 20))
def test_totals_that_find_no_room_take_the_sum_along_to_a_page_of_their_own(length: int) -> None:
    pages = pages_of(paper_of(lines((500, 600), descriptions=("short", "word " * length))))
    page = next(one for one in pages if "Subtotal" in one)
    assert "word" in page or told(page, "Brought forward") == 1_100


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(min_value=0, max_value=500), min_size=1, max_size=40),
    st.integers(min_value=0, max_value=900),
    st.booleans(),
)
def test_no_page_is_written_on_below_its_foot(lengths: list[int], remarks: int, with_slip: bool) -> None:  # noqa: FBT001 - drawn by chance
    rows = lines([100] * len(lengths), descriptions=["x " + "word " * length for length in lengths])
    pdf = render(replace(paper_of(rows), notes="note " * remarks, slip=with_slip, qr=QrCode("x", "Scan")))
    foot = 20 * POINTS - 1
    for page in range(pages_in(pdf)):
        lowest = sorted(box[1] for box in ink_of(pdf, page) if box[3] - box[1] > 1)
        assert lowest[2] > foot, page  # the two lowest are the foot itself


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=SHEETS)
def test_nothing_stands_outside_the_sheet_and_the_address_stands_in_its_window(sheet: Stationery) -> None:
    paper = replace(paper_of(lines([100] * 60)), stationery=sheet, slip=True)
    pdf, size = render(paper), paper.stationery
    for left, bottom, right, top in ink_of(pdf, 0):
        assert left >= 0
        assert bottom >= 0
        assert right <= size.width * POINTS
        assert top <= size.height * POINTS
    in_window = [
        box
        for box in ink_of(pdf, 0)
        if box[0] >= size.window_left * POINTS - 1
        and box[2] <= (size.window_left + size.window_width) * POINTS
        and box[3] <= (size.height - size.window_top) * POINTS
        and box[1] >= (size.height - size.window_top - size.window_height) * POINTS
    ]
    assert len(in_window) >= len(paper.address)


@pytest.mark.parametrize(
    "address",
    [
        ("4 Quay Street", "Bristol BS1 4DJ"),
        ("17 Forsyth Street", "O'Connor ACT 2602", "Australia"),
        ("Hinterhaus, Ernst-Reuter-Platz 7", "10587 Berlin-Charlottenburg", "Deutschland"),
    ],
)
def test_the_sender_stands_whole_above_the_address_in_its_window(address: tuple[str, ...]) -> None:
    paper = paper_of(lines([100]))
    name = "Wellington & Daughters Plumbing and Drainage Pty Ltd"
    paper = replace(paper, stationery=DIN_5008_B, seller=replace(paper.seller, name=name, address=address))
    pdf = render(paper)
    (page,) = pages_of(paper)
    said = " ".join(page.split())
    assert "…" not in said
    for part in (name, *address):
        assert said.count(part) >= 2, "in the letterhead and in the window"
    zone = (297 - 45) * POINTS, (297 - 45 - 17.7) * POINTS
    sender = [box for box in ink_of(pdf, 0) if box[1] >= zone[1] and box[3] <= zone[0] and box[0] <= 26 * POINTS]
    assert sender
    assert all(box[2] <= 105 * POINTS for box in sender)


def test_equal_papers_are_equal_files() -> None:
    paper = replace(paper_of(lines((1, 2, 3))), qr=QrCode("payload", "Scan"), link="https://pay.example/1", slip=True)
    assert render(paper) == render(replace(paper))
    assert render(paper) != render(replace(paper, number="INV-0043"))


def test_every_font_is_in_the_file() -> None:
    paper = replace(paper_of(lines((100,))), notes=f"{ARABIC} {HEBREW} Ελλάδα Łódź Москва", qr=QrCode("x"))
    pdf = render(paper)
    fonts = fonts_of(pdf)
    families = {name.rpartition("+")[2].partition("-")[0] for name, _ in fonts}
    assert families == {"NotoSans", "NotoSansArabic", "NotoSansHebrew"}
    assert all(embedded for _, embedded in fonts)
    assert b"Helvetica" not in pdf


@pytest.mark.parametrize("name", [ARABIC, HEBREW, f"{HEBREW} (2020) Ltd"])
def test_a_name_from_right_to_left_is_copied_as_it_was_written(name: str) -> None:
    (page,) = pages_of(replace(paper_of(lines((100,))), notes=name))
    assert name in page


def test_markup_is_drawn_as_text() -> None:
    evil = '<b>bold</b> &amp; <img src="file:///etc/passwd"/> <para/> %s {0} ]]> \\(x\\) '
    (page,) = pages_of(replace(paper_of(lines((100,), descriptions=(evil,))), number="<a>&lt;", terms=evil))
    assert "".join(evil.split()) in "".join(page.split())
    assert "<a>&lt;" in page


def test_what_turns_or_hides_text_is_taken_out() -> None:
    (page,) = pages_of(paper_of(lines((100,), descriptions=("pay\u202eevil\u202c \u2066now\u2069\x00\x07\u200b.",))))
    assert "payevil now." in page


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=60), st.sampled_from(["en-GB", "de-AT", "fr-CA", "es-MX"]))
def test_any_text_can_be_drawn(text: str, short: str, locale: str) -> None:
    paper = replace(
        paper_of(lines((100,), descriptions=(text,))),
        number=short,
        title=short,
        notes=text,
        introduction=text,
        address=(short,),
        locale=locale,
        ways=(PaymentWay(short, (Detail(short, short),)),),
        slip=True,
    )
    assert render(paper) == render(paper)


@pytest.mark.parametrize("word", ["W" * 3_000, "-" * 2_000, "ש" * 2_000, "a\u0301" * 1_500])
def test_a_word_without_end_is_broken_within_its_column(word: str) -> None:
    pdf = render(paper_of(lines((100,), descriptions=(word,))))
    right = (210 - 20) * POINTS
    assert max(box[2] for box in ink_of(pdf, 0)) <= right + 1


def test_a_column_that_no_line_fills_is_left_out() -> None:
    bare = tuple(replace(line, quantity=None, price=None, rate=None) for line in lines((100, 200)))
    (page,) = pages_of(paper_of(bare))
    assert "Quantity" not in page
    assert "Price" not in page
    assert "Amount" in page


def test_tax_that_is_in_the_prices_is_told_and_not_added() -> None:
    paper = paper_of(lines((12_000,)))
    tax = replace(paper.taxes[0], base=Money(10_000, "GBP"), tax=Money(2_000, "GBP"))
    (page,) = pages_of(replace(paper, tax_included=True, taxes=(tax,), total=Money(12_000, "GBP")))
    assert "of which VAT 20% on 100.00" in page
    assert "£120.00" in page


def test_what_was_paid_is_taken_off_what_is_due() -> None:
    (page,) = pages_of(replace(paper_of(lines((10_000,))), paid=Money(5_000, "GBP")))
    assert told(page, "Already paid") == -5_000
    assert "£70.00" in page


@pytest.mark.parametrize(
    ("kind", "locale", "words"),
    [
        (Printed.INVOICE, "de-DE", ("Rechnung", "Fällig am", "Zwischensumme", "Seite 1 von 1")),
        (Printed.CREDIT_NOTE, "fr-FR", ("Avoir", "Montant crédité", "Sous-total", "Page 1 sur 1")),
        (Printed.ESTIMATE, "es-ES", ("Presupuesto", "Válido hasta", "Página 1 de 1")),
    ],
)
def test_the_paper_speaks_the_customer_s_language(kind: Printed, locale: str, words: tuple[str, ...]) -> None:
    (page,) = pages_of(replace(paper_of(lines((100,))), kind=kind, locale=locale))
    assert [word for word in words if word not in page] == []


def test_only_an_invoice_says_how_to_pay() -> None:
    paper = replace(paper_of(lines((100,))), slip=True, qr=QrCode("x"))
    (estimate,) = pages_of(replace(paper, kind=Printed.ESTIMATE))
    assert "01-02-03" not in estimate
    assert "Remittance" not in estimate
    assert "Remittance slip" in "".join(pages_of(paper))


def test_the_link_leads_where_it_says() -> None:
    pdf = render(replace(paper_of(lines((100,))), link="https://pay.example/i/9f2c", stationery=US_10))
    assert b"https://pay.example/i/9f2c" in pdf


def wide(paper: InvoicePaper) -> InvoicePaper:
    return replace(paper, address=tuple("A long line of an address" for _ in range(20)))


def deep(paper: InvoicePaper) -> InvoicePaper:
    ways = tuple(PaymentWay("Bank", (Detail("Account " * 12, "12345678 " * 30),) * 8) for _ in range(3))
    return replace(paper, ways=ways)


def high(paper: InvoicePaper) -> InvoicePaper:
    return replace(paper, introduction="word " * 3_000)


@pytest.mark.parametrize("change", [wide, deep, high])
def test_what_no_page_can_hold_is_refused_with_a_sentence(change: Callable[[InvoicePaper], InvoicePaper]) -> None:
    with pytest.raises(InputError) as refused:
        render(change(paper_of(lines((100,)))))
    assert refused.value.remedy.endswith(".")


def test_the_instalments_stand_in_a_table_and_must_make_the_total() -> None:
    paper = paper_of(lines((10_000,)))
    rows = (
        PlanRow("Deposit", date(2026, 12, 6), Money(4_000, "GBP")),
        PlanRow("On delivery", None, Money(8_000, "GBP")),
    )
    (page,) = pages_of(replace(paper, plan=rows))
    for words in ("Payment plan", "Deposit 6 Dec 2026 40.00", "On delivery when reached 80.00"):
        assert words in " ".join(page.split())
    with pytest.raises(RuleBroken, match="instalments"):
        render(replace(paper, plan=rows[:1]))


def test_a_draft_says_so_across_every_page() -> None:
    pages = pages_of(replace(paper_of(lines([100] * 80)), watermark="DRAFT"))
    assert len(pages) > 1
    assert all("DRAFT" in page for page in pages)


@pytest.mark.parametrize(("currency", "shown"), [("JPY", "99,999,999,999,999"), ("KWD", "9,999,999,999,999.999")])
def test_an_amount_is_never_shortened(currency: str, shown: str) -> None:
    largest = Money(10**16 - 1 if currency == "KWD" else 99_999_999_999_999, currency)
    row = PaperLine("Ship", largest, price=largest.major, quantity=Decimal(1), unit="very long unit of measurement")
    (page,) = pages_of(replace(paper_of((row,)), taxes=(), total=largest))
    assert page.count(shown) >= 4
