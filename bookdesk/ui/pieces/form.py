"""Forms: a field under its name, with what is to be said of it right below, and cards that hold them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import label, set_kind


class FormRow(QWidget):
    """A field, its name above it and a note below; the note is a hint until there is something to say."""

    def __init__(self, words: str, field: QWidget, hint: str = "", beside: QWidget | None = None) -> None:
        """Put `field` under its name; `beside` stands at its right."""
        super().__init__()
        self.field, self._hint = field, hint
        self._name, self._note = label(words), label(hint, "muted", wraps=True)
        self._name.setBuddy(field)
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
        self.setFocusProxy(field)
        self.say()

    def say(self, words: str = "", kind: str = "bad") -> None:
        """Say something of the field; nothing brings the hint back."""
        set_kind(self._note, kind if words else "muted")
        set_kind(self.field, "bad" if words and kind == "bad" else "", "tone")
        self._note.setText(words or self._hint)
        self._note.setVisible(bool(words or self._hint))
        self.field.setAccessibleDescription(words or self._hint)

    def rename(self, words: str) -> None:
        """Give the field another name."""
        self._name.setText(words)
        self.field.setAccessibleName(words)

    def said(self) -> str:
        """Return what stands below the field."""
        return self._note.text()


class Card(QFrame):
    """A card of a fixed width with its parts one below the other."""

    def __init__(self, width: int) -> None:
        """Be `width` pixels wide at 100 %."""
        super().__init__()
        self.setProperty("kind", "card")
        self.setFixedWidth(sized(width))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(4 * GRID, 3 * GRID, 4 * GRID, 3 * GRID)
        self.column.setSpacing(2 * GRID)

    def add(self, *parts: QWidget) -> None:
        """Add parts below those that are there."""
        for part in parts:
            self.column.addWidget(part)

    def add_foot(self, *parts: QWidget, left: QWidget | None = None) -> None:
        """Add a row of buttons at the right; `left` stands apart from them."""
        row = QHBoxLayout()
        row.setSpacing(GRID)
        if left is not None:
            row.addWidget(left)
        row.addStretch(1)
        for part in parts:
            row.addWidget(part)
        self.column.addLayout(row)


class CardPage(QScrollArea):
    """A page with a card in its middle and quiet ways elsewhere below it; it scrolls where the window is too low."""

    def __init__(self, card: Card) -> None:
        """Show `card`."""
        super().__init__()
        self.card = card
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        ground = QWidget()
        self._below = QHBoxLayout()
        self._below.setSpacing(2 * GRID)
        column = QVBoxLayout(ground)
        column.setContentsMargins(GRID, 2 * GRID, GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addStretch(2)
        column.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._below)
        column.addStretch(3)
        self._below.addStretch(1)
        self._below.addStretch(1)
        self.setWidget(ground)

    def add_below(self, *parts: QWidget) -> None:
        """Add ways elsewhere below the card."""
        for part in parts:
            self._below.insertWidget(self._below.count() - 1, part)


def push(words: str, kind: str = "") -> QPushButton:
    """Return a button that Enter presses as well as the space bar."""
    made = QPushButton(words)
    made.setProperty("kind", kind)
    made.setAutoDefault(True)
    return made
