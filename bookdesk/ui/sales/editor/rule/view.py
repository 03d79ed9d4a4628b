"""When invoices of a schedule are made: how often, from when until when, and how far each goes by itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.invoicing.recurring import Rule
from bookdesk.models.schedule import Makes
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import DateField
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.tick import Tick

_EVERY = [Choice(one.value, f"{one.value}s") for one in Every]
_MAKES = [
    Choice(Makes.DRAFT.value, "A draft each time"),
    Choice(Makes.ISSUED.value, "Issued at once"),
    Choice(Makes.SENT.value, "Issued and mailed"),
]
_CATCH_UP = [Choice(CatchUp.EACH.value, "Missed days: one each"), Choice(CatchUp.ONE.value, "Missed days: one for all")]


class RuleFields(QWidget):
    """The rule of one schedule."""

    typed = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        """Hold nothing yet; days count from `today`."""
        super().__init__()
        self.name, self.interval, self.times = Field("Name"), Field("Every how many"), Field("Times at most")
        self.first, self.until = DateField("First day", today), DateField("Last day", today)
        self.every = Options("Rhythm", _EVERY, Every.MONTH.value)
        self.makes = Options("What is made", _MAKES, Makes.DRAFT.value)
        self.catch_up = Options("Missed days", _CATCH_UP, CatchUp.EACH.value)
        self.month_end = Tick("On the last day of the month")
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.addWidget(FormRow("Called", self.name), 0, 0, 1, 2)
        grid.addWidget(FormRow("Every", self.interval), 0, 2)
        grid.addWidget(FormRow("First day", self.first), 1, 0)
        grid.addWidget(FormRow("Last day", self.until), 1, 1)
        grid.addWidget(FormRow("Times at most", self.times), 1, 2)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(grid)
        for part in (self.every, self.month_end, self.makes, self.catch_up):
            column.addWidget(part)
        for field in (self.name, self.interval, self.times, self.first, self.until):
            field.textEdited.connect(lambda _: self.typed.emit())
        for options in (self.every, self.makes, self.catch_up):
            options.chosen.connect(lambda _: self.typed.emit())
        self.month_end.toggled.connect(lambda _: self.typed.emit())
        self.until.setPlaceholderText("until it is stopped")

    def show_rule(self, rule: Rule | None, today: date) -> None:
        """Show a rule, or how a new one begins."""
        known = rule or Rule("", today)
        self.blockSignals(True)
        self.name.setText(known.name)
        self.interval.setText(str(known.interval))
        self.times.setText("" if known.times is None else str(known.times))
        self.first.show_day(known.first)
        self.until.show_day(known.until)
        self.every.show_value(known.every.value)
        self.makes.show_value(known.makes.value)
        self.catch_up.show_value(known.catch_up.value)
        self.month_end.setChecked(known.month_end)
        self.blockSignals(False)

    def entered(self) -> Rule:
        """Return the rule that is typed; `InputError` where a field means nothing."""
        first = self.first.day()
        if not self.name.text().strip() or first is None:
            raise InputError("A schedule needs a name and a first day.", "Write both.")
        return Rule(
            self.name.text().strip(),
            first,
            Every(self.every.value()),
            _whole(self.interval.text() or "1", "Every how many"),
            self.until.day(),
            _whole(self.times.text(), "Times") if self.times.text().strip() else None,
            self.month_end.isChecked(),
            CatchUp(self.catch_up.value()),
            Makes(self.makes.value()),
        )


def _whole(text: str, what: str) -> int:
    words = text.strip()
    if not (words.isascii() and words.isdigit() and int(words) > 0):
        raise InputError(f"{what} is a whole number from 1 up.", "Write it in digits.")
    return int(words)


def about_gone_days(late: int, rule: Rule) -> tuple[str, str]:
    """Return what is asked of a new schedule that bills `late` days that are gone, and what its button says."""
    invoices = wording.count(late, "invoice")
    done = "written as drafts" if rule.makes is Makes.DRAFT else "issued"
    question = f"It begins on {wording.day(rule.first)}: {invoices} of days until today would be {done} by themselves."
    return f"{question} Is that wanted?", f"Keep it, with {invoices}"
