"""Sealed changes wake whom they concern, in this process or, if it died, in the next one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk import wiring
from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import RuleBroken, StorageError
from bookdesk.core.identifiers import ClientId, DeviceId, UserId
from bookdesk.core.vocabulary import OutboxState
from bookdesk.ledger.receiving import reverse_receipt
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.history import Actor, ChangeSet, Origin
from bookdesk.models.practice import Mode, RegistryKind
from bookdesk.models.receipt import Receipt
from bookdesk.models.sync import LedgerConnection, OutboxEntry
from bookdesk.payments.bills import BillService
from bookdesk.payments.payees import PayeeService
from bookdesk.security.clientkeys import ClientEntry, Profile
from bookdesk.security.roster import Roster
from bookdesk.store.books import Books
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.store.undo import undo
from bookdesk.workspace import Workspace
from tests.support.books import client_desk, empty_books
from tests.support.sales import issued, received
from tests.unit.approvals.people import Keys, signer
from tests.unit.payments.office import Office, details, open_office

KEY, CLIENT = bytes(range(32)), ClientId("c1")


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(datetime(2026, 6, 30, 1, tzinfo=UTC))


@pytest.fixture
def books(tmp_path: Path, clock: MovableClock) -> Iterator[Books]:
    with empty_books(tmp_path, CLIENT, clock) as made:
        yield made


@pytest.fixture
def office(books: Books, clock: MovableClock) -> Office:
    return open_office(Desk(books, Actor(UserId("maker"), DeviceId("desk-1")), clock), "AU")


def workspace(desk: Desk, user: str = "bob") -> Workspace:
    entry = ClientEntry(CLIENT, RegistryKind.CLIENT, Mode.DEMO, Profile("Harbour Cafe", "AU", "AUD"), ())
    desk = Desk(desk.books, Actor(UserId(user), DeviceId("desk-1")), desk.clock)
    return Workspace(entry, desk, signer(user), cast("Roster", Keys()))


def status(desk: Desk, bill: str) -> BillStatus:
    with desk.books.query() as session:
        return session.get_one(Bill, bill).status


def outbox(desk: Desk) -> list[str]:
    with desk.books.query() as session:
        return [kind.value for kind in session.scalars(select(OutboxEntry.kind).order_by(OutboxEntry.kind))]


def connect(desk: Desk) -> None:
    with desk.books.upkeep() as session:
        session.add(
            LedgerConnection(
                provider="xero",
                tenant_id="t",
                organisation="Harbour",
                application_id="a",
                connected_at=desk.clock.now(),
            )
        )


def test_everybody_in_the_table_can_be_woken(office: Office) -> None:
    named = {name for names in wiring.WAKES.values() for name in names}
    assert named == set(workspace(office.desk).consumers())


def test_a_changed_payee_takes_the_approval_back(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    other = office.bill("Milk Maids", "M-1", 4000)
    here = workspace(office.desk)
    assert here.serve() == ()
    PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    assert status(office.desk, bill) is BillStatus.APPROVED
    assert here.serve() == ()
    assert (status(office.desk, bill), status(office.desk, other)) == (BillStatus.REVIEWED, BillStatus.APPROVED)
    with office.desk.books.query() as session:
        last = session.scalars(select(ChangeSet).order_by(ChangeSet.position.desc())).first()
    assert last is not None
    assert (last.action, last.origin, last.actor) == (Action.APPROVAL_WITHDRAWN.value, Origin.JOB.value, "bob")


def test_a_process_that_died_first_loses_nothing(
    office: Office, books: Books, tmp_path: Path, clock: MovableClock
) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    workspace(office.desk).serve()
    PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    books.close()
    again = open_books(Places(tmp_path), CLIENT, KEY, clock=clock)
    try:
        desk = Desk(again, office.desk.actor, clock)
        assert status(desk, bill) is BillStatus.APPROVED
        workspace(desk).serve()
        assert status(desk, bill) is BillStatus.REVIEWED
    finally:
        again.close()


def test_undoing_what_lapsed_wakes_again_and_not_in_a_circle(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    calls: list[str] = []
    consumers = {wiring.APPROVALS: lambda _desk: calls.append("approvals")}
    wiring.wake(office.desk, consumers)
    with office.desk.books.change(Action.BILL_EDITED, "note", actor=office.desk.actor) as work:
        work.get(Bill, bill).note = "x"
        edited = work.commit().id
    wiring.wake(office.desk, consumers)
    undo(office.desk.books, edited, actor=office.desk.actor)
    wiring.wake(office.desk, consumers)
    wiring.wake(office.desk, consumers)
    BillService(office.desk).hold(bill, "no concern of theirs")
    wiring.wake(office.desk, consumers)
    assert calls == ["approvals"] * 3


def test_one_that_fails_is_told_does_not_stop_the_others_and_is_tried_again(office: Office) -> None:
    PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    calls: list[str] = []

    def fail(desk: Desk) -> None:
        del desk
        calls.append("approvals")
        raise RuleBroken("It cannot be.", "Mend it.")

    consumers = {wiring.APPROVALS: fail, wiring.OUTBOX: lambda _desk: calls.append("outbox")}
    for _ in range(2):
        (left,) = wiring.wake(office.desk, consumers)
        assert (left.consumer, str(left.error)) == ("approvals", "It cannot be. Mend it.")
    assert calls == ["approvals", "outbox", "approvals"]


def test_what_consumers_do_wakes_others(office: Office) -> None:
    bill = office.bill("Bean Brothers", "INV-1", 10000)
    connect(office.desk)
    workspace(office.desk).serve()
    assert "bill" in outbox(office.desk)
    PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    workspace(office.desk).serve()
    with office.desk.books.query() as session:
        entry = session.scalars(select(OutboxEntry).where(OutboxEntry.local_id == bill)).one()
    assert entry.state.value == "cancelled"


def test_a_client_without_a_connection_queues_nothing(office: Office) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    workspace(office.desk).serve()
    assert outbox(office.desk) == []


@pytest.mark.parametrize("refusing", ["query", "upkeep"])
def test_a_disk_that_refuses_what_follows_takes_nothing_back_of_what_was_done(
    office: Office, monkeypatch: pytest.MonkeyPatch, refusing: str
) -> None:
    office.bill("Bean Brothers", "INV-1", 10000)
    workspace(office.desk).serve()
    PayeeService(office.desk).enter("Bean Brothers", details("033000 555555"))
    full = StorageError("The disk is full.", "Free some space.")

    def refused(**_: object) -> AbstractContextManager[Session]:
        raise full

    calls: list[str] = []
    consumers = {wiring.APPROVALS: lambda _desk: calls.append("approvals")}
    with monkeypatch.context() as patched:
        patched.setattr(office.desk.books, refusing, refused)
        assert wiring.wake(office.desk, consumers) == (wiring.Unserved(wiring.APPROVALS, full),)
    before = len(calls)
    assert wiring.wake(office.desk, consumers) == ()
    assert len(calls) == before + 1


def test_what_is_sold_and_received_waits_for_the_accounting_system_by_itself(tmp_path: Path) -> None:
    with client_desk(tmp_path) as desk:
        connect(desk)
        here = workspace(desk)
        sold = issued(desk, "INV-1", 11000)
        assert here.serve() == ()
        assert outbox(desk) == ["contact", "invoice"]
        receipt = received(desk, 15000, (sold, 11000))
        assert here.serve() == ()
        assert outbox(desk) == ["contact", "invoice", "overpayment", "receipt"]
        with desk.books.change(Action.RECEIPT_REVERSED, "bounced", actor=desk.actor) as work:
            reverse_receipt(work, work.get(Receipt, receipt.id), receipt.day, "bounced")
            work.commit()
        assert here.serve() == ()
        with desk.books.query() as session:
            gone = select(OutboxEntry.kind).where(OutboxEntry.state == OutboxState.CANCELLED)
            assert {kind.value for kind in session.scalars(gone)} == {"overpayment", "receipt"}
