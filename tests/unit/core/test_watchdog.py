from __future__ import annotations

import os
import threading
import time

import pytest

from bookdesk.core.watchdog import Watchdog, processor_seconds

PATIENCE = 30.0


@pytest.mark.parametrize(
    ("told", "looks"),
    [
        ([None, None], 1),
        ([0.0, 0.0], 1),
        ([0.0, 0.5, 1.0, 1.0], 3),
        ([0.0, 0.5, None], 2),
        ([None, 5.0], 1),
    ],
    ids=["untold", "asleep", "at work for two looks", "gone", "told late"],
)
def test_what_works_is_left_alone_and_what_sleeps_is_ended(told: list[float | None], looks: int) -> None:
    asked, ended = iter(told), threading.Event()
    seen: list[float | None] = []

    def used() -> float | None:
        seen.append(next(asked))
        return seen[-1]

    Watchdog(0.001, ended.set, used)
    assert ended.wait(PATIENCE)
    assert len(seen) == 1 + looks, "one at the beginning and one at each look"


def test_what_is_cancelled_ends_nothing() -> None:
    ended = threading.Event()
    dog = Watchdog(PATIENCE, ended.set, lambda: None)
    dog.cancel()
    dog.cancel()
    dog._look()  # noqa: SLF001 - the timer had gone off just before
    assert not ended.is_set()


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="only Linux tells it so")  # noqa: PTH110 - as a question
def test_the_processor_time_of_a_process_is_that_of_the_system() -> None:
    told = processor_seconds(os.getpid())
    assert told is not None
    assert abs(told - time.process_time()) < 1.0
    assert processor_seconds(2**22 + 1) is None
