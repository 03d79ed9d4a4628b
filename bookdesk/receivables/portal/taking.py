"""What follows from each event of the portal, in the transaction that keeps it.

Attempts and consents are kept as they are told. What a customer said becomes a word that others act upon. A message of
the gateway is kept as it came: what it means for the books is read at the gateway.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import select

from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import AttemptState, PaperKind
from bookdesk.gateways.catalogue import read_message
from bookdesk.gateways.port import RawEvent
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import CameBy, CollectionAttempt
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import PortalConsent, PortalWord, WordKind, WordState
from bookdesk.protocol import events
from bookdesk.receivables.online.attempts import live_attempt
from bookdesk.receivables.online.leasing import STEPS, holds_lease
from bookdesk.receivables.online.told import Source, keep_events
from bookdesk.receivables.portal.outbox import take_outcome
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep

PORTAL: Final = "pay portal"
"""Who makes the portal's attempts."""


@dataclass
class Taking:
    """Takes events in one change; `news` says whether the gateway is to be looked at."""

    desk: Desk
    work: Change
    gateway: tuple[str, str] | None
    news: bool = False
    _messages: dict[tuple[str, str], list[RawEvent]] = field(default_factory=dict)

    def finish(self) -> None:
        """Keep the gateway's messages of the whole page: many at once ask the books once."""
        for (gateway, account), told in self._messages.items():
            keep_events(self.work, Source(gateway, account, self.desk.clock.now()), told, CameBy.PORTAL)

    def take(self, uid: str, event: events.Event) -> None:
        """Let what follows from one event follow."""
        match event:
            case events.SessionOpened():
                self._attempt(event, AttemptState.OPEN, None, None)
            case events.SessionChanged() | events.AutoChargeResult():
                self._ended(uid, event)
            case events.GatewayMessage():
                self._message(event)
            case events.ConsentGiven():
                self._consent(event)
            case events.ConsentRevoked():
                self._revoked(event)
            case events.CommandOutcome():
                take_outcome(self.work.session, event.command, event.outcome, event.why, event.at)
            case _:
                self._word(uid, event)

    def _ended(self, uid: str, event: events.SessionChanged | events.AutoChargeResult) -> None:
        state = AttemptState(event.state.value)
        if isinstance(event, events.SessionChanged):
            self._attempt(event, state, event.payment, event.why)
        elif state is AttemptState.FAILED and event.next_try is None:
            said = {"amount": str(event.amount), "why": event.why or ""}
            self._say(uid, WordKind.CHARGE_FAILED, event.document, None, said, event, WordState.ASKS)
        self.news = self.news or state in {AttemptState.SUCCEEDED, AttemptState.PROCESSING}

    def _attempt(
        self,
        event: events.SessionOpened | events.SessionChanged,
        state: AttemptState,
        payment: str | None,
        why: str | None,
    ) -> None:
        session = self.work.session
        if session.get(Invoice, event.document) is None:
            return
        query = select(CollectionAttempt).where(CollectionAttempt.reference == event.reference)
        row = session.scalars(query).one_or_none()
        if row is None:
            row = self._begun(event)
            session.add(row)
        elif state not in STEPS[row.state]:
            return
        other = live_attempt(session, event.document)
        row.state, row.payment_id, row.why = state, payment or row.payment_id, why
        row.live = holds_lease(state) and (other is None or other.id == row.id)
        row.read_at = self.desk.clock.now()
        session.flush()

    def _begun(self, event: events.SessionOpened | events.SessionChanged) -> CollectionAttempt:
        gateway, merchant = self.gateway or ("", "")
        return CollectionAttempt(
            id=new_id(),
            gateway=gateway,
            merchant=merchant,
            invoice_id=event.document,
            state=AttemptState.CREATED,
            live=False,
            reference=event.reference,
            key=f"{PORTAL} {event.attempt}",
            currency=event.amount.currency,
            amount=event.amount.minor,
            at_portal=True,
            made_by=PORTAL,
            made_at=event.at,
        )

    def _message(self, event: events.GatewayMessage) -> None:
        raw = read_message(event.gateway, event.body) if event.known else None
        if raw is None or raw.id != event.message:
            raw = RawEvent(event.message, event.kind, event.at, event.api_version, "", "", event.body, known=False)
        self._messages.setdefault((event.gateway, event.account), []).append(raw)
        self.news = True

    def _consent(self, event: events.ConsentGiven) -> None:
        session = self.work.session
        known = session.scalar(select(PortalConsent.id).where(PortalConsent.consent == event.consent))
        if known is not None or session.get(Contact, event.customer) is None:
            return
        self.work.add(
            PortalConsent(
                consent=event.consent,
                contact_id=event.customer,
                wording=event.wording,
                wording_version=event.wording_version,
                locale=event.locale,
                method=event.method,
                method_kind=event.method_kind,
                given_at=event.at,
            )
        )
        session.flush()

    def _revoked(self, event: events.ConsentRevoked) -> None:
        query = select(PortalConsent).where(PortalConsent.consent == event.consent)
        for row in self.work.session.scalars(query):
            row.revoked_at = row.revoked_at or event.at

    def _word(self, uid: str, event: events.Event) -> None:
        match event:
            case events.EstimateAccepted():
                said: dict[str, Any] = {"name": event.name, "version": event.version}
                self._say(uid, WordKind.ACCEPTED, event.document, event.contact, said, event)
            case events.EstimateDeclined():
                said = {"reason": event.reason, "version": event.version}
                self._say(uid, WordKind.DECLINED, event.document, event.contact, said, event)
            case events.QuestionRaised():
                self._question(uid, event)
            case events.PreferencesChanged():
                said = {"locale": event.locale, "reminders": event.reminders}
                self._say(uid, WordKind.PREFERENCES, None, event.customer, said, event)
            case events.MethodRemoved():
                said = {"why": event.why}
                self._say(uid, WordKind.METHOD_REMOVED, None, event.customer, said, event, WordState.ASKS)
            case events.UnknownEvent():
                said = {"kind": event.kind}
                self._say(uid, WordKind.UNKNOWN, None, None, said, event, WordState.ASKS)
            case _:
                pass  # that a document was seen, a code mailed, a method kept: the event itself says it

    def _question(self, uid: str, event: events.QuestionRaised) -> None:
        kind = WordKind.DISPUTE if event.dispute else WordKind.QUESTION
        said = {"text": event.text, "lines": list(event.lines)}
        papers, lost = [], []
        for file in event.files:
            try:
                content = base64.b64decode(file.content, validate=True)
                new = NewPaper(PaperKind.EVIDENCE, event.document, file.name, file.media_type, content)
                papers.append(keep(self.work, self.desk, new).id)
            except (binascii.Error, BookDeskError):
                lost.append(file.name)
        state = WordState.WAITING if event.dispute else WordState.ASKS
        word = self._say(uid, kind, event.document, event.contact, said, event, state)
        word.papers = papers
        word.why = f"A file that came along could not be kept: {', '.join(lost)}." if lost else None

    def _say(  # noqa: PLR0913, PLR0917 - what a word is made of
        self,
        uid: str,
        kind: WordKind,
        document: str | None,
        contact: str | None,
        said: Mapping[str, Any],
        event: events.Event,
        state: WordState = WordState.WAITING,
    ) -> PortalWord:
        word = PortalWord(
            event_uid=uid,
            kind=kind,
            state=state,
            document_id=document,
            contact_id=contact,
            said=dict(said),
            papers=[],
            at=getattr(event, "at", None) or self.desk.clock.now(),
        )
        self.work.add(word)
        return word
