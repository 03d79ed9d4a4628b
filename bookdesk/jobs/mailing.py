"""Money asked for in the background of the window: gateways are asked who paid, then mail is written and leaves.

Gateways first, so that nobody is reminded of what he has paid. Mail that is due is written once an hour and leaves; now
and then what came back is read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.runner import Runner
from bookdesk.office.collecting import ClientRound, collect_all
from bookdesk.office.mailing import ClientMail, Ways, goes_by_itself, read_bounces, send_all, send_one
from bookdesk.office.onlinelooking import ClientOnline, look_all
from bookdesk.office.opened import Office
from bookdesk.security.clientkeys import ClientEntry

EVERY_SECONDS = 60
"""How often the window lets it look (`look`): a mail that was just written leaves within a minute."""
BOUNCES_EVERY_SECONDS = 900
LOOKS_EVERY_SECONDS = 300
"""How often gateways are asked; a customer who has paid should not wait long for his receipt."""
COLLECTS_EVERY_SECONDS = 3600
_ROUND = "round"
_BOUNCES = "bounces"
_QUEUE = "mail"
"""One for all clients: most send through the same account, and three hundred threads would help nobody."""


@dataclass(frozen=True, slots=True)
class News:
    """Who hears, on the thread of the work, what came of it.

    `told` of a client's mail and of what could not be done, `collected` of what was written for a client, `paid` of
    what a look at a client's gateway brought.
    """

    told: Callable[[ClientMail], None]
    collected: Callable[[ClientRound], None]
    paid: Callable[[ClientOnline], None]


class Mailing:
    """Looks, writes and sends for all clients of whoever is at work. Each piece of work runs on a thread of the runner.

    Nothing happens in a practice that is open for reading only, and no mail is written or sent by itself where the firm
    wants to send by hand.
    """

    def __init__(self, office: Office, news: News, *, runner: Runner, ways: Ways | None = None) -> None:
        """Work for `office`; `close` before it is closed."""
        self._office, self._news, self._runner = office, news, runner
        self._ways = replace(ways or Ways(), stopping=self._stopped)
        self._guard = threading.Lock()
        self._queued: set[str] = set()
        self._closed = False
        self._last: dict[int, float] = {}

    def look(self) -> None:
        """Queue a round over all clients, unless the one before is still to be done. It opens nothing itself."""
        if self._office.practice.writes:
            self._queue(_ROUND, self._round)

    def send_now(self, client_id: str) -> None:
        """Queue one client's mail at once, as after a press of a button; what came of it is told in any case."""
        self._queue(client_id, partial(self._send, self._office.entry(client_id)))

    def read_now(self, client_id: str) -> None:
        """Queue a look at what came back, of all clients since mailboxes are shared; what of this one is told."""
        self._queue(_BOUNCES, partial(self._read, self._office.entry(client_id)))

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
            self._news.told(ClientMail(entry, error=error))

    def _round(self) -> None:
        """Write what is due, send what waits, read what came back; each as often as it is worth it."""
        practice, borrow = self._office.practice, self._office.workspace
        if self._is_time(LOOKS_EVERY_SECONDS):
            for seen in look_all(practice, borrow, stopping=self._stopped):
                self._news.paid(seen)
        if self._stopped() or not goes_by_itself(practice):
            return
        if self._is_time(COLLECTS_EVERY_SECONDS):
            for one in collect_all(practice, borrow):
                self._news.collected(one)
                if self._stopped():
                    return
        for done in send_all(practice, borrow, self._ways):
            self._news.told(done)
        if not self._stopped() and self._is_time(BOUNCES_EVERY_SECONDS):
            for read in read_bounces(practice, borrow, self._ways):
                self._news.told(read)

    def _is_time(self, every: int) -> bool:
        """Return whether something that is done now and then is due, and remember that it was done."""
        now, last = self._office.clock.monotonic(), self._last.get(every)
        if last is not None and now - last < every:
            return False
        self._last[every] = now
        return True

    def _send(self, entry: ClientEntry) -> None:
        found = send_one(self._office.practice, self._office.workspace, entry, self._ways)
        self._news.told(found or ClientMail(entry))

    def _read(self, entry: ClientEntry) -> None:
        heard = False
        for read in read_bounces(self._office.practice, self._office.workspace, self._ways):
            self._news.told(read)
            heard = heard or read.entry.client_id == entry.client_id
        if not heard:
            self._news.told(ClientMail(entry))
