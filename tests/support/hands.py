"""What a person does at a window: keys where the keyboard is, clicks, and files dropped from another program."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QLocale, QMimeData, QModelIndex, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.ui import program
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look.theme import Scheme
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.page_viewer import PageViewer
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from tests.support.firm import Firm
from tests.support.window import LONG_ENOUGH, Seat, seated

S = TypeVar("S", bound=Screen)
_LAYOUTS = 5
"""Turns of the loop until what is inside of each other has found its size."""


@dataclass
class Hands:
    """The hands of who sits at a window that is shown; `pressed` counts the keys."""

    seat: Seat
    window: MainWindow
    pressed: int = 0
    told: list[Message] = field(default_factory=list)
    """Every toast there was."""

    def __post_init__(self) -> None:
        """Hear what is said."""
        self.seat.desktop.told.connect(self.told.append)

    # -- keyboard

    def press(self, *keys: str) -> None:
        """Press keys as Qt writes them (`Ctrl+P`, `Return`), each where the keyboard is by then."""
        for key in keys:
            self.pressed += 1
            QTest.keySequence(self.focus(), QKeySequence(key))

    def write(self, text: str) -> None:
        """Write a text where the keyboard is."""
        self.pressed += len(text)
        QTest.keyClicks(self.focus(), text)

    def press_in(self, widget: QWidget, *keys: str) -> None:
        """Press keys in a widget that has a window of its own, such as a menu."""
        for key in keys:
            self.pressed += 1
            QTest.keySequence(widget, QKeySequence(key))

    def focus(self) -> QWidget:
        """Return where the keyboard is."""
        return QApplication.focusWidget() or self.window

    # -- mouse

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click on a widget, in its middle unless elsewhere."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or QPoint())

    def click_cell(self, view: QAbstractItemView, index: QModelIndex, *, adding: bool = False) -> None:
        """Click on a cell, `adding` its row to what is chosen."""
        view.scrollTo(index)
        held = Qt.KeyboardModifier.ControlModifier if adding else Qt.KeyboardModifier.NoModifier
        at = view.visualRect(index).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at)

    def click_word(self, viewer: PageViewer, text: str) -> None:
        """Click on the first word of a page that reads so, as it is shown."""
        box = next(word.box for word in viewer.words() if word.text == text)
        place = viewer.mapFromScene(viewer.place_of(box).center())
        QTest.mouseMove(viewer.viewport(), place)
        self.click(viewer.viewport(), place)

    # -- another program

    def hover(self, paths: Sequence[Path], over: QWidget) -> bool:
        """Drag files over a widget; whether they may be dropped there."""
        data = _files(paths)  # held by us: the event only points to it
        event = QDragEnterEvent(over.rect().center(), _COPY, data, _LEFT, _NONE)
        QApplication.sendEvent(over, event)
        return event.isAccepted()

    def drop(self, paths: Sequence[Path], over: QWidget | None = None) -> bool:
        """Drop files on a widget, else on the screen that is shown; whether they were taken."""
        target = over or self.window.current() or self.window
        if not self.hover(paths, target):
            QApplication.sendEvent(target, QDragLeaveEvent())
            return False
        data = _files(paths)
        event = QDropEvent(QPointF(target.rect().center()), _COPY, data, _LEFT, _NONE, QEvent.Type.Drop)
        QApplication.sendEvent(target, event)
        return event.isAccepted()

    # -- eyes

    def settle(self) -> None:
        """Wait until everything that was asked is answered, and shown."""
        self.seat.settle()
        for _ in range(_LAYOUTS):
            QApplication.processEvents()

    def until(self, seen: Callable[[], object]) -> None:
        """Wait until something can be seen."""
        self.seat.qtbot.waitUntil(lambda: bool(seen()), timeout=LONG_ENOUGH)

    def screen(self, kind: type[S]) -> S:
        """Return the screen that is shown, which is of a kind."""
        shown = self.window.current()
        assert isinstance(shown, kind), f"{shown} is shown"
        return shown

    def toast(self) -> Message:
        """Return what the toast says."""
        message = self.window.toast.message()
        assert message is not None, "no toast is shown"
        return message


@contextmanager
def at_window(
    qtbot: QtBot, firm: Firm, user: str = "", *, equipment: Equipment | None = None, memory: Memory | None = None
) -> Iterator[Hands]:
    """Yield the hands of somebody at the window of a practice, as in Britain: light and at 100 % unless liked."""
    liked, usual, before = memory or Memory(), Memory(), QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    for one in (liked, usual):
        if not one.text("scheme"):
            one.keep("scheme", Scheme.LIGHT.value)
    program.dress(liked)
    with seated(qtbot, firm, user, equipment=equipment, memory=liked) as seat:
        hands = Hands(seat, seat.window())
        qtbot.waitUntil(hands.window.isActiveWindow, timeout=LONG_ENOUGH)
        seat.desktop.go(Place("clients"))
        seat.settle()
        yield hands
        hands.window.hide()
    program.dress(usual)  # large type would reach the tests that come after
    QLocale.setDefault(before)


def texts(table: RecordTable, row: int) -> list[str]:
    """Return what a row of a table says."""
    model = table.model()
    return [str(model.index(row, column).data() or "") for column in range(model.columnCount())]


def _files(paths: Sequence[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


_COPY, _LEFT, _NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
