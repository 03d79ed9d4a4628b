"""The practice at a glance: a line for each client, kept right with every change and read without opening a file."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress
from bookdesk.office.asking import Asking
from bookdesk.office.opened import Office
from bookdesk.office.summaries import Proofs, Taken, keep, kept, take, went_on
from bookdesk.reports.attention import Attention, attention
from bookdesk.reports.content import Summary
from bookdesk.security.anchors import Anchors
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.store.books import Books
from bookdesk.workspace import Workspace

_NOWHERE = "UTC"
"""The zone of a client of which none is known yet."""


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client on the dashboard. Without a summary nobody has looked at it yet.

    `stale` says that its books went on since `taken_at`; `problem` in words why they could not be looked at.
    """

    entry: ClientEntry
    summary: Summary | None = None
    taken_at: datetime | None = None
    stale: bool = False
    problem: str | None = None

    @property
    def client_id(self) -> ClientId:
        """Whose it is."""
        return self.entry.client_id

    @property
    def name(self) -> str:
        """The client's name."""
        return self.entry.name

    @property
    def current(self) -> bool:
        """Whether it shows the books as they are."""
        return self.summary is not None and not self.stale


class Overview:
    """All clients of this user. Safe to ask from several threads.

    A summary is taken anew as soon as a workspace that wrote is given back. What other programs wrote is found by
    its marks (`office/summaries`) and looked at by `refresh_all`.
    """

    def __init__(self, office: Office) -> None:
        """Watch over the clients of `office`."""
        self._office = office
        self._kept = kept(office.practice)
        self._current: set[ClientId] = set()
        """Clients whose summary was taken here: whatever was found in their folders before does not count any more."""
        self._proofs = Proofs()
        self._asking: dict[ClientId, Asking] = defaultdict(Asking)
        self._problems: dict[ClientId, str] = {}
        self._turns: dict[ClientId, threading.Lock] = defaultdict(threading.Lock)
        self._guard = threading.Lock()
        self._watching: list[Callable[[ClientLine], None]] = []
        office.watch(self._changed)

    def stored(self) -> tuple[ClientLine, ...]:
        """Return the line of every client by name, as far as it is known; no client's file is opened."""
        self._reread()
        anchors = self._office.practice.anchors()
        return tuple(self._line(entry, anchors) for entry in self._office.clients())

    def line(self, client_id: str) -> ClientLine:
        """Return the line of one client as far as it is known; `NotFound` where this user has no such client."""
        return self._line(self._office.entry(client_id), self._office.practice.anchors())

    def attention(self, line: ClientLine) -> Attention | None:
        """Return what a client asks of this user today, by its own day; nothing before a first look."""
        return None if line.summary is None else attention(line.summary, self.today(line), line.entry.roles)

    def today(self, line: ClientLine) -> date:
        """Return the day it is at a client, by the zone of its books or, before a first look, of its profile."""
        known = line.summary.zone if line.summary is not None else None
        return today(self._office.clock, known or line.entry.profile.zone or _NOWHERE)

    def refresh(self, client_id: str) -> ClientLine:
        """Look at a client's books and keep what they say; where they cannot be opened, the line says why."""
        entry = self._office.entry(client_id)
        try:
            with self._office.practice.using_client(entry.client_id) as books:
                self._look(entry.client_id, books)
        except BookDeskError as failure:
            self._problems[entry.client_id] = str(failure)
        return self._tell(entry.client_id)

    def refresh_all(self, progress: Progress, *, every: bool = False) -> Iterator[ClientLine]:
        """Look at the clients whose line is not current, never seen ones first, and yield each; with `every` at all.

        It ends between two clients where it is asked to stop; the others are looked at next time.
        """
        lines = [line for line in self.stored() if every or not line.current]
        lines.sort(key=lambda line: (line.summary is not None, not line.stale))
        for done, line in enumerate(lines):
            if progress.cancelled():
                return
            progress.step(f"Looking at {line.name}", done, len(lines))
            yield self.refresh(line.client_id)
        progress.step("Looked at every client", len(lines), len(lines))

    def after_change(self, workspace: Workspace) -> ClientLine:
        """Take a summary anew in the middle of long work; where a workspace is given back it is taken anyway."""
        self._changed(workspace)
        return self.line(workspace.entry.client_id)

    def watch(self, told: Callable[[ClientLine], None]) -> None:
        """Tell `told`, in whichever thread it happens, of each line that was taken anew; it must not fail."""
        self._watching.append(told)

    def _changed(self, workspace: Workspace) -> None:
        client_id = workspace.entry.client_id
        try:
            self._look(client_id, workspace.desk.books)
        except BookDeskError as failure:  # the act itself is done: what it changed is shown as not looked at
            self._problems[client_id] = str(failure)
            self._outdate(client_id)
        self._tell(client_id)

    def _look(self, client_id: ClientId, books: Books) -> None:
        """Take a summary and keep it, unless the same is kept; one at a time for a client, so that none goes back."""
        with self._guard:
            turn = self._turns[client_id]
        with turn:
            taken, before = self._taken(client_id, books), self._kept.get(client_id)
            if self._office.practice.writes and not taken.says_the_same(before):
                keep(self._office.practice, client_id, taken)
            self._kept[client_id] = taken
            self._current.add(client_id)
            self._problems.pop(client_id, None)

    def _taken(self, client_id: ClientId, books: Books) -> Taken:
        return take(books, self._office.clock, self._proofs, self._asking[client_id])

    def _outdate(self, client_id: ClientId) -> None:
        before = self._kept.get(client_id)
        if before is not None:
            self._kept[client_id] = replace(before, outdated=True)
        self._current.discard(client_id)

    def _tell(self, client_id: ClientId) -> ClientLine:
        line = self.line(client_id)
        for told in self._watching:
            told(line)
        return line

    def _line(self, entry: ClientEntry, anchors: Anchors) -> ClientLine:
        client_id = entry.client_id
        taken, problem = self._kept.get(client_id), self._problems.get(client_id)
        if taken is None:
            return ClientLine(entry, problem=problem)
        anchored = anchors.get(client_id, ())
        stale = client_id not in self._current and went_on(self._office.practice, client_id, taken, anchored)
        return ClientLine(entry, taken.summary, taken.taken_at, stale, problem)

    def _reread(self) -> None:
        """Read what another BookDesk kept meanwhile, where it is that one that writes."""
        if not self._office.practice.writes:
            for client_id, taken in kept(self._office.practice).items():
                known = self._kept.get(client_id)
                if known is None or (taken.position, taken.taken_at) >= (known.position, known.taken_at):
                    self._kept[client_id] = taken
                    self._current.discard(client_id)


def not_looked_at(lines: Iterable[ClientLine]) -> int:
    """Return of how many clients nothing is known yet."""
    return sum(line.summary is None for line in lines)
