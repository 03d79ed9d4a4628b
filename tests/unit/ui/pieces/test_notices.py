"""A note that tells of something refused stays until it is read; what carries an act is not lost under another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.notices import Toast


@pytest.fixture
def toast(qtbot: QtBot) -> Toast:
    ground = QWidget()
    ground.resize(800, 600)
    qtbot.addWidget(ground)
    ground.show()
    return Toast(ground)


def clock_of(toast: Toast) -> QTimer:
    clock = toast.findChild(QTimer)
    assert isinstance(clock, QTimer)
    return clock


def note(words: str, tone: Tone, did: list[str] | None = None) -> Message:
    return Message(words, tone, label="Do it", act=lambda: did.append(words) if did is not None else None)


@pytest.mark.parametrize("tone", Tone)
def test_what_was_refused_or_failed_stays_until_it_is_closed(toast: Toast, tone: Tone) -> None:
    toast.say(Message("Before.", Tone.PLAIN))
    toast.say(Message("It was so.", tone))
    assert clock_of(toast).isActive() != (tone in (Tone.WARN, Tone.BAD))


def test_a_note_with_an_act_comes_back_when_what_covered_it_is_gone(toast: Toast) -> None:
    did: list[str] = []
    first, second = note("first", Tone.WARN, did), note("second", Tone.BAD, did)
    for message in (first, second, Message("Bill held.", Tone.GOOD)):
        toast.say(message)
    clock_of(toast).timeout.emit()
    assert toast.message() is second
    assert not clock_of(toast).isActive()
    toast.banner.clear()
    assert toast.message() is first
    toast.say(Message("Bill released.", Tone.GOOD))
    toast.banner.clear()
    assert toast.message() is first
    next(one for one in toast.findChildren(QPushButton) if one.text() == "Do it").click()
    assert did == ["first"]
    assert toast.message() is None
    assert not toast.isVisible()


def test_what_is_no_longer_true_is_said_no_more(toast: Toast) -> None:
    first, second, third = (note(words, Tone.WARN) for words in ("first", "second", "third"))
    for message in (first, second, third):
        toast.say(message)
    toast.withdraw(first)
    assert toast.message() is third
    toast.withdraw(third)
    assert toast.message() is second
    toast.withdraw(second)
    assert toast.message() is None


def test_what_can_be_missed_does_not_come_back(toast: Toast) -> None:
    for message in (note("Bill held.", Tone.GOOD), Message("Not undone.", Tone.WARN), Message("Bill paid.", Tone.GOOD)):
        toast.say(message)
    clock_of(toast).timeout.emit()
    assert toast.message() is None
