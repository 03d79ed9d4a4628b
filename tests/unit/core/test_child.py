from __future__ import annotations

import os
import sys
import threading

import pytest

from bookdesk.core.child import (
    Child,
    ChildCrashed,
    ChildFailed,
    ChildNotReady,
    ChildStopped,
    ChildTimedOut,
    ChildTooLarge,
)
from bookdesk.core.itself import own_command
from bookdesk.core.limits import Limits
from tests.failures import child_handlers

posix = pytest.mark.skipif(sys.platform == "win32", reason="the system has no such limit")


def start(name: str, **limits: float) -> Child:
    return Child.start(name, Limits(**limits), command=child_handlers.command(name))  # type: ignore[arg-type]


def ask(name: str, payload: bytes = b"", **limits: float) -> ChildFailed:
    with start(name, **limits) as child, pytest.raises(ChildFailed) as caught:
        child.request({"word": "thing"}, payload)
    assert not child.folder.exists()
    return caught.value


def test_a_warm_child_answers_one_request_after_the_other() -> None:
    with start("echo") as child:
        child.wait_ready()
        assert child.request({"n": "ä"}, b"abc") == ({"n": "ä", "stdin": ""}, b"cba")
        assert child.request({}, bytes(range(256)) * 1000)[1] == bytes(range(255, -1, -1)) * 1000


def test_a_child_sees_an_empty_folder_of_its_own_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKDESK_SECRET", "hunter2")
    with start("surroundings") as child:
        seen, _ = child.request({})
    assert seen["files"] == []
    assert seen["cwd"] == os.path.realpath(child.folder)
    assert "hunter2" not in str(seen)
    assert seen["environment"]["OMP_THREAD_LIMIT"] == "1"
    assert not child.folder.exists()


def test_a_crash_is_told_with_the_trace_for_the_log() -> None:
    failure = ask("crash")
    assert isinstance(failure, ChildCrashed)
    assert "child_handlers.py" in failure.diagnosis


def test_an_unexpected_exception_is_a_crash_and_never_an_answer() -> None:
    failure = ask("fail", b"four")
    assert isinstance(failure, ChildCrashed)
    assert "unexpected thing 4" in failure.diagnosis
    assert "unexpected thing" not in str(failure)


def test_garbage_on_the_wire_is_a_crash() -> None:
    assert isinstance(ask("garbage"), ChildCrashed)


def test_a_child_that_hangs_is_ended() -> None:
    assert isinstance(ask("hang", wall_seconds=0.2), ChildTimedOut)


def test_a_child_that_never_gets_ready_is_ended() -> None:
    assert isinstance(ask("never_ready", start_seconds=0.2), ChildNotReady)


@posix
def test_processor_time_is_bounded() -> None:
    assert isinstance(ask("spin", cpu_seconds=1), ChildTimedOut)


@posix
def test_processor_time_is_bounded_request_by_request() -> None:
    assert isinstance(ask("spin", cpu_seconds=600, request_cpu_seconds=1), ChildTimedOut)
    with start("burn", cpu_seconds=600, request_cpu_seconds=1) as child:
        used = [child.request({})[0]["used"] for _ in range(3)]
    assert used[-1] > 1.0, "more than one request may use, but no request of them did"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds the address space")
def test_memory_is_bounded() -> None:
    assert isinstance(ask("swallow"), ChildTooLarge)


def test_the_answer_is_bounded() -> None:
    assert isinstance(ask("flood", output_bytes=2048), ChildTooLarge)


def test_the_question_is_bounded_before_it_is_sent() -> None:
    failure = ask("echo", bytes(3 << 20), input_bytes=2 << 20)
    assert isinstance(failure, ChildTooLarge)
    assert "3 MB; at most 2 MB" in failure.what


def test_a_child_has_no_network() -> None:
    failure = ask("dial")
    assert isinstance(failure, ChildCrashed)
    assert "no network" in failure.diagnosis


@posix
def test_a_child_can_stand_back_behind_the_window() -> None:
    with start("surroundings", niceness=7) as child:
        assert child.request({})[0]["niceness"] == os.nice(0) + 7


@posix
def test_a_child_writes_no_file() -> None:
    assert isinstance(ask("write_file"), ChildCrashed)


def test_killing_from_another_thread_stops_a_waiting_request() -> None:
    with start("hang") as child:
        child.wait_ready()
        threading.Timer(0.1, child.kill).start()
        with pytest.raises(ChildStopped):
            child.request({})


def test_a_closed_child_refuses_and_closing_twice_is_harmless() -> None:
    child = start("echo")
    child.wait_ready()
    child.close()
    child.close()
    with pytest.raises(ChildFailed):
        child.request({})


def test_a_child_that_cannot_even_start_does_not_blame_the_document() -> None:
    failure = ask("no such handler")
    assert isinstance(failure, ChildNotReady)
    assert "KeyError" in failure.diagnosis


def test_a_missing_program_leaves_no_folder_behind() -> None:
    with pytest.raises(FileNotFoundError):
        Child.start("x", command=["/nowhere/at/all"])


def test_the_packaged_program_starts_itself_without_interpreter_options(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command("read") == [sys.executable, "-P", "-m", "bookdesk", "--child", "read"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("read") == [sys.executable, "--child", "read"]
