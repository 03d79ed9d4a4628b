"""Roles and the separations of duty: read as a table, held as properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, NotAllowed
from bookdesk.security.roles import (
    FOUNDER,
    PERMISSIONS,
    SELF_GIVEN_WAITS,
    Given,
    Permission,
    ReleaseConflict,
    Role,
    approval_conflict,
    parse_roles,
    permitted,
    release_conflicts,
    require,
    require_any,
    require_other_confirmer,
    require_settled,
    waiting_roles,
)

role_sets = st.sets(st.sampled_from(Role))
names = st.sampled_from("abcd")


def test_every_role_has_its_row_and_every_permission_somebody() -> None:
    assert set(PERMISSIONS) == set(Role)
    assert set(Permission) == set().union(*PERMISSIONS.values())


@pytest.mark.parametrize(
    ("permission", "able"),
    [
        (Permission.APPROVE, {Role.APPROVER}),
        (Permission.RELEASE_RUN, {Role.PAYER}),
        (Permission.CONFIRM_PAYEE, {Role.REVIEWER, Role.APPROVER}),
        (Permission.CAPTURE, {Role.BOOKKEEPER, Role.REVIEWER}),
        (Permission.ASSEMBLE_RUN, {Role.BOOKKEEPER, Role.PAYER}),
        (Permission.MANAGE_USERS, {Role.OWNER}),
        (Permission.MANAGE_CLIENTS, {Role.OWNER}),
        (Permission.EDIT_LIMITS, {Role.OWNER}),
        (Permission.EXPORT, {Role.OWNER, Role.AUDITOR}),
        (Permission.ERASE, {Role.OWNER}),
        (Permission.VERIFY, set(Role)),
        (Permission.SEE, set(Role)),
    ],
)
def test_who_may_do_it(permission: Permission, able: set[Role]) -> None:
    assert {role for role in Role if permitted([role], permission)} == able


def test_an_owner_alone_does_no_bookkeeping_and_moves_no_money() -> None:
    for permission in (Permission.CAPTURE, Permission.APPROVE, Permission.RELEASE_RUN, Permission.EDIT_PAYEE):
        assert not permitted([Role.OWNER], permission)


def test_the_founder_can_work_alone_up_to_the_hard_conflicts() -> None:
    assert all(permitted(FOUNDER, permission) for permission in Permission)
    assert approval_conflict("founder", creator="founder", last_editor=None)


@given(role_sets, role_sets, st.sampled_from(Permission))
def test_more_roles_never_take_a_permission_away(some: set[Role], more: set[Role], permission: Permission) -> None:
    assert permitted(some, permission) <= permitted(some | more, permission)


@given(role_sets, st.sampled_from(Permission))
def test_a_refusal_names_the_roles_that_could(roles: set[Role], permission: Permission) -> None:
    if permitted(roles, permission):
        require(roles, permission)
        return
    with pytest.raises(NotAllowed) as refused:
        require(roles, permission)
    assert all(role in refused.value.remedy for role in Role if permission in PERMISSIONS[role])


@given(names, st.none() | names, st.none() | names)
def test_neither_creator_nor_last_editor_approves(approver: str, creator: str | None, editor: str | None) -> None:
    barred = approval_conflict(approver, creator=creator, last_editor=editor) is not None
    assert barred == (approver in (creator, editor))


@given(names, st.sets(names))
def test_nobody_confirms_bank_details_he_proposed(confirmer: str, proposers: set[str]) -> None:
    if confirmer in proposers:
        with pytest.raises(NotAllowed):
            require_other_confirmer(confirmer, proposers=proposers)
    else:
        require_other_confirmer(confirmer, proposers=proposers)
    require_other_confirmer(confirmer, proposers=proposers, alone=True)


@given(names, st.sets(names), st.sets(names), st.booleans(), st.sets(names))
def test_who_knows_an_account_does_not_release_to_it(
    releaser: str,
    editors: set[str],
    confirmers: set[str],
    first: bool,  # noqa: FBT001 - hypothesis hands it in
    alone: set[str],
) -> None:
    found = release_conflicts(
        releaser, editors=editors, confirmers=confirmers, first_payment=first, sole_approvers=alone
    )
    assert (ReleaseConflict.EDITED in found) == (releaser in editors)
    assert (ReleaseConflict.CONFIRMED in found) == (first and releaser in confirmers)
    assert (ReleaseConflict.APPROVED in found) == (releaser in alone)


def test_any_of_several_permissions_is_enough_and_none_means_nobody() -> None:
    require_any([Role.PAYER], [Permission.CAPTURE, Permission.RELEASE_RUN])
    with pytest.raises(NotAllowed, match="may not capture or edit") as refused:
        require_any([Role.READER], [Permission.RELEASE_RUN, Permission.CAPTURE])
    assert refused.value.remedy == "It needs one of these roles: bookkeeper, reviewer, payer."
    with pytest.raises(NotAllowed, match="Nobody does this by hand"):
        require_any(FOUNDER, [])


NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)
APPROVE = (Permission.APPROVE,)


def given_at(hours: int, *roles: Role, by_himself: bool = True) -> Given:
    return Given(frozenset(roles), NOON + timedelta(hours=hours), by_himself, frozenset(roles))


def test_a_role_one_gave_oneself_counts_after_a_day() -> None:
    found = waiting_roles({Role.OWNER}, [given_at(0, Role.OWNER, Role.APPROVER)])
    assert found == {Role.APPROVER: NOON + SELF_GIVEN_WAITS}
    roles = (Role.OWNER, Role.APPROVER)
    with pytest.raises(NotAllowed, match="before 2026-07-01 12:00 UTC"):
        require_settled(roles, found, APPROVE, NOON + SELF_GIVEN_WAITS - timedelta(seconds=1))
    require_settled(roles, found, APPROVE, NOON + SELF_GIVEN_WAITS)
    require_settled((*roles, Role.PAYER), found, (Permission.RELEASE_RUN,), NOON)


def test_another_owner_who_gives_the_role_or_vouches_for_it_ends_the_waiting() -> None:
    own = given_at(0, Role.OWNER, Role.APPROVER)
    assert waiting_roles({Role.OWNER}, [given_at(0, Role.OWNER, Role.APPROVER, by_himself=False)]) == {}
    assert waiting_roles({Role.OWNER}, [own, given_at(1, Role.OWNER, Role.APPROVER, by_himself=False)]) == {}


def test_who_names_no_role_vouches_for_none() -> None:
    own = given_at(0, Role.OWNER, Role.APPROVER)
    usual = Given(own.roles, NOON + timedelta(hours=1), by_himself=False)
    assert waiting_roles({Role.OWNER}, [own, usual]) == {Role.APPROVER: NOON + SELF_GIVEN_WAITS}


def test_giving_a_role_away_and_taking_it_again_begins_anew() -> None:
    steps = [given_at(0, Role.OWNER), given_at(1, Role.OWNER, Role.APPROVER)]
    assert waiting_roles({Role.OWNER, Role.APPROVER}, steps) == {Role.APPROVER: NOON + timedelta(hours=25)}


@given(
    role_sets,
    st.lists(st.builds(given_at, st.integers(0, 99), st.sampled_from(Role), by_himself=st.booleans()), max_size=6),
)
def test_only_what_he_holds_and_gave_himself_waits(before: set[Role], steps: list[Given]) -> None:
    found = waiting_roles(before, steps)
    own = {one.at + SELF_GIVEN_WAITS for one in steps if one.by_himself}
    assert set(found.values()) <= own
    assert set(found) <= (set(steps[-1].roles) if steps else set())


def test_roles_are_read_from_words() -> None:
    assert parse_roles([" Payer", "approver", "payer"]) == (Role.APPROVER, Role.PAYER)
    for words in (["boss"], [], ["owner", "boss"]):
        with pytest.raises(InputError, match=r"not a role|No role"):
            parse_roles(words)
