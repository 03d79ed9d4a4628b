"""A panel within a screen: hidden until asked for, left with Escape, what was refused told below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QSizePolicy, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.labels import heading, label
from bookdesk.ui.pieces.pages import Scrolling, Snug


class Panel(QFrame):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, act: str, desktop: Desktop) -> None:
        """Hidden; `act` names what its button does."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._desktop = desktop
        self._scrolled: _Scrolled | None = None
        self.title, self.problem = heading(""), label("", "bad", wraps=True)
        self.do, self.cancel = push(act, "primary"), push("Close")
        self.cancel.clicked.connect(self.leave)
        self.hide()

    def leave(self) -> None:
        """Close it."""
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
            self.leave()
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

    def unfold(self, *, first: QWidget) -> None:
        """Show it, with the keyboard at `first`; whoever waits hears of it where it was closed."""
        was_open = not self.isHidden()
        self.show()
        if not was_open:
            self.opened.emit(True)
        first.setFocus()


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
