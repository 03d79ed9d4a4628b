"""A cafe in the middle of a day: bills at each step, a document to review, a released run and a statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from bookdesk.models.bill import BillKind
from bookdesk.workspace import Workspace
from tests.unit.office.bureau import (
    CLEANING,
    PAY_DAY,
    Bureau,
    approvals,
    banking,
    bureau_in,
    capture,
    enter_bill,
    inbox,
    payees,
    paying,
    statement,
)


@contextmanager
def busy_bureau(home: Path) -> Iterator[Bureau]:
    """Yield the bureau in the middle of its day, in a folder of the test's own."""
    with bureau_in(home, _template().name) as bureau:
        yield bureau


@cache
def _template() -> TemporaryDirectory[str]:
    """Make that day once: it costs more than any test of it."""
    folder = TemporaryDirectory()
    with bureau_in(Path(folder.name)) as bureau:
        _spend_the_morning(bureau)
    return folder


def _spend_the_morning(bureau: Bureau) -> None:
    bureau.act(lambda one: payees(one).confirm_taken_over("held against the old list"), "ben")
    for number, gross in (("PAID-1", 9900), ("PAID-2", 2200)):
        _enter(bureau, "Bean Brothers", number, gross)
        _approve(bureau, number)
    bank = bureau.ask(lambda one: paying(one).bank_account("Everyday").id)
    run = bureau.ask(lambda one: paying(one).propose(bank, PAY_DAY).run.id)
    bureau.act(lambda one: paying(one).release(run), "ben")
    for number, gross in (("INV-1", 11000), ("INV-2", 5500), ("INV-3", 3300)):
        _enter(bureau, "Milk Maids", number, gross)
    _enter(bureau, "Milk Maids", "CN-1", 1100, BillKind.CREDIT_NOTE)
    _approve(bureau, "INV-1")
    _approve(bureau, "CN-1")
    bureau.act(_import)
    bureau.act(lambda one: (capture(one).capture([CLEANING]), capture(one).read_waiting()))
    bureau.act(lambda one: inbox(one).set("1", {"account": "6-0500"}))


def _enter(bureau: Bureau, supplier: str, number: str, gross: int, kind: BillKind = BillKind.BILL) -> None:
    bureau.act(lambda one: enter_bill(one, supplier, number, gross, kind))


def _approve(bureau: Bureau, number: str) -> None:
    bureau.act(lambda one: approvals(one).approve(bureau.id_of(number)), "ben")


def _import(workspace: Workspace) -> None:
    lines = ("-121.00", "DIRECT ENTRY"), ("-10.00", "ACCOUNT FEE"), ("-50.00", "TO SAVINGS"), ("-110.00", "MILK MAIDS")
    banking(workspace).import_statement("july.ofx", statement(*lines), account="Everyday")
