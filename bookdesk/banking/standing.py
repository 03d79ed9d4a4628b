"""How a bank account stands, in a few figures that are always visible, read by sums so that every act renews them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from bookdesk.banking import records
from bookdesk.banking.chain import Booked, Chain, Closing, prove
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import account_balance
from bookdesk.ledger.banklists import LineList, in_no_match, line_on_list
from bookdesk.ledger.owner import client_profile
from bookdesk.models.bank import BankAccount, BankLine, MatchLine, Reconciliation, Statement, StatementProof
from bookdesk.models.ledger import LedgerEntry, Posting


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
    lines = _lines(session, account)
    end = max((line.day for line in lines), default=account.opening_date)
    balance = account.opening_balance + sum(line.amount for line in lines)
    ledger = account_balance(session, account.account_id, account.currency, end).minor
    in_transit, unpresented = _outstanding(session, account, end)
    early = _early(session, account, end)
    count, open_sum, oldest = _unmatched(session, account)
    statements = _statements(session, account)
    chain = prove(account.opening_balance, lines, _closings(session, account, statements))

    def money(minor: int) -> Money:
        return Money(minor, account.currency)

    return Standing(
        account.id,
        account.name,
        end,
        money(balance),
        money(ledger),
        money(in_transit),
        money(unpresented),
        money(early),
        money(ledger - (balance + in_transit + unpresented - early)),
        count,
        money(open_sum),
        oldest,
        chain.proven_to,
        _broken(chain, statements, account.currency),
        _last(statements),
        _signed_off_through(session, account),
    )


def _lines(session: Session, account: BankAccount) -> list[Booked]:
    """Return the lines that count, oldest first."""
    query = (
        select(BankLine.day, BankLine.amount, BankLine.balance, BankLine.statement_id)
        .join(Statement, Statement.id == BankLine.statement_id)
        .where(BankLine.bank_account_id == account.id, Statement.withdrawn.is_(False))
        .order_by(BankLine.day, BankLine.id)
    )
    return [Booked(*row) for row in session.execute(query)]


def _outstanding(session: Session, account: BankAccount, end: date) -> tuple[int, int]:
    """Return (deposits in transit, unpresented payments): posted by `end` and not wholly shown by the bank."""
    cleared = records.cleared_by_matches(account.id).cte("cleared")
    complete = select(cleared.c.entry_id).where(cleared.c.match_id.not_in(_unfinished(account, end)))
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
            LedgerEntry.id.not_in(complete),
        )
    )
    received, paid = session.execute(query).one()
    return int(received), int(paid)


def _unfinished(account: BankAccount, end: date) -> Select[Any]:
    """Select the matches of which the books have something on a later day only."""
    cleared = records.cleared_by_matches(account.id).subquery("later")
    return select(cleared.c.match_id).where(cleared.c.day > end)


def _early(session: Session, account: BankAccount, end: date) -> int:
    """Return the sum of lines whose matches are not complete yet."""
    query = (
        select(func.coalesce(func.sum(BankLine.amount), 0))
        .join(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .where(BankLine.bank_account_id == account.id, MatchLine.match_id.in_(_unfinished(account, end)))
    )
    return int(session.scalar(query) or 0)


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
