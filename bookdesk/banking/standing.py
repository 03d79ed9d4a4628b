"""How a bank account stands, in a few figures that are always visible, read by sums so that every act renews them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bookdesk.banking.chain import BankDay, Chain, Closing, prove
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import account_balance
from bookdesk.ledger.banklists import LineList, in_no_match, line_on_list
from bookdesk.ledger.owner import client_profile
from bookdesk.models.bank import (
    BankAccount,
    BankLine,
    Match,
    MatchLine,
    MatchPart,
    Reconciliation,
    Statement,
    StatementProof,
)
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import Payment
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.store.listing import unsought


@dataclass(frozen=True, slots=True)
class LastStatement:
    """The statement that reaches furthest."""

    id: str
    file_name: str
    to_day: date | None
    proof: StatementProof


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the bank's balances stop following from the lines: what bookings are missing up to that day, in sum."""

    day: date
    statement_id: str
    file_name: str
    stated: Money
    expected: Money
    missing: Money


@dataclass(frozen=True, slots=True)
class Standing:
    """An account at the end of the last day that the bank has shown.

    `ledger_balance` = `statement_balance` + `in_transit` + `unpresented` - `early` + `difference`, payments being
    negative. `early` is what the bank shows of matches that the books have on a later day. `unmatched` are the open
    lines. `proven_to` is the day up to which the bank's own balances prove the lines; `broken` where they do not.
    """

    account_id: str
    name: str
    day: date
    statement_balance: Money
    ledger_balance: Money
    in_transit: Money
    unpresented: Money
    early: Money
    difference: Money
    unmatched: int
    unmatched_sum: Money
    oldest_unmatched: date | None
    proven_to: date | None
    broken: Broken | None
    last_statement: LastStatement | None
    signed_off_through: date | None

    @property
    def reconciled(self) -> bool:
        """Whether the account could be signed off now."""
        return not self.unmatched and not self.difference


def standing(session: Session, account: BankAccount) -> Standing:
    """Return the figures of one account; they are those of a reconciliation on the last line's day."""
    days = _days(session, account)
    end = days[-1].day if days else account.opening_date
    balance = account.opening_balance + sum(one.amount for one in days)
    ledger = account_balance(session, account.account_id, account.currency, end).minor
    waiting = _outstanding(session, account, end)
    count, open_sum, oldest = _unmatched(session, account)
    statements = _statements(session, account)
    chain = prove(account.opening_balance, days, _closings(session, account, statements))

    def money(minor: int) -> Money:
        return Money(minor, account.currency)

    return Standing(
        account.id,
        account.name,
        end,
        money(balance),
        money(ledger),
        money(waiting.in_transit),
        money(waiting.unpresented),
        money(waiting.early),
        money(ledger - (balance + waiting.in_transit + waiting.unpresented - waiting.early)),
        count,
        money(open_sum),
        oldest,
        chain.proven_to,
        _broken(chain, statements, account.currency),
        _last(statements),
        _signed_off_through(session, account),
    )


def proof(session: Session, account: BankAccount) -> Chain:
    """Return up to which day the bank's own balances prove the lines of an account, without its other figures."""
    statements = _statements(session, account)
    return prove(account.opening_balance, _days(session, account), _closings(session, account, statements))


