"""Letters that go with money, as their reader meets them: statements over pages, receipts, reminders."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Detail, PaymentWay, QrCode
from bookdesk.formats.paper.letter import Asked, LetterColumn, LetterPaper, LetterTable
from bookdesk.formats.paper.letters import render_letter
from bookdesk.formats.paper.wording import printable
from tests.support.invoicepapers import SELLER, fonts_of, ink_of, pages_in, texts_of

DAY = date(2026, 11, 29)
COLUMNS = (
    LetterColumn("Date"),
    LetterColumn("Document"),
    LetterColumn("Amount", figures=True),
    LetterColumn("Balance", figures=True),
)


def statement(rows: int) -> LetterPaper:
    """A statement of account of so many invoices of 100.00 each."""
    table = LetterTable(
        COLUMNS,
        tuple(
            (
                DAY + timedelta(days=place),
                f"Invoice {place + 1:04d}",
                Money(10_000, "GBP"),
                Money(10_000 * place, "GBP"),
            )
            for place in range(rows)
        ),
        last=("", "Amount due", None, Money(10_000 * rows, "GBP")),
        heading="Movements",
    )
    return LetterPaper(
        title="Statement of account",
        issued=DAY,
        seller=SELLER,
        address=("Bayside Plumbing", "12 Shore Road", "Bristol BS2 0AA"),
        asked=Asked("Amount due", Money(10_000 * rows, "GBP")),
        paragraphs=("Dear Sir or Madam,", "this is how your account stands."),
        tables=(table,),
        closing=("Kind regards,", "Harbour Lane"),
        ways=(PaymentWay("Bank transfer", (Detail("Account", "12345678"),)),),
    )


def test_a_statement_says_what_is_owed_and_how_to_pay() -> None:
    (page,) = texts_of(render_letter(statement(3)))
    for words in (
        "Statement of account",
        "29 November 2026",
        "Bayside Plumbing",
        "Invoice 0003",
        "1 Dec 2026",
        "300.00",
    ):
        assert words in page
    for words in ("Amount due £300.00", "How to pay", "12345678", "Kind regards,", "Page 1 of 1"):
        assert words in " ".join(page.split())


@settings(max_examples=20, deadline=None)
@given(st.integers(min_value=1, max_value=150))
def test_every_row_stands_once_and_the_sum_stands_with_the_last_one(rows: int) -> None:
    pages = texts_of(render_letter(statement(rows)))
    assert re.findall(r"Invoice (\d{4})", " ".join(pages)) == [f"{place + 1:04d}" for place in range(rows)]
    whole = next(page for page in pages if f"Invoice {rows:04d}" in page)
    assert re.search(rf"Invoice {rows:04d}[\s\S]*Amount due", whole)
    for page in pages:
        assert "Invoice 0" not in page or "Balance" in page


@pytest.mark.parametrize(
    ("locale", "day", "amount"),
    [("de-DE", "29.11.2026", "1.234,50"), ("fr-FR", "29 nov. 2026", "234,50"), ("en-US", "Nov 29, 2026", "1,234.50")],
)
def test_cells_are_written_as_people_of_the_place_write_them(locale: str, day: str, amount: str) -> None:
    table = LetterTable(COLUMNS, ((DAY, "x", Money(123_450, "EUR"), Decimal("2.50")),))
    (page,) = texts_of(render_letter(replace(statement(1), tables=(table,), locale=locale)))
    assert day in page
    assert amount in page
    assert re.search(r"2[.,]5\b", page)


def test_an_amount_is_never_cut_however_large() -> None:
    huge = Money(-(10**16) + 1, "EUR")
    table = LetterTable(COLUMNS, ((DAY, "word " * 50, huge, huge),), last=("", "", huge, huge))
    (page,) = texts_of(render_letter(replace(statement(1), tables=(table,))))
    assert page.count("-99,999,999,999,999.99") == 4
    assert page.count("word") == 50


def test_a_long_reminder_goes_on_over_pages_and_loses_no_word() -> None:
    words = [f"w{number}" for number in range(2_000)]
    letter = replace(statement(1), paragraphs=(" ".join(words),), qr=QrCode("x", "Scan"))
    assert re.findall(r"\bw\d+\b", " ".join(texts_of(render_letter(letter)))) == words


def test_a_letter_needs_neither_table_nor_figure() -> None:
    letter = LetterPaper("Thank you", DAY, SELLER, ("Bayside Plumbing",), paragraphs=("We had your payment.",))
    (page,) = texts_of(render_letter(letter))
    assert "We had your payment." in page
    assert "How to pay" not in page


def test_every_font_is_in_the_file_and_equal_letters_are_equal_files() -> None:
    letter = replace(statement(2), closing=("שלום ושות", "شركة النور للتجارة"))
    pdf = render_letter(letter)
    assert all(embedded for _, embedded in fonts_of(pdf))
    assert pdf == render_letter(replace(letter))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=60), min_size=3, max_size=3))
def test_any_text_stays_within_the_sheet(text: str, cells: list[str]) -> None:
    table = LetterTable(COLUMNS, ((cells[0], cells[1], cells[2], 1),), heading=text)
    pdf = render_letter(replace(statement(1), tables=(table,), paragraphs=(text,), closing=(text,)))
    for page in range(pages_in(pdf)):
        assert all(box[0] >= 0 and box[1] >= 0 for box in ink_of(pdf, page))


def untitled(letter: LetterPaper) -> LetterPaper:
    return replace(letter, title=" ")


def endless(letter: LetterPaper) -> LetterPaper:
    return replace(letter, tables=(replace(letter.tables[0], rows=letter.tables[0].rows * 2_001),))


def in_klingon(letter: LetterPaper) -> LetterPaper:
    return replace(letter, locale="tlh-KL")


def unsafe(letter: LetterPaper) -> LetterPaper:
    return replace(letter, link="javascript:alert(1)")


def talkative(letter: LetterPaper) -> LetterPaper:
    return replace(letter, tables=(replace(letter.tables[0], heading="x" * 301),))


@pytest.mark.parametrize("change", [untitled, endless, in_klingon, unsafe, talkative])
def test_what_nobody_could_use_is_refused_with_a_sentence(change: Callable[[LetterPaper], LetterPaper]) -> None:
    with pytest.raises(InputError) as refused:
        render_letter(change(statement(1)))
    assert refused.value.remedy.endswith(".")


def test_a_row_with_a_cell_too_many_is_a_mistake_of_ours() -> None:
    table = LetterTable(COLUMNS, ((DAY, "x"),))
    with pytest.raises(ValueError, match="a cell for each column"):
        render_letter(replace(statement(1), tables=(table,)))


@pytest.mark.parametrize(
    ("locale", "printed"),
    [
        ("de-AT", "de-AT"),
        ("DE_at", "de-AT"),
        ("fr", "fr"),
        ("es-419", "es"),
        ("pl-PL", "en-GB"),
        ("", "en-GB"),
        ("zh-Hant-TW", "en-GB"),
    ],
)
def test_any_locale_leads_to_one_that_there_are_labels_in(locale: str, printed: str) -> None:
    assert printable(locale) == printed
    assert render_letter(replace(statement(1), locale=printable(locale)))


def test_long_titles_are_wrapped_so_that_no_column_leaves_the_sheet() -> None:
    columns = tuple(LetterColumn(f"More than {days} days overdue", figures=True) for days in range(30, 38))
    table = LetterTable(columns, ((Money(123_456, "EUR"),) * 8,))
    pdf = render_letter(replace(statement(1), tables=(table,)))
    assert "More than 30" in " ".join(" ".join(texts_of(pdf)).split())
    assert max(box[2] for box in ink_of(pdf, 0)) <= (210 - 20) * 72 / 25.4 + 1
    huge = LetterTable(columns, ((Money(10**16 - 1, "EUR"),) * 8,))
    with pytest.raises(InputError, match="beside each other"):
        render_letter(replace(statement(1), tables=(huge,)))


@given(st.lists(st.tuples(st.text(max_size=40), st.booleans(), st.text(max_size=60)), min_size=1, max_size=8))
def test_whatever_stands_in_columns_they_stay_apart_and_on_the_sheet(drawn: list[tuple[str, bool, str]]) -> None:
    columns = tuple(LetterColumn(title, figures=figures) for title, figures, _ in drawn)
    row = tuple(Money(1_234_567, "EUR") if figures else text for _, figures, text in drawn)
    pdf = render_letter(replace(statement(1), tables=(LetterTable(columns, (row,), row),)))
    for page in range(pages_in(pdf)):
        assert max(box[2] for box in ink_of(pdf, page)) <= (210 - 20) * 72 / 25.4 + 1
