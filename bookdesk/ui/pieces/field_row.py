"""A field under review: its name, its value, how sure the desk is and why, and what else it may be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from bookdesk.core.vocabulary import FieldState
from bookdesk.ui.look import theme
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import figures, sized
from bookdesk.ui.look.tokens import GRID, SMALL, Tone
from bookdesk.ui.pieces.labels import label, set_kind
from bookdesk.ui.pieces.tips import plain_tip

MARKS = {
    FieldState.PROVED: ("proved", "Proved", Tone.GOOD),
    FieldState.CONFIDENT: ("check", "Confident", Tone.GOOD),
    FieldState.CHECK: ("doubt", "Check this", Tone.WARN),
    FieldState.FAILED: ("failed", "Contradicted", Tone.BAD),
    FieldState.ABSENT: ("open", "Not on the page", Tone.PLAIN),
    FieldState.CORRECTED: ("edit", "Set by a person", Tone.INFO),
}
"""State of a field → its icon, its word, its tone."""
DOUBTFUL = frozenset({FieldState.CHECK, FieldState.FAILED})
_OTHERS, _BACK = "What else it may be (Alt+Down)", "Take its last change back (F4)"
_STATE, _WIDE = 92, 400
"""Pixels for the word of a state, and how wide a row is that has room for it."""


class _Editor(QLineEdit):
    """A line that tells when the keyboard comes."""

    entered = Signal()

    def event(self, event: QEvent) -> bool:
        """Leave undo to the desk where nothing was typed here: what was done last may be what stands here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            nothing_typed = not (self.isUndoAvailable() or self.isRedoAvailable())
            if nothing_typed and (event.matches(undo) or event.matches(redo)):
                event.ignore()
                return False
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell, and select all where the keyboard brought it here."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()
        self.entered.emit()


