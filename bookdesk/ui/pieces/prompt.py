"""A question asked in place: one line to answer, Enter does it, Escape leaves it. Nothing is covered, nothing waits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.half_typed import HalfTyped
from bookdesk.ui.pieces.labels import label

_LONG: Final = 160
"""Letters from which on a question stands above its answer: beside it, it would be a column of single words."""

_CANCELS: Final = "Enter cancels here: this cannot be taken back afterwards."


class Prompt(QFrame):
    """Hidden until somebody asks."""

    def __init__(self, parent: QWidget | None = None, *, stacked: bool = False) -> None:
        """Ask nothing yet. `stacked` has the question above its answer, where there is little width."""
        super().__init__(parent)
        self.setProperty("kind", "bar")
        self._then: Callable[[str], None] | None = None
        self._back: QWidget | None = None
        self._final = False
        self.home: Callable[[], None] | None = None
        """What gives the keyboard to the list that this stands over, where there is one."""
        self.through: Callable[[Callable[[str], None], str], object] | None = None
        """What does the act with the answer in place of the act itself, where it has to know how that ends."""
        self._waits, self._waiting = "", False
        self._needed = True
        self._check: Callable[[str], object] | None = None
        self._asked: Callable[[], None] | None = None
        self._question, self.answer, self.problem = label(wraps=True), QLineEdit(), label("", "bad", wraps=True)
        self.warned = label(_CANCELS, "muted")
        self.do, self.leave = QPushButton(), QPushButton("Cancel")
        self.do.setProperty("kind", "primary")
        for one in (self.do, self.leave):
            one.setAutoDefault(True)  # Enter presses it, as people expect
        self._stacked, self._column, self._row = stacked, QVBoxLayout(self), QHBoxLayout()
        self._lay_out()
        self.typing = HalfTyped(self, "an answer", self._say, self.do.text)
        self.typing.listen()
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
        check: Callable[[str], object] | None = None,
        final: bool = False,
        secret: bool = False,
        waits: str = "",
    ) -> None:
        """Ask; `act` is what the button says, `then` is given the answer. One that is not `needed` may stay empty.

        Where `check` raises a `BookDeskError`, the question and what was typed stay, with the reason. A `final` act is
        one that nothing takes back: Enter leaves it unless something was typed for it, and the prompt says so. After
        it, and after one that a button asked, the keyboard is in the list: on no button that a second Enter would let
        ask again. A `secret` is not shown, is taken as it was typed, blanks included, and does not stay in the line.
        An act that takes its time says what happens in `waits`: until `done` the question stays with these words, and
        what is typed meanwhile goes nowhere.
        """
        self._then, self._needed, self._check, self._final = then, needed, check, final
        self._asked = partial(
            self.ask,
            question,
            act,
            then,
            hint=hint,
            needed=needed,
            check=check,
            final=final,
            secret=secret,
            waits=waits,
        )
        self._waits, self._waiting = waits, False
        self.answer.setEchoMode(QLineEdit.EchoMode.Password if secret else QLineEdit.EchoMode.Normal)
        self.problem.hide()
        before: QWidget | None = self.window().focusWidget()
        if before is None or not self.isAncestorOf(before):
            self._back = before
        self._question.setText(question)
        self._place(stacked=self._stacked or len(question) > _LONG)
        self.answer.setAccessibleName(question)
        self.answer.setPlaceholderText(hint)
        self.answer.setText(answer)
        self.answer.setVisible(needed or bool(hint))
        self.warned.setVisible(final and not (needed or hint))
        self.do.setText(act)
        self.leave.setText("Keep it" if "cancel" in act.lower() else "Cancel")  # never two buttons of one word
        self._judge()
        self.typing.begin()
        self.show()
        (self.answer if self.answer.isVisibleTo(self) else self.leave if final else self.do).setFocus()

    def ask_again(self, answer: str, problem: str) -> bool:
        """Ask the last question again, with an answer that was not taken and why; false where it wanted no answer."""
        if self._asked is None or not self.answer.isVisibleTo(self):
            return False
        self._asked()
        if self.answer.echoMode() is QLineEdit.EchoMode.Normal:
            self.answer.setText(answer)
            self.answer.selectAll()
        self._say(problem)
        return True

    def done(self, words: str) -> None:
        """End waiting; who types meanwhile is told by `words` and keeps the keyboard: his keys are for nothing else."""
        if not self._waiting:
            return
        self._waiting = False
        if not self.answer.text():
            by_button = isinstance(self._back, QPushButton)
            self.close_quietly()
            if by_button and self.home is not None:
                self.home()
            return
        self._then, self._check, self._final = None, None, False
        self.do.setText("Close")
        self._say(words)
        self._judge()

    def close_quietly(self) -> None:
        """Leave it, and give the keyboard back to where it was."""
        self._end()
        if self._back is not None and isValid(self._back):
            self._back.setFocus()

    def drop(self) -> None:
        """Ask no more; the keyboard stays where it is."""
        self._end()

    def _end(self) -> None:
        self._then, self._waiting = None, False
        if self.answer.echoMode() is QLineEdit.EchoMode.Password:
            self.answer.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        row, column = self._row, self._column
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        row.addWidget(self.answer, 2)
        row.addStretch(0)
        row.addWidget(self.do)
        row.addWidget(self.leave)
        column.addLayout(row)
        column.addWidget(self.warned)
        column.addWidget(self.problem)
        self._place(stacked=self._stacked)

    def _place(self, *, stacked: bool) -> None:
        """Put the question above its answer or beside it."""
        for layout in (self._row, self._column):
            layout.removeWidget(self._question)
        if stacked:
            self._column.insertWidget(0, self._question)
        else:
            self._row.insertWidget(0, self._question, 1)

    def _wait(self) -> None:
        self._then, self._waiting = None, True
        self._question.setText(self._waits)
        self.answer.setPlaceholderText("")
        self.answer.clear()
        self.typing.begin()
        self._judge()
        self.answer.setFocus()

    def _refused(self, text: str) -> bool:
        """Whether the answer cannot be taken, which is said below it."""
        try:
            if self._check is not None:
                self._check(text)
        except BookDeskError as error:
            self._say(str(error))
            self.answer.setFocus()
            return True
        return False

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def _judge(self) -> None:
        self.do.setEnabled(not self._waiting and (bool(self.answer.text().strip()) or not self._needed))

    def _answered(self) -> None:
        secret = self.answer.echoMode() is QLineEdit.EchoMode.Password
        then, text = self._then, self.answer.text() if secret else self.answer.text().strip()
        if self._refused(text):
            return
        asked_by_button = isinstance(self._back, QPushButton)
        if self._waits and then is not None:
            self._wait()
        else:
            self.close_quietly()
        if not self._waiting and (self._final or asked_by_button) and self.home is not None:
            self.home()
        if then is not None and self.through is not None:
            self.through(then, text)
        elif then is not None:
            then(text)
