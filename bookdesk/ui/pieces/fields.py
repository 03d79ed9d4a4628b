"""Fields that understand how people write: amounts, dates, and choices found by typing a part of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from bookdesk.core.amounts import DecimalMark, human_amount
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.labels import set_kind


class Field(QLineEdit):
    """A line that is read when it is left; what cannot be read stays, marked, with the reason in its tool tip."""

    problem_changed = Signal(str)
    """Why what stands here cannot be used, or nothing."""
    settled = Signal()
    """The person left the field or pressed Enter, and what stands there can be used."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Speak of the field as `name`."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.problem = ""
        self.editingFinished.connect(self._read)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select all on coming here by the keyboard, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def set_problem(self, words: str) -> None:
        """Mark the field, or take the mark away."""
        self.problem = words
        set_kind(self, "bad" if words else "", "tone")
        self.setToolTip(words)
        self.setAccessibleDescription(words)
        self.problem_changed.emit(words)

    def understand(self) -> None:
        """Read what stands here and write it as it was understood; raises a `BookDeskError` where it cannot be."""

    def _read(self) -> None:
        try:
            self.understand()
        except BookDeskError as error:
            self.set_problem(str(error))
            return
        self.set_problem("")
        self.settled.emit()


class AmountField(Field):
    """An amount of money: typed as people write it, shown as the locale does. Empty is none."""

    def __init__(self, name: str, currency: str = "", parent: QWidget | None = None) -> None:
        """Hold an amount of a currency."""
        super().__init__(name, parent)
        self.currency = currency
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def money(self) -> Money | None:
        """Return the amount; `InputError` where what stands here is none, or could be two."""
        text = self.text().strip().replace(wording.MINUS, "-")
        if not text:
            return None
        mark = DecimalMark.COMMA if self.locale().decimalPoint() == "," else DecimalMark.DOT
        reading = human_amount(text, mark)
        if reading.value is None:
            raise InputError(f"{text} can be read in two ways.", "Write it with all its decimals.")
        return Money.of(reading.value, self.currency)

    def show_money(self, value: Money | None) -> None:
        """Show an amount."""
        if value is not None:
            self.currency = value.currency
        self.setText(wording.amount(value))
        self.set_problem("")

    def understand(self) -> None:
        """Write the amount as the locale does."""
        self.setText(wording.amount(self.money()))


class DateField(Field):
    """A date: `3/11`, `3.11.26`, `+30`, `eom`, `today`. `base` is what `+30` counts from."""

    def __init__(self, name: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        """Count from `today`, unless `base` is set."""
        super().__init__(name, parent)
        self._today = today
        self.base: date | None = None

    def day(self) -> date | None:
        """Return the date; `InputError` where what stands here is none."""
        text = self.text().strip()
        return typed_day(text, self.base or self._today(), self.locale()) if text else None

    def show_day(self, value: date | None) -> None:
        """Show a date."""
        self.setText(wording.day(value))
        self.set_problem("")

    def understand(self) -> None:
        """Write the date as the locale does."""
        self.setText(wording.day(self.day()))


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what is kept, and how it reads."""

    value: str
    words: str


class ChoiceField(Field):
    """One of many, found by typing any part of its words or the beginning of its code."""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(name, parent)
        self._choices: tuple[Choice, ...] = ()
        self._model = QStringListModel(self)
        completer = QCompleter(self._model, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.setCompleter(completer)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these, in this order."""
        self._choices = tuple(choices)
        self._model.setStringList([choice.words for choice in choices])

    def choices(self) -> tuple[Choice, ...]:
        """Return what is offered."""
        return self._choices

    def value(self) -> str:
        """Return what is chosen, nothing where the field is empty; `InputError` where the text is no choice."""
        text = self.text().strip()
        if not text:
            return ""
        found = _found(self._choices, text)
        if found is None:
            raise InputError(f"{text} is none of the choices.", "Type a part of its name and choose from the list.")
        return found.value

    def exact(self) -> str:
        """Return what is chosen, or the text itself where it is no choice, so that whoever takes it can refuse it."""
        try:
            return self.value()
        except InputError:
            return self.text().strip()

    def show_value(self, value: str) -> None:
        """Show one of the choices; one that is not offered is shown as it is."""
        self.setText(next((choice.words for choice in self._choices if choice.value == value), value))
        self.set_problem("")

    def understand(self) -> None:
        """Write the choice in full."""
        value = self.value()
        self.show_value(value)
        self.chosen.emit(value)


def _found(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return what a text means: exact value or words, else the only one that begins so, else the only one with it."""
    folded = text.casefold()
    tests: tuple[Callable[[Choice], bool], ...] = (
        lambda one: folded in (one.value.casefold(), one.words.casefold()),
        lambda one: one.words.casefold().startswith(folded),
        lambda one: folded in one.words.casefold(),
    )
    for test in tests:
        fitting = [choice for choice in choices if test(choice)]
        if len(fitting) == 1:
            return fitting[0]
    return None
