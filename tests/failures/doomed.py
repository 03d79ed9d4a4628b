"""What is done until the process is killed, phase by phase, by the real services; and what must be true afterwards."""

from __future__ import annotations

import hashlib
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.capture.service import Incoming
from bookdesk.core.clock import MovableClock
from bookdesk.core.vocabulary import EntryKind
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.payment import PaymentRun, RunState
from bookdesk.office.invariants import check_practice
from bookdesk.office.moving import finish_moves, move_document
from bookdesk.office.opened import Office
from bookdesk.sandbox.papers import bills as papers
from bookdesk.sandbox.papers.einvoice import ubl
from bookdesk.security.rotation import rotate
from bookdesk.security.safety import back_up_practice, by_passphrase, restore_all
from bookdesk.store.backup import backup_sets
from bookdesk.store.books import Books
from bookdesk.store.cipher import SqlCipher
from bookdesk.store.files import ASIDE
from bookdesk.store.kinds import CLIENT, PRACTICE
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import check_file
from bookdesk.store.places import Places
from tests.releases.generate import Database, connect, content_of, heads_of, make_release, read_release, releases
from tests.releases.generate import Release as Frozen
from tests.support.firm import BEN, OWNER, PASSPHRASE, STAPLE, Firm, slot_secret
from tests.unit.office.bureau import (
    BOOKSHOP,
    CAFE,
    NOW,
    PAY_DAY,
    Bureau,
    Seat,
    approvals,
    bureau_in,
    capture,
    enter_bill,
    payees,
    paying,
)

Tell = Callable[..., None]
"""Acknowledges something to the parent: what was done, and to which record."""
Told = Sequence[tuple[str, ...]]
"""What was acknowledged before the end, in its order."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What the next start found: sentences about whatever is wrong, and seconds until one could work."""

    problems: tuple[str, ...]
    recovery: float


