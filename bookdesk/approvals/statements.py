"""The sentence a person signs when he decides on a bill, and whether a stored decision is what was signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bookdesk.core.canonical import canonical
from bookdesk.core.vocabulary import Decision
from bookdesk.ledger.sole import REACHED, People
from bookdesk.models.approval import ApprovalDecision
from bookdesk.security.roles import Permission

DOMAIN = "approval"
"""Keeps these signatures apart from those over certificates and releases."""
VERSION = 1

Statement = dict[str, str | int | None]


RIGHTS: Final[Mapping[Decision, Permission]] = {
    Decision.APPROVED: Permission.APPROVE,
    Decision.RECEIVED: Permission.RECORD_APPROVAL,
    Decision.CONFIRMED: Permission.RECORD_APPROVAL,
}
"""What whoever signs for a bill must be allowed. What speaks against one is taken from everybody: it stops money."""


def statement_of(row: ApprovalDecision, client_id: str, device: str, evidence: str | None) -> Statement:
    """Return what is signed for a decision; `evidence` is the SHA-256 of the document attached to it."""
    return {
        "type": "decision on a bill",
        "version": VERSION,
        "client": client_id,
        "bill": row.bill_id,
        "decision": row.decision.value,
        "channel": row.channel.value,
        "by": row.decided_by,
        "device": device,
        "at": _instant(row.decided_at),
        "given_by": row.given_by,
        "comment": row.comment,
        "payment": row.payment_hash,
        "accounting": row.accounting_hash,
        "evidence": evidence,
        "about": row.about_id,
    }


def written(statement: Statement) -> str:
    """Return the statement as it is stored."""
    return canonical(statement).decode()


def sound(row: ApprovalDecision, client_id: str, evidence: str | None, people: People) -> bool:
    """Whether row and evidence are what the statement says, and its author signed just that with his key then."""
    try:
        statement = json.loads(row.statement)
    except ValueError:
        return False
    if not isinstance(statement, dict):
        return False
    expected = statement_of(row, client_id, str(statement.get("device")), evidence)
    if REACHED in statement:
        expected[REACHED] = str(statement[REACHED])
    at = row.decided_at
    return statement == expected and people.verify(row.decided_by, DOMAIN, statement, row.signature, at=at)


def entitled(row: ApprovalDecision, client_id: str, people: People) -> bool:
    """Whether its author had the role for such a decision when he signed it; certificates say so, no row does."""
    right = RIGHTS.get(row.decision)
    return right is None or people.counts(row.decided_by, right, client_id, row.decided_at)


def _instant(at: datetime) -> str:
    return at.isoformat()
