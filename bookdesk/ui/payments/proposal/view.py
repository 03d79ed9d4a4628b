"""The form of a new run: from which account, on which day, for bills due by when."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.payments.presenter import PaymentsPresenter
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import label, quiet


class NewRun(QFrame):
    """Account, day and terms of a run about to be proposed, in a line above the list."""

    left = Signal()
    """It is asked no more."""

    def __init__(self, presenter: PaymentsPresenter) -> None:
        """Hidden until it is asked for."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter = presenter
        self.account = ChoiceField("Pay from")
        self.day = DateField("Pay on", presenter.today)
        self.due = DateField("Bills due by", presenter.today)
        self.due.setPlaceholderText("same day")
        self.net = QCheckBox("Net credit notes")
        self.net.setChecked(True)
        self.do, self.cancel = QPushButton("Propose"), QPushButton("Cancel")
        self.do.setProperty("kind", "primary")
        self.problem = label("", "bad", wraps=True)
        row = FlowLayout(GRID)
        for words, field in (("Pay from", self.account), ("on", self.day), ("bills due by", self.due)):
            row.addWidget(_beside(words, field))
        for part in (self.net, self.do, self.cancel):
            row.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.do.clicked.connect(self._propose)
        self.cancel.clicked.connect(self.leave)
        for field in (self.account, self.day, self.due):
            field.setMinimumWidth(sized(130))
            field.returnPressed.connect(self.do.click)
        self.problem.hide()
        self.hide()

    def offer(self, accounts: tuple[tuple[str, str], ...]) -> None:
        """Offer these accounts to pay from."""
        self.account.offer([Choice(account_id, name) for account_id, name in accounts])
        if accounts and not self.account.text():
            self.account.show_value(accounts[0][0])

    def open(self) -> None:
        """Ask: from the first account, today."""
        if not self.day.text():
            self.day.show_day(self._presenter.today())
        self.problem.hide()
        self.show()
        self.day.setFocus()
        self.day.selectAll()

    def start_over(self) -> None:
        """Know no account and no day any more."""
        self.account.clear()
        self.day.clear()
        self.due.clear()
        self.offer(())
        self.leave()

    def leave(self) -> None:
        """Ask no more."""
        self.problem.hide()
        self.hide()
        self.left.emit()

    def _propose(self) -> None:
        try:
            account, day, due = self.account.value(), self.day.day(), self.due.day()
        except BookDeskError as error:
            self._say(str(error))
            return
        if not account or day is None:
            choose = "Choose both." if self.account.choices() else "Add a bank account on the screen Bank first."
            self._say(f"A run needs an account and a day. {choose}")
            return
        self.problem.hide()
        self._presenter.propose(account, day, due, net_credits=self.net.isChecked())

    def refuse(self, error: BookDeskError) -> None:
        """Say why no run was made; what was typed stays."""
        self._say(f"{self._presenter.named(error.what)} {self._presenter.named(error.remedy)}".strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.cancel.click()
        else:
            super().keyPressEvent(event)

    def _say(self, words: str) -> None:
        self.problem.setText(words)
        self.problem.show()


def _beside(words: str, field: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(quiet(words, wraps=False))
    row.addWidget(field)
    return made
