"""The sentence a person signs when he decides on a bill, and whether a stored decision is what was signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from bookdesk.core.canonical import canonical
from bookdesk.models.approval import ApprovalDecision

DOMAIN = "approval"
"""Keeps these signatures apart from those over certificates and releases."""
VERSION = 1

Statement = dict[str, str | int | None]


class Verifier(Protocol):
    """Checks signatures against certified keys."""

    def verify(self, user_id: str, domain: str, payload: Mapping[str, object], signature: str) -> bool:
        """Return whether one of the user's certified keys made this signature (hex)."""
        ...


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


def sound(row: ApprovalDecision, client_id: str, evidence: str | None, verifier: Verifier) -> bool:
    """Whether the row and its evidence are what its statement says, and its author signed just that."""
    try:
        statement = json.loads(row.statement)
    except ValueError:
        return False
    if not isinstance(statement, dict):
        return False
    expected = statement_of(row, client_id, str(statement.get("device")), evidence)
    return statement == expected and verifier.verify(row.decided_by, DOMAIN, statement, row.signature)


def _instant(at: datetime) -> str:
    return at.isoformat()
