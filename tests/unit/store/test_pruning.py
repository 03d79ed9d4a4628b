"""Old backups go without taking anything from those that stay, whatever ends the program half-way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.failpoints import install
from bookdesk.models.actions import Action
from bookdesk.store.backup import BackupKeys, back_up, backup_sets
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.documents import Sealed
from bookdesk.store.kinds import PRACTICE
from bookdesk.store.opening import create_file
from bookdesk.store.places import Places
from bookdesk.store.pruning import Swept, remove_sets, would_go
from bookdesk.store.restore import check_backup
from tests.unit.store.samples import CLIENT_ID, KEY, OTHER_KEY, document, save

KEYS = BackupKeys(b"m" * 32, KEY, {CLIENT_ID: KEY})
CLOCK = MovableClock(datetime(2026, 6, 30, 12, tzinfo=UTC))


class Killed(BaseException):
    """The program ends here."""


@pytest.fixture(autouse=True)
def nobody_installed() -> Iterator[None]:
    yield
    install(None)


@pytest.fixture
def stick(places: Places, books: Books, tmp_path: Path) -> Path:
    """Return a folder with three sets: the second has a document of its own, which was shredded since."""
    create_file(SqlCipher(), places.practice, KEY, PRACTICE)
    places.slots.write_bytes(b"slots")
    target = tmp_path / "stick"
    sealed = [books.documents.put(b"%PDF one")]
    made(places, books, target, sealed[0])
    sealed.append(books.documents.put(b"%PDF two"))
    made(places, books, target, sealed[1])
    books.documents.shred(sealed[1].name)
    made(places, books, target)
    return target


def made(places: Places, books: Books, target: Path, sealed: Sealed | None = None) -> None:
    if sealed is not None:
        save(books, document(sealed, len(backup_sets(target)) + 1), action=Action.DOCUMENT_CAPTURED)
    CLOCK.advance(60)
    back_up(places, target, KEYS, clock=CLOCK)


def names(target: Path) -> list[str]:
    return [one.name for one in backup_sets(target)]


def originals(target: Path) -> int:
    return sum(path.is_file() for path in (target / "documents").rglob("*"))


def test_a_set_goes_with_what_it_alone_lists(stick: Path) -> None:
    first, second, third = names(stick)
    told = would_go(stick, {second}, KEYS.manifest)
    assert (names(stick), originals(stick)) == ([first, second, third], 2)
    swept = remove_sets(stick, {second}, KEYS.manifest)
    assert swept == told == Swept((second,), 1, told.size)
    assert swept.size > 100_000
    assert (names(stick), originals(stick)) == ([first, third], 1)
    for one in backup_sets(stick):
        check_backup(one, KEYS)


def test_what_several_list_stays(stick: Path) -> None:
    first, second, third = names(stick)
    assert remove_sets(stick, {first, third}, KEYS.manifest).documents == 0
    check_backup(stick / "sets" / second, KEYS)


def test_where_one_set_cannot_be_read_it_stays_and_so_do_all_documents(stick: Path) -> None:
    first, second, third = names(stick)
    (stick / "sets" / first / "manifest.sealed").write_bytes(b"BDBAK\x02 of a newer program")
    swept = remove_sets(stick, {first, second}, KEYS.manifest)
    assert swept == Swept((second,), 0, swept.size, sure=False)
    assert (names(stick), originals(stick)) == ([first, third], 2)


def test_with_another_key_nothing_goes(stick: Path) -> None:
    assert remove_sets(stick, names(stick), OTHER_KEY) == Swept(sure=False)
    assert (len(names(stick)), originals(stick)) == (3, 2)


def test_while_another_is_being_made_no_document_goes(stick: Path) -> None:
    (stick / "sets" / "20300101T000000Z.part").mkdir()
    assert not remove_sets(stick, {names(stick)[1]}, KEYS.manifest).sure
    assert originals(stick) == 2


@pytest.mark.parametrize("point", ["prune: set renamed", "prune: set removed", "prune: document removed"])
def test_killed_at_any_point_each_set_that_is_there_is_whole(
    stick: Path, places: Places, books: Books, point: str
) -> None:
    def kill(name: str) -> None:
        if name == point:
            raise Killed

    first, second, third = names(stick)
    install(kill)
    with pytest.raises(Killed):
        remove_sets(stick, {second}, KEYS.manifest)
    install(None)
    assert names(stick) == [first, third]
    for one in backup_sets(stick):
        check_backup(one, KEYS)
    made(places, books, stick)
    assert remove_sets(stick, {first}, replace(KEYS).manifest).sure
    assert originals(stick) == 1
    for one in backup_sets(stick):
        check_backup(one, KEYS)


def test_an_empty_folder_has_nothing_to_remove(tmp_path: Path) -> None:
    assert remove_sets(tmp_path, {"anything"}, KEYS.manifest) == Swept()
