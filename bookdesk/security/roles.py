"""Who may do what: one table of roles, and the separations of duty that nothing can configure away. Pure.

A person may hold several roles, for the practice or for one client. Limits (how much an approver may approve) are
the client's own and stand in its file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from bookdesk.core.errors import InputError, NotAllowed


class Role(StrEnum):
    """What a person is in the practice, or for one client."""

    OWNER = "owner"
    BOOKKEEPER = "bookkeeper"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    PAYER = "payer"
    READER = "reader"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What an act needs. The words complete "This user may not ..."."""

    SEE = "see this client"
    CAPTURE = "capture or edit documents and bills"
    REVIEW = "review bills"
    APPROVE = "approve bills"
    RECORD_APPROVAL = "record an approval received by mail or phone"
    EDIT_PAYEE = "propose bank details of a supplier"
    CONFIRM_PAYEE = "confirm bank details of a supplier"
    ASSEMBLE_RUN = "assemble a payment run"
    RELEASE_RUN = "release a payment run"
    BANK = "import statements and reconcile"
    INVOICE = "write invoices and remind customers"
    POST = "post to the ledger"
    SYNC = "send to the accounting system"
    EDIT_LIMITS = "change approval limits and rules"
    MANAGE_USERS = "add users and change roles"
    MANAGE_CLIENTS = "add clients and grant access to them"
    EXPORT = "export what is kept here"
    ERASE = "purge or erase"
    VERIFY = "verify the history"


_WORK: Final = frozenset(
    {
        Permission.SEE,
        Permission.CAPTURE,
        Permission.REVIEW,
        Permission.RECORD_APPROVAL,
        Permission.EDIT_PAYEE,
        Permission.ASSEMBLE_RUN,
        Permission.BANK,
        Permission.INVOICE,
        Permission.POST,
        Permission.SYNC,
        Permission.VERIFY,
    }
)

PERMISSIONS: Final[dict[Role, frozenset[Permission]]] = {
    Role.OWNER: frozenset(
        {
            Permission.MANAGE_USERS,
            Permission.MANAGE_CLIENTS,
            Permission.EDIT_LIMITS,
            Permission.EXPORT,
            Permission.ERASE,
            Permission.VERIFY,
            Permission.SEE,
        }
    ),
    Role.BOOKKEEPER: _WORK,
    Role.REVIEWER: _WORK - {Permission.ASSEMBLE_RUN} | {Permission.CONFIRM_PAYEE},
    Role.APPROVER: frozenset(
        {
            Permission.SEE,
            Permission.APPROVE,
            Permission.RECORD_APPROVAL,
            Permission.CONFIRM_PAYEE,
            Permission.VERIFY,
        }
    ),
    Role.PAYER: frozenset({Permission.SEE, Permission.ASSEMBLE_RUN, Permission.RELEASE_RUN, Permission.VERIFY}),
    Role.READER: frozenset({Permission.SEE, Permission.VERIFY}),
    Role.AUDITOR: frozenset({Permission.SEE, Permission.EXPORT, Permission.VERIFY}),
}
"""Each role's permissions. Whether a user sees a client at all is decided before this, by who holds its key."""

FOUNDER: Final = (Role.OWNER, Role.BOOKKEEPER, Role.REVIEWER, Role.APPROVER, Role.PAYER)
"""The roles of the person who creates the practice: he may do all, yet never approve what he made himself."""


def parse_roles(words: Iterable[str]) -> tuple[Role, ...]:
    """Return the roles named, in the table's order; `InputError` names the known ones."""
    wanted = {word.strip().lower() for word in words}
    unknown = wanted - {role.value for role in Role}
    if unknown or not wanted:
        raise InputError(f"{', '.join(sorted(unknown)) or 'No role'} is not a role.", f"Roles are: {', '.join(Role)}.")
    return tuple(role for role in Role if role.value in wanted)


def permitted(roles: Collection[Role], permission: Permission) -> bool:
    """Return whether any of the roles carries the permission."""
    return any(permission in PERMISSIONS[role] for role in roles)


def require(roles: Collection[Role], permission: Permission) -> None:
    """Return quietly, or raise `NotAllowed` saying which roles could do it."""
    require_any(roles, (permission,))


def require_any(roles: Collection[Role], permissions: Collection[Permission]) -> None:
    """Return quietly where one of the permissions is carried, or raise `NotAllowed` saying which roles could do it."""
    if any(permitted(roles, permission) for permission in permissions):
        return
    first = next((one for one in Permission if one in permissions), None)
    if first is None:
        raise NotAllowed("Nobody does this by hand.", "Let the program do it.")
    able = ", ".join(role for role in Role if PERMISSIONS[role].intersection(permissions))
    raise NotAllowed(f"This user may not {first.value}.", f"It needs one of these roles: {able}.")


def require_end(roles: Collection[Role], until: datetime | None) -> None:
    """Refuse an auditor's access that has no end: he looks on for a time (trust, role matrix)."""
    if Role.AUDITOR in roles and until is None:
        raise InputError(
            "An auditor looks on for a time: his access to a client needs a last day.",
            "Say which is his last day, client by client.",
            command="bookdesk client grant CLIENT --to USER --until DAY",
        )


# -- roles that a person gave himself

SELF_GIVEN_WAITS: Final = timedelta(hours=24)
"""How long a role that somebody gave himself does not count for approving and paying (trust, role matrix)."""


