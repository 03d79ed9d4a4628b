"""New keys for files: whoever had the old ones reads what he copied, and nothing that is written from then on.

A client's file is copied under a new key and checked, then one change of the practice file seals that key to whoever
still has a grant, then the copy is swapped in; the practice's own file the same way, with the key file as the commit.
Documents have keys of their own, which stand in rows of the client's file. At any moment one set of keys opens
everything; what was interrupted is finished, or taken back, when the file is next opened for work.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, cast
from uuid import UUID

from sqlalchemy import select

from bookdesk.core.errors import BookDeskError, Conflict, NotAllowed, NotFound, StorageError, Tampered
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress, Silent
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.practice import CertificateKind, ClientRegistry, ClientSummary, Grant, Practice, Setting
from bookdesk.security.anchors import Anchors, seal_anchors
from bookdesk.security.certificates import Authority
from bookdesk.security.clientkeys import open_profile, seal_profile, wrap_client_key
from bookdesk.security.earlierslots import require_newest
from bookdesk.security.ends import has_ended
from bookdesk.security.practice import OpenPractice
from bookdesk.security.redaction import Secret
from bookdesk.security.roles import Permission
from bookdesk.security.safety import manifest_key
from bookdesk.security.sealing import new_key
from bookdesk.security.settings import EARLIER_BACKUPS, keep_setting
from bookdesk.security.slotkeys import for_new_practice_key
from bookdesk.security.slots import SlotTable
from bookdesk.security.summaries import open_summary, seal_summary
from bookdesk.store.change import Change
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.errors import translating
from bookdesk.store.opening import maintaining
from bookdesk.store.practice import PracticeFile
from bookdesk.store.rekeying import make_durable, rekeyed

KNEW: Final = "knew"
"""In a revocation: which epochs of which keys the one who lost access knew."""
_SPARE: Final = 16 * 1024 * 1024
"""Bytes beyond the copies themselves: logs and key files."""

Free = Callable[[Path], int]
"""Tells how many bytes are free on the disk of a folder."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """How a change of keys ended: which clients have new keys, which not yet, and whether the practice has."""

    clients: tuple[ClientId, ...]
    left: tuple[ClientId, ...]
    practice: bool
    problems: tuple[str, ...] = ()
    """Why of some there are none yet."""

    @property
    def finished(self) -> bool:
        """Whether nothing is left to do."""
        return not self.left and self.practice


@dataclass(frozen=True, slots=True)
class Pending:
    """What somebody who left still knows the key of."""

    clients: tuple[ClientId, ...]
    practice: bool

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.clients) or self.practice


def free_bytes(folder: Path) -> int:
    """Return what the disk of a folder has left."""
    with translating():
        return shutil.disk_usage(folder).free


def rotate(
    practice: OpenPractice,
    clients: Collection[ClientId],
    *,
    practice_too: bool = True,
    progress: Progress | None = None,
    free: Free = free_bytes,
) -> Rotated:
    """Give these clients new keys, one after the other, and the practice at the end; it may be stopped between two.

    `NotAllowed` or `StepUpNeeded` before anything is done; so also `NotAllowed` where this user has no key of one of
    them, and `StorageError` where the disk has no room for a copy of the largest.
    """
    practice.require(Permission.MANAGE_USERS)
    practice.step_up.require(Action.KEYS_ROTATED)
    require_newest(practice)  # else the newer key file, put back, would open nothing any more
    check_keys(practice, clients)
    check_space(practice, clients, free)
    work = _Work(practice, progress or Silent(), sorted(clients))
    try:
        if work.clients() and practice_too:
            work.own()
    finally:
        if practice.file.usable:
            practice.anchoring.now()
    return work.ended(practice_too=practice_too)


@dataclass(slots=True)
class _Work:
    """A change of keys under way. What cannot be done for one client is told, and the others are done."""

    practice: OpenPractice
    progress: Progress
    wanted: Sequence[ClientId]
    done: list[ClientId] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    own_done: bool = False

    def clients(self) -> bool:
        """Change the keys of the clients; returns whether nobody stopped it."""
        for number, client_id in enumerate(self.wanted):
            if self.progress.cancelled():
                return False
            self.progress.step("Changing keys", number, len(self.wanted) + 1)
            with self._telling():
                _rotate_client(self.practice, client_id)
                self.done.append(client_id)
        return True

    def own(self) -> None:
        """Change the practice's key."""
        self.progress.step("Changing the practice's key", len(self.wanted), len(self.wanted) + 1)
        with self._telling():
            _rotate_practice(self.practice)
            self.own_done = True

    def ended(self, *, practice_too: bool) -> Rotated:
        """Return how it ended."""
        left = tuple(client_id for client_id in self.wanted if client_id not in self.done)
        return Rotated(tuple(self.done), left, self.own_done or not practice_too, tuple(self.problems))

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except BookDeskError as problem:
            self.problems.append(str(problem))


