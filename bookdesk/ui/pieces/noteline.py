"""One quiet line below a heading: how something stands, with a way to where it is seen to."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import THEME, sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.labels import Shortened, set_kind
from bookdesk.ui.pieces.notices import TONE_ICONS
from bookdesk.ui.pieces.tips import plain_tip

_KINDS = {Tone.WARN: "warn", Tone.BAD: "bad"}
_COLOURS = {Tone.WARN: "warn", Tone.BAD: "bad", Tone.GOOD: "good"}


class NoteLine(QFrame):
    """Takes no room while there is nothing to say. What is wrong has its own colour and sign."""

    followed = Signal()

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        """Say nothing yet; `label` names the way."""
        super().__init__(parent)
        self._sign, self._words = QLabel(), Shortened("", "muted")
        self._tone = Tone.PLAIN
        self.way = QPushButton(label)
        self.way.setProperty("kind", "flat")
        self.way.clicked.connect(self.followed)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        row.setSpacing(GRID)
        row.addWidget(self._sign)
        row.addWidget(self._words, 1)
        row.addWidget(self.way)
        self.hide()
        THEME.changed.connect(self._paint_sign)

    def say(self, message: Message | None) -> None:
        """Say something, or nothing any more."""
        self.setVisible(message is not None)
        if message is None:
            self._words.setText("")
            return
        self._tone = message.tone
        self._words.setText(" ".join(filter(None, (message.words, message.remedy))))
        self._words.setToolTip(plain_tip(self._words.text()))
        set_kind(self._words, _KINDS.get(message.tone, "muted"))
        self.way.setAccessibleDescription(self._words.text())
        self._paint_sign()

    def said(self) -> str:
        """Return what is said."""
        return self._words.text()

    def tone(self) -> Tone:
        """Return in what tone it is said."""
        return self._tone

    def _paint_sign(self) -> None:
        colour = _COLOURS.get(self._tone, "muted")
        side = sized(16)
        self._sign.setPixmap(icon(TONE_ICONS[self._tone], colour).pixmap(side, side))
