"""How little room is too little, also on a disk that is small as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.core.errors import StorageError
from bookdesk.store.room import DiskRoom, Space, require_room, require_space_for

MB = 1_000_000
LARGE = 500_000 * MB


class Told:
    def __init__(self, free: int, total: int = LARGE) -> None:
        self._space = Space(free, total)

    def space(self, folder: Path) -> Space:
        del folder
        return self._space


@pytest.mark.parametrize(
    ("free", "total", "short", "low"),
    [
        (499 * MB, LARGE, True, True),
        (500 * MB, LARGE, False, True),
        (2_000 * MB, LARGE, False, False),
        (19 * MB, 1_000 * MB, True, True),
        (20 * MB, 1_000 * MB, False, True),
        (210 * MB, 1_000 * MB, False, False),
    ],
)
def test_short_and_low(free: int, total: int, short: bool, low: bool) -> None:  # noqa: FBT001 - a table's columns
    assert (Space(free, total).short, Space(free, total).low) == (short, low)


def test_nothing_new_is_taken_in_where_room_is_short() -> None:
    require_room(Path(), Told(500 * MB))
    with pytest.raises(StorageError, match="The practice's disk is full but for 499 MB"):
        require_room(Path(), Told(499 * MB))


def test_large_work_says_how_much_it_needs() -> None:
    require_space_for(Path(), 100 * MB, "this", Told(600 * MB))
    with pytest.raises(StorageError, match=r"no room for this: it needs 601 MB free, and there are 599 MB\."):
        require_space_for(Path(), 100 * MB, "this", Told(599 * MB))


def test_the_system_is_asked_of_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    found = DiskRoom().space(tmp_path / "not" / "yet" / "there")
    assert found.total == DiskRoom().space(tmp_path).total > 0