@dataclass(frozen=True, slots=True)
class Given:
    """Roles that a person has from a certified moment on: those that are `named` there, and whether he certified it."""

    roles: frozenset[Role]
    at: datetime
    by_himself: bool
    named: frozenset[Role] = frozenset()


def waiting_roles(before: Collection[Role], given: Iterable[Given]) -> dict[Role, datetime]:
    """Return the roles that somebody gave himself, each with the moment from which it counts for money.

    He had the roles `before`; what was `given` since is told in its order. A role that another owner certified counts
    at once, also where that owner names one that was waiting.
    """
    had, found = frozenset(before), dict[Role, datetime]()
    for one in given:
        if one.by_himself:
            found |= dict.fromkeys(one.roles - had, one.at + SELF_GIVEN_WAITS)
        vouched = frozenset() if one.by_himself else one.named
        found = {role: moment for role, moment in found.items() if role in one.roles - vouched}
        had = one.roles
    return found


@dataclass(frozen=True, slots=True)
class Issued:
    """A key that a person has from a certified moment on, and who handed it out; where that is unknown, nobody did.

    `counts` says whether what `by` certifies counts for others: he is no newcomer himself.
    """

    key: str
    at: datetime
    by: str | None
    counts: bool = True


def keys_settle(issued: Iterable[Issued], user: str, recovery: str, founded: datetime) -> datetime | None:
    """Return from when on the present key of `user` counts for approving and paying; None where it did at once.

    Whoever makes the keys of another could sign in his name, so that they wait a day, except on the practice's first:
    nobody is deceived yet where nobody worked. Another owner who certifies the same key ends the waiting; neither the
    user himself nor the `recovery` key is one, since that may be in anybody's hands.
    """
    key, giver, settle = None, None, None
    for one in issued:
        if one.key != key:
            key, giver = one.key, one.by
            handed = one.by not in (None, user) and one.at - founded >= SELF_GIVEN_WAITS
            settle = one.at + SELF_GIVEN_WAITS if handed else None
        elif one.by not in (None, giver, user, recovery) and one.counts:
            settle = None
    return settle


def require_settled(
    roles: Collection[Role], waiting: Mapping[Role, datetime], permissions: Collection[Permission], now: datetime
) -> None:
    """Refuse to approve or pay by a role that one gave oneself, or by keys that another made, less than a day ago."""
    counting = [role for role in roles if now >= waiting.get(role, now)]
    if any(permitted(counting, permission) for permission in permissions):
        return
    able = (moment for role, moment in waiting.items() if PERMISSIONS[role].intersection(permissions))
    moment = min(able, default=now + SELF_GIVEN_WAITS)
    raise NotAllowed(
        "Whoever gave himself a role, or got keys that another made for him, neither approves nor pays by it before"
        f" {moment:%Y-%m-%d %H:%M} UTC.",
        "Ask somebody who had his role before, or another owner, who did not make your keys, to give you your roles"
        " once more.",
    )


# -- hard conflicts: no setting, role or rule lifts them; a client's recorded mode of working alone is handed in


def approval_conflict(
    approver: str, *, creator: str | None, last_editor: str | None, set_by: Collection[str] = ()
) -> str | None:
    """Return why somebody never approves a bill whoever else does: he entered it, edited it last, set what it pays."""
    if approver == creator:
        return "Whoever entered a bill never approves it."
    if approver == last_editor:
        return "Whoever last edited a bill never approves it."
    if approver in set_by:
        return "Whoever last changed what a bill pays, or to whom, never approves it."
    return None


def require_other_confirmer(confirmer: str, *, proposers: Collection[str], alone: bool = False) -> None:
    """Refuse confirmation of bank details by whoever proposed them, also where another proposed the same after him.

    `alone` where the client's recorded mode of working alone puts something else in the second person's place.
    """
    if confirmer in proposers and not alone:
        raise NotAllowed(
            "Whoever entered bank details never confirms them.", "Ask a second person to call the supplier back."
        )


class ReleaseConflict(StrEnum):
    """Why a person does not release a payment, of which there is no more to decide."""

    EDITED = "edited the bank details"
    CONFIRMED = "confirmed the bank details of a first payment"
    APPROVED = "alone approved it above the threshold"


def release_conflicts(  # noqa: PLR0913 - each is a fact of its own
    releaser: str,
    *,
    editors: Collection[str],
    confirmers: Collection[str],
    first_payment: bool,
    sole_approvers: Collection[str] = (),
    excused: Collection[ReleaseConflict] = (),
) -> tuple[ReleaseConflict, ...]:
    """Return what keeps somebody from releasing a payment to an account.

    Who entered its details never releases to it, who confirmed them not the first time (`first_payment`): everybody
    who did since the account is what it is, not the last of them only. The
    `sole_approvers` are those who alone approved what is paid, where it reaches the client's threshold. `excused` is
    what a client's recorded mode of working alone puts something else in the place of; nothing else excuses.
    """
    found = (
        (ReleaseConflict.EDITED, releaser in editors),
        (ReleaseConflict.CONFIRMED, first_payment and releaser in confirmers),
        (ReleaseConflict.APPROVED, releaser in sole_approvers),
    )
    return tuple(conflict for conflict, holds in found if holds and conflict not in excused)
