"""The pay portal of one client: what is shown before it leaves, telling, asking, links, and what customers said."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound, RuleBroken, Unreachable
from bookdesk.core.identifiers import new_id
from bookdesk.core.records import MalformedRecord
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.portal import PublishedDocument, WordState
from bookdesk.protocol import messages
from bookdesk.protocol.commands import WithdrawDocument
from bookdesk.protocol.words import PaperState
from bookdesk.receivables.portal import links, listing
from bookdesk.receivables.portal.forgetting import Forgotten, forget_customer, forgotten
from bookdesk.receivables.portal.joining import Step
from bookdesk.receivables.portal.memory import DeskMemory
from bookdesk.receivables.portal.outbox import Outbox, leave, next_batch, take_results, waiting
from bookdesk.receivables.portal.publishing import Publisher
from bookdesk.receivables.portal.pulling import Pulled, note_acknowledged, pull
from bookdesk.receivables.portal.reaching import Way
from bookdesk.receivables.portal.rejoining import Joined, join
from bookdesk.receivables.portal.speaking import ACK, COMMANDS, Declined, OutOfStep, Speaker, UnderWay
from bookdesk.receivables.portal.strangers import HeldBack, Stranger, held_back, strangers_in
from bookdesk.receivables.portal.switching import note_problem
from bookdesk.receivables.portal.tenancy import find_tenant, is_on, settings_in, tenant_in
from bookdesk.receivables.portal.writing import Fresh, Papers, settings_hash
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: how many commands the portal took, how the two stood before, and what was not told, and why."""

    sent: int
    joined: Joined
    held_back: tuple[HeldBack, ...] = ()


