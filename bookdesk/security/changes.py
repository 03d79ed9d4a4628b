"""Signs each change set with the key of who made it, and tells of those that whom they name did not sign.

    signed   domain "change" | {"type", "version", "file", "kind", "by", "set", "from"}

`set` is the hash that chains the set, over all it says and its rows; `from` that of the mark after which sets of the
file are signed (`store/signing.py`). Ed25519, as approvals are signed (`security/signatures.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from sqlalchemy.orm import Session

from bookdesk.core.canonical import canonical
from bookdesk.models.practice import CertificateKind
from bookdesk.security.certificates import Trusted, issued_at
from bookdesk.security.permits import NEEDS
from bookdesk.security.roles import Permission
from bookdesk.security.roster import Roster
from bookdesk.security.signatures import Signer, verify_text
from bookdesk.store.kinds import FileKind
from bookdesk.store.signing import Began, Claim, all_claims, began, beginnings

DOMAIN: Final = "change"
"""Keeps these signatures apart from those over approvals, releases and certificates."""
VERSION: Final = 1
_LAST_WORD: Final = timedelta(minutes=1)
"""The set that brings somebody's new keys may be sealed with his old ones, a moment after these are certified."""

_MOST_KEPT: Final = 10_000
"""Sets that were checked are remembered, half a kilobyte each."""

Statement = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file whose changes are signed: a client's id, or the practice's."""

    id: str
    kind: FileKind

    def statement(self, user: str, set_hash: str, mark: str | None) -> Statement:
        """Return what a user signs for one change set of this file."""
        return {
            "type": "change",
            "version": VERSION,
            "file": self.id,
            "kind": self.kind.name,
            "by": user,
            "set": set_hash,
            "from": mark,
        }


class Present:
    """Who signs at a desk: whoever opened the practice, and who sits down beside him with keys of his own."""

    def __init__(self, signer: Signer) -> None:
        """Begin with one person."""
        self._signers = {str(signer.user_id): signer}

    def join(self, signer: Signer) -> None:
        """Let another person sign for what he does here."""
        self._signers[str(signer.user_id)] = signer

    def sign(self, file: SignedFile, user: str, set_hash: str, mark: str | None) -> str:
        """Return a person's signature (hex); nobody signs in the name of somebody who is not here."""
        signer = self._signers.get(user)
        if signer is None:
            raise RuntimeError(f"a change in the name of {user}, who is not at this desk")
        return signer.sign(DOMAIN, file.statement(user, set_hash, mark))


@dataclass(frozen=True, slots=True)
class KeyTime:
    """A public key (32 raw bytes), and from when until when it was somebody's; nothing stands for ever."""

    key: bytes
    since: datetime | None
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether it was his at that moment."""
        begun = self.since is None or self.since <= at
        return begun and (self.until is None or at <= self.until + _LAST_WORD)


def key_times(trusted: Trusted, user_id: str) -> tuple[KeyTime, ...]:
    """Return the keys that were ever certified for a user, each until it was replaced or he was removed.

    His first one counts for any time before, too: nobody else had it, and clocks of two computers differ.
    """
    found: list[KeyTime] = []
    for kind, one in trusted.statements((CertificateKind.USER, CertificateKind.REVOCATION), user_id):
        last, at = (found[-1] if found else None), issued_at(one)
        if kind is CertificateKind.USER and one["subject"] == user_id:
            key = bytes.fromhex(str(one["sign_key"]))
            if last is not None and (last.key, last.until) == (key, None):
                continue
            _end(found, at)
            found.append(KeyTime(key, at if found else None, None))
        elif kind is CertificateKind.REVOCATION and (one.get("user"), one.get("client", "")) == (user_id, None):
            _end(found, at)
    return tuple(found)


def _end(found: list[KeyTime], at: datetime) -> None:
    if found and found[-1].until is None:
        found[-1] = KeyTime(found[-1].key, found[-1].since, at)


Proven = set[tuple[str, Claim, str | None]]
"""Sets of files that were checked and hold, each with its file and mark: before money they are asked for many times."""


class KeyBook(Protocol):
    """Knows the people of a practice."""

    @property
    def proven(self) -> Proven:
        """What holds by these keys."""
        ...

    def name(self, user_id: str) -> str:
        """Return how a user is called, or his id where he is not known."""
        ...

    def of(self, user_id: str) -> tuple[KeyTime, ...]:
        """Return the keys of a user; none of somebody who was never certified."""
        ...

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether what a user did for a client counted then, by the roles he was certified to have."""
        ...


