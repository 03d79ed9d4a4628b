"""Canonical JSON and the hashes over it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.canonical import Canonical, canonical, digest

VALUES: st.SearchStrategy[Canonical] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abÄé\uff21", max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_reading_it_back_and_writing_it_again_changes_nothing(value: Canonical) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.integers(0, 9), min_size=2), st.randoms())
def test_the_order_of_keys_does_not_matter(value: dict[str, int], random: object) -> None:
    items = list(value.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert digest("a", 1, dict(items)) == digest("a", 1, value)


def test_composed_and_decomposed_text_is_one_text() -> None:
    assert canonical("Cafe\u0301") == canonical("Café") == '"Café"'.encode()


def test_a_number_and_its_text_are_not_the_same() -> None:
    assert digest("a", 1, 1) != digest("a", 1, "1")


def test_purpose_and_version_keep_hashes_apart() -> None:
    assert len({digest("a", 1, "x"), digest("a", 2, "x"), digest("b", 1, "x")}) == 3
    assert digest("a", 2, "x").startswith("02")


def test_keys_are_sorted_by_code_units_as_rfc_8785_demands() -> None:
    assert canonical({"\U0001f600": 1, "\uff21": 2}) == '{"\U0001f600":1,"\uff21":2}'.encode()


@pytest.mark.parametrize("value", [1.5, 2**53, b"x", {1}, {"é": 1, "e\u0301": 2}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        canonical(value)  # type: ignore[arg-type]
