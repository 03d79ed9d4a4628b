from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.clients.view import ClientsScreen
from tests.support.hands import Hands, at_window
from tests.support.window import new_firm


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, new_firm(tmp_path / "home")) as made:
        yield made


def drop(data: QMimeData, over: QWidget) -> None:
    """Let go of what is dragged."""
    held, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(over.rect().center())
    event = QDropEvent(place, Qt.DropAction.CopyAction, data, held, none, QEvent.Type.Drop)
    QApplication.sendEvent(over, event)


def test_files_whose_program_ends_in_the_middle_of_a_drop_are_said_to_be_gone(hands: Hands, tmp_path: Path) -> None:
    screen = hands.screen(ClientsScreen)
    assert hands.hover([tmp_path / "a.pdf"], screen)
    assert hands.window.tools.drops.isVisible()
    drop(QMimeData(), screen)
    assert not hands.window.tools.drops.isVisible(), "what hovered is over, whatever came of it"
    assert hands.toast().words == "The files were gone before they could be taken."


def test_text_that_is_dropped_into_a_field_is_the_fields_own(hands: Hands) -> None:
    data = QMimeData()
    data.setText("Acme")
    field: QLineEdit = hands.screen(ClientsScreen).page.filter
    copied, held, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(field, QDragEnterEvent(field.rect().center(), copied, data, held, none))
    assert not hands.window.tools.drops.isVisible()
    drop(data, field)
    assert field.text() == "Acme"
    assert hands.told == []
