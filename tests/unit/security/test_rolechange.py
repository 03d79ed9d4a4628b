"""Roles of people who work here already: certified anew, the root key given and taken, an owner always left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookdesk.core.errors import InputError, NotAllowed, NotFound, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.security.clients import add_client
from bookdesk.security.members import grant_client
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import FOUNDER, SELF_GIVEN_WAITS, Role
from tests.support.firm import BEN, DELI, KOALA, OWNER, STAPLE, Firm


def test_new_roles_count_at_once_where_another_gave_them(staffed: Firm) -> None:
    with staffed.open() as practice:
        user = change_roles(practice, BEN, [Role.PAYER, Role.BOOKKEEPER])
        assert practice.roles_of(user) == (Role.BOOKKEEPER, Role.PAYER)
        assert user.root_box is None
    with staffed.open(BEN, STAPLE) as practice:
        assert practice.client(KOALA.name).roles == (Role.BOOKKEEPER, Role.PAYER)
        books = practice.open_client(KOALA.name)
        with books.change(Action.RUN_RELEASED, "tried", actor=practice.actor):
            pass
        with pytest.raises(NotAllowed), books.change(Action.BILL_APPROVED, "tried", actor=practice.actor):
            pass
        with pytest.raises(NotAllowed):
            change_roles(practice, BEN, [Role.OWNER])


def test_what_is_so_already_is_not_certified_again(staffed: Firm) -> None:
    with staffed.open() as practice:
        before = len(practice.file.certificates())
        change_roles(practice, BEN, [Role.APPROVER])
        assert len(practice.file.certificates()) == before


def test_a_new_owner_certifies_and_a_former_one_does_not(staffed: Firm) -> None:
    with staffed.open() as practice:
        change_roles(practice, BEN, [Role.OWNER])
    with staffed.open(BEN, STAPLE) as practice:
        change_roles(practice, OWNER, [Role.BOOKKEEPER])
        grant_client(practice, KOALA.name, BEN, [Role.REVIEWER])
    with staffed.open() as practice:
        assert practice.user.root_box is None
        with pytest.raises(NotAllowed):
            practice.authority()
        with pytest.raises(NotAllowed):
            change_roles(practice, OWNER, FOUNDER)


def test_one_owner_stays(staffed: Firm) -> None:
    with staffed.open() as practice:
        with pytest.raises(RuleBroken, match="is the only owner"):
            change_roles(practice, OWNER, [Role.BOOKKEEPER])
        with pytest.raises(InputError, match="No role is named"):
            change_roles(practice, BEN, [])
        with pytest.raises(NotFound):
            change_roles(practice, "Nobody", [Role.READER])
        change_roles(practice, BEN, [Role.OWNER])
        change_roles(practice, OWNER, [Role.BOOKKEEPER])
        assert practice.roles() == (Role.BOOKKEEPER,)


def test_a_role_an_owner_gives_himself_does_not_pay_for_a_day(staffed: Firm) -> None:
    with staffed.open() as practice:
        change_roles(practice, OWNER, [Role.OWNER])
        change_roles(practice, OWNER, FOUNDER)
        books = practice.open_client(DELI.name)
        for action in (Action.RUN_RELEASED, Action.BILL_APPROVED, Action.PAYEE_ACCOUNT_CONFIRMED):
            with (
                pytest.raises(NotAllowed, match="gave himself a role"),
                books.change(action, "tried", actor=practice.actor),
            ):
                pass
        with books.change(Action.BILL_EDITED, "tried", actor=practice.actor):
            pass
        add_client(practice, DELI.__class__("New Client", "IE", "EUR"))
        fresh = practice.open_client("New Client")
        with pytest.raises(NotAllowed), fresh.change(Action.BILL_APPROVED, "tried", actor=practice.actor):
            pass
    staffed.clock.advance(SELF_GIVEN_WAITS.total_seconds())
    with staffed.open() as practice:
        assert max(practice.rights.waiting().values()) == staffed.clock.now()
        books = practice.open_client(DELI.name)
        with books.change(Action.RUN_RELEASED, "tried", actor=practice.actor):
            pass


def test_the_recovery_key_gives_a_role_as_if_one_gave_it_oneself(staffed: Firm) -> None:
    with staffed.recover() as practice:
        change_roles(practice, BEN, [Role.APPROVER, Role.PAYER])
    with staffed.open(BEN, STAPLE) as practice:
        books = practice.open_client(KOALA.name)
        assert practice.rights.waiting() == {Role.PAYER: staffed.clock.now() + timedelta(days=1)}
        with books.change(Action.BILL_APPROVED, "tried", actor=practice.actor):
            pass
        with pytest.raises(NotAllowed), books.change(Action.RUN_RELEASED, "tried", actor=practice.actor):
            pass
