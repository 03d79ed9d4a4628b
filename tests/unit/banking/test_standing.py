"""The balance line above the bank lines: always the figures of a reconciliation, and how far the bank proves them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Choice
from bookdesk.banking.service import BankingService
from bookdesk.banking.standing import Standing
from bookdesk.core.money import Money
from bookdesk.models.bank import StatementProof
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.unit.banking.bank_desk import as_csv, bill, booking, import_ofx, released_run


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def _standing(desk: Desk) -> Standing:
    """Return the standing, having held it against the reconciliation of the same day."""
    service = BankingService(desk)
    found, outcome = service.standing(None), service.reconcile(None)
    assert found.day == outcome.day
    assert found.statement_balance.minor == outcome.statement_balance
    assert found.ledger_balance.minor == outcome.ledger_balance
    assert found.in_transit.minor == sum(one.amount for one in outcome.in_transit)
    assert found.unpresented.minor == sum(one.amount for one in outcome.unpresented)
    assert found.early.minor == sum(one.amount for one in outcome.early)
    assert found.difference.minor == outcome.difference
    assert found.unmatched == len(outcome.unmatched)
    assert found.unmatched_sum.minor == sum(one.amount for one in outcome.unmatched)
    assert found.difference + found.unmatched_sum == Money(0, "AUD")  # only what nobody matched makes a difference
    return found


def _id(desk: Desk, word: str) -> str:
    (found,) = [line.id for line, _ in BankingService(desk).lines(None) if word in line.description]
    return found


def test_every_act_moves_the_figures_as_the_reconciliation_does(desk: Desk) -> None:
    service = BankingService(desk)
    empty = _standing(desk)
    assert (empty.statement_balance, empty.last_statement, empty.proven_to) == (Money(1_000_000, "AUD"), None, None)
    assert empty.reconciled
    bill(desk, "Cedar Cleaning", "C-77", 22000)
    released_run(desk, [bill(desk, "Harbour Foods", "INV-1", 11000), bill(desk, "Harbour Foods", "INV-2", 5000)])
    import_ofx(
        desk,
        [booking(14, -11000, "HARBOUR"), booking(14, -12000, "CEDAR A"), booking(14, -10150, "CEDAR B")],
    )
    before = _standing(desk)
    assert (before.unmatched, before.oldest_unmatched) == (3, date(2026, 7, 14))
    service.accept_many([_id(desk, "HARBOUR")], [Choice("payment:INV-1")])
    early = _standing(desk)
    assert (early.early.minor, early.unpresented.minor) == (-11000, 0)  # booked on the 15th, shown on the 14th
    service.accept_many(
        [_id(desk, "CEDAR A"), _id(desk, "CEDAR B")], [Choice("bill:C-77")], residue=[Part("6-0400", "FRE")]
    )
    assert _standing(desk).reconciled
    import_ofx(desk, [booking(20, 700, "SALES")], opening=966850)
    after = _standing(desk)
    assert (after.unpresented.minor, after.early.minor, after.difference.minor) == (-5000, 0, -700)
    service.code(_id(desk, "SALES"), [Part("4-1000", "GSTI")])
    assert _standing(desk).reconciled
    service.undo(_id(desk, "CEDAR B"))
    assert (_standing(desk).unmatched, _standing(desk).reconciled) == (2, False)


def test_it_says_up_to_which_day_the_bank_proves_the_lines_and_what_was_signed_off(desk: Desk) -> None:
    service = BankingService(desk)
    service.import_statement("one.csv", as_csv([booking(2, -500, "A"), booking(14, -500, "B")]), account=None)
    found = _standing(desk)
    assert (found.proven_to, found.broken) == (date(2026, 7, 14), None)
    assert found.last_statement is not None
    assert (found.last_statement.file_name, found.last_statement.proof) == ("one.csv", StatementProof.PROVED)
    service.code_many([_id(desk, "A"), _id(desk, "B")], [Part("6-0400", "FRE")])
    service.sign_off(None)
    assert _standing(desk).signed_off_through == date(2026, 7, 14)
    service.reopen(None, date(2026, 7, 14))
    assert _standing(desk).signed_off_through is None


def test_it_says_where_the_balances_break_and_what_is_missing(desk: Desk) -> None:
    service = BankingService(desk)
    service.import_statement("one.csv", as_csv([booking(2, -500, "A")]), account=None)
    gap = as_csv([booking(20, -500, "C"), booking(21, -500, "D")], opening=998_000)
    service.import_statement("three.csv", gap, account=None, accept_gap=True)
    found = _standing(desk)
    assert found.proven_to == date(2026, 7, 2)
    assert found.broken is not None
    assert (found.broken.day, found.broken.file_name) == (date(2026, 7, 20), "three.csv")
    assert found.broken.missing == Money(-1500, "AUD")
    service.import_statement(
        "two.csv", as_csv([booking(13, -1500, "B")], opening=999_500), account=None, accept_gap=True
    )
    healed = _standing(desk)
    assert (healed.proven_to, healed.broken) == (date(2026, 7, 21), None)
