"""What lies on a disk for years rots: every page, paper, key and list that was changed by itself is found, and told."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import pytest
from sqlalchemy import select

from bookdesk.capture.service import Incoming
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import BookDeskError, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.security.safety import back_up_practice, manifest_key
from bookdesk.store.backup import MANIFEST, BackupKeys
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.opening import maintaining
from bookdesk.store.places import Places
from bookdesk.store.restore import check_backup
from bookdesk.store.verify import damaged_pages
from bookdesk.workspace import Workspace
from tests.support.firm import Firm
from tests.unit.office.bureau import CAFE, NOW, bureau_in, capture

T = TypeVar("T")
LATE: Final = select(Contact.name).where(Contact.name.startswith("Late")).order_by(Contact.name)
PAGE: Final = 4096
LEAST: Final = 500
DAMAGED: Final = "The file is damaged. Have the practice checked, then bring this client back from a backup."
NO_KEY: Final = (
    "The key does not open this file. Unlock with the right passphrase; if it is right, restore the file from a backup."
)
"""What is said below the practice of a file whose first page is damaged: it looks as if the key were wrong."""
OLD_OR_DAMAGED: Final = (
    "The file of this client does not open with its present key: an older copy was put back after keys were changed, or"
    " it is damaged. Bring this client back from a backup."
)
OWN_OLD_OR_DAMAGED: Final = "The practice's own file, practice.db, does not open with the key in the key file: "
ALTERED: Final = (
    "The original of this document was altered or does not belong to it. Restore this client from a backup."
)


@dataclass
class Shelf:
    """A practice that nobody has open, and a backup of it; what is put wrong on it is put right again."""

    home: Path
    backups: Path
    chance: random.Random = field(default_factory=lambda: random.Random(20_260_701))  # noqa: S311 - places, not secrets

    def open(self, *, writes: bool = False) -> OpenPractice:
        """Open it, if only to look."""
        return Firm(Places(self.home), MovableClock(NOW)).open(writes=writes)

    def cafe(self, practice: OpenPractice) -> tuple[Path, bytes]:
        """Return where the cafe's books are, and their key."""
        entry = practice.client(CAFE.name)
        return practice.places.books(entry.client_id), practice.client_key(entry.client_id).reveal()

    def wrong(self) -> dict[str, str]:
        """Verify everything, as a person does, and return the first problem of each file that is not in order."""
        with self.open() as practice:
            return {
                file.name: next(one.problems[0] for one in file.findings if not one.holds)
                for file in check_practice(practice, practice.clients())
                if not file.holds
            }

    @contextmanager
    def flipped(self, path: Path, first: int, size: int) -> Iterator[int]:
        """Flip one bit somewhere in a stretch of a file; yields where."""
        at = first + self.chance.randrange(size)
        with path.open("rb") as file:
            file.seek(at)
            right = file.read(1)
        with changed(path, at, bytes([right[0] ^ (1 << self.chance.randrange(8))])):
            yield at


@contextmanager
def changed(path: Path, at: int, to: bytes) -> Iterator[None]:
    """Write other bytes into a file, and afterwards the whole of what was there."""
    was = path.read_bytes()
    with path.open("r+b") as file:
        file.seek(at)
        file.write(to)
    try:
        yield
    finally:
        path.write_bytes(was)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Keep books of more than 500 pages, with papers, and back them up."""
    base = tmp_path_factory.mktemp("shelf")
    with bureau_in(base / "home") as bureau:
        for year in range(4):
            bureau.ask(partial(_grow, year=year))
        papers = [Incoming(f"{number}.txt", b"paper %d" % number * 40) for number in range(12)]
        bureau.ask(lambda one: capture(one).capture(papers))
        back_up_practice(bureau.anna.practice, base / "backups")
    return Shelf(base / "home", base / "backups")


def _grow(workspace: Workspace, year: int) -> None:
    with workspace.desk.books.change(Action.CONTACT_EDITED, f"year {year}", actor=workspace.desk.actor) as work:
        work.add(*(Contact(name=f"Supplier {year}-{n}", street=f"{n} Long Lane, " * 90) for n in range(130)))
        work.commit()


def content(workspace: Workspace) -> dict[str, list[object]]:
    """Read everything that there is of a client."""
    with workspace.desk.books.query() as session:
        tables = workspace.desk.books.metadata.sorted_tables
        return {table.name: list(session.execute(select(table)).all()) for table in tables}


def read_all(shelf: Shelf) -> dict[str, list[object]]:
    """Open the practice and read all of the cafe's books."""
    with (
        shelf.open() as practice,
        Office(practice, practice.clock).workspace(practice.client(CAFE.name).client_id) as one,
    ):
        return content(one)


def told(work: Callable[[], T]) -> tuple[T | None, str]:
    """Return what a piece of work comes to, or what is said instead."""
    try:
        return work(), ""
    except BookDeskError as said:
        return None, str(said)


