from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import BookDeskError, RuleBroken
from bookdesk.core.progress import Progress
from bookdesk.ui.tasks import Defect, Door, LongWork
from tests.support.window import LONG_ENOUGH


@pytest.fixture
def door(qtbot: QtBot) -> Door:
    del qtbot  # which makes the application
    return Door()


def test_an_answer_comes_back_on_the_thread_that_asked(qtbot: QtBot, door: Door) -> None:
    seen: list[tuple[int, int]] = []
    door.ask(door, threading.get_ident, lambda worker: seen.append((worker, threading.get_ident())))
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    ((worker, back),) = seen
    assert back == threading.get_ident() != worker


def test_changes_of_one_client_run_one_after_the_other_and_those_of_another_beside_them(
    qtbot: QtBot, door: Door
) -> None:
    order: list[str] = []
    first_may_end, other_ran = threading.Event(), threading.Event()

    def first() -> None:
        assert other_ran.wait(10)
        assert first_may_end.wait(10)
        order.append("first")

    def of_other() -> None:
        order.append("other")
        other_ran.set()

    door.change("client a", door, first, lambda _: None)
    door.change("client a", door, lambda: order.append("second"), lambda _: None)
    door.change("client b", door, of_other, lambda _: None)
    qtbot.waitUntil(other_ran.is_set, timeout=LONG_ENOUGH)
    first_may_end.set()
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert order == ["other", "first", "second"]


def test_a_door_that_closes_does_what_was_asked_for_and_answers_no_question(door: Door) -> None:
    done, begun, may_end = list[str](), threading.Event(), threading.Event()

    def first() -> None:
        begun.set()
        assert may_end.wait(10)
        done.append("first")

    door.change("client", door, first, lambda _: done.append("answered"))
    for number in range(2, 6):
        door.change("client", door, lambda number=number: done.append(str(number)), lambda _: None)  # type: ignore[misc] # bound now
    assert begun.wait(10)
    threading.Timer(0.05, may_end.set).start()
    door.close()
    assert done == ["first", "2", "3", "4", "5"]


def test_an_older_answer_to_the_same_question_is_dropped(qtbot: QtBot, door: Door) -> None:
    seen: list[str] = []
    may_end = threading.Event()

    def slow() -> str:
        assert may_end.wait(10)
        return "old"

    door.ask(door, slow, seen.append, name="list")
    door.ask(door, lambda: "new", seen.append, name="list")
    qtbot.waitUntil(lambda: seen == ["new"], timeout=LONG_ENOUGH)
    may_end.set()
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert seen == ["new"]


def test_whoever_is_gone_is_not_answered(qtbot: QtBot, door: Door) -> None:
    owner, may_end, seen = QObject(), threading.Event(), list[object]()
    door.ask(owner, lambda: may_end.wait(10), seen.append)
    owner.deleteLater()
    del owner
    qtbot.wait(0)
    may_end.set()
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert seen == []


def test_a_failure_goes_to_who_asked_and_otherwise_to_the_window(qtbot: QtBot, door: Door) -> None:
    own: list[BookDeskError] = []
    told: list[BookDeskError] = []

    def refuse() -> None:
        raise RuleBroken("It is locked.", "Open it.")

    door.failed.connect(told.append)
    door.ask(door, refuse, lambda _: None, own.append)
    door.ask(door, refuse, lambda _: None)
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert [str(error) for error in own] == [str(error) for error in told] == ["It is locked. Open it."]


def test_a_defect_is_told_without_what_it_was_about(qtbot: QtBot, door: Door, caplog: pytest.LogCaptureFixture) -> None:
    told: list[BookDeskError] = []

    def stumble() -> None:
        raise KeyError("Acme Catering")

    door.failed.connect(told.append)
    door.change("client", door, stumble, lambda _: None)
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert isinstance(told[0], Defect)
    assert "KeyError in stumble" in str(told[0])
    assert "Acme" not in str(told[0])
    assert "a defect" in caplog.text


def test_long_work_tells_how_far_it_is_and_hears_that_it_should_stop(qtbot: QtBot, door: Door) -> None:
    steps: list[tuple[str, int, int]] = []
    answers: list[str] = []
    begun, listened_to = threading.Event(), threading.Event()

    def work(progress: Progress) -> str:
        assert listened_to.wait(10)
        progress.step("Reading", 1, 2)
        begun.set()
        stopped = threading.Event()
        while not progress.cancelled():
            stopped.wait(0.001)
        return "stopped"

    shown: LongWork = door.long("Reading", door, work, answers.append)
    shown.stepped.connect(lambda *step: steps.append(step))
    listened_to.set()
    qtbot.waitUntil(begun.is_set, timeout=LONG_ENOUGH)
    shown.cancel()
    qtbot.waitUntil(door.quiet, timeout=LONG_ENOUGH)
    assert (steps, answers) == ([("Reading", 1, 2)], ["stopped"])


def test_long_work_is_known_until_its_end_was_told_and_a_closing_door_stops_it(qtbot: QtBot, door: Door) -> None:
    told: list[str] = []
    left: list[int] = []
    may_end = threading.Event()

    def until_stopped(progress: Progress) -> None:
        stopped = threading.Event()
        while not progress.cancelled():
            stopped.wait(0.001)

    door.long_ended.connect(lambda: left.append(len(told) * 10 + len(door.long_works())))
    door.long("Reading", door, lambda _: may_end.wait(10), lambda _: told.append("read"))
    assert [work.what for work in door.long_works()] == ["Reading"]
    may_end.set()
    qtbot.waitUntil(lambda: left == [10], timeout=LONG_ENOUGH)
    door.long("Backing up", door, until_stopped, lambda _: told.append("backed up"))
    door.close()
    assert told == ["read"]


def test_a_closed_door_brings_nothing_back(qtbot: QtBot, door: Door) -> None:
    seen: list[object] = []
    door.ask(door, lambda: 1, seen.append)
    door.close()
    door.ask(door, lambda: 1, seen.append)
    door.change("client", door, lambda: 1, seen.append)
    door.long("Reading", door, lambda _: 1, seen.append)
    door.close()
    qtbot.wait(0)
    assert (seen, door.long_works(), door.quiet()) == ([], [], True)
