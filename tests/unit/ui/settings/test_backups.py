"""The section about backups: a folder, how often, made and tested now, and told in words, also where it fails."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.ui import wording
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.settings.backups.view import BackupsSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.firm import BEN, NOON, STAPLE, Firm
from tests.support.way_in import ScriptedChooser
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated


@dataclass
class Looking:
    """The section in its window."""

    seat: Seat
    window: MainWindow
    section: BackupsSection
    chooser: ScriptedChooser

    def settle(self) -> None:
        self.seat.qtbot.waitUntil(
            lambda: self.seat.door.quiet() and not self.seat.desktop.safekeeping.at_work(), timeout=LONG_ENOUGH
        )

    def facts(self) -> dict[str, str]:
        values = [one.accessibleName() for one in self.section.facts.children() if hasattr(one, "accessibleName")]
        return dict(value.split(": ", 1) for value in values if ": " in value)

    def told(self) -> Message:
        message = self.section.result.message()
        assert message is not None
        return message


def looking_in(seat: Seat) -> Looking:
    window = seat.window()
    seat.desktop.go(Place("settings", view="backups"))
    screen, chooser = window.current(), ScriptedChooser()
    assert isinstance(screen, SettingsScreen)
    screen.chooser = chooser
    seat.settle()
    return Looking(seat, window, screen.backups, chooser)


@pytest.fixture
def looking(qtbot: QtBot, tmp_path: Path) -> Iterator[Looking]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        yield looking_in(seat)


@pytest.fixture
def chosen(looking: Looking, tmp_path: Path) -> Looking:
    """Return the section once a folder was chosen and its first backup made."""
    looking.chooser.answers = [tmp_path / "stick"]
    looking.section.choose.click()
    looking.settle()
    return looking


def test_without_a_folder_it_says_so_and_back_up_now_asks_for_one(looking: Looking, tmp_path: Path) -> None:
    section = looking.section
    assert looking.facts()["Folder"] == "None is chosen, so no backup is made."
    assert not section.sets.isVisible()
    assert not section.test.isVisible()
    looking.chooser.answers = [None, tmp_path / "stick"]
    section.make.click()
    looking.settle()
    section.make.click()
    looking.settle()
    assert len(list((tmp_path / "stick" / "sets").iterdir())) == 1


def test_a_chosen_folder_gets_its_first_backup_at_once(chosen: Looking, tmp_path: Path) -> None:
    facts = chosen.facts()
    assert facts["Folder"] == str(tmp_path / "stick")
    assert "lies on the same disk" in facts["Mind"]
    assert facts["Next"] == f"{wording.moment(NOON + timedelta(days=1))}, or when you leave the desk."
    assert facts["Backups"].startswith(f"Last backup {wording.moment(NOON)}.")
    assert facts["Test"] == "No backup was tested yet."
    model = chosen.section.sets.model()
    assert [model.index(0, place).data() for place in (1, 3)] == ["2", "Whole"]
    chosen.section.open_folder.click()
    assert chosen.chooser.shown == [tmp_path / "stick"]


def test_one_is_made_and_tested_now(chosen: Looking, tmp_path: Path) -> None:
    chosen.seat.firm.clock.advance(60)
    chosen.section.make.click()
    assert not chosen.section.make.isEnabled()
    chosen.settle()
    assert chosen.section.make.isEnabled()
    assert (chosen.told().tone, chosen.told().words) == (
        Tone.GOOD,
        "The practice and 2 clients backed up, and opened again to check.",
    )
    assert chosen.section.sets.model().rowCount() == 2
    chosen.section.test.click()
    chosen.settle()
    assert (chosen.told().tone, chosen.told().words) == (
        Tone.GOOD,
        f"Backup tested on {wording.day(NOON.astimezone().date())}: 2 clients came back equal.",
    )
    assert not (chosen.seat.firm.places.home / "trial").exists()
    assert len(list((tmp_path / "stick" / "sets").iterdir())) == 2


def test_how_often_is_chosen_and_never_switches_it_off(chosen: Looking) -> None:
    for value, hours, on in (("6", 6, True), ("0", 6, False), ("168", 168, True)):
        chosen.section.every.buttons[value].click()
        chosen.section.every.chosen.emit(value)
        chosen.settle()
        plan = chosen.seat.desktop.safekeeping.plan()
        assert (plan.hours, plan.on) == (hours, on)
    assert chosen.section.every.value() == "168"


def test_a_folder_that_cannot_serve_is_told_with_its_remedy(looking: Looking, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder", "utf-8")
    looking.chooser.answers = [tmp_path / "taken"]
    looking.section.choose.click()
    looking.settle()
    assert looking.told().tone is Tone.BAD
    assert looking.told().remedy == "Choose another."


def test_a_stick_that_is_not_here_is_told(chosen: Looking, tmp_path: Path) -> None:
    shutil.move(tmp_path / "stick", tmp_path / "pocket")
    chosen.section.make.click()
    chosen.settle()
    assert (chosen.told().tone, "is not here" in chosen.told().words) == (Tone.BAD, True)
    assert chosen.facts()["Backups"].endswith("Put the stick in, or choose another folder.")


def test_the_desk_tells_in_one_line_and_leads_here(looking: Looking, tmp_path: Path) -> None:
    looking.seat.desktop.go(Place("clients"))
    looking.settle()
    desk = looking.window.current()
    assert isinstance(desk, ClientsScreen)
    assert desk.safety.said() == "No backup is made: no folder for them is chosen. Choose one, best on another disk."
    assert desk.safety.tone() is Tone.WARN
    desk.safety.way.click()
    looking.settle()
    assert looking.window.current() is not desk
    looking.chooser.answers = [tmp_path / "stick"]
    looking.section.choose.click()
    looking.settle()
    assert desk.safety.said().startswith(f"Last backup {wording.moment(NOON)}.")
    assert desk.safety.tone() is Tone.GOOD


def test_who_does_not_manage_the_practice_sees_and_does_not_choose(qtbot: QtBot, tmp_path: Path) -> None:
    firm = new_firm(tmp_path / "home")

    class AsBen(Firm):
        def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True):  # type: ignore[no-untyped-def] # noqa: ANN202 - as its parent
            return super().open(user, passphrase, writes=writes)

    with seated(qtbot, AsBen(firm.places, firm.clock, firm.sheet)) as seat:
        looking = looking_in(seat)
        assert not looking.section.choose.isEnabled()
        assert not looking.section.every.isEnabled()