class PortalService:
    """One client at the firm's pay portal. What asks the portal is for a thread that may wait."""

    def __init__(self, desk: Desk, papers: Papers, opens: Callable[[str], Way], chance: Fresh = os.urandom) -> None:
        """Work at `desk`; `papers` writes what stands on a document, `opens` reaches a portal by its address."""
        self._desk, self._opens = desk, opens
        self._publisher = Publisher(desk, papers, chance)

    def preview(self, *, seen: bool = True) -> list[listing.ToTell]:
        """Return what would leave for the portal, and remember that a person has `seen` it, which lets it leave."""
        planned = self._publisher.plan()
        with self._desk.books.upkeep() as session:
            settings, tenant = settings_in(session), tenant_in(session)
            if seen and settings is not None:
                tenant.shown = settings_hash(session, settings)
            return [
                listing.ToTell(
                    one.standing.document,
                    one.standing.number,
                    _customer(session, one.standing.customer),
                    one.step.value,
                    one.standing.open,
                )
                for one in planned
            ]

    def push(self) -> Pushed:
        """Tell the portal what it must know by now.

        `RuleBroken` before a person has seen what would leave. `Unreachable` loses nothing: what waits goes later.
        """
        self._require_shown()
        self._publisher.catch_up()
        speaker = self._speaker()
        joined = join(self._desk, speaker)
        try:
            sent = self._send(speaker, joined)
        except OutOfStep:
            joined = join(self._desk, speaker)
            sent = self._send(speaker, joined)
        back = self.held_back()
        note_problem(self._desk, " ".join(one.sentence for one in back) or None)
        return Pushed(sent, joined, back)

    def held_back(self) -> tuple[HeldBack, ...]:
        """Return the documents that are not told, since the portal shows their numbers for others."""
        with self._desk.books.query() as session:
            return tuple(sorted(held_back(session).values(), key=lambda one: one.number))

    def forget_customer(self, contact: str, why: str) -> None:
        """Let the portal forget a customer with the next push; raises as `forgetting.forget_customer`."""
        forget_customer(self._desk, contact, why)

    def forgotten(self) -> tuple[Forgotten, ...]:
        """Return which customers are forgotten at the portal, and of whom it said so."""
        with self._desk.books.query() as session:
            return forgotten(session)

    def strangers(self) -> list[Stranger]:
        """Return the documents that only the portal knows."""
        with self._desk.books.query() as session:
            return strangers_in(session)

    def pull(self) -> Pulled:
        """Take what the portal has to tell; joins it again where it does not know our place in its chain."""
        speaker = self._speaker()
        try:
            found = pull(self._desk, speaker)
        except (Declined, OutOfStep) as unknown:
            self._require_shown()
            joined = join(self._desk, speaker, broken=isinstance(unknown, Declined))
            self._send(speaker, joined)
            found = pull(self._desk, speaker)
            found = replace(found, news=found.news or joined.step is Step.PORTAL_BEHIND)
        note_problem(self._desk, None)
        return found

    def waiting(self) -> int:
        """Return how many commands have not arrived for sure."""
        with self._desk.books.query() as session:
            return waiting(session)

    def status(self) -> listing.Status:
        """Return how the client stands, without asking the portal."""
        with self._desk.books.query() as session:
            return listing.status(session, self._desk.clock.now(), shown=_is_shown(session))

    def documents(self) -> list[listing.AtPortal]:
        """Return the documents at the portal, those that these books do not know last."""
        with self._desk.books.query() as session:
            return listing.documents(session)

    def words(
        self, *, everything: bool = False, after: str | None = None, most: int | None = None
    ) -> list[listing.Said]:
        """Return what customers said and nobody has seen to yet, or all of it; a page of it as `listing.words`."""
        with self._desk.books.query() as session:
            return listing.words(session, everything=everything, after=after, most=most)

    def link(self, document: str, contact: str | None = None, *, anew: bool = False) -> str:
        """Return the address of a document; `NotFound` where none is to be had. `anew` revokes those there are."""
        found = links.renew(self._desk, document, contact) if anew else links.link_for(self._desk, document, contact)
        if found is None:
            raise NotFound(
                "No link leads to this document at the portal.", "Let papers of its kind go to the portal first."
            )
        return found

    def revoke(self, document: str, contact: str | None = None) -> int:
        """Let links to a document lead nowhere from the next push on; returns how many."""
        return links.revoke(self._desk, document, contact)

    def withdraw_stranger(self, document: str) -> None:
        """Queue that a document, by id or number, which only the portal knows, is withdrawn there; `NotFound`."""
        with self._desk.books.upkeep() as session:
            named = [one.document for one in strangers_in(session) if document in {one.document, one.number}]
            if len(named) != 1:
                raise NotFound(
                    "The portal holds no such document that these books do not know, or several.",
                    "Look at the list, and name it by its id.",
                )
            (document,) = named
            row = session.scalars(select(PublishedDocument).where(PublishedDocument.document_id == document)).one()
            row.told = {**(row.told if isinstance(row.told, Mapping) else {}), "withdrawn": True}
            Outbox(session, self._desk.clock.now()).queue(document, WithdrawDocument(document, PaperState.WITHDRAWN))

    def answer(self, word: str, answer: str) -> None:
        """Note what a person did about what a customer said; `NotFound` and `RuleBroken`."""
        with self._desk.books.change(Action.PORTAL_WORD_DONE, answer, actor=self._desk.actor) as work:
            row = listing.word_named(work.session, word)
            if row.state is WordState.DONE:
                raise RuleBroken("That was seen to already.", "Look at what was done.")
            row.state, row.answer = WordState.DONE, answer
            row.done_at, row.done_by = self._desk.clock.now(), self._desk.actor.user
            work.commit()

    def _send(self, speaker: Speaker, joined: Joined) -> int:
        if joined.anew:
            self._publisher.catch_up()
        speaker.resume()
        self._publisher.hold_back()
        sent = 0
        while True:
            with self._desk.books.query() as session:
                keys, batch = next_batch(session)
            if not keys:
                return sent
            speaker.write(COMMANDS, batch, new_id(), partial(leave, keys=keys, desk=self._desk.actor.device))
            sent += len(keys)

    def _speaker(self) -> Speaker:
        with self._desk.books.query() as session:
            tenant = tenant_in(session)
        clock = self._desk.clock
        return Speaker(self._opens(tenant.address), tenant.portal_key, DeskMemory(self._desk), clock, hearing(clock))

    def _require_shown(self) -> None:
        with self._desk.books.query() as session:
            tenant_in(session)
            if not _is_shown(session):
                _require_on(session)
                raise RuleBroken(
                    "Nobody has seen yet what would leave for the pay portal.",
                    "Look at it first; it leaves with the next push.",
                    command="bookdesk portal preview",
                )


def hearing(clock: Clock) -> Callable[[Session, UnderWay, bytes], None]:
    """Return what keeps the meaning of answers."""

    def hear(session: Session, what: UnderWay, body: bytes) -> None:
        try:
            answer = messages.from_json(messages.Answer, body)
        except MalformedRecord as nonsense:
            raise Unreachable("The portal's answer cannot be read.", "It is asked again the next time.") from nonsense
        if what.path == COMMANDS:
            take_results(session, answer.results, clock.now())
        elif what.path == ACK:
            note_acknowledged(session, what.body)

    return hear


def _require_on(session: Session) -> None:
    if not is_on(session):
        raise RuleBroken(
            "This client's customers are not led to the pay portal.",
            "Switch it on for him first; nothing leaves before.",
            command="bookdesk portal on",
        )


def _is_shown(session: Session) -> bool:
    """Whether a person has seen what leaves under the settings as they are; what is switched off may always go."""
    settings, tenant = settings_in(session), find_tenant(session)
    if settings is None or tenant is None:
        return False
    return not settings.on or tenant.shown == settings_hash(session, settings)


def _customer(session: Session, contact: str) -> str:
    found = session.get(Contact, contact)
    return found.name if found is not None else ""
