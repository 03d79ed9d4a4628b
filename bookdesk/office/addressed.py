"""A document that is addressed to another client of the practice: who may take it, and who of them is meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.readiness import Objection
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.roles import Permission, permitted

_ACCEPT = "customer=ok"
"""The word by which a person says that a document belongs here all the same."""


def takers(clients: Iterable[ClientEntry], here: ClientEntry) -> list[ClientEntry]:
    """Return those of a user's clients that documents of one can be handed over to by him."""
    may = (one for one in clients if permitted(one.roles, Permission.CAPTURE))
    return [one for one in may if one.client_id != here.client_id and one.mode is here.mode]


def addressee_among(customer: str | None, others: Iterable[ClientEntry]) -> ClientEntry | None:
    """Return the one of `others` whom a document names as its `customer`; none where it is nobody, or several."""
    meant = [one for one in others if customer and OwnIdentity((one.name,)).is_name(customer)]
    return meant[0] if len(meant) == 1 else None


def leading_there(objections: Sequence[Objection], meant: ClientEntry | None) -> tuple[Objection, ...]:
    """Return the objections; the one that it is addressed to somebody else leads to the client who is `meant`."""
    if meant is None:
        return tuple(objections)
    remedy = f"{meant.name} is a client of the practice: move it there, or say that it belongs here."
    return tuple(replace(one, remedy=remedy) if one.word == _ACCEPT else one for one in objections)
