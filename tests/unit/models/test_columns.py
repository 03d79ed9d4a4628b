"""What goes into a column comes out the same, or is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import dialect

from bookdesk.core.money import MICRO, RATE_SCALE
from bookdesk.core.vocabulary import TaxMode
from bookdesk.models.columns import DayType, EnumType, InstantType, JsonType, ScaledType

SQLITE = dialect()
EARLY = datetime.fromisoformat("0002-01-01")
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=10))])


@given(st.integers(min_value=-(10**17), max_value=10**17), st.sampled_from([MICRO, RATE_SCALE]))
def test_scaled_decimals_are_exact(stored: int, scale: int) -> None:
    column = ScaledType(scale)
    value = Decimal(stored) / scale
    assert column.process_bind_param(value, SQLITE) == stored
    assert column.process_result_value(stored, SQLITE) == value


def test_more_decimals_than_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="more decimals"):
        ScaledType(MICRO).process_bind_param(Decimal("0.0000001"), SQLITE)


@given(st.datetimes(min_value=EARLY, timezones=ZONES))
def test_instants_come_back_and_sort_as_text(instant: datetime) -> None:
    column = InstantType()
    text = column.process_bind_param(instant, SQLITE)
    assert column.process_result_value(text, SQLITE) == instant
    assert text is not None
    assert len(text) == 27


def test_a_naive_instant_and_an_instant_as_a_day_are_refused() -> None:
    with pytest.raises(TypeError, match="zone"):
        InstantType().process_bind_param(datetime(2026, 1, 1), SQLITE)  # noqa: DTZ001 - the mistake under test
    with pytest.raises(TypeError, match="date"):
        DayType().process_bind_param(datetime(2026, 1, 1, tzinfo=UTC), SQLITE)


def test_days_members_and_json_come_back() -> None:
    assert DayType().process_result_value("2026-02-28", SQLITE) == date(2026, 2, 28)
    assert EnumType(TaxMode).process_result_value("inclusive", SQLITE) is TaxMode.INCLUSIVE
    assert JsonType().process_bind_param({"b": 1, "a": ["ü"]}, SQLITE) == '{"a":["ü"],"b":1}'
    with pytest.raises(ValueError, match="nonsense"):
        EnumType(TaxMode).process_bind_param("nonsense", SQLITE)  # type: ignore[arg-type]
