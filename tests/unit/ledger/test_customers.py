"""Which customer is meant: by name, by a part that fits one only, and never a guess between two."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.errors import NotFound
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.taxcodes import dated_codes, purchase_codes, sales_codes
from bookdesk.store.desk import Desk
from tests.support.billing import customer
from tests.support.books import client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def test_a_part_fits_one_only_and_customers_go_before_suppliers(desk: Desk) -> None:
    blue, other = customer(desk, "Blue Cafe"), customer(desk, "Blue Bar")
    food = customer(desk, "Harbour Hotel")
    customer(desk, "Blue Gone", archived=True)
    with desk.books.query() as session:
        assert find_customer(session, " blue c\u200bafe ").id == blue
        assert find_customer(session, other).name == "Blue Bar"
        assert find_customer(session, "Harbour").id == food
        assert find_customer(session, "Cedar").supplier
        with pytest.raises(NotFound, match="'blue' fits 2 customers: Blue Bar, Blue Cafe"):
            find_customer(session, "blue")
        for nobody in ("Gone", "", "Red"):
            with pytest.raises(NotFound, match="No customer is called"):
                find_customer(session, nobody)


def test_all_codes_are_those_of_both_sides(desk: Desk) -> None:
    with desk.books.query() as session:
        both = {one.code for found in (purchase_codes, sales_codes) for one in found(session, date(2026, 7, 1))}
        assert {one.code for one in dated_codes(session, date(2026, 7, 1))} == both
        assert {"GST", "GSTI", "EXP"} <= both
