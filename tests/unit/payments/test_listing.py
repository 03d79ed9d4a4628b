"""Lists of bills: what is on them follows from the books, in every order, searched, counted and added up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settlements
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillKind, BillStatus, Settlement, SettlementState
from bookdesk.models.contact import PayeeAccount
from bookdesk.payments.listing import BillList, BillListing, BillOrder, BillQuery, BillRow
from bookdesk.store.desk import Desk
from tests.support.books import ANN, client_desk, clock_at_take_on, empty_books, supplier
from tests.support.owed import SUPPLIERS, TODAY, Owed, desk_with, enter, owed
from tests.unit.payments.office import PAY_DAY, Office

BILL, CREDIT = BillKind.BILL, BillKind.CREDIT_NOTE
APPROVED, REVIEWED, VOID, DRAFT = BillStatus.APPROVED, BillStatus.REVIEWED, BillStatus.VOID, BillStatus.DRAFT
_SETTLED = frozenset({SettlementState.PAID, SettlementState.OVERPAID})


def belongs(which: BillList, bill: Bill, left: Settlement) -> bool:
    """Say the slow way, from a bill and its settlement, whether it is on a list."""
    owing = bill.status in (REVIEWED, APPROVED) and left.state not in _SETTLED
    due = (bill.due_date - TODAY).days if bill.due_date else None
    return {
        BillList.ALL: bill.status is not VOID,
        BillList.DRAFTS: bill.status is DRAFT,
        BillList.RETURNED: False,
        BillList.TO_APPROVE: owing and bill.status is REVIEWED,
        BillList.TO_PAY: owing
        and bill.status is APPROVED
        and bill.kind is BILL
        and not (bill.on_hold or bill.disputed),
        BillList.OPEN: owing,
        BillList.OVERDUE: owing and bill.kind is BILL and due is not None and due < 0,
        BillList.DUE_IN_7_DAYS: owing and bill.kind is BILL and due is not None and 0 <= due <= 7,
        BillList.DUE_IN_14_DAYS: owing and bill.kind is BILL and due is not None and 0 <= due <= 14,
        BillList.ON_HOLD: bill.on_hold and bill.status is not VOID,
        BillList.DISPUTED: bill.disputed and bill.status is not VOID,
        BillList.PAID: bill.status in (REVIEWED, APPROVED) and left.state in _SETTLED,
        BillList.CREDIT_NOTES: bill.kind is CREDIT and bill.status is not VOID,
        BillList.VOID: bill.status is VOID,
    }[which]


def derived(desk: Desk, bills: Sequence[Bill]) -> dict[str, Settlement]:
    with desk.books.query() as session:
        return settlements(session, bills)


def shown(desk: Desk, query: BillQuery) -> Sequence[BillRow]:
    view = BillListing(desk).of(query)
    return view.rows(view.keys())


@settings(max_examples=25)
@given(st.lists(owed, max_size=14))
def test_count_keys_and_the_slow_definition_agree_on_every_list(bills: list[Owed]) -> None:
    with desk_with(bills) as (desk, made):
        left, listing = derived(desk, made), BillListing(desk)
        counts = listing.counts(tuple(BillList))
        for which in BillList:
            rows = shown(desk, BillQuery(which))
            expected = {bill.id for bill in made if belongs(which, bill, left[bill.id])}
            assert {row.id for row in rows} == expected, which
            assert counts[which] == listing.count(which) == len(rows) == len(expected), which
        for row in (*shown(desk, BillQuery()), *shown(desk, BillQuery(BillList.VOID))):
            bill = next(one for one in made if one.id == row.id)
            assert (row.settlement, row.total) == (left[row.id].state, left[row.id].total)
            assert row.open == (Money.zero(row.total.currency) if row.status is VOID else left[row.id].open)
            assert (row.days_late > 0) == belongs(BillList.OVERDUE, bill, left[row.id])


@settings(max_examples=15)
@given(st.lists(owed, max_size=14), st.sampled_from(BillList))
def test_sums_are_those_of_the_rows(bills: list[Owed], which: BillList) -> None:
    with desk_with(bills) as (desk, _):
        listing = BillListing(desk)
        keys = listing.of(BillQuery(which)).keys()
        rows = [row for row in listing.of(BillQuery(which)).rows(keys) if row.status is not VOID]
        for found, amount in ((listing.sums(keys), "open"), (listing.totals(keys), "total")):
            sums: dict[str, int] = defaultdict(int)
            for row in rows:
                sums[row.total.currency] += getattr(row, amount).minor * (-1 if row.kind is CREDIT else 1)
            assert found == tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


KEYS: dict[BillOrder, Callable[[BillRow], object]] = {
    BillOrder.RECEIVED: lambda row: row.received_date,
    BillOrder.SUPPLIER: lambda row: "".join(sign.lower() if sign.isascii() else sign for sign in row.supplier or ""),
    BillOrder.NUMBER: lambda row: row.number,
    BillOrder.DOCUMENT_DATE: lambda row: row.document_date,
    BillOrder.DUE_DATE: lambda row: (row.due_date is not None, row.due_date),
    BillOrder.TOTAL: lambda row: row.total.minor,
    BillOrder.OPEN: lambda row: row.open.minor,
    BillOrder.STATUS: lambda row: list(BillStatus).index(row.status),
}


@settings(max_examples=15)
@given(st.lists(owed, max_size=12), st.sampled_from(BillList), st.sampled_from(["", "a", "cedar", "inv 0"]))
def test_every_order_shows_the_same_bills_and_backwards_the_other_way(
    bills: list[Owed], which: BillList, text: str
) -> None:
    with desk_with(bills) as (desk, _):
        listing = BillListing(desk)
        same = sorted(listing.of(BillQuery(which, text)).keys())
        for order in BillOrder:
            keys = list(listing.of(BillQuery(which, text, order=order)).keys())
            back = list(listing.of(BillQuery(which, text, order=order, descending=True)).keys())
            assert sorted(keys) == same
            assert list(listing.of(BillQuery(which, text, order=order)).first(5)) == keys[:5]
            assert back == keys[::-1]
            if which is not BillList.VOID or order is not BillOrder.OPEN:
                ranks = [KEYS[order](row) for row in listing.of(BillQuery()).rows(keys)]
                assert all(one <= other for one, other in pairwise(ranks)), order  # type: ignore[operator]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def searched(desk: Desk) -> Desk:
    totals = {"Harbour Foods": 117180, "cedar cleaning": 11700, "Ärztehaus Köln": 1171, "100% Juice_Bar": 50}
    bills = [Owed(BILL, APPROVED, name, totals[name], 3) for name in SUPPLIERS]
    enter(desk, [*bills, Owed(BILL, APPROVED, "Tokio", 1171, 3, currency="JPY")])
    return desk


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {*SUPPLIERS, "Tokio"}),
        ("  CEDAR ", {"cedar cleaning"}),
        ("foods har", {"Harbour Foods"}),
        ("harbour cedar", set()),
        ("ärzte", {"Ärztehaus Köln"}),
        ("KÖLN", {"Ärztehaus Köln"}),
        ("ÄRZTEHAUS köln", {"Ärztehaus Köln"}),
        ("0%", {"100% Juice_Bar"}),
        ("e_b", {"100% Juice_Bar"}),
        ("\\", set()),
        ("inv-002", {"Ärztehaus Köln"}),
        ("v002", {"Ärztehaus Köln"}),
        ("INV/002", {"Ärztehaus Köln"}),
        ("117", {"Harbour Foods", "cedar cleaning", "Tokio"}),
        ("1171", {"Harbour Foods", "Tokio"}),
        ("1,171", {"Harbour Foods", "Tokio"}),
        ("1.171,80", {"Harbour Foods"}),
        ("1171.8", {"Harbour Foods"}),
        ("11.7", {"Ärztehaus Köln"}),
        ("1.1", {"Harbour Foods", "Tokio"}),
        ("0,50", {"100% Juice_Bar"}),
        ("cedar 117", {"cedar cleaning"}),
        ("12345678901234567890", set()),
        ("—", set()),
    ],
)
def test_what_is_typed_finds_supplier_number_and_amount(searched: Desk, text: str, found: set[str]) -> None:
    assert {row.supplier for row in shown(searched, BillQuery(text=text))} == found
    assert {row.supplier for row in shown(searched, BillQuery(BillList.OPEN, text, order=BillOrder.OPEN))} == found


def test_noughts_at_the_front_of_a_number_may_be_typed(desk: Desk) -> None:
    (bill,) = enter(desk, [Owed(BILL, DRAFT, "Harbour Foods", 100, None)])
    change(desk, bill.id, number="00123", number_key="123")
    assert [row.id for row in shown(desk, BillQuery(text="00123"))] == [bill.id]
    assert shown(desk, BillQuery(text="0023")) == ()


def test_one_supplier_is_listed_alone(desk: Desk) -> None:
    foods, cleaning = supplier(desk, "Harbour Foods").id, supplier(desk, "Cedar Cleaning").id
    made = enter(desk, [Owed(BILL, APPROVED, "any", 100, 3)] * 4, [foods, cleaning])
    query = BillQuery(BillList.OPEN, contact_id=cleaning, order=BillOrder.NUMBER, descending=True)
    assert [row.id for row in shown(desk, query)] == [made[3].id, made[1].id]
    assert {row.contact_id for row in shown(desk, query)} == {cleaning}


def test_rows_come_in_the_order_asked_for_and_without_those_that_are_gone(desk: Desk) -> None:
    made = enter(desk, [Owed(BILL, DRAFT, "any", 100, None)] * 3)
    listing = BillListing(desk)
    keys = [listing.key_of(bill.id) for bill in made]
    assert None not in keys
    with desk.books.change(Action.BILL_EDITED, "deleted", actor=desk.actor) as work:
        work.delete(work.get(Bill, made[1].id))
        work.commit()
    rows = listing.of(BillQuery()).rows([key for key in (*reversed(keys), 99_999) if key is not None])
    assert [(row.id, row.key) for row in rows] == [(made[2].id, keys[2]), (made[0].id, keys[0])]
    assert listing.key_of(made[1].id) is None


def test_a_row_says_what_stops_a_bill_and_where_its_money_goes(office: Office) -> None:
    name = next(iter(office.suppliers))
    held = office.bill(name, "A-1", 10000, on_hold=True, hold_reason="ask first", amount_due=2500)
    paid = office.bill(name, "A-2", 20000)
    run = office.paying().propose(office.bank, PAY_DAY)
    rows = {row.id: row for row in shown(office.desk, BillQuery(BillList.OPEN))}
    assert (rows[held].hold_reason, rows[held].asked, rows[held].days_late) == ("ask first", Money(2500, "AUD"), 0)
    assert rows[held].settlement is SettlementState.OPEN
    assert rows[paid].settlement is SettlementState.SCHEDULED
    assert rows[paid].asked is None
    (payment,) = run.payments
    assert payment.account == (payee := with_payee(office, paid).payee)
    assert payee is not None
    office.desk.clock.advance(86400)  # type: ignore[attr-defined] # it is a movable one
    assert [row.days_late for row in shown(office.desk, BillQuery(BillList.OVERDUE))] == [1, 1]


def with_payee(office: Office, bill_id: str) -> BillRow:
    """Point a bill to its supplier's account and return its row."""
    with office.desk.books.query() as session:
        account = session.scalars(select(PayeeAccount).join(Bill, Bill.contact_id == PayeeAccount.contact_id)).first()
    assert account is not None
    change(office.desk, bill_id, payee_account_id=account.id)
    return next(row for row in shown(office.desk, BillQuery()) if row.id == bill_id)


