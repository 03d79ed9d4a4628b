"""What the practice's root key vouches for: who has which keys and roles, and who may read which client.

A row that merely stands in `practice.db` proves nothing, since everybody in the practice can write there. A
certificate is a statement signed by the root key, whose private half only owners and the recovery key hold.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, zip_longest
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.canonical import Canonical, canonical
from bookdesk.core.clock import Clock
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import UserId, new_id
from bookdesk.models.practice import Certificate, CertificateKind, ClientRegistry, Grant, Practice, User
from bookdesk.security.lastword import NUMBER, LastWords, place
from bookdesk.security.roles import Role, parse_roles
from bookdesk.security.signatures import KeySigner, verify, verify_text

Statement = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Authority:
    """The root's private key in the hands of somebody who may use it: `by`, none where a practice is founded."""

    practice_id: str
    root: Ed25519PrivateKey = field(repr=False)
    clock: Clock
    by: str | None = None
    numbers: Iterator[int] = field(default_factory=lambda: count(1), repr=False)
    """Gives each statement its place among all of the practice."""

    def issue(self, kind: CertificateKind, subject: str, statement: Statement) -> Certificate:
        """Return the signed certificate, to be added in the change that it vouches for."""
        issued_at = self.clock.now()
        whole = {**statement, "practice": self.practice_id, "subject": subject, "issued_at": issued_at.isoformat()}
        whole[NUMBER] = next(self.numbers)
        if self.by is not None:
            whole["by"] = self.by
        signature = KeySigner(UserId(self.practice_id), self.root).sign(_domain(kind), whole)
        text = canonical(cast("Canonical", whole)).decode("utf-8")
        return Certificate(
            id=new_id(), kind=kind, subject=subject, statement=text, signature=signature, issued_at=issued_at
        )


def practice_statement(mode: str, root_key: bytes) -> Statement:
    """Say what the practice was created for; its mode never changes."""
    return {"mode": mode, "root_key": root_key.hex()}


def user_statement(user: User) -> Statement:
    """Say which keys and roles a user has."""
    return {
        "name": user.name,
        "kind": user.kind.value,
        "sign_key": user.sign_key,
        "box_key": user.box_key,
        "roles": list(cast("Sequence[str]", user.roles)),
    }


def client_statement(client: ClientRegistry) -> Statement:
    """Say what a client file was created for."""
    return {"kind": client.kind.value, "mode": client.mode.value}


def grant_statement(
    client_id: str, user_id: str, roles: Sequence[Role] | None, until: datetime | None = None
) -> Statement:
    """Say that a user may read a client, with which roles if not his usual ones, and `until` when if not for good."""
    words = None if roles is None else [role.value for role in roles]
    said: dict[str, object] = {"client": client_id, "user": user_id, "roles": words}
    return said if until is None else said | {"until": until.isoformat()}


