"""Documents being taken in, in the status line: how far, pause, cancel, and what was left out."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from bookdesk.capture.service import Intake as Standing
from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.events import Counts, LeftOut
from bookdesk.ledger.owner import NotStarted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.intake_words import Tally, progress_words, waiting_words
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.labels import label
from bookdesk.ui.pieces.taking_over import not_taken_over


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
        self._unread: dict[str, Message] = {}
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
        if not counts.of:
            return
        note = self._unread.pop(client_id, None)
        if note is not None:
            self._desktop.withdrawn.emit(note)  # what waited is being read
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
        if not self._desktop.intake.waits(client_id):  # what ended may be told after the next has begun, and was paused
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
        if not waiting:
            if tally.standings or tally.left:  # otherwise only what an earlier run had left: nobody waits to hear of it
                self._tell(client_id, tally.words, tally)
            return
        self._resumed.discard(client_id)
        if tally.left:
            self._tell(client_id, tally.words, tally)
        before = f"{tally.words} " if tally.standings and not tally.left else ""
        words = self._named(client_id, f"{before}{waiting_words(waiting)}")
        note = Message(words, Tone.WARN, label="Read now", act=lambda: self._read_on(client_id))
        self._unread[client_id] = note
        self._desktop.tell(note)

    def _tell(self, client_id: str, words: str, tally: Tally) -> None:
        label, place = self._next(client_id, tally)
        words = self._named(client_id, words)
        self._desktop.tell(Message(words, tally.tone, tally.not_taken, label, lambda: self._desktop.go(place)))

    def _named(self, client_id: str, words: str) -> str:
        """Name the client in words about another one than that in front."""
        if client_id == self._desktop.client_id:
            return words
        return f"{self._desktop.office.entry(client_id).name}: {words}"

    def _next(self, client_id: str, tally: Tally) -> tuple[str, Place]:
        """Return where the person goes from here: to the bank with a statement, else to what was taken in."""
        if tally.statements:
            paths = tuple(one.path for one in tally.statements if one.path is not None)
            return "Import it in Bank" if paths else "Show the bank", Place("bank", client_id, files=paths)
        return "Show the inbox", Place("inbox", client_id, view=tally.view)

    def _read_on(self, client_id: str) -> None:
        try:
            self._desktop.intake.read_on(client_id)
        except BookDeskError as error:
            self._desktop.tell_error(error)

    def _tell_problem(self, client_id: str, error: BookDeskError) -> None:
        """Tell what keeps reading up; a client who has no books yet is offered to start them, and is read then."""
        if isinstance(error, NotStarted) and client_id == self._desktop.client_id:
            self._desktop.tell(not_taken_over(error, self._desktop, self, partial(self._read_on, client_id)))
        else:
            named = self._desktop.office.named
            self._desktop.tell(Message(self._named(client_id, named(error.what)), Tone.BAD, named(error.remedy)))
