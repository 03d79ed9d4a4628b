"""The lists of the outbox, each as one condition, and what a mail still asks of a person.

Something is to be decided of a mail of which nobody knows whether it left, of one that was refused, of one that waits
although what it is about was cancelled, of one that waits with an old sum, and of one that came back, until somebody
says what he did about it. What waits is on no other list than this then; one with an old sum leaves all the same if
nobody decides. An address from which a mail came back counts as shut as long.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal_column, or_, select, true
from sqlalchemy.orm import Session, aliased

from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.addresses import address_key
from bookdesk.mail.standing import sum_changed, will_be_stopped
from bookdesk.models.mail import MailEvent, MailEventKind, MailState


class MailList(StrEnum):
    """The named lists of mails."""

    TO_DECIDE = "to decide"
    WAITING = "waiting"
    SENT = "sent"
    NOT_SENT = "not sent"
    ALL = "all"


IN_DOUBT = (MailStage.UNKNOWN, MailStage.REFUSED)
WAITING = (MailStage.QUEUED, MailStage.SENDING)


def on_list(which: MailList) -> ColumnElement[bool]:
    """Return the condition, over `MailState`, of being on a list."""
    match which:
        case MailList.TO_DECIDE:
            told = MailState.mail_id.in_(select(_told.mail_id).where(_open()))
            return or_(MailState.stage.in_(IN_DOUBT), told, will_be_stopped(), sum_changed())
        case MailList.WAITING:
            return and_(MailState.stage.in_(WAITING), ~will_be_stopped(), ~sum_changed())
        case MailList.SENT:
            return MailState.stage == MailStage.ACCEPTED
        case MailList.NOT_SENT:
            return MailState.stage == MailStage.CANCELLED
        case MailList.ALL:
            return true()


def to_decide(session: Session) -> int:
    """Return of how many mails a person has something to decide."""
    counting = select(func.count()).select_from(MailState).where(on_list(MailList.TO_DECIDE))
    return session.scalar(counting) or 0


def open_words(session: Session, mail_ids: Collection[str]) -> dict[str, list[tuple[str | None, MailEventKind]]]:
    """Return by mail for whom it came back or was refused without a person's word about it since."""
    found: dict[str, list[tuple[str | None, MailEventKind]]] = {mail_id: [] for mail_id in mail_ids}
    query = select(_told.mail_id, _told.recipient, _told.kind).where(_told.mail_id.in_(found), _open()).order_by(_AT)
    for mail_id, recipient, kind in session.execute(query):
        found[mail_id].append((recipient, kind))
    return found


def shut_addresses(session: Session) -> frozenset[str]:
    """Return the keys (`address_key`) of addresses from which a mail came back without a person's word since."""
    query = select(_told.recipient).where(_told.kind == MailEventKind.BOUNCED, _open()).distinct()
    return frozenset(address_key(one) for one in session.scalars(query) if one is not None)


_told = aliased(MailEvent, name="told")
_since = aliased(MailEvent, name="since")
_AT: Any = literal_column("told.rowid")
_SINCE: Any = literal_column("since.rowid")


def _open() -> ColumnElement[bool]:
    """Return the condition, over `told`, that it came back or was refused, and nothing was decided of it since."""
    came_back = and_(_told.kind == MailEventKind.BOUNCED, ~_followed_by(MailEventKind.SETTLED))
    ends = (MailEventKind.SETTLED, MailEventKind.AGAIN, MailEventKind.CANCELLED)
    reached = exists().where(
        _since.mail_id == _told.mail_id,
        _since.kind == MailEventKind.ACCEPTED,
        _since.recipient == _told.recipient,
    )
    refused = and_(_told.kind == MailEventKind.REFUSED, ~_followed_by(*ends), ~reached)
    return or_(came_back, refused)


def _followed_by(*kinds: MailEventKind) -> ColumnElement[bool]:
    return exists().where(_since.mail_id == _told.mail_id, _since.kind.in_(kinds), _SINCE > _AT)
