"""A watched folder: what comes to rest is taken once, what is not complete or not for us is left alone."""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.arrivals import how_it_came
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.watched import WatchedFolders
from bookdesk.core import failpoints
from bookdesk.core.errors import InputError, NotFound, StorageError, UnreadableDocument
from bookdesk.jobs import taking, watching
from bookdesk.jobs.files import Skipped, pieces_of
from bookdesk.jobs.resting import Rest, Sight, is_elsewhere, is_foreign
from bookdesk.jobs.watching import TAKEN, FolderAway, FolderNews, FolderWatch
from bookdesk.models.arrival import ArrivalWay, FolderAfter
from bookdesk.models.document import DocumentState
from bookdesk.office.opened import Office
from bookdesk.reading.sniff import sniff
from tests.support import intakes
from tests.support.intakes import GatedReader

BILL, OTHER = b"%PDF-1.7 a bill", b"%PDF-1.7 another bill"


@dataclass
class Scanner:
    """A client's watched folder, and who looks into it."""

    office: Office
    folder: Path
    client_id: str
    told: list[tuple[str, str]] = field(default_factory=list)
    watch: FolderWatch = field(init=False)

    def start(self, after: FolderAfter = FolderAfter.MOVE) -> None:
        """Watch the folder, as when the program starts."""
        with self.office.workspace(self.client_id) as workspace:
            watched = WatchedFolders(workspace.desk).watch(self.folder, after)
        self.watch = FolderWatch(self.client_id, watched, self.office.workspace)

    def put(self, name: str, content: bytes = BILL) -> Path:
        """Write a file there."""
        path = self.folder / name
        path.write_bytes(content)
        return path

    def look(self) -> FolderNews:
        """Look twice, as at two ticks of the clock."""
        first, second = self.watch.look(), self.watch.look()
        self.told = [*first.left, *second.left]
        return second

    def files(self) -> list[str]:
        """Return the names of the client's documents."""
        with self.office.workspace(self.client_id) as workspace:
            rows = InboxService(workspace.desk, CaptureService(workspace.desk, GatedReader())).list()
        return [row.file_name for row in rows]

    def taken(self) -> list[str]:
        """Return what lies in the folder for what was taken."""
        return sorted(path.name for path in (self.folder / TAKEN).glob("*"))


@pytest.fixture
def scanner(office: Office, tmp_path: Path) -> Iterator[Scanner]:
    folder = tmp_path / "scans"
    folder.mkdir()
    made = Scanner(office, folder, intakes.client_of(office))
    made.start()
    yield made
    failpoints.install(None)


def test_a_file_at_rest_is_taken_once_and_moved(scanner: Scanner) -> None:
    scanner.put("a.pdf")
    assert scanner.watch.look().documents == (), "nobody knows yet whether it is complete"
    (document,) = scanner.watch.look().documents
    assert (scanner.files(), scanner.taken(), document.state) == (["a.pdf"], ["a.pdf"], DocumentState.RECEIVED)
    assert not scanner.look().is_news
    with scanner.office.workspace(scanner.client_id) as workspace, workspace.desk.books.query() as session:
        came = how_it_came(session, document.document_id)
    assert came is not None
    assert (came.way, came.place) == (ArrivalWay.FOLDER, str(scanner.folder))


def test_a_file_that_still_grows_is_let_alone(scanner: Scanner) -> None:
    path = scanner.put("a.pdf", b"%PDF")
    for more in (b"-1.7", b" a bill"):
        assert scanner.watch.look().documents == ()
        with path.open("ab") as file:
            file.write(more)
    assert scanner.watch.look().documents == ()
    assert len(scanner.watch.look().documents) == 1