def test_a_bill_that_an_approver_sent_back_is_returned(office: Office) -> None:
    back = office.bill(next(iter(office.suppliers)), "A-1", 10000, approve=False)
    office.approving("ann").reject(back, "wrong account")
    office.bill(next(iter(office.suppliers)), "A-2", 10000, approve=False)
    assert [row.id for row in shown(office.desk, BillQuery(BillList.RETURNED))] == [back]
    assert [row.number for row in shown(office.desk, BillQuery(BillList.TO_APPROVE))] == ["A-2"]


def test_today_is_the_clients_own_day(desk: Desk) -> None:
    """At 15:00 UTC on June 30 it is July 1 in Sydney: what was due on June 30 is late there."""
    (bill,) = enter(desk, [Owed(BILL, APPROVED, "any", 100, -1)])
    early = Desk(desk.books, desk.actor, MovableClock(datetime(2026, 6, 30, 13, 59, tzinfo=UTC)))
    late = Desk(desk.books, desk.actor, MovableClock(datetime(2026, 6, 30, 14, tzinfo=UTC)))
    assert [BillListing(one).count(BillList.OVERDUE) for one in (early, late)] == [0, 1]
    assert [row.id for row in shown(late, BillQuery(BillList.OVERDUE))] == [bill.id]


def test_a_client_that_is_not_taken_on_yet_has_empty_lists(tmp_path: Path) -> None:
    clock = clock_at_take_on()
    with empty_books(tmp_path, "c9", clock) as books:
        listing = BillListing(Desk(books, ANN, clock))
        assert set(listing.counts(tuple(BillList)).values()) == {0}
        assert list(listing.of(BillQuery(BillList.OVERDUE)).keys()) == []
        assert listing.sums([]) == ()


