"""The text of a mail's web page: lines and columns as they are seen, nothing that is not seen, and no time lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reading.htmltext import COLUMNS, html_lines, wrapped


def said(source: str) -> list[str]:
    return [line for line in html_lines(source) if line]


def test_cells_of_a_table_stand_in_columns_and_figures_end_together() -> None:
    rows = "<tr><td>Team plan</td><td>$9.00</td></tr><tr><td>Sum &amp; all</td><td>AUD 1,250.00</td></tr>"
    assert said(f"<table>{rows}</table>") == ["Team plan          $9.00", "Sum & all   AUD 1,250.00"]


def test_tables_that_only_lay_out_a_page_leave_no_columns_behind() -> None:
    inner = "<table><tr><td><p>Total</p></td><td><div>5.00</div></td></tr></table>"
    page = f"<table><tr><td>&nbsp;</td><td><h1>Receipt</h1>{inner}</td><td></td></tr></table>"
    assert said(page) == ["Receipt", "Total   5.00"]


@pytest.mark.parametrize(
    "hidden",
    [
        "<style>Total 9.99</style>",
        "<SCRIPT>document.write('Total 9.99')</SCRIPT>",
        "<div style='Display : none'><div>x</div>Total 9.99</div>",
        '<span style="color:red;font-size:0px">Total 9.99</span>',
        "<p hidden>Total 9.99</p>",
        "<!-- Total 9.99 -->",
        "<title>Total 9.99</title>",
        "<img alt='Total 9.99' src='https://tracker.example/p.gif'>",
        "<!--[if mso]><p>Total 9.99</p><![endif]-->",
    ],
)
def test_what_is_not_shown_is_not_read(hidden: str) -> None:
    assert said(f"<p>Paid 5.00{hidden} in cash</p>") == ["Paid 5.00 in cash"]


def test_what_was_left_open_hides_no_more_than_it_holds() -> None:
    assert said("<td>a</td></table></div>b<p>c<table><tr><td>d<td>e<tr><td>f") == ["a", "b", "c", "d   e", "f"]
    assert said("seen<script>never ended, Total 1.00") == ["seen"]


def test_a_row_that_is_wider_than_a_line_is_wrapped_within_its_columns() -> None:
    words = "word " * 40
    (first, *rest) = said(f"<table><tr><td>{words}</td><td>12.00</td></tr></table>")
    assert first.endswith("   12.00")
    assert len(rest) == 2
    wide = "".join(f"<td>{'cell' * 5}</td>" for _ in range(30))
    assert said(f"<table><tr>{wide}</tr></table>") == ["cell" * 5] * 30


@pytest.mark.parametrize(
    "hostile",
    ["<" * 100_000, "<a" * 50_000, "<table><tr><td>" * 20_000, "&#" + "9" * 50_000, "<!" * 50_000, "<td>" * 50_000],
    ids=["brackets", "tags", "tables", "entity", "declarations", "cells"],
)
def test_a_page_that_was_made_to_annoy_is_read_all_the_same(hostile: str) -> None:
    assert said(hostile + "<p>end</p>")[-1] == "end"


def test_a_line_is_cut_between_words_and_nothing_of_it_is_lost() -> None:
    assert wrapped("one two three", 7) == ["one two", "three"]
    assert wrapped("x" * 20, 8) == ["x" * 8, "x" * 8, "x" * 4]


@given(st.text(alphabet="ab <>/td=\"'&;#9é\n", max_size=300))
def test_any_text_becomes_lines_of_a_bounded_width(source: str) -> None:
    assert all(len(line) <= COLUMNS for line in html_lines(source))


@given(st.text(alphabet="ab ", max_size=400), st.integers(1, 90))
def test_wrapping_keeps_every_letter(line: str, width: int) -> None:
    pieces = wrapped(line, width)
    assert "".join("".join(pieces).split()) == "".join(line.split())
    assert all(len(piece) <= width for piece in pieces)
