"""People of a practice: adding and removing them, their passphrases, and who may read which client."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import cast

from bookdesk.core.errors import Conflict, NotAllowed, NotFound, RuleBroken, StorageError, UsageError
from bookdesk.core.identifiers import ClientId, UserId, new_id
from bookdesk.core.progress import Progress
from bookdesk.models.actions import Action
from bookdesk.models.practice import CertificateKind, Grant, User, UserKind
from bookdesk.security.bundle import UserBundle
from bookdesk.security.certificates import Authority, user_statement
from bookdesk.security.clientkeys import to_text, wrap_client_key
from bookdesk.security.clients import Holder, add_grant
from bookdesk.security.earlierslots import forget_slot, remember_slot, require_newest
from bookdesk.security.ends import has_ended
from bookdesk.security.passphrase import check_new
from bookdesk.security.practice import ROOT_BOX, OpenPractice, root_context
from bookdesk.security.proving import recording
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission, Role, require_end
from bookdesk.security.rotation import KNEW, Rotated, check_keys, check_space, known_keys, rotation_pending, withdraw
from bookdesk.security.rotation import rotate as rotate_keys
from bookdesk.security.sealing import seal_to
from bookdesk.security.secondfactor import forget_second_factor
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slotkeys import SlotSecret, passphrase_slot
from bookdesk.security.slots import Slot, SlotKind, SlotTable, fold_name
from bookdesk.store.change import Change


def add_user(
    practice: OpenPractice, name: str, roles: Sequence[Role], passphrase: Secret, clients: Iterable[str] = ()
) -> User:
    """Add a person with keys of his own and access to `clients` (names or ids); returns his row.

    `Conflict` if the name is taken, `NotAllowed` without the root key, `Locked` for a client one cannot open oneself.
    """
    _require(practice)
    authority = practice.authority()
    _check_free(practice, name)
    wanted = [practice.client(client).client_id for client in clients]
    if wanted:
        require_end(roles, None)
    bundle = UserBundle.generate(UserId(new_id()), practice.bundle.root_key)
    user = user_row(name, bundle, roles)
    put_root(authority, user, bundle.box_key)
    _put_slot(practice, user, _new_slot(practice, user, bundle, check_new(passphrase)))
    with practice.file.change(Action.USER_EDITED, "user added", actor=practice.actor) as work:
        certify(work, authority, user)
        work.add(user)
        for client_id in wanted:
            _share(work, practice, authority, client_id, Holder(user.id, bundle.box_key))
        work.commit()
    practice.refresh()
    return user


def change_passphrase(practice: OpenPractice, passphrase: Secret) -> None:
    """Give the present user a new passphrase: his keys are sealed anew, nothing else changes."""
    if practice.user.kind is not UserKind.PERSON:
        raise NotAllowed("The recovery key has no passphrase.", "Open the practice as a user.")
    practice.step_up.require_passphrase()
    require_newest(practice)
    check_new(passphrase)
    with recording(practice, "passphrase changed") as work:
        work.otherwise(partial(_put_back, practice, tuple(filter(partial(_own, practice.user), practice.table.slots))))
        slot = _new_slot(practice, practice.user, practice.bundle, passphrase)
        _put_slot(practice, practice.user, slot)
        remember_slot(work, practice.user.id, slot)
        work.commit()


def change_own_passphrase(practice: OpenPractice, old: Secret, new: Secret) -> None:
    """Change the present user's passphrase where he gives the old one; `Locked` for a wrong one.

    `StepUpNeeded` where a code is asked for as well, `UsageError` if the new one is too short.
    """
    check_new(new)
    practice.prove_passphrase(old)
    practice.step_up.require_for_own_keys()
    change_passphrase(practice, new)


def renew_user(practice: OpenPractice, name: str, passphrase: Secret) -> User:
    """Give a person who lost his passphrase new keys and his old grants; what he signed before stays checkable.

    Only grants of clients that the caller can open are renewed; the recovery key can open all. Access that has ended is
    withdrawn. Wherever it ends, his old keys open or the new ones: the key file carries both slots until the change is
    committed.
    """
    _require(practice)
    authority = practice.authority()
    user_id = find_user(practice, name).id
    bundle = UserBundle.generate(UserId(user_id), practice.bundle.root_key)
    with practice.file.change(Action.USER_EDITED, "new keys for a user", actor=practice.actor) as work:
        user = work.get(User, user_id)
        user.sign_key, user.box_key = bundle.sign_key.hex(), bundle.box_key.hex()
        user.active = True
        put_root(authority, user, bundle.box_key)
        certify(work, authority, user)
        forget_second_factor(work, user_id)
        forget_slot(work, user_id)
        for grant_id in [grant.id for grant in practice.file.grants_of(user_id).values()]:
            grant = work.get(Grant, grant_id)
            practice.trusted.require_granted(grant)
            if has_ended(practice, grant):
                withdraw(work, practice, authority, grant)
                continue
            key = practice.client_key(grant.client_id)
            grant.wrapped_key = wrap_client_key(key, bundle.box_key, grant, practice.practice.id)
        slot = _new_slot(practice, user, bundle, check_new(passphrase))
        work.otherwise(partial(_take_back, practice, slot))
        practice.keys.edit(lambda now: now.with_slots([*now.slots, slot]), epoch=practice.table.epoch)
        work.commit()
    with suppress(StorageError):  # what stays opens nothing of his any more, and goes with his next opening
        _put_slot(practice, user, slot)
    practice.refresh()
    return user


def remove_user(practice: OpenPractice, name: str, *, rotate: bool = True, progress: Progress | None = None) -> Rotated:
    """Take away a person's slots, grants and root key, and change every key he knew.

    Refused before anything is done where the caller has no key of a client that he could read. It may be stopped
    between two clients; repeated for somebody who was removed, it goes on with what is left. Copies he made while he
    had access stay readable to him.
    """
    _require(practice)
    user = find_user(practice, name)
    if user.id == practice.user.id:
        raise RuleBroken("Nobody removes himself.", "Ask another owner to do it.")
    readable = [row.id for row in practice.file.clients() if row.id in practice.file.grants_of(user.id)]
    left = rotation_pending(practice)
    clients = [ClientId(client_id) for client_id in {*readable, *left.clients}]
    if rotate:
        check_keys(practice, clients)
        check_space(practice, clients)
    if user.active:
        _remove(practice, user, readable)
        left = rotation_pending(practice)
    if not rotate:
        return Rotated((), left.clients, practice=not left.practice)
    return rotate_keys(practice, left.clients, practice_too=left.practice, progress=progress)


def _remove(practice: OpenPractice, user: User, readable: Sequence[str]) -> None:
    authority = practice.authority()
    practice.keys.edit(lambda now: now.without(lambda slot: str(slot.header.user_id) == user.id))
    statement = {"user": user.id, "client": None, KNEW: known_keys(practice, readable)}
    with practice.file.change(Action.USER_EDITED, "user removed", actor=practice.actor) as work:
        gone = work.get(User, user.id)
        gone.active, gone.root_box = False, None
        forget_second_factor(work, user.id)
        work.add(authority.issue(CertificateKind.REVOCATION, user.id, statement))
        for grant in practice.file.grants_of(user.id).values():
            work.delete(work.get(Grant, grant.id))
        work.commit()
    practice.refresh()


def grant_client(
    practice: OpenPractice,
    client: str,
    user_name: str,
    roles: Sequence[Role] | None = None,
    until: datetime | None = None,
) -> None:
    """Let a person read a client, with `roles` of his own for it if given; a second time changes the roles.

    `until` when, if not for good: that is certified and kept to by BookDesk. His key stays sealed to him until the
    client's key is changed.
    """
    practice.require(Permission.MANAGE_CLIENTS)
    authority = practice.authority()
    client_id, user = practice.client(client).client_id, find_user(practice, user_name)
    if not user.active:
        raise RuleBroken(f"{user.name} was removed from the practice.", "Give the user new keys first.")
    require_end(roles or practice.roles_of(user), until)
    box_key = practice.trusted.box_key(user)
    with practice.file.change(Action.GRANT_EDITED, "access granted", actor=practice.actor) as work:
        old = practice.file.grants_on(client_id).get(user.id)
        if old is not None:
            work.delete(work.get(Grant, old.id))
            work.session.flush()
        _share(work, practice, authority, client_id, Holder(user.id, box_key, roles, until))
        work.commit()
    practice.refresh()


def revoke_client(
    practice: OpenPractice, client: str, user_name: str, *, rotate: bool = True, progress: Progress | None = None
) -> Rotated:
    """Take a client away from a person, and change its key. Copies he made while he had access stay readable to him."""
    practice.require(Permission.MANAGE_CLIENTS)
    authority = practice.authority()
    client_id, user = practice.client(client).client_id, find_user(practice, user_name)
    grant = practice.file.grants_on(client_id).get(user.id)
    if grant is None:
        raise NotFound(f"{user.name} has no access to this client.", "Nothing needs to be done.")
    if rotate:
        check_space(practice, [client_id])
    with practice.file.change(Action.GRANT_EDITED, "access withdrawn", actor=practice.actor) as work:
        withdraw(work, practice, authority, grant)
        work.commit()
    practice.refresh()
    if not rotate or user.id == practice.user.id:  # who gave it up himself cannot change its key any more
        return Rotated((), (client_id,), practice=True)
    return rotate_keys(practice, [client_id], practice_too=False, progress=progress)


def find_user(practice: OpenPractice, name: str) -> User:
    """Return the person of this name; `NotFound` otherwise."""
    return practice.file.user_named(fold_name(name))


def user_row(name: str, bundle: UserBundle, roles: Sequence[Role], kind: UserKind = UserKind.PERSON) -> User:
    """Return the row of a new holder of keys, without certificate and root key."""
    return User(
        id=bundle.user_id,
        name=" ".join(name.split()),
        folded_name=fold_name(name),
        kind=kind,
        sign_key=bundle.sign_key.hex(),
        box_key=bundle.box_key.hex(),
        roles=[role.value for role in roles],
        active=True,
    )


def put_root(authority: Authority, user: User, box_key: bytes) -> None:
    """Seal the root key to an owner; to nobody else."""
    if Role.OWNER.value in cast("Sequence[str]", user.roles):
        context = root_context(authority.practice_id, user.id)
        user.root_box = to_text(seal_to(box_key, ROOT_BOX, authority.root.private_bytes_raw(), context))
    else:
        user.root_box = None


def certify(work: Change, authority: Authority, user: User) -> None:
    """Add the certificate of a user's present row to a change."""
    certificate = authority.issue(CertificateKind.USER, user.id, user_statement(user))
    user.certificate_id = certificate.id
    work.add(certificate)


