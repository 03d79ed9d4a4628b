"""What the desk says beside the work: banners with the act that mends, toasts with undo, empty lists."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from bookdesk.ui import wording
from bookdesk.ui.look import theme
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, RADIUS, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import heading, label, quiet, set_kind

TONE_ICONS = {
    Tone.PLAIN: "info",
    Tone.ACCENT: "info",
    Tone.GOOD: "check",
    Tone.WARN: "alert",
    Tone.BAD: "failed",
    Tone.INFO: "info",
}
_NARROW = 400
"""Width in pixels at 100 % from which on words and act stand beside each other."""
SHOWN_FOR = 8_000
"""Milliseconds that a toast stays, unless it is one of those that stay until they are closed."""
_STAYS = (Tone.WARN, Tone.BAD)
"""Tones of what was refused, was left out or failed: it would be known to nobody if it were missed."""


class Banner(QFrame):
    """A problem or a fact across a screen, with the act that mends it. Hidden while there is nothing to say."""

    gone = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setObjectName("banner")
        self._message: Message | None = None
        self._icon, self._words, self._remedy = QLabel(), label(wraps=True), label(wraps=True)
        self._act, self._close = QPushButton(), QPushButton(icon("cancel"), "")
        self._close.setAccessibleName("Close this message")
        self._close.setProperty("kind", "flat")
        for one in (self._act, self._close):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard where the work is
        self._act.clicked.connect(self._do)
        self._close.clicked.connect(self.clear)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        self._texts.addWidget(self._words)
        self._texts.addWidget(self._remedy)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, GRID, GRID, GRID)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._texts, 1)
        self._row.addWidget(self._act)
        self._row.addWidget(self._close)
        theme.THEME.changed.connect(self._restyle)
        self.hide()

    def say(self, message: Message) -> None:
        """Show a message."""
        self._message = message
        self._words.setText(wording.local(message.words))
        self._remedy.setText(wording.local(message.remedy))
        self._remedy.setVisible(bool(message.remedy))
        self._act.setText(message.label)
        self._act.setVisible(message.act is not None)
        self.setAccessibleName(f"{message.words} {message.remedy}".strip())
        self._restyle()
        self.show()

    def message(self) -> Message | None:
        """Return what it says now."""
        return None if self.isHidden() else self._message

    def take_keyboard(self) -> None:
        """Put the keyboard on what can be answered, else on closing it."""
        (self._act if self._act.isVisibleTo(self) else self._close).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def make_low(self) -> None:
        """Take no more height than the words need."""
        self._row.setContentsMargins(GRID, GRID // 4, GRID, GRID // 4)

    def clear(self) -> None:
        """Say nothing."""
        self._message = None
        self.hide()
        self.gone.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the act below the words where it would leave them a column of a few letters."""
        super().resizeEvent(event)
        below = event.size().width() < sized(_NARROW)
        if below == (self._row.indexOf(self._act) < 0):
            return
        if below:
            self._texts.addWidget(self._act, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._row.insertWidget(2, self._act)

    def _do(self) -> None:
        message = self._message
        self.clear()
        if message is not None and message.act is not None:
            message.act()

    def _restyle(self) -> None:
        tone = self._message.tone if self._message else Tone.PLAIN
        strong, soft = theme.colours().of(tone)
        side = sized(18)
        self._icon.setPixmap(icon(TONE_ICONS[tone], strong).pixmap(side, side))
        self.setStyleSheet(
            f"QFrame#{self.objectName()} {{ background: {soft}; border: 1px solid {strong};"
            f" border-radius: {RADIUS}px; }} QFrame#{self.objectName()} QLabel {{ color: {theme.colours().text}; }}"
        )


class Toast(Floating):
    """A banner that floats above the foot of a widget for a while. What was refused stays until it is closed.

    Such a note that offers an act, too, is only covered by the next one and comes back once that is gone.
    """

    def __init__(self, over: QWidget, left_of: Callable[[], int] | None = None) -> None:
        """Float over a widget; `left_of` returns how much of its left is taken by something else."""
        super().__init__(over, "toast")
        self.left_of = left_of
        self._shown: Message | None = None
        self._open: list[Message] = []
        self.banner = Banner()
        self.banner.gone.connect(self._closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        self.banner.make_low()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.banner.clear)

    def say(self, message: Message) -> None:
        """Show a message."""
        if message.tone in _STAYS and message.act is not None:
            self._open.append(message)
        self._show(message)

    def withdraw(self, message: Message) -> None:
        """Say a message no more, since it is no longer true."""
        self._open = [one for one in self._open if one is not message]
        if self._shown is message:
            self.banner.clear()

    def _show(self, message: Message) -> None:
        self._shown = message
        self.banner.say(message)
        self.appear()
        if message.tone in _STAYS:
            self._timer.stop()
        else:
            self._timer.start(SHOWN_FOR)

    def _closed(self) -> None:
        """Forget what was shown, and show again what it covered."""
        self._open = [one for one in self._open if one is not self._shown]
        self._shown = None
        if self._open:
            self._show(self._open[-1])
        else:
            self.hide()

    def message(self) -> Message | None:
        """Return what it says now."""
        return self.banner.message()

    def place(self) -> QRect:
        """Return the lower left, over the status and the count of a list: what is done next lies nowhere there."""
        left = self.left_of() if self.left_of is not None else 2 * GRID
        width = min(sized(460), self._over.width() - left - 4 * GRID)
        layout = self.layout()
        height = layout.heightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        height = max(height, self.sizeHint().height())
        return QRect(left + 2 * GRID, self._over.height() - height - 1, width, height)


class EmptyState(QWidget):
    """What stands where a list would: what this is for, the next act, and why nothing is here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Say nothing yet."""
        super().__init__(parent)
        self.setObjectName("empty state")
        self._icon, self._what, self._why, self._act = QLabel(), heading(""), quiet(), QPushButton()
        self._act.setProperty("kind", "primary")
        self._act.clicked.connect(self._do)
        self._message = Message("")
        self._name = "info"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setSpacing(GRID)
        column.addStretch(2)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for words in (self._what, self._why):
            column.addLayout(_centred(words))
        column.addWidget(self._act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        for words in (self._what, self._why):
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            words.setMinimumWidth(sized(168))
            words.setMaximumWidth(sized(420))
        theme.THEME.changed.connect(self._restyle)

    def say(self, picture: str, message: Message) -> None:
        """Explain: `picture` is an icon's name, `words` what this is, `remedy` why it is empty, `act` the next act."""
        held = self.holds_keyboard()  # it would go elsewhere with an act that is not there any more
        self._message, self._name = message, picture
        self._what.setText(message.words)
        self._why.setText(message.remedy)
        self._act.setText(message.label)
        self._act.setVisible(message.act is not None)
        self.setFocusProxy(self._act if message.act is not None else None)  # type: ignore[arg-type] # none is allowed
        self.setAccessibleName(f"{message.words} {message.remedy}".strip())
        self._restyle()
        if held:
            self.setFocus()

    def holds_keyboard(self) -> bool:
        """Whether the keyboard is here."""
        return self.hasFocus() or self._act.hasFocus()

    def _do(self) -> None:
        if self._message.act is not None:
            self._message.act()

    def _restyle(self) -> None:
        side = sized(40)
        self._icon.setPixmap(icon(self._name, "muted").pixmap(side, side))
        set_kind(self._why, "muted")


def _centred(words: QWidget) -> QHBoxLayout:
    """Return words in the middle; an aligned label would be cut where it wraps."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(words, 4)
    row.addStretch(1)
    return row
