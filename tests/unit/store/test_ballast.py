"""Room is kept back while there is plenty, and let go where a file of the practice could not be written."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from bookdesk.core.errors import StorageError
from bookdesk.models.actions import Action
from bookdesk.store import documents
from bookdesk.store.ballast import RELEASED, SIZE, laid, lay, make_way, release, relieving
from bookdesk.store.books import Books
from bookdesk.store.errors import NoRoom
from bookdesk.store.places import Places
from bookdesk.store.room import Space
from tests.unit.store.samples import ANNA, contact, save

MB = 1_000_000
PLENTY, LOW = Space(9_000 * MB, 90_000 * MB), Space(2_000 * MB + SIZE - 1, 90_000 * MB)


class Told:
    def __init__(self, space: Space) -> None:
        self._space = space

    def space(self, folder: Path) -> Space:
        del folder
        return self._space


@pytest.fixture
def home(places: Places, books: Books) -> Path:
    """Return the home of a practice with one client and its reserve."""
    del books
    places.slots.write_bytes(b"slots")
    assert lay(places.home, Told(PLENTY))
    return places.home


def test_it_takes_the_room_for_real_and_once(home: Path) -> None:
    stat = (home / "ballast").stat()
    assert stat.st_size == SIZE
    assert stat.st_blocks * 512 >= SIZE
    assert lay(home, Told(LOW))
    assert (home / "ballast").stat().st_mtime_ns == stat.st_mtime_ns


def test_where_there_is_no_plenty_none_is_made(tmp_path: Path) -> None:
    assert not lay(tmp_path, Told(LOW))
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_written_none_is_made(tmp_path: Path) -> None:
    assert not lay(tmp_path / "nowhere", Told(PLENTY))
    assert not laid(tmp_path / "nowhere")


def test_letting_it_go_is_told_once(home: Path) -> None:
    assert release(home)
    assert not laid(home)
    assert not release(home)


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_document_without_room_lets_it_go_and_says_so(
    home: Path, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "write_whole", full)
    with pytest.raises(NoRoom) as refused:
        books.documents.put(b"paper")
    assert refused.value.remedy == RELEASED
    assert not laid(home)
    with pytest.raises(NoRoom) as refused:
        books.documents.put(b"paper")
    assert refused.value.remedy.startswith("Free some space")


def test_a_change_without_room_lets_it_go_and_can_be_done_again(
    home: Path, books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = books.change(Action.CONTACT_EDITED, "new", actor=ANNA)
    with pytest.raises(NoRoom) as refused, work:
        raise NoRoom("The disk is full; nothing was changed.", "Free some space.")
    assert refused.value.remedy == RELEASED
    assert not laid(home)
    monkeypatch.undo()
    save(books, contact())


def test_upkeep_without_room_lets_it_go(home: Path, books: Books) -> None:
    with pytest.raises(NoRoom) as refused, books.upkeep():
        raise NoRoom("The disk is full; nothing was changed.", "Free some space.")
    assert refused.value.remedy == RELEASED
    assert not laid(home)


def test_another_failure_leaves_it(home: Path, books: Books) -> None:
    with pytest.raises(StorageError, match="Damaged"), books.upkeep():
        raise StorageError("Damaged.", "Check the disk.")
    assert laid(home)


def test_who_leaves_a_disk_that_is_as_good_as_full_lets_it_go(home: Path) -> None:
    make_way(home, Told(Space(4 << 20, 90_000 * MB)))
    assert laid(home)
    make_way(home, Told(Space((4 << 20) - 1, 90_000 * MB)))
    assert not laid(home)
    make_way(home, Told(Space(0, 90_000 * MB)))


def test_what_fails_below_the_home_for_want_of_room_lets_it_go(home: Path) -> None:
    with pytest.raises(NoRoom) as refused, relieving(home / "clients" / "one" / "books.db"):
        raise NoRoom("The disk is full; nothing was changed.", "Free some space.")
    assert refused.value.remedy == RELEASED
    assert not laid(home)


def test_a_query_without_room_lets_it_go(home: Path, books: Books) -> None:
    with pytest.raises(NoRoom) as refused, books.query():
        raise NoRoom("The disk is full; nothing was changed.", "Free some space.")
    assert refused.value.remedy == RELEASED
    assert not laid(home)
