"""What is done to a whole practice while the outside world fails: founding, sharing, backup, other keys, sync."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked, NotFound, StorageError, Unreachable
from bookdesk.core.identifiers import ClientId
from bookdesk.ledger.invariants import INVARIANTS
from bookdesk.models.practice import User
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user, change_own_passphrase, remove_user
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Role
from bookdesk.security.rotation import Rotated, rotate, rotation_pending
from bookdesk.security.safety import back_up_practice, by_passphrase, restore_all
from bookdesk.store.backup import backup_sets
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.errors import NoRoom
from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import check_file
from bookdesk.store.places import Places
from bookdesk.store.verify import Invariant, verify
from bookdesk.sync.invariants import outbox_is_whole
from tests.failures.acts import LATER, Scene, wrong_in
from tests.failures.doomed import Migration, left_behind
from tests.failures.ports import OF_THE_CLOCK, OF_THE_DISK, OF_THE_NETWORK, Fault
from tests.releases.generate import read_release, releases
from tests.support.books import ANN, KEY, client_desk
from tests.support.firm import BEN, KOALA, OWNER, PASSPHRASE, STAPLE, Firm, slot_secret
from tests.unit.office.bureau import CAFE, NOW
from tests.unit.office.busy import busy_bureau
from tests.unit.sandbox.xero.peer import Peer
from tests.unit.sync.scene import Scene as Exchange

_NEW = "neun grüne Hüte"
_CLEO = "Cleo"
_NUMBERS = count()


class _Practice(Scene):
    """An act on a practice of two people and three clients."""

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_kept().name, base / "home")

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[OpenPractice]:
        clock.advance(LATER)
        with Firm(Places(base / "home"), clock).open() as practice:
            yield practice

    def check(self, stage: OpenPractice, base: Path) -> Iterator[str]:
        """Ask the one list, and whether the other person still gets in."""
        yield from wrong_in(stage)
        yield from left_behind(base)
        with _firm(base).open(BEN, STAPLE, writes=False) as ben, ben.using_client(ben.client(CAFE.name).client_id):
            pass


class AddUser(_Practice):
    name = "add a user"

    def act(self, stage: OpenPractice, base: Path) -> None:
        del base
        add_user(stage, _CLEO, [Role.APPROVER], passphrase_from(_NEW), [CAFE.name])

    def times(self, stage: OpenPractice, base: Path) -> int:
        """She is known and gets in, or neither."""
        known = sum(user.name == _CLEO for user in stage.file.users())
        return known if _opens(base, _CLEO, _NEW) == bool(known) else -1


class RemoveUser(_Practice):
    name = "remove a user, with new keys"
    stops = True

    def act(self, stage: OpenPractice, base: Path) -> None:
        del base
        _require_finished(remove_user(stage, BEN))

    def check(self, stage: OpenPractice, base: Path) -> Iterator[str]:
        yield from wrong_in(stage)
        yield from left_behind(base)

    def times(self, stage: OpenPractice, base: Path) -> int:
        """Nothing he knew is good for anything any more, or it is not done yet."""
        if _user(stage, BEN).active:
            return 0
        return -1 if _opens(base, BEN, STAPLE) else int(not rotation_pending(stage))


class AddClient(_Practice):
    name = "add a client"

    def act(self, stage: OpenPractice, base: Path) -> None:
        del base
        add_client(stage, KOALA)

    def check(self, stage: OpenPractice, base: Path) -> Iterator[str]:
        yield from super().check(stage, base)
        strays = set(stage.places.client_ids()) - {row.id for row in stage.file.clients()}
        yield from (f"the folder of {one} is of no client" for one in strays)

    def times(self, stage: OpenPractice, base: Path) -> int:
        del base
        return sum(entry.name == KOALA.name for entry in stage.clients())


class ChangePassphrase(_Practice):
    name = "change a passphrase"

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[OpenPractice]:
        words = _NEW if _opens(base, OWNER, _NEW) else PASSPHRASE
        with Firm(Places(base / "home"), clock).open(OWNER, words) as practice:
            yield practice

    def act(self, stage: OpenPractice, base: Path) -> None:
        del base
        change_own_passphrase(stage, passphrase_from(PASSPHRASE), passphrase_from(_NEW))

    def times(self, stage: OpenPractice, base: Path) -> int:
        """One of the two opens it, and never both."""
        del stage
        return {(True, False): 0, (False, True): 1}.get(
            (_opens(base, OWNER, PASSPHRASE), _opens(base, OWNER, _NEW)), -1
        )


class Rotation(_Practice):
    name = "key rotation"
    stops = True

    def act(self, stage: OpenPractice, base: Path) -> None:
        """Change the keys of the cafe and of the practice, or of what is left of the two."""
        del base
        (cafe,) = [row for row in stage.file.clients() if row.id == stage.client(CAFE.name).client_id]
        left = [ClientId(cafe.id)] if cafe.key_epoch == 1 else []
        _require_finished(rotate(stage, left, practice_too=stage.practice.key_epoch == 1))

    def times(self, stage: OpenPractice, base: Path) -> int:
        """Both have had one other key, however often the act was begun."""
        del base
        if stage.table.epoch != stage.practice.key_epoch:
            return -1
        cafe = stage.client(CAFE.name).client_id
        epochs = {stage.practice.key_epoch, *(row.key_epoch for row in stage.file.clients() if row.id == cafe)}
        return 0 if 1 in epochs else max(epochs) - 1


class Backup(_Practice):
    name = "backup"

    def act(self, stage: OpenPractice, base: Path) -> None:
        back_up_practice(stage, base / "backups")

    def check(self, stage: OpenPractice, base: Path) -> Iterator[str]:
        """Each set that is there can be brought back, whole."""
        yield from super().check(stage, base)
        for backup in backup_sets(base / "backups"):
            home = Places(base / f"restored-{next(_NUMBERS)}")
            restore_all(backup, home, by_passphrase(OWNER, slot_secret(), stage.clock))
            with Firm(home, MovableClock(NOW)).open() as restored:
                yield from (f"restored: {problem}" for problem in wrong_in(restored))

    def times(self, stage: OpenPractice, base: Path) -> int:
        del stage
        return len(backup_sets(base / "backups"))


class _Closed(Scene):
    """An act on a practice that is not open."""

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[MovableClock]:
        del base
        yield clock

    def check(self, stage: MovableClock, base: Path) -> Iterator[str]:
        """Look, if it is there."""
        del stage
        if (base / "home" / "keys.slots").exists():
            with _firm(base).open() as practice:
                yield from wrong_in(practice)
            yield from left_behind(base)


class Restore(_Closed):
    name = "restore"

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_backed_up().name, base, dirs_exist_ok=True)

    def act(self, stage: MovableClock, base: Path) -> None:
        restore_all(base / "backups", Places(base / "home"), by_passphrase(OWNER, slot_secret(), stage))

    def times(self, stage: MovableClock, base: Path) -> int:
        """Everything is there and opens, or nothing is there."""
        del stage
        if not (home := base / "home").exists() or not any(home.iterdir()):
            return 0
        with _firm(base).open() as practice:
            return 1 if {CAFE.name} <= {entry.name for entry in practice.clients()} else -1


class Found(_Closed):
    name = "found a practice"

    def lay_out(self, base: Path) -> None:
        (base / "home").mkdir()

    def act(self, stage: MovableClock, base: Path) -> None:
        """Found it; where the disk kept something of the first attempt, that is moved away, as the refusal says."""
        try:
            Firm(Places(base / "home"), stage).found()
        except StorageError as refused:
            if "setup that was interrupted" not in refused.remedy:
                raise
            (base / "home").rename(base / f"interrupted-{next(_NUMBERS)}")
            Firm(Places(base / "home"), stage).found()

    def times(self, stage: MovableClock, base: Path) -> int:
        del stage
        with suppress(NotFound):
            _firm(base).open().close()
            return 1
        return 0


class Opening(_Closed):
    """The program's start after it ended unexpectedly with its clients open."""

    name = "open after a crash"
    by_looking = True

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_kept().name, base / "home")
        (base / "home" / "practice.open").touch()
        (base / "home" / ".part-1").touch()
        for books in (base / "home").glob("clients/*/books.db"):
            books.with_name("books.db-wal").touch()
            (books.parent / "documents").mkdir(exist_ok=True)
            (books.parent / "documents" / ".part-1").touch()

    def act(self, stage: MovableClock, base: Path) -> None:
        with Firm(Places(base / "home"), stage).open() as practice:
            for entry in practice.clients():
                with practice.using_client(entry.client_id) as books, books.query():
                    pass

    def times(self, stage: MovableClock, base: Path) -> int:
        """Nothing of the crash is left, and however often it is opened it stays one installation."""
        del stage
        with _firm(base).open() as practice:
            for entry in practice.clients():
                with practice.using_client(entry.client_id):
                    pass
            return -1 if any((base / "home").rglob(".part-*")) else len(practice.file.devices())


