"""Mail in the background of the window: what is due leaves, what came back is read, each client in its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.runner import Runner
from bookdesk.office.mailing import ClientMail, Ways, read_bounces, send_one, senders
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import ClientEntry

EVERY_SECONDS = 60
"""How often the window lets it look (`look`): a mail that was just written leaves within a minute."""
BOUNCES_EVERY_SECONDS = 900
_BOUNCES = "bounces"
_QUEUE = "mail"
"""One for all clients: most send through the same account, and three hundred threads would help nobody."""


class Mailing:
    """Sends for all clients of whoever is at work. Each piece of work runs on a thread of the runner.

    `told` hears, on that thread, what became of a client's mail, and of what could not be done. Nothing is sent by a
    practice that is open for reading only.
    """

    def __init__(
        self, office: Office, told: Callable[[ClientMail], None], *, runner: Runner, ways: Ways | None = None
    ) -> None:
        """Work for `office`; `close` before it is closed."""
        self._office, self._told, self._runner = office, told, runner
        self._ways = replace(ways or Ways(), stopping=self._stopped)
        self._guard = threading.Lock()
        self._queued: set[str] = set()
        self._closed = False
        self._bounces_at: float | None = None

    def look(self) -> None:
        """Queue a piece of work for each client that has none queued, and bounces now and then."""
        if not self._office.practice.writes:
            return
        for entry in senders(self._office.clients()):
            self._queue(entry.client_id, partial(self._send, entry))
        now = self._office.clock.monotonic()
        if self._bounces_at is None or now - self._bounces_at >= BOUNCES_EVERY_SECONDS:
            self._bounces_at = now
            self._queue(_BOUNCES, self._read)

    def send_now(self, client_id: str) -> None:
        """Queue one client's mail at once, as after a press of a button."""
        self._queue(client_id, partial(self._send, self._office.entry(client_id)))

    def close(self) -> None:
        """Begin nothing more; a mail that is under way ends first."""
        self._closed = True

    def _stopped(self) -> bool:
        return self._closed

    def _queue(self, name: str, work: Callable[[], None]) -> None:
        with self._guard:
            if self._closed or name in self._queued:
                return
            self._queued.add(name)
        self._runner.in_order(_QUEUE, partial(self._done, name, work), partial(self._failed, name))

    def _done(self, name: str, work: Callable[[], None]) -> None:
        try:
            if not self._closed:
                work()
        finally:
            with self._guard:
                self._queued.discard(name)

    def _failed(self, name: str, error: BookDeskError) -> None:
        """Tell of what no client's own part told: a defect, or work that was not begun though nobody is closing."""
        with self._guard:
            self._queued.discard(name)
            if self._closed:
                return
        entry = next((one for one in self._office.clients() if one.client_id == name), None)
        if entry is not None:
            self._told(ClientMail(entry, error=error))

    def _send(self, entry: ClientEntry) -> None:
        found = send_one(self._office.practice, self._office.workspace, entry, self._ways)
        if found is not None:
            self._told(found)

    def _read(self) -> None:
        for one in read_bounces(self._office.practice, self._office.workspace, self._ways):
            self._told(one)
