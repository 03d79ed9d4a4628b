"""The page that leads in when a passphrase is lost: the sheet first, then a new passphrase for one person."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from bookdesk.core.errors import BookDeskError, UsageError
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.new_passphrase import NewPassphrase
from bookdesk.ui.pieces.page import WIDE, CardPage
from bookdesk.ui.pieces.pages import Pages
from bookdesk.ui.recovery.presenter import RecoveryPresenter


class RecoverPage(CardPage):
    """The recovery sheet opens the practice, and gives one person a new passphrase."""

    opened = Signal(object)
    left = Signal()

    def __init__(self, presenter: RecoveryPresenter, chooser: Chooser) -> None:
        """Ask for the sheet first."""
        super().__init__(WIDE)
        self._presenter, self._chooser = presenter, chooser
        self.sheet, self.file = QPlainTextEdit(), push("Read it from a file…")
        self.go_on, self.back = push("Open with the sheet", "primary"), push("Back", "flat")
        self.user, self.new = ChoiceField("Who gets a new passphrase"), NewPassphrase(lambda: [self.user.text()])
        self.renew = push("Set it and enter", "primary")
        self.stack = Pages()
        self.stack.addWidget(self._first())
        self.stack.addWidget(self._second())
        self.add(self.stack)
        self.shut_while_working(self.stack)
        self.file.clicked.connect(self._read_file)
        self.go_on.clicked.connect(self._recover)
        self.back.clicked.connect(self.left)
        self.new.entered.connect(self.renew.click)
        self.renew.clicked.connect(self._renew)
        self.begins_at(self.sheet)

    def _first(self) -> QWidget:
        self.sheet.setAccessibleName("Recovery key")
        self.sheet.setTabChangesFocus(True)
        self.sheet.setFixedHeight(sized(96))
        self.sheet.setPlaceholderText("The 14 groups of five letters and digits, in their order")
        return stacked(
            heading("Type the key of your recovery sheet"),
            quiet("Capitals and spaces do not matter. A mistyped group is named."),
            self.sheet,
            foot(self.file, self.go_on, left=self.back),
        )

    def _second(self) -> QWidget:
        return stacked(
            heading("The sheet is right. Who gets a new passphrase?"),
            FormRow("Name", self.user),
            self.new,
            foot(self.renew),
        )

    def _read_file(self) -> None:
        chosen = self._chooser.file(self, "The recovery sheet")
        if chosen is not None:
            try:
                self.sheet.setPlainText(self._presenter.read(chosen))
            except UsageError:
                self.banner.say(Message("This file is no recovery sheet.", Tone.BAD, "Choose the one you saved."))
            except BookDeskError as error:
                self.banner.say(Message(error.what, Tone.BAD, error.remedy))

    def _recover(self) -> None:
        self.work(on=True)
        self._presenter.recover(self, self.sheet.toPlainText(), self._show_people, self._refused)

    def _refused(self, error: BookDeskError) -> None:
        self.fail(error)
        self.sheet.setFocus()

    def _show_people(self, users: tuple[str, ...]) -> None:
        self.work(on=False)
        self.user.offer([Choice(name, name) for name in users])
        last = self._presenter.last_user()
        self.user.show_value(last if last in users else users[0])
        self.stack.setCurrentIndex(1)
        self.new.first.line.setFocus()

    def _renew(self) -> None:
        passphrase = self.new.read()
        try:
            user = self.user.value()
        except BookDeskError as error:
            self.fail(error)
            return
        if passphrase is not None:
            self.work(on=True)
            self._presenter.renew(self, user, passphrase, self.opened.emit, self._start_again)

    def _start_again(self, error: BookDeskError) -> None:
        self.stack.setCurrentIndex(0)
        self.fail(error)
