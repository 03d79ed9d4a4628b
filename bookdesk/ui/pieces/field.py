"""What every field of one line does: it is read when it is left, and says what cannot be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.pieces.labels import set_kind
from bookdesk.ui.pieces.tips import plain_tip


class Field(QLineEdit):
    """A line that is read when it is left; what cannot be read stays, marked, with the reason in its tool tip."""

    problem_changed = Signal(str)
    """Why what stands here cannot be used, or nothing."""
    settled = Signal()
    """The person left the field or pressed Enter, and what stands there can be used."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Speak of the field as `name`."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.problem = ""
        self.editingFinished.connect(self._read)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all on coming here by the keyboard, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.select_whole()

    def select_whole(self) -> None:
        """Choose all of the text, so that its beginning is what is seen of one that is longer than the field."""
        self.setSelection(len(self.text()), -len(self.text()))

    def set_problem(self, words: str) -> None:
        """Mark the field, or take the mark away."""
        self.problem = words
        set_kind(self, "bad" if words else "", "tone")
        self.setToolTip(plain_tip(words))
        self.setAccessibleDescription(words)
        self.problem_changed.emit(words)

    def understand(self) -> None:
        """Read what stands here and write it as it was understood; raises a `BookDeskError` where it cannot be."""

    def _read(self) -> None:
        try:
            self.understand()
        except BookDeskError as error:
            self.set_problem(str(error))
            return
        self.set_problem("")
        self.settled.emit()
