from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.banking.service import BankingService
from bookdesk.bench.books import big_client
from bookdesk.bench.firm import BigFirm, big_firm
from bookdesk.core.clock import SystemClock
from bookdesk.core.identifiers import ClientId
from bookdesk.ledger.billlists import BillList
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.payments.listing import BillListing
from bookdesk.store.client_file import create_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from tests.support.books import ANN, KEY

CLIENTS, BILLS = 3, 120


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> BigFirm:
    return big_firm(Places(tmp_path_factory.mktemp("big") / "home"), CLIENTS, BILLS)


@pytest.fixture
def office(firm: BigFirm) -> Iterator[Office]:
    office = Office(firm.open(), SystemClock())
    yield office
    office.close()


def test_each_client_has_a_name_and_a_key_of_its_own_and_the_same_bills(office: Office) -> None:
    clients = office.clients()
    counts = []
    for entry in clients:
        with office.workspace(entry.client_id) as workspace:
            counts.append(BillListing(workspace.desk).counts((BillList.ALL, BillList.PAID, BillList.TO_APPROVE)))
    keys = {office.practice.client_key(entry.client_id).reveal() for entry in clients}
    assert len({entry.name for entry in clients}) == len(keys) == len(clients) == CLIENTS
    assert [found[BillList.ALL] for found in counts] == [BILLS] * CLIENTS
    assert counts[0] == counts[1] == counts[2]
    assert counts[0][BillList.PAID] > BILLS * 0.7
    assert counts[0][BillList.TO_APPROVE] > 0


def test_what_is_approved_was_signed_for_each_client(office: Office) -> None:
    for entry in office.clients():
        with office.workspace(entry.client_id) as workspace:
            standings = workspace.approvals.standings().values()
            waiting = BillListing(workspace.desk).count(BillList.TO_APPROVE)
            payable = BillListing(workspace.desk).count(BillList.TO_PAY)
        assert sum(one.approved for one in standings) == payable > 0
        assert sum(not one.approved for one in standings) == waiting


def test_some_bank_lines_are_open_and_others_matched(office: Office) -> None:
    with office.workspace(office.clients()[0].client_id) as workspace:
        lines = BankingService(workspace.desk).lines(None)
    assert sum(match is None for _, match in lines) == 30
    assert len(lines) > 100


def test_everything_verifies_but_how_the_rows_came_about(office: Office) -> None:
    """Years of books are written at once, without the papers, and without the steps that each bill would have taken.

    Nobody signed them either: they are made without a user, and copied from client to client.
    """
    made_up = {"documents", "documents accounted", "legal steps", "signatures"}
    for one in check_practice(office.practice, office.practice.clients()):
        assert {finding.check for finding in one.findings if not finding.holds} <= made_up


def test_one_client_alone_may_have_as_many_bills_as_wanted(tmp_path: Path) -> None:
    books = create_books(Places(tmp_path), ClientId("long"), KEY)
    try:
        big_client(books, 40)
        assert BillListing(Desk(books, ANN, SystemClock())).count(BillList.ALL) == 40
    finally:
        books.close()
