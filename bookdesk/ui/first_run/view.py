"""The first day in three steps on one card, and the other way to begin: a backup brought back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.first_run.presenter import Backup, FirstDay, FirstRunPresenter
from bookdesk.ui.look.icons import icon
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.client_form import ClientForm
from bookdesk.ui.pieces.form import FormRow, foot, push, stacked
from bookdesk.ui.pieces.keeping import Abandoned, SheetToKeep
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.new_passphrase import NewPassphrase
from bookdesk.ui.pieces.page import WIDE, CardPage
from bookdesk.ui.pieces.pages import Pages
from bookdesk.ui.pieces.passphrase import PassphraseRow
from bookdesk.ui.pieces.recovery_sheet import SheetKeeper
from bookdesk.ui.pieces.steps import Steps

if TYPE_CHECKING:  # the first paint does not wait for services
    from bookdesk.office.opened import Office

STEPS = ("Practice", "Recovery sheet", "First client")


class FirstRunPage(CardPage):
    """The practice, its recovery sheet, the first client."""

    opened = Signal(object, str)
    """An opened office, and the client that was added, or nothing."""
    sample_asked = Signal()
    restore_asked = Signal()

    def __init__(self, presenter: FirstRunPresenter, chooser: Chooser) -> None:
        """Begin with the practice."""
        super().__init__(WIDE)
        self._presenter, self._chooser = presenter, chooser
        self.sheet: SheetToKeep | None = None
        self._office: Office | None = None
        self.client_form: ClientForm | None = None
        self.practice, self.user = QLineEdit(), QLineEdit()
        self.new = NewPassphrase(lambda: [self.practice.text(), self.user.text()])
        self.go_on, self.keeper = push("Continue", "primary"), SheetKeeper()
        self.sample, self.restore = push("Look around in a sample practice", "flat"), push("Restore a backup", "flat")
        self.sample.setIcon(icon("clients"))
        self.restore.setIcon(icon("backup"))
        self.add_client, self.later = push("Add this client", "primary"), push("Later", "flat")
        self.steps, self.stack = Steps(STEPS), Pages()
        self._rows = (FormRow("Practice", self.practice, "As your clients know it."), FormRow("Your name", self.user))
        self.stack.addWidget(self._first())
        self.stack.addWidget(self.keeper)
        self.add(self.steps, self.stack)
        self.add_below(self.sample, self.restore)
        self.shut_while_working(self.stack, self.sample, self.restore)
        self._connect()
        self.begins_at(self.practice)

    def _first(self) -> QWidget:
        return stacked(
            heading("Your practice, on this computer alone"),
            quiet("Everything is encrypted with a key that only you hold. There is no account and no server."),
            *self._rows,
            self.new,
            foot(self.go_on),
        )

    def _connect(self) -> None:
        self.practice.returnPressed.connect(self.user.setFocus)
        self.user.returnPressed.connect(self.new.first.line.setFocus)
        self.new.entered.connect(self.go_on.click)
        self.go_on.clicked.connect(self._found)
        self._presenter.sheet_made.connect(self._show_sheet)
        self.keeper.save_asked.connect(self._save_sheet)
        self.keeper.print_asked.connect(self._print_sheet)
        self.keeper.back_asked.connect(self._presenter.abandon)
        self.keeper.proved.connect(self._go_on_with_sheet)
        self.sample.clicked.connect(self.sample_asked)
        self.restore.clicked.connect(self.restore_asked)
        self.add_client.clicked.connect(self._add_client)
        self.later.clicked.connect(lambda: self._enter(""))

    # -- the practice

    def _found(self) -> None:
        for row, line in zip(self._rows, (self.practice, self.user), strict=True):
            row.say("" if line.text().strip() else "This is needed.")
            if not line.text().strip():
                line.setFocus()
                return
        passphrase = self.new.read()
        if passphrase is not None:
            self.work(on=True)
            day = FirstDay(self.practice.text(), self.user.text(), passphrase)
            self._presenter.found(self, day, self._ask_for_client, self._not_made)

    def _not_made(self, error: BookDeskError) -> None:
        shown, self.sheet = self.sheet is not None, None
        self._show_step(0)
        self.fail(error)
        if isinstance(error, Abandoned):
            self.banner.say(Message(error.what, remedy=error.remedy if shown else ""))
        self.practice.setFocus()

    # -- its recovery sheet

    def _show_sheet(self, sheet: SheetToKeep) -> None:
        self.work(on=False)
        self.sheet = sheet
        self._show_step(1)
        self.keeper.show_sheet(sheet.text, sheet.names(), sheet.fits, printer=self._chooser.can_print())

    def _save_sheet(self) -> None:
        name = f"BookDesk recovery sheet {self.practice.text().strip().replace('/', '-')}.pdf"
        file = self._chooser.new_file(self, "Save the recovery sheet", name)
        if file is None or self.sheet is None:
            return
        try:
            self.sheet.save(file)
        except BookDeskError as error:
            self.keeper.show_kept(str(error), "bad")
            return
        self.keeper.show_kept(f"Saved as {file.name}. Print it, lock the paper away and delete the file.")

    def _print_sheet(self) -> None:
        if self.sheet is not None and self._chooser.print_page(self, *self.sheet.picture):
            self.keeper.show_kept("Printed. Lock the paper away.")

    def _go_on_with_sheet(self) -> None:
        self.work(on=True)
        self._presenter.sheet_kept()

    # -- its first client

    def _ask_for_client(self, office: Office) -> None:
        from bookdesk.office.newclient import started_countries  # noqa: PLC0415 - imported by now, off this thread

        self.work(on=False)
        self.new.clear()
        self._office = office
        form = self.client_form = ClientForm(started_countries())
        form.choose_country(QLocale.territoryToCode(QLocale().territory()))
        form.entered.connect(self.add_client.click)
        self.stack.addWidget(
            stacked(heading("Whose books do you keep first?"), form, foot(self.add_client, left=self.later))
        )
        self._show_step(2)
        form.take_keyboard()

    def _add_client(self) -> None:
        new = self.client_form.read() if self.client_form is not None else None
        if new is not None and self._office is not None:
            self.work(on=True)
            self._presenter.add_client(self, self._office, new, self._enter, self._client_refused)

    def _client_refused(self, error: BookDeskError) -> None:
        self.work(on=False)
        if self.client_form is not None:
            self.client_form.show_error(error)

    def _enter(self, client_id: str) -> None:
        self.opened.emit(self._office, client_id)

    def _show_step(self, now: int) -> None:
        self.steps.show_step(now)
        self.stack.setCurrentIndex(now)
        for way in (self.sample, self.restore):
            way.setVisible(now == 0)


class RestorePage(CardPage):
    """A backup comes back into this empty home."""

    restored = Signal(str)
    """When the backup was made."""
    left = Signal()

    def __init__(self, presenter: FirstRunPresenter, chooser: Chooser) -> None:
        """Ask for the backup, and for what opens it."""
        super().__init__(WIDE)
        self._presenter, self._chooser = presenter, chooser
        self.folder, self.choose = QLineEdit(), push("Choose…")
        self.user, self.secret = QLineEdit(), PassphraseRow("Passphrase of that day, or the key of the recovery sheet")
        self.go_on, self.back = push("Restore", "primary"), push("Back", "flat")
        self.sheet = push("Read the sheet from a file…")
        folder = FormRow("Folder of backups", self.folder, "The newest backup in it is taken.", self.choose)
        user = FormRow("Your name", self.user, "Leave it empty to use the recovery sheet.")
        self.add(heading("Bring a practice back from a backup"), folder, user, self.secret)
        self.add(foot(self.sheet, self.go_on, left=self.back))
        self.shut_while_working(folder, user, self.secret, self.sheet, self.go_on)
        self.choose.clicked.connect(self._choose)
        self.sheet.clicked.connect(self._read_sheet)
        self.secret.entered.connect(self.go_on.click)
        self.go_on.clicked.connect(self._restore)
        self.back.clicked.connect(self.left)
        self.begins_at(self.choose)

    def _choose(self) -> None:
        chosen = self._chooser.folder(self, "The folder of backups", self.folder.text())
        if chosen is not None:
            self.folder.setText(str(chosen))
            self.user.setFocus()

    def _read_sheet(self) -> None:
        chosen = self._chooser.file(self, "The recovery sheet")
        if chosen is None:
            return
        try:
            self.secret.line.setText(self._presenter.key_in(chosen))
        except BookDeskError as error:
            self.fail(error)
            return
        self.user.clear()
        self.go_on.setFocus()

    def _restore(self) -> None:
        self.work(on=True)
        backup = Backup(self.folder.text(), self.user.text(), self.secret.text())
        self._presenter.restore(self, backup, self.restored.emit, self.fail)