# -- pages


@pytest.mark.slow
def test_a_bit_flipped_in_any_page_is_found(shelf: Shelf) -> None:
    with shelf.open() as practice:
        path, key = shelf.cafe(practice)
    pages = path.stat().st_size // PAGE
    assert pages >= LEAST
    missed = []
    for page in range(pages):
        with shelf.flipped(path, page * PAGE, PAGE) as at:
            if not seen(path, key):
                missed.append(at)
    assert missed == []
    assert not seen(path, key), "it is in order again"


def seen(path: Path, key: bytes) -> bool:
    """Return whether the check of the pages tells of damage, or that the file cannot be opened."""
    try:
        with maintaining(SqlCipher(), path, key) as connection:
            return next(damaged_pages(connection), None) is not None
    except BookDeskError as told:
        return str(told) in (DAMAGED, NO_KEY)


@pytest.mark.parametrize("place", range(16))
def test_a_bit_flipped_in_the_salt_is_found(shelf: Shelf, place: int) -> None:
    """The first sixteen bytes are no page's content: the keys that check pages are made from them."""
    with shelf.open() as practice:
        path, key = shelf.cafe(practice)
    with shelf.flipped(path, place, 1):
        assert seen(path, key)


def test_whoever_verifies_hears_of_the_file_and_of_the_others_too(shelf: Shelf) -> None:
    assert shelf.wrong() == {}
    with shelf.open() as practice:
        path, _ = shelf.cafe(practice)
    last = path.stat().st_size // PAGE - 1
    for page in (0, 1, 40, last // 2, last):
        with shelf.flipped(path, page * PAGE, PAGE):
            (name, said), *others = shelf.wrong().items()
            assert (name, others) == (CAFE.name, [])
            assert said.startswith("A page does not verify") or said in (DAMAGED, OLD_OR_DAMAGED)


def test_what_is_read_from_a_damaged_file_is_right_or_refused_in_words(shelf: Shelf) -> None:
    """A page of an index that nobody asks harms nobody; what is told never differs from what was written."""
    right = read_all(shelf)
    with shelf.open() as practice:
        path, _ = shelf.cafe(practice)
    refused = 0
    for page in [0, 1, *shelf.chance.sample(range(2, path.stat().st_size // PAGE), 22)]:
        with shelf.flipped(path, page * PAGE, PAGE):
            found, said = told(partial(read_all, shelf))
            assert found == right if not said else said in (DAMAGED, OLD_OR_DAMAGED)
            refused += bool(said)
    assert refused >= 10


@pytest.mark.parametrize("how", ["zeroed", "swapped", "repeated", "cut by a page", "cut in the middle", "emptied"])
def test_pages_that_are_not_in_their_place_are_found(shelf: Shelf, how: str) -> None:
    with shelf.open() as practice:
        path, _ = shelf.cafe(practice)
    was = path.read_bytes()
    last = len(was) // PAGE - 1
    for page in (0, 1, 100, last - 1):
        first, second = was[page * PAGE :][:PAGE], was[(page + 1) * PAGE :][:PAGE]
        before, after = was[: page * PAGE], was[(page + 2) * PAGE :]
        now = {
            "zeroed": before + bytes(PAGE) + second + after,
            "swapped": before + second + first + after,
            "repeated": before + first + first + after,
            "cut by a page": was[:-PAGE],
            "cut in the middle": was[: (page + 1) * PAGE + 17],
            "emptied": b"",
        }[how]
        with changed(path, 0, b""):
            path.write_bytes(now)
            assert list(shelf.wrong()) == [CAFE.name], page


def test_every_page_of_the_practice_s_own_file_is_checked_or_keeps_everybody_out(shelf: Shelf) -> None:
    path = Places(shelf.home).practice
    pages = path.stat().st_size // PAGE
    ends: set[str] = set()
    for page in [0, 1, 2, *shelf.chance.sample(range(3, pages), 9)]:
        with shelf.flipped(path, page * PAGE, PAGE):
            wrong, said = told(shelf.wrong)
            assert said in ("", DAMAGED) or said.startswith(OWN_OLD_OR_DAMAGED)
            assert wrong is None or wrong["practice"] == DAMAGED or "does not verify" in wrong["practice"]
            ends.add("refused" if said else "found")
    assert ends == {"refused", "found"}


# -- what was written last


def test_of_a_log_that_rotted_the_beginning_counts_and_an_anchored_end_is_missed(shelf: Shelf, tmp_path: Path) -> None:
    """A log whose end is torn is what a power cut leaves: it goes on to the last whole commit, and no further."""
    shutil.copytree(shelf.home, tmp_path / "running")
    running = Shelf(tmp_path / "running", shelf.backups)
    with running.open(writes=True) as practice, closing(Office(practice, practice.clock)) as office:
        cafe = practice.client(CAFE.name).client_id
        steps = []
        with office.workspace(cafe) as workspace:
            workspace.serve()
            for number in range(6):
                _enter(workspace, f"Late {number}")
                steps.append(_late(workspace))
            practice.anchoring.committed(cafe, workspace.desk.books, Action.RUN_RELEASED)
        shutil.copytree(running.home, tmp_path / "pulled")  # as the disk is when the plug is pulled
    pulled = Shelf(tmp_path / "pulled", shelf.backups)
    (log,) = pulled.home.glob("clients/*/books.db-wal")
    files = {path: path.read_bytes() for path in pulled.home.rglob("*") if path.is_file()}
    missed, lost = 0, 0
    for _ in range(24):
        with pulled.flipped(log, 0, len(files[log])):
            late, said = told(partial(_all_late, pulled, cafe))
            assert late == (None if said else steps[-1]), "what is not refused is all there"
            assert not said or ("its end was cut off" in said and "bring the client back from a backup" in said)
            missed += bool(said)
            with pulled.open() as practice, practice.examining(cafe) as books, books.query() as session:
                found = list(session.scalars(LATE))
            assert found in ([], *steps)
            lost += found != steps[-1]
        for path in pulled.home.rglob("*"):
            if path.is_file() and path not in files:
                path.unlink()
        for path, was in files.items():
            path.write_bytes(was)
    assert missed == lost > 0


def _enter(workspace: Workspace, name: str) -> None:
    with workspace.desk.books.change(Action.CONTACT_EDITED, name, actor=workspace.desk.actor) as work:
        work.add(Contact(name=name))
        work.commit()


def _late(workspace: Workspace) -> list[str]:
    with workspace.desk.books.query() as session:
        return list(session.scalars(LATE))


def _all_late(shelf: Shelf, client: ClientId) -> list[str]:
    with shelf.open() as practice, Office(practice, practice.clock).workspace(client) as workspace:
        return _late(workspace)


# -- papers, keys, backups


def test_a_bit_flipped_anywhere_in_a_paper_is_found(shelf: Shelf) -> None:
    with shelf.open() as practice, practice.using_client(practice.client(CAFE.name).client_id) as books:
        with books.query() as session:
            papers = list(session.scalars(select(Document)))
        assert len(papers) == 12
        for number, paper in enumerate(papers):
            path = books.documents.folder / paper.stored_name
            size = path.stat().st_size
            for at in range(0, size, 1 if number == 0 else size // 7):
                with shelf.flipped(path, at, 1), pytest.raises(Tampered) as said:
                    books.documents.read(paper.stored_name, paper.seal_key, paper.sha256)
                assert str(said.value) == ALTERED
    with shelf.flipped(path, 0, size):
        assert ALTERED.startswith(shelf.wrong()[CAFE.name].split(": ")[-1])


def test_one_copy_of_the_key_file_is_enough_and_is_put_right(shelf: Shelf, tmp_path: Path) -> None:
    shutil.copytree(shelf.home, tmp_path / "home")
    mine = Shelf(tmp_path / "home", shelf.backups)
    files = Places(mine.home).key_files
    was = files[0].read_bytes()
    for path in files:
        at = mine.chance.randrange(len(was))
        path.write_bytes(was[:at] + bytes([was[at] ^ 8]) + was[at + 1 :])
        with mine.open(writes=True) as practice:
            assert practice.writes
        assert files[0].read_bytes() == files[1].read_bytes()
    for path in files:
        path.write_bytes(was[:200] + bytes([was[200] ^ 8]) + was[201:])
    with pytest.raises(StorageError) as said:
        mine.open()
    assert "Restore it from a backup, or use the recovery sheet" in said.value.remedy


def test_a_bit_flipped_anywhere_in_a_backup_is_found(shelf: Shelf) -> None:
    (backup,) = (shelf.backups / "sets").iterdir()
    with shelf.open() as practice:
        key = practice.practice_key
        keys = {entry.client_id: practice.client_key(entry.client_id).reveal() for entry in practice.clients()}
    keys_of = BackupKeys(manifest_key(key), key.reveal(), keys)
    assert check_backup(backup, keys_of).clients
    whole = [path for path in shelf.backups.rglob("*") if path.is_file()]
    assert len(whole) > 12 + 5
    for path in whole:
        with shelf.flipped(path, 0, path.stat().st_size), pytest.raises(BookDeskError) as said:
            check_backup(backup, keys_of)
        assert said.value.remedy
    manifest = backup / MANIFEST
    for at in range(0, manifest.stat().st_size, 11):
        with shelf.flipped(manifest, at, 1), pytest.raises(BookDeskError) as said:
            check_backup(backup, keys_of)
        assert said.value.remedy
