"""What a user may do, for the practice or one client: certified roles, the end of his grant, and roles that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bookdesk.core.clock import Clock
from bookdesk.models.practice import User
from bookdesk.security.directory import ClientDirectory
from bookdesk.security.held import Waiting
from bookdesk.security.permits import OF_THE_PRACTICE, TAKES_TWO, require_action, require_counting
from bookdesk.security.roles import PERMISSIONS, Role
from bookdesk.security.roster import Roster
from bookdesk.store.practice import PracticeFile


@dataclass(frozen=True, slots=True)
class _Held:
    """What was found of the present user when the practice's file had seen so many commits."""

    commits: int
    roles: tuple[Role, ...]
    until: datetime | None


class Rights:
    """The rights of users as the certificates tell them; made anew with each reading of the certificates."""

    def __init__(
        self, file: PracticeFile, trusted: Roster, directory: ClientDirectory, user: User, clock: Clock
    ) -> None:
        """Know the practice's `file`; `user` is who opened it."""
        self._file, self._trusted, self._directory, self._user, self._clock = file, trusted, directory, user, clock
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
            holdings, user_id = self._trusted.holdings, self._user.id
            found = holdings.waiting(user_id, client_id, self._clock.now())
            if holdings.is_plain(user_id, client_id):  # else it hangs on the moment
                self._waiting[client_id] = found
        return found

    def settles(self, user_id: str) -> datetime | None:
        """Return from when on everything counts that a user approves or pays; None where nothing waits."""
        waiting = self._trusted.holdings.waiting(user_id, None, self._clock.now())
        last = max((moment for role, moment in waiting.items() if PERMISSIONS[role] & TAKES_TWO), default=None)
        return last if last is not None and last > self._clock.now() else None

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
