"""Roles and the separations of duty: read as a table, held as properties."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError, NotAllowed
from bookdesk.security.roles import (
    FOUNDER,
    PERMISSIONS,
    Permission,
    Role,
    parse_roles,
    permitted,
    require,
    require_other_approver,
    require_other_confirmer,
    require_other_releaser,
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
        (Permission.MANAGE_USERS, {Role.OWNER}),
        (Permission.MANAGE_CLIENTS, {Role.OWNER}),
        (Permission.EDIT_LIMITS, {Role.OWNER}),
        (Permission.EXPORT, {Role.OWNER, Role.AUDITOR}),
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
    with pytest.raises(NotAllowed):
        require_other_approver("founder", creator="founder", last_editor=None)


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
    if approver in (creator, editor):
        with pytest.raises(NotAllowed):
            require_other_approver(approver, creator=creator, last_editor=editor)
    else:
        require_other_approver(approver, creator=creator, last_editor=editor)


@given(names, st.none() | names)
def test_nobody_confirms_bank_details_he_proposed(confirmer: str, proposer: str | None) -> None:
    if confirmer == proposer:
        with pytest.raises(NotAllowed):
            require_other_confirmer(confirmer, proposer=proposer)
    else:
        require_other_confirmer(confirmer, proposer=proposer)


@given(names, st.sets(names), st.sets(names))
def test_confirmers_and_sole_approvers_do_not_release(releaser: str, confirmers: set[str], sole: set[str]) -> None:
    if releaser in confirmers | sole:
        with pytest.raises(NotAllowed):
            require_other_releaser(releaser, payee_confirmers=confirmers, sole_approvers=sole)
    else:
        require_other_releaser(releaser, payee_confirmers=confirmers, sole_approvers=sole)


def test_roles_are_read_from_words() -> None:
    assert parse_roles([" Payer", "approver", "payer"]) == (Role.APPROVER, Role.PAYER)
    for words in (["boss"], [], ["owner", "boss"]):
        with pytest.raises(InputError, match=r"not a role|No role"):
            parse_roles(words)
