"""Lists of contacts: who is on them, how they are found, and what is owed to those that are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bookdesk.contacts.listing import ContactList, ContactListing, ContactOrder, ContactQuery, ContactRow
from bookdesk.contacts.service import ContactService
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settlements
from bookdesk.models.bill import Bill, BillKind, BillStatus, SettlementState
from bookdesk.models.contact import Contact
from bookdesk.payments.payees import PayeeService
from bookdesk.store.desk import Desk
from tests.support.books import as_ben, client_desk, supplier
from tests.support.owed import Owed, desk_with, enter, owed

_SETTLED = frozenset({SettlementState.PAID, SettlementState.OVERPAID})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        contacts = ContactService(opened)
        contacts.add({"name": "ärztehaus Köln", "country": "DE", "city": "Köln", "email": "info@praxis.example"})
        contacts.add({"name": "South Beach Yoga", "customer": "yes", "city": "Fremantle"})
        contacts.add({"name": "acme Both", "customer": "yes", "supplier": "yes", "way_of_payment": "card"})
        gone = contacts.add({"name": "Gone Fishing", "tax_id": "51824753556"})
        contacts.archive(gone.id)
        yield opened


def names(desk: Desk, query: ContactQuery) -> list[str]:
    return [row.name for row in shown(desk, query)]


def shown(desk: Desk, query: ContactQuery) -> tuple[ContactRow, ...]:
    view = ContactListing(desk).of(query)
    return tuple(view.rows(view.keys()))


def test_each_list_has_its_contacts_by_name_and_counts_them(desk: Desk) -> None:
    lists = {which: names(desk, ContactQuery(which)) for which in ContactList}
    assert lists == {
        ContactList.ALL: ["acme Both", "Cedar Cleaning", "Harbour Foods", "South Beach Yoga", "ärztehaus Köln"],
        ContactList.SUPPLIERS: ["acme Both", "Cedar Cleaning", "Harbour Foods", "ärztehaus Köln"],
        ContactList.CUSTOMERS: ["acme Both", "South Beach Yoga"],
        ContactList.OWING: [],
        ContactList.OVERDUE: [],
        ContactList.IN_CREDIT: [],
        ContactList.UNCONFIRMED: ["Cedar Cleaning", "Harbour Foods"],
        ContactList.ARCHIVED: ["Gone Fishing"],
    }
    listing = ContactListing(desk)
    assert dict(listing.counts(ContactList)) == {which: len(found) for which, found in lists.items()}
    assert [listing.count(which) for which in lists] == [len(found) for found in lists.values()]


def test_a_supplier_is_unconfirmed_until_a_second_person_confirms(desk: Desk) -> None:
    (row,) = shown(desk, ContactQuery(text="cedar"))
    assert (row.unconfirmed, row.default_account, row.terms_days) == (1, "6-0500", 30)
    PayeeService(as_ben(desk)).confirm("Cedar Cleaning", "called Jo on 02 9999 1111")
    (row,) = shown(desk, ContactQuery(text="cedar"))
    assert row.unconfirmed == 0
    assert names(desk, ContactQuery(ContactList.UNCONFIRMED)) == ["Harbour Foods"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ÄRZTE", {"ärztehaus Köln"}),
        ("köln praxis", {"ärztehaus Köln"}),
        ("fremantle", {"South Beach Yoga"}),
        ("5182", {"Harbour Foods"}),
        ("yoga köln", set()),
        ("%", set()),
    ],
)
def test_what_is_typed_finds_name_tax_number_mail_address_and_town(desk: Desk, text: str, found: set[str]) -> None:
    assert set(names(desk, ContactQuery(ContactList.ALL, text))) == found


@pytest.mark.parametrize("order", ContactOrder)
def test_every_order_shows_the_same_contacts_and_backwards_the_other_way(desk: Desk, order: ContactOrder) -> None:
    there = names(desk, ContactQuery(ContactList.ALL, order=order))
    assert sorted(there) == sorted(names(desk, ContactQuery(ContactList.ALL)))
    assert names(desk, ContactQuery(ContactList.ALL, order=order, descending=True)) == there[::-1]
    if order is ContactOrder.COUNTRY:
        assert there[-1] == "ärztehaus Köln"


def test_a_contact_is_found_by_its_key_and_one_that_is_gone_is_left_out(desk: Desk) -> None:
    listing, foods = ContactListing(desk), supplier(desk, "Harbour Foods")
    key = listing.key_of(foods.id)
    assert key is not None
    assert [(row.key, row.id) for row in listing.of(ContactQuery()).rows([99_999, key])] == [(key, foods.id)]
    assert listing.key_of("nobody") is None


@settings(max_examples=20)
@given(st.lists(owed, max_size=12))
def test_what_is_owed_is_what_the_slow_definition_says(bills: list[Owed]) -> None:
    with desk_with([]) as (desk, _):
        with desk.books.query() as session:
            ids = list(session.scalars(select(Contact.id).order_by(Contact.name)))
        made = enter(desk, bills, ids)
        with desk.books.query() as session:
            left = settlements(session, made)
        for row in shown(desk, ContactQuery()):
            his = [bill for bill in made if bill.contact_id == row.id and _is_open(bill, left[bill.id].state)]
            sums: dict[str, int] = {}
            for bill in his:
                sign = -1 if bill.kind is BillKind.CREDIT_NOTE else 1
                sums[bill.currency] = sums.get(bill.currency, 0) + sign * left[bill.id].open.minor
            assert row.owed == tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))
            assert row.open_documents == len(his)


def _is_open(bill: Bill, state: SettlementState) -> bool:
    return bill.status in (BillStatus.REVIEWED, BillStatus.APPROVED) and state not in _SETTLED
