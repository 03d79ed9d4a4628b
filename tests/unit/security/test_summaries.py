"""The dashboard's figures in the practice file: readable with the client's key only, their length telling little."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import new_id
from bookdesk.models.practice import ClientSummary
from bookdesk.security.clientkeys import from_text
from bookdesk.security.redaction import Secret
from bookdesk.security.summaries import open_summary, seal_summary
from bookdesk.store.practice import OUTDATED
from tests.support.firm import KOALA, Firm

KEY = Secret(bytes(range(32)))
CLIENT, OTHER = new_id(), new_id()
DATA: dict[str, Any] = {"currency": "AUD", "due": [["2026-06-30", 3, 10**17]]}


def row(position: int = 7, client_id: str = CLIENT, sealed: str | None = None) -> ClientSummary:
    text = seal_summary(KEY, CLIENT, 7, DATA) if sealed is None else sealed
    return ClientSummary(client_id=client_id, position=position, sealed_summary=text)


def test_a_summary_opens_as_it_was_sealed_with_the_clients_key_only() -> None:
    opened = open_summary(KEY, row())
    assert (opened.position, opened.data, opened.outdated) == (7, DATA, False)
    with pytest.raises(Tampered):
        open_summary(Secret(bytes(32)), row())
    with pytest.raises(Tampered):
        open_summary(KEY, row(client_id=OTHER))


@pytest.mark.parametrize("position", [OUTDATED, 6, 8])
def test_a_row_that_was_marked_is_outdated_whatever_it_says(position: int) -> None:
    opened = open_summary(KEY, row(position))
    assert (opened.position, opened.outdated) == (7, True)


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_length_tells_nothing_of_usual_figures(one: str, other: str) -> None:
    lengths = {len(from_text(seal_summary(KEY, CLIENT, 1, {"name": name}))) for name in (one, other)}
    assert len(lengths) == 1


def test_the_length_of_large_ones_tells_how_often_it_doubled() -> None:
    lengths = {len(from_text(seal_summary(KEY, CLIENT, 1, {"due": [1] * count}))) for count in range(0, 4000, 40)}
    assert len(lengths) == 3


def test_the_practice_keeps_one_summary_of_a_client_and_marks_it(staffed: Firm) -> None:
    with staffed.open() as practice:
        koala = practice.client(KOALA.name).client_id
        practice.file.outdate_summary(koala)
        assert practice.file.summaries() == {}
        practice.file.keep_summary(koala, 3, "first")
        practice.file.keep_summary(koala, 4, "second")
        kept = practice.file.summaries()
        assert {client: (one.position, one.sealed_summary) for client, one in kept.items()} == {koala: (4, "second")}
        practice.file.outdate_summary(koala)
        assert practice.file.summaries()[koala].position == OUTDATED
