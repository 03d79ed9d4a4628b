"""What the gateway told, taken in: the one path for webhook, return page, poll and last look alike.

An attempt is found by our reference, its document locked, its state folded by rank. A payment is kept once by its name.
What changed becomes events, and commands that waited for the end are answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import Charged, Fact, MandateFact, Move, MoveKind, PaymentFact, Session
from bookdesk.protocol.events import AttemptState, CommandOutcome, Event, MethodRemoved, Outcome, SessionChanged
from bookdesk.server.collecting.attempts import AUTO, PAGE, PAGE_LIFE, UNHEARD, live, locked_document
from bookdesk.server.collecting.autofailures import auto_told
from bookdesk.server.collecting.consents import end_method, keep_method
from bookdesk.server.collecting.machine import TOLD, heard
from bookdesk.server.collecting.putback import put_back
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import AttemptRow, MethodRow, PaymentRow, WaitingRow
from bookdesk.server.storage.tables import DocumentRow, TenantRow
from bookdesk.server.telling import tell

POLL_OPEN: Final = timedelta(minutes=15)
"""How often an open page is looked at where no message came."""
POLL_PROCESSING: Final = timedelta(hours=6)
"""The same for a bank debit, which takes days."""
SEARCH: Final = timedelta(seconds=30)
"""How soon an attempt is looked for whose making had no answer."""
AFTER_EXPIRY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What the gateway said of one attempt, however it came."""

    state: AttemptState
    amount: Money | None = None
    session: str | None = None
    payment: str | None = None
    url: str | None = None
    expires: datetime | None = None
    why: str | None = None
    retry: bool = False
    method: PayMethod | None = None
    saved: str | None = None
    customer: str | None = None
    mandate: str | None = None
    unattended: bool = False
    at: datetime | None = None


def of_session(session: Session) -> Told:
    """Return what a session says."""
    return Told(
        TOLD[session.state],
        session.amount,
        session.id,
        session.payment_id,
        session.url,
        session.expires_at,
        session.why,
        saved=session.method_id,
        customer=session.customer,
        mandate=session.mandate_id,
    )


def of_charge(charged: Charged) -> Told:
    """Return what a charge of a kept method says."""
    return Told(TOLD[charged.state], payment=charged.payment_id, why=charged.why, retry=charged.retry)


