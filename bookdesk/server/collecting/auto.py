"""Charging by consent on the due date, under the same lease as everything else.

A page that is open for the document is closed first, with a last look; a document whose amount is too old to trust, or
that is disputed, is left to people. Without a consent that is valid in the very transaction that takes the lease,
nothing is charged.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, select
from sqlalchemy.orm import Session as Database

from bookdesk.core.errors import Unreachable
from bookdesk.core.money import Money
from bookdesk.gateways.amounts import is_taken
from bookdesk.gateways.catalogue import limits
from bookdesk.gateways.port import AnswerLost, Refused, SavedCharge
from bookdesk.gateways.references import spelled
from bookdesk.protocol.commands import SetTenant
from bookdesk.protocol.events import AttemptState, SessionOpened
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server import tenants
from bookdesk.server.collecting import wishes
from bookdesk.server.collecting.attempts import (
    AUTO,
    PAGE,
    UNHEARD,
    live,
    locked_document,
    payable_now,
    want_closed,
)
from bookdesk.server.collecting.autofailures import failures
from bookdesk.server.collecting.consents import valid_consent
from bookdesk.server.collecting.outcomes import Outcomes, Told, of_charge
from bookdesk.server.collecting.putback import holds
from bookdesk.server.collecting.retries import next_try
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import day, moment, stamp
from bookdesk.server.storage.moneytables import AttemptRow, ConsentRow, MethodRow
from bookdesk.server.storage.tables import DocumentRow
from bookdesk.server.telling import tell

AFTER_NOTHING: Final = timedelta(hours=1)
"""How long to leave a document after a charge of which nothing came, such as where the gateway was away."""
_EARLIEST_ZONE: Final = timedelta(hours=14)


class AutoPay:
    """Charges what is due."""

    def __init__(self, heart: Heart, door: GatewayDoor, outcomes: Outcomes) -> None:
        """Work with these parts."""
        self._heart, self._door, self._outcomes = heart, door, outcomes

    def candidates(self, most: int) -> list[tuple[str, str]]:
        """Return documents that may be due to be charged, tenant first; `charge` decides."""
        latest = (self._heart.now() + _EARLIEST_ZONE).date().isoformat()
        same = and_(ConsentRow.tenant == DocumentRow.tenant, ConsentRow.customer == DocumentRow.customer)
        query = (
            select(DocumentRow.tenant, DocumentRow.id)
            .join(ConsentRow, and_(same, ConsentRow.valid == 1))
            .where(DocumentRow.kind == PaperKind.INVOICE, DocumentRow.state == PaperState.ISSUED, DocumentRow.open > 0)
            .where(DocumentRow.due <= latest, DocumentRow.auto_stopped.is_(None), DocumentRow.disputed == 0)
            .order_by(DocumentRow.due, DocumentRow.tenant, DocumentRow.id)
            .limit(most)
        )
        with self._heart.store.reading() as session:
            return [(row.tenant, row.id) for row in session.execute(query)]

    def charge(self, tenant: str, document: str) -> AttemptState | None:
        """Charge a document if it is its turn; returns the attempt's state, None where nothing was charged."""
        with self._heart.store.writing() as session:
            row = self._leased(session, tenant, document)
        if row is None:
            return None
        try:
            with self._heart.store.reading() as session:
                gateway = self._door.of(tenants.held(session, tenant))
            told = of_charge(gateway.charge_saved(wishes.saved_charge(row.wish)))
        except Refused as refusal:
            told = Told(AttemptState.FAILED, why=refusal.code or "refused", retry=not refusal.final)
        except Unreachable:
            told = Told(AttemptState.EXPIRED, why="the gateway could not be reached")
        except AnswerLost:
            self._outcomes.unknown(tenant, row.id)
            return AttemptState.UNKNOWN
        return self._outcomes.attempt(tenant, row.id, told)

    def _leased(self, session: Database, tenant: str, document: str) -> AttemptRow | None:
        row = locked_document(session, tenant, document)
        settings = tenants.settings(tenants.held(session, tenant))
        if row is None or not self._is_due(row, settings):
            return None
        consent = valid_consent(session, tenant, row.customer)
        holder = live(session, tenant, document)
        if holder is not None:
            if holder.kind == PAGE and holder.state == AttemptState.OPEN and consent is not None and not holder.closing:
                want_closed(holder, self._heart.now())
            return None
        payable = payable_now(session, row)
        if (
            consent is None
            or not payable
            or not _is_taken(session, row, payable)
            or holds(session, row, self._heart.now()) is not None
        ):
            return None
        if not self._is_time(session, row, consent, settings):
            return None
        return self._taken(session, row, consent, Money(payable, row.currency))

    def _is_due(self, row: DocumentRow, settings: SetTenant) -> bool:
        now = self._heart.now()
        fresh = now - moment(row.as_of) <= timedelta(days=settings.fresh_days)
        stopped = row.auto_stopped is not None or row.disputed
        return settings.auto_pay and not stopped and fresh and row.due is not None and _today(now, settings) >= row.due

    def _is_time(self, session: Database, row: DocumentRow, consent: ConsentRow, settings: SetTenant) -> bool:
        """Whether the consent was there when it fell due, and no earlier charge says to wait."""
        now = self._heart.now()
        if row.due is None or day(row.due) < day(_today(moment(consent.given), settings)):
            return False
        failed = failures(session, row.tenant, row.id)
        again = next_try(failed) if failed else now
        query = select(AttemptRow.begun).where(AttemptRow.tenant == row.tenant, AttemptRow.document == row.id)
        nothing = query.where(AttemptRow.kind == AUTO, AttemptRow.state == AttemptState.EXPIRED)
        last = session.scalars(nothing.order_by(AttemptRow.begun.desc()).limit(1)).one_or_none()
        rested = last is None or now - moment(last) >= AFTER_NOTHING
        return rested and again is not None and again <= now

    def _taken(self, session: Database, row: DocumentRow, consent: ConsentRow, amount: Money) -> AttemptRow | None:
        method = session.get(MethodRow, (row.tenant, consent.method))
        if method is None or method.removed is not None:
            return None
        now, name = self._heart.now(), self._heart.fresh()
        whose = {"customer": method.gateway_customer, "method_id": method.id, "mandate_id": method.mandate}
        reference = spelled(name, row.id)
        wish = SavedCharge(key=name, reference=reference, amount=amount, description=row.number, **whose)  # type: ignore[arg-type] # by name
        named = {
            "tenant": row.tenant,
            "id": name,
            "reference": reference,
            "document": row.id,
            "contact": consent.contact,
        }
        kept = {
            "kind": AUTO,
            "state": AttemptState.CREATED,
            "live": 1,
            "wish": wishes.kept(wish),
            "consent": consent.id,
        }
        money = {"amount": amount.minor, "currency": amount.currency, "method": method.kind}
        times = {"begun": stamp(now), "changed": stamp(now), "look": stamp(now + UNHEARD)}
        attempt = AttemptRow(closing=0, tries=0, **named, **kept, **money, **times)
        session.add(attempt)
        row.revision += 1
        session.flush()
        tell(session, row.tenant, [SessionOpened(row.id, name, reference, amount, None, now)], now)
        return attempt


def _is_taken(session: Database, row: DocumentRow, payable: int) -> bool:
    """Whether the gateway takes just this; a document of which it does not is left to people."""
    taken = limits(tenants.held(session, row.tenant).gateway, row.currency)
    return is_taken(taken, Money(payable, row.currency))


def _today(now: datetime, settings: SetTenant) -> str:
    return now.astimezone(tenants.zone_of(settings)).date().isoformat()
