"""One opened client and the person at work on it. Switching the client swaps this and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bookdesk.core.clock import Clock
from bookdesk.models.practice import Mode
from bookdesk.security.certificates import Trusted
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, require
from bookdesk.security.signatures import Signer
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Workspace:
    """What every command and screen on a client is given.

    `signer` signs in the person's name, `trusted` checks what others signed.
    """

    entry: ClientEntry
    desk: Desk
    signer: Signer
    trusted: Trusted

    def require(self, permission: Permission) -> None:
        """Return quietly if this person's role for this client allows the act, or raise `NotAllowed`."""
        require(self.entry.roles, permission)

    @property
    def real(self) -> bool:
        """Whether money and mail really leave: false for ever in a demo or training practice."""
        return self.entry.mode is Mode.NORMAL


@contextmanager
def at_work(practice: OpenPractice, client: str, clock: Clock) -> Iterator[Workspace]:
    """Yield the workspace of a client, by id or unique name."""
    entry = practice.client(client)
    with practice.using_client(entry.client_id) as books:
        yield Workspace(entry, Desk(books, practice.actor, clock), practice.signer, practice.trusted)
