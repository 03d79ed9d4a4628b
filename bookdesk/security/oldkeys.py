"""The keys that a backup was made with, so that one client comes back from before a change of keys.

Whoever holds keys keeps his own through changes of the practice's and the clients' keys. So his box in the backup's key
file opens the practice's key of that day, the practice file in the backup his grant of that day, and that the client's
key. Nobody gets at anything here that he could not open on that day, and nothing but the copy of one row is read.

Who left knows keys of before, too, and could have made such a backup: that is said, and money waits for a comparison.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Final

from bookdesk.core.errors import Locked, StorageError, Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.models.practice import Grant
from bookdesk.security.clientkeys import unwrap_client_key
from bookdesk.security.redaction import Secret
from bookdesk.security.slotfile import read_slots
from bookdesk.security.slotkeys import BOX_PURPOSE
from bookdesk.store.backup import MANIFEST
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.errors import translating
from bookdesk.store.files import copy_hashed, sync_folder
from bookdesk.store.manifest import Entry, read_manifest
from bookdesk.store.opening import maintaining
from bookdesk.store.places import Places
from bookdesk.store.rekeying import rekeyed

if TYPE_CHECKING:
    from bookdesk.security.practice import OpenPractice

_ASIDE: Final = "client.restoring-"
"""How a folder begins in which a client gets its present key before it is put in its place."""
_GRANT: Final = "SELECT id, key_epoch, wrapped_key FROM client_grant WHERE client_id = ? AND user_id = ?"


@dataclass(frozen=True, slots=True)
class KeysThen:
    """The keys of a backup's day: the practice's and one client's."""

    practice: Secret
    client: Secret


def practice_key_then(practice: OpenPractice, backup: Path) -> Secret:
    """Return the practice's key of a backup's day; `Locked` where this user's present keys are not in it."""
    file = read_slots(Places(backup))
    for slot in file.table.slots:
        if str(slot.header.user_id) == practice.user.id:
            with suppress(Tampered):  # keys of his that were replaced since
                key = practice.bundle.open(BOX_PURPOSE, slot.box, file.table.box_context(slot.header.slot_id))
                file.verify(key)
                return Secret(key)
    raise _locked()


def keys_then(practice: OpenPractice, backup: Path, client_id: ClientId, manifest_key: bytes, key: Secret) -> KeysThen:
    """Return the keys of a backup's day, its practice's `key` being known; `Locked` where this user had no grant."""
    entries = read_manifest(backup / MANIFEST, manifest_key).entries
    with _emptied(practice.places) as aside:
        path = _brought(
            backup, aside, next((one for one in entries if one.path == practice.places.practice.name), None)
        )
        with maintaining(SqlCipher(), path, key.reveal()) as connection:
            found = connection.execute(_GRANT, (client_id, practice.user.id)).fetchone()
    if found is None:
        raise _locked()
    grant = Grant(id=found[0], client_id=client_id, user_id=practice.user.id, key_epoch=found[1], wrapped_key=found[2])
    return KeysThen(key, unwrap_client_key(practice.bundle, grant, practice.practice.id))


@contextmanager
def under_present_key(practice: OpenPractice, client_id: ClientId, old: Secret, new: Secret) -> Iterator[Places]:
    """Yield a place to bring a client to; then it gets its present key there, and is put where it belongs.

    A crash before that leaves nothing in its place: what lies beside goes with the next time.
    """
    folder = practice.places.client(client_id)
    with _emptied(practice.places) as aside:
        yield aside
        with rekeyed(SqlCipher(), aside.books(client_id), old.reveal(), new.reveal()):
            pass  # the present key is the valid one all the while
        with translating():
            aside.client(client_id).rename(folder)
            sync_folder(folder.parent)


@contextmanager
def _emptied(places: Places) -> Iterator[Places]:
    """Yield an empty place on the practice's own disk, which goes in the end; so does what a crash left of another."""
    with translating():
        for left in places.home.glob(f"{_ASIDE}*"):
            shutil.rmtree(left)
        folder = Path(mkdtemp(prefix=_ASIDE, dir=places.home))
    try:
        yield Places(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _brought(backup: Path, aside: Places, entry: Entry | None) -> Path:
    """Copy the practice file of a backup: a database is not opened where it lies, and not before it was checked."""
    if entry is None:
        raise StorageError("There is no practice file in this backup.", "Use a backup of the whole practice.")
    with translating():
        if copy_hashed(backup / aside.practice.name, aside.practice) != (entry.size, entry.sha256):
            raise Tampered("The practice file in this backup is damaged.", "Use an older backup.")
    return aside.practice


def _locked() -> Locked:
    return Locked(
        "This backup is of before a change of keys, and you cannot open this client in it with the keys you have now.",
        "Let somebody do it who could open the client on that day, or use the recovery sheet; or bring everything back"
        " into an empty folder.",
        command="--recovery-file FILE",
    )
