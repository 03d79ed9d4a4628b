"""What people were certified to be at a moment, for the practice or a client: their roles, and which of them waited.

Told by signed statements alone, so that it can be asked of the past, and of a signature that was made in a program of
one's own. The door (`security/rights.py`) and whoever judges signatures ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final, cast

from bookdesk.models.practice import CertificateKind
from bookdesk.security.certificates import issued_at
from bookdesk.security.roles import (
    Given,
    Issued,
    Permission,
    Role,
    keys_settle,
    parse_roles,
    permitted,
    waiting_roles,
)

if TYPE_CHECKING:
    from bookdesk.security.certificates import Statement, Trusted

_KINDS: Final = (CertificateKind.USER, CertificateKind.GRANT, CertificateKind.REVOCATION)

Waiting = Mapping[Role, datetime]
"""Roles that do not count yet for approving and paying, each with the moment from which it does."""

Reached = Callable[[str, datetime], tuple[datetime, ...]]
"""Returns what later instants the history had seen when a certificate of an id and an instant was added."""


@dataclass(frozen=True, slots=True)
class _Said:
    """One statement about a person: his usual roles with his key, a grant with its roles if not those, or its end."""

    kind: CertificateKind
    at: datetime
    by: str | None
    named: frozenset[Role] = frozenset()
    key: str = ""
    until: datetime | None = None
    reached: tuple[datetime, ...] = ()
    """Later instants that the history had seen when it was said: by the clock it was put back to, or had run ahead."""


@dataclass(frozen=True, slots=True)
class Held:
    """The certified roles of a person at a moment."""

    at: datetime
    roles: frozenset[Role]
    waiting: Waiting

    def may(self, permission: Permission) -> bool:
        """Whether one of his roles carried it; what waits is asked where it is about money."""
        return permitted(self.roles, permission)

    def counts(self, permission: Permission) -> bool:
        """Whether he could give an approval, or let money go, by one of his roles."""
        return permitted([role for role in self.roles if self.at >= self.waiting.get(role, self.at)], permission)


class Holdings:
    """Asks the certificates of a practice; what was looked through once is kept."""

    def __init__(self, trusted: Trusted, founded: datetime, recovery: str, reached: Reached) -> None:
        """`founded` is when the practice was, `recovery` the id under which its recovery key certifies.

        `reached` returns, by id and instant of a certificate, what later instants the history had seen by then.
        """
        self._trusted, self._founded, self._recovery, self._reached = trusted, founded, recovery, reached
        self._mentions: dict[str, Sequence[tuple[str, CertificateKind, Statement]]] = {}
        self._said: dict[tuple[str, str | None], Sequence[_Said]] = {}

    def at(self, user_id: str, client_id: str, moment: datetime) -> Held:
        """Return what a user held for a client at a moment; nothing where he could not open it."""
        said = [one for one in self._about(user_id, client_id) if one.at <= moment]
        usual: frozenset[Role] = frozenset()
        grant: _Said | None = None
        for one in said:
            if one.kind is CertificateKind.USER:
                usual = one.named
            else:
                grant = one if one.kind is CertificateKind.GRANT else None
        if grant is None or (grant.until is not None and moment >= grant.until):
            return Held(moment, frozenset(), {})
        return Held(moment, grant.named or usual, self._waiting(user_id, said, moment))

    def waiting(self, user_id: str, client_id: str | None, now: datetime) -> Waiting:
        """Return a user's roles that wait or waited by all that is certified, whether their day is over.

        Also by what is dated later than now: putting back the clock ends no waiting, and putting it back while
        certifying shortens none.
        """
        return self._waiting(user_id, self._about(user_id, client_id), now)

    def is_plain(self, user_id: str, client_id: str | None) -> bool:
        """Whether what waits is the same at every moment: all was certified in the order of its instants."""
        return not any(one.reached for one in self._about(user_id, client_id))

    def _waiting(self, user_id: str, told: Sequence[_Said], moment: datetime) -> Waiting:
        """What came first was founded, or given by another who added him; whoever adds himself begins with nothing."""
        said = [_borne_out(one, moment) for one in told]
        given = list(self._given(user_id, said))
        if not given:
            return {}
        found = waiting_roles(frozenset() if given[0].by_himself else given[0].roles, given)
        settle = self._keys_settle(user_id, said)
        if settle is not None:
            found |= {role: max(settle, found.get(role, settle)) for role in given[-1].roles}
        return found

    def _keys_settle(self, user_id: str, said: Sequence[_Said]) -> datetime | None:
        issued = [
            Issued(one.key, one.at, one.by, self._is_settled(one)) for one in said if one.kind is CertificateKind.USER
        ]
        return keys_settle(issued, user_id, self._recovery, self._founded)

    def _is_settled(self, one: _Said) -> bool:
        """Whether who certified this had keys that counted by then: of a newcomer it says nothing yet.

        Who vouched for the newcomer is not asked: two who were added together would vouch for each other.
        """
        if one.by is None:
            return True
        own = [said for said in self._about(one.by, None) if said.kind is CertificateKind.USER and said.at <= one.at]
        issued = [Issued(said.key, said.at, said.by, counts=False) for said in own]
        settle = keys_settle(issued, one.by, self._recovery, self._founded)
        return settle is None or settle <= one.at

    def _given(self, user_id: str, said: Sequence[_Said]) -> Iterator[Given]:
        """Yield what was certified of the user's roles, in its order.

        Who has no grant of a client yet will have his usual roles there; where one was withdrawn he has none. The
        recovery key is nobody else: whoever uses the printed sheet may be the user himself. Nor is a newcomer.
        """
        himself = (user_id, self._recovery)
        usual: frozenset[Role] = frozenset()
        own: frozenset[Role] | None = None
        for one in said:
            if one.kind is CertificateKind.USER:
                usual = one.named
            else:
                own = frozenset() if one.kind is CertificateKind.REVOCATION else one.named or None
            alone = one.by in himself or not self._is_settled(one)
            yield Given(usual if own is None else own, one.at, alone, one.named)

    def _about(self, user_id: str, client_id: str | None) -> Sequence[_Said]:
        found = self._said.get((user_id, client_id))
        if found is None:
            found = self._said[user_id, client_id] = tuple(self._read(user_id, client_id))
        return found

    def _read(self, user_id: str, client_id: str | None) -> Iterator[_Said]:
        mentions = self._mentions.get(user_id)
        if mentions is None:  # once for all clients: with three hundred of them each statement is checked and placed
            mentions = self._mentions[user_id] = tuple(self._trusted.identified(_KINDS, user_id))
        for certificate_id, kind, one in mentions:
            reached = self._reached(certificate_id, issued_at(one))
            if kind is CertificateKind.USER:
                if one["subject"] == user_id:
                    yield _said(kind, one, reached)
            elif client_id is not None and one.get("user") == user_id and one["client"] in (client_id, None):
                yield _said(kind, one, reached)


def _borne_out(one: _Said, moment: datetime) -> _Said:
    """Return what was said as of the latest instant that the history had reached by then.

    Instants that lie ahead of `moment` are those of a clock that once ran ahead: they keep nobody waiting.
    """
    return replace(one, at=max((late for late in one.reached if late <= moment), default=one.at))


def _said(kind: CertificateKind, one: Statement, reached: tuple[datetime, ...]) -> _Said:
    words = cast("Sequence[str] | None", one.get("roles"))
    until, by = one.get("until"), one.get("by")
    return _Said(
        kind,
        issued_at(one),
        None if by is None else str(by),
        frozenset(parse_roles(words)) if words else frozenset(),
        str(one.get("sign_key", "")),
        None if until is None else datetime.fromisoformat(str(until)),
        reached,
    )
