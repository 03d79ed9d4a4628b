"""Asks once more who is there, for acts that wait for it: one small dialog, in one place for every act of the window.

The act is done again once he proved himself, from where it was asked for. Who leaves the dialog has done nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QProgressBar, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, NotAllowed
from bookdesk.security.stepup import LASTS, Proof, StepUpNeeded
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import FormRow, foot, push
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.tasks import Failed

DIGITS: Final = 6
_WIDTH = 400
_WORDS: Final = (
    "Money that leaves, rights and data that is given away ask once more."
    f" It holds for {int(LASTS.total_seconds() // 60)} minutes."
)
_ANEW: Final = "Nothing takes this back. It asks each time, also where you proved just now who you are."


class NotDone(NotAllowed):
    """An act waited for a proof, and the person left it."""


@dataclass(frozen=True)
class _Waiting:
    """An act that waits: what does it again, and what tells that it was not done."""

    again: Callable[[], object]
    tell: Failed


class StepUps(QObject):
    """Stands at the door of the window, and asks where an act waits for a proof."""

    def __init__(self, desktop: Desktop, window: QWidget) -> None:
        """Take care of every such act of this desk."""
        super().__init__(window)
        self._desktop, self._window = desktop, window
        self._waiting: list[_Waiting] = []
        self.dialog: StepUpDialog | None = None
        """The dialog, while it is open."""
        desktop.door.mends = self._mend

    def _mend(self, error: BookDeskError, again: Callable[[], object], tell: Failed) -> bool:
        if not isinstance(error, StepUpNeeded):
            return False
        self._waiting.append(_Waiting(again, tell))
        if self.dialog is None:
            self._open(error)
        return True

    def _open(self, needed: StepUpNeeded) -> None:
        dialog = self.dialog = StepUpDialog(needed, self._window)
        dialog.given.connect(self._prove)
        dialog.accepted.connect(self._go_on)
        dialog.rejected.connect(self._leave)
        dialog.open()

    def _prove(self, passphrase: str, code: str) -> None:
        office, dialog = self._desktop.office, self.dialog
        if dialog is None:
            return

        def work() -> None:
            if passphrase:
                office.prove(passphrase)
            if code:
                office.prove_code(code)

        self._desktop.door.ask(dialog, work, lambda _: dialog.accept(), dialog.fail)

    def _close(self) -> list[_Waiting]:
        waiting, self._waiting = self._waiting, []
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
            self._window.activateWindow()  # not every system gives the keyboard back by itself
        return waiting

    def _go_on(self) -> None:
        for one in self._close():
            one.again()

    def _leave(self) -> None:
        for one in self._close():
            one.tell(NotDone("Nothing was done: it was not proved who is there.", "Do it again when you want it."))


class StepUpDialog(QDialog):
    """Asks for a passphrase, a code, either or both."""

    given = Signal(str, str)
    """A passphrase and a code, of which one may be missing."""

    def __init__(self, needed: StepUpNeeded, over: QWidget) -> None:
        """Ask for what is missing."""
        super().__init__(over)
        self._needed = needed
        self.setWindowTitle("BookDesk")
        self.setMinimumWidth(sized(_WIDTH))
        self.passphrase, self.code = PassphraseRow("Passphrase"), QLineEdit()
        self._code_row = FormRow("Code of your phone", self.code, "Six digits, of this minute.")
        self.problem, self.progress = label("", "bad", wraps=True), QProgressBar()
        self.leave, self.go_on = push("Leave it", "flat"), push("Go on", "primary")
        self._lay_out()
        self.code.setMaxLength(DIGITS + 1)  # many phones show a space in the middle
        self.passphrase.entered.connect(self._enter_from_passphrase)
        self.code.returnPressed.connect(self.go_on.click)
        self.go_on.clicked.connect(self._give)
        self.leave.clicked.connect(self.reject)
        (self.code if self._asks(Proof.CODE) and needed.one_is_enough else self._first()).setFocus()

    def fail(self, error: BookDeskError) -> None:
        """Say what was wrong, and let it be typed again."""
        self._work(on=False)
        self.problem.setText(f"{error.what} {error.remedy}")
        self.problem.show()
        for line in (self.code, self.passphrase.line):
            if line.isVisibleTo(self) and line.text():
                line.setFocus()
                line.selectAll()

    def _asks(self, proof: Proof) -> bool:
        return proof in self._needed.missing

    def _first(self) -> QLineEdit:
        return self.passphrase.line if self._asks(Proof.PASSPHRASE) else self.code

    def _lay_out(self) -> None:
        either = self._needed.one_is_enough and len(self._needed.missing) > 1
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(heading("Who is there?"))
        column.addWidget(quiet(_ANEW if self._needed.anew else _WORDS))
        if either:
            self.passphrase.hint("One of the two is enough.")
        for part in (self.passphrase, self._code_row, self.problem, self.progress):
            column.addWidget(part)
        self.passphrase.setVisible(self._asks(Proof.PASSPHRASE))
        self._code_row.setVisible(self._asks(Proof.CODE))
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("Checking")
        for part in (self.problem, self.progress):
            part.hide()
        column.addLayout(foot(self.go_on, left=self.leave))
        self.go_on.setDefault(True)

    def _enter_from_passphrase(self) -> None:
        if self._asks(Proof.CODE) and not self._needed.one_is_enough and not self.code.text():
            self.code.setFocus()
        else:
            self.go_on.click()

    def _give(self) -> None:
        passphrase, code = self.passphrase.text(), "".join(self.code.text().split())
        if not self._enough(passphrase, code):
            self.problem.setText("This is needed.")
            self.problem.show()
            self._first().setFocus()
            return
        if self._needed.one_is_enough and code:
            passphrase = ""  # what is typed of it is not asked for, and a wrong one would count
        self._work(on=True)
        self.given.emit(passphrase, code)

    def _enough(self, passphrase: str, code: str) -> bool:
        given = {proof for proof, text in ((Proof.PASSPHRASE, passphrase), (Proof.CODE, code)) if text}
        return bool(given) if self._needed.one_is_enough else self._needed.missing <= given

    def _work(self, *, on: bool) -> None:
        self.progress.setVisible(on)
        if on:
            self.problem.hide()
        for part in (self.passphrase, self._code_row, self.go_on):
            part.setEnabled(not on)
