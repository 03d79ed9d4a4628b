"""The history under everything: change sets, row images, the open change, and the cursors of its consumers.

The same four tables stand in a client file and in the practice file. Triggers fill `row_change` (store/triggers.py);
`store/chain.py` says what is hashed. Each (file, device) has its own chain, ordered by the device's counter.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.models.base import ClientBase, Keeping, PracticeBase
from bookdesk.models.columns import Instant, member, one_of


class Origin(StrEnum):
    """Where a change came from; the provider or job stands in the change set's `origin_id`."""

    PERSON = "person"
    JOB = "job"
    PULL = "pull"
    PORTAL = "portal"
    HUB = "hub"
    UPGRADE = "upgrade"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and on which device."""

    user: UserId
    device: DeviceId


def _sealed_by() -> ForeignKey:
    """A key to `change_set.id`, checked at commit: rows without a seal cannot be committed."""
    return ForeignKey("change_set.id", deferrable=True, initially="DEFERRED")


class _History:
    """STRICT like every table, and of the class that is never imaged itself."""

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: ANN401, N805 - SQLAlchemy's own signature
        """Add constraints by overriding `_extra`: made anew for each of the two files."""
        return (*cls._extra(), {"sqlite_strict": True, "info": {"keeping": Keeping.HISTORY}})

    @classmethod
    def _extra(cls) -> tuple[Any, ...]:
        return ()


class _CurrentChange(_History):
    """One row: the change set that is open in the present transaction, if any."""

    __tablename__ = "current_change"

    @classmethod
    def _extra(cls) -> tuple[Any, ...]:
        return (CheckConstraint("one = 1", name="one_row"),)

    one: Mapped[int] = mapped_column(primary_key=True)
    change_set: Mapped[str | None]
    action: Mapped[str | None]


class _ChangeSet(_History):
    """The seal of one transaction: inserted last, never changed.

    `position` orders sets within the file, (`device`, `device_counter`) across files. `origin_id` is unique, so
    that what came from outside is taken once. `previous` and `hash` are SHA-256 in hex. `signature` is the Ed25519
    signature of the actor (hex, `store/signing.py`); sets of before there were signatures have none.
    """

    __tablename__ = "change_set"

    @classmethod
    def _extra(cls) -> tuple[Any, ...]:
        return (one_of("origin", Origin), Index(None, "device", "device_counter", unique=True))

    position: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    actor: Mapped[str]
    device: Mapped[str]
    device_counter: Mapped[int]
    origin: Mapped[Origin] = member(Origin)
    origin_id: Mapped[str | None] = mapped_column(unique=True)
    action: Mapped[str]
    reason: Mapped[str]
    schema_revision: Mapped[str]
    made_at: Mapped[Instant]
    previous: Mapped[str]
    hash: Mapped[str]
    signature: Mapped[str | None]


class _RowChange(_History):
    """One row before and after, as JSON text of all its columns.

    A purge nulls `before`, `after` and `salt` and leaves `digest` (SHA-256 over salt and body) and `redacted_by`,
    the change set that did it, so that the chain still holds. `tbl` and `pk` stay.
    """

    __tablename__ = "row_change"

    @classmethod
    def _extra(cls) -> tuple[Any, ...]:
        return (Index(None, "tbl", "pk", "seq"), Index(None, "change_set"))

    seq: Mapped[int] = mapped_column(primary_key=True)
    change_set: Mapped[str] = mapped_column(_sealed_by())
    tbl: Mapped[str]
    pk: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    salt: Mapped[str | None]
    digest: Mapped[str | None]
    redacted_by: Mapped[str | None]


class _ConsumerCursor(_History):
    """How far a consumer (outbox, summaries) has read the sealed sets: the last `position` it is done with."""

    __tablename__ = "consumer_cursor"

    consumer: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[int]


class CurrentChange(_CurrentChange, ClientBase):
    """The open change of a client file."""


class ChangeSet(_ChangeSet, ClientBase):
    """The sealed change sets of a client file."""


class RowChange(_RowChange, ClientBase):
    """The row images of a client file."""


class ConsumerCursor(_ConsumerCursor, ClientBase):
    """The consumers of a client file."""


class PracticeCurrentChange(_CurrentChange, PracticeBase):
    """The open change of the practice file."""


class PracticeChangeSet(_ChangeSet, PracticeBase):
    """The sealed change sets of the practice file."""


class PracticeRowChange(_RowChange, PracticeBase):
    """The row images of the practice file."""


class PracticeConsumerCursor(_ConsumerCursor, PracticeBase):
    """The consumers of the practice file."""
