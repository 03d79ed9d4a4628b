"""Rows of the outbox as slips, and back, and what the facts say of each recipient; stages change here alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.mail.addresses import address_key
from bookdesk.mail.outbox import all_recipients
from bookdesk.mail.stages import Event, Slip, step
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.store.desk import Desk
from bookdesk.store.listing import rowid

_ORDER: Final = rowid("mail_event")
_PUT_BACK = "SELECT max(position) FROM change_set WHERE origin_id >= 'restored ' AND origin_id < 'restored!'"
_TOUCHED = (
    "SELECT max(cs.position) FROM row_change AS rc JOIN change_set AS cs ON cs.id = rc.change_set"
    " WHERE (rc.tbl = 'mail_message' AND rc.pk = ?) OR (rc.tbl = 'mail_event' AND rc.pk IN"
    " (SELECT id FROM mail_event WHERE mail_id = ? AND kind = 'again'))"
)
_SAID_BY = (
    "SELECT rc.pk, cs.actor FROM row_change AS rc JOIN change_set AS cs ON cs.id = rc.change_set"
    " WHERE cs.origin = 'person' AND rc.tbl = 'mail_event' AND rc.pk IN"
)


def slip_of(state: MailState) -> Slip:
    """Return how far a message is."""
    return Slip(state.stage, state.tries, state.next_at, state.sending_since, state.offline, state.held)


def move(state: MailState, event: Event, problem: str | None = None) -> Slip:
    """Let an event happen to a message; `problem` says why it waits or did not leave, in a sentence."""
    slip = step(slip_of(state), event)
    state.stage, state.tries, state.next_at = slip.stage, slip.tries, slip.next_at
    state.sending_since, state.offline, state.held = slip.sending_since, slip.offline, slip.held
    state.problem = problem
    return slip


def state_in(session: Session, mail_id: str) -> MailState:
    """Return the state of a message; `NotFound`."""
    found = session.scalars(select(MailState).where(MailState.mail_id == mail_id)).one_or_none()
    if found is None:
        raise NotFound("There is no such mail.", "Choose one from the list.", command="bookdesk mail outbox")
    return found


def message_in(session: Session, mail_id: str) -> MailMessage:
    """Return a message; `NotFound`."""
    found = session.get(MailMessage, mail_id)
    if found is None:
        raise NotFound("There is no such mail.", "Choose one from the list.", command="bookdesk mail outbox")
    return found


def events_in(session: Session, mail_ids: Sequence[str]) -> dict[str, list[MailEvent]]:
    """Return what is known of messages, by the message's id, in the order it was learned."""
    found: dict[str, list[MailEvent]] = {mail_id: [] for mail_id in mail_ids}
    for event in session.scalars(select(MailEvent).where(MailEvent.mail_id.in_(mail_ids)).order_by(_ORDER)):
        found[event.mail_id].append(event)
    return found


def still_to_reach(message: MailMessage, events: Iterable[MailEvent]) -> tuple[str, ...]:
    """Return who neither has the message nor was refused since a person last had it sent, in its own order."""
    has: set[str] = set()
    refused: set[str] = set()
    for event in events:
        key = address_key(event.recipient or "")
        if event.kind is MailEventKind.ACCEPTED:
            has.add(key)
        elif event.kind is MailEventKind.REFUSED:
            refused.add(key)
        elif event.kind is MailEventKind.AGAIN:
            refused.clear()
    return tuple(one for one in all_recipients(message) if address_key(one) not in has | refused)


def under_way(message: MailMessage, events: Sequence[MailEvent], tries: int) -> tuple[str, ...]:
    """Return to whom a message whose fate is unknown may have gone: not those whom the server put off before."""
    put_off = {event.key for event in events}
    return tuple(
        one
        for one in still_to_reach(message, events)
        if _key(MailEventKind.DELAYED, message.id, one, tries) not in put_off
    )


def anybody_has_it(events: Iterable[MailEvent]) -> bool:
    """Return whether a message was accepted for somebody."""
    return any(event.kind is MailEventKind.ACCEPTED for event in events)


def accepted(desk: Desk, mail_id: str, recipient: str, detail: str) -> MailEvent:
    """Return the fact that a message was taken over for a recipient; there is one at most for each."""
    return _event(
        desk, MailEventKind.ACCEPTED, mail_id, recipient, detail, f"accepted:{mail_id}:{address_key(recipient)}"
    )


def refused(desk: Desk, mail_id: str, recipient: str, detail: str, tries: int) -> MailEvent:
    """Return the fact that a server refused a recipient."""
    key = _key(MailEventKind.REFUSED, mail_id, recipient, tries)
    return _event(desk, MailEventKind.REFUSED, mail_id, recipient, detail, key)


def put_off(desk: Desk, mail_id: str, recipient: str, detail: str, tries: int) -> MailEvent:
    """Return the fact that a server put a recipient off while it took others."""
    key = _key(MailEventKind.DELAYED, mail_id, recipient, tries)
    return _event(desk, MailEventKind.DELAYED, mail_id, recipient, detail, key)


def other_event(desk: Desk, kind: MailEventKind, mail_id: str, key: str, detail: str) -> MailEvent:
    """Return a fact about a message as a whole."""
    return _event(desk, kind, mail_id, None, detail, key)


def noticed(  # noqa: PLR0913, PLR0917 - a fact has as many parts
    desk: Desk, kind: MailEventKind, mail_id: str, recipient: str | None, detail: str, key: str
) -> MailEvent:
    """Return a fact that a mailbox told of."""
    return _event(desk, kind, mail_id, recipient, detail, key)


def doubtful(session: Session, mail_ids: Iterable[str]) -> frozenset[str]:
    """Return which messages that wait were written before the books were last put back to an earlier day.

    They may have left since that day, which these books have forgotten. Who was had sent again since is not among them.
    """
    connection = session.connection()
    last = connection.exec_driver_sql(_PUT_BACK).scalar()
    if last is None:
        return frozenset()
    touched = {one: connection.exec_driver_sql(_TOUCHED, (one, one)).scalar() for one in mail_ids}
    return frozenset(one for one, position in touched.items() if position is None or position < last)


def said_by(session: Session, event_ids: Sequence[str]) -> dict[str, str]:
    """Return whose word each fact is, by its id; what a server or a mailbox told is nobody's."""
    if not event_ids:
        return {}
    marks = ", ".join("?" for _ in event_ids)
    rows = session.connection().exec_driver_sql(f"{_SAID_BY} ({marks})", tuple(event_ids))
    return {str(pk): str(actor) for pk, actor in rows}


def _key(kind: MailEventKind, mail_id: str, recipient: str, tries: int) -> str:
    return f"{kind.value}:{mail_id}:{tries}:{address_key(recipient)}"


def _event(desk: Desk, kind: MailEventKind, mail_id: str, *said: str | None) -> MailEvent:
    recipient, detail, key = said
    return MailEvent(mail_id=mail_id, kind=kind, key=key, at=desk.clock.now(), recipient=recipient, detail=detail)
