"""Closing the books, and opening them again by undoing the lock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.errors import RuleBroken
from bookdesk.ledger.periods import lock_through, locked_through, require_open
from bookdesk.store.desk import Desk
from bookdesk.store.history import latest_sets
from bookdesk.store.undo import undo
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def closed(desk: Desk) -> date | None:
    with desk.books.query() as session:
        return locked_through(session)


def test_a_lock_closes_through_its_day_and_no_lock_goes_back(desk: Desk) -> None:
    lock_through(desk, date(2026, 6, 30), "BAS lodged")
    assert closed(desk) == date(2026, 6, 30)
    with desk.books.query() as session:
        require_open(session, date(2026, 7, 1))
        with pytest.raises(RuleBroken, match="2026-07-01"):
            require_open(session, date(2026, 6, 30))
    with pytest.raises(RuleBroken, match="already"):
        lock_through(desk, date(2026, 5, 31), "again")


def test_undoing_the_lock_opens_the_period(desk: Desk) -> None:
    lock_through(desk, date(2026, 6, 30), "too early")
    with desk.books.query() as session:
        (locking,) = latest_sets(session, 1)
    undo(desk.books, locking.id, actor=desk.actor)
    assert closed(desk) is None
