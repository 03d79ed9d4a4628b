from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.records import MalformedRecord, from_data, to_data


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Whole:
    number: int
    share: float
    good: bool
    day: date
    colour: Colour
    parts: tuple[Part, ...]
    pair: tuple[int, str]
    note: str | None = None

    def __post_init__(self) -> None:
        if self.number < 0:
            raise ValueError("a number is not negative")


WHOLE = Whole(
    number=3,
    share=0.5,
    good=True,
    day=date(2024, 2, 29),
    colour=Colour.BLUE,
    parts=(Part("bolt", Decimal("1.50")), Part("nut", None)),
    pair=(1, "a"),
    note="ä",
)


def spoilt(**changes: object) -> object:
    data: dict[str, object] = json.loads(json.dumps(to_data(WHOLE)))
    return data | changes


def test_a_record_comes_back_as_it_was_with_the_decimals_it_had() -> None:
    data = json.loads(json.dumps(to_data(WHOLE)))
    assert data["parts"][0]["price"] == "1.50"
    assert from_data(Whole, data) == WHOLE


def test_what_has_a_default_may_be_left_out() -> None:
    data = to_data(WHOLE)
    del data["note"]
    assert from_data(Whole, data).note is None


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "3"},
        {"number": True},
        {"number": 3.0},
        {"number": -1},
        {"share": float("nan")},
        {"share": float("inf")},
        {"share": "0.5"},
        {"good": 1},
        {"day": "2023-02-29"},
        {"day": 20240229},
        {"colour": "green"},
        {"parts": {}},
        {"parts": [{"name": "bolt"}]},
        {"parts": [{"name": "bolt", "price": "1e5"}]},
        {"parts": [{"name": "bolt", "price": "NaN"}]},
        {"parts": [{"name": "bolt", "price": "\u0661"}]},
        {"parts": [{"name": "bolt", "price": 1.5}]},
        {"parts": [7]},
        {"pair": [1]},
        {"pair": [1, 2]},
        {"surprise": 1},
        {"number": None},
    ],
)
def test_anything_else_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(MalformedRecord):
        from_data(Whole, spoilt(**changes))


def test_the_message_names_the_place() -> None:
    with pytest.raises(MalformedRecord, match=r"Whole\.parts\[0\]\.name"):
        from_data(Whole, spoilt(parts=[{"name": 1, "price": None}]))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_nonsense_never_becomes_a_record(data: object) -> None:
    with pytest.raises(MalformedRecord):
        from_data(Whole, data)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=4))
def test_every_decimal_survives(price: Decimal) -> None:
    part = Part("bolt", price)
    assert from_data(Part, json.loads(json.dumps(to_data(part)))) == part


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime


@given(st.datetimes(timezones=st.sampled_from((UTC, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))))))
def test_every_instant_survives(at: datetime) -> None:
    assert from_data(Moment, json.loads(json.dumps(to_data(Moment(at))))) == Moment(at)


@pytest.mark.parametrize("text", ["2026-11-30", "2026-11-30T10:00:00", "2026-11-30T10:00:00Z", "yesterday", 7, None])
def test_an_instant_has_its_offset_and_one_spelling(text: object) -> None:
    with pytest.raises(MalformedRecord):
        from_data(Moment, {"at": text})
