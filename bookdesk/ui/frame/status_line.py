"""The line at the foot: how things stand with the ledger and as of when, and long work with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.labels import PillLabel, label
from bookdesk.ui.pieces.tips import plain_tip
from bookdesk.ui.tasks import LongWork

_QUIET = 300
"""Milliseconds before work is shown at all: what ends sooner would only flicker."""


class ProgressRow(QWidget):
    """What is going on, how far it is, and a way to stop it."""

    def __init__(self, work: LongWork, parent: QWidget | None = None) -> None:
        """Follow one piece of work."""
        super().__init__(parent)
        self.work = work
        self._words, self._bar = label(work.what), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(sized(96))
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(f"Progress of {work.what}")
        self.stop = QPushButton("Cancel")
        self.stop.setProperty("kind", "flat")
        self.stop.setAccessibleName(f"Cancel {work.what}")
        self.stop.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._words, self._bar, self.stop):
            row.addWidget(part)
        work.stepped.connect(self._step)

    def _step(self, what: str, done: int, of: int) -> None:
        self._words.setText(f"{what}  {done:,} of {of:,}" if of else what)
        self._bar.setRange(0, of)
        self._bar.setValue(done)

    def _cancel(self) -> None:
        self.stop.setEnabled(False)
        self._words.setText("Stopping …")
        self.work.cancel()


class StatusLine(QFrame):
    """Sync pill and outbox at the left, long work at the right."""

    sync_asked = Signal()
    mail_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self.setProperty("kind", "footer")
        self.pill, self._words = PillLabel(), label("", "muted")
        self.open_sync = QPushButton(icon("sync"), "")
        self.open_sync.setProperty("kind", "flat")
        self.open_sync.setAccessibleName("Show what will be sent")
        self.open_sync.setToolTip("Show what will be sent (Ctrl+8)")
        self.open_sync.clicked.connect(self.sync_asked)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2 * GRID, 2, 2 * GRID, 2)
        self.mail = QPushButton(icon("send", "muted"), "")
        self.mail.setProperty("kind", "flat")
        self.mail.clicked.connect(self.mail_asked)
        self.mail.hide()
        for part in (self.pill, self._words, self.open_sync, self.mail):
            self._row.addWidget(part)
        self._row.addStretch(1)
        self._shown: dict[LongWork, ProgressRow] = {}

    def show_sync(self, pill: Pill | None, words: str) -> None:
        """Show how things stand with the ledger of the client in front."""
        self.pill.show_pill(pill)
        self._words.setText(words)

    def show_mail(self, words: str) -> None:
        """Show what waits in the outbox of the client in front, or nothing."""
        self.mail.setText(words)
        self.mail.setAccessibleName(f"Show the outbox: {words}")
        self.mail.setToolTip(plain_tip("Show the outbox"))
        self.mail.setVisible(bool(words))

    def add(self, part: QWidget) -> None:
        """Put another kind of work at the right."""
        self._row.addWidget(part)

    def show_work(self, work: LongWork) -> None:
        """Show long work until it ends, unless it ends at once."""
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(lambda: self._appear(work))
        work.ended.connect(timer.stop)
        work.ended.connect(lambda: self._disappear(work))
        timer.start(_QUIET)

    def _appear(self, work: LongWork) -> None:
        self._shown[work] = ProgressRow(work)
        self._row.addWidget(self._shown[work])

    def _disappear(self, work: LongWork) -> None:
        row = self._shown.pop(work, None)
        if row is not None:
            self._row.removeWidget(row)
            row.deleteLater()
