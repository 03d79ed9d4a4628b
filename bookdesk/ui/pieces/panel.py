"""A panel within a screen: hidden until asked for, left with Escape, what was refused told below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.labels import heading, label


class Panel(QFrame):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, act: str, desktop: Desktop) -> None:
        """Hidden; `act` names what its button does."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._desktop = desktop
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

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def lay_out(self, *parts: QWidget | QLayout, grows: QWidget | None = None) -> None:
        """Put the parts below the title, the acts under them; one that `grows` has what room is left."""
        column = QVBoxLayout(self)
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
        column.addStretch(0 if grows is not None else 1)

    def unfold(self, *, first: QWidget) -> None:
        """Show it, with the keyboard at `first`; whoever waits hears of it where it was closed."""
        was_open = not self.isHidden()
        self.show()
        if not was_open:
            self.opened.emit(True)
        first.setFocus()
