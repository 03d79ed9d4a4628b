"""The unit of work: one transaction on one file, one actor, one reason, sealed last or rolled back whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import event, exc, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.exc import StaleDataError

from bookdesk.core.changes import SealedChange
from bookdesk.core.errors import InUse, NotFound
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import new_id
from bookdesk.store.errors import StaleRecord
from bookdesk.store.sealing import Ground, Intent, open_change, seal
from bookdesk.store.stale import explain_stale

T = TypeVar("T")
_CHANGE = "change"


class Change:
    """A context manager; leave it without `commit()` and nothing happened.

    Rows that were read or added stay readable afterwards (detached). Its `id` becomes the change set's, and `sealed`
    says whether there is one.
    """

    def __init__(self, ground: Ground, intent: Intent) -> None:
        """Describe the change; the transaction begins on entering."""
        self.id = new_id()
        self.session = _WorkSession(ground.engine, expire_on_commit=False, info={_CHANGE: self})
        self.sealed = False
        self._ground, self._intent = ground, intent
        self._open = False
        self.failing: Callable[[BaseException], None] = _let_fail
        """Hears what ends this change unfinished, before whoever began it does."""
        self._otherwise: list[Callable[[], None]] = []
        self._afterwards: list[Callable[[], None]] = []
        self._touched: dict[str, set[str]] = defaultdict(set)

    def __enter__(self) -> Self:
        """Begin IMMEDIATE and open the change set; `AlreadyTaken` if `origin_id` is known."""
        try:
            self._begin()
        except BaseException as failure:
            self.session.close()
            self.failing(failure)
            raise
        return self

    def _begin(self) -> None:
        try:
            connection = self.session.connection()
        except exc.TimeoutError as waited:
            raise InUse("Another change to this client is not finished.", "Let it end, then try again.") from waited
        open_change(connection, self.id, self._intent)
        self._open = True
        reach("change: begun")

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Roll back unless committed, and take back what was done beside the file.

        After an interrupt nothing is taken back: it may have come just after the commit, and a file that no row
        knows does no harm.
        """
        self._open = False
        self.session.close()
        if failure is not None:
            self.failing(failure)
        while self._otherwise and (kind is None or issubclass(kind, Exception)):
            self._otherwise.pop()()

    def get(self, model: type[T], id: str, *, version: int | None = None) -> T:  # noqa: A002 - the column's name
        """Return the row; `NotFound`, or `StaleRecord` (a `Conflict`) if it left the `version` that was read."""
        row = self.session.get(model, id)
        if row is None:
            raise NotFound(f"There is no {_words(model)} with this id.", "Refresh the list: it may have been deleted.")
        if version is not None and row.version != version:  # type: ignore[attr-defined] # only books rows are versioned
            raise explain_stale(self.session, row, version)
        return row

    def add(self, *rows: object) -> None:
        """Add new rows."""
        self.session.add_all(rows)

    def delete(self, row: object) -> None:
        """Delete a row; its children are deleted by the caller, since nothing cascades."""
        self.session.delete(row)

    def otherwise(self, take_back: Callable[[], None]) -> None:
        """Call `take_back` unless this change is committed: what was written beside the file is removed again."""
        self._otherwise.append(take_back)

    def afterwards(self, then: Callable[[], None]) -> None:
        """Call `then` once this change is sealed and committed; it must not fail, since what was done is done."""
        self._afterwards.append(then)

    def commit(self) -> SealedChange:
        """Seal and commit.

        Where nothing kept in history changed, and no `origin_id` is to be remembered, no seal is written.
        """
        if not self._open:
            raise RuntimeError("a change is committed once, inside its block")
        self._flush()
        self._open = False
        reach("change: before seal")
        rows = seal(self.session.connection(), self.id, self._intent, self._ground)
        reach("change: sealed")
        self.session.commit()
        self._otherwise.clear()  # at once: from here on nothing may take back what the rows refer to
        reach("change: committed")
        self.sealed = rows is not None
        for table, row_id in rows or ():
            self._touched[table].add(row_id)
        touched = {table: frozenset(ids) for table, ids in self._touched.items()}
        if self.sealed:
            for then in self._afterwards:
                then()
        return SealedChange(self.id, self._intent.action.value, self._intent.origin.value, rows is not None, touched)

    def _flush(self) -> None:
        try:
            self.session.flush()
        except StaleDataError as stale:
            raise StaleRecord("Somebody changed this in between.", "Read it again, then repeat the change.") from stale

    def before_flush(self, session: Session) -> None:
        """Refuse rows after the seal and rows of another file."""
        if not self._open:
            raise RuntimeError("this change is closed")
        for row in (*session.new, *session.dirty, *session.deleted):
            if inspect(type(row)).local_table.metadata is not self._ground.metadata:
                raise RuntimeError(f"{type(row).__name__} belongs to another file: no transaction spans two")

    def after_flush(self, session: Session) -> None:
        """Note what was touched, machine tables included."""
        for row in (*session.new, *session.dirty, *session.deleted):
            self._touched[inspect(type(row)).local_table.name].add(_identity(row))


def _let_fail(failure: BaseException) -> None:
    del failure


class _WorkSession(Session):
    """The session of a change; listened to as a class, since listening to each one would cost more than the work."""


def _before_flush(session: Session, _context: UOWTransaction, _instances: object) -> None:
    session.info[_CHANGE].before_flush(session)


def _after_flush(session: Session, _context: UOWTransaction) -> None:
    session.info[_CHANGE].after_flush(session)


event.listen(_WorkSession, "before_flush", _before_flush)
event.listen(_WorkSession, "after_flush", _after_flush)


def _identity(row: Any) -> str:  # noqa: ANN401 - any mapped object
    key = inspect(type(row)).primary_key_from_instance(row)
    return str(key[0])


def _words(model: type[object]) -> str:
    return str(inspect(model).local_table.name).replace("_", " ")
