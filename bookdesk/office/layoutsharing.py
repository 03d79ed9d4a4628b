"""The firm's decision whether layouts learned at one client serve its others: off until who manages users says so."""

from __future__ import annotations

from sqlalchemy import delete

from bookdesk.models.layout import SharedLayout
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.store.layouts import SHARING, FirmLayouts


def layouts_shared(practice: OpenPractice) -> bool:
    """Return whether layouts serve all clients."""
    return FirmLayouts(practice.file).sharing


def let_layouts_be_shared(practice: OpenPractice, *, on: bool) -> None:
    """Let layouts serve all clients, each from its next confirmed document on, or no more; what was shared then goes.

    `NotAllowed` for whoever does not manage users.
    """
    practice.require(Permission.MANAGE_USERS)
    practice.file.keep_setting(SHARING, on, actor=practice.actor)
    if not on:
        with practice.file.upkeep() as session:
            session.execute(delete(SharedLayout))
