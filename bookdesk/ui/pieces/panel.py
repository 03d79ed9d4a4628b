"""A panel within a screen: hidden until asked for, left with Escape, what was refused told below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.pages import Scrolling, Snug

LEAST = 360
"""Pixels at 100 % that head, list and foot of a page need, lest nothing of the list is seen."""
LOOKED_AFTER = 250
"""Milliseconds after a pause in typing in which it is looked what would be booked."""


class Panel(QFrame):
    """Hidden until it is asked for; it covers nothing and waits for nobody. What is half typed in it is not lost."""

    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, act: str, desktop: Desktop, holds: str, *, changed: Callable[[], object] | None = None) -> None:
        """Hidden; `act` names what its button does.

        `holds` is what would be lost with it while it is half typed; nothing where only a look is asked for. One that
        knows better whether it is says so with `changed`.
        """
        super().__init__()
        self.setProperty("kind", "bar")
        self._desktop = desktop
        self._scrolled: _Scrolled | None = None
        self.title, self.problem = heading(""), label("", "bad", wraps=True)
        self.do, self.cancel = push(act, "primary"), push("Close")
        self.typing = HalfTyped(self, holds, self._say_of_typing, self.do.text, changed=changed)
        self.cancel.clicked.connect(self.give_up)
        self.hide()

    def half_typed(self) -> bool:
        """Whether the person typed something here that is not kept."""
        return self.typing.half()

    def give_up(self) -> None:
        """Close it as a person does: what is half typed is told first, and dropped when he asks once more."""
        if self.typing.lets_go():
            self.leave()

    def occupied(self) -> bool:
        """Whether something half typed, here or in a panel beside, keeps what is asked now from coming; it says so."""
        around = self.parentWidget()
        beside = around.findChildren(Panel) if around is not None else []
        return any(one.typing.hold_back() for one in (self, *beside))

    def leave(self) -> None:
        """Close it, whatever is typed."""
        if not self.isHidden():
            self.hide()
            self.opened.emit(False)

    def forget(self) -> None:
        """Ask for nothing any more: another client comes. Each panel forgets what is its own."""
        self.leave()

    def refuse(self, error: BookDeskError) -> None:
        """Say why nothing was changed, and keep what was typed."""
        if self.isHidden():
            self._desktop.tell_error(error)
            return
        said = self._desktop.office.named(f"{error.what} {error.remedy}".strip())
        self.problem.setText(wording.local(said))
        self.problem.show()
        if self._scrolled is not None:
            self._scrolled.show_part(self.problem)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_up()
        else:
            super().keyPressEvent(event)

    def press(self) -> None:
        """Do it, as Enter in a field wishes; where the button is out of sight, show it with what stands before it."""
        if self._scrolled is None or self.do.visibleRegion().boundingRect() == self.do.rect():
            self.do.click()
        else:
            self._scrolled.show_part(self.do)
            self.do.setFocus()

    def needed(self, width: int) -> int:
        """Return the height in which all of it is seen at a width."""
        body = self._scrolled.widget() if self._scrolled is not None else None
        around = body if body is not None else self
        layout = around.layout()
        tall = layout is not None and layout.hasHeightForWidth()
        return layout.totalHeightForWidth(width) if layout is not None and tall else around.sizeHint().height()

    def lay_out(self, *parts: QWidget | QLayout, grows: QWidget | None = None, scrolls: bool = False) -> None:
        """Put the parts below the title, the acts under them; one that `grows` has what room is left.

        All of it `scrolls` where it has too little room: nobody comes to the button who did not pass what it does.
        """
        column = self._column(grows=grows is not None) if scrolls else QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.title)
        for part in parts:
            if isinstance(part, QLayout):
                column.addLayout(part)
            else:
                column.addWidget(part, 1 if part is grows else 0)
        column.addWidget(self.problem)
        column.addLayout(foot(self.do, self.cancel))
        if not scrolls:
            column.addStretch(0 if grows is not None else 1)
        self.typing.listen()

    def _column(self, *, grows: bool) -> QVBoxLayout:
        """Return the layout of what scrolls."""
        body = Snug()
        if grows:
            body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._scrolled = _Scrolled(body, grows=grows)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._scrolled, 1 if grows else 0)
        around.addStretch(0 if grows else 1)
        return QVBoxLayout(body)

    def unfold(self, *, first: QWidget, anew: bool = True) -> None:
        """Show it, with the keyboard at `first`; whoever waits hears of it where it was closed.

        It stays closed where something is half typed in a panel beside. Not `anew` is what goes on with what was typed.
        """
        was_open = not self.isHidden()
        if not was_open and self.occupied():
            return
        if anew or not was_open:
            self.typing.begin()
        self.show()
        if not was_open:
            self.opened.emit(True)
        self.go_to(first)

    def go_to(self, part: QWidget) -> None:
        """Put the keyboard on a part, and show it where the panel has less room than it needs."""
        part.setFocus()
        if self._scrolled is not None:
            self._scrolled.show_part(part)

    def _say_of_typing(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
        if words and self._scrolled is not None:
            self._scrolled.show_part(self.problem)


class _Scrolled(Scrolling):
    """What a panel asks, as high as it needs; it scrolls where large type leaves no room for all of it."""

    def __init__(self, body: QWidget, *, grows: bool) -> None:
        super().__init__(body)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding if grows else _NO_MORE)
        for part in (body, self.viewport()):
            part.setAutoFillBackground(False)  # the panel's own ground shows through

    def sizeHint(self) -> QSize:
        """Return what is needed for all of it."""
        body = self.widget()
        return QSize(super().sizeHint().width(), body.sizeHint().height() if body is not None else 0)


_NO_MORE = QSizePolicy.Policy.Maximum


def is_tight(page: QWidget, panel: Panel) -> bool:
    """Whether a panel that is open leaves a list less room than it can be read in."""
    return page.height() - panel.needed(page.width()) < sized(LEAST)
