"""Whatever two people did, taking it all back in reverse leaves the books as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError
from bookdesk.office.answers import How
from bookdesk.office.undostack import Done
from bookdesk.store.verify import verify
from tests.unit.office.bureau import Bureau, NothingDone
from tests.unit.office.busy import busy_bureau
from tests.unit.office.deeds import COUNTERED, RESTORED
from tests.unit.office.picture import Picture, picture

DEEDS = {
    name: deed
    for name, deed in (RESTORED | COUNTERED).items()
    if name not in {"document added and read", "statement imported"}  # the same file is known when it comes again
}
DAYS = st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.booleans()), min_size=2, max_size=4)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    with busy_bureau(tmp_path_factory.mktemp("office") / "home") as opened:
        yield opened


def spend(bureau: Bureau, names: list[tuple[str, bool]]) -> list[tuple[Done, str, Picture, bool]]:
    """Do what the rules of the trade allow of it, each with the books before it."""
    done: list[tuple[Done, str, Picture, bool]] = []
    for name, twice in names:
        act, who = DEEDS[name]
        before = bureau.ask(picture)
        try:
            done.append((act(bureau), who, before, twice))
        except (BookDeskError, NothingDone):
            assert bureau.ask(picture) == before
    return done


def take_back(bureau: Bureau, done: Done, who: str, before: Picture, *, twice: bool) -> None:
    undoing = bureau.undoing(who)
    undone = undoing.undo(done)
    now = bureau.ask(picture)
    assert {name for name in now if now[name] != before[name]} == set(), done.label
    if twice and undoing.outlook(done).how is How.RESTORED:
        undoing.undo(undoing.redo(undone))
        assert bureau.ask(picture) == before, done.label


def spend_and_take_back(bureau: Bureau, names: list[tuple[str, bool]]) -> None:
    for done, who, before, twice in reversed(spend(bureau, names)):
        take_back(bureau, done, who, before, twice=twice)


@settings(max_examples=8)
@given(DAYS)
def test_a_day_is_taken_back(day: Bureau, names: list[tuple[str, bool]]) -> None:
    spend_and_take_back(day, names)


@pytest.mark.slow
@settings(max_examples=150)
@given(DAYS)
def test_a_hundred_and_fifty_days_are_taken_back(day: Bureau, names: list[tuple[str, bool]]) -> None:
    spend_and_take_back(day, names)


def test_after_all_that_the_books_verify(day: Bureau) -> None:
    with day.anna.workspace(day.cafe) as workspace:
        assert [finding for finding in verify(workspace.desk.books) if not finding.holds] == []
