"""Documents being taken in, in the status line: how far, pause, cancel, and what was left out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.events import Counts
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.labels import label

_TOLD = 5
"""So many files that were left out are told by name."""


class IntakeRow(QWidget):
    """There while something is taken in for any client; it shows the one that moved last."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        """Hidden until something is dropped."""
        super().__init__(parent)
        self._desktop, self._client, self._paused = desktop, "", False
        self._left: dict[str, list[tuple[str, str]]] = {}
        self._resumed: set[str] = set()
        self._came: set[str] = set()
        self._words, self._bar = label(""), QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(sized(96))
        self._bar.setAccessibleName("Documents read")
        self.pause, self.cancel = QPushButton("Pause"), QPushButton("Cancel")
        for one in (self.pause, self.cancel):
            one.setProperty("kind", "flat")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._words, self._bar, self.pause, self.cancel):
            row.addWidget(part)
        self.pause.clicked.connect(self._toggle)
        self.cancel.clicked.connect(lambda: desktop.intake.cancel(self._client))
        intake = desktop.intake
        intake.taken.connect(lambda client_id, _: self._came.add(client_id))
        intake.progressed.connect(self._show)
        intake.paused.connect(self._show_paused)
        intake.left_out.connect(self._leave_out)
        intake.finished.connect(self._finish)
        intake.problem.connect(self._tell_problem)
        desktop.client_changed.connect(self._resume)
        self.hide()

    def _resume(self, client_id: str) -> None:
        """Read what an earlier run left unread, the first time that a client comes to the front."""
        if client_id and client_id not in self._resumed:
            self._resumed.add(client_id)
            self._desktop.intake.go_on(client_id)

    def _show(self, client_id: str, counts: Counts) -> None:
        if not counts.of:
            return
        self._client = client_id
        name = self._desktop.office.entry(client_id).name
        doing = "Reading" if counts.sealed >= counts.of else "Taking in"
        done = counts.read if counts.sealed >= counts.of else counts.sealed
        self._words.setText(f"{doing} {done:,} of {counts.of:,}  ·  {name}")
        self._bar.setRange(0, max(1, counts.of))
        self._bar.setValue(counts.read)
        self.cancel.setAccessibleName(f"Cancel taking in for {name}")
        self.show()

    def _show_paused(self, client_id: str, paused: bool) -> None:  # noqa: FBT001 - as the signal carries it
        if client_id == self._client:
            self._paused = paused
            self.pause.setText("Go on" if paused else "Pause")
            self.pause.setIcon(icon("play" if paused else "pause"))

    def _toggle(self) -> None:
        self._desktop.intake.pause(self._client, on=not self._paused)

    def _leave_out(self, client_id: str, name: str, reason: str) -> None:
        self._left.setdefault(client_id, []).append((name, reason))

    def _finish(self, client_id: str, counts: Counts, waiting: int) -> None:
        if client_id == self._client:
            self.hide()
        left, came = self._left.pop(client_id, []), client_id in self._came
        self._came.discard(client_id)
        if not (came or left):
            return  # only what an earlier run had left unread: nobody waits to hear of it
        taken = f"{wording.count(counts.sealed, 'document')} taken in"
        words = f"{taken}." if counts.read < counts.sealed else f"{taken} and read."
        if waiting:
            words += f" {waiting} wait to be read: they are read the next time."
        told = "; ".join(f"{name}: {reason}" for name, reason in left[:_TOLD])
        more = f"; and {len(left) - _TOLD} more." if len(left) > _TOLD else ""
        remedy = f"Not taken: {told}{more}" if left else ""
        self._desktop.tell(
            Message(
                words,
                Tone.BAD if left and not counts.sealed else Tone.WARN if left else Tone.GOOD,
                remedy,
                "Show the inbox",
                lambda: self._desktop.go(Place("inbox", client_id)),
            )
        )

    def _tell_problem(self, error: BookDeskError) -> None:
        self._desktop.tell_error(error)
