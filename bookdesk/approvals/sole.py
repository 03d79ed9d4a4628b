"""Deciding that one person works alone for a client: an owner's act, signed, never changed and never removed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bookdesk.core.errors import NotAllowed
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, Alone, Decided, described, require_possible, why_not
from bookdesk.ledger.sole import DOMAIN, People, last_decision, statement_of, working_alone, written
from bookdesk.models.actions import Action
from bookdesk.models.approval import SolePractice
from bookdesk.security.signatures import Signer
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class SoleStanding:
    """How it stands: who works alone, the last decision, and who works for the client at all."""

    alone: Alone | None
    last: Decided | None
    workers: frozenset[str]

    @property
    def on(self) -> bool:
        """Whether the mode counts now."""
        return self.alone is not None

    @property
    def words(self) -> str:
        """What holds now, in plain words; users by id."""
        if self.alone is not None:
            return described(self.alone)
        if self.last is None or self.last.way is SoleWay.OFF:
            return "Two people: one enters, another approves, confirms bank details and releases."
        return why_not(self.last, self.workers) or ""


class SolePracticeService:
    """The mode of working alone for one client."""

    def __init__(self, desk: Desk, signer: Signer, people: People) -> None:
        """Work at `desk`; `signer` signs for the person there, `people` knows owners and who works for the client."""
        self._desk, self._signer, self._people = desk, signer, people

    def show(self) -> SoleStanding:
        """Return how it stands."""
        with self._desk.books.query() as session:
            return self._standing(session)

    def decide(self, way: SoleWay, reason: str, hours: int = LEAST_HOURS) -> SoleStanding:
        """Let the person at the desk work alone in a way from now on, or nobody; only an owner decides it.

        `hours` is how long money waits where the way is a delay. Refused where more than one person works here.
        """
        user = self._desk.actor.user
        if not self._people.owns(user):
            raise NotAllowed("Only an owner of the practice decides who works alone.", "Ask an owner.")
        reason, kept = reason.strip(), hours if way is SoleWay.DELAY else 0
        require_possible(way, hours, reason, user, self._workers())
        what, actor = f"{_did(way)}: {reason}", self._desk.actor
        with self._desk.books.change(Action.SOLE_PRACTICE_EDITED, what, actor=actor) as work:
            row = SolePractice(
                id=new_id(), way=way, hours=kept, reason=reason, decided_by=user, decided_at=self._desk.clock.now()
            )
            statement = statement_of(row, self._desk.books.client_id, user, actor.device)
            row.statement, row.signature = written(statement), self._signer.sign(DOMAIN, statement)
            work.add(row)
            work.commit()
        return self.show()

    def _standing(self, session: Session) -> SoleStanding:
        client_id = self._desk.books.client_id
        last = last_decision(session, client_id, self._people)
        return SoleStanding(working_alone(session, client_id, self._people), last, frozenset(self._workers()))

    def _workers(self) -> Collection[str]:
        return self._people.workers(self._desk.books.client_id)


def _did(way: SoleWay) -> str:
    return {
        SoleWay.OFF: "nobody works alone",
        SoleWay.DELAY: "one person works alone, payments wait",
        SoleWay.CLIENT: "one person works alone, the client approves",
    }[way]
