"""Lines read by columns that a person drew, and what is proposed for him to draw on."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.candidates import finds_of
from bookdesk.capture.columns import NARROWEST, Grid, lines_in, proposed
from bookdesk.capture.items import Column, Item, items_of
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import sheet_of
from bookdesk.core.amounts import DecimalMark
from bookdesk.reading.words import Page
from tests.support.sheets import page

D, Q, P, R, N, O = (  # noqa: E741 - one letter a column, as a person would note them
    Column.DESCRIPTION,
    Column.QUANTITY,
    Column.UNIT_PRICE,
    Column.RATE,
    Column.NET,
    Column.OTHER,
)
BARE = page(  # a table whose heads say nothing: it is not read by itself
    "Cobble & Sons                              Invoice 4711",
    "",
    "What we did                    often       each      GST     makes",
    "1   Sourdough loaf, sliced         3       5.15       0%     15.45",
    "    (made on Monday)",
    "2   Almond croissant              31       3.45      10%    106.95",
    "3   Banana bread, slab             2      24.50      10%     49.00",
    "",
    "Subtotal                                                     171.40",
    "GST                                                           15.60",
    "Total                                                        187.00",
)
LOAF = Item("Sourdough loaf, sliced (made on Monday)", Decimal(3), Decimal("5.15"), Decimal("15.45"), Decimal(0))


def grid_of(drawn: Page) -> Grid:
    sheet = sheet_of([drawn])
    return proposed(sheet, drawn.number, finds_of(sheet), labels_of(sheet))


def read(grid: Grid, drawn: Page = BARE) -> tuple[Item, ...]:
    return lines_in(grid, sheet_of([drawn]), DecimalMark.DOT)


def test_a_table_without_known_heads_is_read_by_the_columns_that_are_proposed() -> None:
    sheet = sheet_of([BARE])
    assert items_of(sheet, finds_of(sheet)) == (), "else it proves nothing"
    grid = grid_of(BARE)
    assert grid.holds == (O, D, Q, P, R, N)
    found = read(grid)
    assert found[0] == LOAF
    assert [one.net for one in found] == [Decimal("15.45"), Decimal("106.95"), Decimal("49.00")]


def test_the_frame_ends_before_the_sums() -> None:
    grid = grid_of(BARE)
    sums = next(line for line in sheet_of([BARE]).lines if line.text.startswith("Subtotal"))
    assert grid.bottom < sums.box[1]
    more = grid.with_frame(grid.top, 1.0)
    assert len(read(more)) > len(read(grid)), "who draws it larger gets what he draws"


def test_heads_within_the_frame_are_no_line() -> None:
    grid = grid_of(BARE)
    assert read(grid.with_frame(0.0, grid.bottom)) == read(grid)


def test_a_bound_that_is_dragged_gives_words_to_the_other_column() -> None:
    grid = grid_of(BARE)
    at = grid.holds.index(Q)
    without = grid.with_bound(at + 1, grid.bounds[at] + NARROWEST)  # the counts are right of it now
    assert all(one.quantity is None for one in read(without))
    assert read(without.with_bound(at + 1, grid.bounds[at + 1])) == read(grid)


def test_what_a_column_holds_can_be_said_and_only_once() -> None:
    grid = grid_of(BARE)
    said = grid.named(grid.holds.index(P), N)
    assert said.holds == (O, D, Q, N, R, O)
    assert [one.net for one in read(said)] == [Decimal("5.15"), Decimal("3.45"), Decimal("24.50")]


def test_without_a_column_of_amounts_a_line_makes_count_times_price() -> None:
    grid = grid_of(BARE)
    said = grid.named(grid.holds.index(N), O)
    assert [one.net for one in read(said)] == [Decimal("15.45"), Decimal("106.95"), Decimal("49.00")]


def test_a_figure_that_may_be_two_values_is_none_of_them() -> None:
    drawn = page("Flour, white           1.234", "Sugar, brown           2.345")
    grid = Grid(1, 0.0, 0.5, (0.05, 0.25, 0.5), (D, N))
    assert lines_in(grid, sheet_of([drawn]), None) == ()
    assert [one.net for one in lines_in(grid, sheet_of([drawn]), DecimalMark.COMMA)] == [Decimal(1234), Decimal(2345)]


def test_a_page_without_rows_is_offered_a_description_and_an_amount() -> None:
    drawn = page("Dear Sir, thank you for your letter.")
    assert grid_of(drawn).holds == (D, N)
    assert read(grid_of(drawn), drawn) == ()


def test_a_tax_code_in_a_row_makes_it_no_sum() -> None:
    drawn = page(
        "Hire of a marquee          GST      450.00",
        "Chairs, forty of them      GST       80.00",
        "Total                               530.00",
    )
    assert [one.net for one in read(grid_of(drawn), drawn)] == [Decimal("450.00"), Decimal("80.00")]


def test_words_that_begin_with_a_number_are_a_description_and_no_count() -> None:
    drawn = page(
        "2 boxes of Granny Smith apples          36.40",
        "10 bags of potatoes, washed             18.00",
        "Total                                   54.40",
    )
    grid = grid_of(drawn)
    assert grid.holds == (D, N)
    assert [one.description for one in read(grid, drawn)] == [
        "2 boxes of Granny Smith apples",
        "10 bags of potatoes, washed",
    ]


def test_short_words_behind_a_count_are_a_description_where_there_is_no_other() -> None:
    drawn = page("2 x Ice @ $4          8.00", "3 x Cod @ $9         27.00", "Total                35.00")
    assert grid_of(drawn).holds == (D, N)


SHARES = st.floats(-0.2, 1.2, allow_nan=False)
ACTS = st.lists(
    st.tuples(st.sampled_from(["bound", "frame", "part", "join", "name"]), SHARES, SHARES, st.integers(0, 12)),
    max_size=12,
)


@given(ACTS)
def test_whatever_is_dragged_bounds_stay_in_order_and_on_the_page(
    acts: list[tuple[str, float, float, int]],
) -> None:
    grid = grid_of(BARE)
    for act, x, y, number in acts:
        if act == "bound":
            grid = grid.with_bound(number % len(grid.bounds), x)
        elif act == "frame":
            grid = grid.with_frame(x, y)
        elif act == "part":
            grid = grid.parted(x)
        elif act == "join":
            grid = grid.joined(number)
        else:
            grid = grid.named(number % len(grid.holds), list(Column)[number % len(Column)])
        assert list(grid.bounds) == sorted(grid.bounds)
        assert grid.bounds[0] >= 0 <= grid.top < grid.bottom <= 1 >= grid.bounds[-1]
        assert len(grid.holds) == len(grid.bounds) - 1
        read(grid)


@pytest.mark.parametrize("number", [0, 6])
def test_the_outer_bounds_stay(number: int) -> None:
    grid = grid_of(BARE)
    assert grid.joined(number) == grid


def test_a_new_bound_parts_a_column_and_taking_it_out_joins_it_again() -> None:
    grid = grid_of(BARE)
    at = grid.holds.index(D)
    middle = (grid.bounds[at] + grid.bounds[at + 1]) / 2
    parted = grid.parted(middle)
    assert parted.holds == (O, D, O, Q, P, R, N)
    assert parted.joined(at + 1) == grid
    assert replace(grid, page=2) != grid
