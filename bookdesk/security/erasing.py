"""Erasing a client: its key is destroyed everywhere in the practice, then its folder goes.

Grants, profile and summary are removed, and what the history kept of them is redacted in the same transaction: no image
of an earlier grant gives the key back. That a client was there, when it was erased and by whom stays in the history.
Backups made before hold the folder and the keys of their day; they have to be removed by whoever has them.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from bookdesk.core.errors import InUse, RuleBroken, UsageError
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.layout import SharedLayout
from bookdesk.models.practice import ClientRegistry, ClientSummary, Grant, RegistryKind
from bookdesk.security.roles import Permission
from bookdesk.security.slots import fold_name
from bookdesk.store.change import Change
from bookdesk.store.errors import translating
from bookdesk.store.purge import redact, settle

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

WHAT_STAYS: Final = (
    "Backups made before, and copies of the folder, still hold this client and the keys to it, for whoever has one and"
    " a passphrase or recovery sheet of its day. Remove them too, where it has to be gone."
)
"""What has to be said before and after."""


def erase_client(practice: OpenPractice, client: str, typed_name: str) -> str:
    """Destroy a client's key and remove its folder; returns the name it had. It cannot be taken back.

    `UsageError` unless `typed_name` is the client's name, `StepUpNeeded` without a proof of who is there that was
    given for this: an older one, or the one that erased another client, does not count.
    """
    practice.require(Permission.ERASE)
    practice.step_up.require(Action.CLIENT_ERASED)
    entry = practice.client(client)
    if entry.kind is not RegistryKind.CLIENT:
        raise RuleBroken(
            "This file is the practice's own, for what came before its client is known.", "Choose a client."
        )
    if fold_name(typed_name) != fold_name(entry.name):
        raise UsageError("The name that was typed is not this client's.", "Type it as the list shows it.")
    with practice.alone_with(entry.client_id):
        _destroy_key(practice, entry.client_id)
        practice.step_up.spend()
        reach("erase: key destroyed")
        practice.forget_anchors(entry.client_id)
        _remove_folder(practice, entry.client_id)
    with suppress(InUse):  # the log is emptied with the next change otherwise
        settle(practice.file)
    practice.refresh()
    return entry.name


def sweep_erased(practice: OpenPractice) -> None:
    """Remove folders of erased clients that a crash left; nobody has a key of them any more."""
    with practice.file.query() as session:
        gone = session.scalars(select(ClientRegistry.id).where(~ClientRegistry.active)).all()
    for client_id in gone:
        _remove_folder(practice, ClientId(client_id))


def _destroy_key(practice: OpenPractice, client_id: ClientId) -> None:
    """Take grants, profile and summary away and redact what the history has of them, all or nothing."""
    with practice.file.together(keep=True) as file:
        with file.change(Action.CLIENT_ERASED, "client erased", actor=practice.actor) as work:
            row = work.get(ClientRegistry, client_id)
            row.active, row.sealed_profile = False, ""
            for grant in work.session.scalars(select(Grant).where(Grant.client_id == client_id)):
                work.delete(grant)
            for summary in work.session.scalars(select(ClientSummary).where(ClientSummary.client_id == client_id)):
                work.delete(summary)
            for layout in work.session.scalars(select(SharedLayout).where(SharedLayout.client_id == client_id)):
                work.delete(layout)
            work.commit()
        stamp = f"erased:{client_id}"  # a purge changes no row, and is sealed for this all the same
        with file.change(
            Action.PURGED, "keys of an erased client", actor=practice.actor, origin=Origin.JOB, origin_id=stamp
        ) as work:
            for grant_id in _grants_ever(work, client_id):
                redact(work, Grant.__tablename__, grant_id)
            redact(work, ClientRegistry.__tablename__, client_id)
            work.commit()


def _grants_ever(work: Change, client_id: ClientId) -> list[str]:
    """Return the ids of all grants of a client that the history knows."""
    found = work.session.connection().exec_driver_sql(
        "SELECT DISTINCT pk FROM row_change WHERE tbl = ? AND json_extract(coalesce(after, before), '$.client_id') = ?",
        (Grant.__tablename__, client_id),
    )
    return [row.pk for row in found]


def _remove_folder(practice: OpenPractice, client_id: ClientId) -> None:
    folder = practice.places.client(client_id)
    with translating():
        if folder.exists():
            shutil.rmtree(folder)
