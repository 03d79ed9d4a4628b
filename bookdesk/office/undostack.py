"""What a person did in this session and may take back, newest first, apart for each client and person. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from datetime import datetime
from itertools import count

MOST = 200
"""Acts remembered for each client and person; older ones are in the history, not under Ctrl+Z."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A change set: the client whose file holds it (none: the practice's own), its id, and the kind of act."""

    client_id: str | None
    id: str
    action: str


@dataclass(frozen=True, slots=True)
class Done:
    """One act of a person as he sees it, however many change sets it was; `label` tells it in the trade's words.

    `takes_back` is the act that this one undid, if it did. Without change sets it is remembered in its turn only to be
    told why it stands.
    """

    label: str
    client_id: str | None
    sets: tuple[Sealed, ...]
    when: datetime
    person: str
    takes_back: Done | None = None

    @property
    def stands(self) -> bool:
        """Whether it is never taken back, whatever the books say."""
        return not self.sets


@dataclass(frozen=True, slots=True)
class _Place:
    client_id: str | None
    person: str


class UndoStack:
    """Remembers acts and undos, each bounded. It decides nothing: whether an act can be taken back, the store says."""

    def __init__(self, most: int = MOST) -> None:
        """Remember at most `most` acts of each person on each client."""
        self._done: dict[_Place, deque[Done]] = defaultdict(lambda: deque(maxlen=most))
        self._undone: dict[_Place, deque[Done]] = defaultdict(lambda: deque(maxlen=most))
        self._turns: dict[Done, int] = {}
        self._turn = count()

    def push(self, done: Done) -> None:
        """Remember an act. What was undone before it cannot be done again any more."""
        place = _Place(done.client_id, done.person)
        self._remember(self._done[place], done)
        for old in self._undone.pop(place, ()):
            self._turns.pop(old, None)

    def peek(self, client_id: str | None, person: str) -> Done | None:
        """Return the act that Ctrl+Z takes back next."""
        return self._last(self._done, client_id, person)

    def pop(self, done: Done, undone: Done | None = None) -> None:
        """Forget an act that was taken back, by whatever way; `undone` is what may be done again."""
        place = _Place(done.client_id, done.person)
        self._forget(self._done[place], done)
        if undone is not None:
            self._remember(self._undone[place], undone)

    def peek_undone(self, client_id: str | None, person: str) -> Done | None:
        """Return the undo that Ctrl+Shift+Z takes back next."""
        return self._last(self._undone, client_id, person)

    def pop_undone(self, undone: Done, again: Done | None = None) -> None:
        """Forget an undo that was taken back; `again` is the act, which may be undone again."""
        place = _Place(undone.client_id, undone.person)
        self._forget(self._undone[place], undone)
        if again is not None:
            self._remember(self._done[place], again)

    def newest(self, person: str) -> Done | None:
        """Return the last act of a person whatever the client, for where all clients are shown."""
        return self._newest(self._done, person)

    def newest_undone(self, person: str) -> Done | None:
        """Return the last undo of a person whatever the client."""
        return self._newest(self._undone, person)

    def _remember(self, acts: deque[Done], done: Done) -> None:
        if len(acts) == acts.maxlen:
            self._turns.pop(acts[0], None)
        acts.append(done)
        self._turns[done] = next(self._turn)

    def _forget(self, acts: deque[Done], done: Done) -> None:
        if done in acts:
            acts.remove(done)
            self._turns.pop(done, None)

    def _newest(self, acts: dict[_Place, deque[Done]], person: str) -> Done | None:
        last = [found[-1] for place, found in acts.items() if found and place.person == person]
        return max(last, key=self._turns.__getitem__, default=None)

    @staticmethod
    def _last(acts: dict[_Place, deque[Done]], client_id: str | None, person: str) -> Done | None:
        found = acts.get(_Place(client_id, person))
        return found[-1] if found else None