def _days(session: Session, account: BankAccount) -> list[BankDay]:
    """Return the days of the lines that count, oldest first."""
    balances = func.json_group_array(BankLine.balance).filter(BankLine.balance.is_not(None))
    query = (
        select(BankLine.day, func.sum(BankLine.amount), func.count(), balances, func.max(BankLine.statement_id))
        .join(Statement, Statement.id == BankLine.statement_id)
        .where(BankLine.bank_account_id == account.id, Statement.withdrawn.is_(False))
        .group_by(BankLine.day)
        .order_by(BankLine.day)
    )
    return [
        BankDay(day, int(added), int(lines), tuple(json.loads(told)), statement)
        for day, added, lines, told, statement in session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class _Outstanding:
    """What is in one place only: deposits in transit, unpresented payments, and lines of matches not complete yet."""

    in_transit: int
    unpresented: int
    early: int


def _outstanding(session: Session, account: BankAccount, end: date) -> _Outstanding:
    """Return what was posted by `end` and not wholly shown by the bank, and what the bank shows before the books."""
    unfinished = _unfinished(session, end)
    mirror = aliased(LedgerEntry)
    reversed_by_then = exists(select(mirror.id).where(mirror.reverses_id == LedgerEntry.id, mirror.posting_date <= end))
    query = (
        select(
            func.coalesce(func.sum(case((Posting.amount > 0, Posting.amount), else_=0)), 0),
            func.coalesce(func.sum(case((Posting.amount < 0, Posting.amount), else_=0)), 0),
        )
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .where(
            Posting.account_id == account.account_id,
            LedgerEntry.kind != EntryKind.OPENING,
            LedgerEntry.posting_date <= end,
            LedgerEntry.reverses_id.is_(None),
            ~reversed_by_then,
            *(~exists(one) for one in _clearing(account, unfinished)),
        )
    )
    received, paid = session.execute(query).one()
    return _Outstanding(int(received), int(paid), _early(session, account, unfinished) if unfinished else 0)


def _early(session: Session, account: BankAccount, unfinished: Sequence[str]) -> int:
    query = (
        select(func.coalesce(func.sum(BankLine.amount), 0))
        .join(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .where(MatchLine.match_id.in_(unfinished), unsought(BankLine.bank_account_id) == account.id)
    )
    return int(session.scalar(query) or 0)


def _clearing(account: BankAccount, unfinished: Sequence[str]) -> list[Select[str]]:
    """Select the matches by which an entry is cleared on an account: it posted them, or they point to it.

    For few rows of `LedgerEntry` each; the account's own index would read all of its lines for every one of them.
    """
    lines = (
        select(MatchLine.match_id)
        .join(BankLine, BankLine.id == MatchLine.bank_line_id)
        .where(unsought(BankLine.bank_account_id) == account.id, *_none_of(MatchLine.match_id, unfinished))
    )
    parts = (
        select(MatchPart.match_id)
        .join(Match, Match.id == MatchPart.match_id)
        .where(unsought(Match.bank_account_id) == account.id, *_none_of(Match.id, unfinished))
    )
    paid = parts.join(Payment, or_(MatchPart.target_id == Payment.id, MatchPart.target_id == Payment.run_id))
    sold = (
        lines.join(row, row.match_id == MatchLine.match_id).where(row.id == LedgerEntry.source_id)
        for row in (Receipt, Refund)
    )
    return [
        lines.where(MatchLine.match_id == LedgerEntry.source_id).correlate(LedgerEntry),
        parts.where(MatchPart.target_id == LedgerEntry.id).correlate(LedgerEntry),
        paid.where(Payment.id == LedgerEntry.source_id).correlate(LedgerEntry),
        *(one.correlate(LedgerEntry) for one in sold),
    ]


def _none_of(column: InstrumentedAttribute[str], ids: Sequence[str]) -> list[ColumnElement[bool]]:
    """Return the condition where there is one: an empty list would be looked through for every row."""
    return [column.not_in(ids)] if ids else []


def _unfinished(session: Session, end: date) -> list[str]:
    """Return the matches of which the books have something on a later day only; there are few."""
    later = LedgerEntry.posting_date > end
    parts = select(MatchPart.match_id)
    paid = parts.join(Payment, or_(MatchPart.target_id == Payment.id, MatchPart.target_id == Payment.run_id))
    query = union(
        select(Match.id).join(LedgerEntry, LedgerEntry.source_id == Match.id).where(later),
        parts.join(LedgerEntry, LedgerEntry.id == MatchPart.target_id).where(later),
        paid.join(LedgerEntry, LedgerEntry.id == Payment.entry_id).where(later),
        *(
            select(func.coalesce(row.match_id, ""))
            .join(LedgerEntry, LedgerEntry.source_id == row.id)
            .where(later, row.match_id.is_not(None))
            for row in (Receipt, Refund)
        ),
    )
    return list(session.scalars(query))


def _unmatched(session: Session, account: BankAccount) -> tuple[int, int, date | None]:
    """Return count, sum and oldest day of the open lines, whoever reconciles the account."""
    query = select(func.count(), func.coalesce(func.sum(BankLine.amount), 0), func.min(BankLine.day)).where(
        BankLine.bank_account_id == account.id, line_on_list(LineList.ALL), in_no_match()
    )
    count, added, oldest = session.execute(query).one()
    return int(count), int(added), oldest


def _statements(session: Session, account: BankAccount) -> Sequence[Statement]:
    query = select(Statement).where(Statement.bank_account_id == account.id, Statement.withdrawn.is_(False))
    return session.scalars(query.order_by(Statement.to_day, Statement.imported_at)).all()


def _closings(session: Session, account: BankAccount, statements: Sequence[Statement]) -> list[Closing]:
    """Return the closing balances; of a statement that proved nothing when it came, the day may be another one."""
    zone = ZoneInfo(client_profile(session).zone)
    return [
        Closing(
            one.id,
            one.to_day,
            max(one.to_day, one.imported_at.astimezone(zone).date()),
            one.closing,
            doubtful=one.proof is StatementProof.UNPROVED,
        )
        for one in statements
        if one.closing is not None and one.to_day is not None and one.to_day > account.opening_date
    ]


def _broken(chain: Chain, statements: Sequence[Statement], currency: str) -> Broken | None:
    found = chain.broken
    if found is None:
        return None
    names = {one.id: one.file_name for one in statements}
    stated, expected = Money(found.stated, currency), Money(found.expected, currency)
    return Broken(found.day, found.statement, names.get(found.statement, ""), stated, expected, stated - expected)


def _last(statements: Sequence[Statement]) -> LastStatement | None:
    if not statements:
        return None
    last = statements[-1]
    return LastStatement(last.id, last.file_name, last.to_day, last.proof)


def _signed_off_through(session: Session, account: BankAccount) -> date | None:
    return session.scalar(
        select(func.max(Reconciliation.statement_day)).where(
            Reconciliation.bank_account_id == account.id, Reconciliation.reopened.is_(False)
        )
    )
