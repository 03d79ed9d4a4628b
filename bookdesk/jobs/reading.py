"""Reading what waits: a child reads, the client's queue keeps what was read, and nobody holds the writer meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from bookdesk.capture.service import Examined
from bookdesk.capture.service import Intake as Standing
from bookdesk.core.child import ChildNotReady, ChildStopped
from bookdesk.core.errors import BookDeskError, Conflict, InUse, Locked, StorageError, Tampered
from bookdesk.jobs.counter import Counter
from bookdesk.jobs.events import Done, PageRead, Problem, Progressed, Started
from bookdesk.jobs.round import Round
from bookdesk.jobs.runner import Defect, Runner, Stopped, attempt
from bookdesk.ledger.owner import NotStarted
from bookdesk.models.document import DocumentState
from bookdesk.reading.reader import ReadingStopped

_ENDED_BY_US = (ReadingStopped, ChildStopped, Stopped)
_NOT_THE_DOCUMENT = (ChildNotReady, StorageError, InUse, Locked, NotStarted)
"""What would meet the next document as well; an original that does not verify is the document's own trouble."""


class RoundReader:
    """Reads the documents of a round: each is examined on a reader thread and kept in the client's queue."""

    def __init__(  # noqa: PLR0913 - who is told what of it
        self,
        counter: Counter,
        runner: Runner,
        round_: Round,
        guard: threading.Lock,
        *,
        ended: Callable[[Round], None],
        trouble: Callable[[Round, BookDeskError], None],
    ) -> None:
        """Count in `round_` under `guard`; `ended` is called after each document, `trouble` where none can be read."""
        self._counter, self._runner, self._round, self._guard = counter, runner, round_, guard
        self._ended, self._trouble = ended, trouble

    def read(self, document_id: str) -> None:
        """Read a document, whatever comes of it."""
        error = attempt(partial(self._examine, document_id))
        if error is not None:
            self._failed(document_id, error)

    def _examine(self, document_id: str) -> None:
        client_id = self._counter.client_id
        with self._counter.service() as service:
            standing = service.outcome(document_id)
            if standing.state is not DocumentState.RECEIVED:  # somebody saw to it while it waited
                self._done(standing)
                return
            self._counter.tell(Started(client_id, standing))
            examined = service.examine(document_id, _Pages(self._counter, self._round, document_id))
        self._runner.in_order(client_id, partial(self._keep, examined), partial(self._failed, document_id))

    def _keep(self, examined: Examined) -> None:
        with self._counter.service() as service:
            standing = service.keep(examined)
        self._done(standing)

    def _failed(self, document_id: str, error: BookDeskError) -> None:
        """Decide whose fault it is: ours and then it waits, or the document's and then it has its outcome."""
        if isinstance(error, _ENDED_BY_US):
            self._back(document_id)
        elif isinstance(error, _NOT_THE_DOCUMENT) and not isinstance(error, Tampered):
            self._back(document_id, error)
        else:
            again = attempt(partial(self._settle, document_id, error))
            if isinstance(again, Defect):  # not even that: it waits, and the others are read
                self._let_go(document_id, again)
            elif again is not None:
                self._back(document_id, again)

    def _settle(self, document_id: str, error: BookDeskError) -> None:
        """Leave what somebody changed meanwhile as it is, and put anything else among the failed."""
        with self._counter.service() as service:
            changed = isinstance(error, Conflict)
            standing = service.outcome(document_id) if changed else service.give_up(document_id, error)
        self._done(standing)

    def _back(self, document_id: str, error: BookDeskError | None = None) -> None:
        if error is not None:
            self._trouble(self._round, error)  # first, or another thread would take it at once
        with self._guard:
            self._round.back(document_id)
        self._ended(self._round)

    def _let_go(self, document_id: str, error: BookDeskError) -> None:
        self._counter.tell(Problem(self._counter.client_id, error))
        with self._guard:
            self._round.let_go(document_id)
        self._ended(self._round)

    def _done(self, standing: Standing) -> None:
        client_id = self._counter.client_id
        with self._counter.voice:
            with self._guard:
                counts = self._round.done(standing.document_id)
            self._counter.tell(Done(client_id, standing), Progressed(client_id, counts))
        self._ended(self._round)


class _Pages:
    """Tells the pages of a long document, and stops between two of them where the round was cancelled."""

    def __init__(self, counter: Counter, round_: Round, document_id: str) -> None:
        self._counter, self._round, self._document_id = counter, round_, document_id

    def step(self, what: str, done: int, of: int) -> None:
        """Tell how far it is."""
        del what
        if of > 1:
            self._counter.tell(PageRead(self._counter.client_id, self._document_id, done, of))

    def cancelled(self) -> bool:
        """Whether the round was cancelled."""
        return self._round.cancelled
