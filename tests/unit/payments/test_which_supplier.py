"""A call to one supplier confirms nothing of another one whose name is alike."""

from __future__ import annotations

import pytest

from bookdesk.core.errors import NotFound
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.payments.payees import PayeeService, find_supplier
from tests.unit.payments.office import Office, details

CALLED = "called Jo on 02 9999 1111"


def add(office: Office, name: str) -> str:
    made = Contact(id=new_id(), name=name, supplier=True)
    with office.desk.books.change(Action.CONTACT_EDITED, "new", actor=office.desk.actor) as work:
        work.add(made)
        work.commit()
    return made.id


def found(office: Office, which: str) -> str:
    with office.desk.books.query() as session:
        return find_supplier(session, which).id


def test_two_of_the_same_name_are_confirmed_one_by_one(office: Office) -> None:
    first, second = office.suppliers["Bean Brothers"], add(office, "Bean Brothers")
    service = PayeeService(office.as_("carl"))
    for one in (first, second):
        PayeeService(office.desk).enter(one, details("062000 99999999"))
    with pytest.raises(NotFound, match="2 suppliers are called Bean Brothers") as refused:
        service.confirm("Bean Brothers", CALLED)
    assert first in refused.value.remedy
    assert second in refused.value.remedy
    assert {one.account.contact_id for one in service.payees(unconfirmed_only=True)} == {first, second}
    assert [one.account.contact_id for one in service.confirm(second, CALLED)] == [second]
    assert [one.account.contact_id for one in service.payees(unconfirmed_only=True)] == [first]


def test_a_part_of_the_name_is_enough_where_it_fits_one_only(office: Office) -> None:
    beans, stalk = office.suppliers["Bean Brothers"], add(office, "Beanstalk Ltd")
    assert (found(office, "bean bro"), found(office, "STALK"), found(office, "Beanstalk Ltd")) == (beans, stalk, stalk)
    with pytest.raises(NotFound, match="'bean' fits 2 suppliers: Bean Brothers, Beanstalk Ltd"):
        found(office, "bean")


def test_a_name_in_full_is_that_one_although_another_one_begins_with_it(office: Office) -> None:
    short = add(office, "Bean")
    assert found(office, "Bean") == short


@pytest.mark.parametrize("which", ["", "  ", "nobody"])
def test_nothing_and_nobody_is_no_supplier(office: Office, which: str) -> None:
    with pytest.raises(NotFound, match="No supplier is called"):
        found(office, which)


def test_a_refusal_names_five_of_many(office: Office) -> None:
    for number in range(7):
        add(office, f"Window Cleaner {number}")
    with pytest.raises(NotFound, match=r"fits 7 suppliers: Window Cleaner 0, .*, Window Cleaner 4 and 2 more"):
        found(office, "window")
