"""A contact is shown in full, added, changed, put away and taken back; what is wrong is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.contacts.fields import SETTERS
from bookdesk.contacts.service import ContactService
from bookdesk.core.errors import BookDeskError, Conflict, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import Provenance, WayOfPayment
from bookdesk.models.bill import BillKind, BillStatus
from bookdesk.models.contact import Terms
from bookdesk.store.desk import Desk
from bookdesk.store.history import history_of
from bookdesk.store.undo import undo
from tests.support.books import client_desk, supplier
from tests.support.owed import Owed, enter

BILL, CREDIT = BillKind.BILL, BillKind.CREDIT_NOTE
OF_CUSTOMERS = {
    *("kind", "attention", "phone", "language", "zone", "grace_days", "reminders", "sales_account", "sales_tax_code"),
    *("buyer_reference", "electronic_address", "reminder_email", "notes"),
}
NEW = {
    "name": "  Coast  Linen ",
    "tax_id": "51 824 753 556",
    "email": "accounts@coast-linen.example",
    "street": "1 Bean St",
    "city": "Fremantle",
    "postcode": "6160",
    "country": "au",
    "currency": "aud",
    "terms": "net 14",
    "way_of_payment": "direct_debit",
    "default_account": "6-0500",
    "default_tax_code": "GST",
}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def contacts(desk: Desk) -> ContactService:
    return ContactService(desk)


def test_a_contact_is_kept_as_it_was_written_and_checked(contacts: ContactService) -> None:
    made = contacts.add(NEW)
    assert made == contacts.show(made.id)
    assert (made.name, made.tax_id, made.country, made.currency) == ("Coast Linen", "51824753556", "AU", "AUD")
    assert (made.terms, made.terms_days, made.way_of_payment) == (Terms.NET, 14, WayOfPayment.DIRECT_DEBIT)
    assert (made.default_account, made.default_tax_code, made.supplier, made.customer) == ("6-0500", "GST", True, False)
    assert made.default_account_name
    assert (made.origin, made.archived, made.accounts) == (None, False, ())


def test_every_field_can_be_changed_and_all_but_the_name_and_the_kinds_emptied(contacts: ContactService) -> None:
    made = contacts.add(NEW)
    assert set(NEW) | {"supplier", "customer", "terms_days"} | OF_CUSTOMERS == set(SETTERS)
    changed = contacts.edit(
        made.id,
        {
            "name": "Coast Linen Hire",
            "customer": "yes",
            "supplier": "no",
            "email": "pay@coast.example",
            "terms": "month end 10",
            "default_tax_code": "FRE",
        },
    )
    assert (changed.name, changed.customer, changed.supplier) == ("Coast Linen Hire", True, False)
    assert (changed.terms, changed.terms_days, changed.version) == (Terms.MONTH_END, 10, made.version + 1)
    emptied = contacts.edit(
        made.id, dict.fromkeys(SETTERS.keys() - {"name", "supplier", "customer", "kind", "reminders"}, "")
    )
    kept = {"id", "name", "version", "supplier", "customer", "archived", "accounts", "kind", "reminders", "grace_days"}
    assert [name for name in emptied.__slots__ if getattr(emptied, name) is not None and name not in kept] == []


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"name": " "}, "needs a name"),
        ({"email": "coast.example"}, "no mail address"),
        ({"email": "a@b.example, c@d.example"}, "no mail address"),
        ({"email": f"a@{'b' * 250}.example"}, "no mail address"),
        ({"tax_id": "51824753557"}, "no ABN"),
        ({"country": "IE"}, "no VAT id of IE"),
        ({"country": "XX"}, "no country"),
        ({"country": "Australia"}, "no country"),
        ({"currency": "AUS"}, "no currency"),
        ({"terms": "soon"}, "no kind of terms"),
        ({"terms": "net 400"}, "no terms"),
        ({"terms": "next 0"}, "no terms"),
        ({"terms_days": "a"}, "no number of days"),
        ({"terms_days": ""}, "half of the terms"),
        ({"way_of_payment": "barter"}, "no way of payment"),
        ({"default_account": "9-9999"}, "no account"),
        ({"default_tax_code": "VAT"}, "no tax code"),
        ({"supplier": "no"}, "a supplier, a customer or both"),
        ({"supplier": "perhaps"}, "neither yes nor no"),
        ({"origin": "xero"}, "cannot be set"),
        ({"archived": "yes"}, "cannot be set"),
        ({}, "Nothing to change"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_of_it_is_kept(
    contacts: ContactService, said: dict[str, str], refused: str
) -> None:
    made = contacts.add(NEW)
    with pytest.raises(BookDeskError, match=refused) as met:
        contacts.edit(made.id, {"city": "Perth", **said} if said else {})
    assert met.value.remedy
    assert contacts.show(made.id) == made


def test_a_name_is_given_once(contacts: ContactService) -> None:
    made = contacts.add({"name": "Ärztehaus Köln", "customer": "yes"})
    assert (made.customer, made.supplier) == (True, False)
    with pytest.raises(Conflict, match="ÄRZTEHAUS KÖLN already"):
        contacts.add({"name": "ÄRZTEHAUS KÖLN"})
    assert contacts.edit(made.id, {"name": "ärztehaus köln"}).name == "ärztehaus köln"
    with pytest.raises(InputError, match="needs a name"):
        contacts.add({"city": "Perth"})


def test_a_tax_code_is_for_the_side_the_contact_is_on(contacts: ContactService) -> None:
    with pytest.raises(InputError, match="GSTI is for sales"):
        contacts.add({"name": "Coast Linen", "default_tax_code": "GSTI"})
    both = contacts.add({"name": "Coast Linen", "supplier": "yes", "customer": "yes", "default_tax_code": "GSTI"})
    with pytest.raises(InputError, match="GSTI is for sales"):
        contacts.edit(both.id, {"customer": "no"})
    with pytest.raises(InputError, match="GST is for purchases"):
        contacts.edit(both.id, {"supplier": "no", "default_tax_code": "GST"})
    assert contacts.edit(both.id, {"customer": "no", "default_tax_code": "FRE"}).default_tax_code == "FRE"


def test_a_stale_change_is_refused_with_both_values(contacts: ContactService) -> None:
    made = contacts.add(NEW)
    contacts.edit(made.id, {"city": "Perth"}, version=made.version)
    with pytest.raises(Conflict, match="city was Fremantle, now Perth"):
        contacts.edit(made.id, {"city": "Sydney"}, version=made.version)


def test_what_was_changed_is_taken_back_by_undo(desk: Desk, contacts: ContactService) -> None:
    made = contacts.add(NEW)
    contacts.edit(made.id, {"city": "Perth", "tax_id": ""})
    with desk.books.query() as session:
        added, edited = history_of(session, "contact", made.id)
    assert edited.reason == "city=Perth, tax_id="
    undo(desk.books, edited.id, actor=desk.actor)
    again = contacts.show(made.id)
    assert (again.city, again.tax_id) == ("Fremantle", "51824753556")
    undo(desk.books, added.id, actor=desk.actor)
    with pytest.raises(NotFound):
        contacts.show(made.id)


def test_a_contact_with_something_open_is_not_put_away(desk: Desk, contacts: ContactService) -> None:
    foods = supplier(desk, "Harbour Foods").id
    enter(desk, [Owed(BILL, BillStatus.APPROVED, "any", 100, 3, parts=(10,))], [foods])
    assert contacts.archive(foods).archived
    assert not contacts.restore(foods).archived
    for status in (BillStatus.DRAFT, BillStatus.REVIEWED):
        enter(desk, [Owed(BILL, status, "any", 100, 3)], [foods])
        with pytest.raises(RuleBroken, match=r"Harbour Foods has \d bills? that"):
            contacts.archive(foods)


def test_bank_accounts_and_open_documents_are_shown_with_a_contact(desk: Desk, contacts: ContactService) -> None:
    foods = supplier(desk, "Harbour Foods").id
    (account,) = contacts.show(foods).accounts
    assert (account.shown, account.holder, account.provenance) == (
        "062-000 12345678",
        "Harbour Foods",
        Provenance.TAKEN_OVER,
    )
    assert (account.confirmed_by, account.archived) == (None, False)
    approved = BillStatus.APPROVED
    enter(
        desk,
        [
            Owed(BILL, approved, "any", 500, None),
            Owed(BILL, approved, "any", 400, 9, parts=(5,)),
            Owed(CREDIT, approved, "any", 300, 2, used=(3,), on_hold=True),
            Owed(BILL, approved, "any", 200, 1, parts=(10,)),
            Owed(BILL, BillStatus.DRAFT, "any", 100, 1),
        ],
        [foods],
    )
    found = contacts.open_documents(foods)
    assert [(one.number, one.kind, one.open) for one in found] == [
        ("INV-002", CREDIT, Money(210, "AUD")),
        ("INV-001", BILL, Money(200, "AUD")),
        ("INV-000", BILL, Money(410, "AUD")),
    ]
    assert found[0].on_hold
    assert found[1].due_date == date(2026, 7, 10)


def test_notes_keep_their_lines_and_show_nothing_that_cannot_be_seen(contacts: ContactService) -> None:
    made = contacts.add({**NEW, "notes": "\n Closed in  January\r\nAsk for \u202eoJ\u200b \n\n"})
    assert made.notes == "Closed in January\nAsk for oJ"
    with pytest.raises(InputError, match="notes have 9000 letters"):
        contacts.edit(made.id, {"notes": "x" * 9000})
    assert contacts.edit(made.id, {"notes": ""}).notes is None


def test_a_note_is_added_above_the_others_with_its_day_and_held_against_the_version(contacts: ContactService) -> None:
    made = contacts.add({**NEW, "notes": "Closed in January"})
    noted = contacts.note(made.id, " promised  by phone\nto pay ", version=made.version)
    assert noted.notes == "2026-07-01: promised by phone to pay\nClosed in January"
    with pytest.raises(Conflict):
        contacts.note(made.id, "again", version=made.version)
    with pytest.raises(InputError, match="empty"):
        contacts.note(made.id, " \u200b ")
