"""Forms: a field under its name, with what is to be said of it right below, and rows of buttons at their foot."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import label, set_kind
from bookdesk.ui.pieces.pages import Snug


class FormRow(QWidget):
    """A field, its name above it and a note below; the note is a hint until there is something to say."""

    def __init__(self, words: str, field: QWidget, hint: str = "", beside: QWidget | None = None) -> None:
        """Put `field` under its name; `beside` stands at its right."""
        super().__init__()
        self.field: QWidget = field
        self._hint = hint
        self._name, self._note = label(words), label(hint, "muted", wraps=True)
        self._name.setBuddy(field)
        if not words:
            self._name.hide()  # the field says itself what it is
        if not field.accessibleName():
            field.setAccessibleName(words)
        line = QHBoxLayout()
        line.setSpacing(GRID // 2)
        line.addWidget(field, 1)
        if beside is not None:
            line.addWidget(beside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._name)
        column.addLayout(line)
        column.addWidget(self._note)
        self.say()

    def say(self, words: str = "", kind: str = "bad") -> None:
        """Say something of the field; nothing brings the hint back."""
        set_kind(self._note, kind if words else "muted")
        set_kind(self.field, "bad" if words and kind == "bad" else "", "tone")
        self._note.setText(words or self._hint)
        self._note.setVisible(bool(words or self._hint))
        self.field.setAccessibleDescription(words or self._hint)

    def hint(self, words: str) -> None:
        """Say this while there is nothing else to say."""
        self._hint = words
        self.say()

    def rename(self, words: str) -> None:
        """Give the field another name, or its first one."""
        self._name.setText(words)
        self._name.setVisible(bool(words))
        self.field.setAccessibleName(words)

    def said(self) -> str:
        """Return what stands below the field."""
        return self._note.text()


def stacked(*parts: QWidget | QLayout) -> QWidget:
    """Return parts one below the other, without a frame of their own."""
    made = Snug()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2 * GRID)
    for part in parts:
        if isinstance(part, QLayout):
            column.addLayout(part)
        else:
            column.addWidget(part)
    return made


def foot(*parts: QWidget, left: QWidget | None = None) -> QHBoxLayout:
    """Return a row of buttons at the right; `left` stands apart from them."""
    row = QHBoxLayout()
    row.setSpacing(GRID)
    if left is not None:
        row.addWidget(left)
    row.addStretch(1)
    for part in parts:
        row.addWidget(part)
    return row


class _Push(QPushButton):
    """A button that keeps the keyboard near while it is shut: Qt would give it, and Enter with it, to what is next."""

    _waits = False

    def setEnabled(self, enabled: bool) -> None:  # noqa: FBT001 - as Qt declares it
        """Shut it, or open it again; meanwhile the keyboard waits in what the button stands in."""
        around = self.parentWidget()
        if not enabled and self.hasFocus() and around is not None:
            around.setFocus()
            self._waits = True
        super().setEnabled(enabled)
        if enabled and self._waits:
            self._waits = False
            if around is not None and around.hasFocus():
                self.setFocus()


def push(words: str, kind: str = "") -> QPushButton:
    """Return a button that Enter presses as well as the space bar."""
    made = _Push(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    made.setIconSize(QSize(sized(16), sized(16)))
    return made
