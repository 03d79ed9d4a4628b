"""What is proposed of customers' money: sums short by discounts for paying early, and credit of who owes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.banking.service import BankingService
from bookdesk.ledger.balances import account_balance
from bookdesk.models.account import AccountRole
from bookdesk.store.desk import Desk
from tests.support.books import account_id, client_desk
from tests.support.sales import Early, balance_of, customer, issued, left_of
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
