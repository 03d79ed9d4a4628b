from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bookdesk.core.child import ChildCrashed, ChildFailed, ChildNotReady, ChildStopped, ChildTimedOut, ChildTooLarge
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.reading.child import ChildReader, ReaderPool, start_reader
from bookdesk.reading.second import NoSecondReader, Second
from bookdesk.reading.words import Source, page_to_data
from tests.support.scripted import page_of

PDF = b"%PDF-1.7 as far as the script is concerned"
OPENED: Header = {"kind": "pdf", "page_count": 2, "einvoice": None, "problems": []}


@dataclass
class ScriptedChild:
    """Answers `open` and `page` as told, or fails."""

    opened: Header = field(default_factory=lambda: OPENED)
    failure: ChildFailed | None = None
    closed: bool = False
    killed: bool = False
    asked: list[Header] = field(default_factory=list)

    def wait_ready(self) -> None:
        """Ready from the start."""

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        self.asked.append(header)
        if header["do"] == "open":
            assert payload == PDF
            return self.opened, b""
        if self.failure is not None:
            raise self.failure
        return {"page": page_to_data(page_of(("Total 5.00",), header["number"]))}, b""

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None:
        self.closed = True


def pool_of(*children: ScriptedChild) -> ReaderPool:
    return ReaderPool(1, iter([*children, ScriptedChild(), ScriptedChild()]).__next__)


def test_a_document_is_read_page_by_page_and_its_child_ended() -> None:
    child = ScriptedChild()
    reading = ChildReader(pool_of(child)).read(PDF, languages=("deu",), ignore_embedded=True)
    assert [page.text for page in reading.pages] == ["Total 5.00", "Total 5.00"]
    assert reading.source is Source.TEXT
    how = {"languages": ["deu"], "ignore_embedded": True, "second": "where-needed"}
    assert child.asked[0] == {"do": "open"} | how
    assert child.closed


def test_every_document_has_a_child_of_its_own_and_the_next_is_already_there() -> None:
    first, second = ScriptedChild(), ScriptedChild()
    pool = pool_of(first, second)
    reader = ChildReader(pool)
    reader.read(PDF)
    assert (len(first.asked), len(second.asked)) == (3, 0)
    reader.read(PDF)
    assert len(second.asked) == 3


def test_a_closed_pool_ends_what_nobody_took() -> None:
    waiting = ScriptedChild()
    with pool_of(waiting) as pool:
        before = waiting.closed
    assert (before, waiting.closed) == (False, True)
    with pytest.raises(ChildStopped):
        pool.take()


def test_a_stopped_pool_ends_also_those_in_use() -> None:
    used, given_back, waiting = ScriptedChild(), ScriptedChild(), ScriptedChild()
    pool = pool_of(given_back, used, waiting)
    pool.give_back(pool.take())
    assert pool.take() is used
    pool.at_work()
    pool.stop()
    assert (given_back.killed, used.killed, waiting.closed) == (False, True, True)


def test_a_child_that_was_stopped_does_not_blame_the_document() -> None:
    child = ScriptedChild(failure=ChildStopped("The work was stopped."))
    with pytest.raises(ChildStopped):
        ChildReader(pool_of(child)).read(PDF)
    assert child.closed


def test_a_pool_can_keep_more_or_fewer_warm() -> None:
    children = [ScriptedChild() for _ in range(4)]
    pool = ReaderPool(0, iter(children).__next__)
    assert pool.take() is children[0]  # started on demand
    pool.keep(2)
    assert pool.take() is children[1]
    pool.at_work()
    pool.keep(1)
    assert [child.closed for child in children] == [False, False, False, True]


def test_a_system_that_refuses_another_process_is_not_the_documents_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(ChildNotReady, match="No space left on device") as caught:
        start_reader()
    assert caught.value.remedy


def refuse(**_: str) -> str:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_is_no_document_costs_no_child() -> None:
    child = ScriptedChild()
    with pytest.raises(UnreadableDocument, match="empty"):
        ChildReader(pool_of(child)).read(b"")
    assert child.asked == []


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (ChildCrashed("The work ended unexpectedly (SIGSEGV)."), "probably damaged"),
        (ChildTimedOut("The work took longer than allowed."), "took too long"),
        (ChildTooLarge("The work needed more memory than allowed."), "more memory"),
    ],
)
def test_a_child_that_fails_makes_the_document_unreadable_with_a_reason(failure: ChildFailed, sentence: str) -> None:
    child = ScriptedChild(failure=failure)
    with pytest.raises(UnreadableDocument, match=sentence) as caught:
        ChildReader(pool_of(child)).read(PDF)
    assert caught.value.remedy
    assert child.closed


@pytest.mark.parametrize("answer", [{}, {"kind": "pdf"}, OPENED | {"page_count": 10**9}, OPENED | {"more": 1}])
def test_a_child_that_answers_nonsense_is_not_believed(answer: Header) -> None:
    child = ScriptedChild(opened=answer)
    with pytest.raises(UnreadableDocument, match="nonsense"):
        ChildReader(pool_of(child)).read(PDF)
    assert child.closed


def test_where_the_second_reader_fails_the_first_one_reads_alone_and_says_so() -> None:
    failing, alone = ScriptedChild(failure=ChildTooLarge("It needed more memory than allowed.")), ScriptedChild()
    reading = ChildReader(pool_of(failing, alone), has_second=lambda: True).read(PDF)
    assert [one["second"] for one in (failing.asked[0], alone.asked[0])] == ["where-needed", "never"]
    assert [page.text for page in reading.pages] == ["Total 5.00", "Total 5.00"]
    assert reading.problems == ("The second reader failed at this document, so it was read without him.",)
    assert failing.closed


def test_a_document_that_ends_every_child_is_unreadable_with_a_second_reader_as_well() -> None:
    failing = [ScriptedChild(failure=ChildCrashed("It ended unexpectedly.")) for _ in range(2)]
    with pytest.raises(UnreadableDocument, match="probably damaged"):
        ChildReader(pool_of(*failing), has_second=lambda: True).read(PDF)
    assert all(child.closed for child in failing)


def test_whoever_asks_for_the_second_reader_is_told_that_it_failed_or_is_not_there() -> None:
    failing = ScriptedChild(failure=ChildCrashed("It ended unexpectedly."))
    with pytest.raises(UnreadableDocument, match="second reader failed"):
        ChildReader(pool_of(failing), has_second=lambda: True).read(PDF, second=Second.ALWAYS)
    unused = ScriptedChild()
    with pytest.raises(NoSecondReader, match="not installed") as caught:
        ChildReader(pool_of(unused), has_second=lambda: False).read(PDF, second=Second.ALWAYS)
    assert (unused.asked, caught.value.command) == ([], "bookdesk readers")


def test_the_pool_starts_as_many_as_it_is_told() -> None:
    started: list[ScriptedChild] = []

    def start() -> ScriptedChild:
        started.append(ScriptedChild())
        return started[-1]

    starter: Callable[[], ScriptedChild] = start
    with ReaderPool(3, starter):
        assert len(started) == 3
    assert all(child.closed for child in started)


def test_a_successor_is_started_when_the_child_that_was_taken_is_at_work() -> None:
    started: list[ScriptedChild] = []

    def start() -> ScriptedChild:
        started.append(ScriptedChild())
        return started[-1]

    starter: Callable[[], ScriptedChild] = start
    with ReaderPool(1, starter) as pool:
        child = pool.take()
        assert len(started) == 1
        pool.at_work()
        assert len(started) == 2
        pool.give_back(child)
        assert len(started) == 2
    pool.at_work()
    assert len(started) == 2, "a closed pool starts nothing"