class Upgrade(Scene):
    name = "migration"
    faults = OF_THE_DISK

    def lay_out(self, base: Path) -> None:
        _MIGRATION.lay_out(base)

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[None]:
        del base, clock
        yield

    def act(self, stage: None, base: Path) -> None:
        del stage
        for path, key, kind in _files(base):
            make_ready(SqlCipher(), path, key, kind)

    def check(self, stage: None, base: Path) -> Iterator[str]:
        """Each file is of then or of now; brought up, in a copy of the practice, it holds what it held."""
        del stage
        whole = base / f"whole-{next(_NUMBERS)}"
        shutil.copytree(base / "home", whole / "home")
        yield from _MIGRATION.examine(whole, []).problems

    def times(self, stage: None, base: Path) -> int:
        del stage
        return int(all(check_file(SqlCipher(), path, key, kind) == kind.head for path, key, kind in _files(base)))


@dataclass(slots=True)
class _Kept:
    """What outlives an opening: the ledger, and the time."""

    peer: Peer
    instant: float = 0.0
    elapsed: float = field(default=0.0)


class Sync(Scene):
    """A contact, a bill and its original go to the ledger over HTTP, and what is there comes back."""

    name = "sync: push and pull"
    faults: ClassVar[tuple[Fault, ...]] = (*OF_THE_NETWORK, *OF_THE_DISK, *OF_THE_CLOCK)

    def __init__(self) -> None:
        self._kept: dict[Path, _Kept] = {}

    def lay_out(self, base: Path) -> None:
        peer = Peer.connected()
        with client_desk(base / "home") as desk:
            stage = Exchange(desk, peer)
            service = stage.ready()
            stage.bill()
            service.preview()
            self._kept[base] = _Kept(peer, elapsed=stage.clock.elapsed)

    def sweep(self, base: Path) -> None:
        if base in self._kept:
            self._kept.pop(base).peer.close()

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[Exchange]:
        kept = self._kept[base]
        clock.advance(kept.elapsed)
        with closing(open_books(Places(base / "home"), ClientId("client-au"), KEY, clock=clock)) as books:
            try:
                yield Exchange(Desk(books, ANN, clock), kept.peer)
            finally:
                kept.elapsed = clock.elapsed

    def act(self, stage: Exchange, base: Path) -> None:
        del base
        service = stage.service()
        service.pull()
        if not service.send(patience=3_000).done:
            raise Unreachable("Something is left.", "Send again.")

    def check(self, stage: Exchange, base: Path) -> Iterator[str]:
        always = (*INVARIANTS, Invariant("outbox is whole", outbox_is_whole))
        for finding in verify(stage.desk.books, invariants=always):
            yield from (f"{finding.check}: {problem}" for problem in finding.problems)
        yield from left_behind(base)

    def times(self, stage: Exchange, base: Path) -> int:
        """The ledger has each of the three once."""
        del base
        contacts, bills = stage.held("Contacts"), stage.held("Invoices")
        attached = [
            one
            for bill in bills
            for one in stage.peer.call("GET", f"Invoices/{bill['InvoiceID']}/Attachments").json()["Attachments"]
        ]
        held = [len(those) for those in (contacts, bills, attached)]
        return max(held) if min(held) else -1 if max(held) > 1 else 0


