"""The navigation keeps every place in reach, however low the window is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.ui import program
from bookdesk.ui.frame.navigation import Navigation
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.memory import Memory


@pytest.fixture(autouse=True)
def usual_type() -> None:
    """Leave no size of type to chance: whoever was here before may have liked another."""
    program.dress(Memory())


@pytest.mark.parametrize("height", [340, 560, 900])
def test_no_place_lies_upon_another_or_outside(qtbot: QtBot, height: int) -> None:
    navigation = Navigation(SCREENS)
    qtbot.addWidget(navigation)
    navigation.resize(200, height)
    navigation.show()
    qtbot.waitUntil(lambda: navigation.height() == height)
    places = sorted((one.geometry() for one in navigation.findChildren(QPushButton)), key=lambda box: box.top())
    assert all(above.bottom() < below.top() for above, below in pairwise(places))
    assert places[-1].bottom() <= height


def test_places_have_their_usual_room_again_in_a_higher_window(qtbot: QtBot) -> None:
    navigation = Navigation(SCREENS)
    qtbot.addWidget(navigation)
    navigation.show()
    heights = []
    for height in (900, 340, 900):
        navigation.resize(200, height)
        qtbot.waitUntil(lambda: navigation.height() == height)  # noqa: B023 - it is waited for at once
        qtbot.wait(0)
        heights.append(navigation.findChildren(QPushButton)[0].height())
    assert heights[0] == heights[2] > heights[1]
