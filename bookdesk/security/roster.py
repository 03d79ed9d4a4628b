"""The people of a practice as its certificates have them: whose signatures count, who owns it, who works for whom."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bookdesk.core.clock import Clock
from bookdesk.core.errors import NotFound, Tampered
from bookdesk.models.practice import Grant, Practice, User, UserKind
from bookdesk.security.certificates import Trusted, issued_at
from bookdesk.security.held import Holdings
from bookdesk.security.roles import Permission, Role
from bookdesk.store.practice import PracticeFile

_NEAR: Final = timedelta(days=14)
"""As long as anybody who works alone waits at most: what lies further ahead may be by a clock that ran ahead."""

LOOKING_ON: Final = frozenset({Role.READER, Role.AUDITOR})
"""Roles of those who see a client and do nothing there."""


class Roster(Trusted):
    """The certificates of a practice beside its present rows: who left or lost a grant is not on it any more."""

    def __init__(self, root_key: bytes, practice: Practice, file: PracticeFile, clock: Clock) -> None:
        """Read the certificates of `file`; rows are asked for anew each time, since others change them."""
        super().__init__(root_key, practice, file.certificates())
        self._file, self._clock = file, clock
        founded = issued_at(self.of(practice.certificate_id, practice.id))
        self.holdings = Holdings(self, founded, file.recovery().id, file.reached_before)
        """What people held at any moment, by the certificates alone."""

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether what a user signed for a client counted when he did, by the roles he was certified to have."""
        return self.holdings.at(user_id, client_id, at).counts(permission)

    def holds(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether a user had a certified role for a client at a moment that carries a permission."""
        return self.holdings.at(user_id, client_id, at).may(permission)

    def owns(self, user_id: str) -> bool:
        """Return whether a user is here and certified as an owner."""
        user = self._person(user_id)
        return user is not None and Role.OWNER in (self.roles(user.certificate_id, user.id) or ())

    def later_than(self, instant: datetime) -> tuple[datetime, ...]:
        """Return what later instants the practice's history has seen: the newest, and the newest of two weeks."""
        return self._file.later_than(instant, _NEAR)

    def workers(self, client_id: str) -> frozenset[str]:
        """Return who holds the client to work for it: not the recovery key, and nobody who only looks on."""
        return frozenset(
            user_id for user_id, grant in self._file.grants_on(client_id).items() if self._works(user_id, grant)
        )

    def _works(self, user_id: str, grant: Grant) -> bool:
        user = self._person(user_id)
        if user is None:
            return False
        try:
            roles = self.roles(grant.certificate_id, grant.id) or self.roles(user.certificate_id, user.id) or ()
            return not (self._ended(grant) or LOOKING_ON.issuperset(roles))
        except Tampered:  # not certified, or since this practice was opened: nobody knows that he only looks on
            return True

    def _person(self, user_id: str) -> User | None:
        try:
            user = self._file.user(user_id)
        except NotFound:
            return None
        return user if user.active and user.kind is UserKind.PERSON else None

    def _ended(self, grant: Grant) -> bool:
        until = self.of(grant.certificate_id, grant.id).get("until")
        return until is not None and self._clock.now() >= datetime.fromisoformat(str(until))
