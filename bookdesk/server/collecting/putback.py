"""What a portal that was put back from a backup must not begin yet, and until when.

What was begun after the backup was made is forgotten here: its page may be open, its payment captured. So nothing is
begun before the gateway was read for it (`rereading`); where the gateway cannot be read, not before such a page cannot
live any more. And nothing on an amount that the desk did not tell since: it may have been paid or credited meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bookdesk.server.collecting.attempts import PAGE_LIFE, UNHEARD
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.tables import DocumentRow, MetaRow
from bookdesk.server.views import HoldView

RESTORED: Final = "restored"
"""Under this name stands when the portal was put back."""
BACKED_UP: Final = "restored from"
"""Under this name stands when the backup was made that it was put back from."""
_READ: Final = "read again "
"""With a tenant's id behind it: when its gateway was last read for what was forgotten."""
SETTLED: Final = UNHEARD
"""A request that was under way when the portal was stopped is carried out by then, if ever: what was read earlier may
not be all."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """When the portal was put back, from a backup of when, and when this tenant's gateway was read since."""

    at: datetime
    made: datetime
    read: datetime | None

    @property
    def known(self) -> bool:
        """Whether all that was forgotten is known again."""
        return self.read is not None and self.read >= self.at + SETTLED

    @property
    def until(self) -> datetime:
        """The latest that nothing forgotten can be paid: soon where the gateway answers."""
        return self.at + (PAGE_LIFE if self.read is None else SETTLED)

    def next_read(self) -> datetime:
        """Return the earliest that reading the gateway tells more than is known."""
        return self.at if self.read is None else self.at + SETTLED


def read_mark(tenant: str) -> str:
    """Return under which name it stands when a tenant's gateway was read."""
    return _READ + tenant


def told(restored: str | None, read: str | None, made: str | None = None) -> PutBack | None:
    """Return what the values under these names say."""
    if not restored:
        return None
    return PutBack(moment(restored), moment(made or restored), moment(read) if read else None)


def put_back(session: Session, tenant: str) -> PutBack | None:
    """Return what is known of a portal's being put back, None where it never was."""
    names = (RESTORED, BACKED_UP, read_mark(tenant))
    found = {row.name: row.value for row in session.scalars(select(MetaRow).where(MetaRow.name.in_(names)))}
    return told(found.get(RESTORED), found.get(read_mark(tenant)), found.get(BACKED_UP))


def note_read(session: Session, tenant: str, at: datetime) -> None:
    """Keep that all was taken in that a tenant's gateway, read from `at` on, told of what was forgotten."""
    session.merge(MetaRow(name=read_mark(tenant), value=stamp(at)))


def note_put_back(session: Session, made: datetime, at: datetime) -> None:
    """Keep that a backup of `made` was put back `at`: nobody told anything since."""
    for row in session.scalars(select(MetaRow).where(MetaRow.name.startswith(_READ, autoescape=True))):
        session.delete(row)
    session.merge(MetaRow(name=BACKED_UP, value=stamp(made)))
    session.merge(MetaRow(name=RESTORED, value=stamp(at)))
    session.execute(update(DocumentRow).values(untold=1))


def hold(found: PutBack | None, now: datetime, *, untold: bool) -> HoldView | None:
    """Return why nothing is begun on a document, None where it may be. Pure."""
    if found is None:
        return None
    unread = not found.known and now < found.at + PAGE_LIFE
    if not (unread or untold):
        return None
    until = found.until if now < found.until else found.at + PAGE_LIFE
    return HoldView(unread=unread, untold=untold, until=until if unread else None)


def holds(session: Session, document: DocumentRow, now: datetime) -> HoldView | None:
    """Return why nothing is begun on a document of this database."""
    return hold(put_back(session, document.tenant), now, untold=bool(document.untold))
