"""The list of payment runs: each with what it pays, in one question however many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bookdesk.core.money import Money
from bookdesk.models.bank import BankAccount
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, Rail, RunState
from bookdesk.store.desk import Desk

_IN_IT = (PaymentState.PROPOSED, PaymentState.RELEASED, PaymentState.RETURNED)
"""States of payments that are, or were, in the file."""


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list; `payments` and `total` count what is or was in its file."""

    id: str
    version: int
    number: int
    state: RunState
    rail: Rail
    account: str
    execution_date: date
    payments: int
    total: Money
    proposed_by: str
    released_by: str | None


def run_rows(desk: Desk) -> Sequence[RunRow]:
    """Return all runs, the newest first."""
    paid = (
        select(Payment.run_id, func.count().label("payments"), func.sum(Payment.amount).label("total"))
        .where(Payment.state.in_(_IN_IT))
        .group_by(Payment.run_id)
        .subquery()
    )
    query = (
        select(PaymentRun, BankAccount.name, paid.c.payments, paid.c.total)
        .join(BankAccount, BankAccount.id == PaymentRun.bank_account_id)
        .outerjoin(paid, paid.c.run_id == PaymentRun.id)
        .order_by(PaymentRun.number.desc())
    )
    with desk.books.query() as session:
        return [_row(run, name, payments, total) for run, name, payments, total in session.execute(query)]


def _row(run: PaymentRun, account: str, payments: int | None, total: int | None) -> RunRow:
    return RunRow(
        run.id,
        run.version,
        run.number,
        run.state,
        run.rail,
        account,
        run.execution_date,
        payments or 0,
        Money(total or 0, run.currency),
        run.proposed_by,
        run.released_by,
    )
