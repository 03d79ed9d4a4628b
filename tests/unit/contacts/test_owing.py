"""Who owes, who is late and who has something to his credit, held against what is owed by the slow definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.contacts.listing import ContactList, ContactListing, ContactQuery, ContactRow
from bookdesk.contacts.service import ContactService
from bookdesk.core.money import Money
from bookdesk.ledger.receivable import owed_by
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import InvoiceKind
from bookdesk.store.desk import Desk
from tests.support import sales
from tests.support.books import client_desk
from tests.support.owed import desk_with

TODAY = date(2026, 7, 1)
LATE, SOON = TODAY - timedelta(days=31), TODAY
"""Dates of invoices, which fall due thirty days later."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def rows(desk: Desk, which: ContactList = ContactList.ALL) -> dict[str, ContactRow]:
    view = ContactListing(desk).of(ContactQuery(which))
    return {row.name: row for row in view.rows(view.keys())}


def test_what_is_due_today_is_not_late_and_what_is_paid_is_not_owed(desk: Desk) -> None:
    sales.issued(desk, "I-1", 1100, name="Due Today", day=TODAY - timedelta(days=30))
    sales.issued(desk, "I-2", 1100, name="Late", day=LATE)
    paid = sales.issued(desk, "I-3", 1100, name="Paid", day=LATE)
    sales.received(desk, 1100, (paid, 1100), name="Paid")
    assert set(rows(desk, ContactList.OWING)) == {"Due Today", "Late"}
    assert set(rows(desk, ContactList.OVERDUE)) == {"Late"}
    assert set(rows(desk, ContactList.IN_CREDIT)) == set()
    assert rows(desk)["Paid"].standing.receivable == ()


def test_credit_is_told_even_where_as_much_is_owed(desk: Desk) -> None:
    sales.issued(desk, "I-1", 1100, name="Even", day=SOON)
    sales.received(desk, 1100, name="Even")
    sales.issued(desk, "C-1", 550, name="Noted", kind=InvoiceKind.CREDIT_NOTE)
    assert set(rows(desk, ContactList.IN_CREDIT)) == {"Even", "Noted"}
    even, noted = rows(desk)["Even"].standing, rows(desk)["Noted"].standing
    assert (even.receivable, even.credit) == ((), True)
    assert noted.receivable == (Money(-550, "AUD"),)
    assert set(rows(desk, ContactList.OWING)) == {"Even"}


def test_who_was_put_away_is_on_no_list_of_those_at_work(desk: Desk) -> None:
    sales.received(desk, 1100, name="Gone")
    contact = sales.customer(desk, "Gone")
    ContactService(desk).archive(contact.id)
    assert set(rows(desk, ContactList.IN_CREDIT)) == set()
    listing = ContactListing(desk)
    assert listing.list_of(contact.id) is ContactList.ARCHIVED
    assert listing.list_of(sales.customer(desk, "Here").id) is ContactList.ALL


@dataclass(frozen=True)
class Sold:
    """An invoice or credit note of somebody, how much of it is settled, and money of his that came besides."""

    who: str
    kind: InvoiceKind
    day: date
    currency: str
    amount: int
    settled: float
    besides: int


sold = st.builds(
    Sold,
    st.sampled_from(["Ann", "Bob", "Cy"]),
    st.sampled_from(InvoiceKind),
    st.sampled_from([LATE, SOON]),
    st.sampled_from(["AUD", "EUR"]),
    st.integers(2, 5_000),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0, 0, 700]),
)


@settings(max_examples=12)
@given(st.lists(sold, max_size=5))
def test_how_each_stands_is_what_the_slow_definition_says(stories: list[Sold]) -> None:
    with desk_with([]) as (desk, _):
        for number, one in enumerate(stories):
            _tell(desk, number, one)
        found = rows(desk)
        with desk.books.query() as session:
            for contact in session.scalars(select(Contact)):
                owed = [money for _, money in sorted(owed_by(session, contact.id).items()) if money]
                assert found[contact.name].standing.receivable == tuple(owed)
        assert set(rows(desk, ContactList.OVERDUE)) == {name for name, row in found.items() if row.standing.overdue}
        assert set(rows(desk, ContactList.IN_CREDIT)) == {name for name, row in found.items() if row.standing.credit}
        assert set(rows(desk, ContactList.OVERDUE)) <= set(rows(desk, ContactList.OWING))


def _tell(desk: Desk, number: int, one: Sold) -> None:
    rate = None if one.currency == "AUD" else "1.6"
    made = sales.issued(
        desk, f"I-{number}", one.amount, name=one.who, kind=one.kind, currency=one.currency, rate=rate, day=one.day
    )
    paid = int(one.amount * one.settled)
    if one.kind is InvoiceKind.INVOICE and paid and one.currency == "AUD":
        sales.received(desk, paid, (made, paid), name=one.who)
    if one.besides:
        sales.received(desk, one.besides, name=one.who)
