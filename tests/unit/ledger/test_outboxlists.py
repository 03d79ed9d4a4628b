"""What waits for the ledger is on exactly one list, and what merely follows something else is nobody's problem."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GOES_AFTER, OutboxList, in_outbox, list_of
from bookdesk.models.sync import OutboxEntry
from bookdesk.store.books import Books
from tests.support.books import clock_at_take_on, empty_books

ARCHIVED = "Account 404 is archived. Choose another account."


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with empty_books(tmp_path, "c1", clock_at_take_on()) as opened:
        yield opened


@pytest.mark.parametrize(
    ("state", "problem", "on"),
    [
        (OutboxState.QUEUED, None, OutboxList.WAITING),
        (OutboxState.READY, None, OutboxList.WAITING),
        (OutboxState.SENDING, None, OutboxList.WAITING),
        (OutboxState.UNKNOWN, "The answer was lost.", OutboxList.WAITING),
        (OutboxState.ACKNOWLEDGED, None, OutboxList.WAITING),
        (OutboxState.BLOCKED, f"{GOES_AFTER} contact it belongs to.", OutboxList.WAITING),
        (OutboxState.BLOCKED, ARCHIVED, OutboxList.PROBLEMS),
        (OutboxState.BLOCKED, None, OutboxList.PROBLEMS),
        (OutboxState.REJECTED, ARCHIVED, OutboxList.PROBLEMS),
        (OutboxState.REJECTED, f"{GOES_AFTER} contact it belongs to.", OutboxList.PROBLEMS),
        (OutboxState.CONFLICT, None, OutboxList.PROBLEMS),
        (OutboxState.VERIFIED, None, OutboxList.DONE),
        (OutboxState.CANCELLED, "Not wanted any more.", OutboxList.CANCELLED),
    ],
)
def test_an_entry_is_on_the_list_of_who_has_to_act(
    books: Books, state: OutboxState, problem: str | None, on: OutboxList
) -> None:
    entry = OutboxEntry(
        provider="xero", kind=OutboxKind.BILL, local_id=new_id(), change_set_id="x", state=state, summary="bill",
        problem=problem, marker="x", queued_at=clock_at_take_on().now(),
    )  # fmt: skip
    with books.upkeep() as session:
        session.add(entry)
    with books.query() as session:
        assert [one for one in OutboxList if session.scalars(select(OutboxEntry.id).where(in_outbox(one))).all()] == [
            on
        ]
    assert list_of(state, problem) is on, "and a screen that has the entry says the same"
