"""The section on the recovery sheet: how it stands, a check of the one at hand, and a new one in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.office.ownsafety import SheetState
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.form import push
from bookdesk.ui.pieces.keeping import SheetToKeep
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.recovery_sheet import SheetKeeper
from bookdesk.ui.pieces.tips import plain_tip
from bookdesk.ui.settings.recovery.presenter import RecoveryPresenter, sheet_words
from bookdesk.ui.settings.security.view import Inline

_LOST = (
    "Lost, or seen by somebody? Make a new one while you can still get in: nobody, we neither, can open the practice"
    " without a passphrase or the sheet."
)


class RecoverySection(QWidget):
    """The settings put it on a card of its own."""

    def __init__(self, desktop: Desktop, chooser: Callable[[], Chooser]) -> None:
        """Show nothing yet; `refresh` asks. `chooser` gives what asks for a file or a printer."""
        super().__init__()
        self.presenter, self._chooser = RecoveryPresenter(desktop), chooser
        self.sheet: SheetToKeep | None = None
        self._standing, self.result = quiet(), Banner()
        self.check, self.make = push("Check my sheet…"), push("Make a new sheet…")
        self.typed = QPlainTextEdit()
        self.typed.setAccessibleName("Key of the sheet")
        self.typed.setTabChangesFocus(True)
        self.typed.setFixedHeight(sized(72))
        self.typed.setPlaceholderText("The 14 groups of five letters and digits, in their order")
        self.check_form, self.keeper = Inline("Check it", self.typed), SheetKeeper()
        self.keeper.make.setText("Let it take the old one's place")
        self.keeper.hide()
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for one in (self.check, self.make):
            row.addWidget(one)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self._standing)
        column.addWidget(quiet(_LOST))
        column.addLayout(row)
        for part in (self.result, self.check_form, self.keeper):
            column.addWidget(part)
        self._connect()

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    def half_done(self) -> bool:
        """Whether a new sheet is being made."""
        return self.presenter.waits()

    # -- inside

    def _connect(self) -> None:
        presenter, keeper = self.presenter, self.keeper
        self.check.setIcon(icon("verify", "text"))
        self.make.setIcon(icon("print", "text"))
        presenter.found.connect(self._show)
        presenter.sheet_made.connect(self._show_sheet)
        presenter.ended.connect(self._end)
        self.check.clicked.connect(self._ask)
        self.make.clicked.connect(self._make)
        self.check_form.go_on.clicked.connect(self._check)
        keeper.save_asked.connect(self._save)
        keeper.print_asked.connect(self._print)
        keeper.back_asked.connect(presenter.abandon)
        keeper.proved.connect(presenter.sheet_kept)

    def _show(self, state: SheetState) -> None:
        self._standing.setText(sheet_words(state))
        self.make.setEnabled(state.may_renew and not self.presenter.waits())
        self.make.setToolTip(plain_tip("" if state.may_renew else "Only an owner makes a new one."))

    def _ask(self) -> None:
        self.result.clear()
        self.check_form.ask(self.typed, self.check)

    def _check(self) -> None:
        self.check_form.work(on=True)
        self.presenter.check(self.typed.toPlainText(), self._checked, self.check_form.fail)

    def _checked(self) -> None:
        self.typed.clear()
        self.check_form.put_away()
        self.result.say(Message("It is the right sheet.", Tone.GOOD, "Lock it away again, not beside this computer."))

    def _make(self) -> None:
        self.result.clear()
        self.check_form.put_away()
        self.make.setEnabled(False)
        self.presenter.make()

    def _show_sheet(self, sheet: SheetToKeep) -> None:
        self.sheet = sheet
        self.keeper.show_sheet(sheet.text, sheet.names(), sheet.fits, printer=self._chooser().can_print())
        self.keeper.show()
        self.keeper.save.setFocus()

    def _save(self) -> None:
        name = f"BookDesk recovery sheet {self.presenter.practice().replace('/', '-')}.pdf"
        file = self._chooser().new_file(self, "Save the recovery sheet", name)
        if file is None or self.sheet is None:
            return
        try:
            self.sheet.save(file)
        except BookDeskError as error:
            self.keeper.show_kept(str(error), "bad")
            return
        self.keeper.show_kept(f"Saved as {file.name}. Print it, lock the paper away and delete the file.")

    def _print(self) -> None:
        if self.sheet is not None and self._chooser().print_page(self, *self.sheet.picture):
            self.keeper.show_kept("Printed. Lock the paper away.")

    def _end(self, message: Message) -> None:
        self.sheet = None
        self.keeper.hide()
        self.keeper.text.clear()
        self.result.say(message)
        self.refresh()
