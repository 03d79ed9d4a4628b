"""A field that offers choices, which are found by typing a part of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QMoveEvent, QShowEvent
from PySide6.QtWidgets import QCompleter, QListView, QWidget

from bookdesk.core.errors import InputError
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.field import Field

_WIDEST = 440
"""How wide a list of choices becomes at most, in pixels at 100 %."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what is kept, and how it reads."""

    value: str
    words: str


class _Offers(QListView):
    """The list that opens below a field: wide enough for its words, however narrow the field, and on the screen."""

    def showEvent(self, event: QShowEvent) -> None:
        """Take the width of the longest words."""
        needed = self.sizeHintForColumn(0) + self.verticalScrollBar().sizeHint().width() + 2 * GRID
        self.setMinimumWidth(min(needed, sized(_WIDEST)))
        super().showEvent(event)
        self._stay()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Stay on the screen."""
        super().moveEvent(event)
        self._stay()

    def _stay(self) -> None:
        beyond = self.geometry().right() - self.screen().availableGeometry().right()
        if beyond > 0:
            self.move(self.x() - beyond, self.y())


class ChoiceField(Field):
    """One of many, found by typing any part of its words or the beginning of its code."""

    chosen = Signal(str)
    picked = Signal()
    """It was chosen from the list below the field."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Offer nothing yet."""
        super().__init__(name, parent)
        self._choices: tuple[Choice, ...] = ()
        self._model: QStringListModel | None = None
        self.only_chooses = False
        """Whether Enter on the list below means no more than the choice; else it is Enter in the field as well."""
        self._before: str | None = None
        """What stood here when all were asked for."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the list ready that opens below: most fields are never come to."""
        if self._model is None:
            self._complete()
        super().focusInEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Show with a click all that may be chosen; who chose a part of the text with it wants to write."""
        super().mouseReleaseEvent(event)
        inside = self.rect().contains(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and inside and not self.hasSelectedText() and self._offers():
            self._show_all()

    def _offers(self) -> bool:
        """Whether there is a list to be opened."""
        return bool(self._choices) and self.isEnabled() and not self.isReadOnly()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show with Down all that may be chosen; typing narrows it as ever."""
        self._before = None
        if event.key() == Qt.Key.Key_Down and self._offers():
            self._show_all()
        else:
            super().keyPressEvent(event)

    def _show_all(self) -> None:
        if self._model is None:
            self._complete()
        completer = self.completer()
        completer.setCompletionPrefix("")
        completer.complete()
        place = next((n for n, one in enumerate(self._choices) if one.words == self.text()), -1)
        offers = completer.popup()
        if place >= 0 and offers is not None:
            offers.setCurrentIndex(completer.completionModel().index(place, 0))
        self._before = self.text()

    def _complete(self) -> None:
        self._model = QStringListModel([choice.words for choice in self._choices], self)
        completer, offers = QCompleter(self._model, self), _Offers()
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        offers.setProperty("kind", "offers")
        completer.setPopup(offers)
        completer.activated.connect(self._pick)
        self.setCompleter(completer)
        offers.installEventFilter(self)  # after the completer's own, so that it is asked first

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these, in this order."""
        self._choices = tuple(choices)
        if self._model is not None:
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
        self.setCursorPosition(0)  # its code is what tells it: the end of the name may be cut off
        self.set_problem("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take with Enter what the text means; where it may mean several, point to the first of them."""
        enter = isinstance(event, QKeyEvent) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        offers = watched
        if self._before is not None and isinstance(offers, _Offers) and _is_escape(event):
            offers.hide()
            self.setText(self._before)
            return True
        if not (enter and event.type() == QEvent.Type.KeyPress and isinstance(offers, _Offers)):
            return super().eventFilter(watched, event)
        if offers.currentIndex().isValid():
            self.setText(str(offers.currentIndex().data()))
        if _found(self._choices, self.text().strip()) is None:
            offers.setCurrentIndex(offers.model().index(0, 0))
        else:
            offers.hide()
            self._pick()
            if self._before is None and not self.only_chooses:
                self.returnPressed.emit()  # it was Enter all the same
        return True

    def _pick(self) -> None:
        """Take what was chosen from the list at once, not only on leaving."""
        self._read()
        self.picked.emit()

    def understand(self) -> None:
        """Write the choice in full."""
        value = self.value()
        self.show_value(value)
        self.chosen.emit(value)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape


def _found(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return what a text means: exact value or words, else the only one whose code or name begins so, or has it."""
    folded = text.casefold()
    tests: tuple[Callable[[Choice], bool], ...] = (
        lambda one: folded in (one.value.casefold(), one.words.casefold()),
        lambda one: one.words.casefold().startswith(folded),
        lambda one: one.words.casefold().removeprefix(one.value.casefold()).strip().startswith(folded),
        lambda one: folded in one.words.casefold(),
    )
    for test in tests:
        fitting = [choice for choice in choices if test(choice)]
        if len(fitting) == 1:
            return fitting[0]
    return None
