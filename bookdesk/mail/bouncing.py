"""What a mailbox told is written down: which message came back from whom, once; and doubts that it settles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from sqlalchemy import select

from bookdesk.core.vocabulary import MailStage
from bookdesk.mail import records
from bookdesk.mail.addresses import address_key
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.outbox import all_recipients
from bookdesk.mail.service import settle_arrived
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_KINDS: Final = {Fate.FAILED: MailEventKind.BOUNCED, Fate.DELAYED: MailEventKind.DELAYED}
_MOST = 100
"""Doubts looked up in one go."""


def take_notices(desk: Desk, notices: Sequence[Notice]) -> int:
    """Write down what concerns this client's mail, each thing once; returns how many were new.

    What came back did leave: a message whose fate was unknown counts as sent then.
    """
    taken = 0
    for notice in notices:
        with desk.books.query() as session:
            query = select(MailMessage).where(MailMessage.message_id == notice.message_id)
            message = session.scalars(query).one_or_none()
        if message is not None:
            taken += _taken(desk, message, notice)
    return taken


def settle_doubts(desk: Desk, was_sent: Callable[[str], bool]) -> int:
    """Look for messages whose fate is unknown among what the server keeps as sent; returns how many were found.

    What is not found stays unknown: few servers keep a copy of everything.
    """
    with desk.books.query() as session:
        query = select(MailMessage).join(MailState, MailState.mail_id == MailMessage.id)
        doubts = session.scalars(query.where(MailState.stage == MailStage.UNKNOWN).limit(_MOST)).all()
    found = [message for message in doubts if was_sent(message.message_id)]
    for message in found:
        with _change(desk, Action.MAIL_SENT, "found among what was sent") as work:
            state = records.state_in(work.session, message.id)
            if state.stage is MailStage.UNKNOWN:
                settle_arrived(desk, work.session, state, "the server keeps a copy among what was sent")
                work.commit()
    return len(found)


def _taken(desk: Desk, message: MailMessage, notice: Notice) -> int:
    recipient = _recipient(message, notice)
    key = f"{notice.fate.value}:{message.id}:{address_key(recipient or '')}"
    with _change(desk, Action.MAIL_BOUNCED, f"{notice.fate.value}: {recipient or 'nobody in particular'}") as work:
        if work.session.scalars(select(MailEvent.id).where(MailEvent.key == key)).first() is not None:
            return 0
        state = records.state_in(work.session, message.id)
        if state.stage is MailStage.UNKNOWN:
            settle_arrived(desk, work.session, state, "a mail server took it over: it reported on it")
        work.add(records.noticed(desk, _KINDS[notice.fate], message.id, recipient, notice.detail, key))
        work.commit()
    return 1


def _recipient(message: MailMessage, notice: Notice) -> str | None:
    """Return whom of ours a report means; it may name the address that ours was forwarded to."""
    recipients = all_recipients(message)
    named = next(
        (one for one in recipients if notice.recipient and address_key(one) == address_key(notice.recipient)), None
    )
    return named or (recipients[0] if len(recipients) == 1 else None)


def _change(desk: Desk, action: Action, reason: str) -> Change:
    return desk.books.change(action, reason, actor=desk.actor, origin=Origin.JOB)
