"""Documents being taken in, in the status line: how far, pause, cancel, and what was left out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from bookdesk.capture.service import Intake as Standing
from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.events import Counts, LeftOut
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.intake_words import Tally, progress_words, waiting_words
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.labels import label


class IntakeRow(QWidget):
    """There while something is taken in for any client; it shows the one that moved last."""

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        """Hidden until something is dropped."""
        super().__init__(parent)
        self._desktop, self._client = desktop, ""
        self._tallies: dict[str, Tally] = {}
        self._counts: dict[str, Counts] = {}
        self._paused: set[str] = set()
        self._resumed: set[str] = set()
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
        intake.taken.connect(self._take)
        intake.outcome.connect(self._know)
        intake.progressed.connect(self._progress)
        intake.paused.connect(self._show_paused)
        intake.left_out.connect(self._leave_out)
        intake.finished.connect(self._finish)
        intake.problem.connect(self._tell_problem)
        desktop.client_changed.connect(self._resume)
        self.hide()

    def words(self) -> str:
        """Return how far it is said to be."""
        return self._words.text()

    def _resume(self, client_id: str) -> None:
        """Read what was left unread, once each time that it was: when its client comes to the front."""
        if client_id and client_id not in self._resumed:
            self._resumed.add(client_id)
            self._desktop.intake.go_on(client_id)

    def _progress(self, client_id: str, counts: Counts) -> None:
        if counts.of:
            self._counts[client_id] = counts
            self._show(client_id)

    def _show(self, client_id: str) -> None:
        """Show how far one client's documents are."""
        self._client, counts, paused = client_id, self._counts[client_id], client_id in self._paused
        name = self._desktop.office.entry(client_id).name
        self._words.setText(f"{progress_words(counts, paused=paused)}  ·  {name}")
        self._bar.setRange(0, max(1, counts.of))
        self._bar.setValue(counts.read)
        self.pause.setText("Go on" if paused else "Pause")
        self.pause.setIcon(icon("play" if paused else "pause"))
        self.cancel.setAccessibleName(f"Cancel taking in for {name}")
        self.show()

    def _show_paused(self, client_id: str, paused: bool) -> None:  # noqa: FBT001 - as the signal carries it
        (self._paused.add if paused else self._paused.discard)(client_id)
        if client_id in self._counts and client_id == self._client:
            self._show(client_id)

    def _hide(self, client_id: str) -> None:
        """Show the work for another client once that for this one ended."""
        self._paused.discard(client_id)
        self._counts.pop(client_id, None)
        if client_id != self._client:
            return
        if self._counts:
            self._show(next(reversed(self._counts)))
        else:
            self.hide()

    def _toggle(self) -> None:
        self._desktop.intake.pause(self._client, on=self._client not in self._paused)

    def _tally(self, client_id: str) -> Tally:
        return self._tallies.setdefault(client_id, Tally())

    def _take(self, client_id: str, standing: Standing) -> None:
        self._tally(client_id).take(standing)

    def _know(self, client_id: str, standing: Standing) -> None:
        self._tally(client_id).know(standing)

    def _leave_out(self, left: LeftOut) -> None:
        self._tally(left.client_id).left.append(left)

    def _finish(self, client_id: str, counts: Counts, waiting: int) -> None:
        del counts  # of all that was read in the round: the tally is of what the person brought
        self._hide(client_id)
        tally = self._tallies.pop(client_id, Tally())
        if waiting:
            self._resumed.discard(client_id)
        brought = bool(tally.standings or tally.left)
        if not (brought or waiting):
            return  # only what an earlier run had left unread: nobody waits to hear of it
        words = [*([tally.words] if brought else ()), *([waiting_words(waiting)] if waiting else ())]
        if client_id != self._desktop.client_id:
            words.insert(0, f"{self._desktop.office.entry(client_id).name}:")
        tone = Tone.WARN if waiting and tally.tone is Tone.GOOD else tally.tone
        label, act = self._next(client_id, tally, waiting)
        self._desktop.tell(Message(" ".join(words), tone, tally.not_taken, label, act))

    def _next(self, client_id: str, tally: Tally, waiting: int) -> tuple[str, Callable[[], None]]:
        """Return what the person does from here: import a statement, read on, or look at what was taken in."""
        if tally.statements:
            paths = tuple(one.path for one in tally.statements if one.path is not None)
            bank = Place("bank", client_id, files=paths)
            return "Import it in Bank" if paths else "Show the bank", lambda: self._desktop.go(bank)
        if waiting:
            return "Read now", lambda: self._read_on(client_id)
        inbox = Place("inbox", client_id, view=tally.view)
        return "Show the inbox", lambda: self._desktop.go(inbox)

    def _read_on(self, client_id: str) -> None:
        try:
            self._desktop.intake.read_on(client_id)
        except BookDeskError as error:
            self._tell_problem(error)

    def _tell_problem(self, error: BookDeskError) -> None:
        self._desktop.tell_error(error)