def test_a_file_that_changes_while_it_is_read_is_let_alone(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    path = scanner.put("a.pdf")
    scanner.watch.look()
    fdopen = os.fdopen

    def writing(*given: object) -> object:
        with path.open("ab") as file:
            file.write(b" more")
        return fdopen(*given)  # type: ignore[call-overload] # as it was called

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdopen", writing)
        assert scanner.watch.look().documents == ()
    assert path.exists()
    assert len(scanner.look().documents) == 1


@pytest.mark.parametrize(
    "name", [".hidden.pdf", "~$bill.docx", "bill.pdf.part", "bill.crdownload", "scan.TMP", "Thumbs.db", "x.filepart"]
)
def test_what_is_hidden_or_still_written_is_not_for_us(scanner: Scanner, name: str) -> None:
    scanner.put(name)
    assert not scanner.look().is_news
    assert is_foreign(name)


def test_folders_and_empty_files_and_links_are_not_entered(scanner: Scanner, tmp_path: Path) -> None:
    outside = tmp_path / "secret.pdf"
    outside.write_bytes(OTHER)
    (scanner.folder / "sub").mkdir()
    (scanner.folder / "sub" / "b.pdf").write_bytes(OTHER)
    (scanner.folder / "link.pdf").symlink_to(outside)
    (scanner.folder / "ring").symlink_to(scanner.folder)
    scanner.put("empty.pdf", b"")
    scanner.look()
    assert {name for name, _ in scanner.told} == {"link.pdf", "ring"}
    assert not scanner.look().is_news, "it is told once"
    assert scanner.files() == []


def test_a_file_that_becomes_a_link_is_not_followed(scanner: Scanner, tmp_path: Path) -> None:
    outside = tmp_path / "secret.pdf"
    outside.write_bytes(OTHER)
    path = scanner.put("a.pdf")
    sight = Sight(path.lstat().st_size, path.lstat().st_mtime_ns)
    path.unlink()
    path.symlink_to(outside)
    with pytest.raises(InputError, match="cannot be opened"):
        watching._content(path, sight)  # noqa: SLF001 - the moment between looking and opening


def test_what_cannot_be_taken_stays_and_is_told_once(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "MOST_BYTES", 1000)
    scanner.put("large.pdf", b"x" * 1001)
    scanner.put("july.csv", b"Date,Description,Amount,Balance\n13/07/2026,Fee,-10.00,90.00\n")
    scanner.look()
    assert sorted((name, why.split(".")[0]) for name, why in scanner.told) == [
        ("july.csv", "This is a bank statement"),
        ("large.pdf", "The file has 0 MB; at most 0 MB are taken"),
    ]
    assert not scanner.look().is_news
    assert sorted(path.name for path in scanner.folder.iterdir()) == ["july.csv", "large.pdf"]
    scanner.put("large.pdf")
    assert len(scanner.look().documents) == 1, "it is another file now"


def test_what_is_left_out_bears_one_mark_until_it_is_another_file(scanner: Scanner) -> None:
    path = scanner.put("july.csv", b"Date,Description,Amount,Balance\n13/07/2026,Fee,-10.00,90.00\n")
    marks = []
    for _ in range(2):
        scanner.start()
        marks.append(scanner.look().marks)
    with path.open("ab") as file:
        file.write(b"14/07/2026,Fee,-10.00,80.00\n")
    marks.append(scanner.look().marks)
    assert marks[0] == marks[1] != marks[2]
    assert [len(one) for one in marks] == [1, 1, 1]
    assert not any("july" in mark for one in marks for mark in one)


def test_a_file_that_stays_empty_is_told_once_in_the_words_of_a_dropped_one(scanner: Scanner) -> None:
    path = scanner.put("scan.pdf", b"")
    looks = [scanner.watch.look() for _ in range(8)]
    dropped = next(pieces_of([("scan.pdf", b"")]))
    assert isinstance(dropped, Skipped)
    assert [one.left for one in looks if one.is_news] == [(("scan.pdf", dropped.reason),)]
    assert not any(one.is_news for one in looks[:5]), "a scanner may still write it"
    with pytest.raises(UnreadableDocument) as read:
        sniff(b"")
    assert str(read.value) == dropped.reason
    path.write_bytes(BILL)
    assert len(scanner.look().documents) == 1


def test_an_archive_brings_what_is_in_it(scanner: Scanner) -> None:
    with zipfile.ZipFile(scanner.folder / "june.zip", "w") as archive:
        archive.writestr("a.pdf", BILL)
        archive.writestr("b.pdf", OTHER)
    assert len(scanner.look().documents) == 2
    assert scanner.taken() == ["june.zip"]


def test_names_that_are_taken_are_not_written_over(scanner: Scanner) -> None:
    (scanner.folder / TAKEN).mkdir()
    (scanner.folder / TAKEN / "a.pdf").write_bytes(b"of before")
    scanner.put("a.pdf")
    scanner.look()
    assert scanner.taken() == ["a-2.pdf", "a.pdf"]
    assert (scanner.folder / TAKEN / "a.pdf").read_bytes() == b"of before"


def test_a_disk_without_second_names_is_moved_on_as_well(scanner: Scanner, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    for content in (BILL, OTHER):
        scanner.put("a.pdf", content)
        scanner.look()
    assert scanner.taken() == ["a-2.pdf", "a.pdf"]


@pytest.mark.parametrize("point", ["capture: document sealed", "capture: row committed", "folder: documents kept"])
def test_wherever_it_is_cut_off_it_is_taken_once(scanner: Scanner, point: str) -> None:
    scanner.put("a.pdf")

    def stop(name: str) -> None:
        if name == point:
            raise KeyboardInterrupt(name)

    scanner.watch.look()
    failpoints.install(stop)
    with pytest.raises(KeyboardInterrupt):
        scanner.watch.look()
    failpoints.install(None)
    scanner.start()
    scanner.look()
    assert (scanner.files(), scanner.taken()) == (["a.pdf"], ["a.pdf"])


def test_the_same_file_again_is_not_taken_twice_and_said_so(scanner: Scanner) -> None:
    scanner.put("a.pdf")
    scanner.look()
    scanner.put("copy.pdf")
    assert scanner.look().documents == ()
    assert scanner.told == [("copy.pdf", "It is here already as document 1.")]
    assert (scanner.files(), scanner.taken()) == (["a.pdf"], ["a.pdf", "copy.pdf"])


def test_files_may_be_left_where_they_are(scanner: Scanner) -> None:
    scanner.start(FolderAfter.LEAVE)
    scanner.put("a.pdf")
    assert len(scanner.look().documents) == 1
    assert not scanner.look().is_news
    scanner.start(FolderAfter.LEAVE)
    assert not scanner.look().is_news, "also after a start of the program"
    assert (scanner.files(), scanner.taken()) == (["a.pdf"], [])
    assert (scanner.folder / "a.pdf").exists()


def test_a_folder_that_is_away_is_told_once_and_tried_again(scanner: Scanner, tmp_path: Path) -> None:
    scanner.put("a.pdf")
    scanner.watch.look()
    scanner.folder.rename(tmp_path / "away")
    assert isinstance(scanner.watch.look().error, FolderAway)
    assert scanner.watch.look().error is None, "it was told"
    (tmp_path / "away").rename(scanner.folder)
    assert scanner.watch.look().documents == (), "what happened meanwhile nobody knows"
    assert len(scanner.watch.look().documents) == 1
    scanner.folder.rename(tmp_path / "away")
    assert scanner.watch.look().error is not None, "it is another time"


def test_a_trouble_of_the_desk_is_told_once_and_the_file_waits(
    scanner: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.", "Make room.")

    scanner.put("a.pdf")
    with monkeypatch.context() as patch:
        patch.setattr(taking, "take_in", full)
        assert str(scanner.look().error) == "The disk is full. Make room."
        assert not scanner.look().is_news
    assert len(scanner.watch.look().documents) == 1


def test_only_a_folder_of_its_own_is_watched(scanner: Scanner, tmp_path: Path) -> None:
    with scanner.office.workspace(scanner.client_id) as workspace:
        service = WatchedFolders(workspace.desk)
        assert [one.path for one in service.here()] == [scanner.folder.resolve()]
        wrong: list[tuple[Path, str]] = [(tmp_path / "nothing", "not there now"), (Path("/"), "much besides")]
        for path, why in wrong:
            with pytest.raises(InputError, match=why):
                service.watch(path)
        service.leave(scanner.folder)
        assert service.list() == ()
        with pytest.raises(NotFound):
            service.leave(scanner.folder)


Looks = st.lists(st.dictionaries(st.sampled_from("abc"), st.builds(Sight, st.integers(0, 2), st.integers(0, 2))))


@given(Looks)
def test_only_what_looks_the_same_twice_in_a_row_rests_and_only_once(looks: list[dict[str, Sight]]) -> None:
    rest, before = Rest(patience=len(looks) + 1), dict[str, Sight]()
    dealt: dict[str, Sight] = {}
    for seen in looks:
        dealt = {name: sight for name, sight in dealt.items() if seen.get(name) == sight}
        found = rest.look(seen)
        expected = sorted(
            name for name in seen if seen[name].size and before.get(name) == seen[name] and name not in dealt
        )
        assert found == expected
        for name in found:
            rest.done(name, seen[name])
            dealt[name] = seen[name]
        before = seen


@pytest.mark.parametrize(
    ("attributes", "flags", "away"), [(0x400000, 0, True), (0, 0x40000000, True), (0x20, 0, False)]
)
def test_what_only_the_cloud_has_waits(attributes: int, flags: int, away: bool) -> None:  # noqa: FBT001 - a case
    assert is_elsewhere(attributes, flags) is away
