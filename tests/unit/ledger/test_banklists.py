"""Which bank lines are on which list: what a dashboard counts is what the grid opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.banking.service import BankingService, Part
from bookdesk.ledger.banklists import LineList, line_on_list, open_lines_that_count
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Reconciler
from bookdesk.store.desk import Desk
from tests.support.books import bank, client_desk
from tests.unit.banking.bank_desk import bill, booking, import_ofx

_LINES = [
    booking(15, -22000, "CEDAR CLEANING C-77"),
    booking(16, -1100, "MONTHLY ACCOUNT FEE"),
    booking(20, 50000, "CARD SALES DEPOSIT"),
]
_ALL = {"CEDAR CLEANING C-77", "MONTHLY ACCOUNT FEE", "CARD SALES DEPOSIT"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        bill(opened, "Cedar Cleaning", "C-77", 22000)
        import_ofx(opened, _LINES)
        yield opened


def _on(desk: Desk, which: LineList) -> set[str]:
    with desk.books.query() as session:
        return set(session.scalars(select(BankLine.description).where(line_on_list(which))))


def _line(desk: Desk, word: str) -> BankLine:
    (found,) = [line for line, _ in BankingService(desk).lines(None) if word in line.description]
    return found


def test_each_line_is_on_the_list_of_what_was_done_with_it(desk: Desk) -> None:
    service = BankingService(desk)
    assert _on(desk, LineList.OPEN) == _on(desk, LineList.ALL) == _ALL
    service.accept(_line(desk, "CEDAR").id, ["bill:C-77"])
    service.code(_line(desk, "FEE").id, [Part("6-0500", "GST")])
    assert _on(desk, LineList.OPEN) == {"CARD SALES DEPOSIT"}
    assert _on(desk, LineList.MATCHED) == {"CEDAR CLEANING C-77"}
    assert _on(desk, LineList.CODED) == {"MONTHLY ACCOUNT FEE"}
    assert _on(desk, LineList.TRANSFERS) == _on(desk, LineList.SIGNED_OFF) == set()
    service.code(_line(desk, "SALES").id, [Part("4-1000", "GST")])
    service.sign_off(None)
    assert _on(desk, LineList.SIGNED_OFF) == _ALL


def test_a_withdrawn_import_is_on_no_list(desk: Desk) -> None:
    (statement,) = BankingService(desk).statements(None)
    BankingService(desk).withdraw_statement(statement.id)
    assert all(not _on(desk, which) for which in LineList)


@pytest.mark.parametrize("change", [{"archived": True}, {"reconciled_in": Reconciler.LEDGER}])
def test_lines_that_are_nobodys_work_here_are_not_open(desk: Desk, change: dict[str, object]) -> None:
    with desk.books.change(Action.BANK_ACCOUNT_EDITED, "test", actor=desk.actor) as work:
        account = work.get(BankAccount, bank(desk).id)
        for name, value in change.items():
            setattr(account, name, value)
        work.commit()
    with desk.books.query() as session:
        assert not session.scalars(select(BankLine).where(open_lines_that_count())).all()
    assert _on(desk, LineList.ALL) == _ALL
