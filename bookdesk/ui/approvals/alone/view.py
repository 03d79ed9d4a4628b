"""The panel about working alone: how it stands, what each way replaces, and the decision with its reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, MOST_HOURS
from bookdesk.ui.approvals.alone.presenter import CHOICES, MEANS, AlonePresenter, Shown
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow, foot, push
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.options import Options


class HoursField(Field):
    """A whole number of hours."""

    def hours(self) -> int:
        """Return how many are written here; `InputError` where that is none."""
        text = self.text().strip()
        if not (text.isascii() and text.isdigit()):
            raise InputError(f"{text or 'Nothing'} is no number of hours.", f"Write {LEAST_HOURS} to {MOST_HOURS}.")
        return int(text)

    def understand(self) -> None:
        """Say where it is no number."""
        self.hours()


class AlonePanel(QFrame):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, desktop: Desktop) -> None:
        """Know no client yet."""
        super().__init__()
        self.setProperty("kind", "bar")
        self.presenter = AlonePresenter(desktop, self)
        self._shown: Shown | None = None
        self._title, self.words, self._decided = heading(""), label("", wraps=True), quiet("")
        self.ways = Options("Who decides", [Choice(way.value, words) for way, words in CHOICES], SoleWay.OFF.value)
        self.means, self.hours, self.reason = quiet(""), HoursField("Hours that money waits"), QLineEdit()
        waits = "after the approval, and after bank details were confirmed"
        self._waits = FormRow("Money waits", self.hours, waits, beside=label("hours"))
        self._why = FormRow("Reason", self.reason, "It is signed, stays on record and is printed with each payment.")
        self.problem = label("", "bad", wraps=True)
        self.do, self.cancel = push("Sign and decide", "primary"), push("Close")
        self._lay_out()
        self.ways.chosen.connect(lambda _: self._judge())
        self.reason.textChanged.connect(lambda _: self._judge())
        self.reason.returnPressed.connect(self.do.click)
        self.do.clicked.connect(self._decide)
        self.cancel.clicked.connect(self.leave)
        self.presenter.shown.connect(self._show)
        self.presenter.decided.connect(self.leave)
        self.presenter.refused.connect(self._refuse)
        self.hide()

    def open(self, client_id: str) -> None:
        """Ask how it stands for a client, and show it when it is known."""
        self.problem.hide()
        self.presenter.ask(client_id)

    def leave(self) -> None:
        """Close it."""
        if not self.isHidden():
            self.hide()
            self.opened.emit(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close it with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        self._asked: tuple[QWidget, ...] = (self.ways, self.means, self._waits, self._why)
        for part in (self._title, self.words, self._decided, *self._asked, self.problem):
            column.addWidget(part)
        column.addLayout(foot(self.do, self.cancel))
        column.addStretch(1)

    def _show(self, found: Shown) -> None:
        self._shown = found
        self._title.setText(f"Working alone  ·  {found.client}")
        self.words.setText(found.words)
        self._decided.setText(f"Decided {found.decided}" if found.decided else "")
        self._decided.setVisible(bool(found.decided))
        self.ways.show_value(found.way.value)
        self.hours.setText(str(found.hours))
        self.reason.clear()
        self._judge()
        self.show()
        self.opened.emit(True)
        (self.ways if found.may else self.cancel).setFocus()

    def _judge(self) -> None:
        """Show what the chosen way means and asks; whoever is no owner sees how it stands only."""
        may, way = self._shown is not None and self._shown.may, SoleWay(self.ways.value())
        for part in self._asked:
            part.setVisible(may)
        self.means.setText(MEANS[way])
        self._waits.setVisible(may and way is SoleWay.DELAY)
        self.do.setVisible(may)
        self.do.setEnabled(bool(self.reason.text().strip()))

    def _decide(self) -> None:
        if self._shown is not None and self.do.isEnabled():
            self.problem.hide()
            way = SoleWay(self.ways.value())
            try:
                hours = self.hours.hours() if way is SoleWay.DELAY else LEAST_HOURS
            except InputError as error:
                self._refuse(error)
                return
            self.presenter.decide(self._shown.client_id, way, hours, self.reason.text())

    def _refuse(self, error: BookDeskError) -> None:
        if self.isHidden():
            self.presenter.tell(error)
            return
        self.problem.setText(f"{self.presenter.named(error.what)} {self.presenter.named(error.remedy)}".strip())
        self.problem.show()
