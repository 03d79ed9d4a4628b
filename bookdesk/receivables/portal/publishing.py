"""From sealed changes to commands: what each document is now, compared with what the portal was told of it last.

The durable cursor moves in the transaction in which the commands are queued, so a crash loses nothing and repeats
nothing. Papers are drawn before that transaction begins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.ledger.owner import client_today
from bookdesk.models.portal import PortalLink, PortalSettings, PortalTenant, PublishedDocument, PublishedReceipt
from bookdesk.protocol.commands import ChangeAmount, CreditDocument, GrantLink, RevokeLink, WithdrawDocument
from bookdesk.protocol.words import PaperState
from bookdesk.receivables.portal.forgetting import forgotten_in, queue_erasing
from bookdesk.receivables.portal.links import hash_of, links_of
from bookdesk.receivables.portal.outbox import ABOUT_A_DOCUMENT, OF_A_RECEIPT, Outbox, publish_waits
from bookdesk.receivables.portal.receipting import Paid, Receipts, forget_told, pdf_of, to_tell
from bookdesk.receivables.portal.standing import in_question, standings
from bookdesk.receivables.portal.statementing import Statements
from bookdesk.receivables.portal.strangers import held_back
from bookdesk.receivables.portal.telling import Standing, Step, Told, read_told, step, told_of
from bookdesk.receivables.portal.tenancy import find_tenant, is_offered, settings_in
from bookdesk.receivables.portal.touching import customers_in, touched
from bookdesk.receivables.portal.writing import (
    Fresh,
    Papers,
    Pdf,
    Writer,
    Written,
    content_hash,
    settings_hash,
    tenant_settings,
)
from bookdesk.store.desk import Desk
from bookdesk.store.history import acts_since, advance, sealed_since

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
CONSUMER = "pay portal"
"""The cursor over the sealed history."""
_MOST = 2_000
"""Changes read in one go; those after them are read in the next."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be told of a document, with what is written of it where it is published, unless it is `held_back`."""

    standing: Standing
    step: Step
    written: Written | None = None
    held_back: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """What was read of the books, and up to where: the plan, whose accounts may have changed, payments to tell of."""

    planned: tuple[Planned, ...]
    position: int | None = None
    customers: frozenset[str] = frozenset()
    receipts: tuple[Paid, ...] = ()


