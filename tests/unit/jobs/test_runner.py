from __future__ import annotations

import logging
import threading
from collections.abc import Callable

import pytest

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.jobs.runner import Defect, Runner, Stopped, Work, attempt, reader_count

PATIENCE = 60.0


class Pieces:
    """A source of so many pieces of work."""

    def __init__(self, name: str, count: int, done: list[str], body: Callable[[], object] = lambda: None) -> None:
        self.left, self.name, self.done, self.body = count, name, done, body
        self.all_done = threading.Event()

    def next_work(self) -> Work | None:
        if not self.left:
            return None
        self.left -= 1
        return self._work

    def _work(self) -> None:
        self.body()
        self.done.append(self.name)
        if self.done.count(self.name) and not self.left:
            self.all_done.set()


def unexpected() -> None:
    raise ValueError("the name of a client")


def refused() -> None:
    raise InputError("It cannot be used.", "Take another.")


def waited(gate: threading.Event) -> None:
    assert gate.wait(PATIENCE)


def wrong(error: BookDeskError) -> None:
    raise AssertionError(error)


def test_work_is_done_in_the_order_in_which_it_was_asked_for() -> None:
    runner, done, last = Runner(), list[int](), threading.Event()
    for number in range(50):
        runner.in_order("acme", lambda number=number: done.append(number), wrong)  # type: ignore[misc]
    runner.in_order("acme", last.set, wrong)
    assert last.wait(PATIENCE)
    assert done == list(range(50))
    assert runner.close()


def test_one_client_does_not_wait_for_another() -> None:
    runner, gate, other = Runner(), threading.Event(), threading.Event()
    runner.in_order("slow", lambda: waited(gate), wrong)
    runner.in_order("quick", other.set, wrong)
    assert other.wait(PATIENCE)
    gate.set()
    assert runner.close()


def test_whatever_goes_wrong_is_told_and_the_next_piece_is_done(caplog: pytest.LogCaptureFixture) -> None:
    runner, told, last = Runner(), list[BookDeskError](), threading.Event()
    runner.in_order("acme", refused, told.append)
    with caplog.at_level(logging.CRITICAL):
        runner.in_order("acme", unexpected, told.append)
        runner.in_order("acme", refused, lambda _: unexpected())  # who is told may fail as well
        runner.in_order("acme", last.set, wrong)
        assert last.wait(PATIENCE)
    assert [type(error) for error in told] == [InputError, Defect]
    assert "ValueError in unexpected" in str(told[1])
    assert "client" not in str(told[1])
    assert runner.close()


def test_a_defect_tells_where_and_no_data(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.CRITICAL):
        error = attempt(unexpected)
    assert isinstance(error, Defect)
    assert error.remedy
    assert attempt(lambda: None) is None


def test_readers_are_bounded_and_work_side_by_side() -> None:
    runner, meeting = Runner(3), threading.Barrier(3, timeout=PATIENCE)
    source = Pieces("a", 6, [], meeting.wait)
    runner.offer(source)
    assert source.all_done.wait(PATIENCE)  # six in two threes: fewer threads would never meet
    assert runner.close()
    alone, at_once = threading.Semaphore(2), list[bool]()

    def counted() -> None:
        at_once.append(alone.acquire(blocking=False))
        alone.release()

    bounded, second = Runner(2), Pieces("b", 40, [], counted)
    bounded.offer(second)
    assert second.all_done.wait(PATIENCE)
    assert at_once == [True] * 40
    assert bounded.close()


def test_sources_take_turns() -> None:
    def wait() -> None:
        begun.set()
        waited(gate)

    runner, done, begun, gate = Runner(1), list[str](), threading.Event(), threading.Event()
    first, second = Pieces("a", 3, done), Pieces("b", 3, done)
    runner.offer(Pieces("before", 1, [], wait))
    assert begun.wait(PATIENCE)  # the only reader is busy until both have offered
    runner.offer(first)
    runner.offer(second)
    gate.set()
    assert first.all_done.wait(PATIENCE)
    assert second.all_done.wait(PATIENCE)
    assert runner.close()
    assert sorted(done[:2]) == sorted(done[2:4]) == ["a", "b"]


def test_a_source_that_had_nothing_is_asked_again_when_it_offers() -> None:
    runner, done = Runner(), list[str]()
    source = Pieces("a", 0, done)
    runner.offer(source)
    source.left = 1
    runner.offer(source)
    assert source.all_done.wait(PATIENCE)
    assert runner.close()


def test_a_reader_outlives_a_piece_that_fails(caplog: pytest.LogCaptureFixture) -> None:
    runner, done = Runner(1), list[str]()
    with caplog.at_level(logging.CRITICAL):
        runner.offer(Pieces("bad", 1, done, unexpected))
        good = Pieces("good", 1, done)
        runner.offer(good)
        assert good.all_done.wait(PATIENCE)
    assert done == ["good"]
    assert runner.close()


def test_closing_ends_what_was_begun_and_tells_what_was_not() -> None:
    runner, begun, gate, told = Runner(), threading.Event(), threading.Event(), list[BookDeskError]()

    def first() -> None:
        begun.set()
        gate.wait(PATIENCE)

    runner.in_order("acme", first, wrong)
    runner.in_order("acme", lambda: wrong(Stopped("")), told.append)
    assert begun.wait(PATIENCE)
    assert not runner.close(0.0)
    assert [type(error) for error in told] == [Stopped]
    gate.set()
    assert runner.close()
    runner.in_order("acme", lambda: wrong(Stopped("")), told.append)
    runner.offer(Pieces("late", 1, []))
    assert [type(error) for error in told] == [Stopped, Stopped]


def test_a_machine_of_any_size_reads_with_one_to_three() -> None:
    assert 1 <= reader_count() <= 3
