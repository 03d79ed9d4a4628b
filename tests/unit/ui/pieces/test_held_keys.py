from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.held_keys import KEYBOARD, HeldKeys

PRESS, RELEASE, OVERRIDE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride


@pytest.fixture
def button(qtbot: QtBot) -> Iterator[QPushButton]:
    """A button that Enter presses, in a window whose keys are watched."""
    made = QPushButton("Confirm")
    made.setAutoDefault(True)
    qtbot.addWidget(made)
    held = HeldKeys(made)
    made.show()
    qtbot.waitExposed(made)
    held.watch()
    made.setFocus()
    yield made
    KEYBOARD.repeating = False


def send(
    window: QWidget, kind: QEvent.Type, at: int, *, repeated: bool = False, key: Qt.Key = Qt.Key.Key_Return
) -> bool:
    """Let a window hear of a key at some millisecond; whether somebody took it."""
    event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, "\r", repeated)
    event.setTimestamp(at)
    event.ignore()
    QCoreApplication.sendEvent(window.windowHandle(), event)
    return event.isAccepted()


class Place(QFrame):
    """Something that takes over from something else, such as a question from a list."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.button = QPushButton(words)
        self.button.setAutoDefault(True)
        QVBoxLayout(self).addWidget(self.button)


@pytest.fixture
def places(qtbot: QtBot) -> Iterator[tuple[QWidget, Place, Place]]:
    """A window with two places, whose keys are watched; what is pressed in the first leads to the second."""
    window, first, second = QWidget(), Place("Issue"), Place("Book")
    column = QVBoxLayout(window)
    for one in (first, second):
        column.addWidget(one)
    first.button.clicked.connect(second.button.setFocus)
    qtbot.addWidget(window)
    held = HeldKeys(window, (Place,))
    window.show()
    qtbot.waitExposed(window)
    held.watch()
    first.button.setFocus()
    yield window, first, second
    KEYBOARD.repeating = False


def test_enter_pressed_twice_in_a_hurry_does_nothing_in_the_place_that_came(
    places: tuple[QWidget, Place, Place],
) -> None:
    window, first, second = places
    heard = presses(second.button)
    for at in (100, 260, 420):
        send(window, PRESS, at)
        send(window, RELEASE, at + 60)
    assert second.button.hasFocus()
    assert heard == [], "also a third one, as long as they come as fast"
    send(window, PRESS, 1_500)
    send(window, RELEASE, 1_560)
    assert len(heard) == 1, "who looks and presses then means it"
    assert not first.button.hasFocus()


def test_a_command_whose_key_led_on_is_not_given_again_there(places: tuple[QWidget, Place, Place]) -> None:
    window, first, second = places
    done: list[str] = []

    def lead_on() -> None:
        done.append("credit")
        second.button.setFocus()

    bind(window, (Command("credit", "Credit", ("C",)),), {"credit": lead_on})
    for at in (100, 250):
        send(window, OVERRIDE, at, key=Qt.Key.Key_C)
        send(window, PRESS, at, key=Qt.Key.Key_C)
    assert override_taken(window, 300, Qt.Key.Key_C), "no command hears of it"
    assert not override_taken(window, 320, Qt.Key.Key_D), "another key is another wish"
    assert done == ["credit"]
    assert not first.button.hasFocus()


def test_who_walks_may_hurry(places: tuple[QWidget, Place, Place]) -> None:
    window, first, second = places
    assert not override_taken(window, 100, Qt.Key.Key_Down)
    second.button.setFocus()
    assert not override_taken(window, 200, Qt.Key.Key_Down)
    assert not override_taken(window, 210, Qt.Key.Key_Escape)
    first.button.setFocus()
    assert not override_taken(window, 220, Qt.Key.Key_Escape)


def override_taken(window: QWidget, at: int, key: Qt.Key) -> bool:
    """Return whether a key is taken before any command hears of it."""
    return send(window, OVERRIDE, at, key=key)


def presses(button: QPushButton) -> list[bool]:
    heard: list[bool] = []
    button.clicked.connect(lambda: heard.append(True))
    return heard


def test_enter_acts_each_time_it_is_pressed(button: QPushButton) -> None:
    heard = presses(button)
    for at in (100, 260, 420):
        send(button, PRESS, at)
        send(button, RELEASE, at + 80)
    assert len(heard) == 3


def test_enter_that_is_held_down_acts_once_whether_it_is_said_to_repeat_or_not(button: QPushButton) -> None:
    heard = presses(button)
    send(button, PRESS, 100)
    for at in (700, 740, 780):
        send(button, RELEASE, at)
        send(button, PRESS, at)
    for at in (820, 860):
        send(button, PRESS, at, repeated=True)
    assert len(heard) == 1
    send(button, RELEASE, 900)
    send(button, PRESS, 1000)
    assert len(heard) == 2, "and again when it is pressed anew"


def test_a_command_acts_once_while_its_key_is_held_unless_it_is_one_that_repeats(button: QPushButton) -> None:
    done: list[str] = []
    commands = (Command("accept", "Accept", ("A",)), Command("next", "Next", ("N",), repeats=True))
    acts = bind(button, commands, {one.name: partial(done.append, one.name) for one in commands})
    for _ in range(2):
        acts["accept"].trigger()
        acts["next"].trigger()
        send(button, PRESS, 100, repeated=True)
    assert done == ["accept", "next", "next"]


def test_a_click_is_no_repetition_wherever_the_key_was_let_go(button: QPushButton) -> None:
    send(button, PRESS, 100, repeated=True)
    assert KEYBOARD.repeating
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(button.rect().center())
    QCoreApplication.sendEvent(
        button.windowHandle(), QMouseEvent(QEvent.Type.MouseButtonPress, place, place, left, left, none)
    )
    assert not KEYBOARD.repeating