class SignKeys:
    """The keys and names of the people of a practice, as its certificates had them when it was read last."""

    def __init__(self, trusted: Roster, name: Callable[[str], str]) -> None:
        """Ask `trusted` for keys when they are first needed."""
        self._trusted, self._name = trusted, name
        self._keys: dict[str, tuple[KeyTime, ...]] = {}
        self.proven: Proven = set()

    def name(self, user_id: str) -> str:
        """Return how a user is called, or his id where he is not known."""
        return self._name(user_id)

    def of(self, user_id: str) -> tuple[KeyTime, ...]:
        """Return the keys of a user; none of somebody who was never certified."""
        if user_id not in self._keys:
            self._keys[user_id] = key_times(self._trusted, user_id)
        return self._keys[user_id]

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether what a user did for a client counted then, by the roles he was certified to have."""
        return self._trusted.counts(user_id, permission, client_id, at)


class FileSignatures:
    """What `store.signing.Signatures` asks, for one file."""

    def __init__(self, file: SignedFile, keys: Callable[[], KeyBook]) -> None:
        """`keys` returns those that count now: they change while a practice is open."""
        self._file, self._keys = file, keys

    def problem(self, claim: Claim, began: Began) -> str | None:
        """Return in a sentence why a set is not proven to be of whom it names, or None."""
        keys = self._keys()
        name = keys.name(claim.actor)
        if claim.signature is None:
            return None if began.covers(claim) else f"{_first_up(claim.named)} says {name}, and nobody signed it."
        asked = (self._file.id, claim, began.mark)
        if asked in keys.proven:
            return None
        if not self._is_signed(keys, claim, None if claim.is_mark else began.mark):
            return f"{_first_up(claim.named)} says {name}, and the key of {name} did not sign it."
        if len(keys.proven) < _MOST_KEPT:
            keys.proven.add(asked)
        return None

    def _is_signed(self, keys: KeyBook, claim: Claim, mark: str | None) -> bool:
        text, at = canonical(self._file.statement(claim.actor, claim.hash, mark)), _instant(claim.made_at)
        return at is not None and any(
            verify_text(one.key, DOMAIN, text, claim.signature or "") for one in keys.of(claim.actor) if one.holds(at)
        )

    def entitled(self, claim: Claim, action: StrEnum) -> bool:
        """Return whether whom a set of a client names had, when he made it, a role by which he could do such an act."""
        keys, at = self._keys(), _instant(claim.made_at)
        needs = NEEDS.get(action, frozenset())
        return at is not None and any(keys.counts(claim.actor, one, self._file.id, at) for one in needs)

    def name(self, user: str) -> str:
        """Return how a user is called."""
        return self._keys().name(user)

    def check(self, session: Session) -> Iterator[str]:
        """Yield what is wrong with where signing began, and the first set that is not signed by whom it names."""
        connection, kind = session.connection(), self._file.kind
        start = began(connection)
        found = dict.fromkeys(beginnings(connection, kind, start, self))
        yield from found
        problems = (self.problem(claim, start) for claim in all_claims(connection))
        wrong = [one for one in problems if one is not None and one not in found]
        yield from wrong[:1]
        if len(wrong) > 1:
            yield f"{len(wrong) - 1} more are not signed by whom they name."


def _first_up(words: str) -> str:
    return words[:1].upper() + words[1:]


def _instant(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None