@dataclass
class Publisher:
    """Keeps the outbox of one client in step with his books."""

    desk: Desk
    papers: Papers
    chance: Fresh
    _pdfs: dict[str, Pdf | None] = field(default_factory=dict)
    _receipts: dict[tuple[str, str], Pdf | None] = field(default_factory=dict)

    def catch_up(self) -> int:
        """Queue what the portal must be told by now; returns how many documents something is told of."""
        count = 0
        while True:
            look = self._round()
            count += sum(one.step is not Step.NOTHING for one in look.planned)
            if look.position is None:
                return count

    def _round(self) -> Look:
        with self.desk.books.query() as session:
            settings, tenant = settings_in(session), find_tenant(session)
            if settings is None or tenant is None:
                return Look(())
            look = self._look(session, settings, tenant, everything=tenant.told is None)
        for one in look.planned:
            if one.step is Step.PUBLISH and one.written is not None and settings.papers:
                self._pdfs[one.standing.document] = one.written.pdf()
        for paid in look.receipts:
            if paid.stands:
                self._receipts[paid.document, paid.receipt] = pdf_of(self.desk, paid)
        with self.desk.books.upkeep() as session:
            self._queue(session, look)
            if look.position is not None:
                advance(session, CONSUMER, look.position)
        return look

    def hold_back(self) -> None:
        """Let what was queued of documents, whose numbers the portal shows for others, not leave."""
        with self.desk.books.upkeep() as session:
            outbox = Outbox(session, self.desk.clock.now())
            for document in held_back(session):
                row = _published(session, document)
                if row is not None and not outbox.ever_left(document):
                    outbox.replace(document, ABOUT_A_DOCUMENT | OF_A_RECEIPT | {"grant link"})
                    row.edition, row.content_hash, row.told = 0, "", {}

    def plan(self) -> tuple[Planned, ...]:
        """Return what would be told of every document, and queue nothing; nothing where the portal is off."""
        with self.desk.books.query() as session:
            settings, tenant = settings_in(session), find_tenant(session)
            if settings is None or tenant is None:
                return ()
            look = self._look(session, settings, tenant, everything=True)
        return tuple(one for one in look.planned if one.step is not Step.NOTHING)

    def _look(self, session: Session, settings: PortalSettings, tenant: PortalTenant, *, everything: bool) -> Look:
        ids, position, customers = set(_pending(session)), None, set[str]()
        if everything:
            position = max(acts_since(session, CONSUMER).values(), default=None)
        for sealed in () if everything else sealed_since(session, CONSUMER, _MOST):
            found = touched(session, sealed.rows)
            everything = everything or found is None
            ids |= found or set()
            customers |= customers_in(sealed.rows)
            position = sealed.position
        everything = everything or tenant.told != settings_hash(session, settings)
        chosen = in_question(session) if everything else sorted(ids)
        back = held_back(session)
        planned = tuple(
            Planned(one, Step.NOTHING, held_back=True)
            if one.document in back and not one.state.gone
            else self._planned(session, settings, one)
            for one in standings(session, chosen)
        )
        customers |= {one.standing.customer for one in planned}
        customers -= forgotten_in(session)
        there = [one.standing.document for one in planned if settings.papers and _is_there(session, one)]
        told = frozenset(customers if settings.on and settings.statements else ())
        return Look(planned, position, told, to_tell(session, there, _not_held(session, there)))

    def _planned(self, session: Session, settings: PortalSettings, standing: Standing) -> Planned:
        told, offered = _told(session, standing.document), is_offered(settings, standing.kind)
        if standing.customer in forgotten_in(session):
            return Planned(standing, Step.NOTHING)
        before = step(told, standing, offered=offered)
        if before in {Step.WITHDRAW, Step.NOTHING} and (told is None or told.gone or not offered or _gone(standing)):
            return Planned(standing, before)
        written = self.papers(standing.document)
        known = replace(standing, content=content_hash(standing, written.content, settings))
        wanted = step(told, known, offered=offered)
        if wanted in {Step.CHANGE, Step.CREDIT} and publish_waits(session, standing.document):
            wanted = Step.PUBLISH  # what waits says all of it, or the portal would hear of an amount first
        return Planned(known, wanted, written)

    def _queue(self, session: Session, look: Look) -> None:
        settings, tenant = settings_in(session), find_tenant(session)
        if settings is None or tenant is None:
            return
        now = self.desk.clock.now()
        turn = _Turn(session, Outbox(session, now), self._writer(tenant, settings), now)
        turn.settings()
        queue_erasing(session, turn.outbox)
        for one in look.planned:
            turn.tell(one, self._pdfs.pop(one.standing.document, None))
        turn.links()
        Receipts(session, turn.outbox, turn.writer).tell(look.receipts, self._receipts)
        self._receipts.clear()
        Statements(session, turn.outbox, turn.writer, client_today(session, self.desk.clock)).tell(look.customers)

    def _writer(self, tenant: PortalTenant, settings: PortalSettings) -> Writer:
        return Writer(self.desk.books.client_id, tenant, settings, self.chance)


