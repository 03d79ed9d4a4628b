"""Sealing what was dropped: one file after the other gets its intake number, before any of them is read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bookdesk.capture.arrivals import Came
from bookdesk.capture.service import Incoming
from bookdesk.capture.service import Intake as Standing
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.jobs.containers import as_it_is, opened
from bookdesk.jobs.counter import Counter
from bookdesk.jobs.events import Counts, Done, LeftOut, Problem, Progressed, Taken
from bookdesk.jobs.files import Container, Dropped, Found, Piece, Skipped, pieces_of, root_name
from bookdesk.jobs.round import Round
from bookdesk.jobs.runner import Defect, Runner, Stopped, attempt
from bookdesk.jobs.statements import BankStatement, require_document
from bookdesk.models.document import DocumentState

_CANCELLED = "It was not taken, because the intake was stopped. Drop it again when you want it."


class Sealing:
    """Takes one drop in: each file is a piece of work of its own, so that other changes of the client get between."""

    def __init__(
        self, counter: Counter, runner: Runner, round_: Round, guard: threading.Lock, ended: Callable[[Round], None]
    ) -> None:
        """Count in `round_` under `guard`; `ended` is called when the last file has its number or its reason."""
        self._counter, self._runner, self._round, self._guard = counter, runner, round_, guard
        self._ended = ended
        self.came: Came | None = None
        """How it came, unless somebody handed it in as files."""
        self._refusal: str | None = None
        self._pieces: Iterator[Piece] = iter(())
        self._counted = False

    def begin(self, dropped: Sequence[Dropped]) -> None:
        """Start; returns at once."""
        self._pieces = _whole(dropped)
        self._go_on(partial(self._unfold, dropped))

    def _go_on(self, work: Callable[[], None]) -> None:
        self._runner.in_order(self._counter.client_id, work, self._broken)

    def _unfold(self, dropped: Sequence[Dropped]) -> None:
        """Walk the folders, so that it is known how many files there are."""
        pieces: list[Piece] = []
        for piece in pieces_of(dropped):
            if isinstance(piece, Skipped):
                self._left_out(piece)
            else:
                pieces.append(piece)
            if self._round.cancelled:
                pieces = [*_whole(dropped)]
                break
        self._count(of=len(pieces))
        self._pieces, self._counted = self._flat(pieces), True
        self._next()

    def _flat(self, pieces: Sequence[Piece]) -> Iterator[Piece]:
        """Yield the files, those within archives and mails when their turn comes."""
        for dropped in pieces:
            piece = dropped if self._reason() is not None else _looked_at(dropped)
            if isinstance(piece, Container) and self._reason() is None:
                self._count(of=-1)
                for inner in _within(piece):
                    self._count(of=1)
                    yield inner
            else:
                yield piece

    def _next(self) -> None:
        """Seal one file and ask for the next turn."""
        piece = next(self._pieces, None)
        if piece is None:
            self._end()
            return
        reason = self._reason()
        if isinstance(piece, Skipped):
            self._left_out(piece)
        elif reason is not None or isinstance(piece, Container):
            self._left_out(Skipped(piece.name, reason or _CANCELLED))
        else:
            self._seal(piece)
        self._go_on(self._next)

    def _seal(self, file: Found) -> None:
        error = attempt(partial(self._take, file))
        if error is None:
            return
        if isinstance(error, BankStatement):
            self._left_out(Skipped(file.name, str(error), statement=file))
            return
        if not isinstance(error, InputError | Defect):  # the disk, the lock or the key: it will meet the others, too
            self._refusal = str(error)
            self._counter.tell(Problem(self._counter.client_id, error))
        self._left_out(Skipped(file.name, str(error)))

    def _take(self, file: Found) -> None:
        content = require_document(file.content())
        with self._counter.service() as service:
            (standing,) = service.capture([Incoming(file.name, content, self.came)])
        self._taken(standing)

    def _taken(self, standing: Standing) -> None:
        client_id, waits = self._counter.client_id, standing.state is DocumentState.RECEIVED
        with self._counter.voice:
            with self._guard:
                counts = self._round.add(sealed=1, read=0 if waits else 1)
                if waits and self._round.cancelled:
                    self._round.left += 1
                elif waits:
                    self._round.wait(standing.document_id, standing.number)
            self._counter.tell(Taken(client_id, standing))
            if not waits:
                self._counter.tell(Done(client_id, standing))
            self._counter.tell(Progressed(client_id, counts))

    def _left_out(self, skipped: Skipped) -> None:
        """Tell what is not taken; once the files were counted, it was among those to take."""
        with self._counter.voice:
            counts = self._count(of=-1 if self._counted else 0, skipped=1)
            client_id = self._counter.client_id
            path = skipped.statement.path if skipped.statement is not None else None
            told = LeftOut(client_id, skipped.name, skipped.reason, skipped.statement is not None, path)
            self._counter.tell(told, Progressed(client_id, counts))

    def _count(self, *, of: int, skipped: int = 0) -> Counts:
        with self._guard:
            return self._round.add(of=of, skipped=skipped)

    def _reason(self) -> str | None:
        """Return why nothing more is taken."""
        return _CANCELLED if self._round.cancelled else self._refusal

    def _broken(self, error: BookDeskError) -> None:
        """Tell the rest of the drop as not taken: the program is being closed, or a folder or archive broke us."""
        if isinstance(error, Stopped):
            self._refusal = _CANCELLED
        else:
            self._refusal = str(error)
            self._counter.tell(Problem(self._counter.client_id, error))
        for piece in self._pieces:
            self._left_out(piece if isinstance(piece, Skipped) else Skipped(piece.name, self._refusal))
        self._end()

    def _end(self) -> None:
        with self._guard:
            self._round.drops -= 1
        self._ended(self._round)


def _whole(dropped: Sequence[Dropped]) -> Iterator[Piece]:
    """Yield what was dropped as it is, to be told where it comes to no more than that."""
    return (Container(root_name(one), "", one) for one in dropped)


def _looked_at(piece: Piece) -> Piece:
    """Return a piece as its first bytes say; one that breaks us there is told."""
    seen = list[Piece]()
    error = attempt(lambda: seen.append(as_it_is(piece)))
    return seen[0] if error is None else Skipped(piece.name, str(error))


def _within(container: Container) -> Iterator[Found | Skipped]:
    """Yield what is in an archive or mail; one that breaks us is left out from there on, and the next is opened."""
    inside, taken = opened(container), list[Found | Skipped | None]()
    while True:
        error = attempt(lambda: taken.append(next(inside, None)))
        if error is not None:
            yield Skipped(container.name, str(error))
            return
        piece = taken.pop()
        if piece is None:
            return
        yield piece
