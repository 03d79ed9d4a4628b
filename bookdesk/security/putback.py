"""A client put back from a backup: written down in both histories, and kept before everybody until money was compared.

A restore takes a client's books back to the day of the backup on purpose: what was released since is a draft again, and
would be paid twice. So both histories say where the client's ended and where it goes on, and no money is released for
it until somebody who releases money has compared the bank with the books, which is an entry of its own.

The entries are told by what they originate from: `restored <id> <day of the backup>`, and `compared <change set>`.

A whole practice is brought back with nobody at its desk. So a mark stays beside it, and whoever opens it next for work
writes the same entry into each client that he has the key of:

    <home>/practice.restored    JSON {"made_at": instant of the backup, "clients": [ids still without an entry]}
"""

from __future__ import annotations

import json
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from bookdesk.core.errors import Locked, RuleBroken, StorageError
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.security.anchors import Heads, present_heads
from bookdesk.store.desk import Desk
from bookdesk.store.errors import translating
from bookdesk.store.files import write_whole
from bookdesk.store.manifest import Manifest
from bookdesk.store.places import Places

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

SINCE_THEN: Final = (
    "Money released and people removed since then are not in it: compare each client with the bank before its first"
    " payment, and remove again who was removed since, for he is back."
)
"""What has to be said after a whole practice was brought back."""

_RESTORED: Final = "restored "
_COMPARED: Final = "compared "
_WAITING: Final = (
    "SELECT id, made_at, origin_id FROM change_set AS mine WHERE origin_id >= ? AND origin_id < ? AND NOT EXISTS"
    " (SELECT 1 FROM change_set WHERE origin_id = ? || mine.id) ORDER BY position"
)


@dataclass(frozen=True, slots=True)
class PutBack:
    """A client's books were put back `at` an instant to the `state` of another, and not compared with the bank since.

    `id` is the entry in its history.
    """

    id: str
    at: datetime
    state: datetime

    @property
    def words(self) -> str:
        """What has to be known of it, in a sentence."""
        return (
            f"This client was put back on {self.at.date().isoformat()} to the state of {self.state:%Y-%m-%d %H:%M} UTC;"
            " money released since then may not be in it: compare with the bank."
        )


def note_put_back(practice: OpenPractice, client_id: ClientId, made_at: str) -> None:
    """Write down that a client's folder was put back to the state of an instant (ISO 8601), and go on from there.

    The client's own entry comes first, and what the key file remembers is let go last: cut short in between, the client
    does not open, and is put back once more.
    """
    old, stamp = practice.anchors().get(client_id, ()), f"{_RESTORED}{new_id()} {made_at}"
    with practice.examining(client_id) as books:
        words = (
            f"put back to the state of {datetime.fromisoformat(made_at):%Y-%m-%d %H:%M} UTC;"
            f" its history ended at {_told(old)}, and goes on from {_told(present_heads(books))}"
        )
        with books.change(Action.CLIENT_RESTORED, words, actor=practice.actor, origin_id=stamp) as work:
            work.commit()
    about = f"client {client_id} {words}"
    with practice.file.change(Action.CLIENT_RESTORED, about, actor=practice.actor, origin_id=stamp) as work:
        work.commit()
    practice.forget_anchors(client_id)
    with practice.using_client(client_id):
        practice.file.outdate_summary(client_id)


def mark_restored(places: Places, manifest: Manifest) -> None:
    """Leave the mark that a whole practice was brought back."""
    _keep_mark(places, manifest.made_at, manifest.clients)


def note_restored(practice: OpenPractice) -> None:
    """Write down in each client that the whole practice was brought back; of clients without a key the next one does.

    A client that does not open keeps its mark, and nobody from opening the others.
    """
    mark = _mark(practice.places)
    if not mark.exists():
        return
    with translating():
        kept = json.loads(mark.read_bytes())
    left, made_at = set(kept["clients"]), str(kept["made_at"])
    for entry in practice.clients():
        if entry.client_id in left:
            with suppress(StorageError, Locked):
                _note(practice, entry.client_id, made_at)
                left.remove(entry.client_id)
    _keep_mark(practice.places, made_at, left)


def _note(practice: OpenPractice, client_id: ClientId, made_at: str) -> None:
    stamp = f"{_RESTORED}{new_id()} {made_at}"
    words = (
        f"brought back with the whole practice, to the state of {datetime.fromisoformat(made_at):%Y-%m-%d %H:%M} UTC"
    )
    with practice.examining(client_id) as books:
        change = books.change(Action.CLIENT_RESTORED, words, actor=practice.actor, origin=Origin.JOB, origin_id=stamp)
        with change as work:
            work.commit()


def _keep_mark(places: Places, made_at: str, clients: Collection[str]) -> None:
    with translating():
        if clients:
            write_whole(_mark(places), json.dumps({"made_at": made_at, "clients": sorted(clients)}).encode())
        else:
            _mark(places).unlink(missing_ok=True)


def _mark(places: Places) -> Path:
    return places.practice.with_suffix(".restored")


def put_back(session: Session) -> tuple[PutBack, ...]:
    """Return when a client's books were put back and not compared with the bank since, oldest first."""
    found = session.connection().exec_driver_sql(_WAITING, (_RESTORED, f"{_RESTORED[:-1]}!", _COMPARED))
    return tuple(
        PutBack(row.id, datetime.fromisoformat(row.made_at), datetime.fromisoformat(row.origin_id.split()[-1]))
        for row in found
    )


def require_compared(session: Session) -> None:
    """Return quietly, or raise `RuleBroken` where money released since the backup may be missing in the books."""
    for one in put_back(session):
        raise RuleBroken(one.words, "Compare bank and books, then say that you did.", command="bookdesk pay compared")


def note_compared(desk: Desk) -> int:
    """Write down that the person at the desk compared bank and books; returns for how many times of putting back."""
    with desk.books.query() as session:
        waiting = put_back(session)
    for one in waiting:
        words = f"bank and books compared, of the state of {one.state:%Y-%m-%d %H:%M} UTC"
        stamp = f"{_COMPARED}{one.id}"
        with desk.books.change(Action.BANK_COMPARED, words, actor=desk.actor, origin_id=stamp) as work:
            work.commit()
    return len(waiting)


def _told(heads: Heads) -> str:
    return ", ".join(sorted(head.short for head in heads)) or "no anchor"
