"""The intakes of all clients: one each, sharing threads and reader children."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

from bookdesk.jobs.events import Listener
from bookdesk.jobs.intake import Intake
from bookdesk.jobs.runner import Runner
from bookdesk.office.opened import Office
from bookdesk.reading.child import ChildReader, ReaderChild, ReaderPool, start_reader
from bookdesk.reading.reader import DEFAULT_LANGUAGES


class Intakes:
    """Hands out the one intake of each client. Children are started with the work and kept warm only while it lasts."""

    def __init__(
        self,
        office: Office,
        listener: Listener,
        *,
        runner: Runner | None = None,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        start: Callable[[], ReaderChild] = start_reader,
    ) -> None:
        """Tell everything to `listener`; `start` starts a reader child."""
        self._office, self._listener, self._languages = office, listener, tuple(languages)
        self._runner = runner or Runner()
        self._pool = ReaderPool(0, start)
        self._reader = ChildReader(self._pool, office.clock)
        self._guard = threading.Lock()
        self._intakes: dict[str, Intake] = {}
        self._to_come: dict[str, int] = {}

    def of(self, client_id: str) -> Intake:
        """Return the intake of a client, always the same one: two would read the same documents twice."""
        with self._guard:
            if client_id not in self._intakes:
                self._intakes[client_id] = Intake(
                    self._office,
                    client_id,
                    self._listener,
                    runner=self._runner,
                    reader=self._reader,
                    languages=self._languages,
                    warm=partial(self._warm, client_id),
                )
            return self._intakes[client_id]

    def resume_waiting(self, client_id: str) -> None:
        """Read what an earlier run of the program left unread."""
        self.of(client_id).resume_waiting()

    def close(self, seconds: float = 10.0) -> bool:
        """Stop all of them, to be called before the office is closed; false where something did not end in time.

        What is sealed waits for the next start, what is not is told as not taken, and children are ended at once.
        """
        with self._guard:
            intakes = tuple(self._intakes.values())
        for intake in intakes:
            intake.cancel()
        self._pool.stop()
        return self._runner.close(seconds)

    def _warm(self, client_id: str, to_come: int) -> None:
        """Keep as many children warm as there are readers, but no more than there are documents to come."""
        with self._guard:
            self._to_come[client_id] = to_come
            spare = min(self._runner.readers, sum(self._to_come.values()))
        self._pool.keep(spare)
