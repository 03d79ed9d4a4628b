"""What a person sees of the portal: how it stands, what would leave, which documents are there, what customers said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.models.portal import (
    CommandState,
    PortalCommand,
    PortalEvent,
    PortalLink,
    PortalWord,
    PublishedDocument,
    WordKind,
    WordState,
)
from bookdesk.protocol.signing import fingerprint
from bookdesk.receivables.portal.outbox import awaited, waiting
from bookdesk.receivables.portal.strangers import held_back, strangers_in
from bookdesk.receivables.portal.switching import Offer, offer_in
from bookdesk.receivables.portal.tenancy import document_in, find_tenant


@dataclass(frozen=True, slots=True)
class Status:
    """How the client stands at the portal. `refused` are commands that it did not take, in words.

    `held_until` is there while customers cannot pay, since the portal was put back: the latest that they can again.
    """

    address: str | None
    fingerprint: str | None
    hook: str | None
    offer: Offer
    shown: bool
    waiting: int
    refused: tuple[str, ...]
    documents: int
    strangers: tuple[str, ...]
    unknown: tuple[str, ...]
    held_back: tuple[str, ...]
    attempts: int
    closing: int
    asks: int
    events: int
    epoch: int
    asked_at: datetime | None
    problem: str | None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ToTell:
    """What would be told of one document."""

    document: str
    number: str
    customer: str
    what: str
    open: Money


@dataclass(frozen=True, slots=True)
class AtPortal:
    """A document at the portal: in which version we told it, in which it is held, how many links lead to it.

    `words` say of a stranger what the portal tells of it, and of one that is not told why.
    """

    document: str
    number: str
    kind: str
    version: int
    held: int
    gone: bool
    stranger: bool
    links: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer said, and what became of it."""

    id: str
    kind: WordKind
    state: WordState
    at: datetime
    customer: str
    document: str
    number: str
    said: Mapping[str, Any]
    papers: tuple[str, ...]
    why: str | None
    answer: str | None


def status(session: Session, now: datetime, *, shown: bool) -> Status:
    """Return how the client stands, without asking the portal."""
    tenant = find_tenant(session)
    held = tenant.held_until if tenant is not None else None
    refused = session.scalars(
        select(PortalCommand).where(PortalCommand.state == CommandState.REFUSED).order_by(PortalCommand.place)
    )
    published = select(func.count(PublishedDocument.id)).where(
        PublishedDocument.gone.is_(False), PublishedDocument.stranger.is_(False), PublishedDocument.edition > 0
    )
    strangers = [one for one in strangers_in(session) if not one.gone]
    attempts = select(func.count(CollectionAttempt.id)).where(CollectionAttempt.live, CollectionAttempt.at_portal)
    return Status(
        address=tenant.address if tenant else None,
        fingerprint=fingerprint(tenant.portal_key) if tenant else None,
        hook=f"{tenant.address}{tenant.hook}" if tenant else None,
        offer=offer_in(session),
        shown=shown,
        waiting=waiting(session),
        refused=tuple(f"{one.kind} {number_of(session, one.subject)}: {one.why}" for one in refused),
        documents=session.scalar(published) or 0,
        strangers=tuple(one.document for one in strangers),
        unknown=tuple(one.words for one in strangers),
        held_back=tuple(sorted(one.sentence for one in held_back(session).values())),
        attempts=session.scalar(attempts) or 0,
        closing=awaited(session),
        asks=session.scalar(select(func.count(PortalWord.id)).where(PortalWord.state != WordState.DONE)) or 0,
        events=session.scalar(select(func.count(PortalEvent.id))) or 0,
        epoch=tenant.epoch if tenant else 0,
        asked_at=tenant.asked_at if tenant else None,
        problem=tenant.problem if tenant else None,
        held_until=held if held is not None and held > now else None,
    )


def documents(session: Session) -> list[AtPortal]:
    """Return the documents at the portal, strangers last."""
    counted = select(PortalLink.document_id, func.count(PortalLink.id)).where(PortalLink.revoked_at.is_(None))
    live = {row[0]: row[1] for row in session.execute(counted.group_by(PortalLink.document_id))}
    rows = session.scalars(
        select(PublishedDocument).order_by(PublishedDocument.stranger, PublishedDocument.document_id)
    )
    strange = {one.document: one for one in strangers_in(session)}
    words = {name: one.sentence for name, one in held_back(session).items()}
    words |= {name: one.words for name, one in strange.items()}
    return [
        AtPortal(
            row.document_id,
            strange[row.document_id].number if row.stranger else number_of(session, row.document_id),
            row.kind,
            row.edition,
            row.held,
            strange[row.document_id].gone if row.stranger else row.gone,
            row.stranger,
            live.get(row.document_id, 0),
            words.get(row.document_id, ""),
        )
        for row in rows
    ]


def words(
    session: Session, *, everything: bool = False, after: str | None = None, most: int | None = None
) -> list[Said]:
    """Return what customers said, the newest first; by default what is not done with.

    `after` is the id of the word that a page before ended with (`NotFound` where there is none), `most` how many.
    """
    query = select(PortalWord).order_by(PortalWord.at.desc(), PortalWord.id.desc()).limit(most)
    if not everything:
        query = query.where(PortalWord.state != WordState.DONE)
    if after is not None:
        last = word_named(session, after)
        query = query.where(tuple_(PortalWord.at, PortalWord.id) < (last.at, last.id))
    rows = session.scalars(query)
    return [
        Said(
            row.id,
            row.kind,
            row.state,
            row.at,
            _name(session, row.contact_id),
            row.document_id or "",
            number_of(session, row.document_id or ""),
            row.said if isinstance(row.said, Mapping) else {},
            tuple(str(one) for one in row.papers) if isinstance(row.papers, list) else (),
            row.why,
            row.answer,
        )
        for row in rows
    ]


def word_named(session: Session, name: str) -> PortalWord:
    """Return the word whose id is, or ends in, a name; `NotFound` where none or several do."""
    found = session.scalars(select(PortalWord).where(PortalWord.id.endswith(name, autoescape=True)).limit(2)).all()
    if len(found) != 1:
        raise NotFound(f"{'Several' if found else 'No'} words of customers end in {name}.", "Choose one from the list.")
    return found[0]


def number_of(session: Session, document: str) -> str:
    """Return the number of a document; its id where these books do not know it."""
    found = document_in(session, document)
    return (found.number or document) if found is not None else document


def _name(session: Session, contact: str | None) -> str:
    found = session.get(Contact, contact) if contact else None
    return found.name if found is not None else ""