class Trusted:
    """The certificates of a practice, each checked against the root key when it is first relied on."""

    def __init__(self, root_key: bytes, practice: Practice, certificates: Iterable[Certificate]) -> None:
        """Hold them; `Tampered` if the practice claims another mode than it was created for."""
        self._root_key, self._practice_id = root_key, practice.id
        self._certificates = {certificate.id: certificate for certificate in certificates}
        self.words = LastWords.of(self._certificates.values())
        self._checked: dict[str, Statement] = {}
        self._users: dict[str, list[str]] = defaultdict(list)
        for certificate in self._certificates.values():
            if certificate.kind is CertificateKind.USER:
                self._users[certificate.subject].append(certificate.id)
        if self.of(practice.certificate_id, practice.id)["mode"] != practice.mode.value:
            raise _tampered("The mode of the practice")

    def of(self, certificate_id: str, subject: str) -> Statement:
        """Return what is certified about `subject`; `Tampered` if that is not what this certificate says."""
        statement = self._checked.get(certificate_id)
        if statement is None:
            certificate = self._certificates.get(certificate_id)
            if certificate is None:
                raise _tampered("A certificate of the practice")
            statement = _checked(self._root_key, self._practice_id, certificate)
            self._checked[certificate_id] = statement
        if statement["subject"] != subject:
            raise _tampered("A certificate of the practice")
        return statement

    def box_key(self, user: User) -> bytes:
        """Return the key to seal to, as last certified; `Tampered` if the row shows another, or an earlier state."""
        statement = self.of(user.certificate_id, user.id)
        changed = any(statement[name] != value for name, value in user_statement(user).items())
        if changed or not self.words.is_last_of_user(user.id, user.certificate_id):
            raise _tampered(f"The record of user {user.name}")
        if user.active and self.words.is_removed(user.id):
            raise _tampered(f"The removal of user {user.name}")
        return bytes.fromhex(user.box_key)

    def roles(self, certificate_id: str, subject: str) -> tuple[Role, ...] | None:
        """Return the roles that were certified last; none where a grant leaves a user his usual ones."""
        statement = self.of(certificate_id, subject)
        if self._certificates[certificate_id].kind is CertificateKind.USER:
            last = self.words.is_last_of_user(subject, certificate_id)
        else:
            last = self.words.is_last_of_access(str(statement["user"]), str(statement["client"]), certificate_id)
        if not last:
            raise _tampered("The newest roles or access of somebody")
        roles = statement["roles"]
        return None if roles is None else parse_roles(cast("Sequence[str]", roles))

    def require_granted(self, grant: Grant) -> None:
        """Refuse a row of access that is not the last word certified of it: nothing is sealed to whoever wrote it."""
        statement = self.of(grant.certificate_id, grant.id)
        if (statement.get("client"), statement.get("user")) != (grant.client_id, grant.user_id):
            raise _tampered("A grant that was moved to another user or client")
        self.roles(grant.certificate_id, grant.id)

    def statements(
        self, kinds: Collection[CertificateKind], *about: str
    ) -> Iterator[tuple[CertificateKind, Statement]]:
        """Yield every statement of some kinds that mentions one of the ids, in the order of their numbers.

        Each is checked. Number and instant order them, since these are signed and the id of a certificate's row is not.
        """
        yield from ((kind, statement) for _, kind, statement in self.identified(kinds, *about))

    def identified(
        self, kinds: Collection[CertificateKind], *about: str
    ) -> Iterator[tuple[str, CertificateKind, Statement]]:
        """Yield what `statements` does, each with the id of its certificate."""
        found = [
            (certificate.id, certificate.kind, self.of(certificate.id, certificate.subject))
            for certificate in self._certificates.values()
            if certificate.kind in kinds and any(one in certificate.statement for one in about)
        ]
        yield from sorted(found, key=lambda one: place(one[2], one[0]))

    def verify(
        self,
        user_id: str,
        domain: str,
        payload: Mapping[str, object],
        signature: str,
        *,
        at: datetime | None = None,
    ) -> bool:
        """Return whether a key certified for `user_id` made this signature (hex): the one of the time, or any ever."""
        keys = (bytes.fromhex(key) for key in self._keys(user_id, at))
        return any(verify(key, domain, payload, signature) for key in keys)

    def _keys(self, user_id: str, at: datetime | None) -> Iterator[str]:
        """Yield the keys that a user had at an instant; the one before, too, at the very instant it was replaced."""
        statements = [self.of(certificate_id, user_id) for certificate_id in self._users.get(user_id, ())]
        statements.sort(key=issued_at)
        ends = [issued_at(one) for one in statements[1:]]
        for statement, end in zip_longest(statements, ends):
            if at is None or (issued_at(statement) <= at and (end is None or at <= end)):
                yield str(statement["sign_key"])


def issued_at(statement: Statement) -> datetime:
    """Return the instant that a statement was signed with."""
    return datetime.fromisoformat(str(statement["issued_at"]))


def _checked(root_key: bytes, practice_id: str, certificate: Certificate) -> Statement:
    statement = cast("Statement", json.loads(certificate.statement))
    about = (statement.get("practice"), statement.get("subject"))
    signed = verify_text(root_key, _domain(certificate.kind), certificate.statement.encode(), certificate.signature)
    if not signed or about != (practice_id, certificate.subject):
        raise _tampered("A certificate of the practice")
    return statement


def _domain(kind: CertificateKind) -> str:
    return f"certificate:{kind.value}"


def _tampered(what: str) -> Tampered:
    return Tampered(f"{what} was changed without the owner's signature.", "Restore the practice from a backup.")
