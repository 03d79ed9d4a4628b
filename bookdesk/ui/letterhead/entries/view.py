"""One setting each: its field, what it says, and what is refused of it, right below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from bookdesk.ui.look.theme import sized
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.form import FormRow
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.tick import Tick

_LINES = 68
"""Pixels at 100 % of a field for several lines."""


class Entry(QObject):
    """A setting by its name. `usual` is what holds where nothing was decided, and is shown then."""

    changed = Signal()
    """Something else stands there, by the person's own hand."""

    def __init__(  # noqa: PLR0913, PLR0917 - a field with the two ways of its value
        self,
        name: str,
        words: str,
        field: QWidget,
        read: Callable[[], str],
        write: Callable[[str], object],
        hint: str = "",
    ) -> None:
        """Show nothing yet."""
        super().__init__()
        self.name, self.usual, self.field = name, "", field
        self.row = FormRow(words, field, hint)
        self._read, self._write, self._shown = read, write, read()
        self.changed.connect(self.row.say)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer these, where it is a choice."""
        if isinstance(self.field, ChoiceField):
            self.field.offer(choices)

    def show_value(self, value: str) -> None:
        """Show what is kept."""
        self._write(value or self.usual)
        self._shown = self._read()
        self.row.say()

    def put(self, value: str) -> None:
        """Write something, as the person would."""
        self._write(value)
        self.changed.emit()

    def value(self) -> str:
        """Return what stands there."""
        return self._read()

    def settle(self) -> None:
        """Know that what stands there is no change any more."""
        self._shown = self.value()

    def is_changed(self) -> bool:
        """Whether that is another than what was shown."""
        return self.value().strip() != self._shown.strip()


class Entries(QObject):
    """The settings of one page."""

    typed = Signal()

    def __init__(self, entries: Iterable[Entry], parent: QObject | None = None) -> None:
        """Hold these."""
        super().__init__(parent)
        self._all = {one.name: one for one in entries}
        for one in self._all.values():
            one.changed.connect(self.typed)

    def __getitem__(self, name: str) -> Entry:
        """Return one by its name."""
        return self._all[name]

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show what is kept."""
        for name, one in self._all.items():
            one.show_value(values.get(name, ""))

    def changes(self) -> dict[str, str]:
        """Return what is typed and not kept, by name."""
        return {name: one.value() for name, one in self._all.items() if one.is_changed()}

    def settle(self, kept: Mapping[str, str] | None = None) -> None:
        """Know that what stands here is kept, or is dropped; with `kept`, only what stands as it was kept."""
        for name, one in self._all.items():
            if kept is None or kept.get(name) == one.value():
                one.settle()

    def judge(self, refused: Mapping[str, str]) -> None:
        """Say at each field why it would be refused, and at no other any more."""
        for name, one in self._all.items():
            one.row.say(refused.get(name, ""))

    def first_of(self, names: Iterable[str]) -> Entry | None:
        """Return the uppermost of some settings that stands here."""
        wanted = set(names)
        return next((one for name, one in self._all.items() if name in wanted), None)

    def allow(self, *, on: bool) -> None:
        """Let the settings be typed, or only be read."""
        for one in self._all.values():
            field = one.field
            if isinstance(field, Field | QPlainTextEdit):
                field.setReadOnly(not on)
            else:
                field.setEnabled(on)


def line(name: str, words: str, hint: str = "", example: str = "") -> Entry:
    """Return a setting of one line; `example` shows how it is written."""
    field = Field(words)
    field.setPlaceholderText(example)
    made = Entry(name, words, field, field.text, field.setText, hint)
    field.textEdited.connect(lambda _: made.changed.emit())
    return made


def lines(name: str, words: str, hint: str = "") -> Entry:
    """Return a setting of several lines."""
    field = QPlainTextEdit()
    field.setTabChangesFocus(True)
    field.setFixedHeight(sized(_LINES))

    def write(value: str) -> None:
        field.blockSignals(True)
        field.setPlainText(value)
        field.blockSignals(False)

    made = Entry(name, words, field, field.toPlainText, write, hint)
    field.textChanged.connect(made.changed)
    return made


def choice(name: str, words: str, choices: Sequence[Choice] = (), hint: str = "") -> Entry:
    """Return a setting that is chosen from a list, which may be long; what is none of it is refused when it is kept."""
    field = ChoiceField(words)
    field.offer(choices)
    made = Entry(name, words, field, field.exact, field.show_value, hint)
    field.textEdited.connect(lambda _: made.changed.emit())
    field.picked.connect(made.changed)
    return made


def options(name: str, words: str, choices: Sequence[Choice], hint: str = "") -> Entry:
    """Return a setting of a few values that are all in sight."""
    field = Options(words, choices, choices[0].value)
    made = Entry(name, words, field, field.value, field.show_value, hint)
    field.chosen.connect(lambda _: made.changed.emit())
    return made


def tick(name: str, words: str, hint: str = "") -> Entry:
    """Return a setting that is on or off."""
    field = Tick(words)
    made = Entry(
        name,
        "",
        field,
        lambda: "yes" if field.isChecked() else "no",
        lambda value: field.setChecked(value == "yes"),
        hint,
    )
    field.setAccessibleName(words)
    field.clicked.connect(lambda _: made.changed.emit())
    made.usual = "no"
    return made


def refused_words(errors: Mapping[str, object]) -> dict[str, str]:
    """Return refusals as they stand below their fields."""
    return {name: str(error) for name, error in errors.items()}
