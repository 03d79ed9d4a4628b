"""The panel in which a regular payment is entered or changed: what it pays, how much, on which days."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift
from bookdesk.reports.commitmentservice import CommitmentView, EnteredCommitment
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.fields import AmountField, DateField
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.options import OptionRow
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.reports.commitments.presenter import CommitmentsPresenter
from bookdesk.ui.reports.commitments.table import RHYTHMS, SHIFTS, SORTS

_WAYS = (Choice("out", "Is paid out"), Choice("in", "Comes in"))


class CommitmentPanel(Panel):
    """One regular payment."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Enter it", desktop, "a regular payment", changed=self.changed)
        self.presenter = CommitmentsPresenter(desktop, self)
        self._changes: CommitmentView | None = None
        self._begun = ""
        self.name, self.amount, self.currency = Field("Name"), AmountField("Amount"), ChoiceField("Currency")
        self.first, self.last = DateField("First on", self.presenter.today), DateField("Last on", self.presenter.today)
        self.rhythm = ChoiceField("How often")
        self.month_end = Tick("On the last day of the month")
        self.sorts = OptionRow("What it is for", SORTS, CommitmentSort.PAYROLL.value)
        self.ways = OptionRow("Which way it goes", _WAYS, "out")
        self.shifts = OptionRow("On a weekend", SHIFTS, Shift.BEFORE.value)
        self.currency.offer([Choice(code, code) for code in sorted(EXPONENTS)])
        self.rhythm.offer(RHYTHMS)
        self.last.setPlaceholderText("goes on")
        row, ticks = FlowLayout(GRID), FlowLayout(2 * GRID)
        for words, field, wide in (
            ("Name", self.name, 180),
            ("Amount each time", self.amount, 120),
            ("Currency", self.currency, 80),
            ("How often", self.rhythm, 150),
            ("First on", self.first, 110),
            ("Last on", self.last, 110),
        ):
            row.addWidget(_part(words, field, wide))
            field.returnPressed.connect(self.do.click)
        ticks.addWidget(self.sorts)
        ticks.addWidget(self.ways)
        days = FlowLayout(2 * GRID)
        for part in (self.month_end, quiet("On a weekend:", wraps=False)):
            part.setMinimumHeight(self.shifts.sizeHint().height())  # so that all of it stands level
            days.addWidget(part)
        days.addWidget(self.shifts)
        self.lay_out(row, ticks, days)
        self._connect()

    def enter(self, view: CommitmentView | None = None) -> None:
        """Ask for a new one, or show one to be changed."""
        self._changes = view
        entered = view.entered if view is not None else None
        self.title.setText(f"Change {entered.name}" if entered is not None else "New regular payment")
        self.do.setText("Save the change" if entered is not None else "Enter it")
        self.do.setEnabled(True)
        self.name.setText(entered.name if entered is not None else "")
        base = self.presenter.base()
        self.amount.show_money(abs(entered.amount) if entered is not None else None)
        self.currency.show_value(entered.amount.currency if entered is not None else base)
        self.rhythm.show_value((entered.rhythm if entered is not None else Rhythm.MONTHLY).value)
        self.first.show_day(entered.first_day if entered is not None else None)
        self.last.show_day(entered.last_day if entered is not None else None)
        self.month_end.setChecked(entered is not None and entered.month_end)
        self.sorts.show_value((entered.sort if entered is not None else CommitmentSort.PAYROLL).value)
        self.ways.show_value("in" if entered is not None and entered.amount.minor > 0 else "out")
        self.shifts.show_value((entered.shift if entered is not None else Shift.BEFORE).value)
        self.problem.hide()
        self._begun = self._typed()
        self.unfold(first=self.name)

    def forget(self) -> None:
        """Ask for nothing any more."""
        self._changes = None
        for field in (self.name, self.amount, self.first, self.last):
            field.clear()
        self._begun = self._typed()
        self.leave()

    def changed(self) -> bool:
        """Whether something is typed that is not kept yet."""
        return not self.isHidden() and self._typed() != self._begun

    def _connect(self) -> None:
        self.do.clicked.connect(self._write)
        self.presenter.written.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def _typed(self) -> str:
        fields = (self.name, self.amount, self.currency, self.rhythm, self.first, self.last)
        options = (self.sorts, self.ways, self.shifts)
        said = [*(field.text() for field in fields), *(one.value() for one in options), str(self.month_end.isChecked())]
        return "\n".join(said)

    def _write(self) -> None:
        self.problem.hide()
        try:
            entered = self._entered()
        except BookDeskError as error:
            self.refuse(error)
            return
        self.do.setEnabled(False)  # pressed twice it is entered once
        self.presenter.write(entered, self._changes)

    def _entered(self) -> EnteredCommitment:
        self.amount.currency = self.currency.value() or self.presenter.base()
        amount, first = self.amount.money(), self.first.day()
        if amount is None or amount.minor <= 0:
            raise InputError(
                "It is not said how much moves each time.",
                "Write more than nothing; which way it goes is chosen below.",
            )
        if first is None:
            raise InputError("It is not said when it moves first.", "Write a day, such as 15/7 or eom.")
        return EnteredCommitment(
            self.name.text(),
            CommitmentSort(self.sorts.value()),
            amount if self.ways.value() == "in" else -amount,
            first,
            Rhythm(self.rhythm.value() or Rhythm.MONTHLY.value),
            self.last.day(),
            self.month_end.isChecked(),
            Shift(self.shifts.value()),
        )

    def _refused(self, error: BookDeskError) -> None:
        self.do.setEnabled(True)
        self.refuse(error)

    def _tell(self, view: CommitmentView) -> None:
        self.leave()
        self._begun = self._typed()
        entered = view.entered
        next_ = f"next on {wording.day(view.next_day)}" if view.next_day is not None else "and has ended"
        self._desktop.tell(Message(f"{entered.name}: {wording.money(entered.amount)}, {next_}.", Tone.GOOD))


def _part(words: str, field: QWidget, wide: int) -> FormRow:
    made = FormRow(words, field)
    made.setMinimumWidth(sized(wide))
    return made
