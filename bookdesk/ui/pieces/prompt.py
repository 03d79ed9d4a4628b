"""A question asked in place: one line to answer, Enter does it, Escape leaves it. Nothing is covered, nothing waits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget
from shiboken6 import isValid

from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import label


class Prompt(QFrame):
    """Hidden until somebody asks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._then: Callable[[str], None] | None = None
        self._back: QWidget | None = None
        self._needed = True
        self._question, self.answer = label(wraps=True), QLineEdit()
        self.do, self.leave = QPushButton(), QPushButton("Cancel")
        self.do.setProperty("kind", "primary")
        for one in (self.do, self.leave):
            one.setAutoDefault(True)  # Enter presses it, as people expect
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(self._question, 1)
        row.addWidget(self.answer, 2)
        row.addWidget(self.do)
        row.addWidget(self.leave)
        self.answer.returnPressed.connect(self.do.click)
        self.answer.textChanged.connect(self._judge)
        self.do.clicked.connect(self._answered)
        self.leave.clicked.connect(self.close_quietly)
        self.hide()

    def ask(  # noqa: PLR0913 - a question with its button and its hints
        self,
        question: str,
        act: str,
        then: Callable[[str], None],
        *,
        hint: str = "",
        needed: bool = True,
        answer: str = "",
    ) -> None:
        """Ask; `act` is what the button says, `then` is given the answer. One that is not `needed` may stay empty."""
        self._then, self._needed = then, needed
        self._back = self.window().focusWidget()
        self._question.setText(question)
        self.answer.setAccessibleName(question)
        self.answer.setPlaceholderText(hint)
        self.answer.setText(answer)
        self.answer.setVisible(needed or bool(hint))
        self.do.setText(act)
        self._judge()
        self.show()
        (self.answer if self.answer.isVisibleTo(self) else self.do).setFocus()

    def close_quietly(self) -> None:
        """Leave it, and give the keyboard back to where it was."""
        self._then = None
        self.hide()
        if self._back is not None and isValid(self._back):
            self._back.setFocus()

    def drop(self) -> None:
        """Ask no more; the keyboard stays where it is."""
        self._then = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            super().keyPressEvent(event)

    def _judge(self) -> None:
        self.do.setEnabled(bool(self.answer.text().strip()) or not self._needed)

    def _answered(self) -> None:
        then, text = self._then, self.answer.text().strip()
        self.close_quietly()
        if then is not None:
            then(text)
