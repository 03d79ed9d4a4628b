"""What a client lacks by who works on it: some acts need a second person whatever is configured. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bookdesk.security.roles import PERMISSIONS, Permission, Role

ROLE_WORDS: Final[dict[Role, str]] = {
    Role.OWNER: "Adds people and clients, gives roles and limits.",
    Role.BOOKKEEPER: "Takes documents in, reviews bills, codes the bank, prepares payment runs.",
    Role.REVIEWER: "All that a bookkeeper does but payment runs, and confirms bank details by calling back.",
    Role.APPROVER: "Approves bills up to a limit, never his own; confirms bank details.",
    Role.PAYER: "Prepares payment runs and releases them.",
    Role.READER: "Looks on and changes nothing.",
    Role.AUDITOR: "Looks on until a last day, verifies the history and exports it.",
}
"""What each role is for, in a sentence."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who may open a client, with the roles that hold there today."""

    name: str
    roles: tuple[Role, ...]

    def may(self, permission: Permission) -> bool:
        """Return whether one of his roles carries it."""
        return any(permission in PERMISSIONS[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class _Pair:
    """An act that needs another than who began it: what he did, what the other does, and how that is said."""

    begins: Permission
    ends: Permission
    words: str


_PAIRS: Final = (
    _Pair(Permission.CAPTURE, Permission.APPROVE, "approve what {names} entered"),
    _Pair(Permission.EDIT_PAYEE, Permission.CONFIRM_PAYEE, "confirm bank details that {names} entered"),
)


def lacking(holders: Sequence[Holder], *, alone: bool = False) -> tuple[str, ...]:
    """Return what nobody can do at a client, each as a sentence; `alone` where it is kept by one person on purpose."""
    if not any(one.may(Permission.CAPTURE) for one in holders):
        return ("Nobody keeps its books.",)
    found = [] if alone else [words for pair in _PAIRS if (words := _lacks(pair, holders))]
    if not any(one.may(Permission.RELEASE_RUN) for one in holders):
        found.append("Nobody can release its payments.")
    return tuple(found)


def access_words(roles: Collection[Role], *, no_limit: bool = False, up_to: str = "") -> str:
    """Return what roles let somebody do, in a few words; nothing for none.

    `no_limit` says that he has no limit there: an approver without one approves nothing. `up_to` is the amount of it,
    as it is read.
    """
    approves = f"approves up to {up_to}" if up_to else "approves"
    held = Holder("", tuple(roles))
    does = [
        ("works", held.may(Permission.CAPTURE)),
        ("approves nothing yet" if no_limit else approves, held.may(Permission.APPROVE)),
        ("pays", held.may(Permission.RELEASE_RUN)),
    ]
    said = ", ".join(words for words, on in does if on)
    return said or ("reads" if roles else "")


def _lacks(pair: _Pair, holders: Sequence[Holder]) -> str:
    """Return the sentence of a pair whose second person is missing for somebody, or nothing."""
    enders = {one.name for one in holders if one.may(pair.ends)}
    stuck = [one.name for one in holders if one.may(pair.begins) and not enders - {one.name}]
    return f"Nobody can {pair.words.format(names=_listed(stuck))}." if stuck else ""


def _listed(names: Iterable[str]) -> str:
    *before, last = names
    return f"{', '.join(before)} or {last}" if before else last
