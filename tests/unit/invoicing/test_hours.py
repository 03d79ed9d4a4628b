"""Time sheets: every row is in a line or refused with its reason, and the hours make the money."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import DayOrder
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.invoicing.hours import Entry, Grouping, lines, read

HEAD = "day,person,project,hours,rate,note\n"
SHEET = (
    HEAD
    + "2026-06-01,Ann,Roof,1:20,90.00,Survey\n"
    + "2026-06-02,Ben,Roof,2.5,90.00,\n"
    + "2026-06-02,Ann,Cellar,0:40,90.00,Pump\n"
    + "2026-06-03,Ann,Roof,1,120.00,Weekend\n"
)


def _why(row: str, head: str = HEAD) -> str:
    sheet = read(head + row)
    assert sheet.entries == ()
    (refused,) = sheet.refused
    assert refused.line == 2
    return refused.why


def _grouped(by: Grouping) -> list[tuple[str, Fraction, int]]:
    return [(one.text, one.hours, one.amount.minor) for one in lines(read(SHEET).entries, by, "EUR")]


def test_a_project_is_one_line_for_each_rate() -> None:
    assert _grouped(Grouping.PROJECT) == [
        ("Roof", Fraction(23, 6), 345_00),
        ("Cellar", Fraction(2, 3), 60_00),
        ("Roof", Fraction(1), 120_00),
    ]


def test_or_a_person_is() -> None:
    assert _grouped(Grouping.PERSON) == [
        ("Ann", Fraction(2), 180_00),
        ("Ben", Fraction(5, 2), 225_00),
        ("Ann", 1, 120_00),
    ]


def test_or_each_row_says_day_person_project_and_note() -> None:
    found = _grouped(Grouping.NONE)
    assert [text for text, _, _ in found] == [
        "1 Jun 2026, Ann, Roof Survey",
        "2 Jun 2026, Ben, Roof",
        "2 Jun 2026, Ann, Cellar Pump",
        "3 Jun 2026, Ann, Roof Weekend",
    ]
    assert sum(minor for _, _, minor in found) == 525_00


def test_thirds_of_an_hour_cost_no_cent() -> None:
    entries = read(HEAD + "2026-06-01,Ann,Roof,0:20,100,\n" * 3).entries
    (one,) = lines(entries, Grouping.PROJECT, "EUR")
    assert (one.amount, one.quantity) == (Money(100_00, "EUR"), 1_000_000)
    (single, *_) = lines(entries, Grouping.NONE, "EUR")
    assert (single.amount, single.quantity) == (Money(33_33, "EUR"), 333_333)


def test_an_amount_has_the_decimals_of_its_currency() -> None:
    entries = read(HEAD + "2026-06-01,Ann,Roof,0:20,100,\n").entries
    assert [lines(entries, Grouping.NONE, currency)[0].amount.minor for currency in ("JPY", "KWD")] == [33, 33_333]


def test_columns_are_found_by_their_headings_and_separators_are_seen() -> None:
    text = "\ufeffStunden;Datum;Mitarbeiter;Projekt;Satz;Kasse\r\n1,5;01.06.2026;Ann;Dach;90,50;x\r\n"
    assert read(text).entries == (Entry(2, date(2026, 6, 1), "Ann", "Dach", Fraction(3, 2), Decimal("90.50"), ""),)


def test_a_person_has_a_usual_rate_where_the_row_has_none() -> None:
    sheet = read(HEAD + "2026-06-01,Ann,Roof,1,,\n2026-06-01,Ben,Roof,1,,\n", usual={"Ann": Decimal(80)})
    assert [one.rate for one in sheet.entries] == [Decimal(80)]
    assert [(one.line, one.why.split(".")[0]) for one in sheet.refused] == [
        (3, "The rate is empty, and the person has no usual one")
    ]


def test_an_ambiguous_date_is_refused_unless_the_order_is_known() -> None:
    row = "03/04/2026,Ann,Roof,1,90,\n"
    assert "may be two days" in _why(row)
    assert read(HEAD + row, DayOrder.DAY_FIRST).entries[0].day == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("hours", "value"),
    [
        ("1.5", "3/2"),
        ("1,5", "3/2"),
        ("0:45", "3/4"),
        ("24", "24"),
        ("7.500", "15/2"),
        ("24:00", "24"),
        ("08:05", "97/12"),
    ],
)
def test_hours_are_read_as_people_write_them(hours: str, value: str) -> None:
    assert read(f'{HEAD}2026-06-01,Ann,Roof,"{hours}",90,\n').entries[0].hours == Fraction(value)


@pytest.mark.parametrize(
    "hours",
    ["0", "-1", "24:01", "25", "1:60", "1:5", ":30", "1:2:3", "ein", "1h", "€2", "(2)", "NaN", "1e1", "9" * 5000],
)
def test_what_are_no_hours_of_a_day_is_refused(hours: str) -> None:
    assert "hours" in _why(f"2026-06-01,Ann,Roof,{hours},90,\n") or "amount" in _why(
        f"2026-06-01,Ann,Roof,{hours},90,\n"
    )


@pytest.mark.parametrize("rate", ["-5", "€90", "90 USD", "1.250", "10000000", "0.1234567", "cheap"])
def test_a_rate_that_is_none_or_may_be_two_is_refused(rate: str) -> None:
    assert _why(f"2026-06-01,Ann,Roof,1,{rate},\n")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Ann,Roof,1,90,\n", "The day is empty"),
        ("2026-02-30,Ann,Roof,1,90,\n", "is not a date"),
        ("2026-06-01,,Roof,1,90,\n", "The person is empty"),
        ("2026-06-01,Ann\n", "The project is empty"),
        ("Total,,,12:00,,\n", "The person is empty"),
        ("2026-06-01,Ann,Roof,1,90,a,b\n", "more cells"),
        ('2026-06-01,Ann,Roof,1,90,"open\n', "quotes do not match"),
    ],
)
def test_a_bad_row_is_told_with_its_reason(row: str, why: str) -> None:
    assert why in _why(row)


def test_lines_of_the_file_are_told_even_after_notes_of_two_lines_and_empty_rows() -> None:
    text = (
        HEAD + '2026-06-01,Ann,Roof,1,90,"two\nlines"\n\n,,,,,\n2026-06-02,Ann,Roof,x,90,\n2026-06-03,Ann,Roof,1,90,\n'
    )
    sheet = read(text)
    assert [(one.line, one.note) for one in sheet.entries] == [(2, "two lines"), (7, "")]
    assert [(one.line, one.text) for one in sheet.refused] == [(6, "2026-06-02 | Ann | Roof | x | 90 |")]


def test_a_quote_out_of_place_costs_its_row_only() -> None:
    sheet = read(HEAD + '2026-06-01,Ann,Roof,1,90,"a"b\n2026-06-02,Ann,Roof,1,90,\n')
    assert [one.line for one in sheet.refused] == [2]
    assert [one.line for one in sheet.entries] == [3]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "No column for day, person"),
        ("day,person,project\n", "hours"),
        ("day,date,person,project,hours\n", "Two columns"),
    ],
)
def test_a_sheet_without_its_headings_is_refused(text: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        read(text)


cells = st.sampled_from(
    ["2026-06-01", "Ann", "Roof", "1:30", "2", "90", "", "x", "1.250", "03/04/2026", 'a "q"', "n\nl"]
)


@given(st.lists(st.lists(cells, min_size=6, max_size=7), max_size=8), st.sampled_from(list(Grouping)))
def test_no_row_and_no_hour_is_lost(rows: list[list[str]], by: Grouping) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    good = "2026-06-01,Ann,Roof,1:30,90,\n"
    sheet = read(HEAD + good + "".join(f"{row}\n" for row in quoted))
    written = 1 + sum(any(row) for row in rows)
    made = lines(sheet.entries, by, "EUR")
    assert len(sheet.entries) + len(sheet.refused) == written
    assert sorted(entry.line for one in made for entry in one.entries) == [one.line for one in sheet.entries]
    assert sum((one.hours for one in made), Fraction(0)) == sum((one.hours for one in sheet.entries), Fraction(0))
    exact = sum((one.hours * Fraction(one.rate) * 100 for one in sheet.entries), Fraction(0))
    assert abs(sum(one.amount.minor for one in made) - exact) <= Fraction(len(made), 2)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    sheet = read(HEAD + text)
    assert all(one.line > 1 and one.why for one in sheet.refused)
