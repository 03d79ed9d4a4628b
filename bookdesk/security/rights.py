"""What a user may do, for the practice or one client: certified roles, the end of his grant, and roles that wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, cast

from bookdesk.core.clock import Clock
from bookdesk.models.practice import CertificateKind, User
from bookdesk.security.certificates import Statement, Trusted
from bookdesk.security.directory import ClientDirectory
from bookdesk.security.permits import OF_THE_PRACTICE, require_action, require_counting
from bookdesk.security.roles import Given, Role, parse_roles, waiting_roles
from bookdesk.store.practice import PracticeFile

_ON_A_CLIENT: Final = (CertificateKind.GRANT, CertificateKind.REVOCATION)

Waiting = Mapping[Role, datetime]
"""Roles that a user gave himself, each with the moment from which it counts for approving and paying."""


@dataclass(frozen=True, slots=True)
class _Held:
    """What was found of the present user when the practice's file had seen so many commits."""

    commits: int
    roles: tuple[Role, ...]
    until: datetime | None


class Rights:
    """The rights of users as the certificates tell them; made anew with each reading of the certificates."""

    def __init__(
        self, file: PracticeFile, trusted: Trusted, directory: ClientDirectory, user: User, clock: Clock
    ) -> None:
        """Know the practice's `file`; `user` is who opened it."""
        self._file, self._trusted, self._directory, self._user, self._clock = file, trusted, directory, user, clock
        self._recovery = file.recovery().id
        self._held: dict[str | None, _Held] = {}
        self._waiting: dict[str | None, Waiting] = {}

    def require(self, client_id: str | None, action: StrEnum) -> None:
        """Return quietly if the present user may do this with his own hands, or raise `NotAllowed`."""
        client_id = None if action in OF_THE_PRACTICE else client_id
        roles = self._present(client_id)
        require_action(roles, action)
        require_counting(roles, self.waiting(client_id), action, self._clock.now())

    def roles_of(self, user: User, client_id: str | None = None) -> tuple[Role, ...]:
        """Return a user's certified roles, in the practice or for one client; none where his grant has ended."""
        held = self._find(user, client_id)
        return held.roles if held.until is None or self._clock.now() < held.until else ()

    def until(self, user: User, client_id: str) -> datetime | None:
        """Return until when a user may read a client; none where that is for good or he may not at all."""
        return self._find(user, client_id).until

    def waiting(self, client_id: str | None = None) -> Waiting:
        """Return the present user's roles that do not count yet for approving and paying, whether their day is over."""
        found = self._waiting.get(client_id)
        if found is None:
            found = self._waiting[client_id] = self._look_for_waiting(client_id)
        return found

    def _present(self, client_id: str | None) -> tuple[Role, ...]:
        """Return the present user's roles; asked with each change, so the file is asked only where it went on."""
        held = self._held.get(client_id)
        if held is None or held.commits != self._file.commits:
            held = self._held[client_id] = self._find(self._user, client_id)
        return held.roles if held.until is None or self._clock.now() < held.until else ()

    def _find(self, user: User, client_id: str | None) -> _Held:
        commits = self._file.commits
        usual = self._trusted.roles(user.certificate_id, user.id) or ()
        grant = self._file.grant(client_id, user.id) if client_id else None
        if grant is None:
            return _Held(commits, usual, None)
        return _Held(commits, self._directory.granted_roles(grant) or usual, self._directory.ends(grant))

    def _look_for_waiting(self, client_id: str | None) -> Waiting:
        usual = self._usual_given()
        first = usual[0]
        before = first.roles if not first.by_himself else frozenset[Role]()
        found: Waiting = waiting_roles(before, {}, usual)
        if client_id is None:
            return found
        return waiting_roles(usual[-1].roles, found, self._given_for(client_id, usual[-1].roles))

    def _usual_given(self) -> Sequence[Given]:
        """Return the user's certificates as what they gave him: who was there first was founded or added by another."""
        told = self._trusted.statements((CertificateKind.USER,), self._user.id)
        return [self._given(one, _roles(one)) for _, one in told if one["subject"] == self._user.id]

    def _given_for(self, client_id: str, usual: frozenset[Role]) -> Iterator[Given]:
        """Yield what was given to the user for one client, and taken from him, in its order."""
        for kind, one in self._trusted.statements(_ON_A_CLIENT, self._user.id):
            if one["user"] == self._user.id and one["client"] in (client_id, None):
                taken = kind is CertificateKind.REVOCATION
                yield self._given(one, frozenset() if taken else _roles(one) or usual)

    def _given(self, statement: Statement, roles: frozenset[Role]) -> Given:
        """The recovery key is nobody else: whoever uses the printed sheet may be the user himself."""
        himself = statement.get("by") in (self._user.id, self._recovery)
        return Given(roles, datetime.fromisoformat(str(statement["issued_at"])), himself)


def _roles(statement: Statement) -> frozenset[Role]:
    words = cast("Sequence[str] | None", statement["roles"])
    return frozenset(parse_roles(words)) if words else frozenset()