class Outcomes:
    """Takes in what gateways told."""

    def __init__(self, heart: Heart) -> None:
        """Work with these parts."""
        self._heart = heart

    def attempt(self, tenant: str, attempt: str, told: Told) -> AttemptState:
        """Take in what was told of an attempt; returns its state now."""
        with self._heart.store.writing() as session:
            row = session.get_one(AttemptRow, (tenant, attempt))
            events = self._record(session, row, told)
            tell(session, tenant, events, self._heart.now())
            return AttemptState(row.state)

    def unknown(self, tenant: str, attempt: str) -> None:
        """Keep that nobody knows what became of an attempt that was just begun; it is looked for soon."""
        now = self._heart.now()
        with self._heart.store.writing() as session:
            row = session.get_one(AttemptRow, (tenant, attempt))
            document = locked_document(session, tenant, row.document)
            session.refresh(row)
            if row.state != AttemptState.CREATED:  # the gateway's message was faster
                return
            row.state, row.changed, row.look = AttemptState.UNKNOWN, stamp(now), stamp(now + SEARCH)
            if document is not None:
                document.revision += 1
            tell(session, tenant, [_changed(row, now)], now)

    def facts(self, tenant: str, facts: Sequence[Fact]) -> None:
        """Take in facts of any kind; those of attempts that are not ours, and kinds that concern the desk, pass."""
        with self._heart.store.writing() as session:
            events: list[Event] = []
            for fact in facts:
                events += self._fact(session, tenant, fact)
            tell(session, tenant, events, self._heart.now())

    def _fact(self, session: Database, tenant: str, fact: Fact) -> list[Event]:
        if isinstance(fact, MandateFact):
            return self._mandate(session, tenant, fact)
        if isinstance(fact, Move) and fact.kind is MoveKind.PAYMENT_RETURNED:
            return self._returned(session, tenant, fact)
        told = _told(fact)
        reference = fact.reference if isinstance(fact, Session | Move | PaymentFact) else None
        if told is None or reference is None:
            return []
        query = select(AttemptRow).where(AttemptRow.tenant == tenant, AttemptRow.reference == reference)
        row = session.scalars(query).one_or_none()
        if row is None:
            row = self._found_anew(session, tenant, reference, told)
        if row is None or (isinstance(fact, PaymentFact) and not _counts(row, told)):
            return []
        return self._record(session, row, told)

    def _found_anew(self, session: Database, tenant: str, reference: str, told: Told) -> AttemptRow | None:
        """Keep an attempt of ours that we forgot, since we were put back to an earlier day; None for anybody else's.

        It holds its document's lease unless another has it by now. A page that ended unpaid is not missed.
        """
        if put_back(session, tenant) is None or (_is_unpaid(told) and not told.unattended):
            return None
        attempt, _, document = reference.partition(".")  # as `gateways.references` spells it
        row = locked_document(session, tenant, document) if document else None
        if row is None or not told.amount or session.get(AttemptRow, (tenant, attempt)) is not None:
            return None
        holds = None if told.state.final or live(session, tenant, document) is not None else 1
        now = self._heart.now()
        begun = told.at or min(now, told.expires - PAGE_LIFE if told.expires else now)
        named = {"tenant": tenant, "id": attempt, "document": document, "reference": reference, "contact": ""}
        money = {"amount": told.amount.minor, "currency": told.amount.currency}
        kind = AUTO if told.unattended else PAGE
        kept = {"kind": kind, "state": AttemptState.UNKNOWN, "wish": "", "live": holds, "session": told.session}
        times = {"begun": stamp(begun), "changed": stamp(now), "look": stamp(now)}
        found = AttemptRow(**named, **money, **kept, **times, closing=0, tries=0)
        session.add(found)
        session.flush()
        return found

    def _record(self, session: Database, row: AttemptRow, told: Told) -> list[Event]:
        now = self._heart.now()
        document = locked_document(session, row.tenant, row.document)
        session.refresh(row)
        row.session, row.payment = told.session or row.session, told.payment or row.payment
        row.why, row.retry = told.why or row.why, int(told.retry)
        row.method = told.method or row.method
        before, after = AttemptState(row.state), heard(AttemptState(row.state), told.state)
        if not after.final:
            row.url, row.expires = told.url or row.url, stamp(told.expires) if told.expires else row.expires
        row.tries = 0
        row.look = stamp(next_look(row, after, now))
        if after is before:
            return _answered(session, row, after, now)
        row.state, row.changed = after, stamp(now)
        if after.final:
            row.live, row.url = None, None
        if document is not None:
            document.revision += 1
        session.flush()
        events: list[Event] = [_changed(row, now)]
        if row.kind == AUTO and document is not None:
            events += auto_told(session, row, document, now)
        if after is AttemptState.SUCCEEDED:
            events += self._captured(session, row, document, told)
        return events + _answered(session, row, after, now)

    def _captured(self, session: Database, row: AttemptRow, document: DocumentRow | None, told: Told) -> list[Event]:
        now = self._heart.now()
        gateway = session.get_one(TenantRow, row.tenant).gateway
        name = row.payment or row.session or row.reference
        if session.get(PaymentRow, (row.tenant, gateway, name)) is None:
            amount = told.amount or Money(row.amount, row.currency)
            named = {"tenant": row.tenant, "gateway": gateway, "id": name}
            paid = {"document": row.document, "attempt": row.id, "method": row.method, "at": stamp(now)}
            session.add(PaymentRow(**named, **paid, amount=amount.minor, currency=amount.currency))
        if document is None or told.saved is None or told.customer is None or row.kind == AUTO:
            return []
        kept = MethodRow(tenant=row.tenant, id=told.saved, customer=document.customer, gateway_customer=told.customer)
        return keep_method(session, kept, told.method or PayMethod.OTHER, told.mandate, now)

    def _returned(self, session: Database, tenant: str, move: Move) -> list[Event]:
        query = select(PaymentRow).where(PaymentRow.tenant == tenant, PaymentRow.id == move.payment_id)
        row = session.scalars(query).one_or_none()
        if row is not None and row.returned is None:
            document = locked_document(session, tenant, row.document)
            row.returned = stamp(move.created)
            if document is not None:
                document.revision += 1
        return []

    def _mandate(self, session: Database, tenant: str, fact: MandateFact) -> list[Event]:
        row = session.get(MethodRow, (tenant, fact.method_id))
        if fact.valid or row is None or row.removed is not None:
            return []
        now = self._heart.now()
        ended = end_method(session, row, now)
        return [MethodRemoved(row.id, row.customer, "taken back at the bank or the gateway", now), *ended]


