"""What is under way, in words that anybody may read who walks by: no client and no person is named."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bookdesk.jobs.events import Counts
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.intake_words import progress_words
from bookdesk.ui.tasks import LongWork


class AtWork(QObject):
    """Follows long work and documents being read, for the veil that lies over a window until they end."""

    changed = Signal()

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        """Follow what this desk does from now on."""
        super().__init__(parent)
        self._door, self._paused = desktop.door, set[str]()
        self._reading: dict[str, Counts] = {}
        desktop.door.long_begun.connect(self._follow)
        desktop.door.long_ended.connect(self.changed)
        desktop.intake.progressed.connect(self._read)
        desktop.intake.paused.connect(self._pause)
        desktop.intake.finished.connect(self._finish)

    def long(self) -> bool:
        """Whether work is under way that cannot be left off and taken up later."""
        return bool(self._door.long_works())

    def any(self) -> bool:
        """Whether anything is under way that somebody may wait for."""
        return self.long() or any(one not in self._paused for one in self._reading)

    def words(self) -> str:
        """Return what is under way and how far; nothing where nothing is."""
        works = [_words(work) for work in self._door.long_works()]
        reads = [
            progress_words(counts, paused=False) for one, counts in self._reading.items() if one not in self._paused
        ]
        return ", ".join(works + reads)

    def _follow(self, work: LongWork) -> None:
        work.stepped.connect(self.changed)

    def _finish(self, client_id: str, counts: Counts, waiting: int) -> None:
        del counts, waiting  # it ended, whatever came of it
        self._read(client_id, Counts())

    def _read(self, client_id: str, counts: Counts) -> None:
        if counts.of:
            self._reading[client_id] = counts
        else:
            self._reading.pop(client_id, None)
            self._paused.discard(client_id)
        self.changed.emit()

    def _pause(self, client_id: str, paused: bool) -> None:  # noqa: FBT001 - as the signal carries it
        (self._paused.add if paused else self._paused.discard)(client_id)
        self.changed.emit()


def _words(work: LongWork) -> str:
    """Return how far work is; the step it is at is left out, since that may name a client."""
    done, of = work.far
    return f"{work.what} {done:,} of {of:,}" if of else work.what
