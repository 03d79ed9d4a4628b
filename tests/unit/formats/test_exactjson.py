"""Numbers pass through JSON exactly."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.formats.exactjson import dumps, loads

SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_what_is_written_is_read_back_equal(value: object) -> None:
    assert loads(dumps(value)) == value


def test_amounts_keep_their_digits() -> None:
    assert dumps({"Total": Decimal("1.10"), "Many": (1, "é")}) == '{"Total":1.10,"Many":[1,"é"]}'
    assert loads("1.10") == Decimal("1.10")
    assert json.loads(dumps(Decimal("1E+3"))) == 1000


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", "{", ""])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|Expecting"):
        loads(text)


def test_a_float_is_a_defect() -> None:
    with pytest.raises(TypeError):
        dumps([0.1])
