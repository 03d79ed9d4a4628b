"""What customers were reminded of before, and what still waits in the outbox.

A step counts as sent from the moment its mail was written, on the day it really left if that was later. A mail that was
taken out of the outbox because it was no longer wanted counts as never written: its steps may come again, under the
next version. One that a person took out stays passed over.

The stored version of an invoice is its instalment's place times `BAND`, plus one, plus how often it was withdrawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail.verdicts import withdrawn_key
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.models.reminder import ReminderSent
from bookdesk.receivables.dunningfacts import Key, Sent
from bookdesk.receivables.sending_hours import zone_of

BAND: Final = 1000
"""Versions of one instalment: far more than a mail is ever withdrawn."""
_FEW: Final = 500
"""Ids that a query is narrowed by."""
_IN_FLIGHT = frozenset({MailStage.QUEUED, MailStage.SENDING, MailStage.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Reminded:
    """What was sent; `in_flight` are the stages of reminders that have not left for certain, by customer.

    `waiting` are the steps that such a reminder stands for.
    """

    sent: tuple[Sent, ...]
    in_flight: Mapping[str, MailStage]
    withdrawn: Mapping[tuple[str, int], int]
    waiting: frozenset[Key] = frozenset()

    def version(self, invoice_id: str, position: int = 0) -> int:
        """Return under which version the steps of an invoice (or one of its instalments) are recorded now."""
        return self.withdrawn.get((invoice_id, position), position * BAND) + 1


_contact_id = func.coalesce(MailMessage.contact_id, "")


def read_reminded(
    session: Session, invoice_ids: Sequence[str], zones: Mapping[str, str], without: str | None = None
) -> Reminded:
    """Return what was sent for these invoices or to these customers (ids, with the zone of each).

    The mail with the id `without` counts as not written.
    """
    rows = [row for row in _rows(session, invoice_ids, list(zones)) if row.mail_id is None or row.mail_id != without]
    mails = {row.mail_id for row in rows if row.mail_id}
    gone, left_on = _withdrawn(session, mails), _accepted(session, mails, zones)
    withdrawn: dict[tuple[str, int], int] = {}
    for row in rows:
        if row.mail_id in gone:
            band = (row.invoice_id, row.invoice_version // BAND)
            withdrawn[band] = max(row.invoice_version, withdrawn.get(band, 0))
    in_flight, waits = _in_flight(session, list(zones), without)
    found = Reminded((), in_flight, withdrawn)
    kept = [row for row in rows if row.mail_id not in gone]
    keys = [Key(row.invoice_id, found.version(row.invoice_id, row.invoice_version // BAND), row.step) for row in kept]
    sent = tuple(
        Sent(row.contact_id, max(row.day, left_on.get(row.mail_id or "", row.day)), key, row.escalated)
        for row, key in zip(kept, keys, strict=True)
    )
    waiting = frozenset(key for row, key in zip(kept, keys, strict=True) if row.mail_id in waits)
    return Reminded(sent, in_flight, withdrawn, waiting)


def attempts(session: Session, key: str) -> int:
    """Return how many mails were written under a key or a later attempt at it."""
    query = select(MailMessage.id).where(or_(MailMessage.key == key, MailMessage.key.startswith(f"{key}:")))
    return len(session.scalars(query).all())


def all_withdrawn(session: Session, key: str) -> bool:
    """Return whether every mail under a key was withdrawn, none sent and none taken out by a person."""
    query = select(MailMessage.id).where(or_(MailMessage.key == key, MailMessage.key.startswith(f"{key}:")))
    ids = set(session.scalars(query))
    return ids == _withdrawn(session, ids)


def among(
    column: InstrumentedAttribute[str] | InstrumentedAttribute[str | None], ids: Collection[str]
) -> ColumnElement[bool]:
    """Return the condition of being one of a few ids; of many everything is read, and the caller picks his own."""
    return column.in_(list(ids)) if len(ids) <= _FEW else true()


def _rows(session: Session, invoice_ids: Sequence[str], contact_ids: Sequence[str]) -> Sequence[ReminderSent]:
    """Return rows by invoice and by customer: an invoice keeps its steps where its customer was merged."""
    wanted, his = set(invoice_ids), set(contact_ids)
    query = select(ReminderSent).order_by(ReminderSent.day, ReminderSent.id)
    if len(wanted) + len(his) <= _FEW:
        query = query.where(or_(ReminderSent.invoice_id.in_(wanted), ReminderSent.contact_id.in_(his)))
    return [row for row in session.scalars(query) if row.invoice_id in wanted or row.contact_id in his]


def _withdrawn(session: Session, mails: set[str]) -> set[str]:
    """Return those of the mails that a verdict took out of the outbox before anybody had got them."""
    keys = {withdrawn_key(mail_id): mail_id for mail_id in mails}
    query = select(MailEvent.key).where(MailEvent.kind == MailEventKind.CANCELLED, among(MailEvent.key, keys))
    gone = {keys[key] for key in session.scalars(query) if key in keys}
    left = select(MailEvent.mail_id).where(MailEvent.kind == MailEventKind.ACCEPTED, among(MailEvent.mail_id, gone))
    return gone - set(session.scalars(left))


def _accepted(session: Session, mails: set[str], zones: Mapping[str, str]) -> dict[str, date]:
    """Return on which day of its recipient a mail left, where it did."""
    query = (
        select(MailEvent.mail_id, MailEvent.at, _contact_id)
        .join(MailMessage, MailMessage.id == MailEvent.mail_id)
        .where(MailEvent.kind == MailEventKind.ACCEPTED, MailMessage.kind == MailKind.REMINDER)
    )
    found: dict[str, date] = {}
    for mail_id, at, contact_id in session.execute(query.where(among(MailEvent.mail_id, mails))):
        if mail_id in mails and contact_id in zones:
            day = at.astimezone(zone_of(zones[contact_id])).date()
            found[mail_id] = max(day, found.get(mail_id, day))
    return found


def _in_flight(
    session: Session, contact_ids: Sequence[str], without: str | None
) -> tuple[dict[str, MailStage], set[str]]:
    """Return the stages of reminders that have not left for certain, by customer, and the ids of those mails."""
    query = (
        select(_contact_id, MailState.stage, MailMessage.id)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .where(
            MailMessage.kind == MailKind.REMINDER, MailState.stage.in_(_IN_FLIGHT), MailMessage.id != (without or "")
        )
    )
    found = [(contact_id, stage, mail_id) for contact_id, stage, mail_id in session.execute(query)]
    his = set(contact_ids)
    stages = {contact_id: stage for contact_id, stage, _ in found if contact_id in his}
    return stages, {mail_id for _, _, mail_id in found}
