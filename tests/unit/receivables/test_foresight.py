"""What a receipt would be before it is booked: equal to what is booked then, or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind, ReceiptWay
from bookdesk.invoicing.listing import InvoiceListing, InvoiceQuery
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import InvoiceAllocation, InvoiceSource
from bookdesk.receivables.accounts import AccountService
from bookdesk.receivables.foresight import OpenOne, filled, purse_of
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.statements import account_statements
from bookdesk.receivables.takings import KeptBack, Taken, Wanted
from bookdesk.reports.owed import positions
from bookdesk.reports.receivable import open_receivables, receivables
from bookdesk.store.desk import Desk
from bookdesk.store.errors import StaleRecord
from tests.support.books import bank, client_desk
from tests.support.sales import ISSUED, Early, customer, issued, left_of
from tests.unit.receivables.owing import Owing

NAME = "Hilton Park"
SKONTO = Early(Decimal("0.02"), 10)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        bank(opened)
        customer(opened, NAME)
        yield opened


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def taken(minor: int, *invoices: Wanted, **more: object) -> Taken:
    return Taken(NAME, aud(minor), ReceiptWay.BANK, ISSUED, "Everyday", invoices, **more)  # type: ignore[arg-type]


def test_nothing_is_booked_by_looking_and_what_was_seen_is_booked(desk: Desk) -> None:
    invoice = issued(desk, "1", 110_00)
    service, wish = ReceiptService(desk), taken(120_00, Wanted("1"), fee=KeptBack(aud(2_20), "6-0400", "GST"))
    seen = service.foresee(wish)
    assert service.find() == []
    assert left_of(desk, invoice) == 110_00
    (part,) = seen.parts
    assert (part.number, part.paid, part.left, part.gain) == ("1", aud(110_00), aud(0), None)
    assert (seen.credit, seen.fee, seen.banked) == (aud(10_00), aud(2_20), aud(117_80))
    assert sum(one.base.minor for one in seen.posted) == 0
    found = service.take(wish, seen.mark)
    assert found.row.unapplied == aud(10_00)
    assert service.foresee(replace(wish, invoices=())).mark != seen.mark


def test_what_would_be_booked_otherwise_by_now_is_not_booked(desk: Desk) -> None:
    issued(desk, "1", 110_00, currency="USD", rate="1.5")
    service = ReceiptService(desk)
    whole = Taken(NAME, Money(60_00, "USD"), ReceiptWay.BANK, ISSUED, "Everyday", banked=aud(95_00))
    seen = service.foresee(whole)
    service.take(replace(whole, amount=Money(55_00, "USD"), banked=aud(80_00)))
    with pytest.raises(StaleRecord, match="shown"):
        service.take(whole, seen.mark)
    assert len(service.find()) == 1


def test_a_realised_difference_is_told_before(desk: Desk) -> None:
    issued(desk, "1", 100_00, currency="USD", rate="1.5")
    wish = Taken(NAME, Money(100_00, "USD"), ReceiptWay.BANK, ISSUED, "Everyday", banked=aud(143_00))
    seen = ReceiptService(desk).foresee(wish)
    assert seen.gain == aud(-7_00)
    assert EntryKind.EXCHANGE_DIFFERENCE in {one.kind for one in seen.posted}


def test_a_discount_is_given_or_refused_as_a_person_says(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, early=SKONTO)
    service, wish = ReceiptService(desk), taken(98_00, Wanted("1", aud(98_00)))
    assert [(one.discount, one.left) for one in service.foresee(wish).parts] == [(aud(2_00), aud(0))]
    refused = service.foresee(replace(wish, discounts=False))
    assert [(one.discount, one.left) for one in refused.parts] == [(aud(0), aud(2_00))]
    receipt = service.take(replace(wish, discounts=False), refused.mark).row.receipt
    assert left_of(desk, invoice) == 2_00
    assert purse_of(desk, NAME).invoices[0].discount == aud(0), "it is not offered once more"
    service.take(taken(50, Wanted("1", aud(50))))
    assert left_of(desk, invoice) == 1_50, "no later payment brings the discount back"
    with desk.books.query() as session:
        rows = [one.kind for one in account_statements(session, customer(desk, NAME), ISSUED, date(2026, 8, 1))[0].rows]
        assert not any("discount" in str(one).casefold() for one in rows), "what was refused is no line of his account"
    with desk.books.query() as session:
        for read in (receivables, open_receivables):
            found = [one.open for one in positions(read(session, date(2026, 8, 1)), date(2026, 8, 1))]
            assert found == [1_50], "reports see what is open beside the refusal"
    service.reverse(receipt.id, why="it came back")
    with desk.books.query() as session:
        standing = session.query(InvoiceAllocation).filter_by(source=InvoiceSource.DISCOUNT).all()
        assert len(standing) == 2, "the refusal goes with its receipt"
    service.take(taken(97_50, Wanted("1", aud(97_50)), again=True))
    assert left_of(desk, invoice) == 0, "paid again inside the window, and this time it is given"


def test_after_its_window_there_is_no_discount_to_be_refused(desk: Desk) -> None:
    invoice = issued(desk, "1", 100_00, early=Early(Decimal("0.02"), 0), day=date(2026, 6, 1))
    service = ReceiptService(desk)
    seen = service.foresee(taken(98_00, Wanted("1", aud(98_00))))
    assert seen.discount == aud(0)
    service.take(taken(98_00, Wanted("1", aud(98_00)), discounts=False), seen.mark)
    assert left_of(desk, invoice) == 2_00


def test_the_purse_has_the_longest_due_first_and_only_what_is_open(desk: Desk) -> None:
    issued(desk, "2", 20_00, day=date(2026, 7, 3))
    issued(desk, "1", 10_00, early=SKONTO)
    issued(desk, "3", 30_00, currency="USD", rate="1.5", day=date(2026, 7, 5))
    paid = issued(desk, "4", 40_00)
    ReceiptService(desk).take(taken(40_00, Wanted(paid.id)))
    purse = purse_of(desk, NAME)
    assert [one.number for one in purse.invoices] == ["1", "2", "3"]
    assert (purse.invoices[0].discount, purse.invoices[0].last_day) == (aud(20), ISSUED + timedelta(days=10))
    assert purse.invoices[1].last_day is None
    assert (purse.base, purse.currencies) == ("AUD", ("AUD", "USD"))
    with pytest.raises(RuleBroken):
        ReceiptService(desk).foresee(taken(5_00, Wanted("1", aud(9_00))))


def test_an_invoice_in_parts_is_due_by_its_next_part_in_every_list(desk: Desk) -> None:
    """A deposit of today comes before an invoice of next week, though its last part is due in months."""
    owing, who = Owing(desk), customer(desk, NAME).id
    days = [ISSUED, ISSUED + timedelta(days=60)]
    mine = {"currency": "AUD", "posting_date": ISSUED}
    parts = owing.invoice(who, "1", "1000.01", days[1], plan=[("300.00", days[0]), ("700.01", days[1])], **mine)
    owing.invoice(who, "2", "855.55", ISSUED + timedelta(days=14), **mine)

    def listed() -> list[tuple[str, date | None]]:
        purse, items = purse_of(desk, NAME).invoices, AccountService(desk).account(NAME).items
        assert [(one.number, one.due) for one in purse] == [(one.number, one.due) for one in items]
        view = InvoiceListing(desk).of(InvoiceQuery(text="1000.01"))
        (row,) = view.rows(view.keys())
        found = [(one.number, one.due) for one in purse]
        assert InvoiceService(desk).show(parts).due == row.due_date == dict(found)["1"]
        return found

    assert listed() == [("1", days[0]), ("2", ISSUED + timedelta(days=14))]
    assert filled(purse_of(desk, NAME).invoices, aud(300_00), ISSUED) == {parts: aud(300_00)}
    owing.pays(who, "300.00", ISSUED, (parts, "300.00"), currency="AUD")
    assert listed() == [("2", ISSUED + timedelta(days=14)), ("1", days[1])]


@given(
    st.lists(st.tuples(st.integers(1, 500), st.integers(0, 20), st.booleans()), max_size=6),
    st.integers(0, 2000),
    st.booleans(),
)
def test_an_amount_is_laid_on_invoices_in_order_and_never_more_than_it(
    owed: list[tuple[int, int, bool]],
    amount: int,
    discounts: bool,  # noqa: FBT001 - as hypothesis hands it over
) -> None:
    last = {True: ISSUED, False: ISSUED - timedelta(days=1)}
    rows = [
        OpenOne(str(n), str(n), ISSUED, ISSUED, aud(whole), aud(min(off, whole - 1)), last[early] if off else None)
        for n, (whole, off, early) in enumerate(owed)
    ]
    found = filled(rows, aud(amount), ISSUED, discounts=discounts)
    asked = [
        one.open - one.discount if discounts and one.last_day is not None and one.last_day >= ISSUED else one.open
        for one in rows
    ]
    assert sum(one.minor for one in found.values()) == min(amount, sum(one.minor for one in asked))
    for place, (one, most) in enumerate(zip(rows, asked, strict=True)):
        assert 0 <= found.get(one.id, aud(0)).minor <= most.minor
        if any(later.id in found for later in rows[place + 1 :]):
            assert found.get(one.id) == most or not most.minor, "the longest due is filled first"
