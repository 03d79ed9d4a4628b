"""The table over all acts: nothing is missing, nobody does more than the matrix of roles says."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import NotAllowed
from bookdesk.models.actions import Action
from bookdesk.office.answers import ANSWERS, How
from bookdesk.security.permits import FOUR_EYES, NEEDS, OF_THE_PRACTICE, require_action, require_counting
from bookdesk.security.roles import Permission, Role, permitted

NOON = datetime(2026, 6, 30, 12, tzinfo=UTC)

_WORK = {Role.BOOKKEEPER, Role.REVIEWER}
_OWNER = {Role.OWNER}
MATRIX: dict[Action, set[Role]] = {
    Action.DOCUMENT_CAPTURED: _WORK,
    Action.DOCUMENT_EDITED: _WORK,
    Action.DOCUMENT_MOVED_OUT: _WORK,
    Action.BILL_EDITED: _WORK,
    Action.BILL_REVIEWED: _WORK,
    Action.BILL_VOIDED: _WORK,
    Action.BILL_APPROVED: {Role.APPROVER},
    Action.BILL_REJECTED: {Role.APPROVER},
    Action.APPROVAL_RECEIVED: _WORK | {Role.APPROVER},
    Action.PAYEE_ACCOUNT_EDITED: _WORK,
    Action.PAYEE_ACCOUNT_CONFIRMED: {Role.REVIEWER, Role.APPROVER},
    Action.RUN_PROPOSED: {Role.BOOKKEEPER, Role.PAYER},
    Action.RUN_EDITED: {Role.BOOKKEEPER, Role.PAYER},
    Action.RUN_CANCELLED: {Role.BOOKKEEPER, Role.PAYER},
    Action.PAYMENT_RETURNED: {Role.BOOKKEEPER, Role.PAYER},
    Action.RUN_RELEASED: {Role.PAYER},
    Action.RUN_RECALLED: {Role.PAYER},
    Action.BANK_COMPARED: {Role.PAYER},
    Action.BANK_FILE_SAVED: {Role.BOOKKEEPER, Role.PAYER},
    Action.REPORT_SAVED: set(Role),
    Action.RECONCILED: _WORK,
    Action.PERIOD_LOCKED: _WORK,
    Action.LEDGER_MAPPED: _WORK,
    Action.CLIENT_CREATED: _WORK | _OWNER,
    Action.APPROVAL_RULES_EDITED: _OWNER,
    Action.SOLE_PRACTICE_EDITED: _OWNER,
    Action.USER_EDITED: _OWNER,
    Action.GRANT_EDITED: _OWNER,
    Action.CLIENT_REGISTERED: _OWNER,
    Action.DEVICE_WITHDRAWN: _OWNER,
    Action.KEYS_ROTATED: _OWNER,
    Action.CLIENT_ERASED: _OWNER,
    Action.CLIENT_RESTORED: _OWNER,
    Action.PURGED: _OWNER,
    Action.EXPORTED: {Role.OWNER, Role.AUDITOR},
    Action.DEVICE_REGISTERED: set(Role),
    Action.STEPPED_UP: set(Role),
    Action.UPGRADED: set(),
}


def test_every_act_is_in_the_table() -> None:
    assert set(NEEDS) == set(Action)


@pytest.mark.parametrize("action", MATRIX)
def test_who_may_do_what(action: Action) -> None:
    assert {role for role in Role if _allowed([role], action)} == MATRIX[action]


def test_an_act_that_is_not_known_is_refused() -> None:
    class Odd(StrEnum):
        THING = "odd thing"

    with pytest.raises(NotAllowed):
        require_action(tuple(Role), Odd.THING)


@pytest.mark.parametrize("role", [Role.READER, Role.AUDITOR])
def test_who_only_reads_changes_no_books(role: Role) -> None:
    able = {action for action in Action if _allowed([role], action)}
    own = {Action.DEVICE_REGISTERED, Action.SECOND_FACTOR_EDITED, Action.STEPPED_UP, Action.UNDONE}
    own |= {Action.REPORT_SAVED}  # that it was taken out, not the books
    assert able - own == ({Action.EXPORTED} if role is Role.AUDITOR else set())


def test_who_manages_the_practice_does_no_bookkeeping() -> None:
    able = {action for action in Action if _allowed([Role.OWNER], action)}
    money = {Action.BILL_APPROVED, Action.RUN_PROPOSED, Action.RUN_RELEASED, Action.PAYEE_ACCOUNT_EDITED}
    assert not able & (money | {Action.BILL_EDITED, Action.DOCUMENT_CAPTURED, Action.LINE_CODED})


@given(st.sets(st.sampled_from(Role)), st.sets(st.sampled_from(Role)), st.sampled_from(Action))
def test_more_roles_never_take_an_act_away(some: set[Role], more: set[Role], action: Action) -> None:
    assert _allowed(some, action) <= _allowed(some | more, action)


@pytest.mark.parametrize("action", [action for action in Action if ANSWERS[action].how is not How.NOT])
def test_whoever_may_do_an_act_may_take_it_back(action: Action) -> None:
    able = {role for role in Role if _allowed([role], action)}
    assert able <= {role for role in Role if permitted([role], ANSWERS[action].needs)} or action is Action.BILL_HELD


@given(st.sampled_from(Action), st.sampled_from(Role))
def test_a_role_that_waits_bars_only_what_takes_two(action: Action, role: Role) -> None:
    waiting = {role: NOON + timedelta(hours=1)}
    if action in FOUR_EYES and permitted([role], next(iter(NEEDS[action]))):
        with pytest.raises(NotAllowed, match="gave himself a role"):
            require_counting([role], waiting, action, NOON)
        require_counting([role], waiting, action, NOON + timedelta(hours=1))
    elif action not in FOUR_EYES:
        require_counting([role], waiting, action, NOON)


def test_the_practice_decides_of_keys_and_erasure() -> None:
    assert all(
        NEEDS[action] <= {Permission.MANAGE_USERS, Permission.MANAGE_CLIENTS, Permission.ERASE}
        for action in OF_THE_PRACTICE
    )


def _allowed(roles: Collection[Role], action: Action) -> bool:
    try:
        require_action(roles, action)
    except NotAllowed:
        return False
    return True
