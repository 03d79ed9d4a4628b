"""Adding a client: a random key of its own, sealed to whoever may read it and to the recovery key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bookdesk.core.errors import Conflict, InputError, StorageError, UsageError
from bookdesk.core.identifiers import ClientId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.practice import CertificateKind, ClientRegistry, Grant, Mode, RegistryKind
from bookdesk.security.begun import begin_folder
from bookdesk.security.certificates import Authority, client_statement, grant_statement
from bookdesk.security.clientkeys import ClientEntry, Profile, seal_profile, wrap_client_key
from bookdesk.security.practice import OpenPractice
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission, Role
from bookdesk.security.sealing import new_key
from bookdesk.security.slots import fold_name
from bookdesk.store.change import Change
from bookdesk.store.client_file import create_books
from bookdesk.store.opening import remove_database


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client about to be registered. `key` is the raw key of its file, in its first epoch."""

    client_id: ClientId
    kind: RegistryKind
    mode: Mode
    profile: Profile
    key: Secret
    epoch: int = 1


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who is to hold a client's key: his id and certified box key, his roles if not the usual ones.

    `until` where he holds it for a time only, as an auditor does.
    """

    user_id: str
    box_key: bytes
    roles: Sequence[Role] | None = None
    until: datetime | None = None


def add_client(practice: OpenPractice, profile: Profile, mode: Mode | None = None) -> ClientEntry:
    """Add a client that the present user and the recovery key can read; returns it as the user sees it.

    `mode` is the practice's unless a normal practice keeps a training client. `Conflict` if the name is taken.
    """
    practice.require(Permission.MANAGE_CLIENTS)
    authority, checked = practice.authority(), profile.checked()
    if any(fold_name(entry.name) == fold_name(checked.name) for entry in practice.clients()):
        raise Conflict(f"There is already a client {checked.name}.", "Choose another name.")
    client_mode = _allowed(practice.practice.mode, mode)
    client = NewClient(ClientId(new_id()), RegistryKind.CLIENT, client_mode, checked, Secret(new_key()))
    mark = begin_folder(practice.places, client.client_id)
    try:
        create_books(practice.places, client.client_id, client.key.reveal(), clock=practice.clock).close()
        with practice.file.change(Action.CLIENT_REGISTERED, "client added", actor=practice.actor) as work:
            register_client(work, authority, client, _holders(practice))
            work.commit()
    except BaseException:
        with suppress(OSError, StorageError):  # what the disk keeps goes at the next opening
            remove_database(practice.places.books(client.client_id))
            mark.unlink()
            mark.parent.rmdir()
        raise
    with suppress(OSError):  # then the next opening removes it
        mark.unlink()
    practice.refresh()
    return practice.client(client.client_id)


def register_client(work: Change, authority: Authority, client: NewClient, holders: Iterable[Holder]) -> None:
    """Add the registry row, its certificate and a grant for each holder to a change."""
    row = ClientRegistry(
        id=client.client_id,
        kind=client.kind,
        folder=client.client_id,
        mode=client.mode,
        key_epoch=client.epoch,
        sealed_profile=seal_profile(client.key, client.client_id, client.profile),
        active=True,
    )
    certificate = authority.issue(CertificateKind.CLIENT, row.id, client_statement(row))
    row.certificate_id = certificate.id
    work.add(certificate, row)
    for holder in holders:
        add_grant(work, authority, client.client_id, client.key, holder, epoch=client.epoch)


def add_grant(  # noqa: PLR0913 - what a grant consists of
    work: Change, authority: Authority, client_id: str, client_key: Secret, holder: Holder, *, epoch: int
) -> None:
    """Add one grant with its certificate to a change."""
    if holder.until is not None and holder.until <= authority.clock.now():
        raise InputError("That day is past.", "Give a day that is still to come.")
    roles = None if holder.roles is None else [role.value for role in holder.roles]
    grant = Grant(id=new_id(), client_id=client_id, user_id=holder.user_id, key_epoch=epoch, roles=roles)
    grant.wrapped_key = wrap_client_key(client_key, holder.box_key, grant, authority.practice_id)
    statement = grant_statement(client_id, holder.user_id, holder.roles, holder.until)
    certificate = authority.issue(CertificateKind.GRANT, grant.id, statement)
    grant.certificate_id = certificate.id
    work.add(certificate, grant)


def _holders(practice: OpenPractice) -> list[Holder]:
    users = {user.id: user for user in (practice.user, practice.file.recovery())}
    return [Holder(user.id, practice.trusted.box_key(user)) for user in users.values()]


def _allowed(practice: Mode, wanted: Mode | None) -> Mode:
    """A demo practice has demo clients only; whether money is real must be one answer for the whole desk."""
    if wanted is None or wanted is practice:
        return practice
    if practice is Mode.NORMAL and wanted is Mode.TRAINING:
        return wanted
    raise UsageError(f"A {practice.value} practice has no {wanted.value} clients.", "Create another practice for it.")
