"""The bookkeeping of one round of an intake, from the first file dropped until nothing is left to do. No threads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bookdesk.jobs.events import Counts


@dataclass
class Round:
    """What waits, what is being read, and how far it is. Its owner guards it.

    `drops` counts what was dropped and is not yet sealed to the end. `left` documents are sealed and were given back.
    `troubled` says that no document can be read now, whichever it is; a troubled round is paused, too.
    """

    counts: Counts = field(default_factory=Counts)
    drops: int = 0
    left: int = 0
    paused: bool = False
    troubled: bool = False
    cancelled: bool = False
    ended: bool = False
    _waiting: dict[str, int] = field(default_factory=dict)
    _preferred: list[str] = field(default_factory=list)
    _reading: dict[str, int] = field(default_factory=dict)

    def add(self, *, sealed: int = 0, read: int = 0, of: int = 0, skipped: int = 0) -> Counts:
        """Count further and return how far it is."""
        now = self.counts
        self.counts = replace(
            now,
            sealed=now.sealed + sealed,
            read=now.read + read,
            of=now.of + of,
            skipped=now.skipped + skipped,
        )
        return self.counts

    def wait(self, document_id: str, number: int) -> None:
        """Put a sealed document among those to be read."""
        self._waiting[document_id] = number

    def knows(self, document_id: str) -> bool:
        """Whether the document waits or is being read."""
        return document_id in self._waiting or document_id in self._reading

    def prefer(self, document_id: str) -> None:
        """Let a waiting document be the next."""
        if document_id in self._waiting:
            self._preferred = [one for one in self._preferred if one != document_id] + [document_id]

    def next(self) -> str | None:
        """Take the next document: the one preferred last, else the oldest once all that was dropped is sealed."""
        if self.troubled:
            return None
        chosen = self._preferred.pop() if self._preferred else None
        if chosen is None and self._waiting and not self.paused and not self.drops:
            chosen = min(self._waiting, key=self._waiting.__getitem__)
        if chosen is not None:
            self._reading[chosen] = self._waiting.pop(chosen)
        return chosen

    def back(self, document_id: str) -> None:
        """Put a document that could not be read now back in its place; given back where the round was cancelled."""
        number = self._reading.pop(document_id)
        if self.cancelled:
            self.left += 1
        else:
            self._waiting[document_id] = number

    def let_go(self, document_id: str) -> None:
        """Give a document back unread."""
        del self._reading[document_id]
        self.left += 1

    def done(self, document_id: str) -> Counts:
        """Note that a document has its outcome."""
        del self._reading[document_id]
        return self.add(read=1)

    def cancel(self) -> None:
        """Give back what waits; what is being read is given back when it is let go."""
        self.cancelled = True
        self.left += len(self._waiting)
        self._waiting.clear()
        self._preferred.clear()

    @property
    def in_hand(self) -> int:
        """How many documents are being read or kept."""
        return len(self._reading)

    @property
    def waiting(self) -> int:
        """How many documents wait."""
        return len(self._waiting)

    def end(self) -> bool:
        """Whether nothing is left to do; true once only."""
        over = not (self.ended or self.drops or self._waiting or self._reading)
        self.ended = self.ended or over
        return over
