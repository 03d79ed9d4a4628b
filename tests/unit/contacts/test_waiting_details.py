"""Bank details that wait for a second person, beside those that were confirmed before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bookdesk.contacts.details import PayeeBankAccount
from bookdesk.contacts.service import ContactService
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.core.vocabulary import BankScheme
from bookdesk.models.history import Actor
from bookdesk.payments.payees import PayeeService
from bookdesk.store.desk import Desk
from tests.support.books import client_desk, supplier


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as opened:
        yield opened


def as_(desk: Desk, name: str) -> PayeeService:
    return PayeeService(replace(desk, actor=Actor(UserId(name), DeviceId("desk-1"))))


def enter(desk: Desk, contact_id: str, number: str) -> None:
    as_(desk, "eve").enter(contact_id, BankDetails(BankScheme.BSB, routing="062000", account_number=number))


def account(desk: Desk, contact_id: str) -> PayeeBankAccount:
    (found,) = ContactService(desk).show(contact_id).accounts
    return found


def test_details_that_wait_stand_beside_those_that_were_confirmed(desk: Desk) -> None:
    foods = supplier(desk, "Harbour Foods").id
    assert account(desk, foods).before is None, "nobody confirmed another"
    as_(desk, "zoe").confirm(foods, "called Jo on 02 9999 1111")
    for number in ("5555555", "7777777"):
        enter(desk, foods, number)
    shown = account(desk, foods)
    assert (shown.shown, shown.before, shown.edited_by) == ("062-000 7777777", "062-000 12345678", "eve")
    enter(desk, foods, "12345678")
    assert account(desk, foods).before is None, "it is the same again"
    as_(desk, "zoe").confirm(foods, "called Jo on 02 9999 1111")
    assert account(desk, foods).before is None


def test_details_that_replace_none_stand_alone(desk: Desk) -> None:
    foods = supplier(desk, "Harbour Foods").id
    enter(desk, foods, "7777777")
    assert account(desk, foods).before is None
