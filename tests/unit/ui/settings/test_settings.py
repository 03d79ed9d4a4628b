from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.reading.equipment import ReaderState
from bookdesk.security.safety import Verified
from bookdesk.store.verify import Finding
from bookdesk.ui import program
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Place
from bookdesk.ui.settings import presenter
from bookdesk.ui.settings.presenter import PARTS, verified_words
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.way_in import ScriptedChooser
from tests.support.window import Seat, new_firm, seated


@dataclass
class Looking:
    """The settings in their window."""

    seat: Seat
    window: MainWindow
    screen: SettingsScreen
    chooser: ScriptedChooser


@pytest.fixture
def looking(qtbot: QtBot, tmp_path: Path) -> Iterator[Looking]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        window = seat.window()
        seat.desktop.go(Place("settings"))
        screen, chooser = window.current(), ScriptedChooser()
        assert isinstance(screen, SettingsScreen)
        screen.chooser = chooser
        seat.settle()
        yield Looking(seat, window, screen, chooser)
    program.dress(Memory())
    THEME.apply(Scheme.LIGHT)


def test_a_choice_is_seen_at_once_and_remembered(looking: Looking) -> None:
    screen, memory = looking.screen, looking.seat.desktop.memory
    screen.scheme.buttons["dark"].click()
    screen.size_of_type.buttons["150"].click()
    screen.rows.buttons["comfortable"].click()
    assert (THEME.scheme, theme.scale(), THEME.comfortable) == (Scheme.DARK, 20 / 13, True)
    assert theme.row() == round(36 * 20 / 13)
    assert [memory.text(name) for name in ("scheme", "type size", "rows")] == ["dark", "150", "comfortable"]


def test_options_are_walked_with_the_arrows_and_left_with_tab(looking: Looking) -> None:
    screen = looking.screen
    screen.scheme.show_value("system")
    screen.scheme.setFocus()
    QTest.keyClick(screen.scheme.buttons["system"], Qt.Key.Key_Right)
    QTest.keyClick(screen.scheme.buttons["light"], Qt.Key.Key_Right)
    QTest.keyClick(screen.scheme.buttons["dark"], Qt.Key.Key_Right)
    assert (screen.scheme.value(), THEME.scheme) == ("dark", Scheme.DARK)
    stops = [name for name, one in screen.scheme.buttons.items() if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["dark"]


def test_who_works_here_and_where_it_lies_is_told(looking: Looking) -> None:
    looking.screen.show_home.click()
    assert looking.chooser.shown == [looking.seat.firm.places.home]
    looking.screen.people.click()
    looking.seat.settle()
    assert looking.window.place().screen == "clients"
    shown = looking.window.current()
    assert shown is not None
    assert shown.name == "people"


def test_everything_is_verified_now(looking: Looking) -> None:
    looking.screen.verify.click()
    looking.seat.settle()
    message = looking.screen.verify_result.message()
    assert message is not None
    assert message.tone is Tone.GOOD
    assert message.words == "All 4 files are in order: pages, history, documents, balances."


def test_what_is_wrong_is_named_and_a_stopped_check_promises_nothing() -> None:
    fine, broken = (
        Verified("practice", None, ()),
        Verified("Koala Kafe", None, (Finding("pages", ("Page 3 is torn.",)),)),
    )
    told = verified_words((fine, broken), 2)
    assert (told.tone, told.words) == (Tone.BAD, "Not in order: Koala Kafe. Page 3 is torn.")
    assert verified_words((fine,), 2).words == "Stopped after 1 of 2 files; these are in order."


def test_every_part_that_ships_is_named_with_its_version() -> None:
    assert [part for part, row in zip(PARTS, presenter.made_of()[1:], strict=True) if row[1].startswith(" ")] == []
    licences = {part.package: part.licence for part in PARTS}
    assert "LGPL" in licences["PySide6_Essentials"]
    assert "Apache" in licences["tesserocr"] + licences["fonticon-materialdesignicons7"]


@pytest.mark.usefixtures("qtbot")
def test_amounts_and_dates_are_shown_as_they_will_be_written() -> None:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    assert presenter.formats().startswith("31.12.2026 and \N{MINUS SIGN}1.234,56, as this computer is set (German")
    QLocale.setDefault(before)


@pytest.mark.qt_log_ignore(r"does not support (raise\(\)|grabbing the keyboard)")
def test_about_is_reached_from_the_persons_menu(looking: Looking) -> None:
    window = looking.window
    window.bar.user.click()
    assert window.user_menu.isVisible()
    shown = [action.text() for action in window.user_menu.actions() if action.text()]
    assert shown == ["Lock BookDesk", "People and access", "Go to Settings", "About BookDesk", "Quit"]
    window.user_menu.hide()
    window.actions_by_name["about"].trigger()
    assert looking.screen.scrolled_to_about()


def test_what_reads_scans_is_told_with_what_it_takes_to_have_the_other_one() -> None:
    there = ReaderState("Tesseract", usable=True, version="2.13.0", told="It comes with tesserocr.")
    absent = ReaderState("RapidOCR", usable=False, version="", told="It is optional.")
    assert presenter.reader_fact(there) == ("Tesseract", "2.13.0. It comes with tesserocr.")
    assert presenter.reader_fact(absent) == ("RapidOCR", "Not installed. It is optional.")