def _told(fact: Fact) -> Told | None:
    if isinstance(fact, Session):
        return of_session(fact)
    if isinstance(fact, PaymentFact):
        said = {"payment": fact.id, "why": fact.why, "method": fact.method}
        return Told(TOLD[fact.state], fact.amount, **said, unattended=fact.unattended, at=fact.at)  # type: ignore[arg-type] # by name
    if isinstance(fact, Move) and fact.kind is MoveKind.PAYMENT:
        return Told(AttemptState.SUCCEEDED, fact.presented or fact.amount, payment=fact.payment_id, method=fact.method)
    return None


def _is_unpaid(told: Told) -> bool:
    return told.state in {AttemptState.EXPIRED, AttemptState.FAILED}


def _counts(row: AttemptRow, told: Told) -> bool:
    """A failed payment ends a charge or a debit under way; on an open page the customer just tries another way."""
    return told.state is not AttemptState.FAILED or row.kind == AUTO or row.state == AttemptState.PROCESSING


def next_look(row: AttemptRow, state: AttemptState, now: datetime) -> datetime:
    """Return when to read an attempt at the gateway next, should no message come."""
    if row.closing and state in {AttemptState.CREATED, AttemptState.UNKNOWN, AttemptState.OPEN}:
        return now + SEARCH
    if state is not AttemptState.OPEN:
        return now + POLL_PROCESSING
    poll = min(POLL_OPEN, max(UNHEARD, now - moment(row.begun)))  # who is paying pays soon
    expiry = moment(row.expires) + AFTER_EXPIRY if row.expires else now + poll
    return max(now + AFTER_EXPIRY, min(expiry, now + poll))


def _changed(row: AttemptRow, now: datetime) -> SessionChanged:
    amount = Money(row.amount, row.currency)
    state = AttemptState(row.state)
    return SessionChanged(row.document, row.id, row.reference, state, amount, row.payment, row.why, now)


def _answered(session: Database, row: AttemptRow, state: AttemptState, now: datetime) -> list[Event]:
    """Answer the commands that wanted it closed, once it is decided."""
    if not (state.final or state is AttemptState.PROCESSING):
        return []
    query = select(WaitingRow).where(WaitingRow.tenant == row.tenant, WaitingRow.attempt == row.id)
    events: list[Event] = []
    for waiting in session.scalars(query.order_by(WaitingRow.idem)):
        outcome, why = _ENDS.get(state, (Outcome.APPLIED, "It is closed; nothing was paid."))
        events.append(CommandOutcome(waiting.idem, waiting.kind, row.document, outcome, why, now))
        session.delete(waiting)
    row.closing = 0
    return events


_ENDS: Final = {
    AttemptState.SUCCEEDED: (Outcome.REFUSED, "It was paid before it could be closed."),
    AttemptState.PROCESSING: (Outcome.REFUSED, "A bank is working on the payment, which cannot be called back."),
}
