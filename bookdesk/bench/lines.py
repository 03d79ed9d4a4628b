"""A bank account of a benchmark client and its statement: lines that show paid bills, and some that nobody matched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.bank import (
    BankAccount,
    BankLine,
    Match,
    MatchKind,
    MatchLine,
    MatchPart,
    Statement,
    StatementProof,
    TargetKind,
)
from bookdesk.models.base import ClientBase
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account

MATCHED = 120
"""How many paid bills the statement shows, as far as there are so many."""
_OPEN, _AGE = 30, 2_000
_DETAILS = BankDetails("Everyday", "1-1010", "AUD", bsb="062-000", account_number="11223344")


def add_statement(desk: Desk, paid: Sequence[Mapping[str, Any]], day: date) -> None:
    """Open the account and import its statement up to a day; `paid` are bills as rows."""
    account, ledger = bank_account(_DETAILS, Decimal(50_000), day - timedelta(days=_AGE))
    TakeOnService(desk).bank_account(account, ledger)
    with desk.books.change(Action.STATEMENT_IMPORTED, "statement of the benchmark", actor=desk.actor) as work:
        statement = _statement(desk, account, day)
        work.add(statement)
        work.session.flush()
        shown = [_line(statement, at, bill["total"], bill["due_date"]) for at, bill in enumerate(paid)]
        waiting = [_line(statement, at, 500 + at * 731, day - timedelta(days=at % 9)) for at in _numbers(len(paid))]
        work.add(*shown, *waiting)
        work.session.flush()
        matches = [_match(desk, line) for line in shown]
        work.add(*matches)
        work.session.flush()
        for match, line, bill in zip(matches, shown, paid, strict=True):
            work.add(*_parts(match, line, bill))
        work.commit()


def _numbers(after: int) -> range:
    return range(after, after + _OPEN)


def _statement(desk: Desk, account: BankAccount, day: date) -> Statement:
    return Statement(
        id=new_id(),
        bank_account_id=account.id,
        format="ofx",
        file_name="everyday.ofx",
        sha256="0" * 64,
        from_day=day - timedelta(days=_AGE),
        to_day=day,
        proof=StatementProof.UNPROVED,
        imported_at=desk.clock.now(),
        imported_by=desk.actor.user,
    )


def _line(statement: Statement, position: int, spent: int, day: date) -> BankLine:
    return BankLine(
        id=new_id(),
        statement_id=statement.id,
        bank_account_id=statement.bank_account_id,
        position=position,
        day=day,
        amount=-spent,
        currency=_DETAILS.currency,
        description=f"DIRECT DEBIT {position:06}",
        fingerprint=f"{position:032x}",
        occurrence=0,
    )


def _match(desk: Desk, line: BankLine) -> Match:
    return Match(
        id=new_id(),
        bank_account_id=line.bank_account_id,
        kind=MatchKind.BILL,
        matched_by=desk.actor.user,
        matched_at=desk.clock.now(),
        why={"why": ["of the benchmark"]},
    )


def _parts(match: Match, line: BankLine, bill: Mapping[str, Any]) -> Iterator[ClientBase]:
    yield MatchLine(match_id=match.id, bank_line_id=line.id)
    yield MatchPart(match_id=match.id, target_kind=TargetKind.BILL, target_id=bill["id"], amount=line.amount)