class FieldRow(QWidget):
    """One field. It holds the text as it was typed until somebody says what it means."""

    focused = Signal(str)
    entered = Signal(str, str)
    """The person pressed Enter: name and text. An unchanged text means that it was looked at."""
    left = Signal(str, str)
    """The person went elsewhere after changing the text."""
    chosen = Signal(str, str)
    """The person chose an alternative: name and exact value."""
    stepped_back = Signal(str)
    """The person takes back the last change of this field alone."""

    def __init__(self, name: str, words: str, *, number: bool = False, parent: QWidget | None = None) -> None:
        """Show a field called `words`."""
        super().__init__(parent)
        self.name, self._words = name, words
        self._shown, self._tone, self._mark = "", Tone.PLAIN, "open"
        self._given: str | None = None
        self._alternatives: tuple[tuple[str, str, str], ...] = ()
        self.editor, self._icon, self._why = _Editor(), QLabel(), label("", "muted", size=SMALL, wraps=True)
        self.editor.setAccessibleName(words)
        self.editor.setFont(figures(self.editor.font()) if number else self.editor.font())
        self._name = label(words, "muted")
        self._name.setBuddy(self.editor)
        self._name.setFixedWidth(sized(112))
        self._name.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self._others, self._back = self._quiet_button("down", _OTHERS), self._quiet_button("undo", _BACK)
        self._others.clicked.connect(self.open_alternatives)
        self._back.clicked.connect(lambda: self.stepped_back.emit(name))
        self._state = label("", "muted", size=SMALL)
        self._state.setFixedWidth(sized(_STATE))
        for part in (self._name, self.editor, self._others, self._back, self._icon, self._state):
            row.addWidget(part, 1 if part is self.editor else 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        inset = QHBoxLayout()
        inset.setContentsMargins(sized(112) + GRID, 0, 0, 2)
        inset.addWidget(self._why)
        column.addLayout(inset)
        self._why.hide()
        self.editor.entered.connect(lambda: self.focused.emit(name))
        self.editor.returnPressed.connect(self._enter)
        self.editor.editingFinished.connect(self._leave)
        theme.THEME.changed.connect(self._restyle)

    def show_value(
        self, text: str, state: FieldState, why: str, alternatives: Sequence[tuple[str, str, str]] = ()
    ) -> None:
        """Show a value and how sure it is; alternatives are exact value, how it reads, and why."""
        self._shown, self._given = text, None
        self._alternatives = tuple(alternatives)
        self._others.setVisible(bool(self._alternatives) and not self.editor.isReadOnly())
        self._back.setVisible(state is FieldState.CORRECTED and not self.editor.isReadOnly())
        self.editor.setText(text)
        self.editor.setCursorPosition(0)  # a long name is read from its beginning
        self._mark, words, self._tone = MARKS[state]
        self._state.setText(words)
        doubtful = state in DOUBTFUL
        set_kind(self.editor, "warn" if state is FieldState.CHECK else "bad" if doubtful else "", "tone")
        back = "\nF4 takes the last change of it back." if state is FieldState.CORRECTED else ""
        note = f"{words}. {why}".strip() + ("\nAlt+Down shows what else it may be." if alternatives else "") + back
        self.editor.setToolTip(plain_tip(note))
        self.editor.setAccessibleDescription(note)
        self._icon.setToolTip(plain_tip(note))
        self.say(why if doubtful else "", "warn" if state is FieldState.CHECK else "bad")
        self._restyle()

    def say(self, words: str, kind: str = "bad") -> None:
        """Say something below the field, or nothing."""
        self._why.setText(words)
        set_kind(self._why, kind)
        self._why.setVisible(bool(words))

    def refuse(self, words: str, alternatives: Sequence[tuple[str, str, str]] = ()) -> None:
        """Say why what was typed was not taken; the text stays, and what it may mean is offered."""
        self._given = None
        self._alternatives = tuple(alternatives) or self._alternatives
        self._others.setVisible(bool(self._alternatives))
        set_kind(self.editor, "bad", "tone")
        self.say(words)
        self.editor.setFocus()
        self.editor.selectAll()
        if alternatives:
            self.open_alternatives()

    def set_editable(self, *, editable: bool) -> None:
        """Let the field be changed, or only be read."""
        self.editor.setReadOnly(not editable)

    def changed(self) -> bool:
        """Whether the text is another than the one that was shown."""
        return self.editor.text().strip() != self._shown.strip()

    def unfinished(self) -> bool:
        """Whether a changed text was not told yet."""
        return self.changed() and self.editor.text().strip() != self._given

    def take(self) -> str:
        """Return the text, which is told from here on: nobody is told of it twice."""
        self._given = self.editor.text().strip()
        return self._given

    def revert(self) -> None:
        """Show again what stood there before somebody typed."""
        self.editor.setText(self._shown)
        self.editor.selectAll()
        self.say("")

    def open_alternatives(self) -> bool:
        """Offer what else the field may be; false where it may be nothing else."""
        if not self._alternatives:
            return False
        menu = QMenu(self)
        for value, words, why in self._alternatives:
            action = menu.addAction(f"{words}    {why}" if why else words)
            action.triggered.connect(lambda _on, value=value: self.chosen.emit(self.name, value))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(self.editor.mapToGlobal(self.editor.rect().bottomLeft()))
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say the state in words where there is room for them; its icon and what it is called aloud stay."""
        super().resizeEvent(event)
        self._state.setVisible(self.width() >= sized(_WIDE))

    def _quiet_button(self, picture: str, words: str) -> QToolButton:
        """Return a button that is there when it can do something; Tab goes from field to field past it."""
        made = QToolButton()
        made.setAutoRaise(True)
        made.setIcon(icon(picture))
        made.setAccessibleName(f"{self._words}: {words}")
        made.setToolTip(plain_tip(words))
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.hide()
        return made

    def _enter(self) -> None:
        if self.unfinished() or not self.changed():  # else it is on its way already
            self.entered.emit(self.name, self.take())

    def _leave(self) -> None:
        if self.unfinished() and not self.editor.hasFocus():
            self.left.emit(self.name, self.take())

    def _restyle(self) -> None:
        side = sized(18)
        self._icon.setPixmap(icon(self._mark, theme.colours().of(self._tone)[0]).pixmap(side, side))
        self._icon.setFixedWidth(side)
