"""The intake of one client: files dropped, sealed at once, read several at a time, and every outcome told.

A round begins with what is dropped (or with what still waits from an earlier run) and ends when nothing is left to do.
All state that matters is in the books: a document is sealed before it is counted, and waits in the state received until
its outcome is kept. So whatever ends the program, `resume_waiting` goes on where it was.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from bookdesk.capture.arrivals import Came
from bookdesk.core.errors import BookDeskError
from bookdesk.jobs.counter import Counter
from bookdesk.jobs.events import Counts, Finished, Listener, Paused, Problem, Progressed, Resumed
from bookdesk.jobs.files import Dropped
from bookdesk.jobs.reading import RoundReader
from bookdesk.jobs.round import Round
from bookdesk.jobs.runner import Runner, Work, attempt
from bookdesk.jobs.sealing import Sealing
from bookdesk.office.moving import finish_moves
from bookdesk.office.opened import Office
from bookdesk.reading.reader import DEFAULT_LANGUAGES, DocumentReader
from bookdesk.security.roles import Permission, Role, permitted, require

SERVE_SECONDS = 5.0
"""How often consequences of what was read follow while a long round goes on."""
_AHEAD = 2
"""How many documents a reader may be ahead of the queue that keeps what was read."""


def _nothing_to_warm(count: int) -> None:
    del count


class Intake:
    """Takes files in for one client. Its methods return at once and may be called from any thread."""

    def __init__(  # noqa: PLR0913 - the ports come from the composition root
        self,
        office: Office,
        client_id: str,
        listener: Listener,
        *,
        runner: Runner,
        reader: DocumentReader,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        warm: Callable[[int], None] = _nothing_to_warm,
    ) -> None:
        """Read with `reader`; `warm` hears before each document how many are still to come."""
        self._counter = Counter(office, client_id, reader, listener, languages)
        self._runner, self._warm = runner, warm
        self._guard = threading.Lock()
        self._round: Round | None = None
        self._served = office.clock.monotonic()

    @property
    def client_id(self) -> str:
        """Whose documents it takes."""
        return self._counter.client_id

    @property
    def counts(self) -> Counts | None:
        """How far it is; None while nothing is going on."""
        with self._guard:
            return self._round.counts if self._round else None

    @property
    def paused(self) -> bool:
        """Whether nothing further is read until `resume`."""
        with self._guard:
            return self._round is not None and self._round.paused

    def drop(self, dropped: Iterable[Dropped], came: Came | None = None) -> None:
        """Take files and folders, or names with their bytes, that `came` so; `NotAllowed` where this person may not."""
        require(self._roles, Permission.CAPTURE)
        with self._guard:
            round_ = self._current(drops=1)
        sealing = Sealing(self._counter, self._runner, round_, self._guard, self._go_on)
        sealing.came = came
        sealing.begin(tuple(dropped))

    def resume_waiting(self) -> None:
        """Read what was sealed and not read, also in an earlier run of the program, oldest first.

        Where this person may not, or another BookDesk writes, it is left to whoever may.
        """
        if not self._may_read:
            return
        with self._guard:
            round_ = self._current(drops=1)
        failed = partial(self._not_found, round_)
        self._runner.in_order(self.client_id, partial(self._find_waiting, round_), failed)

    def read_on(self) -> None:
        """Read all that waits, paused or stopped, because somebody asks for it; `NotAllowed` where he may not."""
        require(self._roles, Permission.CAPTURE)
        self.resume()
        self.resume_waiting()

    def prefer(self, document_id: str) -> None:
        """Read this document next, also while paused by a person: somebody has opened it and looks at it."""
        if not self._may_read:
            return
        with self._guard:
            round_ = self._current()
            if not round_.knows(document_id):
                round_.wait(document_id, 0)
                round_.add(sealed=1, of=1)
            round_.prefer(document_id)
        self._runner.offer(self)

    def pause(self) -> None:
        """Begin no further document; what is being read is read to its end, and what is dropped is sealed."""
        with self._guard:
            round_ = self._round
            if round_ is None or round_.paused:
                return
            round_.paused = True
        self._counter.tell(Paused(self.client_id))

    def resume(self) -> None:
        """Go on after a pause or a problem."""
        with self._guard:
            round_ = self._round
            if round_ is None or not round_.paused:
                return
            round_.paused = round_.troubled = False
        self._counter.tell(Resumed(self.client_id))
        self._runner.offer(self)

    def cancel(self) -> None:
        """Take nothing further: what is sealed stays and waits, what is not is told as not taken."""
        with self._guard:
            round_, self._round = self._round, None
            if round_ is not None:
                round_.cancel()
        if round_ is not None:
            self._go_on(round_)

    def next_work(self) -> Work | None:
        """Return the reading of the next document (see `jobs.runner.Source`)."""
        with self._guard:
            round_ = self._round
            if round_ is None or round_.in_hand >= self._runner.readers * _AHEAD:
                return None
            document_id = round_.next()
        return partial(self._read, round_, document_id) if document_id else None

    @property
    def _roles(self) -> Collection[Role]:
        return self._counter.office.entry(self.client_id).roles

    @property
    def _may_read(self) -> bool:
        return self._counter.office.practice.writes and permitted(self._roles, Permission.CAPTURE)

    def _current(self, *, drops: int = 0) -> Round:
        """Return the round that is going on, or a new one; called under the guard."""
        self._round = self._round or Round()
        self._round.drops += drops
        return self._round

    def _find_waiting(self, round_: Round) -> None:
        finish_moves(self._counter.office, self.client_id)  # what they bring waits to be read, too
        with self._counter.service() as service:
            waiting = service.received()
        with self._counter.voice:
            with self._guard:
                new = [] if round_.cancelled else [one for one in waiting if not round_.knows(one.document_id)]
                for standing in new:
                    round_.wait(standing.document_id, standing.number)
                counts = round_.add(sealed=len(new), of=len(new))
                round_.drops -= 1
            self._counter.tell(Progressed(self.client_id, counts))
        self._go_on(round_)

    def _not_found(self, round_: Round, error: BookDeskError) -> None:
        with self._guard:
            round_.drops -= 1
        self._counter.tell(Problem(self.client_id, error))
        self._go_on(round_)

    def _read(self, round_: Round, document_id: str) -> None:
        attempt(lambda: self._warm(round_.waiting))
        reader = RoundReader(
            self._counter, self._runner, round_, self._guard, ended=self._go_on, trouble=self._stop_for_trouble
        )
        reader.read(document_id)

    def _stop_for_trouble(self, round_: Round, error: BookDeskError) -> None:
        """Pause, and tell the problem once: it would meet every document alike."""
        with self._guard:
            first, round_.troubled, round_.paused = not round_.troubled, True, True
        if first:
            self._counter.tell(Problem(self.client_id, error), Paused(self.client_id))

    def _go_on(self, round_: Round) -> None:
        """After anything ended: end the round where nothing is left, else read on and let consequences follow."""
        now = self._counter.office.clock.monotonic()
        with self._guard:
            over = round_.end()
            if over and self._round is round_:
                self._round = None
            due = not over and now - self._served >= SERVE_SECONDS
            if due or over:
                self._served = now
        if over:
            self._runner.in_order(self.client_id, partial(self._finish, round_), lambda _: self._tell_end(round_))
            return
        if due:
            self._runner.in_order(self.client_id, self._serve, self._tell_problem)
        self._runner.offer(self)

    def _finish(self, round_: Round) -> None:
        attempt(lambda: self._warm(0))
        error = attempt(self._serve)
        if error is not None:
            self._tell_problem(error)
        self._tell_end(round_)

    def _serve(self) -> None:
        """Let the consequences of what was sealed follow, and tell whoever watches the client."""
        office = self._counter.office
        with office.workspace(self.client_id, quiet=True) as workspace:
            try:
                unserved = workspace.serve()
            finally:
                office.wrote(workspace)
        for one in unserved:
            self._tell_problem(one.error)

    def _tell_problem(self, error: BookDeskError) -> None:
        self._counter.tell(Problem(self.client_id, error))

    def _tell_end(self, round_: Round) -> None:
        self._counter.tell(Finished(self.client_id, round_.counts, round_.left))
