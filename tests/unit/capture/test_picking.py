"""Clicked words and typed text become the exact form in which a field is set, or say what stands in the way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture import editing
from bookdesk.capture.entering import entered
from bookdesk.capture.meanings import NOTHING, FieldType, Hints, Meaning, type_of
from bookdesk.capture.picking import hints_of, picked
from bookdesk.capture.placed import PlacedWord, in_reading_order, joined, lines_of, word_at, words_within
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.dates import DayOrder
from bookdesk.core.entered import entered_money

AUSTRALIA = Hints(DecimalMark.DOT, DayOrder.DAY_FIRST, "AUD", "AU", date(2026, 7, 1), date(2026, 5, 4))
GERMANY = Hints(DecimalMark.COMMA, DayOrder.DAY_FIRST, "EUR", "DE", date(2026, 7, 1), date(2026, 5, 4))
UNKNOWN = Hints(currency="AUD", today=date(2026, 7, 1))
BARE = Hints(today=date(2026, 7, 1))


def words(text: str) -> list[PlacedWord]:
    """The words of a text in a row, far apart as in columns."""
    return [
        PlacedWord(1, position, one, (position * 0.1, 0.1, position * 0.1 + 0.05, 0.12), 1.0, 0, position)
        for position, one in enumerate(text.split())
    ]


def values(meaning: Meaning) -> list[str]:
    return [one.value for one in meaning.alternatives]


@pytest.mark.parametrize(
    ("field", "clicked", "hints", "value"),
    [
        ("total", "Total: 1,171.80", AUSTRALIA, "1171.80"),
        ("total", "1.171,80 €", GERMANY, "1171.80"),
        ("total", "AUD 1 171.80", AUSTRALIA, "1171.80"),
        ("total", "1.234", GERMANY, "1234.00"),
        ("total", "1.234", UNKNOWN, "1234.00"),
        ("total", "89.00-", AUSTRALIA, "89.00"),
        ("net", "(89.00)", AUSTRALIA, "89.00"),
        ("line.1.net", "-89.00", AUSTRALIA, "-89.00"),
        ("amount_due", "12.50 12.50", AUSTRALIA, "12.50"),
        ("issue_date", "Date: 3/4/2026", AUSTRALIA, "2026-04-03"),
        ("issue_date", "4. Mai 2026", GERMANY, "2026-05-04"),
        ("issue_date", "31/12/2025", UNKNOWN, "2025-12-31"),
        ("due_date", "Payment within 30 days", AUSTRALIA, "2026-06-03"),
        ("supplier_name", "Southern Roast Pty Ltd,", AUSTRALIA, "Southern Roast Pty Ltd"),
        ("supplier_name", "Cascade Office Products, Inc.", AUSTRALIA, "Cascade Office Products, Inc."),
        ("bank_routing", "Routing 123000220", Hints(currency="USD"), "123000220"),
        ("customer_name", "Harbour Lane Cafe", AUSTRALIA, "Harbour Lane Cafe"),
        ("invoice_number", "Invoice number: SR-20418", AUSTRALIA, "SR-20418"),
        ("invoice_number", "Rechnungsnr.:118204", GERMANY, "118204"),
        ("invoice_number", "INV 00123", AUSTRALIA, "INV 00123"),
        ("po_number", "PO-1187", AUSTRALIA, "PO-1187"),
        ("payment_reference", "Reference: TCC003907", AUSTRALIA, "TCC003907"),
        ("iban", "IBAN IE29 AIBK 9311 5212 3456 78", GERMANY, "IE29AIBK93115212345678"),
        ("bank_routing", "BSB 062-000", AUSTRALIA, "062000"),
        ("bank_account", "Account 1234 5678", AUSTRALIA, "12345678"),
        ("bank_account", "BSB 062-000 Account 12345678", AUSTRALIA, "12345678"),
        ("supplier_tax_id", "ABN 51 824 753 556", AUSTRALIA, "51824753556"),
        ("supplier_tax_id", "VAT no. IE6388047V", GERMANY, "IE6388047V"),
        ("currency", "Total EUR", GERMANY, "EUR"),
        ("currency", "$ 12.00", AUSTRALIA, "AUD"),
        ("rate", "1,6543", GERMANY, "1.6543"),
        ("line.2.description", "Evening cleaning, May", AUSTRALIA, "Evening cleaning, May"),
        ("note", "thank you", AUSTRALIA, "thank you"),
    ],
)
def test_clicked_words_become_a_value(field: str, clicked: str, hints: Hints, value: str) -> None:
    meaning = picked(field, words(clicked), hints)
    assert meaning.value == value
    assert meaning.why
    assert not meaning.ambiguous


@pytest.mark.parametrize(
    ("field", "clicked", "hints", "choices"),
    [
        ("total", "12.00 13.00", AUSTRALIA, ["12.00", "13.00"]),
        ("total", "1.234", BARE, ["1234", "1.234"]),
        ("total", "1.234", AUSTRALIA, ["1234.00"]),
        ("issue_date", "3/4/2026", UNKNOWN, ["2026-04-03", "2026-03-04"]),
        ("issue_date", "from 1/5/26 to 31/5/26", AUSTRALIA, ["2026-05-01", "2026-05-31"]),
        ("bank_account", "112233 445566", Hints(), None),
    ],
)
def test_what_may_be_two_values_offers_both(field: str, clicked: str, hints: Hints, choices: list[str] | None) -> None:
    meaning = picked(field, words(clicked), hints)
    if choices is None:
        assert meaning.value == "112233445566", "one number in groups"
        return
    assert meaning.value is None
    assert meaning.ambiguous
    assert values(meaning) == choices
    assert all(one.why for one in meaning.alternatives)


@pytest.mark.parametrize(
    ("field", "clicked", "why"),
    [
        ("total", "Total", "no amount"),
        ("total", "EUR 5.00", "EUR is not the document's currency, AUD"),
        ("issue_date", "Total", "no date"),
        ("due_date", "soon", "no date"),
        ("iban", "IE29 AIBK 9311 5212 3456 79", "check digits are wrong"),
        ("bank_routing", "12345", "no BSB"),
        ("bank_account", "none here", "no account number"),
        ("supplier_tax_id", "51 824 753 557", "check digits do not hold"),
        ("supplier_tax_id", "none", "no tax number"),
        ("currency", "Total", "no currency"),
        ("rate", "much", "no exchange rate"),
        ("account", "Rent", "chosen from a list"),
        ("line.1.tax_code", "GST", "chosen from a list"),
    ],
)
def test_words_that_mean_nothing_say_why(field: str, clicked: str, why: str) -> None:
    meaning = picked(field, words(clicked), AUSTRALIA)
    assert (meaning.value, meaning.alternatives) == (None, ())
    assert why in meaning.why


def test_no_words_are_no_value() -> None:
    assert picked("total", [], AUSTRALIA).value is None


@pytest.mark.parametrize(
    ("field", "typed", "hints", "value"),
    [
        ("total", "1,234.5", AUSTRALIA, "1234.50"),
        ("total", "1.234,50", GERMANY, "1234.50"),
        ("total", "1.234,50", AUSTRALIA, "1234.50"),
        ("total", "1.234", GERMANY, "1234.00"),
        ("total", "1,234", AUSTRALIA, "1234.00"),
        ("total", "1234", AUSTRALIA, "1234.00"),
        ("total", "$ 99", AUSTRALIA, "99.00"),
        ("line.1.net", "12-", AUSTRALIA, "-12.00"),
        ("amount_due", "", AUSTRALIA, NOTHING),
        ("issue_date", "3/11", AUSTRALIA, "2026-11-03"),
        ("issue_date", "3.11.2026", AUSTRALIA, "2026-11-03"),
        ("issue_date", "today", AUSTRALIA, "2026-07-01"),
        ("due_date", "+30", AUSTRALIA, "2026-06-03"),
        ("due_date", "eom", AUSTRALIA, "2026-05-31"),
        ("due_date", "today", AUSTRALIA, "2026-07-01"),
        ("due_date", "net 14", AUSTRALIA, "2026-05-18"),
        ("due_date", "eom 10", AUSTRALIA, "2026-06-10"),
        ("due_date", "none", AUSTRALIA, NOTHING),
        ("posting_date", "+1", AUSTRALIA, "2026-07-02"),
        ("invoice_number", "  SR-1  ", AUSTRALIA, "SR-1"),
        ("supplier_name", "Bean & Co", AUSTRALIA, "Bean & Co"),
        ("iban", "ie29 aibk 9311 5212 3456 78", GERMANY, "IE29AIBK93115212345678"),
        ("bank_routing", "062-000", AUSTRALIA, "062000"),
        ("bank_account", "1234 5678", AUSTRALIA, "12345678"),
        ("supplier_tax_id", "51 824 753 556", AUSTRALIA, "51824753556"),
        ("supplier_tax_id", "12-3456789", Hints(country="US"), "123456789"),
        ("currency", "eur", AUSTRALIA, "EUR"),
        ("rate", "1,6543", GERMANY, "1.6543"),
        ("way_of_payment", "Direct_debit", AUSTRALIA, "direct debit"),
        ("way_of_payment", "dir", AUSTRALIA, "direct debit"),
        ("tax_mode", "incl", AUSTRALIA, "inclusive"),
        ("account", "5-1000", AUSTRALIA, "5-1000"),
        ("line.1.description", "", AUSTRALIA, ""),
        ("note", "-", AUSTRALIA, NOTHING),
    ],
)
def test_typed_text_becomes_a_value(field: str, typed: str, hints: Hints, value: str) -> None:
    meaning = entered(field, typed, hints)
    assert meaning.value == value
    assert meaning.why


@pytest.mark.parametrize(
    ("field", "typed", "hints", "choices"),
    [
        ("total", "1.234", AUSTRALIA, ["1234.00"]),
        ("total", "1.234", BARE, ["1234", "1.234"]),
        ("issue_date", "3/11", UNKNOWN, ["2026-11-03", "2026-03-11"]),
        ("way_of_payment", "c", AUSTRALIA, ["card", "cheque"]),
        ("total", "much", AUSTRALIA, []),
        ("total", "", AUSTRALIA, []),
        ("supplier_name", "", AUSTRALIA, []),
        ("issue_date", "31/2", AUSTRALIA, []),
        ("issue_date", "3/11", Hints(), []),
        ("iban", "IE00", GERMANY, []),
        ("way_of_payment", "barter", AUSTRALIA, []),
        ("currency", "EURO", AUSTRALIA, []),
        ("rate", "0", AUSTRALIA, []),
        ("supplier_tax_id", "DE123456789", GERMANY, []),
    ],
)
def test_typed_text_that_cannot_be_one_value_says_so(field: str, typed: str, hints: Hints, choices: list[str]) -> None:
    meaning = entered(field, typed, hints)
    assert meaning.value is None
    assert meaning.why
    assert values(meaning) == choices


amounts = st.decimals(Decimal("-9999999.99"), Decimal("9999999.99"), places=2)
marks = st.sampled_from([DecimalMark.DOT, DecimalMark.COMMA])


def written(value: Decimal, mark: DecimalMark) -> str:
    text = f"{value:,.2f}"
    return text if mark is DecimalMark.DOT else text.translate(str.maketrans(",.", ".,"))


@given(amounts, marks, marks)
def test_an_amount_with_its_cents_is_the_same_whoever_types_it(
    value: Decimal, mark: DecimalMark, person: DecimalMark
) -> None:
    hints = Hints(mark=person, currency="AUD")
    found = entered("total", written(value, mark), hints).value
    assert found is not None
    assert entered_money(found, "AUD").minor == int(value * 100)
    clicked = picked("line.1.net", words(f"Total {written(value, mark)}"), hints).value
    assert clicked is not None
    assert entered_money(clicked, "AUD").minor == int(value * 100)


@given(amounts)
def test_the_exact_form_stays_as_it_is(value: Decimal) -> None:
    exact = format(value, "f")
    for mark in DecimalMark:
        assert Decimal(entered("total", exact, Hints(mark=mark, currency="AUD")).value or "x") == value


@given(st.dates(date(1980, 1, 1), date(2068, 12, 31)), st.sampled_from(list(DayOrder)))
def test_a_day_in_its_exact_form_stays_as_it_is(day: date, order: DayOrder) -> None:
    hints = Hints(order=order, today=date(2026, 7, 1))
    assert entered("issue_date", day.isoformat(), hints).value == day.isoformat()
    assert picked("issue_date", words(day.strftime("%d %B %Y")), hints).value == day.isoformat()


FIELDS = st.sampled_from([*editing.SETTERS, *editing.ON_DOCUMENT, "line.1.net", "line.2.description", "line.1.account"])


@given(FIELDS, st.text(max_size=40), st.sampled_from([AUSTRALIA, GERMANY, UNKNOWN, Hints()]))
def test_whatever_is_typed_or_clicked_has_one_value_or_a_reason(field: str, text: str, hints: Hints) -> None:
    for meaning in (entered(field, text, hints), picked(field, words(text), hints)):
        assert meaning.why
        assert meaning.value is None or not meaning.alternatives
        assert len({one.value for one in meaning.alternatives}) == len(meaning.alternatives)
        if type_of(field) is FieldType.AMOUNT and hints.currency is not None:
            for value in (meaning.value, *values(meaning)):
                assert value in {None, NOTHING} or entered_money(value, hints.currency)


def test_a_page_decides_how_it_writes_before_its_country_does() -> None:
    def hints(*lines: str) -> Hints:
        return hints_of(lines, known_order=DayOrder.DAY_FIRST, currency="USD", country="US", today=None, issued=None)

    assert (hints().mark, hints().order) == (None, DayOrder.DAY_FIRST)
    assert hints("Total 1.234,50").mark is DecimalMark.COMMA
    assert hints("Date 12/31/2026").order is DayOrder.MONTH_FIRST


def placed(*boxes: tuple[float, float, float, float]) -> list[PlacedWord]:
    return [PlacedWord(1, index, f"w{index}", box, 1.0, index // 2, 0) for index, box in enumerate(boxes)]


def test_a_point_means_the_smallest_word_under_it() -> None:
    page = placed((0.0, 0.0, 0.9, 0.9), (0.1, 0.1, 0.2, 0.2))
    assert word_at(page, 0.15, 0.15) is page[1]
    assert word_at(page, 0.5, 0.5) is page[0]
    assert word_at(page, 0.95, 0.95) is None


def test_a_rectangle_means_the_words_it_covers_more_than_half() -> None:
    page = placed((0.0, 0.0, 0.1, 0.1), (0.2, 0.0, 0.4, 0.1), (0.0, 0.2, 0.1, 0.3))
    assert words_within(page, (0.0, 0.0, 0.31, 0.1)) == page[:2]
    assert words_within(page, (0.0, 0.0, 0.29, 0.1)) == page[:1]
    assert words_within(page, (0.0, 0.06, 1.0, 0.26)) == page[2:]


@given(st.permutations(range(6)))
def test_words_are_joined_as_they_are_read_however_they_were_gathered(order: Sequence[int]) -> None:
    page = placed(*[(0.0, 0.0, 1.0, 1.0)] * 6)
    gathered = [page[index] for index in order]
    assert in_reading_order([*gathered, *gathered]) == page
    assert joined(gathered) == "w0 w1 w2 w3 w4 w5"
    assert lines_of(gathered) == ["w0 w1", "w2 w3", "w4 w5"]


def in_row(text: str) -> list[PlacedWord]:
    """The words of a text as they are printed: two or more spaces are a wide gap."""
    row: list[PlacedWord] = []
    x = 0.05
    for part in text.split(" "):
        if part:
            box = (x, 0.1, x + 0.01 * len(part), 0.112)
            row.append(PlacedWord(1, len(row), part, box, 1.0, 0, 0))
        x += 0.01 * (len(part) + 1)
    below = PlacedWord(1, len(row), "9999", (0.05, 0.12, 0.09, 0.132), 1.0, 1, 0)
    return [*row, below]


BANK_ROW = "BSB 062 000   Account 1020 3040   ABN 51 824 753 556   IBAN IE29 AIBK 9311 5212 3456 78   157.52"


@pytest.mark.parametrize(
    ("field", "row", "clicked", "value"),
    [
        ("bank_account", BANK_ROW, "3040", "10203040"),
        ("bank_account", BANK_ROW, "1020", "10203040"),
        ("bank_account", "Account 1020 - 3040", "3040", "10203040"),
        ("bank_account", "062-000 1020 3040 157.52", "3040", "10203040"),
        ("bank_account", "Account 10203040 15/06/2026", "10203040", "10203040"),
        ("bank_account", "Account 1020-3040", "1020-3040", "10203040"),
        ("bank_account", "12 3456 0123456 00", "0123456", "123456012345600"),
        ("bank_account", "Account 1020     3040", "3040", "3040"),
        ("bank_routing", BANK_ROW, "000", "062000"),
        ("bank_routing", "062-000 1020 3040", "062-000", "062000"),
        ("bank_routing", "062 000 1020 3040", "062", "062000"),
        ("iban", BANK_ROW, "9311", "IE29AIBK93115212345678"),
        ("iban", BANK_ROW, "IE29", "IE29AIBK93115212345678"),
        ("supplier_tax_id", BANK_ROW, "753", "51824753556"),
        ("invoice_number", "Invoice 1020 3040", "3040", "3040"),
        ("total", "12 157.52", "157.52", "157.52"),
    ],
)
def test_a_click_on_one_group_means_the_whole_printed_number(field: str, row: str, clicked: str, value: str) -> None:
    page = in_row(row)
    (word,) = [one for one in page if one.text == clicked]
    meaning = picked(field, [word], AUSTRALIA, page)
    assert meaning.value == value
    assert meaning.why


def test_several_words_that_were_dragged_stay_as_they_were_chosen() -> None:
    page = in_row("Account 10 203 040")
    assert picked("bank_account", page[1:3], AUSTRALIA, page).value == "10203"
    assert picked("bank_account", page[1:4], AUSTRALIA, page).value == "10203040"


def test_a_click_into_a_row_of_groups_without_an_end_offers_what_it_may_be() -> None:
    page = in_row("1020 3040 5060 7080")
    meaning = picked("bank_account", [page[1]], AUSTRALIA, page)
    assert (meaning.value, values(meaning)) == (None, ["10203040", "30405060"])


def test_a_click_into_an_iban_whose_check_digits_fail_says_so() -> None:
    page = in_row("IBAN IE29 AIBK 9311 5212 3456 79")
    meaning = picked("iban", [page[3]], AUSTRALIA, page)
    assert meaning.value is None
    assert "IE29AIBK93115212345679 is no IBAN" in meaning.why


@given(st.integers(6, 9).flatmap(lambda size: st.text("0123456789", min_size=size, max_size=size)), st.data())
def test_whichever_group_is_clicked_the_number_is_the_same(number: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(number) - 1), max_size=3)))
    parts = [number[start:end] for start, end in zip([0, *cuts], [*cuts, len(number)], strict=True)]
    page = in_row(f"BSB 062-000   Account {' '.join(parts)}   Total 157.52")
    word = page[3 + data.draw(st.integers(0, len(parts) - 1))]
    assert picked("bank_account", [word], AUSTRALIA, page).value == number


@given(st.text("0123456789 -.OlAIB", max_size=30), FIELDS, st.data())
def test_whatever_stands_around_a_clicked_word_it_has_one_value_or_a_reason(
    text: str, field: str, data: st.DataObject
) -> None:
    page = in_row(text)
    meaning = picked(field, [data.draw(st.sampled_from(page))], AUSTRALIA, page)
    assert meaning.why
    assert meaning.value is None or not meaning.alternatives
