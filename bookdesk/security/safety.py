"""Backup, restore and verification of a practice with the keys that one user, or the recovery key, holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Locked, NotFound, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress
from bookdesk.models.actions import Action
from bookdesk.security.anchors import PRACTICE_FILE, Anchors, Heads
from bookdesk.security.certified import false_rows
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.copies import open_slots
from bookdesk.security.oldkeys import KeysThen, keys_then, practice_key_then, under_present_key
from bookdesk.security.practice import OpenPractice
from bookdesk.security.putback import mark_restored, note_put_back, put_back
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission
from bookdesk.security.sealing import derive
from bookdesk.security.settings import EARLIER_BACKUPS
from bookdesk.security.slotkeys import SlotSecret, Unlocked, unlock, unlock_backup_by_recovery
from bookdesk.security.slots import SlotFile
from bookdesk.store.backup import MANIFEST, BackupKeys, back_up, backup_sets
from bookdesk.store.books import Books
from bookdesk.store.folders import refuse_unfit
from bookdesk.store.manifest import Manifest, read_manifest
from bookdesk.store.places import Places
from bookdesk.store.restore import refuse_standing, restore_client, restore_practice
from bookdesk.store.verify import Finding, Invariant, verify

_MANIFEST_PURPOSE: Final = "backup-manifest"

InvariantsOf = Callable[[ClientEntry], Sequence[Invariant]]
"""What must hold in the books of a client."""

Opener = Callable[[SlotFile], Unlocked]
"""Opens the key file that lies in a backup."""


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A finished backup: its folder, the clients in it, and how many were left out for want of a key.

    `doubtful` are clients of which the original that was tried does not open, as it does not in the practice.
    """

    folder: Path
    clients: tuple[ClientEntry, ...]
    left_out: int
    doubtful: tuple[ClientEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found in one file; `name` is the client's, or the practice file's."""

    name: str
    client_id: ClientId | None
    findings: tuple[Finding, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return all(finding.holds for finding in self.findings)


def back_up_practice(
    practice: OpenPractice, target: Path, progress: Progress | None = None, *, thorough: bool = False
) -> BackupMade:
    """Back up the practice file and every client the present user can open; `thorough` reads all documents again."""
    entries = practice.clients()
    keys = {entry.client_id: practice.client_key(entry.client_id).reveal() for entry in entries}
    key = manifest_key(practice.practice_key)
    folder = back_up(
        practice.places,
        target,
        BackupKeys(key, practice.practice_key.reveal(), keys),
        clock=practice.clock,
        progress=progress,
        thorough=thorough,
    )
    manifest = read_manifest(folder / MANIFEST, key)
    doubtful = tuple(entry for entry in entries if entry.client_id in manifest.doubtful)
    return BackupMade(folder, entries, len(manifest.left_out), doubtful)


def by_passphrase(user: str, secret: SlotSecret, clock: Clock) -> Opener:
    """Open a backup as one of its users."""
    return lambda file: unlock(file, user, secret, clock.now())


def by_recovery_key(key: Secret) -> Opener:
    """Open a backup with the printed key."""
    return lambda file: unlock_backup_by_recovery(file, key)


def restore_all(source: Path, places: Places, opener: Opener) -> Manifest:
    """Restore the practice into an empty home; afterwards open it there, as ever.

    `source` is a backup set, or a folder of several, of which the newest is taken.
    """
    refuse_unfit(places.home)
    backup = newest_set(source)
    key = open_slots(Places(backup), opener).practice_key
    manifest = restore_practice(backup, places, BackupKeys(manifest_key(key), key.reveal(), {}))
    mark_restored(places, manifest)
    return manifest


@dataclass(frozen=True, slots=True)
class Brought:
    """A client that was brought back: the day of the backup, and whether keys were changed since then."""

    made_at: str
    older_keys: bool


OLDER_KEYS: Final = (
    "This backup is of before a change of keys. Whoever left since then knew those keys and could have made it: make"
    " sure where it comes from."
)
"""What has to be said after a client came back from such a one."""


def restore_one(practice: OpenPractice, source: Path, client: ClientEntry) -> Brought:
    """Restore one client's folder, which was moved away before; its older history is then accepted on purpose.

    Both histories say so. `NotAllowed` for who does not manage clients, `StepUpNeeded` without a fresh proof.
    From before a change of keys it comes back, too, under its present key; `Locked` where this user could not open the
    client on that day, or got new keys since.
    """
    practice.require(Permission.MANAGE_CLIENTS)
    practice.step_up.require(Action.CLIENT_RESTORED)
    refuse_standing(practice.places.client(client.client_id))
    backup, key, client_key = newest_set(source), practice.practice_key, practice.client_key(client.client_id)
    then = _keys_then(practice, backup, client.client_id)
    if then.client.reveal() == client_key.reveal():
        manifest = restore_client(backup, practice.places, client.client_id, _backup_keys(then, client.client_id))
    else:
        with under_present_key(practice, client.client_id, then.client, client_key) as aside:
            manifest = restore_client(backup, aside, client.client_id, _backup_keys(then, client.client_id))
    note_put_back(practice, client.client_id, manifest.made_at)
    return Brought(
        manifest.made_at, then.client.reveal() != client_key.reveal() or then.practice.reveal() != key.reveal()
    )


def _keys_then(practice: OpenPractice, backup: Path, client_id: ClientId) -> KeysThen:
    """Return the keys of a backup's day: today's where they open it."""
    key = practice.practice_key
    try:
        manifest = read_manifest(backup / MANIFEST, manifest_key(key))
    except Locked:
        key = practice_key_then(practice, backup)
        return keys_then(practice, backup, client_id, manifest_key(key), key)
    if any(entry.path == practice.places.practice.name for entry in manifest.entries):
        with suppress(Locked, Tampered):  # given to him since, or his own keys are new: the client's may be the same
            return keys_then(practice, backup, client_id, manifest_key(key), key)
    return KeysThen(key, practice.client_key(client_id))


def _backup_keys(then: KeysThen, client_id: ClientId) -> BackupKeys:
    return BackupKeys(manifest_key(then.practice), then.practice.reveal(), {client_id: then.client.reveal()})


def newest_set(source: Path) -> Path:
    """Return the backup set meant by `source`; `NotFound` if there is none."""
    if (source / MANIFEST).is_file():
        return source
    sets = backup_sets(source)
    if not sets:
        raise NotFound(f"There is no backup in {source}.", "Choose the folder that the backup was written to.")
    return sets[-1]


def verify_practice(
    practice: OpenPractice,
    clients: Sequence[ClientEntry],
    invariants: InvariantsOf | None = None,
    kept: Anchors | None = None,
) -> Iterator[Verified]:
    """Check the practice file and these clients, one after the other; `invariants` are checked in clients' files.

    `kept` are anchors that somebody kept outside, compared besides those in the key file.
    """
    anchors, kept = practice.anchors(), kept or {}
    of_practice = (*anchors.get(PRACTICE_FILE, ()), *kept.get(PRACTICE_FILE, ()))
    signed = Invariant("signatures", practice.signatures(None).check)
    found = verify(practice.file, anchors=of_practice, invariants=(signed,))
    doubt = Finding("keyring", (practice.doubt,) if practice.doubt else ())
    certified = Finding("certificates", tuple(false_rows(practice.file, practice.trusted)))
    yield Verified("practice", None, (*found, certified, doubt))
    for entry in clients:
        true, anchored = invariants(entry) if invariants else (), kept.get(entry.client_id, ())
        yield Verified(entry.name, entry.client_id, _verified(practice, entry, true, anchored))


def _verified(
    practice: OpenPractice, entry: ClientEntry, invariants: Sequence[Invariant], kept: Heads
) -> tuple[Finding, ...]:
    """A file that cannot even be opened is a finding, not the end of the check of the others.

    `Locked` is what it says whose first page does not verify: from that no key is told from a wrong one.
    """
    anchored = (*practice.anchors().get(entry.client_id, ()), *kept)
    try:
        with practice.examining(entry.client_id) as books:
            return (*verify(books, anchors=anchored, invariants=invariants), *_put_back(books))
    except (StorageError, NotFound, Locked) as failure:
        return (Finding("opens", (str(failure),)),)


def _put_back(books: Books) -> Iterator[Finding]:
    """Tell in which state a client was put back until somebody compared the bank with it."""
    with suppress(StorageError), books.query() as session:  # what cannot be read was told by the checks before
        for one in put_back(session):
            yield Finding("put back", (), one.words)


def manifest_key(practice_key: Secret) -> bytes:
    """Return the key that seals what a backup says of itself."""
    return derive(practice_key.reveal(), _MANIFEST_PURPOSE)


def manifest_keys(practice: OpenPractice) -> tuple[bytes, ...]:
    """Return the keys of what backups say of themselves: today's, then those of before the practice's key changed."""
    earlier = cast("Sequence[str]", practice.file.setting(EARLIER_BACKUPS) or ())
    return (manifest_key(practice.practice_key), *map(bytes.fromhex, reversed(earlier)))
