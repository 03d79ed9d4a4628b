"""Who may do what: one table of roles, and the separations of duty that nothing can configure away. Pure.

A person may hold several roles, for the practice or for one client. Limits (how much an approver may approve) are
the client's own and stand in its file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
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
    POST = "post to the ledger"
    SYNC = "send to the accounting system"
    EDIT_LIMITS = "change approval limits and rules"
    MANAGE_USERS = "add users and change roles"
    MANAGE_CLIENTS = "add clients and grant access to them"
    EXPORT = "export or erase"
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
            Permission.VERIFY,
            Permission.SEE,
        }
    ),
    Role.BOOKKEEPER: _WORK,
    Role.REVIEWER: _WORK | {Permission.CONFIRM_PAYEE},
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
    if not permitted(roles, permission):
        able = ", ".join(role for role in Role if permission in PERMISSIONS[role])
        raise NotAllowed(f"This user may not {permission.value}.", f"It needs one of these roles: {able}.")


def require_other_approver(approver: str, *, creator: str | None, last_editor: str | None) -> None:
    """Refuse approval by whoever created or last edited the bill: this cannot be configured away."""
    if approver in (creator, last_editor):
        raise NotAllowed(
            "Whoever entered or last edited a bill never approves it.", "Ask another approver of this client."
        )


def require_other_confirmer(confirmer: str, *, proposer: str | None) -> None:
    """Refuse confirmation of bank details by whoever proposed them."""
    if confirmer == proposer:
        raise NotAllowed(
            "Whoever entered bank details never confirms them.", "Ask a second person to call the supplier back."
        )


def require_other_releaser(
    releaser: str, *, payee_confirmers: Collection[str], sole_approvers: Collection[str]
) -> None:
    """Refuse release by the confirmer of a new payee's account, or by the only approver of a bill in the run.

    `payee_confirmers` are those of accounts paid for the first time; `sole_approvers` those who alone approved a
    bill above the client's threshold.
    """
    if releaser in payee_confirmers:
        raise NotAllowed(
            "Whoever confirmed new bank details never releases the first payment to them.", "Ask another payer."
        )
    if releaser in sole_approvers:
        raise NotAllowed(
            "The only approver of a bill never releases its payment above the threshold.", "Ask another payer."
        )
