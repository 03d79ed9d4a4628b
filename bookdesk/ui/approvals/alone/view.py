"""The panel about working alone: how it stands, what each way replaces, and the decision with its reason."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, MOST_HOURS
from bookdesk.ui.approvals.alone.presenter import CHOICES, MEANS, AlonePresenter, Shown
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.panel import Panel


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


class AlonePanel(Panel):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    def __init__(self, desktop: Desktop) -> None:
        """Know no client yet."""
        super().__init__("Sign and decide", desktop, "a decision on working alone")
        self.presenter = AlonePresenter(desktop, self)
        self._shown: Shown | None = None
        self.words, self._decided = label("", wraps=True), quiet("")
        self.ways = Options("Who decides", [Choice(way.value, words) for way, words in CHOICES], SoleWay.OFF.value)
        self.means, self.hours, self.reason = quiet(""), HoursField("Hours that money waits"), QLineEdit()
        waits = "after the approval, and after bank details were confirmed"
        self._waits = FormRow("Money waits", self.hours, waits, beside=label("hours"))
        self._why = FormRow("Reason", self.reason, "It is signed, stays on record and is printed with each payment.")
        self._asked: tuple[QWidget, ...] = (self.ways, self.means, self._waits, self._why)
        self.lay_out(self.words, self._decided, *self._asked)
        self.ways.chosen.connect(lambda _: self._judge())
        self.reason.textChanged.connect(lambda _: self._judge())
        self.reason.returnPressed.connect(self.do.click)
        self.do.clicked.connect(self._decide)
        self.presenter.shown.connect(self._show)
        self.presenter.decided.connect(self.leave)
        self.presenter.refused.connect(self.refuse)

    def open(self, client_id: str) -> None:
        """Ask how it stands for a client, and show it when it is known."""
        if not self.occupied():
            self.problem.hide()
            self.presenter.ask(client_id)

    def _show(self, found: Shown) -> None:
        self._shown = found
        self.title.setText(f"Working alone  ·  {found.client}")
        self.words.setText(found.words)
        self._decided.setText(f"Decided {found.decided}" if found.decided else "")
        self._decided.setVisible(bool(found.decided))
        self.ways.show_value(found.way.value)
        self.hours.setText(str(found.hours))
        self.reason.clear()
        self._judge()
        self.unfold(first=self.ways if found.may else self.cancel)

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
                self.refuse(error)
                return
            self.presenter.decide(self._shown.client_id, way, hours, self.reason.text())
