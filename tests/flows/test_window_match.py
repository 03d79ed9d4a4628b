"""Matching by hand in the window: what is chosen belongs to its lines, and each act is done once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.banking.listing import LineRow
from bookdesk.office.equipment import Equipment
from bookdesk.ui.bank.balance.view import question_of
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.messages import Place
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        made.seat.desktop.go(Place("bank", sample.client("bank")))
        made.settle()
        yield made


def lines(screen: BankScreen) -> list[LineRow]:
    found = [screen.model.row_at(place) for place in range(screen.model.rowCount())]
    return [row for row in found if isinstance(row, LineRow)]


def choose(hands: Hands, words: str) -> LineRow:
    screen = hands.screen(BankScreen)
    row = next(row for row in lines(screen) if words in row.description)
    screen.table.choose(row.key)
    hands.settle()
    return row


def choose_items(hands: Hands, *numbers: str) -> None:
    """Choose open items by their numbers, one after the other, each by a search of its own."""
    screen = hands.screen(BankScreen)
    for number in numbers:
        screen.match.search.setText(number)
        place = next(place for place, one in enumerate(screen.match.shown()) if one.number == number)
        hands.click_cell(screen.match.targets, screen.match.targets.model().index(place, 1), adding=True)
    hands.settle()


def test_what_is_left_over_is_coded_by_keyboard_and_once(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    row = choose(hands, "SAMSON")
    choose_items(hands, "KL-0311", "KL-0317")
    assert screen.match.residue().splitlines()[0] == "Lines 7,920.00   Items 7,480.00   Left over 440.00"
    screen.match.account.setFocus()
    hands.write("4-1000")
    hands.press("Tab")
    hands.write("FRE")
    hands.press("Tab")
    hands.press("Return")
    hands.settle()
    assert [one.words for one in hands.told] == [
        "Bank line matched with invoice KL-0311 of Hilton Park Strata, 4180.00 AUD and 1 more"
    ]
    assert screen.page.banner.message() is None
    assert row.id not in {one.id for one in lines(screen)}


def test_nothing_is_chosen_that_the_person_did_not_choose(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    choose(hands, "SAMSON")
    choose_items(hands, "KL-0314")
    hands.press("M")
    hands.settle()
    assert len(hands.told) == 1
    assert screen.match.targets.selected_keys() == []
    hands.press("M")
    hands.settle()
    assert len(hands.told) == 1, "a second press matches nothing with the next line"
    hands.press("Ctrl+Z")
    hands.settle()
    assert screen.match.targets.selected_keys() == []


def test_what_was_chosen_for_one_line_is_not_held_against_another(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    choose(hands, "SAMSON")
    choose_items(hands, "KL-0311", "KL-0317")
    screen.match.account.show_value("4-1000")
    choose(hands, "ACCOUNT SERVICING FEE")
    assert screen.match.targets.selected_keys() == []
    assert not screen.match.do.isEnabled()
    choose_items(hands, "KL-0312")
    assert screen.match.account.text() == ""


def test_an_account_that_is_not_known_is_said_in_words(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    choose(hands, "SAMSON")
    choose_items(hands, "KL-0311")
    screen.match.account.setFocus()
    hands.write("nowhere")
    hands.press("Tab")
    assert screen.match.problem() == "nowhere is none of the choices. Type a part of its name and choose from the list."
    hands.click(screen.match.do)
    hands.settle()
    assert hands.told == []


def test_signing_off_says_what_is_open_and_asks_for_the_balance_no_file_proved(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    hands.press("Ctrl+Shift+Return")
    said = screen.page.banner.message()
    assert said is not None
    assert (said.words, said.remedy) == ("30 lines of Everyday are open.", "Match or code them first.")
    standing = screen.found.standing if screen.found is not None else None
    assert standing is not None
    assert question_of(standing)[1] is False, "its file told the balance of the last day"
    unproved = replace(standing, proven_to=None)
    words, asks = question_of(unproved)
    assert asks
    assert words.startswith("What balance does the bank's own statement of Everyday show")


def test_taking_a_match_back_is_asked_before_and_escape_leaves_a_form(hands: Hands) -> None:
    screen = hands.screen(BankScreen)
    hands.press("C")
    hands.press("Escape")
    assert hands.focus() is screen.table
    hands.seat.desktop.go(Place("bank", hands.seat.desktop.client_id, view="matched"))
    hands.settle()
    before = screen.model.rowCount()
    hands.press("U")
    hands.settle()
    assert (screen.model.rowCount(), screen.page.prompt.isVisible()) == (before, True)
    hands.press("Escape")
    assert not screen.page.prompt.isVisible()


def test_an_import_of_another_day_is_taken_back_from_the_window(
    hands: Hands, sample: SampleFirm, tmp_path: Path
) -> None:
    screen = hands.screen(BankScreen)
    before = screen.model.rowCount()
    path = tmp_path / "twice.csv"
    path.write_text("Date,Description,Amount\n28/06/2026,TWICE,-4.20\n", "utf-8")
    screen.take([path])
    hands.settle()
    hands.click(screen.importing.anyway if screen.importing.anyway.isVisible() else screen.importing.take)
    hands.settle()
    assert screen.model.rowCount() == before + 1
    screen.acts["withdraw"].trigger()
    hands.settle()
    assert screen.page.prompt.isVisible()
    hands.press("Return")
    hands.settle()
    assert screen.model.rowCount() == before
    assert sample.client("bank") == hands.seat.desktop.client_id


def test_a_note_makes_room_for_the_preview_and_a_click_on_it_leaves_the_keyboard(hands: Hands, tmp_path: Path) -> None:
    screen = hands.screen(BankScreen)
    choose(hands, "SAMSON")
    hands.press("Return")
    hands.settle()
    screen.table.setFocus()
    (close,) = (one for one in hands.window.toast.findChildren(QPushButton) if "Close" in one.accessibleName())
    hands.click(close)
    assert hands.focus() is screen.table
    hands.press("Return")
    hands.settle()
    assert hands.window.toast.message() is not None
    path = tmp_path / "more.csv"
    path.write_text("Date,Description,Amount\n29/06/2026,MORE,-4.20\n", "utf-8")
    screen.take([path])
    hands.settle()
    assert hands.window.toast.message() is None