@dataclass(frozen=True, slots=True)
class _Turn:
    """Queues commands in one transaction."""

    session: Session
    outbox: Outbox
    writer: Writer
    now: datetime

    def settings(self) -> None:
        """Tell the settings where they are other ones than the portal has."""
        settings, tenant = self.writer.settings, self.writer.tenant
        found = settings_hash(self.session, settings)
        if tenant.told != found:
            if settings.on:
                self.outbox.queue("tenant", tenant_settings(self.session, settings))
            tenant.told = found

    def tell(self, planned: Planned, pdf: Pdf | None) -> None:
        """Queue what is to be told of one document, and remember that it was."""
        standing = planned.standing
        row = _published(self.session, standing.document)
        if planned.held_back and row is None and standing.wanted and not _forgotten(self.session, standing):
            _new(self.session, standing)  # so that it is looked at anew until it may be told
        if planned.step is Step.NOTHING:
            return
        if planned.step is Step.PUBLISH and planned.written is not None:
            row = row or _new(self.session, standing)
            self._publish(row, standing, planned.written, pdf)
        elif row is None:
            return
        elif planned.step is Step.WITHDRAW:
            self._withdraw(row, standing)
        else:
            row.as_of = max(self.now, row.as_of)
            self.outbox.queue(standing.document, _amount(planned.step, standing, row.as_of))
            row.told = told_of(standing)

    def _publish(self, row: PublishedDocument, standing: Standing, written: Written, pdf: Pdf | None) -> None:
        if row.held == 0:
            self.outbox.replace(standing.document, OF_A_RECEIPT)
            forget_told(self.session, {standing.document})
        row.edition, row.as_of = max(row.edition, row.held) + 1, max(self.now, row.as_of)
        links = [one for one in links_of(self.session, standing.document) if self._leads(one)]
        paper = self.writer.paper(self.session, standing, written.content, pdf, row.edition, row.as_of, links)
        self.outbox.queue(standing.document, paper)
        row.kind, row.content_hash, row.told = standing.kind.value, standing.content, told_of(standing)
        row.gone = row.stranger = False
        for link in links:
            link.told = True

    def _withdraw(self, row: PublishedDocument, standing: Standing) -> None:
        if row.held == 0 and not self.outbox.ever_left(standing.document):
            self.outbox.replace(standing.document, ABOUT_A_DOCUMENT | OF_A_RECEIPT)
            forget_told(self.session, {standing.document})
            self.session.delete(row)
            return
        state = PaperState.VOID if standing.state is PaperState.VOID else PaperState.WITHDRAWN
        self.outbox.queue(standing.document, WithdrawDocument(standing.document, state))
        row.gone, row.told = True, told_of(standing)

    def links(self) -> None:
        """Tell of links that were made, renewed or revoked since."""
        for link in self.session.scalars(select(PortalLink).where(PortalLink.told.is_(False))):
            row = _published(self.session, link.document_id)
            if link.revoked_at is not None:
                self.outbox.queue(link.document_id, RevokeLink(hash_of(self.writer.tenant, link)))
            elif row is not None and not row.gone and row.edition > 0:
                self.outbox.queue(link.document_id, GrantLink(link.document_id, self.writer.link(link)))
            else:
                continue
            link.told = True

    def _leads(self, link: PortalLink) -> bool:
        return link.revoked_at is None and link.expires_at > self.now


def _forgotten(session: Session, standing: Standing) -> bool:
    return standing.customer in forgotten_in(session)


def _gone(standing: Standing) -> bool:
    return standing.state.gone


def _is_there(session: Session, planned: Planned) -> bool:
    """Whether a document is at the portal, or will be with what is planned."""
    if planned.step in {Step.PUBLISH, Step.WITHDRAW}:
        return planned.step is Step.PUBLISH
    row = _published(session, planned.standing.document)
    return row is not None and row.edition > 0 and not row.gone and not row.stranger


def _not_held(session: Session, documents: Collection[str]) -> frozenset[str]:
    """Return those of these documents that the portal has not said it holds, with what belongs to them."""
    held = select(PublishedDocument.document_id).where(PublishedDocument.held > 0)
    return frozenset(documents) - frozenset(session.scalars(held))


def _amount(step_: Step, standing: Standing, as_of: datetime) -> ChangeAmount | CreditDocument:
    if step_ is Step.CREDIT and standing.credited_by is not None:
        return CreditDocument(standing.document, standing.credited_by, standing.open, standing.included, as_of)
    return ChangeAmount(standing.document, standing.state, standing.open, standing.included, as_of)


def _published(session: Session, document: str) -> PublishedDocument | None:
    return session.scalars(select(PublishedDocument).where(PublishedDocument.document_id == document)).one_or_none()


def _told(session: Session, document: str) -> Told | None:
    row = _published(session, document)
    if row is None or row.stranger:
        return None
    remembered = row.told if isinstance(row.told, Mapping) else {}
    return read_told(row.content_hash, remembered, gone=row.gone)


def _new(session: Session, standing: Standing) -> PublishedDocument:
    row = PublishedDocument(
        document_id=standing.document,
        kind=standing.kind.value,
        edition=0,
        held=0,
        content_hash="",
        told={},
        gone=False,
        stranger=False,
        as_of=_LONG_AGO,
    )
    session.add(row)
    return row


def _pending(session: Session) -> list[str]:
    """Return documents that are to be looked at whatever was sealed: told anew, or with links that were not told."""
    anew = select(PublishedDocument.document_id).where(
        PublishedDocument.content_hash == "", PublishedDocument.stranger.is_(False), PublishedDocument.gone.is_(False)
    )
    linked = select(PortalLink.document_id).where(PortalLink.told.is_(False))
    receipts = select(PublishedReceipt.document_id).where(PublishedReceipt.content_hash == "")
    return [*session.scalars(anew), *session.scalars(linked), *session.scalars(receipts)]
