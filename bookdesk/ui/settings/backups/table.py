"""The backups in the folder, as a table to be read: newest first."""

from __future__ import annotations

from bookdesk.security.backups import BackupSet
from bookdesk.ui import wording
from bookdesk.ui.backupwords import size
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.models import RowsModel


def _state(one: BackupSet) -> Pill:
    if not one.readable:
        return Pill("lock", "Other keys", Tone.WARN)
    if one.left_out:
        return Pill("alert", f"{wording.count(one.left_out, 'client')} left out", Tone.WARN)
    return Pill("check", "Whole", Tone.GOOD)


def _clients(one: BackupSet) -> str:
    return f"{max(0, len(one.clients) - 1):,}" if one.readable else ""


COLUMNS: tuple[Column[BackupSet], ...] = (
    Column("made", "Made", 170, lambda one: wording.moment(one.made_at), grows=True),
    Column("clients", "Clients", 80, _clients, number=True),
    Column("size", "Size", 90, lambda one: size(one.size) if one.readable else "", number=True),
    Column("state", "State", 150, lambda one: _state(one).words, pill=_state),
)
"""One of the files in a backup is that of documents without a client, which is none."""


def sets_model() -> RowsModel[BackupSet]:
    """Return a table without rows."""
    return RowsModel(COLUMNS, lambda one: one.folder.name)
