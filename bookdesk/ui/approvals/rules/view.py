"""The panel about the rules of approving: who may up to where, and from which amount on several people must."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

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
from bookdesk.ui.pieces.form import FormRow, foot, push
from bookdesk.ui.pieces.labels import heading, label, quiet
from bookdesk.ui.pieces.options import Options

_PEOPLE = (("1", "One person"), ("2", "Two people"), ("3", "Three people"))
_NO_LIMITS = "Nobody may approve here yet: give somebody a limit in People."
_NO_STEPS = "One person approves, whatever the amount."
_WIDTH = 560


class RulesPanel(QFrame):
    """Hidden until it is asked for; it covers nothing and waits for nobody."""

    opened = Signal(bool)
    """It is open, or closed again."""

    def __init__(self, desktop: Desktop) -> None:
        """Know no client yet."""
        super().__init__()
        self.setProperty("kind", "bar")
        self.presenter = RulesPresenter(desktop, self)
        self.found: RulesShown | None = None
        """What is shown."""
        self._title, self.limits, self._no_limits = heading(""), Facts(), quiet(_NO_LIMITS)
        self._steps, self._no_steps = QVBoxLayout(), quiet(_NO_STEPS)
        self._steps.setSpacing(GRID // 2)
        self.amount = AmountField("From")
        self.people = Options("Who must approve", [Choice(value, words) for value, words in _PEOPLE], "2")
        self._rows = (
            FormRow("From", self.amount, "Of a bill's total, in the client's own currency; from it on this holds."),
            FormRow("Who must approve", self.people),
        )
        self.problem = label("", "bad", wraps=True)
        self.do, self.cancel = push("Set the rule", "primary"), push("Close")
        self._lay_out()
        self.amount.returnPressed.connect(self.do.click)
        self.do.clicked.connect(self._set)
        self.cancel.clicked.connect(self.leave)
        self.presenter.shown.connect(self._show)
        self.presenter.refused.connect(self._refuse)
        self.hide()

    def open(self, client_id: str) -> None:
        """Ask for the rules of a client, and show them when they are known."""
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

    # -- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        for part in (self._title, self.limits, self._no_limits, self._no_steps):
            column.addWidget(part)
        column.addLayout(self._steps)
        for row in self._rows:
            row.setMaximumWidth(sized(_WIDTH))
            column.addWidget(row)
        column.addWidget(self.problem)
        column.addLayout(foot(self.do, self.cancel))
        column.addStretch(1)

    def _show(self, found: RulesShown) -> None:
        was_open = not self.isHidden()
        self.found = found
        self.problem.hide()
        self._title.setText(f"Who must approve  ·  {found.client}")
        self.limits.show_facts(found.limits)
        self._no_limits.setVisible(not found.limits)
        self._no_steps.setVisible(not found.steps)
        self.amount.currency = found.currency
        self.amount.clear()
        self._show_steps(found)
        for part in (*self._rows, self.do):
            part.setVisible(found.may)
        self.show()
        if not was_open:
            self.opened.emit(True)
        (self.amount if found.may else self.cancel).setFocus()

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
            self._refuse(error)
            return
        self.presenter.set_step(self.found.client_id, amount, int(self.people.value()))

    def _drop(self, amount: Money) -> None:
        if self.found is not None:
            self.presenter.drop_step(self.found.client_id, amount)

    def _refuse(self, error: BookDeskError) -> None:
        if self.isHidden():
            self.presenter.tell(error)
            return
        self.problem.setText(f"{self.presenter.named(error.what)} {self.presenter.named(error.remedy)}".strip())
        self.problem.show()
