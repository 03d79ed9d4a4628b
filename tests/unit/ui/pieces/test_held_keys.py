from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.held_keys import KEYBOARD, HeldKeys

PRESS, RELEASE = QEvent.Type.KeyPress, QEvent.Type.KeyRelease


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


def send(window: QWidget, kind: QEvent.Type, at: int, *, repeated: bool = False) -> None:
    """Let a window hear of Enter at some millisecond."""
    event = QKeyEvent(kind, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", repeated)
    event.setTimestamp(at)
    QCoreApplication.sendEvent(window.windowHandle(), event)


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
