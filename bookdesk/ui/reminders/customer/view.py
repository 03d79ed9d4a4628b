"""The panel in which it is said how one customer is reminded: by which ladder, after how many days, or not at all."""

from __future__ import annotations

from bookdesk.core.errors import BookDeskError
from bookdesk.receivables.policies import Climbing
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.reminders.customer.presenter import CustomerPresenter, Offered

_USUAL = "the usual ladder"


class CustomerPanel(Panel):
    """How one customer is reminded."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Keep", desktop, "how a customer is reminded")
        self.presenter = CustomerPresenter(desktop, self)
        self._was: Climbing | None = None
        self.ladder, self.grace = ChoiceField("Ladder"), Field("Days of grace")
        self.reminders = Tick("He is reminded")
        row = FlowLayout(2 * GRID)
        for words, field, width in (
            ("Ladder", self.ladder, 240),
            ("Days of grace after the due date", self.grace, 240),
        ):
            made = FormRow(words, field)
            made.setMinimumWidth(sized(width))
            row.addWidget(made)
        self.lay_out(row, self.reminders)
        self.do.clicked.connect(self._keep)
        for field in (self.ladder, self.grace):
            field.returnPressed.connect(self.do.click)
        self.presenter.asked.connect(self.ask)
        self.presenter.kept.connect(self._tell)
        self.presenter.refused.connect(self.refuse)

    def ask(self, offered: Offered) -> None:
        """Show how he is reminded now."""
        if self.occupied():
            return
        his = self._was = offered.climbing
        self.title.setText(f"How {his.customer} is reminded")
        self.ladder.offer([Choice("", _USUAL), *(Choice(name, name) for name in offered.ladders)])
        self.ladder.setText(his.own or _USUAL)
        self.grace.setText(str(his.grace_days))
        self.reminders.setChecked(his.reminders)
        self.problem.hide()
        self.unfold(first=self.ladder)

    def forget(self) -> None:
        """Show nothing of him any more."""
        self._was = None
        for field in (self.ladder, self.grace):
            field.clear()
        self.title.setText("")
        self.leave()

    def _keep(self) -> None:
        if self._was is None:
            return
        text = self.ladder.text().strip()
        try:
            ladder = "" if text in {"", _USUAL} else self.ladder.value()
        except BookDeskError as error:
            self.refuse(error)
            return
        grace = self.grace.text().strip() or "0"
        self.presenter.keep(self._was, ladder, grace, reminders=self.reminders.isChecked())

    def _tell(self, name: str) -> None:
        self.leave()
        self._desktop.tell_here(Message(f"{name} is reminded so from now on.", Tone.GOOD))
