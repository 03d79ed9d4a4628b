"""The clients one user holds keys of, each decrypted and checked once, and again whenever one of its rows changed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Locked, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import ClientRegistry, Grant
from bookdesk.security.bundle import UserBundle
from bookdesk.security.certificates import Trusted, client_statement
from bookdesk.security.clientkeys import ClientEntry, open_profile, unwrap_client_key
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Role
from bookdesk.security.slots import fold_name
from bookdesk.store.practice import PracticeFile

_AT_ONCE = 2
"""Threads that check clients: signatures and key agreements leave the interpreter free meanwhile."""

_Rows = tuple[object, ...]
"""All that was read of a row: where any of it differs, the check is made anew."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A client whose rows were found good."""

    client: _Rows
    grant: _Rows
    entry: ClientEntry
    key: Secret


class ClientDirectory:
    """What a user may open. Made anew with each reading of the certificates; safe to ask from several threads.

    Three hundred clients cost six hundred signatures and three hundred key agreements. They are made for each row
    once, not with each question: a row that is exactly the one that was found good is good.
    """

    def __init__(
        self, file: PracticeFile, bundle: UserBundle, trusted: Trusted, usual: tuple[Role, ...], clock: Clock
    ) -> None:
        """Read `file` for the holder of `bundle`, whose roles are the `usual` ones unless a grant says otherwise."""
        self._file, self._bundle, self._trusted, self._usual, self._clock = file, bundle, trusted, usual, clock
        self._practice_id = file.practice().id
        self._seen: dict[str, _Seen] = {}

    def entries(self) -> tuple[ClientEntry, ...]:
        """Return all clients by name; `Tampered` if a row is not what was certified."""
        grants = self._file.grants_of(self._bundle.user_id)
        held = [(row, grants[row.id]) for row in self._file.clients() if row.id in grants]
        self._check_all([(row, grant) for row, grant in held if row.id not in self._seen])
        found = (self._checked(row, grant).entry for row, grant in held)
        return tuple(sorted(filter(self._lasts, found), key=lambda entry: fold_name(entry.name)))

    def entry(self, client_id: str) -> ClientEntry | None:
        """Return one client; none where this user has no key of it or it was erased, `Locked` where his time is up."""
        row = self._file.client(client_id)
        grant = self._file.grant(client_id, self._bundle.user_id)
        if row is None or grant is None:
            return None
        entry = self._checked(row, grant).entry
        if not self._lasts(entry):
            raise _ended(entry.until)
        return entry

    def refuse_ended(self, folded_name: str) -> None:
        """Tell of a client of this name that the user could read until some time ago."""
        for seen in self._seen.values():
            if fold_name(seen.entry.name) == folded_name and not self._lasts(seen.entry):
                raise _ended(seen.entry.until)

    def require_lasting(self, client_id: str) -> None:
        """Refuse a client whose grant has ended since its file was opened.

        By code only: the key lies sealed to the user until the grant is withdrawn, which changes what he can copy.
        """
        seen = self._seen.get(client_id)
        if seen is None:
            self.entry(client_id)  # refuses by itself
        elif not self._lasts(seen.entry):
            raise _ended(seen.entry.until)

    def key(self, client_id: str) -> Secret:
        """Return the key of a client; `Locked` without a grant."""
        grant = self._file.grant(client_id, self._bundle.user_id)
        if grant is None:
            raise Locked("You have no key for this client.", "Ask an owner to grant you access.")
        self._trusted.require_granted(grant)
        if (until := self.ends(grant)) is not None and self._clock.now() >= until:
            raise _ended(until)
        seen = self._seen.get(client_id)
        if seen is not None and seen.grant == _of_grant(grant):
            return seen.key
        return unwrap_client_key(self._bundle, grant, self._practice_id)

    def keys(self) -> dict[str, Secret]:
        """Return the keys of all clients that were not erased, by client id."""
        return {entry.client_id: self._seen[entry.client_id].key for entry in self.entries()}

    def granted_roles(self, grant: Grant) -> tuple[Role, ...] | None:
        """Return the roles a grant certifies; none where it leaves the usual ones."""
        self._trusted.require_granted(grant)
        return self._trusted.roles(grant.certificate_id, grant.id)

    def ends(self, grant: Grant) -> datetime | None:
        """Return when a grant ends, as certified; none where it is for good."""
        until = self._trusted.of(grant.certificate_id, grant.id).get("until")
        return None if until is None else datetime.fromisoformat(str(until))

    def _lasts(self, entry: ClientEntry) -> bool:
        return entry.until is None or self._clock.now() < entry.until

    def _check_all(self, new: Sequence[tuple[ClientRegistry, Grant]]) -> None:
        if new:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(lambda pair: self._checked(*pair), new))

    def _checked(self, row: ClientRegistry, grant: Grant) -> _Seen:
        seen = self._seen.get(row.id)
        if seen is None or (seen.client, seen.grant) != (_of_client(row), _of_grant(grant)):
            seen = self._seen[row.id] = self._check(row, grant)
        return seen

    def _check(self, row: ClientRegistry, grant: Grant) -> _Seen:
        statement = self._trusted.of(row.certificate_id, row.id)
        if any(statement[name] != value for name, value in client_statement(row).items()):
            raise Tampered("The mode of a client was changed.", "Restore the practice from a backup.")
        key = unwrap_client_key(self._bundle, grant, self._practice_id)
        roles = self.granted_roles(grant) or self._usual
        entry = ClientEntry(ClientId(row.id), row.kind, row.mode, open_profile(key, row), roles, self.ends(grant))
        return _Seen(_of_client(row), _of_grant(grant), entry, key)


def _ended(until: datetime | None) -> Locked:
    day = f" on {until:%Y-%m-%d %H:%M} UTC" if until else ""
    return Locked(f"Your access to this client ended{day}.", "Ask an owner to grant it anew.")


def _of_client(row: ClientRegistry) -> _Rows:
    return (row.id, row.kind, row.mode, row.key_epoch, row.sealed_profile, row.certificate_id, row.version)


def _of_grant(grant: Grant) -> _Rows:
    return (
        *(grant.id, grant.client_id, grant.user_id, grant.key_epoch, grant.wrapped_key),
        *(grant.certificate_id, grant.version),
    )
