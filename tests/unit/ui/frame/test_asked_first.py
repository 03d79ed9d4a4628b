"""What the window asks before it goes on: whose a place is to be, and what Ctrl+Z means after something that stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.models.actions import Action
from bookdesk.office.undostack import Done, Sealed
from bookdesk.ui.approvals.view import ApprovalsScreen
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.desktop import Act
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.sales.view import SalesScreen
from tests.support.firm import KOALA
from tests.support.window import Seat, new_firm, seated


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    with seated(qtbot, new_firm(tmp_path / "home")) as made:
        yield made


def begun(seat: Seat, screen: str) -> MainWindow:
    window = seat.window()
    seat.desktop.go(Place(screen))
    seat.settle()
    return window


def test_a_place_of_one_client_asks_whose_it_is_to_be_and_is_gone_to_then(seat: Seat) -> None:
    window = begun(seat, "approvals")
    finder, before = window.tools.switcher, window.current()
    assert isinstance(before, ApprovalsScreen)
    window.navigation.chosen.emit("sales")
    assert finder.isVisible()
    assert finder.text.placeholderText() == "Sales shows one client: which?"
    assert window.current() is before
    QTest.keyClick(finder.text, Qt.Key.Key_Escape)
    assert (finder.text.placeholderText(), seat.desktop.client_id) == ("Client", "")
    window.actions_by_name["go sales"].trigger()
    wanted = finder.hits()[0].client_id
    QTest.keyClick(finder.text, Qt.Key.Key_Return)
    seat.settle()
    assert isinstance(window.current(), SalesScreen)
    assert seat.desktop.client_id == wanted


def test_another_place_closes_the_finder_wherever_the_mouse_is(seat: Seat) -> None:
    window = begun(seat, "approvals")
    finder = window.tools.switcher
    window.actions_by_name["go sales"].trigger()
    assert finder.isVisible()
    QTest.mouseMove(finder, finder.rect().center())
    window.actions_by_name["go clients"].trigger()
    seat.settle()
    assert isinstance(window.current(), ClientsScreen)
    assert not finder.isVisible()
    assert not finder.isAncestorOf(window.focusWidget())
    finder.open()
    window.screen_named("clients").take_keyboard()
    assert not finder.isVisible(), "it is not open without the keyboard"


def test_nothing_is_offered_that_needs_a_record_before_one_was_ever_shown(seat: Seat) -> None:
    window = begun(seat, "clients")
    for name in (one.name for one in SCREENS):
        screen = window.screen_named(name)
        fresh = {act.objectName() for act in screen.actions() if act.isEnabled()}
        screen.forget()
        forgotten = {act.objectName() for act in screen.actions() if act.isEnabled()}
        assert fresh - forgotten == set(), name


def test_on_the_desk_it_is_the_client_that_is_chosen_there(seat: Seat) -> None:
    window = begun(seat, "clients")
    desk = window.current()
    assert isinstance(desk, ClientsScreen)
    desk.page.tab_chosen.emit("all")
    seat.settle()
    assert desk.table.choose(seat.client(KOALA.name))
    window.navigation.chosen.emit("sales")
    seat.settle()
    assert isinstance(window.current(), SalesScreen)
    assert seat.desktop.client_id == seat.client(KOALA.name)


def test_after_something_that_stays_what_was_done_before_is_named_before_it_is_taken_back(seat: Seat) -> None:
    window, desktop, client = begun(seat, "clients"), seat.desktop, seat.client(KOALA.name)
    desktop.go(Place("sales", client))
    person, now = seat.office.practice.actor.user, seat.office.clock.now()
    back, told = list[bool](), list[Message]()
    desktop.told.connect(told.append)
    older = Done("Blue Cafe edited", client, (), now, person)
    refund = Done("Refund booked", client, (Sealed(client, "r1", Action.REFUNDED.value),), now, person)
    desktop.acted.emit(Act(client, older, back=lambda: back.append(True)))
    desktop.acted.emit(Act(client, refund))
    undo = window.tools.acts["undo"]
    undo.trigger()
    seat.settle()
    assert told[-1].words.startswith("Not undone: ")
    assert told[-1].remedy.endswith("Ctrl+Z once more names what you did before it.")
    undo.trigger()
    seat.settle()
    assert (told[-1].words, back) == ("Before that: Blue Cafe edited", [])
    undo.trigger()
    assert back == [True]