def rotation_pending(practice: OpenPractice) -> Pending:
    """Return what people who left, lost access, or whose access has ended, still have the keys of."""
    active = {row.id: row.key_epoch for row in practice.file.clients()}
    people = {user.id: user for user in practice.file.users()}
    clients, own = set(_ended(practice)), False
    for user_id, knew in _revocations(practice):
        granted = practice.file.grants_of(user_id)
        epochs = cast("Mapping[str, int]", knew["clients"])
        known = {client_id for client_id, epoch in epochs.items() if active.get(client_id, epoch + 1) <= epoch}
        clients |= {ClientId(client_id) for client_id in known - granted.keys()}
        gone = user_id not in people or not people[user_id].active
        own = own or (gone and practice.table.epoch <= int(cast("int", knew["practice"])))
    return Pending(tuple(sorted(clients)), own)


def _ended(practice: OpenPractice) -> Iterator[ClientId]:
    """Yield the clients whose key lies sealed to somebody whose access has ended."""
    with practice.file.query() as session:
        grants = session.scalars(select(Grant)).all()
    for grant in grants:
        with suppress(Tampered):  # what nobody certified is refused where keys are sealed
            if has_ended(practice, grant):
                yield ClientId(grant.client_id)


def known_keys(practice: OpenPractice, clients: Collection[str]) -> Mapping[str, object]:
    """Return what a revocation says, under `KNEW`, of the keys that somebody had."""
    epochs = {row.id: row.key_epoch for row in practice.file.clients()}
    known = {client_id: epochs[client_id] for client_id in sorted(clients) if client_id in epochs}
    return {"clients": known, "practice": practice.table.epoch}


def check_keys(practice: OpenPractice, clients: Collection[str]) -> None:
    """Refuse before anything is done where this user cannot open a client whose key is to be changed."""
    own = practice.file.grants_of(practice.actor.user)
    missing = [client_id for client_id in clients if client_id not in own]
    if missing:
        raise NotAllowed(
            f"{len(missing)} of the clients whose keys are to be changed cannot be opened by you.",
            "Let an owner do it who can, or use the recovery sheet, which opens all of them.",
            command="--recovery-file FILE",
        )


def check_space(practice: OpenPractice, clients: Collection[ClientId], free: Free = free_bytes) -> None:
    """Refuse where the disk has no room for one more copy of the largest file and of the practice's."""
    with translating():
        sizes = [path.stat().st_size for path in map(practice.places.books, clients) if path.is_file()]
        needed = max(sizes, default=0) + practice.places.practice.stat().st_size + _SPARE
    left = free(practice.places.home)
    if left < needed:
        raise StorageError(
            f"Changing keys needs {needed // 1_000_000} MB on this disk, {left // 1_000_000} MB are free.",
            "Free some space, then repeat; nothing was changed.",
        )


def _rotate_client(practice: OpenPractice, client_id: ClientId) -> None:
    with practice.using_client(client_id):
        pass  # it follows its anchors, and is of the present schema
    old, new, path = practice.client_key(client_id), Secret(new_key()), practice.places.books(client_id)
    with practice.alone_with(client_id), rekeyed(SqlCipher(), path, old.reveal(), new.reveal()):
        with practice.file.change(
            Action.KEYS_ROTATED, "new key for a client", actor=practice.actor, origin=Origin.JOB
        ) as work:
            withdrew = _seal_anew(work, practice, client_id, old, new)
            work.commit()
        reach("rotate: committed")
    if withdrew:
        practice.refresh()


def _seal_anew(work: Change, practice: OpenPractice, client_id: ClientId, old: Secret, new: Secret) -> bool:
    """Raise the client's epoch, and seal everything under the new key that was under the old one.

    Whose access has ended gets no new key: it is withdrawn. Returns whether there was somebody.
    """
    authority: Authority | None = None
    client = work.get(ClientRegistry, client_id)
    client.sealed_profile = seal_profile(new, client_id, open_profile(old, client))
    client.key_epoch += 1
    for row in practice.file.grants_on(client_id).values():
        _require_granted(practice, row)
        if has_ended(practice, row):
            authority = authority or practice.authority()
            withdraw(work, practice, authority, row)
            continue
        grant = work.get(Grant, row.id)
        grant.key_epoch = client.key_epoch
        box_key = practice.trusted.box_key(practice.file.user(grant.user_id))
        grant.wrapped_key = wrap_client_key(new, box_key, grant, practice.practice.id)
    for summary in work.session.scalars(select(ClientSummary).where(ClientSummary.client_id == client_id)):
        opened = open_summary(old, summary)
        summary.sealed_summary = seal_summary(new, client_id, opened.position, opened.data)
    return authority is not None