@pytest.mark.parametrize("text", ["", "a 1"])
@pytest.mark.parametrize("order", BillOrder)
@pytest.mark.parametrize("which", [BillList.ALL, BillList.OPEN, BillList.OVERDUE, BillList.PAID, BillList.TO_PAY])
def test_a_long_list_is_read_from_indexes_alone(desk: Desk, which: BillList, order: BillOrder, text: str) -> None:
    """A bill's row is wide: walking the table costs ten times as much as an index that holds what is asked."""
    steps = plan(desk, BillQuery(which, text, order=order, descending=True))
    walked = [step for step in steps if step.startswith(("SCAN bill ", "SEARCH bill "))]
    assert walked
    assert all("USING COVERING INDEX" in step for step in walked), steps
    assert all("USING COVERING INDEX" in step for step in steps if "allocation" in step), steps


@pytest.mark.parametrize("which", [BillList.DRAFTS, BillList.TO_APPROVE, BillList.ON_HOLD, BillList.DISPUTED])
def test_a_short_list_is_not_looked_for_among_all_bills(desk: Desk, which: BillList) -> None:
    for order in BillOrder:
        steps = plan(desk, BillQuery(which, order=order))
        first = next(step for step in steps if step.startswith(("SCAN bill ", "SEARCH bill ")))
        assert any(index in first for index in ("ix_bill_status", "ix_bill_on_hold", "ix_bill_disputed")), first


def plan(desk: Desk, query: BillQuery) -> list[str]:
    """Return the steps in which SQLite reads the keys of a view."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, sql: str, parameters: object, *_: object) -> None:
        asked.append((sql, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        BillListing(desk).of(query).keys()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    sql, parameters = asked[-1]
    with desk.books.query() as session:
        steps = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [step.detail for step in steps]


def change(desk: Desk, bill_id: str, **values: object) -> None:
    with desk.books.change(Action.BILL_EDITED, "changed", actor=desk.actor) as work:
        bill = work.get(Bill, bill_id)
        for name, value in values.items():
            setattr(bill, name, value)
        work.commit()
