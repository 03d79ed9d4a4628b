"""A passphrase as it is typed: shown on request, and with a word when caps lock is on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from bookdesk.ui.pieces.form import FormRow, push

_CAPS = "Caps lock is on."


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
