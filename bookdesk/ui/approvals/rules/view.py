"""The panel about the rules of approving: who may up to where, and from which amount on several people must."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.approvals.rules.presenter import RulesPresenter, RulesShown
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.fields import AmountField
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.panel import Panel

_PEOPLE = (("1", "One person"), ("2", "Two people"), ("3", "Three people"))
_NO_LIMITS = "Nobody may approve here yet: give somebody a limit in People."
_NO_STEPS = "One person approves, whatever the amount."
_WIDTH = 560


class RulesPanel(Panel):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    def __init__(self, desktop: Desktop) -> None:
        """Know no client yet."""
        super().__init__("Set the rule", desktop, "a rule of approving")
        self.presenter = RulesPresenter(desktop, self)
        self.found: RulesShown | None = None
        """What is shown."""
        self.limits, self._no_limits = Facts(), quiet(_NO_LIMITS)
        self._steps, self._no_steps = QVBoxLayout(), quiet(_NO_STEPS)
        self._steps.setSpacing(GRID // 2)
        self.amount = AmountField("From")
        self.people = Options("Who must approve", [Choice(value, words) for value, words in _PEOPLE], "2")
        self._rows = (
            FormRow("From", self.amount, "Of a bill's total, in the client's own currency; from it on this holds."),
            FormRow("Who must approve", self.people),
        )
        for row in self._rows:
            row.setMaximumWidth(sized(_WIDTH))
        self.lay_out(self.limits, self._no_limits, self._no_steps, self._steps, *self._rows)
        self.amount.returnPressed.connect(self.do.click)
        self.do.clicked.connect(self._set)
        self.presenter.shown.connect(self._show)
        self.presenter.refused.connect(self.refuse)

    def open(self, client_id: str) -> None:
        """Ask for the rules of a client, and show them when they are known."""
        if not self.occupied():
            self.presenter.ask(client_id)

    # -- inside

    def _show(self, found: RulesShown) -> None:
        self.found = found
        self.problem.hide()
        self.title.setText(f"Who must approve  ·  {found.client}")
        self.limits.show_facts(found.limits)
        self._no_limits.setVisible(not found.limits)
        self._no_steps.setVisible(not found.steps)
        self.amount.currency = found.currency
        self.amount.clear()
        self._show_steps(found)
        for part in (*self._rows, self.do):
            part.setVisible(found.may)
        self.unfold(first=self.amount if found.may else self.cancel)

    def _show_steps(self, found: RulesShown) -> None:
        while (item := self._steps.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for amount, words in found.steps:
            self._steps.addWidget(self._step(amount, words, may=found.may))

    def _step(self, amount: Money, words: str, *, may: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(label(f"From {wording.money(amount)} on {words}.", wraps=True), 1)
        if may:
            drop = push("Take away", "flat")
            drop.setAccessibleName(f"Take the rule from {wording.money(amount)} away")
            drop.clicked.connect(partial(self._drop, amount))
            row.addWidget(drop)
        return made

    def _set(self) -> None:
        if self.found is None:
            return
        try:
            amount = self.amount.money()
            if amount is None:
                raise InputError("The amount is missing.", "Write from which amount on the rule holds.")
        except BookDeskError as error:
            self.refuse(error)
            return
        self.presenter.set_step(self.found.client_id, amount, int(self.people.value()))

    def _drop(self, amount: Money) -> None:
        if self.found is not None:
            self.presenter.drop_step(self.found.client_id, amount)
