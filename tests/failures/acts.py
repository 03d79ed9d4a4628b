"""What people do at the desk while the outside world fails, by the real services, and how often it came about."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.banking.service import Part
from bookdesk.core.clock import MovableClock
from bookdesk.core.ownfiles import write_beside
from bookdesk.core.vocabulary import EntryKind
from bookdesk.models.bank import BankLine, Match, Reconciliation
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.document import Document, DocumentState
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.payment import Payment, PaymentRun, RunState
from bookdesk.office.invariants import check_practice
from bookdesk.office.moving import finish_moves, move_document
from bookdesk.office.opened import Office
from bookdesk.sandbox.bank import Account as BankNumber
from bookdesk.security.practice import OpenPractice
from bookdesk.store.places import Places
from bookdesk.workspace import Workspace
from tests.failures.doomed import left_behind
from tests.failures.ports import OF_THE_CLOCK, OF_THE_DISK, STOPPED, Fault
from tests.support.firm import BEN, STAPLE, Firm
from tests.unit.office.bureau import (
    BOOKSHOP,
    CAFE,
    CLEANING,
    PAY_DAY,
    Bureau,
    Seat,
    approvals,
    banking,
    bureau_in,
    capture,
    enter_bill,
    inbox,
    paying,
    statement,
)
from tests.unit.office.busy import busy_bureau

T = TypeVar("T")
LATER = 3_600.0
"""Seconds from the morning, when people were certified and signed, to the act."""
_SAVINGS = BankNumber("306041", "5550002", "AUD")
_INTEREST = statement(("5.00", "INTEREST"), account=_SAVINGS)


class Scene:
    """One act. `lay_out` makes what it finds, `times` counts how often it came about, `check` tells what is wrong."""

    name: ClassVar[str]
    faults: ClassVar[tuple[Fault, ...]] = (*OF_THE_DISK, STOPPED, *OF_THE_CLOCK)
    stops: ClassVar[bool] = False
    """Whether an opening in which it failed refuses to go on, so that the program has to be started anew."""
    by_looking: ClassVar[bool] = False
    """Whether whoever looks what became of it does it thereby."""

    def lay_out(self, base: Path) -> None:
        """Put into an empty folder what the act finds."""
        raise NotImplementedError

    def sweep(self, base: Path) -> None:
        """Give back what `lay_out` took beside the folder."""

    def at_work(self, base: Path, clock: MovableClock) -> AbstractContextManager[Any]:
        """Open what `lay_out` made, as a person does who is going to act, or who looks what became of it."""
        raise NotImplementedError

    def act(self, stage: Any, base: Path) -> None:  # noqa: ANN401 - what a scene works with is its own
        """Do it, or do what is left of it."""
        raise NotImplementedError

    def times(self, stage: Any, base: Path) -> int:  # noqa: ANN401 - as above
        """Return how often it came about, whole."""
        raise NotImplementedError

    def check(self, stage: Any, base: Path) -> Iterator[str]:  # noqa: ANN401 - as above
        """Yield whatever is not as it must always be."""
        raise NotImplementedError


class _Desk(Scene):
    """An act at the desk of the cafe, in the middle of a day."""

    touches: ClassVar[tuple[str, ...]] = (CAFE.name,)

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_day(type(self).before).name, base / "home")

    @staticmethod
    def before(bureau: Bureau) -> None:
        """Do what has to be done before."""

    @contextmanager
    def at_work(self, base: Path, clock: MovableClock) -> Iterator[Bureau]:
        clock.advance(LATER)
        firm = Firm(Places(base / "home"), clock)
        with (
            closing(Office(firm.open(), clock)) as anna,
            closing(Seat(anna, firm.open(BEN, STAPLE, writes=False))) as ben,
        ):
            yield Bureau(anna, ben, clock)

    def check(self, stage: Bureau, base: Path) -> Iterator[str]:
        """Ask the one list of what is always true, once what waits was served."""
        stage.ask(lambda one: one.serve())
        yield from wrong_in(stage.anna.practice, *self.touches)
        yield from left_behind(base)

    def times(self, stage: Bureau, base: Path) -> int:
        del base
        return stage.ask(lambda one: _asked(one, self.count))

    def count(self, session: Session) -> int:
        """Return how often it came about, by the books."""
        raise NotImplementedError


class Capture(_Desk):
    name = "capture"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: capture(one).capture([CLEANING]))

    def count(self, session: Session) -> int:
        same = Document.sha256 == hashlib.sha256(CLEANING.content).hexdigest()
        return session.scalar(select(func.count()).where(same)) or 0

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_morning().name, base / "home")


class Read(Capture):
    name = "read"

    @staticmethod
    def before(bureau: Bureau) -> None:
        _do(bureau, lambda one: capture(one).capture([CLEANING]))

    def lay_out(self, base: Path) -> None:
        shutil.copytree(_captured().name, base / "home")

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: capture(one).read_waiting())

    def count(self, session: Session) -> int:
        waiting = Document.state == DocumentState.RECEIVED
        if session.scalar(select(func.count()).where(waiting)):
            return 0
        return session.scalar(select(func.count()).where(Bill.document_id.is_not(None))) or 0


class Confirm(_Desk):
    name = "confirm a bill"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: inbox(one).confirm("1"))

    def count(self, session: Session) -> int:
        reviewed = (Bill.document_id.is_not(None), Bill.status != BillStatus.DRAFT)
        return session.scalar(select(func.count()).where(*reviewed)) or 0


class Enter(_Desk):
    name = "enter a bill"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: enter_bill(one, "Milk Maids", "FAULT-1", 1100))

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).where(Bill.number == "FAULT-1")) or 0


class Approve(_Desk):
    name = "approve"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        bill = stage.id_of("INV-2")
        _do(stage, lambda one: approvals(one).approve(bill), "ben")

    def count(self, session: Session) -> int:
        booked = select(func.count()).select_from(LedgerEntry).join(Bill, Bill.id == LedgerEntry.source_id)
        wanted = (Bill.number == "INV-2", Bill.status == BillStatus.APPROVED, LedgerEntry.kind == EntryKind.BILL)
        return session.scalar(booked.where(*wanted)) or 0


class PaymentRuns(_Desk):
    """Proposed by one person, released by the other, and its file taken out; whatever of it is done stays so."""

    name = "propose, release and export a run"

    def act(self, stage: Bureau, base: Path) -> None:
        runs = stage.ask(lambda one: paying(one).runs())
        open_one = next((run.id for run in runs if run.state is RunState.DRAFT), None)
        released = next((run.id for run in runs if run.number > 1 and run.state is RunState.RELEASED), None)
        if released is None:
            bank = stage.ask(lambda one: paying(one).bank_account("Everyday").id)
            run = open_one or _do(stage, lambda one: paying(one).propose(bank, PAY_DAY).run.id)
            _do(stage, lambda one: paying(one).release(run), "ben")
            released = run
        name, content = stage.ask(lambda one: paying(one).export(released))
        write_beside(base, name, content)

    def times(self, stage: Bureau, base: Path) -> int:
        """The file lies where it was put, whole, if the run was released and acknowledged."""
        for path in base.glob("run-*"):
            if hashlib.sha256(path.read_bytes()).hexdigest() not in stage.ask(lambda one: _asked(one, _files)):
                return -1
        return super().times(stage, base)

    def count(self, session: Session) -> int:
        paid = select(func.count()).select_from(Payment).join(PaymentRun, PaymentRun.id == Payment.run_id)
        return session.scalar(paid.where(PaymentRun.number > 1, PaymentRun.state == RunState.RELEASED)) or 0


class Statement(_Desk):
    name = "bank import"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: banking(one).import_statement("savings.ofx", _INTEREST, account="Savings"))

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).where(BankLine.description == "INTEREST")) or 0


class Matching(_Desk):
    name = "match a bank line"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        line = stage.line("DIRECT ENTRY")
        _do(stage, lambda one: banking(one).accept(line, ["payment:R1-1"]))

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Match)) or 0


class Coding(_Desk):
    name = "code a bank line"

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        line = stage.line("ACCOUNT FEE")
        _do(stage, lambda one: banking(one).code(line, [Part("6-0400")]))

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Match)) or 0


class SignOff(_Desk):
    name = "sign a reconciliation off"

    @staticmethod
    def before(bureau: Bureau) -> None:
        _do(bureau, lambda one: banking(one).import_statement("savings.ofx", _INTEREST, account="Savings"))
        line = bureau.line("INTEREST")
        _do(bureau, lambda one: banking(one).code(line, [Part("4-1000")]))

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        _do(stage, lambda one: banking(one).sign_off("Savings", date(2026, 7, 2)))

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).select_from(Reconciliation)) or 0


class Move(_Desk):
    name = "move to another client"
    touches = (CAFE.name, BOOKSHOP.name)

    def act(self, stage: Bureau, base: Path) -> None:
        del base
        (document,) = stage.ask(lambda one: _asked(one, _documents))
        move_document(stage.anna, document.id, stage.cafe, stage.client(BOOKSHOP.name))

    def check(self, stage: Bureau, base: Path) -> Iterator[str]:
        """Do what the program does at its start, too."""
        for left in finish_moves(stage.anna, stage.cafe):
            yield f"the move of {left.moving.document_id} cannot be finished: {left.error}"
        yield from super().check(stage, base)

    def times(self, stage: Bureau, base: Path) -> int:
        del base
        (here,) = stage.ask(lambda one: _asked(one, _documents))
        with stage.anna.workspace(stage.client(BOOKSHOP.name)) as shop:
            there = _asked(shop, _documents)
        if here.state is not DocumentState.MOVED:
            return -1 if there else 0
        return len(there)


DESK: tuple[Scene, ...] = (
    *(Capture(), Read(), Confirm(), Enter(), Approve(), PaymentRuns()),
    *(Statement(), Matching(), Coding(), SignOff(), Move()),
)


def wrong_in(practice: OpenPractice, *names: str) -> Iterator[str]:
    """Yield what the one list of what is always true finds in the practice and these clients, all by default."""
    clients = [entry for entry in practice.clients() if not names or entry.name in names]
    for file in check_practice(practice, clients):
        for finding in file.findings:
            yield from (f"{file.name}: {finding.check}: {problem}" for problem in finding.problems)


def _do(bureau: Bureau, work: Callable[[Workspace], T], who: str = "anna") -> T:
    """Let somebody act as a command does it, consequences and all."""
    office: Office = getattr(bureau, who)
    with office.workspace(bureau.cafe) as workspace:
        done = work(workspace)
        workspace.serve()
        return done


def _asked(workspace: Workspace, question: Callable[[Session], T]) -> T:
    with workspace.desk.books.query() as session:
        return question(session)


def _documents(session: Session) -> list[Document]:
    return list(session.scalars(select(Document)))


def _files(session: Session) -> set[str]:
    return set(filter(None, session.scalars(select(PaymentRun.file_sha256))))


@cache
def _day(before: Callable[[Bureau], None]) -> TemporaryDirectory[str]:
    """Make each day once; it is closed before it is copied."""
    folder = TemporaryDirectory()
    with busy_bureau(Path(folder.name)) as bureau:
        before(bureau)
    return folder


@cache
def _morning() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    with bureau_in(Path(folder.name)):
        pass
    return folder


@cache
def _captured() -> TemporaryDirectory[str]:
    folder = TemporaryDirectory()
    with bureau_in(Path(folder.name)) as bureau:
        Read.before(bureau)
    return folder
