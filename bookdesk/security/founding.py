"""The first day of a practice: its keys, its owner, its recovery key and the file for what is not sorted yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.clock import Clock
from bookdesk.core.errors import InputError, StorageError
from bookdesk.core.identifiers import ClientId, DeviceId, UserId, new_id
from bookdesk.core.texts import clean
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor
from bookdesk.models.practice import CertificateKind, Mode, Practice, RegistryKind, User, UserKind
from bookdesk.security.bundle import UserBundle
from bookdesk.security.certificates import Authority, practice_statement
from bookdesk.security.changes import Present, SignedFile
from bookdesk.security.clientkeys import Profile
from bookdesk.security.clients import Holder, NewClient, register_client
from bookdesk.security.device import new_device, write_device
from bookdesk.security.machine import settled
from bookdesk.security.members import certify, put_root, user_row
from bookdesk.security.passphrase import STANDARD, CostPolicy, check_new
from bookdesk.security.recovery import RecoverySheet, SheetFacts, new_recovery_key
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import FOUNDER, Role
from bookdesk.security.sealing import new_key
from bookdesk.security.signatures import KeySigner
from bookdesk.security.slotfile import copies, write_slots
from bookdesk.security.slotkeys import SlotSecret, passphrase_slot, recovery_slot
from bookdesk.security.slots import SlotTable
from bookdesk.store.change import Change
from bookdesk.store.client_file import create_books
from bookdesk.store.errors import translating
from bookdesk.store.folders import refuse_unfit
from bookdesk.store.kinds import PRACTICE
from bookdesk.store.opening import remove_database
from bookdesk.store.places import Places
from bookdesk.store.practice import create_practice_file

UNSORTED: Final = Profile("Unsorted")
_RECOVERY_NAME: Final = "recovery key"


@dataclass(frozen=True, slots=True)
class NewPractice:
    """What a practice starts with. `mode` is for ever."""

    name: str
    user: str
    mode: Mode = Mode.NORMAL
    roles: Sequence[Role] = FOUNDER


@dataclass(frozen=True, slots=True)
class _Founders:
    """The key material of the first moment."""

    practice_id: str
    practice_key: Secret
    authority: Authority
    owner: UserBundle
    recovery: UserBundle

    @property
    def root_key(self) -> bytes:
        return self.owner.root_key


def found_practice(  # noqa: PLR0913 - what a practice is founded with
    places: Places,
    new: NewPractice,
    passphrase: Secret,
    keep_sheet: Callable[[RecoverySheet], None],
    *,
    clock: Clock,
    policy: CostPolicy = STANDARD,
) -> str:
    """Create the practice and return its id.

    `keep_sheet` receives the recovery sheet before anything else exists: if it cannot be kept, no practice is made,
    since a forgotten passphrase would then lose all books. The key file comes last and makes the rest usable.
    """
    if not clean(new.name) or not clean(new.user):
        raise InputError("A practice and its first user need names.", "Give those people know them by.")
    new = replace(new, name=clean(new.name))
    check_new(passphrase)
    _check_empty(places)
    refuse_unfit(places.home)
    founders, recovery_key = _founders(clock), new_recovery_key()
    keep_sheet(RecoverySheet(recovery_key, _facts(new, founders, clock)))
    with translating():
        places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        places.home.chmod(0o700)  # also where the folder was there before: nobody else reads even the sealed files
    unsorted = NewClient(ClientId(new_id()), RegistryKind.UNSORTED, new.mode, UNSORTED, Secret(new_key()))
    try:
        _write_files(places, new, founders, unsorted, clock)
        write_slots(places, _table(new, founders, passphrase, recovery_key, policy), founders.practice_key.reveal())
    except BaseException:
        _take_back(places, unsorted.client_id)
        raise
    return founders.practice_id


def _take_back(places: Places, unsorted: ClientId) -> None:
    """Remove what was begun, the key file first: with one copy of it a practice would seem to be here.

    What the disk keeps is told at the next attempt.
    """
    with suppress(OSError, StorageError):
        for path in copies(places):
            path.unlink(missing_ok=True)
        remove_database(places.practice)
        remove_database(places.books(unsorted))


def _check_empty(places: Places) -> None:
    if any(path.exists() for path in copies(places)):
        raise StorageError(f"There is already a practice in {places.home}.", "Open it, or choose another folder.")
    if places.practice.exists():
        raise StorageError(
            f"{places.home} holds a practice file without its key file.",
            "Restore keys.slots from a backup, or move the folder away if it is of a setup that was interrupted.",
        )
    if places.client_ids():
        raise StorageError(
            f"{places.home} holds client files without their practice.",
            "Restore the practice from a backup, or choose another folder.",
        )


def _founders(clock: Clock) -> _Founders:
    root = Ed25519PrivateKey.generate()
    root_key, practice_id = root.public_key().public_bytes_raw(), new_id()
    owner, recovery = (UserBundle.generate(UserId(new_id()), root_key) for _ in range(2))
    return _Founders(practice_id, Secret(new_key()), Authority(practice_id, root, clock), owner, recovery)


def _facts(new: NewPractice, founders: _Founders, clock: Clock) -> SheetFacts:
    made_on = clock.now().date().isoformat()
    return SheetFacts(new.name, founders.practice_id, made_on, fingerprint(founders.root_key))


def fingerprint(key: bytes) -> str:
    """Return a public key for people to compare: hex in groups of eight."""
    text = key.hex()
    return " ".join(text[start : start + 8] for start in range(0, len(text), 8))


def _table(
    new: NewPractice, founders: _Founders, passphrase: Secret, recovery_key: Secret, policy: CostPolicy
) -> SlotTable:
    table = SlotTable(UUID(founders.practice_id), epoch=1, sequence=0, slots=())
    secret = SlotSecret(passphrase, policy=settled(policy, new.mode))
    owner = passphrase_slot(table, new.user, founders.owner, secret, founders.practice_key)
    recovery = recovery_slot(table, founders.recovery, recovery_key, founders.practice_key)
    return table.with_slots([owner, recovery])


def _write_files(places: Places, new: NewPractice, founders: _Founders, unsorted: NewClient, clock: Clock) -> None:
    device = new_device(founders.owner.user_id, clock)
    file = create_practice_file(places, founders.practice_key.reveal(), clock=clock)
    owner = Present(KeySigner(founders.owner.user_id, founders.owner.signing))
    file.sign = partial(owner.sign, SignedFile(founders.practice_id, PRACTICE))
    try:
        actor = Actor(founders.owner.user_id, DeviceId(device.id))
        with file.change(Action.PRACTICE_CREATED, "practice created", actor=actor) as work:
            work.add(device)
            _add_practice(work, new, founders, clock)
            holders = [Holder(one.user_id, one.box_key) for one in (founders.owner, founders.recovery)]
            register_client(work, founders.authority, unsorted, holders)
            work.commit()
    finally:
        file.close()
    create_books(places, unsorted.client_id, unsorted.key.reveal(), clock=clock).close()
    write_device(places, DeviceId(device.id))


def _add_practice(work: Change, new: NewPractice, founders: _Founders, clock: Clock) -> None:
    statement = practice_statement(new.mode.value, founders.root_key)
    certificate = founders.authority.issue(CertificateKind.PRACTICE, founders.practice_id, statement)
    work.add(certificate, _practice_row(new, founders, certificate.id, clock))
    for user in _users(new, founders):
        certify(work, founders.authority, user)
        work.add(user)


def _practice_row(new: NewPractice, founders: _Founders, certificate_id: str, clock: Clock) -> Practice:
    return Practice(
        id=founders.practice_id,
        name=new.name,
        mode=new.mode,
        root_key=founders.root_key.hex(),
        key_epoch=1,
        certificate_id=certificate_id,
        created_at=clock.now(),
    )


def _users(new: NewPractice, founders: _Founders) -> tuple[User, User]:
    owner = _user(founders, founders.owner, " ".join(new.user.split()), UserKind.PERSON, new.roles)
    return owner, _user(founders, founders.recovery, _RECOVERY_NAME, UserKind.RECOVERY, (Role.OWNER,))


def _user(founders: _Founders, bundle: UserBundle, name: str, kind: UserKind, roles: Sequence[Role]) -> User:
    user = user_row(name, bundle, roles, kind)
    put_root(founders.authority, user, bundle.box_key)
    return user
