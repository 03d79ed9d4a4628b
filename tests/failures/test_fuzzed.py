"""Our own parsers given damaged and meaningless bytes: words or an answer within its bounds, and nothing else ever."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.fuzzed import TARGETS

DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=8), st.integers(0, 30)), min_size=1, max_size=6)
FOUND: tuple[tuple[str, bytes], ...] = (
    ("answer", (200_000).to_bytes(4, "big") + bytes(8) + b"[" * 200_000),
    ("answer", (14).to_bytes(4, "big") + bytes(8) + b'{"width": NaN}'),
    ("tsv", b"5\t1\t1\t1\t1\t1\tx\t20\t30\t12\t96.5\tTotal\n"),
    ("tsv", b"5\t1\t1\t1\t1\t1\t1\t20\t30\t12\tnan\tTotal\n"),
)
"""What somebody found."""


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
def test_damaged_bytes_are_refused_or_understood(name: str, data: st.DataObject) -> None:
    whole = bytearray(data.draw(st.sampled_from(TARGETS[name].seeds)))
    for share, put, cut in data.draw(DAMAGE):
        place = int(share * len(whole))
        whole[place : place + cut] = put
    TARGETS[name].tried(bytes(whole))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_refused_or_understood(name: str, data: bytes) -> None:
    TARGETS[name].tried(data)


@pytest.mark.parametrize(("name", "data"), FOUND, ids=range(len(FOUND)))
def test_what_was_found_once_is_mended(name: str, data: bytes) -> None:
    TARGETS[name].tried(data)


@pytest.mark.parametrize("name", TARGETS)
def test_whole_ones_are_understood(name: str) -> None:
    for seed in TARGETS[name].seeds:
        TARGETS[name].tried(seed)
