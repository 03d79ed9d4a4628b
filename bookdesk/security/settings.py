"""Decisions of the firm in the practice file, and how one is written down. Their names are stored for ever."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import select

from bookdesk.models.practice import Setting
from bookdesk.store.change import Change

RECOVERY_CONFIRMED: Final = "recovery confirmed"
"""The box key (hex) of the recovery sheet that somebody has shown to be in his hands."""
RECOVERY_SLOT: Final = "recovery slot"
"""The id of the recovery sheet's slot, once a second sheet was made."""

MAIL_BY_HAND: Final = "mail by hand"
"""True where nothing is written or sent by itself in the window, but when a person says so."""

EARLIER_BACKUPS: Final = "lists of earlier backups"
"""The keys (hex) that opened the lists of backups before the practice's key was changed: they open nothing else."""


def keep_setting(work: Change, name: str, value: Any) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Write a decision down in place of the one before."""
    row = work.session.scalars(select(Setting).where(Setting.name == name)).one_or_none()
    if row is None:
        work.add(Setting(name=name, value=value))
    else:
        row.value = value


def keyring_name(device: str, user: str) -> str:
    """Return the name of the decision whether a user opens by the keyring on a device."""
    return f"keyring {device} {user}"
