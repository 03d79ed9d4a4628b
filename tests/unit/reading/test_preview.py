"""Documents to look at: one child each, its failures in words, and closing that reaches whoever waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bookdesk.core.child import ChildCrashed, ChildFailed, ChildNotReady, ChildStopped, ChildTimedOut, ChildTooLarge
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.reading.preview import ChildPictures, PainterPool, ShowingStopped

PDF = b"%PDF-1.7 as far as the script is concerned"
OPENED: Header = {"kind": "pdf", "drawn": False, "pages": [{"width_pt": 60.0, "height_pt": 90.0}] * 2}


@dataclass
class ScriptedPainter:
    """Answers "open" and "picture" as told, or fails."""

    opened: Header = field(default_factory=lambda: OPENED)
    failure: ChildFailed | None = None
    before: Callable[[], None] = lambda: None
    closed: bool = False
    killed: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)

    def wait_ready(self) -> None:
        """Ready from the start."""

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        self.asked.append(header["do"])
        if header["do"] == "open":
            assert payload == PDF
            return self.opened, b""
        self.before()
        if self.killed.is_set():
            raise ChildStopped("The work was stopped.")
        if self.failure is not None:
            raise self.failure
        return {"width": header["width"], "height": 2}, bytes(header["width"] * 6)

    def kill(self) -> None:
        self.killed.set()

    def close(self) -> None:
        self.closed = True


def pictures_of(*children: ScriptedPainter) -> ChildPictures:
    return ChildPictures(PainterPool(1, iter([*children, ScriptedPainter(), ScriptedPainter()]).__next__))


def test_a_document_is_opened_once_and_painted_as_often_as_it_is_asked() -> None:
    child = ScriptedPainter()
    document = pictures_of(child).show(PDF)
    assert child.asked == []
    assert len(document.opened().pages) == 2
    first, second = document.picture(1, 20), document.picture(2, 30)
    assert (first.number, first.width, second.number, second.width) == (1, 20, 2, 30)
    assert child.asked == ["open", "picture", "picture"]
    document.close()
    assert child.closed


def test_the_next_document_is_opened_while_one_is_shown() -> None:
    first, second = ScriptedPainter(), ScriptedPainter()
    pictures = pictures_of(first, second)
    shown, ahead = pictures.show(PDF), pictures.show(PDF)
    shown.picture(1, 20)
    ahead.picture(1, 20)
    shown.close()
    assert (first.closed, second.closed) == (True, False)
    assert ahead.picture(2, 20).number == 2
    assert second.asked == ["open", "picture", "picture"]


def test_what_is_no_document_costs_no_child() -> None:
    child = ScriptedPainter()
    with pytest.raises(UnreadableDocument, match="empty"):
        pictures_of(child).show(b"")
    assert child.asked == []


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (ChildCrashed("The work ended unexpectedly (SIGSEGV)."), "cannot be drawn"),
        (ChildTimedOut("The work took longer than allowed."), "took too long"),
        (ChildTooLarge("The work needed more memory than allowed."), "more memory"),
    ],
)
def test_a_child_that_fails_costs_one_picture(failure: ChildFailed, sentence: str) -> None:
    bad, good = ScriptedPainter(failure=failure), ScriptedPainter()
    document = pictures_of(bad, good).show(PDF)
    with pytest.raises(UnreadableDocument, match=sentence) as caught:
        document.picture(1, 20)
    assert caught.value.remedy
    assert bad.closed
    assert document.picture(2, 20).number == 2
    assert good.asked == ["open", "picture"]


def test_a_document_that_fails_again_and_again_is_given_up() -> None:
    children = [ScriptedPainter(failure=ChildCrashed("It ended.")) for _ in range(4)]
    document = pictures_of(*children).show(PDF)
    for _ in range(6):
        with pytest.raises(UnreadableDocument):
            document.picture(1, 20)
    assert [bool(child.asked) for child in children] == [True, True, True, False]


@pytest.mark.parametrize("answer", [{}, {"kind": "pdf"}, OPENED | {"pages": []}, OPENED | {"more": 1}])
def test_a_child_that_answers_nonsense_is_not_believed(answer: Header) -> None:
    child = ScriptedPainter(opened=answer)
    with pytest.raises(UnreadableDocument, match="probably damaged"):
        pictures_of(child).show(PDF).opened()
    assert child.closed


def test_what_the_child_says_about_the_document_is_told_and_the_child_kept() -> None:
    child = ScriptedPainter(opened={"failed": ["The PDF is protected with a password.", "Open it."]})
    document = pictures_of(child).show(PDF)
    for _ in range(2):
        with pytest.raises(UnreadableDocument, match="password"):
            document.opened()
    assert not child.closed
    document.close()
    assert child.closed


def test_a_page_that_is_not_there_is_our_own_mistake() -> None:
    with pytest.raises(IndexError):
        pictures_of(ScriptedPainter()).show(PDF).picture(3, 20)


def test_a_broken_installation_is_not_the_documents_fault() -> None:
    child = ScriptedPainter(failure=ChildNotReady("A part of BookDesk could not be started.", "Install it anew."))
    with pytest.raises(ChildNotReady):
        pictures_of(child).show(PDF).picture(1, 20)
    assert child.closed


def test_closing_ends_what_is_under_way_and_nothing_is_asked_afterwards() -> None:
    painting, child = threading.Event(), ScriptedPainter()

    def wait() -> None:
        painting.set()
        assert child.killed.wait(10)

    child.before = wait
    document = pictures_of(child).show(PDF)
    told: list[BaseException] = []

    def ask() -> None:
        try:
            document.picture(1, 20)
        except ShowingStopped as stopped:
            told.append(stopped)

    worker = threading.Thread(target=ask)
    worker.start()
    assert painting.wait(10)
    document.close()
    worker.join(10)
    assert len(told) == 1
    assert child.closed
    with pytest.raises(ShowingStopped):
        document.opened()


def test_a_document_closed_before_it_was_looked_at_takes_no_child() -> None:
    child = ScriptedPainter()
    document = pictures_of(child).show(PDF)
    document.close()
    document.close()
    with pytest.raises(ShowingStopped):
        document.picture(1, 20)
    assert child.asked == []


def test_requests_from_several_threads_take_turns() -> None:
    inside = threading.Lock()

    def alone() -> None:
        assert inside.acquire(blocking=False)
        inside.release()

    child = ScriptedPainter(before=alone)
    document = pictures_of(child).show(PDF)
    seen: list[int] = []
    workers = [threading.Thread(target=lambda: seen.append(document.picture(1, 20).width)) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(10)
    assert seen == [20] * 8
    assert child.asked == ["open", *["picture"] * 8]


def test_the_end_of_the_program_is_no_fault_of_the_document() -> None:
    pool = PainterPool(1, ScriptedPainter)
    document = ChildPictures(pool).show(PDF)
    pool.close()
    with pytest.raises(ShowingStopped):
        document.opened()
