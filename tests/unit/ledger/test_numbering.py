"""Numbers of issued documents: each once, none given back, and what is missing is told."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.vocabulary import NumberedKind, YearShown
from bookdesk.ledger.numbering import Gap, Number, Series, Used, following, refuse_overlap, review

PLAIN = Series(prefix="INV-")
YEARLY = Series(prefix="RE", year=YearShown.STARTS, restarts=True)
AUSTRALIAN = Series(prefix="", year=YearShown.ENDS, restarts=True, start_month=7, separator="/")
SUMMER = date(2026, 7, 1)
series_of_any_kind = st.builds(
    Series,
    prefix=st.sampled_from(["", "INV-", "R", "2026-", "A.1"]),
    digits=st.integers(min_value=1, max_value=6),
    year=st.sampled_from([YearShown.STARTS, YearShown.ENDS]),
    short_year=st.booleans(),
    separator=st.sampled_from(["", "-", "/"]),
    restarts=st.booleans(),
    start_month=st.integers(min_value=1, max_value=12),
    first=st.integers(min_value=1, max_value=2000),
) | st.builds(Series, prefix=st.sampled_from(["", "INV-", "7-"]), digits=st.integers(min_value=1, max_value=9))
days = st.dates(min_value=date(2000, 1, 1), max_value=date(2098, 12, 31))


def _used(*texts: str) -> list[Used]:
    return [Used(text) for text in texts]


def test_the_first_number_and_the_one_after_the_highest() -> None:
    assert following(PLAIN, [], SUMMER) == "INV-0001"
    assert following(PLAIN, _used("INV-0007", "INV-0003", "2019/12"), SUMMER) == "INV-0008"
    assert following(PLAIN, _used("INV-9999"), SUMMER) == "INV-10000"
    assert following(Series(prefix="INV-", first=1001), _used("INV-0007"), SUMMER) == "INV-1001"


def test_a_cancelled_number_is_not_given_again() -> None:
    used = [Used("INV-0001"), Used("INV-0002", cancelled=True)]
    assert following(PLAIN, used, SUMMER) == "INV-0003"
    assert review(PLAIN, used).cancelled == ("INV-0002",)
    assert review(PLAIN, used).gaps == ()


def test_a_series_restarts_with_the_financial_year_of_the_day_of_issue() -> None:
    used = _used("2026/0001", "2026/0002")
    assert following(AUSTRALIAN, used, date(2026, 6, 30)) == "2026/0003"
    assert following(AUSTRALIAN, used, date(2026, 7, 1)) == "2027/0001"
    assert following(YEARLY, _used("RE2026-0009"), date(2027, 1, 1)) == "RE2027-0001"


def test_a_year_that_is_january_to_december_starts_and_ends_in_the_same() -> None:
    assert Series(year=YearShown.ENDS).year_of(date(2026, 12, 31)) == 2026
    assert Series(year=YearShown.STARTS, start_month=4).year_of(date(2026, 3, 31)) == 2025


def test_a_series_that_counts_on_shows_the_year_and_goes_on() -> None:
    on = Series(prefix="R", year=YearShown.STARTS, short_year=True)
    assert following(on, _used("R26-0041"), date(2027, 2, 1)) == "R27-0042"


def test_numbers_of_the_program_before_count_and_what_lies_below_them_is_not_missing() -> None:
    used = [Used("RE2026-0143", elsewhere=True), *_used("RE2026-0144", "RE2026-0147")]
    assert following(YEARLY, used, SUMMER) == "RE2026-0148"
    assert review(YEARLY, used).gaps == (Gap("RE2026-0145", "RE2026-0146", 2),)


def test_gaps_are_told_for_each_year_and_as_ranges() -> None:
    found = review(YEARLY, _used("RE2026-0003", "RE2025-0001", "RE2025-0003", "RE2026-90000"))
    assert found.gaps == (
        Gap("RE2025-0002", "RE2025-0002", 1),
        Gap("RE2026-0001", "RE2026-0002", 2),
        Gap("RE2026-0004", "RE2026-89999", 89_996),
    )


def test_numbers_given_twice_and_those_of_another_form_are_told() -> None:
    found = review(PLAIN, _used("INV-0001", "INV-0001", "inv-0001", "INV-1", "INV-0002", "Gift"))
    assert found.duplicates == ("INV-0001", "inv-0001")
    assert found.strangers == ("inv-0001", "INV-1", "Gift")
    assert found.gaps == ()


@pytest.mark.parametrize(
    "text", ["", "INV-", "INV-00001", "INV-1", "INV-0001 ", "INV-\u0660\u0660\u0660\u0661", "inv-0001", "INV--001"]
)
def test_what_the_series_would_not_have_written_is_none_of_it(text: str) -> None:
    assert PLAIN.parse(text) is None


def test_a_full_series_says_so_and_gives_nothing() -> None:
    full = "9" * 21
    with pytest.raises(RuleBroken, match="21 characters"):
        following(Series(), _used(full), SUMMER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"prefix": "INV "},
        {"prefix": "Ré"},
        {"separator": "1"},
        {"digits": 0},
        {"digits": 10},
        {"first": 0},
        {"start_month": 13},
        {"restarts": True},
    ],
)
def test_a_series_that_cannot_work_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        Series(**wrong)  # type: ignore[arg-type]


def test_a_beginning_that_leaves_no_room_is_refused() -> None:
    with pytest.raises(RuleBroken):
        Series(prefix="INVOICE-OF-OUR-OFFICE")


@pytest.mark.parametrize(
    ("invoices", "credits_", "apart"),
    [("INV-", "CN-", True), ("", "CN-", True), ("R", "R-", True), ("", "", False), ("R", "R2", False)],
)
def test_two_kinds_never_share_a_number(invoices: str, credits_: str, *, apart: bool) -> None:
    series = {NumberedKind.INVOICE: Series(invoices), NumberedKind.CREDIT_NOTE: Series(credits_)}
    if apart:
        refuse_overlap(series)
    else:
        with pytest.raises(InputError):
            refuse_overlap(series)


@given(series_of_any_kind, st.integers(min_value=1, max_value=10**7), days)
def test_what_is_written_is_read_as_the_same(series: Series, counter: int, day: date) -> None:
    written = following(series, _used(following(series, [], day)), day)
    read = series.parse(written)
    assert read is not None
    assert series.text(read) == written
    number = Number(counter, read.year)
    assert series.parse(series.text(number)) == number


@given(series_of_any_kind, st.lists(days, max_size=25))
def test_a_series_left_to_itself_has_no_gap_and_no_number_twice(series: Series, issued: list[date]) -> None:
    used: list[Used] = []
    for day in sorted(issued):
        used.append(Used(following(series, used, day)))
    found = review(series, used)
    assert (found.gaps, found.duplicates, found.strangers) == ((), (), ())


@given(st.sets(st.integers(min_value=1, max_value=200)))
def test_used_numbers_and_gaps_make_up_the_whole_count(counters: set[int]) -> None:
    found = review(PLAIN, [Used(PLAIN.text(Number(counter))) for counter in counters])
    assert sum(gap.count for gap in found.gaps) + len(counters) == max(counters, default=0)
