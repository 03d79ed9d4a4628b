"""Rights as the certificates tell them: roles at the one door, grants that end, roles that wait a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookdesk.core.errors import Locked, NotAllowed
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.security.members import grant_client, revoke_client
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import SELF_GIVEN_WAITS, Role
from bookdesk.store.books import Books
from tests.support.firm import BEN, DELI, KOALA, NOON, OWNER, STAPLE, Firm

BEFORE = timedelta(minutes=1)


def begin(practice: OpenPractice, books: Books, action: Action, origin: Origin = Origin.PERSON) -> None:
    with books.change(action, "tried", actor=practice.actor, origin=origin):
        pass


def test_no_service_begins_what_the_role_does_not_carry(staffed: Firm) -> None:
    with staffed.open(BEN, STAPLE) as practice:
        books = practice.open_client(KOALA.name)
        begin(practice, books, Action.BILL_APPROVED)
        for action in (Action.BILL_EDITED, Action.RUN_RELEASED, Action.APPROVAL_RULES_EDITED):
            with pytest.raises(NotAllowed, match="This user may not"):
                begin(practice, books, action)
        begin(practice, books, Action.BILL_EDITED, Origin.JOB)
        with pytest.raises(NotAllowed), practice.file.change(Action.USER_EDITED, "tried", actor=practice.actor):
            pass


def test_a_role_for_one_client_holds_there_only(staffed: Firm) -> None:
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, BEN, [Role.READER])
        grant_client(practice, DELI.name, BEN)
    with staffed.open(BEN, STAPLE) as practice:
        begin(practice, practice.open_client(DELI.name), Action.BILL_APPROVED)
        with pytest.raises(NotAllowed):
            begin(practice, practice.open_client(KOALA.name), Action.BILL_APPROVED)


def test_a_grant_is_refused_after_its_end(staffed: Firm) -> None:
    until = NOON + timedelta(days=30)
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, BEN, [Role.AUDITOR], until)
        ben = practice.file.user_named("ben")
        assert practice.rights.until(ben, practice.client(KOALA.name).client_id) == until
        assert practice.client(KOALA.name).until is None
    with staffed.open(BEN, STAPLE) as practice:
        entry = practice.client(KOALA.name)
        assert (entry.until, entry.roles) == (until, (Role.AUDITOR,))
        with practice.using_client(entry.client_id):
            pass
        staffed.clock.advance((until - staffed.clock.now()).total_seconds())
        assert practice.clients() == ()
        assert practice.roles(entry.client_id) == ()
        for ask in (lambda: practice.client(entry.client_id), lambda: practice.open_client(KOALA.name)):
            with pytest.raises(Locked):
                ask()
        with pytest.raises(Locked, match="ended on 2026-07-30"), practice.using_client(entry.client_id):
            pass
        practice.refresh()
        with pytest.raises(Locked), practice.using_client(entry.client_id):
            pass
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, BEN, [Role.AUDITOR], staffed.clock.now() + timedelta(days=1))
    with staffed.open(BEN, STAPLE) as practice:
        assert [one.name for one in practice.clients()] == [KOALA.name]


def test_a_role_one_gave_oneself_for_a_client_waits_a_day_there(staffed: Firm) -> None:
    with staffed.open() as practice:
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER])
        grant_client(practice, KOALA.name, OWNER, [Role.OWNER, Role.APPROVER, Role.BOOKKEEPER])
        koala, deli = practice.open_client(KOALA.name), practice.open_client(DELI.name)
        begin(practice, deli, Action.BILL_APPROVED)  # a founding role, which nobody gave himself
        begin(practice, koala, Action.BILL_EDITED)
        with pytest.raises(NotAllowed, match="gave himself a role"):
            begin(practice, koala, Action.BILL_APPROVED)
        staffed.clock.advance((SELF_GIVEN_WAITS - BEFORE).total_seconds())
        with pytest.raises(NotAllowed):
            begin(practice, koala, Action.BILL_APPROVED)
        staffed.clock.advance(BEFORE.total_seconds())
        begin(practice, koala, Action.BILL_APPROVED)


def test_access_that_was_withdrawn_and_that_one_takes_again_waits_too(staffed: Firm) -> None:
    with staffed.open() as practice:
        revoke_client(practice, DELI.name, OWNER)
    with staffed.recover() as practice:
        grant_client(practice, DELI.name, OWNER)
    with staffed.open() as practice:
        books = practice.open_client(DELI.name)
        with pytest.raises(NotAllowed, match="gave himself a role"):
            begin(practice, books, Action.BILL_APPROVED)
        begin(practice, practice.open_client(KOALA.name), Action.BILL_APPROVED)
