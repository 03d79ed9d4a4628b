"""Whether a released run is the one that was signed for: asked by `verify`, and before its file goes out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bookdesk.core.money import Money
from bookdesk.models.payment import Payment, PaymentRun, PaymentState
from bookdesk.payments.ports import Verifier
from bookdesk.payments.releasing import DOMAIN
from bookdesk.security.roles import Permission

INSTRUCTED = (PaymentState.RELEASED, PaymentState.RETURNED)
"""What the bank was told to pay, whatever became of it."""


def not_as_signed(run: PaymentRun, payments: Sequence[Payment], client_id: str, verifier: Verifier) -> Iterator[str]:
    """Yield what a released run has otherwise than somebody signed who might release it: its file and its payments.

    The file is known by its SHA-256 in the row, against which `DocumentStore.read` holds the bytes.
    """
    statement, by = _statement(run), run.released_by or ""
    name, at = f"payment run {run.number}", _signed_at(statement)
    signature = run.release_signature or ""
    if statement is None or at is None or not verifier.verify(by, DOMAIN, statement, signature, at=at):
        yield f"{name} is {run.state}, but nobody's signature lets it go"
        return
    if not verifier.counts(by, Permission.RELEASE_RUN, client_id, at):
        yield f"{name} was let go by {by}, who had no role to release it"
    wanted = {"client": client_id, "run": run.id, "file": run.file_sha256, "by": by}
    if any(statement.get(part) != value for part, value in wanted.items()) or not run.file_stored_name:
        yield f"{name} is not the one whose release was signed"
    mine = [one for one in payments if one.state in INSTRUCTED]
    signed = {str(one[0]): tuple(one[1:]) for one in statement.get("payments", ())}
    if len(signed) != len(statement.get("payments", ())):
        yield f"{name}: its signed release names a payment twice"
    if signed != {one.id: (one.bank_hash, str(Money(one.amount, one.currency))) for one in mine}:
        yield f"{name}: its payments are not those that were signed for"


def _statement(run: PaymentRun) -> Mapping[str, Any] | None:
    try:
        found = json.loads(run.release_statement or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _signed_at(statement: Mapping[str, Any] | None) -> datetime | None:
    try:
        found = datetime.fromisoformat(str((statement or {})["at"]))
    except (KeyError, ValueError):
        return None
    return found if found.tzinfo is not None else None
