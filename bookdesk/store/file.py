"""An opened database file of either kind: its two engines, queries and changes. `Books` is one client's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import replace
from enum import StrEnum
from functools import cached_property, partial
from pathlib import Path
from threading import Lock
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Engine, MetaData, event, exc
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError, InUse
from bookdesk.models.history import Actor, Origin
from bookdesk.store.ballast import relieve
from bookdesk.store.change import Change
from bookdesk.store.cipher import Cipher, Connection
from bookdesk.store.engine import make_reader, make_reader_aside, make_writer
from bookdesk.store.errors import NoRoom
from bookdesk.store.gate import Gate
from bookdesk.store.kinds import FileKind
from bookdesk.store.lock import ReadOnlyHome
from bookdesk.store.opening import maintaining
from bookdesk.store.rekeying import rekeyed
from bookdesk.store.sealing import Ground, Intent
from bookdesk.store.signing import Sign, Signatures
from bookdesk.store.writable import writable

T = TypeVar("T")
Heard = list[tuple["StoreFile", Change]]
"""Changes that were begun, in their order, each with its file."""

Guard = Callable[[StrEnum, Origin], None]
"""Asked before a change begins what is to be done, and from where; it refuses by raising."""


def permit_all(action: StrEnum, origin: Origin) -> None:
    """Let everything through: a file that is opened without a user."""
    del action, origin


After = Callable[[StrEnum], None]


def let_go(action: StrEnum) -> None:
    """Do nothing about what was done: a file that is opened without a user."""
    del action


_HEARD: ContextVar[Heard | None] = ContextVar("heard", default=None)


@contextmanager
def hearing() -> Iterator[Heard]:
    """Yield a list of the changes that this thread begins meanwhile, in whatever file; an inner hearing keeps its own.

    Which of them came to anything says `Change.sealed`: services return what they made, not under which seal.
    """
    heard: Heard = []
    token = _HEARD.set(heard)
    try:
        yield heard
    finally:
        _HEARD.reset(token)


class StoreFile:
    """A file that was checked and brought to the present schema by whoever made this (`store/opening.py`)."""

    def __init__(  # noqa: PLR0913 - what a file is opened with
        self, path: Path, key: bytes, kind: FileKind, *, cipher: Cipher, clock: Clock, writes: bool = True
    ) -> None:
        """Remember how to connect; each engine is made when it is first needed."""
        self.path, self.kind = path, kind
        self._key, self._cipher, self._clock, self._writes = key, cipher, clock, writes
        self._making = Lock()
        self._gate = Gate()
        self.commits = 0
        """How often this opening of the file wrote to it, machine tables included: by it a caller knows that he did."""
        self.guard: Guard = permit_all
        """The one door: no service, command, screen or script begins a change without it."""
        self.after: After = let_go
        """Told of each change that was sealed and committed, by its action; it must not fail."""
        self.sign: Sign | None = None
        """Signs each change in the name of who makes it; none where a file is opened without a user."""
        self.signatures: Signatures | None = None
        """Checks who signed what is here already."""

    @property
    def metadata(self) -> MetaData:
        """The tables of this kind of file."""
        return self.kind.metadata

    @cached_property
    def _reader(self) -> Engine | EngineConnection:
        return self._once("_reader", lambda: make_reader(self._cipher, self.path, self._present_key, self._gate))

    @cached_property
    def _aside(self) -> Engine | EngineConnection:
        return self._once("_aside", lambda: make_reader_aside(self._cipher, self.path, self._present_key, self._gate))

    @cached_property
    def _ground(self) -> Ground:
        return self._once("_ground", self._make_ground)

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """Make what several threads may ask for at once: from Python 3.12 on a cached property is made by each."""
        with self._making:
            if name not in self.__dict__:
                self.__dict__[name] = make()
            made: T = self.__dict__[name]
            return made

    def _make_ground(self) -> Ground:
        engine = make_writer(self._cipher, self.path, self._present_key, self._gate)
        event.listen(engine, "commit", self._committing)
        return Ground(engine, self.kind.metadata, self._clock, self.kind.revision)

    def _committing(self, connection: EngineConnection) -> None:
        del connection
        self.commits += 1

    def change(
        self,
        action: StrEnum,
        reason: str,
        *,
        actor: Actor,
        origin: Origin = Origin.PERSON,
        origin_id: str | None = None,
    ) -> Change:
        """Return a unit of work; enter it, work, `commit()`. `InUse` where another BookDesk holds the practice.

        `NotAllowed` where the guard knows that this user may not.
        """
        self._must_write()
        self.guard(action, origin)
        begun = Change(self._ground, Intent(action, reason, actor, origin, origin_id, self.sign))
        begun.failing = partial(relieve, path=self.path)
        begun.afterwards(partial(self.after, action))
        heard = _HEARD.get()
        if heard is not None:
            heard.append((self, begun))
        return begun

    @contextmanager
    def query(self, *, aside: bool = False) -> Iterator[Session]:
        """Yield a read-only session that sees one moment of the file and never waits for the writer.

        What is read once, and may be much, is read `aside`: it pushes none of the pages out that lists are read from.
        """
        engine = self._aside if aside else self._reader
        with _ReadSession(engine, expire_on_commit=False, autoflush=False) as session:
            try:
                yield session
            except NoRoom as failure:  # a disk that is full lets nobody read either who has to make his log's index
                relieve(failure, self.path)
                raise

    @contextmanager
    def upkeep(self) -> Iterator[Session]:
        """Yield a writing session for machine tables only, committed at the end: no change set, so books refuse."""
        self._must_write()
        try:
            with Session(self._ground.engine, expire_on_commit=False) as session, session.begin():
                yield session
        except BookDeskError as failure:
            relieve(failure, self.path)
            raise

    @contextmanager
    def together(self, *, keep: bool) -> Iterator[Self]:
        """Yield this file for changes that are kept all or none; queries in it see what its changes did.

        Each is a change set of its own, in one transaction. Without `keep`, or after an error, nothing of it happened:
        so a sequence of acts can be tried.
        """
        self._must_write()
        with self._writing() as connection, connection.begin() as whole:
            twin = copy(self)
            twin.__dict__ |= {
                "_ground": replace(self._ground, engine=connection),
                "_reader": connection,
                "_aside": connection,
                "after": let_go,  # whether any of it is kept is not known before the end
            }
            with connection.begin_nested():  # sessions then nest in it instead of taking the whole over
                yield twin
            if not keep:
                whole.rollback()

    def _writing(self) -> EngineConnection:
        """Return the one writing connection, to be closed again."""
        engine = self._ground.engine
        if not isinstance(engine, Engine):
            raise RuntimeError("these changes are together already")  # noqa: TRY004 - the order of calls is wrong
        try:
            return engine.connect()
        except exc.TimeoutError as waited:
            raise InUse("Another change to this client is not finished.", "Let it end, then try again.") from waited

    @contextmanager
    def rekeyed(self, key: bytes) -> Iterator[Path]:
        """Yield a checked copy of this file under another key; afterwards this file goes on with the copy.

        Nobody is in the file meanwhile; others wait. Within the block the caller makes `key` the valid one. Where that
        fails, or the swap after it, this opening refuses all further work: the next one knows which file is valid.
        """
        self._must_write()
        copied = False
        with self._gate.shut([cast("QueuePool", engine.pool) for engine in self._engines()]):
            try:
                with rekeyed(self._cipher, self.path, self._key, key) as aside:
                    copied = True
                    yield aside
                self._key = key
            except BaseException:
                if copied:
                    self._gate.break_()
                raise

    @property
    def usable(self) -> bool:
        """Whether this opening may go on: not after a change of its key was interrupted."""
        return not self._gate.broken

    def _present_key(self) -> bytes:
        return self._key

    def maintenance(self) -> AbstractContextManager[Connection]:
        """Return a maintenance connection on this file: for backup, verify and vacuum."""
        return maintaining(self._cipher, self.path, self._key)

    def close(self) -> None:
        """Close all connections."""
        for engine in self._engines():
            engine.dispose()

    def _engines(self) -> list[Engine]:
        """Return those that were made."""
        engines = [self.__dict__.get("_reader"), self.__dict__.get("_aside")]
        engines += [self._ground.engine] if "_ground" in self.__dict__ else []
        return [engine for engine in engines if isinstance(engine, Engine)]

    def _must_write(self) -> None:
        if not self._writes and not writable(self.path.parent):
            raise ReadOnlyHome(
                "This folder cannot be written to: you can read, nothing is kept.",
                "Make it writable, or move the practice to a disk of your own.",
            )
        if not self._writes:
            raise InUse("Another BookDesk holds this practice; here it can only be read.", "Close the other one first.")


class _ReadSession(Session):
    """A session that refuses to write (an overridden method: listening to an event costs more than the query)."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse: what was changed here would be lost."""
        del objects
        raise RuntimeError("a query does not write; use change()")
