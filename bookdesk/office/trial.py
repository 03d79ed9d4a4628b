"""A backup tried: brought back beside the practice, every file opened and checked, and taken away again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress
from bookdesk.models.practice import RegistryKind
from bookdesk.office.invariants import of_client
from bookdesk.office.opened import Office
from bookdesk.security.backups import BackupSet, bring_aside
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.slotfile import read_slots
from bookdesk.store.backup import Stopped
from bookdesk.store.client_file import open_books
from bookdesk.store.errors import translating
from bookdesk.store.file import StoreFile
from bookdesk.store.manifest import Manifest
from bookdesk.store.places import Places
from bookdesk.store.practice import open_practice_file
from bookdesk.store.room import Room, require_space_for
from bookdesk.store.verify import Invariant, verify

ASIDE: Final = "trial"
"""The folder in the home where backups are tried; it is empty but while one is."""
_LATER: Final = frozenset({"strays"})
"""What a backup made while others work may have: an original that came in after its database was copied."""

_VERIFY: Final = "Verify the practice: it is its books that say so, not the backup."


def try_backup(office: Office, backup: BackupSet, progress: Progress, room: Room) -> int:
    """Bring a backup back, check all that this user's keys open, and return how many clients came back equal.

    `Tampered` names the first thing that is wrong; `StorageError` where there is no room.
    """
    home = office.practice.places.home
    require_space_for(home, backup.size, "bringing a backup back to try it", room)
    with _aside(home) as folder:
        places = Places(folder / "home")
        manifest = bring_aside(office.practice, backup.folder, places, progress)
        return _check(office, places, manifest, progress)


@contextmanager
def _aside(home: Path) -> Iterator[Path]:
    """Yield an empty folder, removed afterwards; what a killed trial left is removed before."""
    folder = home / ASIDE
    with translating():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check(office: Office, places: Places, manifest: Manifest, progress: Progress) -> int:
    practice, key = office.practice, office.practice.practice_key.reveal()
    read_slots(places).verify(key)
    file = open_practice_file(places, key, clock=office.clock, author=practice.author(None))
    _check_file(file, "The practice file", "practice.db", manifest)
    entries = [one for one in practice.clients() if one.client_id in manifest.clients]
    for number, entry in enumerate(entries, start=1):
        progress.step("trying", number, len(entries))
        if progress.cancelled():
            raise Stopped("The test of a backup was stopped.", "Start it again: it changed nothing.")
        _check_client(office, places, entry, manifest)
    return sum(entry.kind is RegistryKind.CLIENT for entry in entries)


def _check_client(office: Office, places: Places, entry: ClientEntry, manifest: Manifest) -> None:
    client_id = ClientId(entry.client_id)
    key = office.practice.client_key(client_id).reveal()
    books = open_books(places, client_id, key, clock=office.clock, author=office.practice.author(client_id))
    path = places.books(client_id).relative_to(places.home).as_posix()
    _check_file(books, entry.name, path, manifest, of_client(office.practice, entry))


def _check_file(
    file: StoreFile, name: str, path: str, manifest: Manifest, invariants: tuple[Invariant, ...] = ()
) -> None:
    """Verify a file that was brought back, as it would be in the practice, and close it."""
    try:
        findings = verify(file, anchors=manifest.heads[path], invariants=invariants)
    finally:
        file.close()
    of_the_books = frozenset(one.name for one in invariants)
    for finding in findings:
        if finding.holds or finding.check in _LATER:
            continue
        if finding.check in of_the_books:
            raise Tampered(f"{name} came back as it is, and is not in order: {finding.problems[0]}", _VERIFY)
        raise Tampered(f"{name} did not come back whole: {finding.problems[0]}", "Make a new backup, and test it.")