class Phase(Protocol):
    """One kind of work."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def points(self) -> Sequence[str]:
        """Fail-points that this work reaches again and again."""
        ...

    def lay_out(self, base: Path) -> None:
        """Put files into an empty folder, as the work finds them."""
        ...

    def work(self, base: Path, tell: Tell, chance: random.Random) -> None:
        """Work until the process ends, telling "ready" first."""
        ...

    def examine(self, base: Path, told: Told) -> Aftermath:
        """Start again and hold what is there against what was acknowledged."""
        ...


_NOW_AND_THEN = 0.3
_CHANGE = ("change: begun", "change: before seal", "change: sealed", "change: committed")
_FILE = ("file: written aside", "file: in place", "document: sealed")


class _Desk:
    """Work at the desk of two people, in a practice with cheap keys."""

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_bureau().name, base / "home")

    def work(self, base: Path, tell: Tell, chance: random.Random) -> None:
        with at_work(base / "home") as bureau:
            bureau.ask(lambda one: one.serve())
            tell("ready")
            while True:
                self.turn(bureau, base, tell, chance)

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        raise NotImplementedError

    def examine(self, base: Path, told: Told) -> Aftermath:
        began = time.perf_counter()
        practice = Firm(Places(base / "home"), MovableClock(NOW)).open()
        with closing(Office(practice, practice.clock)) as office:
            cafe = practice.client(CAFE.name).client_id
            with office.workspace(cafe) as workspace:
                workspace.serve()
            recovery = time.perf_counter() - began
            problems = list(self.mend(office))
            problems += [
                f"{file.name}: {finding.check}: {problem}"
                for file in check_practice(practice, practice.clients())
                for finding in file.findings
                for problem in finding.problems
            ]
            with office.workspace(cafe) as workspace, workspace.desk.books.query() as session:
                problems += self.compare(session, told)
                for document in session.scalars(select(Document)):
                    workspace.desk.books.documents.read(document.stored_name, document.seal_key, document.sha256)
        return Aftermath((*problems, *self.compare_files(base, told), *left_behind(base)), recovery)

    def mend(self, office: Office) -> Iterator[str]:
        """Do what the program does at its start beside opening; nothing, unless a phase says otherwise."""
        del office
        yield from ()

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        raise NotImplementedError

    def compare_files(self, base: Path, told: Told) -> Iterator[str]:
        """Nothing but the practice is looked at, unless a phase says otherwise."""
        del base, told
        yield from ()


class Capture(_Desk):
    """Documents dropped and read."""

    name = "capture"
    points = (*_FILE, *_CHANGE, "capture: document sealed", "capture: row committed")

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        del base
        number = f"K-{chance.getrandbits(60)}"
        original = ubl(replace(papers.CLEANING, number=number))
        (taken,) = bureau.ask(lambda one: capture(one).capture([Incoming(f"{number}.xml", original)]))
        tell("captured", taken.document_id, hashlib.sha256(original).hexdigest())
        bureau.act(lambda one: capture(one).read(taken.document_id))
        tell("read", taken.document_id)

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        here = {row.id: row for row in session.scalars(select(Document))}
        for what, document_id, *sha256 in told:
            row = here.get(document_id)
            if row is None or (sha256 and row.sha256 != sha256[0]):
                yield f"document {document_id} was {what} and is not here"
            elif what == "read" and row.state is DocumentState.RECEIVED:
                yield f"document {document_id} was read and waits again"
        yield from _at_most_one_more("documents", told, "captured", len(here))


class Approval(_Desk):
    """Bills entered by one person and approved by another."""

    name = "approval"
    points = (*_CHANGE, "approve: signed", "approve: committed")

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        del base
        _approved_bill(bureau, tell, chance)

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        yield from _compare_bills(session, told)


class Release(_Desk):
    """Payment runs proposed and released."""

    name = "release"
    points = (*_FILE, *_CHANGE, "release: file written", "release: before commit", "release: committed")

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        del base
        _approved_bill(bureau, tell, chance)
        bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
        run = bureau.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)
        bureau.act(lambda one: paying(one).release(run), "ben")
        _, content = bureau.ask(lambda one: paying(one).export(run))
        tell("released", run, hashlib.sha256(content).hexdigest())

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        yield from _compare_bills(session, told)
        let_go = {
            run.id: run for run in session.scalars(select(PaymentRun).where(PaymentRun.state == RunState.RELEASED))
        }
        for what, run_id, *sha256 in told:
            if what == "released" and (run_id not in let_go or let_go[run_id].file_sha256 != sha256[0]):
                yield f"run {run_id} was released and is not, or has another file"
        yield from _at_most_one_more("released runs", told, "released", len(let_go))


class Backup(_Desk):
    """Backups made while the books go on."""

    name = "backup"
    points = (
        *("backup: database copied", "backup: before manifest", "backup: before rename", "backup: made"),
        *("file: written aside", "file: in place", "swap: before"),
    )

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        number = f"K-{chance.getrandbits(60)}"
        tell("entered", bureau.ask(lambda one: enter_bill(one, "Milk Maids", number, 1100)))
        bureau.clock.advance(60)
        made = back_up_practice(bureau.anna.practice, base / "backups")
        tell("backed up", made.folder.name)

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        yield from _compare_bills(session, told)

    def compare_files(self, base: Path, told: Told) -> Iterator[str]:
        """Restore the newest set, which holds whatever was entered before it was begun."""
        sets = {path.name: path for path in backup_sets(base / "backups")}
        for what, *name in told:
            if what == "backed up" and name[0] not in sets:
                yield f"backup {name[0]} was made and is not there"
        yield from _at_most_one_more("backups", told, "backed up", len(sets))
        if not sets:
            return
        made = ("backed up", max(sets))
        before = told[: told.index(made)] if made in told else told
        yield from _restored(sets[max(sets)], base / "restored", {one[1] for one in before if one[0] == "entered"})


def _restored(backup: Path, home: Path, entered: set[str]) -> Iterator[str]:
    restore_all(backup, Places(home), by_passphrase(OWNER, slot_secret(PASSPHRASE), MovableClock(NOW)))
    with Firm(Places(home), MovableClock(NOW)).open() as practice:
        for file in check_practice(practice, practice.clients()):
            yield from (f"restored {file.name}: {one.problems[0]}" for one in file.findings if not one.holds)
        with practice.open_client(CAFE.name).query() as session:
            missing = entered - set(session.scalars(select(Bill.id)))
    yield from (f"bill {bill_id} is not in the backup" for bill_id in missing)


class Rotation(_Desk):
    """Keys of clients, and now and then of the practice, changed while the books go on."""

    name = "key rotation"
    points = (
        *("rotate: copied", "rotate: committed", "rotate: before swap", "swap: before", "rotate: swapped"),
        *("rotate: practice copied", "slots: between copies", "slots: written", "rotate: key file written"),
        *("file: written aside", "change: sealed"),
    )

    def work(self, base: Path, tell: Tell, chance: random.Random) -> None:
        with closing(Office(Firm(Places(base / "home"), MovableClock(NOW)).open(), MovableClock(NOW))) as anna:
            clients = [entry.client_id for entry in anna.practice.clients()]
            tell("ready")
            while True:
                with anna.workspace(anna.practice.client(CAFE.name).client_id) as workspace:
                    tell("entered", enter_bill(workspace, "Milk Maids", f"K-{chance.getrandbits(60)}", 1100))
                chosen, everything = [chance.choice(clients)], chance.random() < _NOW_AND_THEN
                done = rotate(anna.practice, chosen, practice_too=everything)
                if not done.finished:
                    raise RuntimeError("; ".join(done.problems))
                tell("rotated", *chosen, *(("practice",) if everything else ()))

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        yield from _compare_bills(session, told)

    def compare_files(self, base: Path, told: Told) -> Iterator[str]:
        """Every file has had as many keys as were acknowledged, and the others still get in."""
        with Firm(Places(base / "home"), MovableClock(NOW)).open(BEN, STAPLE) as practice:
            for entry in practice.clients():
                with practice.using_client(entry.client_id) as books, books.query() as session:
                    session.scalars(select(Bill)).all()
            changed = Counter(name for one in told if one[0] == "rotated" for name in one[1:])
            epochs = {str(row.id): row.key_epoch for row in practice.file.clients()}
            epochs["practice"] = practice.practice.key_epoch
            if practice.table.epoch != practice.practice.key_epoch:
                yield f"the key file is of epoch {practice.table.epoch}, the practice of {practice.practice.key_epoch}"
        for name, epoch in epochs.items():
            if not changed[name] <= epoch - 1 <= changed[name] + 1:
                yield f"{name} had its key changed {changed[name]} times and is in epoch {epoch}"


class Move(_Desk):
    """Documents taken in at one client and moved to another."""

    name = "move"
    points = (*_FILE, *_CHANGE, "move: set aside", "move: taken in", "move: acknowledged")

    def turn(self, bureau: Bureau, base: Path, tell: Tell, chance: random.Random) -> None:
        del base
        number = f"K-{chance.getrandbits(60)}"
        original = ubl(replace(papers.CLEANING, number=number))
        (taken,) = bureau.ask(lambda one: capture(one).capture([Incoming(f"{number}.xml", original)]))
        tell("captured", taken.document_id, hashlib.sha256(original).hexdigest())
        if chance.random() < _NOW_AND_THEN:
            bureau.act(lambda one: capture(one).read(taken.document_id))
        moved = move_document(bureau.anna, taken.document_id, bureau.cafe, bureau.client(BOOKSHOP.name))
        tell("moved", taken.document_id, moved.document_id)

    def mend(self, office: Office) -> Iterator[str]:
        for left in finish_moves(office, office.practice.client(CAFE.name).client_id):
            yield f"the move of {left.moving.document_id} cannot be finished: {left.error}"

    def compare(self, session: Session, told: Told) -> Iterator[str]:
        here = {row.id: row.state for row in session.scalars(select(Document))}
        for what, document_id, *_ in told:
            if document_id not in here:
                yield f"document {document_id} was {what} and is not here"
            elif what == "moved" and here[document_id] is not DocumentState.MOVED:
                yield f"document {document_id} was moved and is {here[document_id]}"
        yield from _at_most_one_more("documents", told, "captured", len(here))

    def compare_files(self, base: Path, told: Told) -> Iterator[str]:
        """Each document lives at one of the two clients, and one that was moved at the other."""
        with Firm(Places(base / "home"), MovableClock(NOW)).open() as practice:
            both = [_living(practice.open_client(name)) for name in (CAFE.name, BOOKSHOP.name)]
        moved = {one[1] for one in told if one[0] == "moved"}
        for what, document_id, *sha256 in told:
            if what == "captured":
                where = [sha256[0] in those for those in both]
                if sum(where) != 1 or (document_id in moved and not where[1]):
                    yield f"document {document_id} lives at {sum(where)} clients, moved: {document_id in moved}"


def _living(books: Books) -> Counter[str]:
    """Count the documents that are not moved away, by their hash, and read each."""
    with books.query() as session:
        rows = session.scalars(select(Document).where(Document.state != DocumentState.MOVED)).all()
    for row in rows:
        books.documents.read(row.stored_name, row.seal_key, row.sha256)
    return Counter(row.sha256 for row in rows)


class Migration:
    """Files of the first released revision brought to the present one, again and again."""

    name = "migration"
    points = (
        "migration: copied",
        "migration: migrated",
        "migration: before swap",
        "migration: swapped",
        "swap: before",
    )

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_release().name, base / "home")

    def work(self, base: Path, tell: Tell, chance: random.Random) -> None:
        databases = _frozen().databases
        tell("ready")
        while True:
            one = chance.choice(databases)
            path = base / "home" / one.path
            make_ready(SqlCipher(), path, one.key, PRACTICE if one.path == "practice.db" else CLIENT)
            tell("upgraded", one.path)
            aside = path.with_name("again")
            shutil.copyfile(Path(_release().name) / one.path, aside)
            tell("laid back", one.path)
            aside.replace(path)

    def examine(self, base: Path, told: Told) -> Aftermath:
        problems: list[str] = []
        slowest = 0.0
        last = {path: what for what, path in told}
        for one in _frozen().databases:
            path, kind = base / "home" / one.path, PRACTICE if one.path == "practice.db" else CLIENT
            found = check_file(SqlCipher(), path, one.key, kind)
            upgraded = last.get(one.path) == "upgraded"
            if found not in ({kind.head} if upgraded else {one.revision, kind.head}):
                problems.append(f"{one.path} is of revision {found}, upgraded: {upgraded}")
            began = time.perf_counter()
            make_ready(SqlCipher(), path, one.key, kind)
            slowest = max(slowest, time.perf_counter() - began)
            problems += _differs(path, one)
        return Aftermath((*problems, *left_behind(base)), slowest)


def _differs(path: Path, was: Database) -> Iterator[str]:
    """Hold every row of then, in the columns of then, and the history against what was frozen."""
    with closing(connect(path, was.key)) as connection:
        kept = {table: content_of(connection, table, content.columns) for table, content in was.tables.items()}
        if kept != was.tables:
            yield f"{was.path} does not hold what it held"
        if heads_of(connection) != was.heads:
            yield f"{was.path} has another history"
        for (problem,) in connection.execute("PRAGMA cipher_integrity_check"):
            yield f"{was.path}: {problem}"


_ALL: tuple[Phase, ...] = (Capture(), Approval(), Release(), Backup(), Rotation(), Migration(), Move())
PHASES: dict[str, Phase] = {one.name: one for one in _ALL}


# -- what the phases share


def left_behind(base: Path) -> Iterator[str]:
    """Yield what the next start should have swept away."""
    for path in (base / "home").rglob("*"):
        if path.name.startswith(ASIDE) or path.suffix in {".part", ".new", ".upgrading", ".restoring", ".rotating"}:
            yield f"{path.relative_to(base)} was left behind"


def _approved_bill(bureau: Bureau, tell: Tell, chance: random.Random) -> None:
    number = f"K-{chance.getrandbits(60)}"
    bill = bureau.ask(lambda one: enter_bill(one, "Milk Maids", number, 1100 + chance.randrange(10_000)))
    tell("entered", bill)
    bureau.act(lambda one: approvals(one).approve(bill), "ben")
    tell("approved", bill)


def _compare_bills(session: Session, told: Told) -> Iterator[str]:
    here = {bill.id: bill.status for bill in session.scalars(select(Bill).where(Bill.number.startswith("K-")))}
    query = select(LedgerEntry.source_id, func.count()).where(LedgerEntry.kind == EntryKind.BILL)
    booked = dict(session.execute(query.group_by(LedgerEntry.source_id)).all())
    for what, record, *_ in told:
        if what in {"entered", "approved"} and record not in here:
            yield f"bill {record} was {what} and is not here"
        elif what == "approved" and here[record] is not BillStatus.APPROVED:
            yield f"bill {record} was approved and is {here[record]}"
    for bill_id, status in here.items():
        if booked.get(bill_id, 0) != (status is BillStatus.APPROVED):
            yield f"bill {bill_id} is {status} and is booked {booked.get(bill_id, 0)} times"
    yield from _at_most_one_more("bills", told, "entered", len(here))
    approved = sum(status is BillStatus.APPROVED for status in here.values())
    yield from _at_most_one_more("approved bills", told, "approved", approved)


def _at_most_one_more(what: str, told: Told, word: str, found: int) -> Iterator[str]:
    """The one that was under way may have come about without having been told."""
    acknowledged = Counter(one[0] for one in told)[word]
    if not acknowledged <= found <= acknowledged + 1:
        yield f"{acknowledged} {what} were acknowledged, {found} are here"


@contextmanager
def at_work(home: Path) -> Iterator[Bureau]:
    """Yield both persons at work in the practice that lies in `home`."""
    firm = Firm(Places(home), MovableClock(NOW))
    with (
        closing(Office(firm.open(), firm.clock)) as anna,
        closing(Seat(anna, firm.open(BEN, STAPLE, writes=False))) as ben,
    ):
        yield Bureau(anna, ben, firm.clock)


@cache
def _bureau() -> TemporaryDirectory[str]:
    """Make the practice once; it is closed before it is copied."""
    folder = TemporaryDirectory()
    with bureau_in(Path(folder.name)) as bureau:
        bureau.act(lambda one: payees(one).confirm_taken_over("held against the old list"), "ben")
    return folder


@cache
def _release() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    make_release(releases()[0], Path(folder.name))
    return folder


@cache
def _frozen() -> Frozen:
    return read_release(releases()[0])