KEYS: tuple[Scene, ...] = (
    *(Found(), AddUser(), RemoveUser(), AddClient(), ChangePassphrase(), Rotation()),
    *(Backup(), Restore(), Opening(), Upgrade(), Sync()),
)

_MIGRATION = Migration()


def _firm(base: Path) -> Firm:
    return Firm(Places(base / "home"), MovableClock(NOW))


def _opens(base: Path, user: str, words: str) -> bool:
    try:
        _firm(base).open(user, words, writes=False).close()
    except Locked:
        return False
    return True


def _user(practice: OpenPractice, name: str) -> User:
    return next(user for user in practice.file.users() if user.name == name)


def _require_finished(done: Rotated) -> None:
    """Refuse as the command does where keys are left to be changed."""
    if not done.finished:
        raise NoRoom("; ".join(done.problems), "Do it once more.")


def _files(base: Path) -> Iterator[tuple[Path, bytes, FileKind]]:
    for one in read_release(releases()[0]).databases:
        yield base / "home" / one.path, one.key, PRACTICE if one.path == "practice.db" else CLIENT


@cache
def _kept() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    with busy_bureau(Path(folder.name)):
        pass
    return folder


@cache
def _backed_up() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    with busy_bureau(Path(folder.name) / "first") as bureau:
        back_up_practice(bureau.anna.practice, Path(folder.name) / "backups")
    shutil.rmtree(Path(folder.name) / "first")
    return folder