def withdraw(work: Change, practice: OpenPractice, authority: Authority, grant: Grant) -> None:
    """Take an access away within a change, and certify that, with the key that its holder goes on knowing."""
    statement = {"user": grant.user_id, "client": grant.client_id, KNEW: known_keys(practice, [grant.client_id])}
    work.add(authority.issue(CertificateKind.REVOCATION, grant.id, statement))
    work.delete(work.get(Grant, grant.id))


def _require_granted(practice: OpenPractice, grant: Grant) -> None:
    try:
        practice.trusted.require_granted(grant)
    except Tampered as false:
        name = practice.file.user(grant.user_id).name
        raise Tampered(
            f"Somebody wrote an access for {name} that no owner certified; no new key was made.",
            f"Withdraw this access from {name}, find out who did it, then change the keys once more.",
        ) from false


def _rotate_practice(practice: OpenPractice) -> None:
    new, epoch, holders = Secret(new_key()), practice.table.epoch + 1, _holders(practice)

    def made(old: SlotTable, anchors: Anchors) -> SlotTable:
        return _table(old, holders, epoch, new, seal_anchors(anchors, old, new))

    with practice.file.rekeyed(new.reveal()) as aside:
        _count(practice, aside, new, epoch)
        reach("rotate: practice copied")
        practice.keys.rekey(new, made)
        reach("rotate: key file written")
    practice.refresh()


def _table(old: SlotTable, holders: Mapping[UUID, bytes | None], epoch: int, key: Secret, anchors: bytes) -> SlotTable:
    """Return the key file of the next epoch: each slot of somebody who is here gets the new key in its box."""
    fresh = SlotTable(old.practice_id, epoch, old.sequence + 1, (), anchors)
    if epoch != old.epoch + 1 or not holders.keys() >= {slot.header.slot_id for slot in old.slots}:
        raise Conflict("Somebody's access was changed meanwhile.", "Do it once more.")
    boxes = ((slot, holders[slot.header.slot_id]) for slot in old.slots)
    slots = tuple(for_new_practice_key(slot, fresh, box_key, key) for slot, box_key in boxes if box_key is not None)
    return replace(fresh, slots=slots)


def _holders(practice: OpenPractice) -> Mapping[UUID, bytes | None]:
    """Return by slot its holder's certified box key; none where nobody who is here holds it."""
    return {slot.header.slot_id: _box_key(practice, str(slot.header.user_id)) for slot in practice.table.slots}


def _box_key(practice: OpenPractice, user_id: str) -> bytes | None:
    try:
        user = practice.file.user(user_id)
    except NotFound:  # what an interrupted addition left
        return None
    return practice.trusted.box_key(user) if user.active else None


def _count(practice: OpenPractice, aside: Path, key: Secret, epoch: int) -> None:
    """Write the new epoch into the copy, where it becomes true together with the key, and not before.

    With it goes what opens the lists of the backups so far, so that old ones can still be told and taken away.
    """
    file = PracticeFile(aside, key.reveal(), cipher=SqlCipher(), clock=practice.clock)
    file.sign = practice.file.sign
    try:
        with file.change(
            Action.KEYS_ROTATED, "new key for the practice", actor=practice.actor, origin=Origin.JOB
        ) as work:
            work.get(Practice, practice.practice.id).key_epoch = epoch
            kept = work.session.scalars(select(Setting.value).where(Setting.name == EARLIER_BACKUPS)).one_or_none()
            lists = manifest_key(practice.practice_key).hex()
            keep_setting(work, EARLIER_BACKUPS, [*cast("Sequence[str]", kept or ()), lists])
            work.commit()
    finally:
        file.close()
    with maintaining(SqlCipher(), aside, key.reveal()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    make_durable(aside)


def _revocations(practice: OpenPractice) -> Iterator[tuple[str, Mapping[str, object]]]:
    for certificate in practice.file.certificates():
        if certificate.kind is CertificateKind.REVOCATION:
            statement = practice.trusted.of(certificate.id, certificate.subject)
            if KNEW in statement:
                yield str(statement["user"]), cast("Mapping[str, object]", statement[KNEW])
