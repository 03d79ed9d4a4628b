"""What is proposed of customers' money: sums short by discounts for paying early, and credit of who owes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.banking.kinds import Kind
from bookdesk.banking.service import BankingService
from bookdesk.ledger.balances import account_balance
from bookdesk.models.account import AccountRole
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk
from tests.support.sales import Early, balance_of, customer, issued, left_of, received
from tests.unit.banking.test_collecting import lines, on_account, settled_with


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_a_line_short_by_discounts_is_proposed_and_settles_what_it_pays(desk: Desk) -> None:
    early = Early(Decimal("0.02"), 20)
    invoices = [issued(desk, f"INV-10{n}", gross, early=early) for n, gross in ((1, 110_00), (2, 230_00), (3, 70_00))]
    (line,) = lines(desk, (110_00 + 230_00) * 98 // 100)
    (best,) = [one for one in BankingService(desk).propose(None) if one.rank == 1]
    assert (best.kind, [target.number for target, _ in best.targets]) == ("sum-early", ["INV-101", "INV-102"])
    assert [amount.minor for _, amount in best.targets] == [107_80, 225_40]
    BankingService(desk).accept(line)
    assert [left_of(desk, one) for one in invoices] == [0, 0, 70_00]
    assert balance_of(desk, AccountRole.DISCOUNTS_ALLOWED) == (6_18, 6_18)
    assert settled_with(desk)


def test_one_invoice_less_its_discount_is_proposed_inside_its_window_only(desk: Desk) -> None:
    issued(desk, "INV-101", 110_00, early=Early(Decimal("0.02"), 14))
    lines(desk, 107_80, 107_80, text="HILTON PARK INV-101")
    found = [(one.kind, one.line.day.day) for one in BankingService(desk).propose(None) if one.rank == 1]
    assert ("early", 15) in found
    assert ("early", 16) not in found


def test_money_of_a_customer_without_an_open_invoice_is_proposed_as_his_credit_and_is_no_sale(desk: Desk) -> None:
    who = customer(desk)
    (line,) = lines(desk, 80_00)
    before = sales(desk)
    (best,) = BankingService(desk).propose(None)
    assert (best.kind, best.credit_of, best.auto) == ("on-account", (who.id, "Hilton Park"), False)
    assert BankingService(desk).accept_all(None) == [], "nobody said so yet"
    BankingService(desk).accept(line)
    assert on_account(desk) == {"AUD": 80_00}
    assert sales(desk) == before
    assert BankingService(desk).propose(None) == []
    assert settled_with(desk)


def sales(desk: Desk) -> int:
    with desk.books.query() as session:
        return account_balance(session, account_id(desk, "4-1000"), "AUD").minor


def test_a_receipt_in_the_books_is_known_by_the_invoice_that_it_paid(desk: Desk) -> None:
    (line,) = lines(desk, 110_00, text="HILTON PARK INV-101")
    received(desk, 110_00, (issued(desk, "INV-101", 110_00), 110_00), day=date(2026, 7, 14))
    received(desk, 5_00, payment_reference="PO 4711")
    two = [(issued(desk, number, 10_00), 10_00) for number in ("INV-102", "INV-103")]
    received(desk, 20_00, *two)
    (best,) = BankingService(desk).propose(None)
    assert ([target.kind for target, _ in best.targets], best.auto, best.vetoes) == ([Kind.ENTRY], True, ())
    assert (best.line.id, best.targets[0][0].reference) == (line, "INV-101")
    entries = [one for one in BankingService(desk).targets(None) if one.kind is Kind.ENTRY]
    assert sorted(one.reference or "" for one in entries) == ["", "INV-101", "PO 4711"]
