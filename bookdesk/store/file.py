"""An opened database file of either kind: its two engines, queries and changes. `Books` is one client's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData
from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock
from bookdesk.core.errors import InUse
from bookdesk.models.history import Actor, Origin
from bookdesk.store.change import Change
from bookdesk.store.cipher import Cipher, Connection
from bookdesk.store.engine import make_reader, make_writer
from bookdesk.store.kinds import FileKind
from bookdesk.store.opening import maintaining
from bookdesk.store.sealing import Ground, Intent


class StoreFile:
    """A file that was checked and brought to the present schema by whoever made this (`store/opening.py`)."""

    def __init__(  # noqa: PLR0913 - what a file is opened with
        self, path: Path, key: bytes, kind: FileKind, *, cipher: Cipher, clock: Clock, writes: bool = True
    ) -> None:
        """Remember how to connect; each engine is made when it is first needed."""
        self.path, self.kind = path, kind
        self._key, self._cipher, self._clock, self._writes = key, cipher, clock, writes

    @property
    def metadata(self) -> MetaData:
        """The tables of this kind of file."""
        return self.kind.metadata

    @cached_property
    def _reader(self) -> Engine:
        return make_reader(self._cipher, self.path, self._key)

    @cached_property
    def _ground(self) -> Ground:
        engine = make_writer(self._cipher, self.path, self._key)
        return Ground(engine, self.kind.metadata, self._clock, self.kind.revision)

    def change(
        self,
        action: StrEnum,
        reason: str,
        *,
        actor: Actor,
        origin: Origin = Origin.PERSON,
        origin_id: str | None = None,
    ) -> Change:
        """Return a unit of work; enter it, work, `commit()`. `InUse` where another BookDesk holds the practice."""
        self._must_write()
        return Change(self._ground, Intent(action, reason, actor, origin, origin_id))

    @contextmanager
    def query(self) -> Iterator[Session]:
        """Yield a read-only session that sees one moment of the file and never waits for the writer."""
        with _ReadSession(self._reader, expire_on_commit=False, autoflush=False) as session:
            yield session

    @contextmanager
    def upkeep(self) -> Iterator[Session]:
        """Yield a writing session for machine tables only, committed at the end: no change set, so books refuse."""
        self._must_write()
        with Session(self._ground.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def maintenance(self) -> AbstractContextManager[Connection]:
        """Return a maintenance connection on this file: for backup, verify and vacuum."""
        return maintaining(self._cipher, self.path, self._key)

    def close(self) -> None:
        """Close all connections."""
        if "_reader" in self.__dict__:
            self._reader.dispose()
        if "_ground" in self.__dict__:
            self._ground.engine.dispose()

    def _must_write(self) -> None:
        if not self._writes:
            raise InUse("Another BookDesk holds this practice; here it can only be read.", "Close the other one first.")


class _ReadSession(Session):
    """A session that refuses to write (an overridden method: listening to an event costs more than the query)."""

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Refuse: what was changed here would be lost."""
        del objects
        raise RuntimeError("a query does not write; use change()")
