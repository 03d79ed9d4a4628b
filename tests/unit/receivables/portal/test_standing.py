"""What the portal is told of an invoice whose payment came and went: it must not go on taking it off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bookdesk.models.invoice import Invoice
from bookdesk.receivables.portal.standing import standings
from bookdesk.receivables.portal.telling import Standing
from bookdesk.sandbox.stripe import acts
from tests.support.sales import issued
from tests.unit.receivables.online.counter import Counter, counter


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as one:
        yield one


def stands(shop: Counter, invoice: Invoice) -> Standing:
    with shop.desk.books.query() as session:
        (found,) = standings(session, [invoice.id])
    return found


def lost(shop: Counter, session_id: str) -> None:
    dispute = acts.begin_dispute(shop.world, acts.charge_of(shop.world, session_id)["id"])
    acts.close_dispute(shop.world, dispute["id"], won=False)


def refunded(shop: Counter, session_id: str) -> None:
    shop.refunded_elsewhere(session_id, 11_000)


@pytest.mark.parametrize("goes_back", [lost, refunded])
@pytest.mark.parametrize("between", [0, 1], ids=["in one look", "in two looks"])
def test_a_payment_that_went_back_is_off_what_is_open_and_known(
    shop: Counter, goes_back: Callable[[Counter, str], None], between: int
) -> None:
    bill = issued(shop.desk, "INV-1", 11_000)
    before = stands(shop, bill)
    session_id = shop.pays(bill)
    for _ in range(between):
        shop.look()
        assert stands(shop, bill).open.minor == 0
    goes_back(shop, session_id)
    shop.look()
    after = stands(shop, bill)
    assert after.open == before.open == bill.total_money
    assert (before.included, len(after.included)) == ((), 1), "which is news for the portal, though as much is open"
