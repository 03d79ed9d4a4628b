"""One client brought back from a backup: its present folder is set aside first, and never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, permitted
from bookdesk.security.safety import OLDER_KEYS, restore_one
from bookdesk.store.errors import translating

__all__ = ["OLDER_KEYS", "SET_ASIDE", "ClientBack", "bring_back", "bring_client_back", "may_bring_back"]

SET_ASIDE: Final = "set aside"
"""The folder of a practice where folders of clients are kept that a backup took the place of."""


@dataclass(frozen=True, slots=True)
class ClientBack:
    """A client that was brought back: as of when (ISO 8601), whether under older keys, and where its folder is now."""

    name: str
    made_at: str
    older_keys: bool
    aside: Path | None


def may_bring_back(office: Office) -> bool:
    """Whether the person at work may bring clients back."""
    return office.practice.writes and permitted(office.practice.roles(), Permission.MANAGE_CLIENTS)


def bring_back(office: Office, backup: Path, client_id: str) -> ClientBack:
    """Bring one client back from a backup set at the desk, as `bring_client_back`, which then knows of it."""
    brought = bring_client_back(office.practice, backup, client_id)
    office.heard()  # no backup has it as it is now
    office.refresh()
    return brought


def bring_client_back(practice: OpenPractice, backup: Path, client_id: str) -> ClientBack:
    """Bring one client back from a backup set; where that fails, its present folder stands as before.

    `NotAllowed` for who does not manage clients, `StepUpNeeded` without a fresh proof: nothing was moved by then.
    """
    practice.require(Permission.MANAGE_CLIENTS)
    practice.step_up.require(Action.CLIENT_RESTORED)
    entry = practice.client(client_id)
    aside, whole = _set_aside(practice, entry.client_id), False
    try:
        brought = restore_one(practice, backup, entry)
        whole = True
    finally:
        if not whole and aside is not None:
            _put_back(practice, entry.client_id, aside)
    return ClientBack(entry.name, brought.made_at, brought.older_keys, aside)


def _set_aside(practice: OpenPractice, client_id: ClientId) -> Path | None:
    """Move a client's folder away and return where it is now; none where there is none."""
    folder = practice.places.client(client_id)
    with practice.alone_with(client_id), translating():
        if not folder.exists():
            return None
        kept = practice.places.home / SET_ASIDE
        kept.mkdir(mode=0o700, exist_ok=True)
        aside = kept / f"{client_id} {practice.clock.now():%Y%m%dT%H%M%S%f}"
        folder.rename(aside)
        return aside


def _put_back(practice: OpenPractice, client_id: ClientId, aside: Path) -> None:
    """Let a folder stand again where it was, unless one came back there, which says itself what is the matter."""
    folder = practice.places.client(client_id)
    with practice.alone_with(client_id), translating():
        if not folder.exists():
            aside.rename(folder)