def _share(work: Change, practice: OpenPractice, authority: Authority, client_id: str, holder: Holder) -> None:
    """Add a grant of a client that the present user can open himself."""
    epoch = next(row.key_epoch for row in practice.file.clients() if row.id == client_id)
    add_grant(work, authority, client_id, practice.client_key(client_id), holder, epoch=epoch)


def _require(practice: OpenPractice) -> None:
    """Ask before the key file is written what the change will ask, too: roles, and who is there."""
    practice.require(Permission.MANAGE_USERS)
    require_newest(practice)
    practice.step_up.require(Action.USER_EDITED)


def _check_free(practice: OpenPractice, name: str) -> None:
    if not fold_name(name):
        raise UsageError("A user needs a name.", "Give the name by which he signs in.")
    with suppress(NotFound):
        find_user(practice, name)
        raise Conflict(f"There is already a user {name}.", "Choose another name.")


def _new_slot(practice: OpenPractice, user: User, bundle: UserBundle, passphrase: Secret) -> Slot:
    device = practice.device_secret if user.id == practice.user.id else None
    secret = SlotSecret(passphrase, device, practice.policy)
    return passphrase_slot(practice.table, user.name, bundle, secret, practice.practice_key)


def _put_slot(practice: OpenPractice, user: User, slot: Slot) -> None:
    """Let this be the user's only slot: what an interrupted change left under his name goes, too."""

    def replaced(now: SlotTable) -> SlotTable:
        stale = now.named(user.name)
        return now.with_slot(slot, instead_of=lambda one: one in stale or _own(user, one))

    practice.keys.edit(replaced, epoch=practice.table.epoch)


def _take_back(practice: OpenPractice, slot: Slot) -> None:
    practice.keys.edit(lambda now: now.without(lambda one: one == slot))


def _put_back(practice: OpenPractice, old: tuple[Slot, ...]) -> None:
    """Let the old passphrase open again where the change could not be written down: it is told as not done."""

    def restored(now: SlotTable) -> SlotTable:
        fresh = tuple(filter(partial(_own, practice.user), now.slots))
        return now if fresh == old else now.with_slots([*(one for one in now.slots if one not in fresh), *old])

    table = read_slots(practice.places).table
    if restored(table) is table:
        return
    try:
        practice.keys.edit(restored)
    except StorageError as failure:
        raise StorageError(
            "The disk failed while the passphrase was changed: it may be the new one that opens from now on.",
            "Try the new one, then the old one, once the disk is in order.",
        ) from failure


def _own(user: User, slot: Slot) -> bool:
    return str(slot.header.user_id) == user.id and slot.header.kind == SlotKind.PASSPHRASE
