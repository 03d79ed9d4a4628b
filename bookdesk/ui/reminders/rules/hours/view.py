"""When mails may leave by the clock of their recipients, and what goes out by itself besides reminders."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.receivables.monthday import checked_day
from bookdesk.receivables.sending_hours import SendingHours
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.tick import Tick
from bookdesk.ui.reminders.rules.presenter import RulesRead, clock_time, month_words, whole_number

_DAYS = range(7)
_USUAL_DAY = 1


class HoursFields(QWidget):
    """Hours, days of the week, rest between two reminders, statements and thanks."""

    changed = Signal()

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self.opens, self.closes, self.rest = Field("From"), Field("Until"), Field("Days between two reminders")
        self.days = {day: Tick("") for day in _DAYS}
        self.monthly, self.month_day = Tick("Statements of account each month"), Field("Day of the month")
        self._plan = quiet("")
        self.thanks = Tick("Thanks to who paid in full")
        self._week, ticks = QWidget(), FlowLayout(2 * GRID)
        self._week.setLayout(ticks)
        for tick in self.days.values():
            ticks.addWidget(tick)
        row = QHBoxLayout()
        row.addWidget(FormRow("From", self.opens))
        row.addWidget(FormRow("Until", self.closes))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(row)
        column.addWidget(FormRow("On", self._week))
        column.addWidget(FormRow("Days between two reminders to a customer, at least", self.rest))
        self._thanked = FormRow("By itself", self.thanks)
        column.addWidget(self.monthly)
        self._monthly = FormRow("On day", self.month_day, "From 1 to 28: those of the month before, to who owes.")
        column.addWidget(self._monthly)
        column.addWidget(self._plan)
        column.addWidget(self._thanked)
        for field in (self.opens, self.closes, self.rest, self.month_day):
            field.settled.connect(self.changed)
        for tick in (*self.days.values(), self.monthly, self.thanks):
            tick.toggled.connect(lambda _: self.changed.emit())
        self.monthly.toggled.connect(self._suit)

    def show_rules(self, read: RulesRead, rest_days: int) -> None:
        """Show what is kept."""
        hours, locale = read.standing.hours, QLocale()
        self.blockSignals(True)
        self.opens.setText(f"{hours.opens:%H:%M}")
        self.closes.setText(f"{hours.closes:%H:%M}")
        for day, tick in self.days.items():
            tick.setText(locale.dayName(day + 1, QLocale.FormatType.ShortFormat))
            tick.setAccessibleName(locale.dayName(day + 1))
            tick.setChecked(day in hours.weekdays)
        self.rest.setText(str(rest_days))
        month_day = read.standing.statements_day
        self.monthly.setChecked(month_day is not None)
        self.month_day.setText(str(month_day or _USUAL_DAY))
        self._plan.setText(month_words(read.month) if month_day is not None else "")
        self._suit()
        self.thanks.setChecked(read.thanks)
        said = "Each payment is confirmed by its receipt, which thanks already: no second mail is written."
        self._thanked.hint(said if read.receipts else "")
        self.blockSignals(False)

    def show_rest(self, rest_days: int) -> None:
        """Show the rest of another ladder."""
        self.rest.setText(str(rest_days))

    def hours(self) -> SendingHours:
        """Return the hours that stand here; `InputError` where nothing could leave in them."""
        days = frozenset(day for day, tick in self.days.items() if tick.isChecked())
        return SendingHours(clock_time(self.opens.text()), clock_time(self.closes.text()), days)

    def statements_day(self) -> int | None:
        """Return the day on which statements go out, nothing where none do; `InputError` where months lack it."""
        if not self.monthly.isChecked():
            return None
        return checked_day(whole_number(self.month_day.text(), "Statements of account"))

    def _suit(self) -> None:
        for part in (self._monthly, self._plan):
            part.setVisible(self.monthly.isChecked())

    def rest_days(self) -> int:
        """Return how many days pass between two reminders; `InputError` where it is no number."""
        return whole_number(self.rest.text(), "Days between two reminders")
