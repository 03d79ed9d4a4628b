"""One step of a ladder: when it comes, how it speaks, what it claims and encloses, and for whom it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.vocabulary import Counted, CustomerKind, LateCharge, Tone
from bookdesk.receivables.dunningpolicy import Step
from bookdesk.receivables.latelaws import LateLaw
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.reminders.rules.presenter import whole_number
from bookdesk.ui.reminders.rules.table import CHARGES, TONES

BEFORE, ON, AFTER, THEN = "before", "on", "after", "then"
_WHEN = (
    Choice(BEFORE, "Before it is due"),
    Choice(ON, "On the day"),
    Choice(AFTER, "After it was due"),
    Choice(THEN, "After the step before"),
)
_WHOM = {
    CustomerKind.BUSINESS: "Businesses",
    CustomerKind.PUBLIC: "Public authorities",
    CustomerKind.CONSUMER: "Consumers",
}


class StepFields(QWidget):
    """The chosen step of a ladder."""

    changed = Signal()
    """Something else stands here, which may be read."""

    def __init__(self) -> None:
        """Show no step yet."""
        super().__init__()
        self._step: Step | None = None
        self.when = Options("When it comes", _WHEN, AFTER)
        self.days = Field("Days")
        self.tone = Options("How it speaks", [Choice(tone.value, words) for tone, words in TONES.items()], "friendly")
        charges = [Choice(charge.value, words) for charge, words in CHARGES.items()]
        self.charge = Options("What it claims", charges, LateCharge.NONE.value)
        self.kinds = {kind: Tick(words) for kind, words in _WHOM.items()}
        self.statement = Tick("With a statement of account")
        self.person = Tick("For a person of yours: nothing goes out")
        self.problem, self._law = label("", "bad", wraps=True), quiet("")
        self._lay_out()
        self.days.settled.connect(self.changed)
        for options in (self.when, self.tone, self.charge):
            options.chosen.connect(lambda _: self._chosen())
        for tick in (*self.kinds.values(), self.statement, self.person):
            tick.toggled.connect(lambda _: self._chosen())

    def show_step(self, step: Step | None) -> None:
        """Show a step, or that none is chosen."""
        self._step = step
        self.setVisible(step is not None)
        if step is None:
            return
        self.blockSignals(True)
        self.when.show_value(_when(step))
        self.days.setText(str(abs(step.days)))
        self.tone.show_value(step.tone.value)
        self.charge.show_value(step.charge.value)
        kinds = step.conditions.kinds
        for kind, tick in self.kinds.items():
            tick.setChecked(not kinds or kind in kinds)
        self.statement.setChecked(step.statement)
        self.person.setChecked(step.escalates)
        self.blockSignals(False)
        self.say("")
        self._judge()

    def show_law(self, law: LateLaw | None) -> None:
        """Say what the law lets a step claim where the client is."""
        if law is None:
            words = "No law of late payment is known here for the client's country: nothing is claimed by itself."
        else:
            fees = " or ".join(wording.money(band.fee) for band in law.bands)
            words = f"From businesses and authorities the law grants {fees}: {law.source}. Nothing from consumers."
        self._law.setText(words)

    def say(self, words: str) -> None:
        """Say what cannot be, or nothing."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))

    def typed(self) -> Step | None:
        """Return the step as it stands here; `InputError` where its days are none. What it shows not stays."""
        step = self._step
        if step is None:
            return None
        when = self.when.value()
        days = 0 if when == ON else whole_number(self.days.text(), "Days")
        kinds = frozenset(kind for kind, tick in self.kinds.items() if tick.isChecked())
        return replace(
            step,
            days=-days if when == BEFORE else days,
            counted=Counted.LAST if when == THEN else Counted.DUE,
            tone=Tone(self.tone.value()),
            conditions=replace(step.conditions, kinds=frozenset() if len(kinds) == len(self.kinds) else kinds),
            charge=LateCharge(self.charge.value()),
            statement=self.statement.isChecked(),
            escalates=self.person.isChecked(),
        )

    def _chosen(self) -> None:
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        """Ask for nothing that means nothing: no days on the day itself, no tone of a step that says nothing."""
        self._days.setVisible(self.when.value() != ON)
        says = not self.person.isChecked()
        for part in (self._tone, self._charge, self.statement):
            part.setVisible(says)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        self._days = FormRow("Days", self.days)
        self._tone, self._charge = FormRow("It speaks", self.tone), QWidget()
        inside = QVBoxLayout(self._charge)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(FormRow("It claims for lateness", self.charge))
        inside.addWidget(self._law)
        whom, ticks = QWidget(), FlowLayout(2 * GRID)
        whom.setLayout(ticks)
        for tick in self.kinds.values():
            ticks.addWidget(tick)
        parts = (self.problem, FormRow("It comes", self.when), self._days, self._tone, self._charge)
        for part in (*parts, FormRow("For", whom), self.statement, self.person):
            column.addWidget(part)


def _when(step: Step) -> str:
    if step.counted is Counted.LAST:
        return THEN
    return ON if step.days == 0 else BEFORE if step.days < 0 else AFTER
