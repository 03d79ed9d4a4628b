"""The practice opened by one user: what he may see, open, sign and do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from functools import partial
from itertools import count
from types import TracebackType
from typing import Final, Self
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Locked, NotAllowed, NotFound, StorageError, Tampered, UsageError
from bookdesk.core.identifiers import ClientId, DeviceId
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor, Origin
from bookdesk.models.practice import Practice, User
from bookdesk.security.anchoring import Anchoring
from bookdesk.security.anchors import Anchors
from bookdesk.security.begun import sweep_begun
from bookdesk.security.calibration import WORTH_MEASURING
from bookdesk.security.certificates import Authority
from bookdesk.security.changes import FileSignatures, Present, SignedFile, SignKeys
from bookdesk.security.clientkeys import ClientEntry, from_text
from bookdesk.security.copies import FORGED, open_slots
from bookdesk.security.device import new_device, read_device, require_admitted, write_device
from bookdesk.security.devicesecret import device_secret_of
from bookdesk.security.directory import ClientDirectory
from bookdesk.security.earlierslots import OLDER_FILE, is_older, older_key_file, require_newest
from bookdesk.security.earnest import require_sheet
from bookdesk.security.erasing import sweep_erased
from bookdesk.security.keyfile import KeyFile
from bookdesk.security.keyring import VaultSource, system_vault
from bookdesk.security.keyringslots import renew, secret_of
from bookdesk.security.machine import settled
from bookdesk.security.passphrase import STANDARD, CostPolicy
from bookdesk.security.presentkey import open_client_books, open_own_file
from bookdesk.security.proving import prove_code, prove_passphrase
from bookdesk.security.putback import note_restored
from bookdesk.security.redaction import Secret
from bookdesk.security.remembered import put_back, remember
from bookdesk.security.rights import Rights
from bookdesk.security.roles import Permission, Role, require
from bookdesk.security.roster import Roster
from bookdesk.security.secondfactor import notice
from bookdesk.security.settings import RECOVERY_SLOT
from bookdesk.security.signatures import KeySigner, Signer
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slotkeys import SlotSecret, Unlocked, restretched, unlock, unlock_by_keyring, unlock_by_recovery
from bookdesk.security.slots import Slot, SlotFile, SlotKind, SlotTable, fold_name
from bookdesk.security.stepup import NEEDS_STEP_UP, SET_UP_ANEW, TAKEN_AWAY, StepUp
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.client_file import OpenClients
from bookdesk.store.folders import refuse_moved
from bookdesk.store.kinds import CLIENT, PRACTICE
from bookdesk.store.lock import PracticeLock
from bookdesk.store.openmark import put_mark, take_mark
from bookdesk.store.places import Places
from bookdesk.store.practice import PracticeFile
from bookdesk.store.rekeying import SUFFIX, settle
from bookdesk.store.upgraded import Author

ROOT_BOX: Final = "root-key"
_PROVES: Final = frozenset({SlotKind.PASSPHRASE, SlotKind.RECOVERY})
"""What only the person himself, or who holds the sheet, can give. The keyring opens for whoever sits there."""


class OpenPractice:
    """A context manager; leaving it closes every file, anchors the heads and gives the lock back.

    `file` is the practice's own file, `actor` who acts on which device, `signer` signs in his name, `trusted` checks
    what others signed.
    """

    def __init__(  # noqa: PLR0913 - what a practice is opened with
        self, places: Places, unlocked: Unlocked, file: PracticeFile, *, clock: Clock, policy: CostPolicy, writes: bool
    ) -> None:
        """Check that the file is the one the user's keys trust; `open_practice` makes this."""
        self.places, self.file, self.clock, self.given_policy = places, file, clock, policy
        self.writes = writes
        """Whether this opening holds the lock and may change anything."""
        self.bundle = unlocked.bundle
        found = unlocked.table, unlocked.practice_key
        self.keys = KeyFile(places, *found, clock, writes=writes, forged=unlocked.forged)
        """The key file, and the only way to change it."""
        self.anchoring = Anchoring(self.keys, file, partial(remember, self))
        self.slot_id: UUID = unlocked.slot_id
        self.opened_by = unlocked.opened_by
        """What kind of secret opened it: only a passphrase proves that the person himself is there."""
        self.step_up = StepUp(clock)
        """What he proved since, for acts that ask once more who he is."""
        if self.opened_by in _PROVES:
            self.step_up.proved()
        self.device_secret: Secret | None = None
        """What this computer adds to passphrases, where it does."""
        self.vault: VaultSource = system_vault
        self.doubt = FORGED if unlocked.forged else ""
        """Why this may not be the practice that was last used here, in a sentence; nothing where all is well."""
        """The keyring of the system, asked only where somebody switched it on."""
        self.signer: Signer = KeySigner(self.bundle.user_id, self.bundle.signing)
        self.present = Present(self.signer)
        """Who signs for what is changed here."""
        self.put_back = False
        """Whether the practice's own file is older than the key file remembers: no money and no rights go by it."""
        self._cleanup = ExitStack()
        self._clients = OpenClients(self._open_books, closing=self.anchoring.closing)
        self.refresh()
        device = read_device(places)
        require_admitted(file.devices(), device, owner=Role.OWNER in self.roles())
        self.actor = Actor(self.bundle.user_id, device or DeviceId(str(UUID(int=0))))
        file.guard, file.after = partial(self._allow, None), self.anchoring.practice_committed
        file.sign, file.signatures = self.author(None).sign, self.signatures(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Anchor what was written, close every file, give back the lock.

        Where the heads cannot be kept, everything is closed all the same; `anchoring.trouble` tells of it.
        """
        try:
            self._clients.close()
            if self.writes and self.file.usable:
                self.anchoring.end()
        finally:
            self._clients.close()
            self.file.close()
            self._cleanup.close()

    def refresh(self) -> None:
        """Read and check the practice, its users and certificates anew, after a change of them."""
        self.practice: Practice = self.file.practice()
        if bytes.fromhex(self.practice.root_key) != self.bundle.root_key:
            raise Tampered("The practice's root key was replaced.", "Restore the practice from a backup.")
        self.trusted = Roster(self.bundle.root_key, self.practice, self.file, self.clock)
        self.sign_keys = SignKeys(self.trusted, self._name_of)
        try:
            self.user: User = self.file.user(self.bundle.user_id)
        except NotFound as unknown:
            raise Locked("The passphrase is wrong, or there is no such user.", "Try again.") from unknown
        certified = self.trusted.box_key(self.user)
        if not self.user.active or (certified, self.user.sign_key) != (self.bundle.box_key, self.bundle.sign_key.hex()):
            raise Locked(
                "Your keys are not the certified ones any more.",
                "Ask an owner for new ones.",
                command="bookdesk user renew NAME",
            )
        usual = self.trusted.roles(self.user.certificate_id, self.user.id) or ()
        self._directory = ClientDirectory(self.file, self.bundle, self.trusted, usual, self.clock)
        self.rights = Rights(self.file, self.trusted, self._directory, self.user, self.clock)
        notice(self)

    @property
    def policy(self) -> CostPolicy:
        """What a guess at a new slot's passphrase costs here; measured when it is first asked for, which takes long."""
        return settled(self.given_policy, self.practice.mode)

    # -- clients

    def clients(self) -> tuple[ClientEntry, ...]:
        """Return the clients this user holds keys of, by name; of others not even the number is told."""
        return self._directory.entries()

    def client(self, name_or_id: str) -> ClientEntry:
        """Return one client by id or unique name; `NotFound`, or `Locked` for an id this user has no key of."""
        if (by_id := self._directory.entry(name_or_id)) is not None:
            return by_id
        wanted = fold_name(name_or_id)
        found = [entry for entry in self.clients() if fold_name(entry.name) == wanted]
        if len(found) > 1:
            raise UsageError(f"Several clients are called {name_or_id}.", "Name it by its id.")
        if not found:
            self._directory.refuse_ended(wanted)
            raise self._unknown(name_or_id)
        return found[0]

    def open_client(self, name_or_id: str) -> Books:
        """Return the client's books, which stay open until the practice is closed."""
        return self._cleanup.enter_context(self.using_client(self.client(name_or_id).client_id))

    @contextmanager
    def using_client(self, client_id: ClientId) -> Iterator[Books]:
        """Yield a client's books for a while; the file may be closed afterwards if many are open.

        `Tampered` if the file is older than the key file remembers: an old copy was put back, or its end cut off.
        """
        self._directory.require_lasting(client_id)
        with self._clients.use(client_id) as books:
            self.anchoring.require(client_id, books)
            yield books

    @contextmanager
    def examining(self, client_id: ClientId) -> Iterator[Books]:
        """Yield a client's books whatever their anchors say, for `verify`."""
        with self._clients.use(client_id) as books:
            yield books

    @contextmanager
    def alone_with(self, client_id: ClientId) -> Iterator[None]:
        """Yield while a client's file is closed and nobody here opens it; who wants it waits."""
        with self._clients.alone(client_id):
            yield

    def client_key(self, client_id: str) -> Secret:
        """Return the client's key; `Locked` without a grant."""
        return self._directory.key(client_id)

    def client_keys(self) -> Mapping[str, Secret]:
        """Return the keys of all clients of this user, by client id."""
        return self._directory.keys()

    # -- rights

    def roles(self, client_id: str | None = None) -> tuple[Role, ...]:
        """Return this user's certified roles, in the practice or for one client."""
        return self.roles_of(self.user, client_id)

    def roles_of(self, user: User, client_id: str | None = None) -> tuple[Role, ...]:
        """Return a user's certified roles, in the practice or for one client."""
        return self.rights.roles_of(user, client_id)

    def require(self, permission: Permission, client_id: str | None = None) -> None:
        """Return quietly, or raise `NotAllowed`."""
        require(self.roles(client_id), permission)

    def authority(self) -> Authority:
        """Return the right to certify; `NotAllowed` for everybody but owners and the recovery key."""
        if self.user.root_box is None:
            raise NotAllowed("Only an owner of the practice may do this.", "Ask an owner, or use the recovery sheet.")
        context = root_context(self.practice.id, self.user.id)
        seed = self.bundle.open(ROOT_BOX, from_text(self.user.root_box), context)
        root, numbers = Ed25519PrivateKey.from_private_bytes(seed), count(self.trusted.words.next_number)
        return Authority(self.practice.id, root, self.clock, self.user.id, numbers)

    def prove_passphrase(self, passphrase: Secret) -> None:
        """Take the user's passphrase as a proof that he himself is there; `Locked` for a wrong one."""
        prove_passphrase(self, passphrase)

    def prove_code(self, code: str) -> None:
        """Take a code of his second factor as a proof; `Locked` for a wrong one."""
        prove_code(self, code)

    def signatures(self, client_id: ClientId | None) -> FileSignatures:
        """Return what checks who signed the changes of a client's file, or of the practice's own."""
        return FileSignatures(self._signed_file(client_id), lambda: self.sign_keys)

    def _signed_file(self, client_id: ClientId | None) -> SignedFile:
        return SignedFile(self.practice.id, PRACTICE) if client_id is None else SignedFile(client_id, CLIENT)

    def author(self, client_id: ClientId | None) -> Author:
        """Return what signs changes of a client's file, or of the practice's own, as whoever opened the practice."""
        return Author(self.bundle.user_id, partial(self.present.sign, self._signed_file(client_id)))

    def _name_of(self, user_id: str) -> str:
        try:
            return self.file.user(user_id).name
        except NotFound:
            return user_id

    # -- key file

    @property
    def table(self) -> SlotTable:
        """The key file as it was last seen."""
        return self.keys.table

    @property
    def practice_key(self) -> Secret:
        """The key of the practice's own file."""
        return self.keys.key

    def anchors(self) -> Anchors:
        """Return the anchored heads of all files."""
        return self.keys.anchors()

    def forget_anchors(self, client_id: ClientId) -> None:
        """Accept a client's file as it is, after it was restored from a backup on purpose."""
        self.anchoring.forget(client_id)

    def drop_old_sheets(self) -> None:
        """Take away slots of recovery sheets that another one has replaced."""
        current = self.file.setting(RECOVERY_SLOT)
        if isinstance(current, str) and self.table.with_only_sheet(UUID(current)) != self.table:
            self.keys.edit(lambda now: now.with_only_sheet(UUID(current)))

    def drop_other_slots(self) -> None:
        """Take away what a renewal of this user's keys left that was cut short: slots of keys that are not his."""

        def left(slot: Slot) -> bool:
            header = slot.header
            mine = header.kind == SlotKind.PASSPHRASE and str(header.user_id) == self.user.id
            return mine and header.slot_id != self.slot_id

        if self.opened_by is SlotKind.PASSPHRASE and any(map(left, self.table.slots)):
            self.keys.edit(lambda now: now.without(left))

    # -- inside

    def settle(self) -> None:
        """End what was interrupted: changes of clients' keys, as far as this user holds them, and erasures."""
        for aside in sorted(self.places.clients.glob(f"*/*{SUFFIX}")):
            client_id = ClientId(aside.parent.name)
            with suppress(Locked):
                settle(SqlCipher(), self.places.books(client_id), self.client_key(client_id).reveal(), CLIENT)
        sweep_erased(self)
        sweep_begun(self)

    def hold(self, lock: PracticeLock) -> None:
        """Give `lock` back when this is closed."""
        self._cleanup.callback(lock.release)
        self._cleanup.callback(take_mark, self.places)

    def register_device(self) -> None:
        """Make this installation known before its first change."""
        known = {device.id for device in self.file.devices()}
        if self.actor.device in known:
            return
        device = new_device(self.bundle.user_id, self.clock)
        self.actor = Actor(self.bundle.user_id, DeviceId(device.id))
        with self.file.change(Action.DEVICE_REGISTERED, "first use on this computer", actor=self.actor) as work:
            work.add(device)
            work.commit()
        write_device(self.places, self.actor.device)

    def _open_books(self, client_id: ClientId) -> Books:
        key, author = self.client_key(client_id), self.author(client_id)
        books = open_client_books(self.places, client_id, key, clock=self.clock, writes=self.writes, author=author)
        books.guard = partial(self._allow, client_id)
        books.sign, books.signatures = author.sign, self.signatures(client_id)
        books.after = partial(self.anchoring.committed, client_id, books)
        return books

    def _allow(self, client_id: ClientId | None, action: StrEnum, origin: Origin) -> None:
        """Refuse what this person's roles do not carry; what follows by itself from another act is let through."""
        if origin is Origin.PERSON:
            self.rights.require(client_id, action)
            if action in NEEDS_STEP_UP:
                require_newest(self)
            require_sheet(self.practice, self.file, action)
            self.step_up.require(action)

    def _unknown(self, name_or_id: str) -> NotFound | Locked:
        if self.file.client(name_or_id) is not None:
            return Locked("You have no key for this client.", "Ask an owner to grant you access.")
        return NotFound(
            f"You have no client {name_or_id}.", "Choose one from the list.", command="bookdesk client list"
        )


def root_context(practice_id: str, user_id: str) -> bytes:
    """Return what the box with the root key is bound to."""
    return UUID(practice_id).bytes + UUID(user_id).bytes


def open_practice(  # noqa: PLR0913 - what a practice is opened with
    places: Places,
    user: str,
    passphrase: Secret,
    *,
    clock: Clock,
    policy: CostPolicy = STANDARD,
    vault: VaultSource = system_vault,
    writes: bool = True,
) -> OpenPractice:
    """Open the practice as `user`.

    With `writes` it holds the practice's lock until it is closed (`InUse` if another BookDesk does); without, it only
    reads and shares. `Locked` for a wrong passphrase and for an unknown user alike.
    """
    with _locked(places, writes=writes) as lock:
        tried: list[SlotSecret] = []

        def attempt(file: SlotFile) -> Unlocked:
            tried.append(SlotSecret(passphrase, device_secret_of(file.table, user, vault), policy))
            return unlock(file, user, tried[-1], clock.now())

        unlocked = open_slots(places, attempt)
        secret = tried[-1]
        practice = _opened(places, unlocked, lock, clock=clock, policy=policy)
        practice.device_secret, practice.vault = secret.device_secret, vault
        practice.doubt = practice.doubt or put_back(practice)  # before anything is written
        if writes:
            with suppress(StorageError):  # another day: it opens as it is
                _strengthen(practice, unlocked, secret)
                renew(practice)
        return practice


def open_by_keyring(  # noqa: PLR0913 - what a practice is opened with
    places: Places,
    user: str,
    *,
    clock: Clock,
    policy: CostPolicy = STANDARD,
    vault: VaultSource = system_vault,
    writes: bool = True,
) -> OpenPractice:
    """Open the practice as `user` without his passphrase, where he switched that on and its half day lasts.

    `Locked` otherwise, `KeyringUnusable` where the keyring does not answer: his passphrase opens it as ever.
    """
    with _locked(places, writes=writes) as lock:
        now = clock.now()
        unlocked = open_slots(
            places, lambda file: unlock_by_keyring(file, user, secret_of(file.table, user, vault, now), now)
        )
        practice = _opened(places, unlocked, lock, clock=clock, policy=policy)
        practice.device_secret, practice.vault = device_secret_of(unlocked.table, user, vault), vault
        practice.doubt = practice.doubt or put_back(practice)
        return practice


def open_by_recovery(
    places: Places, recovery_key: Secret, *, clock: Clock, policy: CostPolicy = STANDARD
) -> OpenPractice:
    """Open the practice with the printed key, holding its lock: to give people back their access."""
    with _locked(places, writes=True) as lock:
        unlocked = open_slots(places, lambda file: unlock_by_recovery(file, recovery_key))
        return _opened(places, unlocked, lock, clock=clock, policy=policy)


@contextmanager
def _locked(places: Places, *, writes: bool) -> Iterator[PracticeLock | None]:
    """Yield the lock, which a failure inside gives back."""
    read_slots(places)  # NotFound before a lock file is made where no practice is
    if writes:
        refuse_moved(places.home)
    lock = PracticeLock(places.lock) if writes else None
    try:
        if lock is not None:
            put_mark(places)
        yield lock
    except BaseException:
        if lock is not None:
            take_mark(places)
            lock.release()
        raise


def _opened(
    places: Places, unlocked: Unlocked, lock: PracticeLock | None, *, clock: Clock, policy: CostPolicy
) -> OpenPractice:
    key, author = unlocked.practice_key, _upgrading(unlocked)
    file = open_own_file(places, key, clock=clock, writes=lock is not None, author=author)
    try:
        practice = OpenPractice(places, unlocked, file, clock=clock, policy=policy, writes=lock is not None)
        practice.put_back = practice.anchoring.own_is_behind()
        if practice.put_back:
            practice.doubt = f"{practice.doubt} {OLDER_FILE}".strip()
        if practice.step_up.taken_away:
            practice.doubt = f"{practice.doubt} {TAKEN_AWAY} {SET_UP_ANEW}".strip()
        if lock is not None:
            practice.keys.heal()
            practice.drop_old_sheets()
            practice.drop_other_slots()
            practice.settle()
            practice.register_device()
            note_restored(practice)
            practice.hold(lock)
        practice.doubt = f"{practice.doubt} {older_key_file(practice)}".strip()
    except BaseException:
        file.close()
        raise
    return practice


def _upgrading(unlocked: Unlocked) -> Author:
    """Return in whose name the practice's file is upgraded, before anything can be read from it."""
    present = Present(KeySigner(unlocked.bundle.user_id, unlocked.bundle.signing))
    file = SignedFile(str(unlocked.table.practice_id), PRACTICE)
    return Author(unlocked.bundle.user_id, partial(present.sign, file))


def _strengthen(practice: OpenPractice, unlocked: Unlocked, secret: SlotSecret) -> None:
    """Make the opened slot anew where this machine bears much dearer guesses; one that took its time is left alone."""
    if secret.policy.measure is None or unlocked.seconds >= WORTH_MEASURING or is_older(practice):
        return
    secret = replace(secret, policy=practice.policy)
    dearer = restretched(unlocked, practice.user.name, secret)
    if dearer is not None:
        practice.keys.edit(lambda now: now.with_dearer(dearer, unlocked.slot_id), epoch=unlocked.table.epoch)
        practice.slot_id = dearer.header.slot_id
