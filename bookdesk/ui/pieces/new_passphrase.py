"""A new passphrase typed twice, judged in words while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.security.strength import Strength, judge
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.passphrase import PassphraseRow

_KINDS = {
    Strength.TOO_SHORT: "muted",
    Strength.WEAK: "warn",
    Strength.FAIR: "warn",
    Strength.GOOD: "good",
    Strength.STRONG: "good",
}


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
