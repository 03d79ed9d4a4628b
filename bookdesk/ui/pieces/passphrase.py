"""Passphrases as they are typed: shown on request, with a word when caps lock is on, and new ones judged."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from bookdesk.security.strength import Strength, judge
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import FormRow, push

_CAPS = "Caps lock is on."
_KINDS = {
    Strength.TOO_SHORT: "muted",
    Strength.WEAK: "warn",
    Strength.FAIR: "warn",
    Strength.GOOD: "good",
    Strength.STRONG: "good",
}


class PassphraseRow(FormRow):
    """A line whose signs are hidden until somebody asks to see them."""

    changed = Signal(str)
    entered = Signal()
    _caps = False

    def __init__(self, words: str, hint: str = "") -> None:
        """Hide what is typed."""
        self.line, self.reveal = QLineEdit(), push("Show", "flat")
        super().__init__(words, self.line, hint, self.reveal)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.line.installEventFilter(self)
        self.reveal.setCheckable(True)
        self.reveal.setAccessibleName(f"Show {words.lower()}")
        self.reveal.toggled.connect(self._reveal)
        self.line.textChanged.connect(self.changed)
        self.line.returnPressed.connect(self.entered)

    def text(self) -> str:
        """Return what is typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed, and hide it again."""
        self.line.clear()
        self.reveal.setChecked(False)

    def say(self, words: str = "", kind: str = "bad") -> None:
        """Say something of the field; caps lock comes before a hint, never before a reason."""
        self._said = (words, kind)
        shown = (words, kind) if words or not self._caps else (_CAPS, "warn")
        super().say(*shown)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See by the letters that come whether caps lock is on: no system tells it alike."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._notice_caps(event)
        elif event.type() == QEvent.Type.FocusOut:
            self._set_caps(on=False)
        return super().eventFilter(watched, event)

    def _notice_caps(self, event: QKeyEvent) -> None:
        text, shifted = event.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() == Qt.Key.Key_CapsLock and self._caps:
            self._set_caps(on=False)
        elif len(text) == 1 and text.isalpha() and text.upper() != text.lower():
            self._set_caps(on=text.isupper() != shifted)

    def _set_caps(self, *, on: bool) -> None:
        if on != self._caps:
            self._caps = on
            self.say(*self._said)

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001 - as the button tells it
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self.reveal.setText("Hide" if shown else "Show")


class NewPassphrase(QWidget):
    """A new passphrase typed twice, its strength told in words while it is typed."""

    entered = Signal()

    def __init__(self, known: Callable[[], Collection[str]] = tuple) -> None:
        """`known` returns words that whoever guesses tries first, such as the person's name."""
        super().__init__()
        self._known = known
        self.first = PassphraseRow("Passphrase", "Four words that nobody connects are easy to keep and hard to guess.")
        self.again = PassphraseRow("Passphrase again")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        column.addWidget(self.first)
        column.addWidget(self.again)
        self.setFocusProxy(self.first)
        self.first.changed.connect(self._judge)
        self.again.changed.connect(self._compare)
        self.first.entered.connect(self.again.line.setFocus)
        self.again.entered.connect(self.entered)

    def read(self) -> str | None:
        """Return the passphrase, or say below the field why it cannot be taken."""
        text = self.first.text()
        judged = judge(text, self._known())
        if judged.strength is Strength.TOO_SHORT:
            self.first.say(judged.words)
            self.first.line.setFocus()
            return None
        if self.again.text() != text:
            self.again.say("The two differ. Type it once more.")
            self.again.line.setFocus()
            self.again.line.selectAll()
            return None
        return text

    def clear(self) -> None:
        """Forget both."""
        self.first.clear()
        self.again.clear()

    def _judge(self, text: str) -> None:
        if not text:
            self.first.say()
            return
        judged = judge(text, self._known())
        self.first.say(judged.words, _KINDS[judged.strength])
        self._compare()

    def _compare(self) -> None:
        first, again = self.first.text(), self.again.text()
        if not again or first.startswith(again):
            self.again.say("The same." if again and first == again else "", "good")
        else:
            self.again.say("Not the same.", "warn")
