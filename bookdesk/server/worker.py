"""The work behind the requests: messages told and read, attempts looked at and closed, charges on their day, deletion.

One process at a time does it. Everything it has to do stands in the database, so a worker that is killed at any moment
is followed by one that goes on; what it did twice is found done.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bookdesk.core.errors import BookDeskError
from bookdesk.server import retention
from bookdesk.server.baton import Baton
from bookdesk.server.collecting.auto import AutoPay
from bookdesk.server.collecting.letting_go import LettingGo
from bookdesk.server.collecting.looking import Looking
from bookdesk.server.collecting.rereading import Rereading
from bookdesk.server.heart import Heart
from bookdesk.server.messages import Messages
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import MetaRow

CLEANED: Final = "cleaned"
CLEAN_EVERY: Final = timedelta(hours=1)
MOST_MESSAGES: Final = 500
MOST_ATTEMPTS: Final = 50
PAUSE_SECONDS: Final = 2.0
"""How long an idle worker waits unless a message wakes it."""

_LOG = logging.getLogger("bookdesk.server.worker")


@dataclass(frozen=True, slots=True)
class Worker:
    """Does a bounded piece of all the work at each turn."""

    heart: Heart
    messages: Messages
    looking: Looking
    rereading: Rereading
    auto: AutoPay
    letting_go: LettingGo

    def turn(self) -> int:
        """Do what is due now; returns how many things were done."""
        done = self.messages.tell(MOST_MESSAGES)
        done += self.messages.read(MOST_MESSAGES)
        done += sum(self._reread(tenant) for tenant in self.rereading.due())
        done += sum(self._looked(tenant, attempt) for tenant, attempt in self._due_attempts())
        done += sum(self._charged(tenant, document) for tenant, document in self.auto.candidates(MOST_ATTEMPTS))
        done += self.letting_go.turn(MOST_ATTEMPTS)
        self._clean()
        return done

    def _due_attempts(self) -> list[tuple[str, str]]:
        now = stamp(self.heart.now())
        query = select(AttemptRow.tenant, AttemptRow.id).where(AttemptRow.live == 1, AttemptRow.look <= now)
        with self.heart.store.reading() as session:
            found = session.execute(query.order_by(AttemptRow.look, AttemptRow.id).limit(MOST_ATTEMPTS))
            return [(row.tenant, row.id) for row in found]

    def _reread(self, tenant: str) -> int:
        try:
            return int(self.rereading.read(tenant))
        except BookDeskError as failure:
            _LOG.warning("what was forgotten could not be read at its gateway: %s", type(failure).__name__)
            return 0

    def _looked(self, tenant: str, attempt: str) -> int:
        try:
            self.looking.look(tenant, attempt)
        except BookDeskError as failure:
            _LOG.warning("an attempt could not be read at its gateway: %s", type(failure).__name__)
            return 0
        return 1

    def _charged(self, tenant: str, document: str) -> int:
        try:
            return int(self.auto.charge(tenant, document) is not None)
        except BookDeskError as failure:
            _LOG.warning("a document could not be charged: %s", type(failure).__name__)
            return 0

    def _clean(self) -> None:
        now = self.heart.now()
        with self.heart.store.writing() as session:
            self.heart.store.exclusive(session, CLEANED)
            row = session.get(MetaRow, CLEANED)
            if row is not None and now - moment(row.value) < CLEAN_EVERY:
                return
            session.merge(MetaRow(name=CLEANED, value=stamp(now)))
        retention.clean(self.heart)


class Working:
    """Runs a worker in a thread of its own while it holds the baton."""

    def __init__(self, worker: Worker, baton: Baton, woken: threading.Event) -> None:
        """Wait for `woken` between turns."""
        self._worker, self._baton, self._woken = worker, baton, woken
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="portal worker", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the turn that is under way."""
        self._ended.set()
        self._woken.set()
        self._thread.join()

    @property
    def alive(self) -> bool:
        """Whether it still works; a defect of ours ends it, and the program with it."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()
            if not self._turned():
                self._woken.wait(PAUSE_SECONDS)
        self._baton.give_back()

    def _turned(self) -> bool:
        """Do a turn if it is ours to do; returns whether there may be more."""
        try:
            return self._baton.take(self._now()) and self._worker.turn() > 0
        except (SQLAlchemyError, BookDeskError) as failure:
            _LOG.warning("a turn of the worker failed and is done again: %s", type(failure).__name__)
            return False

    def _now(self) -> datetime:
        return self._worker.heart.now()
