"""A desk that is locked, in a real window: what was in its memory went with its process, and its person comes back."""

from __future__ import annotations

import sys

import psutil
import pytest

from bookdesk.ui.run import MEMORY
from tests.support.memory import found_in, program_at
from tests.support.outside import started
from tests.support.sample import SampleFirm
from tests.support.screen import PATIENCE, Screen, until

pytestmark = pytest.mark.slow

WATCHED = "tests.support.watched"


@pytest.mark.skipif(sys.platform != "linux", reason="the memory of a process is a file on Linux")
def test_no_key_is_left_in_memory_once_the_desk_is_locked(screen: Screen, firm: SampleFirm) -> None:
    with firm.open() as practice:
        keys = [practice.practice_key.reveal(), *(key.reveal() for key in practice.client_keys().values())]
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Bayside", "Ctrl+3")
        old = program_at(firm.places.home, WATCHED)
        assert old == desk.process.pid
        assert found_in(old, keys) == len(keys), "an open desk has its keys in its memory: that is looked for rightly"
        desk.press("Ctrl+Shift+L")
        assert desk.process.wait(PATIENCE) == 0
        desk.until(lambda seen: seen.keyboard() == "Passphrase")
        new = program_at(firm.places.home, WATCHED, but=old)
        assert new not in (0, old)
        assert not psutil.pid_exists(old)
        written = [one.hex().encode() for one in keys]
        assert found_in(new, [*keys, *written]) == 0
        desk.unlock()
        assert found_in(new, keys) > 0
        desk.close()


def test_a_stopped_program_is_locked_before_it_shows_anything_again(screen: Screen, firm: SampleFirm) -> None:
    """A program that was stopped for a minute is one whose computer slept; the tests move its clock instead."""
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Bayside", "Ctrl+3")
        desk.pass_by(3600)
        assert desk.process.wait(PATIENCE) == 0
        locked = desk.until(lambda seen: seen.keyboard() == "Passphrase")
        assert locked.says("as the computer went to sleep")
        assert "Bayside" not in str(locked)
        until((firm.places.home / MEMORY).exists)
        seen = desk.unlock()
        assert seen.keyboard() == "Bills"
        desk.close()
