"""An intake that is killed, whose disk is full or whose readers break loses no document and takes none in twice."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.jobs.events import Finished, LeftOut, Paused, Problem, Taken
from bookdesk.jobs.intake import Intake
from bookdesk.jobs.intakes import Intakes
from bookdesk.jobs.runner import Runner
from bookdesk.models.bill import Bill
from bookdesk.models.document import Document, DocumentState
from bookdesk.office.opened import Office
from bookdesk.reading.child import ReaderChild, start_reader
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.verify import verify
from tests.failures import reader_children
from tests.support import intakes
from tests.support.intakes import Ear, client_of, reopened
from tests.support.readers import NoTextReader
from tests.support.scarce import fill, small_disk

CHECKOUT = Path(__file__).resolve().parents[2]
FILES = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pile")
    for number in range(FILES):
        bill = replace(bills.COFFEE, number=f"SR-{30_000 + number}")
        (made / f"{number:02}.pdf").write_bytes(papers.bill_pdf(bill, "classic"))
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with intakes.office(tmp_path / "practice"):
        return tmp_path / "practice"


@contextmanager
def intake_of(office: Office) -> Iterator[tuple[Intake, Ear]]:
    """Yield an intake that reads in this process, which is faster."""
    runner, ear = Runner(1), Ear()
    reader = InProcessReader(NoTextReader())
    yield Intake(office, client_of(office), ear, runner=runner, reader=reader), ear
    assert runner.close()


def killed_at(home: Path, folder: Path, kind: str, count: int) -> list[str]:
    """Kill an intake when it told `count` steps of a kind; returns the names that it told as taken."""
    command = [sys.executable, "-m", "tests.failures.intake_program", str(home), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as process:
        assert process.stdout is not None
        told: list[str] = []
        for line in process.stdout:
            told.append(line)
            if sum(one.startswith(kind) for one in told) == count:
                process.kill()
        told = [line for line in told if line.endswith("\n")]
    assert process.returncode, "it was faster than the kill"
    return [line.split()[1] for line in told if line.startswith("Taken")]


def documents(office: Office) -> list[Document]:
    with office.workspace(client_of(office)) as workspace, workspace.desk.books.query() as session:
        return list(session.scalars(select(Document).order_by(Document.intake_number)))


def assert_whole(office: Office) -> None:
    """The history verifies, every document has its file and its outcome, and each to review has one draft."""
    with office.workspace(client_of(office)) as workspace:
        books = workspace.desk.books
        assert [finding for finding in verify(books) if not finding.holds] == []
        with books.query() as session:
            drafts = Counter(session.scalars(select(Bill.document_id)))
        kept = documents(office)
        assert books.documents.names() == {document.stored_name for document in kept}
    assert DocumentState.RECEIVED not in {document.state for document in kept}
    to_review = [document.id for document in kept if document.state is DocumentState.TO_REVIEW]
    assert drafts == dict.fromkeys(to_review, 1)


def go_on_after(home: Path, folder: Path, acknowledged: list[str]) -> None:
    with reopened(home) as office, intake_of(office) as (intake, ear):
        kept = [document.file_name for document in documents(office)]
        assert kept[: len(acknowledged)] == acknowledged
        assert len(kept) <= len(acknowledged) + 1
        intake.resume_waiting()
        ear.ended()
        assert_whole(office)
        intake.drop([folder])
        ear.wait(Finished, 2)
        assert_whole(office)
        states = Counter(document.state for document in documents(office))
        assert states == Counter({DocumentState.TO_REVIEW: FILES, DocumentState.DUPLICATE: len(kept)})


@pytest.mark.parametrize(("kind", "count"), [("Taken", 7), ("Done", 3)])
def test_a_killed_intake_loses_no_document_and_doubles_none(home: Path, folder: Path, kind: str, count: int) -> None:
    go_on_after(home, folder, killed_at(home, folder, kind, count))


@pytest.mark.slow
def test_nor_do_many(tmp_path: Path, folder: Path) -> None:
    moments = random.Random(20260701)  # noqa: S311 - moments, not secrets
    for number in range(4):
        with intakes.office(tmp_path / str(number)):
            pass
        told = killed_at(tmp_path / str(number), folder, moments.choice(["Taken", "Done"]), moments.randint(1, 19))
        go_on_after(tmp_path / str(number), folder, told)


def test_a_full_disk_is_told_once_and_by_file_and_nothing_half_done_remains(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 12) as mounted:
        if not mounted:
            pytest.skip("this user may not mount a disk")
        with intakes.office(tmp_path / "disk" / "practice") as office, intake_of(office) as (intake, ear):
            filler = fill(tmp_path / "disk", leaving=700_000)
            page = papers.bill_pdf(bills.COFFEE, "classic") + bytes(120_000)
            files = [(f"{number}.pdf", page + str(number).encode()) for number in range(9)]
            intake.drop(files)
            intake.pause()
            ear.wait(LeftOut)
            filler.unlink()
            intake.resume()
            ended = ear.ended()
            assert ended.counts.sealed + ended.counts.skipped == len(files)
            assert 0 < ended.counts.sealed < len(files)
            assert all("disk is full" in reason for reason in ear.left_out().values())
            assert len(ear.all(Problem)) == 1
            assert_whole(office)
            intake.drop([file for file in files if file[0] in ear.left_out()])
            ear.wait(Finished, 2)
            assert len(ear.all(Taken)) == len(files)
            assert_whole(office)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of this kind do not exist there")
def test_readers_that_crash_or_hang_cost_their_documents_only(home: Path, folder: Path) -> None:
    bad = iter([partial(reader_children.start, "killed"), partial(reader_children.start, "slow")])

    def start() -> ReaderChild:
        starting: Callable[[], ReaderChild] = next(bad, start_reader)
        return starting()

    with reopened(home) as office:
        ear = Ear()
        opened = Intakes(office, ear, runner=Runner(2), start=start)
        opened.of(client_of(office)).drop(sorted(folder.iterdir())[:6])
        assert ear.ended().counts.read == 6
        assert (ear.all(Problem), ear.all(Paused)) == ([], [])
        reasons = sorted(one.reason or "" for one in ear.done().values() if one.state is DocumentState.FAILED)
        assert [reason.split(".")[0] for reason in reasons] == [
            "Reading the document took too long and was ended",
            "The document made the reader fail, so it is probably damaged",
        ]
        assert sum(one.state is DocumentState.TO_REVIEW for one in ear.done().values()) == 4
        assert_whole(office)
        assert opened.close()
