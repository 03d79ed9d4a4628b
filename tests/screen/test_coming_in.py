"""Coming in, in a real window: one types at once, a wrong passphrase costs nothing, a locked desk is found again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bookdesk.sandbox.firm.facts import PASSPHRASES
from bookdesk.ui.run import MEMORY
from tests.support.neighbour import NEIGHBOUR, beside
from tests.support.outside import TITLE, around, started, wrong
from tests.support.program import Program
from tests.support.sample import ANN, SampleFirm
from tests.support.screen import PATIENCE, Screen, until

pytestmark = pytest.mark.slow

REFUSED = "The passphrase is wrong, or there is no such user."
IN_USE = 5
"""Status of a command that finds the practice open elsewhere."""


def test_on_the_first_day_one_types_at_once(screen: Screen, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with started(screen, home) as desk:
        assert screen.in_front() == TITLE
        desk.write("Hill and Partner")
        desk.press("Tab")
        desk.write("Anna")
        seen = desk.settle()
        assert (seen.field("Practice"), seen.field("Your name")) == ("Hill and Partner", "Anna")
        assert seen.keyboard() == "Your name"
        desk.close()
    assert not home.exists(), "who only looked leaves nothing behind"


def test_a_wrong_passphrase_is_said_to_be_one_and_the_next_is_typed_at_once(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        assert desk.settle().keyboard() == "Your name"
        desk.write(ANN)
        desk.press("Return")
        desk.write("orchard lantern")
        desk.press("Return")
        desk.until(lambda seen: seen.says(REFUSED) and seen.keyboard() == "Passphrase")
        desk.unlock()
        assert desk.settle().keyboard() == "Clients", "what was wrong was chosen whole, and typed over"
        desk.close()
    with started(screen, firm.places.home) as desk:
        assert desk.settle().keyboard() == "Passphrase", "who was here last is known"
        desk.close()


def test_a_locked_desk_is_found_again_where_it_was_left(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Bayside", "Ctrl+3")
        screen.resize(TITLE, 1000, 640)
        left = desk.until(lambda seen: (seen.box.width, seen.box.height) == (1000, 640))
        desk.press("Ctrl+Shift+L")
        assert desk.process.wait(PATIENCE) == 0, "what was in its memory is gone with its process"
        locked = desk.until(lambda seen: seen.keyboard() == "Passphrase")
        assert locked.field("Your name") == ANN
        assert "Bayside" not in str(locked)
        desk.unlock()
        seen = desk.until(lambda seen: seen.rows("Bills"))
        assert seen.rows("Bills") == left.rows("Bills")
        assert seen.box == left.box
        assert seen.keyboard() == "Bills"
        desk.close()


def test_a_second_start_brings_the_window_to_the_front(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        with beside(screen, "copy", ["a.pdf"]):
            until(lambda: screen.in_front() == NEIGHBOUR)
            again = start_again(screen, firm)
            assert again.returncode == 0
            assert "front" in again.stderr
            until(lambda: screen.in_front() == TITLE)
        desk.close()


def start_again(screen: Screen, firm: SampleFirm) -> subprocess.CompletedProcess[str]:
    """Start the program itself, as its icon does."""
    environment = around(screen, firm.places.home)
    command = [sys.executable, "-m", "bookdesk"]
    return subprocess.run(
        command, env=environment, cwd=screen.home, capture_output=True, text=True, check=False, timeout=PATIENCE
    )


def test_the_program_itself_holds_a_practice_while_its_window_is_open(screen: Screen, tmp_path: Path) -> None:
    """Nobody looks on here: a practice of the command line, passphrases as dear as they are, the day of today."""
    program = Program(tmp_path)
    program.passphrase(ANN, PASSPHRASES[ANN])
    program.by(ANN, "init", "--name", "Ann alone", "--recovery-out", program.own / "sheet.txt", "--mode", "demo")
    window = subprocess.Popen([sys.executable, "-m", "bookdesk"], env=around(screen, program.home), cwd=program.own)
    until(lambda: screen.in_front() == TITLE)
    screen.write(ANN)
    screen.press("Return")
    screen.write(PASSPHRASES[ANN])
    screen.press("Return")
    until(lambda: entered(program.home))
    adding = ("client", "add", "Acme Catering", "--country", "IE", "--currency", "EUR")
    program.by(ANN, *adding, status=IN_USE)
    until(lambda: screen.in_front() == TITLE)
    screen.press("Ctrl+Q")
    assert window.wait(PATIENCE) == 0
    program.by(ANN, *adding)
    assert wrong(program.home) == []


def entered(home: Path) -> bool:
    """Whether somebody came in: the window knows from then on who was here last."""
    memory = home / MEMORY
    return memory.exists() and f"user={ANN}" in memory.read_text("utf-8")
