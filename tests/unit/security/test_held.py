"""What people were certified to be at a moment: roles, keys of the time, and what waited for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bookdesk.core.errors import NotAllowed
from bookdesk.models.actions import Action
from bookdesk.security.clients import add_client
from bookdesk.security.members import add_user, grant_client, remove_user, renew_user, revoke_client
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.permits import require_counting
from bookdesk.security.practice import OpenPractice
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import Permission, Role
from tests.support.firm import BEN, DELI, KOALA, NOON, OWNER, STAPLE, Firm

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLEO, NEW = "Cleo", passphrase_from("otter violet granite hush")


def go_to(firm: Firm, instant: datetime, practice: OpenPractice | None = None) -> None:
    """Let time pass; who has the practice open proves anew who he is."""
    firm.clock.advance((instant - firm.clock.now()).total_seconds())
    if practice is not None:
        practice.step_up.proved()


def approves(practice: OpenPractice, name: str, at: datetime, client: str = KOALA.name) -> bool:
    user, client_id = practice.file.user_named(name.casefold()).id, practice.client(client).client_id
    return practice.trusted.counts(user, Permission.APPROVE, client_id, at)


def test_a_role_counts_from_when_it_was_certified_until_it_is_taken(staffed: Firm) -> None:
    with staffed.open() as practice:
        go_to(staffed, NOON + HOUR, practice)
        change_roles(practice, BEN, [Role.BOOKKEEPER])
        go_to(staffed, NOON + 2 * HOUR, practice)
        change_roles(practice, BEN, [Role.APPROVER])
        counted = [approves(practice, BEN, NOON + at * HOUR) for at in (-1, 0, 0.5, 1, 1.5, 2, 3)]
        assert counted == [False, True, True, False, False, True, True]
        assert not approves(practice, BEN, NOON, DELI.name), "he could not open that client"


def test_a_role_for_one_client_its_end_and_who_left(staffed: Firm) -> None:
    with staffed.open() as practice:
        go_to(staffed, NOON + HOUR, practice)
        grant_client(practice, KOALA.name, BEN, [Role.READER])
        grant_client(practice, DELI.name, BEN, [Role.APPROVER], NOON + 3 * HOUR)
        assert [approves(practice, BEN, NOON + at * HOUR) for at in (0.5, 1.5)] == [True, False]
        assert [approves(practice, BEN, NOON + at * HOUR, DELI.name) for at in (0, 2, 3)] == [False, True, False]
        go_to(staffed, NOON + 2 * HOUR, practice)
        revoke_client(practice, DELI.name, BEN, rotate=False)
        assert not approves(practice, BEN, NOON + 2.5 * HOUR, DELI.name)
        grant_client(practice, KOALA.name, BEN, [Role.APPROVER])
        go_to(staffed, NOON + 4 * HOUR, practice)
        remove_user(practice, BEN, rotate=False)
        assert [approves(practice, BEN, NOON + at * HOUR) for at in (3, 4, 5)] == [True, False, False]


def test_a_signature_counts_by_the_key_of_its_time(staffed: Firm) -> None:
    said = {"what": "all of it"}
    with staffed.open(BEN, STAPLE) as ben:
        old = ben.signer.sign("test", said)
    with staffed.open() as practice:
        go_to(staffed, NOON + HOUR, practice)
        renew_user(practice, BEN, NEW)
    with staffed.open(BEN, NEW.reveal().decode()) as ben:
        new, who, trusted = ben.signer.sign("test", said), ben.user.id, ben.trusted
    early, late = NOON + HOUR / 2, NOON + 2 * HOUR
    assert trusted.verify(who, "test", said, old)
    assert trusted.verify(who, "test", said, new)
    assert [trusted.verify(who, "test", said, old, at=at) for at in (early, late)] == [True, False]
    assert [trusted.verify(who, "test", said, new, at=at) for at in (early, late)] == [False, True]


def test_keys_that_another_made_wait_a_day_for_money_and_not_for_work(staffed: Firm) -> None:
    added = NOON + 3 * DAY
    go_to(staffed, added)
    with staffed.open() as practice:
        add_user(practice, CLEO, [Role.APPROVER, Role.BOOKKEEPER], NEW, [KOALA.name])
        assert [approves(practice, CLEO, added + at) for at in (HOUR, DAY - HOUR, DAY)] == [False, False, True]
        assert approves(practice, BEN, added), "who was here before waits for nothing"
        settles = {name: practice.rights.settles(practice.file.user_named(name).id) for name in ("cleo", "ben")}
        assert settles == {"cleo": added + DAY, "ben": None}
        rita = add_user(practice, "Rita", [Role.READER], passphrase_from("nimbus walnut fjord copper"))
        assert practice.rights.settles(rita.id) is None, "who only reads waits for nothing"
    with staffed.open(CLEO, NEW.reveal().decode()) as practice:
        rights, koala = practice.rights, practice.client(KOALA.name).client_id
        rights.require(koala, Action.BILL_EDITED)
        with pytest.raises(NotAllowed, match="keys that another made for him") as refused:
            rights.require(koala, Action.BILL_APPROVED)
        assert "2026-07-04 12:00 UTC" in str(refused.value)
        assert "another owner" in refused.value.remedy
        go_to(staffed, added + DAY, practice)
        rights.require(koala, Action.BILL_APPROVED)


def test_new_keys_wait_too_and_so_do_those_of_the_recovery_sheet(staffed: Firm) -> None:
    for days, opening in ((3, staffed.open), (6, staffed.recover)):
        renewed = NOON + days * DAY
        go_to(staffed, renewed)
        with opening() as practice:
            assert approves(practice, BEN, renewed - HOUR)
            renew_user(practice, BEN, NEW)
            assert [approves(practice, BEN, renewed + at) for at in (HOUR, DAY)] == [False, True]


def test_another_owner_ends_the_waiting_but_neither_he_who_made_the_keys_nor_a_newcomer(staffed: Firm) -> None:
    with staffed.open() as practice:
        change_roles(practice, BEN, [Role.OWNER, Role.APPROVER])
    added = NOON + 3 * DAY
    go_to(staffed, added)
    roles, dora = [Role.APPROVER, Role.PAYER], passphrase_from("nimbus walnut fjord copper")
    with staffed.open() as practice:
        add_user(practice, CLEO, roles, NEW, [KOALA.name])
        change_roles(practice, CLEO, roles)
        assert not approves(practice, CLEO, added)
        add_user(practice, "Dora", [Role.OWNER], dora)
    with staffed.open("Dora", dora.reveal().decode()) as practice:
        change_roles(practice, CLEO, roles)
    with staffed.open() as practice:
        assert not approves(practice, CLEO, added), "two newcomers do not vouch for each other"
    with staffed.open(BEN, STAPLE) as practice:
        change_roles(practice, CLEO, roles)
        assert approves(practice, CLEO, added)


def test_a_role_from_a_newcomer_is_as_one_gave_it_oneself(staffed: Firm) -> None:
    dora = passphrase_from("nimbus walnut fjord copper")
    with staffed.open() as practice:
        change_roles(practice, OWNER, [Role.OWNER, Role.BOOKKEEPER])
        go_to(staffed, NOON + 3 * DAY, practice)
        add_user(practice, "Dora", [Role.OWNER], dora)
    with staffed.open("Dora", dora.reveal().decode()) as practice:
        change_roles(practice, OWNER, [Role.OWNER, Role.APPROVER])
    with staffed.open() as practice:
        now = staffed.clock.now()
        assert [approves(practice, OWNER, now + at) for at in (HOUR, DAY)] == [False, True]


def test_a_clock_that_is_put_back_ends_no_waiting(staffed: Firm) -> None:
    with staffed.open() as practice:
        change_roles(practice, OWNER, [Role.OWNER])
        change_roles(practice, OWNER, [Role.OWNER, Role.APPROVER])
        staffed.clock.instant -= 2 * DAY
        practice.refresh()
        waiting = practice.rights.waiting()
        with pytest.raises(NotAllowed):
            require_counting(practice.roles(), waiting, Action.BILL_APPROVED, staffed.clock.now())


def test_a_clock_put_back_while_one_gives_oneself_a_role_shortens_nothing(staffed: Firm) -> None:
    """Nor where the last certificate is long past: the practice's history knows what time it was, whoever wrote it."""
    with staffed.open() as practice:
        go_to(staffed, NOON + 9 * DAY, practice)
        add_client(practice, replace(DELI, name="Corner Deli"))  # the practice goes on for nine days
        go_to(staffed, NOON + 2 * DAY, practice)
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER])
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER, Role.PAYER])
        owner, koala = practice.user.id, practice.client(KOALA.name).client_id
        for back in (NOON + 9 * DAY + HOUR, NOON + 10 * DAY - HOUR):
            go_to(staffed, back)
            assert not practice.trusted.counts(owner, Permission.RELEASE_RUN, koala, back)
            with pytest.raises(NotAllowed, match="gave himself a role"):
                practice.rights.require(koala, Action.RUN_RELEASED)
        go_to(staffed, NOON + 10 * DAY)
        assert practice.trusted.counts(owner, Permission.RELEASE_RUN, koala, NOON + 10 * DAY)
        practice.rights.require(koala, Action.RUN_RELEASED)


def test_a_clock_that_once_ran_ahead_lets_nobody_wait_for_it(staffed: Firm) -> None:
    with staffed.open() as practice:
        go_to(staffed, NOON + 365 * DAY, practice)
        add_client(practice, replace(DELI, name="Corner Deli"))  # by a clock that is a year ahead
        go_to(staffed, NOON + 2 * DAY, practice)
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER])
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER, Role.PAYER])
        koala = practice.client(KOALA.name).client_id
        with pytest.raises(NotAllowed, match="gave himself a role"):
            practice.rights.require(koala, Action.RUN_RELEASED)
        go_to(staffed, NOON + 3 * DAY)
        practice.rights.require(koala, Action.RUN_RELEASED)
