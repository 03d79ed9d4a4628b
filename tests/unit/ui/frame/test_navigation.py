"""The navigation keeps every place in reach, however low the window is."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.ui import program
from bookdesk.ui.frame.navigation import Navigation
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.memory import Memory


@pytest.fixture(autouse=True)
def usual_type() -> None:
    """Leave no size of type to chance: whoever was here before may have liked another."""
    program.dress(Memory())


def places_of(navigation: Navigation) -> list[QRect]:
    """Return where the places lie, from above, once everything has found its size."""
    for _ in range(5):
        QApplication.processEvents()
    return sorted((one.geometry() for one in navigation.findChildren(QPushButton)), key=lambda box: box.top())


def in_a_window(qtbot: QtBot, height: int) -> Navigation:
    navigation = Navigation(SCREENS)
    qtbot.addWidget(navigation)
    navigation.resize(200, height)
    navigation.show()
    return navigation


@pytest.mark.parametrize("height", [340, 560, 900])
def test_no_place_lies_upon_another_or_outside(qtbot: QtBot, height: int) -> None:
    places = places_of(in_a_window(qtbot, height))
    assert all(above.bottom() < below.top() for above, below in pairwise(places))
    assert places[-1].bottom() <= height


def test_where_one_is_stays_marked_where_one_may_not_go_on(qtbot: QtBot) -> None:
    navigation = in_a_window(qtbot, 900)
    navigation.show_screen("contacts")
    kept = {name: button for name, button in navigation._buttons.items() if name in {"contacts", "sales"}}  # noqa: SLF001 - what is seen there
    kept["sales"].click()
    assert [name for name, button in kept.items() if button.isChecked()] == ["contacts"]
    navigation.chosen.connect(navigation.show_screen)
    kept["sales"].click()
    assert [name for name, button in kept.items() if button.isChecked()] == ["sales"]


def test_places_have_their_usual_room_again_in_a_higher_window(qtbot: QtBot) -> None:
    navigation = in_a_window(qtbot, 900)
    heights = []
    for height in (900, 340, 900):
        navigation.resize(200, height)
        heights.append(places_of(navigation)[0].height())
    assert heights[0] == heights[2] > heights[1]
