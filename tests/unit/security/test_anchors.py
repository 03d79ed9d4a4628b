"""Anchored heads: they only grow, and they show when a file was put back."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import Tampered
from bookdesk.security.anchors import Anchors, merged, read_anchors, seal_anchors
from bookdesk.security.redaction import Secret
from bookdesk.security.slots import SlotTable
from bookdesk.store.history import Head

KEY = Secret(bytes(range(32)))
TABLE = SlotTable(UUID(int=7), 1, 0, ())

heads = st.lists(
    st.builds(Head, st.sampled_from(["d1", "d2", "d3"]), st.integers(1, 9), st.sampled_from(["aa", "bb"])),
    max_size=3,
    unique_by=lambda head: head.device,
).map(tuple)
anchors = st.dictionaries(st.sampled_from(["practice", "c1", "c2"]), heads)


@given(anchors)
def test_what_is_anchored_is_read(what: Anchors) -> None:
    table = TABLE.with_anchors(seal_anchors(what, TABLE, KEY))
    assert {name: sorted(those) for name, those in read_anchors(table, KEY).items()} == {
        name: sorted(those) for name, those in what.items()
    }


def test_a_new_practice_has_no_anchors() -> None:
    assert read_anchors(TABLE, KEY) == {}


def test_anchors_of_another_practice_or_key_are_tampered() -> None:
    table = TABLE.with_anchors(seal_anchors({"c1": (Head("d1", 1, "aa"),)}, TABLE, KEY))
    with pytest.raises(Tampered):
        read_anchors(replace(table, practice_id=UUID(int=8)), KEY)
    with pytest.raises(Tampered):
        read_anchors(table, Secret(bytes(32)))


@given(anchors, anchors)
def test_merging_never_lowers_a_counter_nor_changes_an_anchored_hash(old: Anchors, fresh: Anchors) -> None:
    result = merged(old, fresh)
    for name, those in old.items():
        now = {head.device: head for head in result[name]}
        for head in those:
            assert now[head.device].counter > head.counter or now[head.device] == head


@given(anchors, anchors)
def test_merging_knows_every_file_and_device(old: Anchors, fresh: Anchors) -> None:
    def known(what: Anchors) -> set[tuple[str, str]]:
        return {(name, head.device) for name, those in what.items() for head in those}

    assert known(merged(old, fresh)) == known(old) | known(fresh)
    assert merged(merged(old, fresh), fresh) == merged(old, fresh)
