"""A page with one card in its middle: what stands before the desk is open, and nothing beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, RADIUS, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.labels import title
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.pages import Snug

NARROW, WIDE = 420, 660
"""Widths of cards in pixels at 100 %, where the window has the room."""
_NARROWEST = 300


class CardPage(QScrollArea):
    """Name of the program, what went wrong, the parts, and a quiet sign of work under way; quiet ways out below.

    It scrolls where the window is too low.
    """

    def __init__(self, width: int) -> None:
        """Have nothing to say and nothing under way."""
        super().__init__()
        self.setWidgetResizable(True)
        self.banner, self.progress = Banner(), QProgressBar()
        self._shut: tuple[QWidget, ...] = ()
        self._had: QWidget | None = None
        self._begins_at: QWidget | None = None
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._width, self._card = width, Snug()
        self._column, self._below = QVBoxLayout(), QHBoxLayout()
        self.setWidget(self._ground())
        self._column.addLayout(_brand())
        self._column.addWidget(self.banner)
        self._set_up_progress()

    def add(self, *parts: QWidget | QLayout) -> None:
        """Add parts below those that are there."""
        for part in parts:
            if isinstance(part, QLayout):
                self._column.addLayout(part)
            else:
                self._column.addWidget(part)

    def add_below(self, *parts: QWidget) -> None:
        """Add ways elsewhere below the card."""
        for part in parts:
            self._below.insertWidget(self._below.count() - 1, part)

    def begins_at(self, part: QWidget) -> None:
        """Name the part where the keyboard is at first."""
        self._begins_at = part

    def take_keyboard(self) -> None:
        """Put the keyboard where the page begins. No proxy for the focus: Qt's way of Tab goes astray over one."""
        if self._begins_at is not None:
            self._begins_at.setFocus()

    def shut_while_working(self, *parts: QWidget) -> None:
        """Name what must not be touched while something is under way."""
        self._shut = parts

    def work(self, *, on: bool) -> None:
        """Show that something is under way, or that it ended."""
        self.progress.setVisible(on)
        had = self.focusWidget() if on else None
        if had is not None and any(one is had or one.isAncestorOf(had) for one in self._shut):
            self._had = had
            self.setFocus()  # else Qt hands the keyboard to whatever comes next, and the next Enter with it
        for one in self._shut:
            one.setEnabled(not on)
        if not on and self._had is not None and self.hasFocus():
            self._had.setFocus()
        if on:
            self.banner.clear()

    def fail(self, error: BookDeskError) -> None:
        """Say in place what went wrong."""
        self.work(on=False)
        self.banner.say(Message(error.what, Tone.BAD, error.remedy))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the card be narrower where the window is."""
        super().resizeEvent(event)
        room = event.size().width() - 2 * GRID  # the viewport's: to ask for that widget makes Qt try all its classes
        self._card.setFixedWidth(min(sized(self._width), max(room, sized(_NARROWEST))))

    def _set_up_progress(self) -> None:
        keeps = self.progress.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(keeps)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Working")
        self.progress.hide()

    def _ground(self) -> QWidget:
        card = self._card
        card.setProperty("kind", "card")
        card.setFixedWidth(sized(self._width))
        inside = QVBoxLayout(card)
        inside.setContentsMargins(RADIUS, 2, RADIUS, 0)
        inside.setSpacing(0)
        inside.addWidget(self.progress)
        inside.addLayout(self._column)
        self._column.setContentsMargins(4 * GRID - RADIUS, 2 * GRID, 4 * GRID - RADIUS, 3 * GRID)
        self._column.setSpacing(2 * GRID)
        self._below.setSpacing(2 * GRID)
        self._below.addStretch(1)
        self._below.addStretch(1)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._below)
        column.addStretch(3)
        return ground


def _brand() -> QHBoxLayout:
    picture, side = QLabel(), sized(26)
    picture.setPixmap(icon("proved", "accent").pixmap(side, side))
    row = QHBoxLayout()
    row.setSpacing(GRID)
    row.addWidget(picture)
    row.addWidget(title("BookDesk"))
    row.addStretch(1)
    return row
