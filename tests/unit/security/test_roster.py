"""Who owns the practice and who works for a client: by certificate and by the rows of today."""

from __future__ import annotations

from datetime import timedelta

from bookdesk.security.members import grant_client, remove_user
from bookdesk.security.roles import Role
from tests.support.firm import BEN, DELI, KOALA, NOON, Firm


def test_owners_and_workers_are_told_by_certificates(staffed: Firm) -> None:
    with staffed.open() as practice:
        anna, ben = practice.user.id, practice.file.user_named("ben").id
        koala, deli = (practice.client(one.name).client_id for one in (KOALA, DELI))
        roster = practice.trusted
        assert roster.owns(anna)
        assert not roster.owns(ben)
        assert not roster.owns("nobody")
        assert not roster.owns(practice.file.recovery().id)
        assert roster.workers(koala) == {anna, ben}
        assert roster.workers(deli) == {anna}, "the recovery key works for nobody"


def test_who_only_looks_on_or_left_works_for_nobody(staffed: Firm) -> None:
    with staffed.open() as practice:
        anna, deli = practice.user.id, practice.client(DELI.name).client_id
        grant_client(practice, DELI.name, BEN, [Role.READER, Role.AUDITOR], NOON + timedelta(days=1))
        assert practice.trusted.workers(deli) == {anna}
        grant_client(practice, DELI.name, BEN, [Role.READER, Role.PAYER], NOON + timedelta(days=2))
        ben = practice.file.user_named("ben").id
        assert practice.trusted.workers(deli) == {anna, ben}
        staffed.clock.advance(timedelta(days=2).total_seconds())
        assert practice.trusted.workers(deli) == {anna}, "his time is up"
    with staffed.open() as practice:
        remove_user(practice, BEN)
        assert practice.trusted.workers(practice.client(KOALA.name).client_id) == {anna}


def test_a_grant_that_came_since_counts_as_of_somebody_who_works(staffed: Firm) -> None:
    with staffed.open() as practice:
        before, deli = practice.trusted, practice.client(DELI.name).client_id
        grant_client(practice, DELI.name, BEN, [Role.READER])
        assert len(before.workers(deli)) == 2, "what it is for is not known to whoever read before"
        assert len(practice.trusted.workers(deli)) == 1


def test_what_the_practice_has_seen_later_than_a_clock_that_was_put_back(staffed: Firm) -> None:
    day = timedelta(days=1)
    with staffed.open() as practice:
        assert practice.trusted.later_than(staffed.clock.now()) == ()
        for days in (3, 400):
            staffed.clock.instant = NOON + days * day
            practice.step_up.proved()
            grant_client(practice, DELI.name, BEN)
        later = practice.trusted.later_than
        assert later(NOON + day) == (NOON + 3 * day, NOON + 400 * day), "the newest of two weeks, and the newest"
        assert later(NOON + 3 * day) == (NOON + 400 * day,)
        assert later(NOON + 400 * day) == ()
