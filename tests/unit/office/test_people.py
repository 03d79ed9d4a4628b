from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bookdesk.core.errors import Locked, NotAllowed, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.progress import Silent
from bookdesk.office.newclient import start_books
from bookdesk.office.opened import Office
from bookdesk.office.people import (
    NewMember,
    Wish,
    add_member,
    finish_keys,
    give_client,
    give_roles,
    limit_of,
    new_passphrase,
    remove_member,
    renew_member,
    set_limit,
    staff,
    take_client,
)
from bookdesk.security.members import remove_user
from bookdesk.security.roles import Role
from bookdesk.security.strength import Strength, judge
from tests.support.firm import BEN, DELI, KOALA, OWNER, STAPLE, Firm
from tests.support.window import new_firm

NEW = "zwei rote Schuhe im Schnee"


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    return new_firm(tmp_path / "home")


@pytest.fixture
def office(firm: Firm) -> Iterator[Office]:
    with firm.open() as practice:
        yield Office(practice, firm.clock)


def by_name(office: Office, name: str) -> str:
    return next(one.id for one in staff(office).members if one.name == name)


def client(office: Office, name: str) -> str:
    return next(one.client_id for one in office.clients() if one.name == name)


def test_who_works_here_and_who_may_open_what_is_seen_as_one(office: Office) -> None:
    seen = staff(office)
    assert [(one.name, one.active, one.is_me, one.clients) for one in seen.members] == [
        (OWNER, True, True, 2),
        (BEN, True, False, 1),
    ]
    assert seen.may_change
    assert [one.name for one in seen.clients] == [DELI.name, KOALA.name]
    assert [len(one.access) for one in seen.clients] == [1, 2]
    assert seen.clients[0].lacking[0] == f"Nobody can approve what {OWNER} entered."
    assert seen.clients[1].lacking == ()
    assert [one.here for one in seen.computers] == [True]
    ben = by_name(office, BEN)
    assert [(one.name, access.roles, access.own_roles) for one, access in seen.of(ben)] == [
        (KOALA.name, (Role.APPROVER,), False)
    ]


def test_who_owns_nothing_sees_what_he_may_open_and_changes_nothing(firm: Firm) -> None:
    with firm.open(BEN, STAPLE) as practice:
        office = Office(practice, firm.clock)
        seen = staff(office)
        assert not seen.may_change
        assert [one.name for one in seen.clients] == [KOALA.name]
        with pytest.raises(NotAllowed):
            give_roles(office, by_name(office, BEN), [Role.OWNER])


def test_somebody_is_added_with_roles_and_clients_and_enters(office: Office, firm: Firm) -> None:
    koala = client(office, KOALA.name)
    cleo = add_member(office, NewMember("Cleo", (Role.BOOKKEEPER,), NEW, (koala,)))
    member = staff(office).member(cleo)
    assert member is not None
    assert (member.roles, member.clients) == ((Role.BOOKKEEPER,), 1)
    office.close()
    with firm.open("Cleo", NEW) as practice:
        assert [one.name for one in practice.clients() if one.name] == [KOALA.name]


def test_a_client_is_given_with_roles_for_it_until_a_day_and_taken_away_again(office: Office) -> None:
    ben, deli = by_name(office, BEN), client(office, DELI.name)
    give_client(office, Wish(ben, deli, (Role.READER,), date(2026, 7, 31)))
    served = staff(office).client(deli)
    assert served is not None
    access = served.access[ben]
    assert (access.roles, access.own_roles, access.until) == ((Role.READER,), True, date(2026, 7, 31))
    give_client(office, Wish(ben, deli))
    again = staff(office).client(deli)
    assert again is not None
    assert (again.access[ben].roles, again.access[ben].until) == ((Role.APPROVER,), None)
    assert take_client(office, ben, deli, Silent()).finished
    assert not staff(office).old_keys
    gone = staff(office).client(deli)
    assert gone is not None
    assert ben not in gone.access


def test_nobody_takes_a_client_from_himself_nor_renews_his_own_keys(office: Office) -> None:
    me, deli = by_name(office, OWNER), client(office, DELI.name)
    with pytest.raises(NotAllowed, match="You would lose this client"):
        take_client(office, me, deli, Silent())
    with pytest.raises(RuleBroken, match="Nobody renews his own keys"):
        renew_member(office, me, NEW)


def test_who_lost_his_passphrase_gets_new_keys_and_keeps_his_clients(office: Office, firm: Firm) -> None:
    renew_member(office, by_name(office, BEN), NEW)
    office.close()
    with pytest.raises(Locked):
        firm.open(BEN, STAPLE)
    with firm.open(BEN, NEW) as practice:
        assert [one.name for one in practice.clients()] == [KOALA.name]


def test_who_is_removed_opens_nothing_any_more(office: Office, firm: Firm) -> None:
    remove_member(office, by_name(office, BEN), Silent())
    member = next(one for one in staff(office).members if one.name == BEN)
    assert (member.active, member.clients) == (False, 0)
    office.close()
    with pytest.raises(Locked):
        firm.open(BEN, STAPLE)


def test_keys_that_were_not_changed_yet_are_told_and_changed_later(office: Office) -> None:
    remove_user(office.practice, BEN, rotate=False)
    assert staff(office).old_keys
    assert finish_keys(office, Silent()).finished
    assert not staff(office).old_keys


def test_a_limit_belongs_to_a_person_at_a_client(office: Office) -> None:
    ben, koala = by_name(office, BEN), client(office, KOALA.name)
    with office.workspace(koala) as workspace:
        start_books(workspace)
    assert (limit_of(office, ben, koala).given, limit_of(office, ben, koala).currency) == (False, "AUD")
    set_limit(office, ben, koala, Money(500_00, "AUD"))
    assert limit_of(office, ben, koala).amount == Money(500_00, "AUD")
    set_limit(office, ben, koala, None)
    found = limit_of(office, ben, koala)
    assert (found.given, found.amount) == (True, None)


def test_made_passphrases_are_five_words_each_another_and_hard_to_guess() -> None:
    made = {new_passphrase() for _ in range(50)}
    assert len(made) == 50
    for one in made:
        assert re.fullmatch(r"([bdfghjklmnprstvz][aeiou][bdfghjklmnprstvz][aeiou] ?){5}", one)
        assert judge(one).strength >= Strength.GOOD
