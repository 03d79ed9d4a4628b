"""What a client decides about approving: who may up to which amount, and how many must."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.approvals import records
from bookdesk.approvals.policy import Rules
from bookdesk.core.errors import InputError, NotAllowed, NotFound
from bookdesk.core.money import Money
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.rulings import overruled
from bookdesk.ledger.sole import People
from bookdesk.models.actions import Action
from bookdesk.models.approval import ApprovalLimit, ApprovalStep
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

_Row = TypeVar("_Row", ApprovalLimit, ApprovalStep)


class ApprovalRules:
    """The limits and steps of one client. Without a limit nobody approves anything."""

    def __init__(self, desk: Desk, people: People | None = None) -> None:
        """Work at `desk`; without `people` nobody can be known to be another owner."""
        self._desk, self._people = desk, people

    def rules(self) -> Rules:
        """Return what is decided now."""
        with self._desk.books.query() as session:
            if self._people is None:
                return records.written_rules(session)
            return records.rules(session, self._desk.books.client_id, self._people)

    def currency(self) -> str:
        """Return the base currency that limits are in."""
        with self._desk.books.query() as session:
            return base_currency(session)

    def set_limit(self, user_id: str, limit: Money | None, *, turn: int = 1) -> None:
        """Say up to which amount of base currency a user approves (none: any amount), and in which turn.

        `NotAllowed` for who raises his own limit where another owner could: he would approve by it in the same minute.
        """
        with self._change(Action.APPROVAL_RULES_EDITED, "approval limit set") as work:
            _require_amount(work.session, limit)
            row = self._kept(work, work.session.scalar(select(ApprovalLimit).where(ApprovalLimit.user_id == user_id)))
            if row is None:
                self._require_another(user_id)
                row = ApprovalLimit(user_id=user_id)
                work.add(row)
            elif _raises(row.limit, limit):
                self._require_another(user_id)
            row.limit, row.turn = (None if limit is None else limit.minor), turn
            work.commit()

    def set_step(self, amount_from: Money, approvals_needed: int) -> None:
        """Say how many approvals a bill needs from an amount of base currency on."""
        if approvals_needed < 1:
            raise InputError("A bill needs at least one approval.", "Give 1 or more.")
        with self._change(Action.APPROVAL_RULES_EDITED, "approval step set") as work:
            _require_amount(work.session, amount_from)
            query = select(ApprovalStep).where(ApprovalStep.amount_from == amount_from.minor)
            row = self._kept(work, work.session.scalar(query))
            if row is None:
                row = ApprovalStep(amount_from=amount_from.minor)
                work.add(row)
            row.approvals_needed = approvals_needed
            work.commit()

    def drop_step(self, amount_from: Money) -> None:
        """Let nothing special hold from an amount on; `NotFound` where nothing does."""
        with self._change(Action.APPROVAL_RULES_EDITED, "approval step taken away") as work:
            _require_amount(work.session, amount_from)
            query = select(ApprovalStep).where(ApprovalStep.amount_from == amount_from.minor)
            row = work.session.scalar(query)
            if row is None:
                raise NotFound(f"No rule holds from {amount_from} on.", "Look at the rules again.")
            work.delete(row)
            work.commit()

    def _kept(self, work: Change, row: _Row | None) -> _Row | None:
        """Return the row to be changed; what somebody without the right left there is taken away, to be made anew."""
        if row is None or self._people is None:
            return row
        if row.id not in overruled(work.session, self._desk.books.client_id, self._people):
            return row
        work.delete(row)
        work.session.flush()
        return None

    def _require_another(self, user_id: str) -> None:
        """Refuse to raise one's own limit where another owner works for this client."""
        if self._people is None or user_id != self._desk.actor.user:
            return
        workers = self._people.workers(self._desk.books.client_id)
        if any(self._people.owns(one) for one in workers if one != user_id):
            raise NotAllowed(
                "Nobody raises his own limit where another owner of the practice works for the client.",
                "Ask the other owner to set it.",
            )

    def _change(self, action: Action, reason: str) -> Change:
        return self._desk.books.change(action, reason, actor=self._desk.actor)


def _raises(before: int | None, limit: Money | None) -> bool:
    """Whether a limit allows more than the one before; none allows any amount."""
    return before is not None and (limit is None or limit.minor > before)


def _require_amount(session: Session, amount: Money | None) -> None:
    base = base_currency(session)
    if amount is not None and amount.minor < 0:
        raise InputError(f"{amount} is below nothing.", "Give an amount of 0.00 or more.")
    if amount is not None and amount.currency != base:
        raise InputError(f"Limits are in {base}, not in {amount.currency}.", f"Give the amount in {base}.")
