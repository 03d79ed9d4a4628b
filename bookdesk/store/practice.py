"""The practice file opened: `practice.db`, and what stands in it, read by the firm's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.dialects.sqlite import insert

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.columns import Json
from bookdesk.models.history import Actor, PracticeChangeSet, PracticeRowChange
from bookdesk.models.practice import (
    Certificate,
    ClientRegistry,
    ClientSummary,
    Device,
    Grant,
    Practice,
    Setting,
    User,
    UserKind,
)
from bookdesk.store.cipher import Cipher, SqlCipher
from bookdesk.store.file import StoreFile
from bookdesk.store.kinds import PRACTICE
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import create_file
from bookdesk.store.places import Places
from bookdesk.store.upgraded import Author

T = TypeVar("T")

OUTDATED = -1
"""The position of a summary whose books went on without it."""


class PracticeFile(StoreFile):
    """The firm's own file. Rows come back detached: they are read, and changed only within `change()`."""

    def __init__(self, path: Path, key: bytes, *, cipher: Cipher, clock: Clock, writes: bool = True) -> None:
        """Open the file's engines."""
        super().__init__(path, key, PRACTICE, cipher=cipher, clock=clock, writes=writes)

    def practice(self) -> Practice:
        """Return the one row about the firm."""
        with self.query() as session:
            return session.scalars(select(Practice)).one()

    def users(self) -> tuple[User, ...]:
        """Return all persons, by name; the recovery key is none."""
        with self.query() as session:
            wanted = select(User).where(User.kind == UserKind.PERSON).order_by(User.folded_name)
            return tuple(session.scalars(wanted))

    def user(self, user_id: str) -> User:
        """Return one holder of keys; `NotFound` if the practice does not know him."""
        with self.query() as session:
            return _found(session.get(User, user_id), "user")

    def user_named(self, folded_name: str) -> User:
        """Return the person with this folded name; `NotFound` otherwise."""
        with self.query() as session:
            wanted = select(User).where(User.folded_name == folded_name, User.kind == UserKind.PERSON)
            return _found(session.scalars(wanted).one_or_none(), "user")

    def recovery(self) -> User:
        """Return the holder that stands for the printed recovery key."""
        with self.query() as session:
            return session.scalars(select(User).where(User.kind == UserKind.RECOVERY)).one()

    def clients(self) -> tuple[ClientRegistry, ...]:
        """Return all client files that were not erased, oldest first."""
        with self.query() as session:
            wanted = select(ClientRegistry).where(ClientRegistry.active).order_by(ClientRegistry.id)
            return tuple(session.scalars(wanted))

    def client(self, client_id: str) -> ClientRegistry | None:
        """Return one client file that was not erased, if there is such."""
        with self.query() as session:
            return session.scalars(
                select(ClientRegistry).where(ClientRegistry.id == client_id, ClientRegistry.active)
            ).one_or_none()

    def grant(self, client_id: str, user_id: str) -> Grant | None:
        """Return a user's grant on one client, if he has one."""
        with self.query() as session:
            wanted = select(Grant).where(Grant.client_id == client_id, Grant.user_id == user_id)
            return session.scalars(wanted).one_or_none()

    def grants_of(self, user_id: str) -> Mapping[str, Grant]:
        """Return a user's grants by client id."""
        with self.query() as session:
            return {row.client_id: row for row in session.scalars(select(Grant).where(Grant.user_id == user_id))}

    def grants_on(self, client_id: str) -> Mapping[str, Grant]:
        """Return a client's grants by user id."""
        with self.query() as session:
            return {row.user_id: row for row in session.scalars(select(Grant).where(Grant.client_id == client_id))}

    def certificates(self) -> tuple[Certificate, ...]:
        """Return everything the root key has vouched for, oldest first."""
        with self.query() as session:
            return tuple(session.scalars(select(Certificate).order_by(Certificate.id)))

    def reached_before(self, certificate_id: str, instant: datetime) -> tuple[datetime, ...]:
        """Return the instants after `instant` that this file's history had seen when a certificate was added, in order.

        There are none, unless the clock was put back for it, or had run ahead before.
        """
        added = (
            select(func.min(PracticeChangeSet.position))
            .join(PracticeRowChange, PracticeRowChange.change_set == PracticeChangeSet.id)
            .where(PracticeRowChange.tbl == Certificate.__tablename__, PracticeRowChange.pk == certificate_id)
        )
        later = (PracticeChangeSet.position < added.scalar_subquery(), PracticeChangeSet.made_at > instant)
        query = select(PracticeChangeSet.made_at).where(*later).distinct().order_by(PracticeChangeSet.made_at)
        with self.query() as session:
            return tuple(session.scalars(query))

    def later_than(self, instant: datetime, within: timedelta) -> tuple[datetime, ...]:
        """Return the newest instant of this file's history after `instant`, and the newest `within` so much of it.

        There are none, unless the clock was put back, or had run ahead before.
        """
        later = PracticeChangeSet.made_at > instant
        newest = select(func.max(PracticeChangeSet.made_at)).where(later)
        near = newest.where(PracticeChangeSet.made_at <= instant + within)
        with self.query() as session:
            return tuple(sorted({one for one in (session.scalar(newest), session.scalar(near)) if one is not None}))

    def devices(self) -> tuple[Device, ...]:
        """Return the installations that may write."""
        with self.query() as session:
            return tuple(session.scalars(select(Device).order_by(Device.id)))

    def summaries(self) -> Mapping[str, ClientSummary]:
        """Return the sealed summaries by client id, those of erased clients included."""
        with self.query() as session:
            return {row.client_id: row for row in session.scalars(select(ClientSummary))}

    def keep_summary(self, client_id: str, position: int, sealed: str) -> None:
        """Replace the summary of a client."""
        made = insert(ClientSummary).values(id=new_id(), client_id=client_id, position=position, sealed_summary=sealed)
        fresh = {"position": made.excluded.position, "sealed_summary": made.excluded.sealed_summary}
        with self.upkeep() as session:
            session.execute(made.on_conflict_do_update(index_elements=["client_id"], set_=fresh))

    def outdate_summary(self, client_id: str) -> None:
        """Note that a client's books went on without its summary: it is shown as stale until it is taken anew."""
        with self.upkeep() as session:
            session.execute(update(ClientSummary).where(ClientSummary.client_id == client_id).values(position=OUTDATED))

    def setting(self, name: str) -> object:
        """Return a decision of the firm; none if it was never made."""
        with self.query() as session:
            return session.scalars(select(Setting.value).where(Setting.name == name)).one_or_none()

    def keep_setting(self, name: str, value: Json, *, actor: Actor) -> None:
        """Make a decision of the firm, in the place of the one before."""
        with self.change(Action.SETTINGS_EDITED, name, actor=actor) as work:
            row = work.session.scalars(select(Setting).where(Setting.name == name)).one_or_none()
            if row is None:
                work.add(Setting(name=name, value=value))
            else:
                row.value = value
            work.commit()


def create_practice_file(places: Places, key: bytes, *, clock: Clock, cipher: Cipher | None = None) -> PracticeFile:
    """Make the firm's file, empty, and open it; `StorageError` if there is one."""
    create_file(cipher or SqlCipher(), places.practice, key, PRACTICE)
    return open_practice_file(places, key, clock=clock, cipher=cipher)


def open_practice_file(  # noqa: PLR0913 - the ports have defaults
    places: Places,
    key: bytes,
    *,
    clock: Clock,
    cipher: Cipher | None = None,
    writes: bool = True,
    author: Author | None = None,
) -> PracticeFile:
    """Open the firm's file, upgrading an older one first (where `writes`, which needs the practice's lock).

    `author` is in whose name an upgrade is recorded.
    """
    path, cipher = places.practice, cipher or SqlCipher()
    make_ready(cipher, path, key, PRACTICE, writes=writes, author=author)
    return PracticeFile(path, key, cipher=cipher, clock=clock, writes=writes)


def _found(row: T | None, what: str) -> T:
    if row is None:
        raise NotFound(f"The practice has no such {what}.", "Choose one from the list.", command="bookdesk user list")
    return row
