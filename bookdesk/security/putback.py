"""A client put back from a backup: written down in both histories, and kept before everybody until money was compared.

A restore takes a client's books back to the day of the backup on purpose: what was released since is a draft again, and
would be paid twice. So both histories say where the client's ended and where it goes on, and no money is released for
it until somebody who releases money has compared the bank with the books, which is an entry of its own.

The entries are told by what they originate from: `restored <id> <day of the backup>`, and `compared <change set>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.security.anchors import Heads, present_heads
from bookdesk.store.desk import Desk

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

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
