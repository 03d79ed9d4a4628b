"""Importing again changes nothing, overlaps do not double, and two equal coffees survive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.dedup import Booking, Known, fingerprint, sort_out

_DAY = date(2026, 3, 1)


def _coffee(bank_id: str | None = None, text: str = "COFFEE TO GO", amount: int = -420, source: str = "ofx") -> Booking:
    return Booking(_DAY, amount, "AUD", text, bank_id, source)


def _stored(*bookings: Booking) -> list[Known]:
    return [Known(f"K{n}", booking, fingerprint(booking)) for n, booking in enumerate(bookings)]


def test_two_equal_coffees_survive_and_come_once() -> None:
    twice = [_coffee(), _coffee()]
    first = sort_out(twice, [])
    assert [one.occurrence for one in first.fresh] == [1, 2]
    assert not sort_out(twice, _stored(*twice)).fresh
    assert [one.occurrence for one in sort_out([*twice, _coffee()], _stored(*twice)).fresh] == [3]


def test_the_banks_id_recognises_a_booking_whose_text_changed() -> None:
    found = sort_out([_coffee("7", "CARD COFFEE TO GO SYDNEY")], _stored(_coffee("7")))
    assert found.repeated == {0: "K0"}


def test_the_same_id_at_another_amount_is_shown_and_kept() -> None:
    found = sort_out([_coffee("7", amount=-999)], _stored(_coffee("7")))
    assert len(found.fresh) == 1
    assert [conflict.known for conflict in found.conflicts] == ["K0"]


def test_an_id_that_stands_at_many_amounts_is_none() -> None:
    found = sort_out([_coffee("0", amount=-1), _coffee("0", amount=-2)], _stored(_coffee("0", amount=-1)))
    assert (found.repeated, len(found.fresh), found.conflicts) == ({0: "K0"}, 1, ())


def test_different_ids_keep_equal_bookings_apart() -> None:
    assert len(sort_out([_coffee("2")], _stored(_coffee("1"))).fresh) == 1


def test_a_bank_that_makes_new_ids_each_time_is_seen_through() -> None:
    tea = replace(_coffee("2"), text="TEA")
    again = [_coffee("91"), replace(tea, bank_id="92")]
    assert not sort_out(again, _stored(_coffee("1"), tea)).fresh


def test_another_format_of_the_same_days_is_recognised() -> None:
    found = sort_out([_coffee(source="csv", text="Coffee to go 01/03 09:15")], _stored(_coffee("1")))
    assert found.repeated == {0: "K0"}


def test_card_times_do_not_make_a_booking_new() -> None:
    assert fingerprint(_coffee(text="POS 16.09. 11:32 SPAR")) == fingerprint(_coffee(text="POS 16.09. 11:33 SPAR"))


_bookings = st.lists(
    st.builds(
        Booking,
        st.integers(0, 5).map(lambda days: _DAY + timedelta(days=days)),
        st.sampled_from([-420, -500, 1000]),
        st.just("AUD"),
        st.sampled_from(["COFFEE", "TEA", "RENT"]),
    ),
    max_size=20,
)


@given(_bookings, st.integers(0, 20), st.integers(0, 20))
def test_overlapping_files_end_as_one_history(bookings: list[Booking], end: int, start: int) -> None:
    ordered = sorted(bookings, key=lambda one: one.day)
    cut = {one.day for one in ordered[: min(start, end)]}
    first, second = ordered[:end], [one for one in ordered if one.day not in cut or one in ordered[end:]]
    first = [one for one in ordered if one.day <= (first[-1].day if first else date.min)]  # files hold whole days
    stored = _stored(*first)
    fresh = [second[one.position] for one in sort_out(second, stored).fresh]
    seen = set(map(fingerprint, first)) | set(map(fingerprint, second))
    for print_ in seen:
        counts = [sum(fingerprint(one) == print_ for one in part) for part in (first, second)]
        assert sum(fingerprint(one) == print_ for one in (*first, *fresh)) == max(counts)
    assert not sort_out(second, _stored(*first, *fresh)).fresh
