"""Changing the roles of somebody who works here already: a new certificate, and the root key given or taken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.practice import User
from bookdesk.security.members import certify, find_user, put_root
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, Role, require_end


def change_roles(practice: OpenPractice, name: str, roles: Sequence[Role]) -> User:
    """Give a person these roles instead of his usual ones and return his row; grants with roles of their own stay.

    To give him those he has, once more, is to vouch for him, where they wait for a day: another owner ends that.

    A new owner gets the root key sealed to him. From one who is no owner any more it is taken, yet it cannot be made
    unknown: whoever noted it while he had it can still certify, until the practice gets a new one. `RuleBroken` where
    nobody would be owner, `NotAllowed` for everybody but owners and the recovery key.
    """
    practice.require(Permission.MANAGE_USERS)
    authority, user = practice.authority(), find_user(practice, name)
    wanted = tuple(role for role in Role if role in roles)
    _require_possible(practice, user, wanted)
    _require_ends(practice, user, wanted)
    if set(wanted) == set(practice.roles_of(user)) and not _vouches(practice, user):
        return user
    box_key = practice.trusted.box_key(user)
    with practice.file.change(Action.USER_EDITED, f"roles: {', '.join(wanted)}", actor=practice.actor) as work:
        row = work.get(User, user.id)
        row.roles = [role.value for role in wanted]
        put_root(authority, row, box_key)
        certify(work, authority, row)
        work.commit()
    practice.refresh()
    return row


def _vouches(practice: OpenPractice, user: User) -> bool:
    """Whether the same roles, certified once more by this person, could say something: some of them still wait."""
    now = practice.clock.now()
    waiting = practice.trusted.holdings.waiting(user.id, None, now)
    return user.id != practice.user.id and any(moment > now for moment in waiting.values())


def _require_ends(practice: OpenPractice, user: User, wanted: Sequence[Role]) -> None:
    """Refuse usual roles of an auditor where they would hold for a client that he may open for good."""
    for grant in practice.file.grants_of(user.id).values():
        statement = practice.trusted.of(grant.certificate_id, grant.id)
        if statement["roles"] is None and "until" not in statement:
            require_end(wanted, None)


def _require_possible(practice: OpenPractice, user: User, wanted: Sequence[Role]) -> None:
    if not wanted:
        raise InputError("No role is named.", f"Roles are: {', '.join(Role)}.")
    if not user.active:
        raise RuleBroken(f"{user.name} was removed from the practice.", "Give the user new keys first.")
    owners = {one.id for one in practice.file.users() if one.active and Role.OWNER in _row_roles(one)}
    if Role.OWNER not in wanted and owners == {user.id}:
        raise RuleBroken(f"{user.name} is the only owner.", "Make somebody else an owner first.")


def _row_roles(user: User) -> Sequence[str]:
    return cast("Sequence[str]", user.roles)
