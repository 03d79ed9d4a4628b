"""Reads what a summary says of the bank: open lines, how far statements go, and to which day they are proven."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bookdesk.ledger.banklists import open_lines_that_count
from bookdesk.models.bank import BankAccount, BankLine, Reconciler, Statement
from bookdesk.reports.content import BankSummary

ProvenTo = Callable[[Session, BankAccount], date | None]
"""Says up to which day the bank's own balances prove the lines of an account; banking does."""


def read_banks(session: Session, proven_to: ProvenTo) -> tuple[BankSummary, ...]:
    """Return the accounts in use that are reconciled here, by name."""
    accounts = session.scalars(
        select(BankAccount)
        .where(BankAccount.archived.is_(False), BankAccount.reconciled_in == Reconciler.BOOKDESK)
        .order_by(BankAccount.name)
    ).all()
    if not accounts:
        return ()
    lines, days = _open_lines(session), _last_days(session)
    return tuple(
        BankSummary(
            one.id,
            one.name,
            one.currency,
            **lines.get(one.id, {}),
            last_day=days.get(one.id),
            proven_to=proven_to(session, one),
        )
        for one in accounts
    )


def _open_lines(session: Session) -> Mapping[str, Mapping[str, Any]]:
    figures = (
        func.count().label("open"),
        func.sum(case((BankLine.amount > 0, BankLine.amount), else_=0)).label("money_in"),
        func.sum(case((BankLine.amount < 0, -BankLine.amount), else_=0)).label("money_out"),
        func.min(BankLine.day).label("oldest"),
    )
    query = select(BankLine.bank_account_id, *figures).where(open_lines_that_count())
    names = [figure.name for figure in figures]
    rows = session.execute(query.group_by(BankLine.bank_account_id))
    return {account: dict(zip(names, values, strict=True)) for account, *values in rows}


def _last_days(session: Session) -> Mapping[str, date | None]:
    query = select(Statement.bank_account_id, func.max(Statement.to_day)).where(Statement.withdrawn.is_(False))
    return dict(session.execute(query.group_by(Statement.bank_account_id)).all())
