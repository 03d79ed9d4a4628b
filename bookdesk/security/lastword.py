"""Which certificate is the last word about a person or his access: an older one, however genuine, counts no more.

Everybody in a practice can write rows. Who kept the row that made him an owner, or that gave him a client, could put it
back with its genuine certificate. The order is told by numbers inside what is signed: clocks may be put back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, cast

from bookdesk.core.errors import Tampered
from bookdesk.models.practice import Certificate, CertificateKind

NUMBER: Final = "number"
"""Names, in a statement, which one of the practice it is; those of before numbers were given have none."""

Place = tuple[int, datetime, str]
"""Where a statement stands among all of a practice."""
_BEFORE: Final[Place] = (-1, datetime.min.replace(tzinfo=UTC), "")


def place(statement: Mapping[str, object], certificate_id: str) -> Place:
    """Return where a statement stands: by its number, and by its instant where it has none."""
    number = statement.get(NUMBER, 0)
    if not isinstance(number, int):
        raise Tampered("A certificate of the practice has no number.", "Restore the practice from a backup.")
    return (number, datetime.fromisoformat(str(statement["issued_at"])), certificate_id)


@dataclass(slots=True)
class LastWords:
    """What the certificates claim of their order.

    Signatures are not checked here: whoever relies on a certificate checks its own, and a false newer one can only
    make it count less.
    """

    next_number: int = 1
    numbers: set[int] = field(default_factory=set)
    _users: dict[str, Place] = field(default_factory=dict)
    _removals: dict[str, Place] = field(default_factory=dict)
    _access: dict[tuple[str, str], Place] = field(default_factory=dict)

    @classmethod
    def of(cls, certificates: Iterable[Certificate]) -> LastWords:
        """Read all certificates of a practice."""
        words = cls()
        for certificate in certificates:
            words._hear(certificate.kind, _claims(certificate), certificate.id)
        return words

    def _hear(self, kind: CertificateKind, said: Mapping[str, object], certificate_id: str) -> None:
        at = place(said, certificate_id)
        if NUMBER in said:
            self.numbers.add(at[0])
            self.next_number = max(self.next_number, at[0] + 1)
        user, client = str(said.get("user")), said.get("client")
        if kind is CertificateKind.USER:
            _keep(self._users, str(said["subject"]), at)
        elif kind is CertificateKind.REVOCATION and client is None:
            _keep(self._removals, user, at)
        elif kind in {CertificateKind.GRANT, CertificateKind.REVOCATION}:
            _keep(self._access, (user, str(client)), at)

    def is_last_of_user(self, user_id: str, certificate_id: str) -> bool:
        """Whether no later certificate says who this user is and which roles he has."""
        return self._users.get(user_id, _BEFORE)[2] == certificate_id

    def is_removed(self, user_id: str) -> bool:
        """Whether the last that was certified of a user is that he was removed."""
        return self._removals.get(user_id, _BEFORE) > self._users.get(user_id, _BEFORE)

    def is_last_of_access(self, user_id: str, client_id: str, certificate_id: str) -> bool:
        """Whether no later certificate changed or ended this user's access to a client, nor removed him."""
        last = self._access.get((user_id, client_id), _BEFORE)
        return last[2] == certificate_id and last > self._removals.get(user_id, _BEFORE)

    def missing(self) -> tuple[int, ...]:
        """Return the numbers that were given and are not here: such certificates were taken away."""
        return tuple(number for number in range(1, self.next_number) if number not in self.numbers)


def _keep(last: dict[str, Place] | dict[tuple[str, str], Place], topic: object, at: Place) -> None:
    known = cast("dict[object, Place]", last)
    known[topic] = max(known.get(topic, _BEFORE), at)


def _claims(certificate: Certificate) -> Mapping[str, object]:
    try:
        claims = json.loads(certificate.statement)
    except ValueError:
        claims = None
    if not isinstance(claims, dict) or not {"subject", "issued_at"} <= claims.keys():
        raise Tampered("A certificate of the practice is no statement.", "Restore the practice from a backup.")
    return claims
