"""The panel of a statement of account: from when to when, what it says, and the ways it leaves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QSizePolicy

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.models.mail import MailMessage
from bookdesk.ui import wording
from bookdesk.ui.contacts.statement.presenter import Stated, StatementPresenter, Wanted
from bookdesk.ui.contacts.statement.table import ROWS, lines_of
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.table import RecordTable

_PAUSE = 150
"""Milliseconds after the last key until the account is asked for anew."""
_ROOM = 0.35
"""The share of the window that the rows may have."""
_MONTHS = 3


class _Rows(RecordTable):
    """The rows of a statement: as high as all of them where there is room, a few where there is little."""

    def sizeHint(self) -> QSize:
        """Return the height of all rows, up to a share of the window; what is longer scrolls within."""
        rows = self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        needed = rows + self.horizontalHeader().sizeHint().height() + 2
        room = max(sized(192), round(self.window().height() * _ROOM))
        return QSize(super().sizeHint().width(), max(sized(64), min(needed, room)))


class StatementPanel(Panel):
    """What a customer owed, what happened, what he owes: looked at, then mailed or saved."""

    def __init__(self, desktop: Desktop, chooser: Chooser) -> None:
        """Hidden until it is asked for."""
        super().__init__("Put it into the outbox", desktop, "")
        self.presenter, self.chooser = StatementPresenter(desktop, self), chooser
        self._whose, self._name = "", ""
        self._stated: Stated | None = None
        self.since, self.until = DateField("From", self.presenter.today), DateField("To", self.presenter.today)
        self.save, self.said = push("Save as PDF…"), quiet("")
        self.save.setAccessibleName("Save the statement as PDF")
        self.model = RowsModel(ROWS, lambda one: one.key, self)
        self.table = _Rows(self.model, "statement of account", desktop.memory, "The statement of account")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        row = FlowLayout(GRID)
        for words, field in (("From", self.since), ("To, included", self.until)):
            part = FormRow(words, field)
            part.setMinimumWidth(sized(130))
            row.addWidget(part)
            field.textEdited.connect(lambda _: self._changed())
            field.returnPressed.connect(self._ask)
        row.addWidget(FormRow("On paper", self.save))
        self.table.setMinimumHeight(sized(64))
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.lay_out(row, self.said, self.table)
        self._timer.timeout.connect(self._ask)
        self.do.clicked.connect(self._send)
        self.save.clicked.connect(self._save)
        self.presenter.stated.connect(self._show)
        self.presenter.doubted.connect(self._doubt)
        self.presenter.saved.connect(self._tell_saved)
        self.presenter.written.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def ask(self, contact_id: str, name: str) -> None:
        """Ask for the account of a customer, of the last months up to today."""
        self._whose, self._name = contact_id, name
        today = self.presenter.today()
        month = today.year * 12 + today.month - 1 - _MONTHS
        self.since.show_day(today.replace(year=month // 12, month=month % 12 + 1, day=1))
        self.until.show_day(today)
        self.title.setText(f"Statement of account of {name}")
        self.problem.hide()
        self._hold()
        self._ask()
        self.unfold(first=self.since)
        self.since.selectAll()

    def forget(self) -> None:
        """Show no account any more."""
        self._whose, self._stated = "", None
        self._timer.stop()
        self.model.forget()
        self.leave()

    # -- inside

    def _changed(self) -> None:
        self._hold()
        self._timer.start()

    def _hold(self) -> None:
        """Let nothing leave that was not seen."""
        self._stated = None
        self._judge()

    def _judge(self) -> None:
        there = self._stated is not None and bool(self._stated.statements)
        for act in (self.do, self.save):
            act.setEnabled(there)

    def _ask(self) -> None:
        self._timer.stop()
        try:
            since, until = self.since.day(), self.until.day()
            if since is None or until is None:
                raise InputError("A day is missing.", "Write from when to when.")
        except BookDeskError as error:
            self._doubt(error)
            return
        self.presenter.ask(Wanted(self._whose, self._name, since, until))

    def _show(self, stated: Stated) -> None:
        if stated.wanted.contact_id != self._whose:
            return
        self._stated = stated
        self.model.show_rows(lines_of(stated.statements))
        self.table.updateGeometry()
        owed = [one.closing for one in stated.statements if one.closing]
        nothing = "Nothing happened on this account, and nothing is owed: choose a longer time."
        self.said.setText(f"Owed at the end: {wording.sums(owed)}" if stated.statements else nothing)
        self.problem.hide()
        self._judge()

    def _doubt(self, error: BookDeskError) -> None:
        self._hold()
        self.refuse(error)

    def _send(self) -> None:
        if self._stated is not None and self.do.isEnabled():
            self.do.setEnabled(False)
            self.presenter.send(self._stated.wanted)

    def _save(self) -> None:
        stated = self._stated
        folder = self.chooser.folder(self, "Where to save the statement") if stated is not None else None
        if stated is not None and folder is not None:
            self.presenter.save(stated.wanted, folder)

    def _refused(self, error: BookDeskError) -> None:
        self._judge()
        self.refuse(error)

    def _tell(self, mail: MailMessage) -> None:
        self.leave()
        self._desktop.tell_here(Message(f"“{mail.subject}” waits in the outbox.", Tone.GOOD))

    def _tell_saved(self, path: Path) -> None:
        folder = path.parent
        message = Message(
            f"Saved {path.name}.", Tone.GOOD, label="Open the folder", act=lambda: self.chooser.show_folder(folder)
        )
        self._desktop.tell(message)
