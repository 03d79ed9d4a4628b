from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.server.buckets import Buckets, Rule, level, wait
from bookdesk.server.storage.engine import Store

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
HOURLY = Rule(most=6, period=timedelta(hours=1))


@given(st.lists(st.integers(0, 3600), max_size=60), st.integers(1, 6))
def test_no_more_is_allowed_than_the_bucket_holds_and_gains(pauses: list[int], most: int) -> None:
    rule, full, spent, passed = Rule(most, timedelta(hours=1)), most * 10**6, 0, 0
    for pause in pauses:
        full, passed = level(rule, full, timedelta(seconds=pause)), passed + pause
        if wait(rule, full) == 0:
            full, spent = full - 10**6, spent + 1
        else:
            assert wait(rule, level(rule, full, timedelta(seconds=wait(rule, full)))) == 0
    assert spent <= most + most * passed / 3600
    assert 0 <= full <= most * 10**6


def test_a_bucket_holds_for_all_processes_together(store: Store) -> None:
    one, other = Buckets(store), Buckets(store)
    assert [bucket.spend("k", HOURLY, NOW) for _ in range(3) for bucket in (one, other)] == [0] * 6
    assert other.spend("k", HOURLY, NOW) == 600
    assert other.peek("k", HOURLY, NOW) == 600
    assert other.spend("k2", HOURLY, NOW) == 0
    assert other.spend("k", HOURLY, NOW + timedelta(minutes=10)) == 0


def test_what_is_drawn_together_is_never_more_than_there_is(store: Store) -> None:
    rule = Rule(most=10, period=timedelta(hours=1), draw=4)
    processes = [Buckets(store) for _ in range(3)]
    allowed = sum(one.spend("k", rule, NOW) == 0 for _ in range(20) for one in processes)
    assert allowed == 10
    assert processes[0].peek("nobody", rule, NOW) == 0
