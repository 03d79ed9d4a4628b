"""The lines of one bank account as a windowed list: which of them, in which order, and what a row shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.cleaning import cleaned, payee_key
from bookdesk.banking.linefilter import AmountTest, Word, parse
from bookdesk.banking.matched_items import in_words, items_of
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.money import Money
from bookdesk.ledger.banklists import LineList, line_on_list
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, Statement
from bookdesk.store.books import Books
from bookdesk.store.listing import Keys, read_keys, rowid

__all__ = ["LineList", "LineListing", "LineOrder", "LineQuery", "LineRow", "LineState", "counts"]

_KEY = rowid(BankLine.__tablename__)


class LineOrder(StrEnum):
    """By what lines are ordered; lines that are equal in it stand by their day."""

    DAY = "day"
    AMOUNT = "amount"
    DESCRIPTION = "description"


class LineState(StrEnum):
    """What became of a line. Signed off says more than how it was matched, which stands in words beside it."""

    OPEN = "open"
    MATCHED = "matched"
    CODED = "coded"
    TRANSFER = "transfer"
    SIGNED_OFF = "signed off"


@dataclass(frozen=True, slots=True)
class LineQuery:
    """Which lines of an account: those on a list, of a statement, between two days, that fit what was typed.

    `account` is a name or id, None the only account; `same_payee_as` is the id of a line; `text` is explained in
    `linefilter`.
    """

    account: str | None = None
    on: LineList = LineList.OPEN
    text: str = ""
    mark: DecimalMark = DecimalMark.DOT
    statement: str | None = None
    same_payee_as: str | None = None
    first: date | None = None
    last: date | None = None
    order: LineOrder = LineOrder.DAY
    descending: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as it is shown. `balance` is the bank's own where `balance_is_banks`, otherwise what the lines lead to.

    `lines_in_match` tells of other lines that any act on the match concerns, too.
    """

    key: int
    id: str
    day: date
    value_day: date | None
    amount: Money
    description: str
    raw: str
    payee: str | None
    reference: str | None
    balance: Money
    balance_is_banks: bool
    state: LineState
    matched_with: str
    match_id: str | None
    match_kind: MatchKind | None
    lines_in_match: int
    statement_id: str


class LineListing:
    """A `Listing` of bank lines."""

    def __init__(self, books: Books, query: LineQuery) -> None:
        """Show the lines of one client that a query asks for."""
        self._books, self._query = books, query

    def keys(self) -> Keys:
        """Return the keys of all lines asked for, in order."""
        with self._books.query() as session:
            account = records.bank_account(session, self._query.account)
            wanted = _wanted(self._query, account)
            if self._query.same_payee_as is not None:
                wanted = _of_same_payee(session, wanted, self._query.same_payee_as)
            return read_keys(session, wanted)

    def rows(self, keys: Keys) -> Sequence[LineRow]:
        """Return the rows of these lines; whatever is gone is left out."""
        with self._books.query() as session:
            return _rows(session, list(keys))


def counts(session: Session, account_id: str) -> dict[LineList, int]:
    """Return how many lines of an account are on each list."""
    query = select(func.count()).select_from(BankLine).where(BankLine.bank_account_id == account_id)
    return {one: int(session.scalar(query.where(line_on_list(one))) or 0) for one in LineList}


def _wanted(query: LineQuery, account: BankAccount) -> Select[Any]:
    found = select(_KEY).where(BankLine.bank_account_id == account.id, line_on_list(query.on))
    if query.statement is not None:
        found = found.where(BankLine.statement_id == query.statement)
    if query.first is not None:
        found = found.where(BankLine.day >= query.first)
    if query.last is not None:
        found = found.where(BankLine.day <= query.last)
    typed = parse(query.text, account.currency, query.mark)
    found = found.where(*map(_by_amount, typed.amounts), *map(_by_word, typed.words))
    turned = [column.desc() if query.descending else column for column in _columns(query.order)]
    return found.order_by(*turned)


def _columns(order: LineOrder) -> list[ColumnElement[Any]]:
    first: dict[LineOrder, list[ColumnElement[Any]]] = {
        LineOrder.DAY: [],
        LineOrder.AMOUNT: [BankLine.amount.expression],
        LineOrder.DESCRIPTION: [func.upper(BankLine.description)],
    }
    return [*first[order], BankLine.day.expression, BankLine.id.expression]


def _by_amount(test: AmountTest) -> ColumnElement[bool]:
    size = func.abs(BankLine.amount)
    value = BankLine.amount.expression if test.signed else size
    if test.ending is not None:
        modulus, rest = test.ending
        return size % modulus == rest
    limits = [] if test.least is None else [value >= test.least]
    return and_(*limits, *([] if test.most is None else [value <= test.most]))


def _by_word(word: Word) -> ColumnElement[bool]:
    """SQLite's LIKE knows upper and lower case of ASCII letters only, so that others are looked for in both."""
    spellings = {word.text} if word.text.isascii() else {word.text, word.text.lower(), word.text.upper()}
    texts = (BankLine.description, BankLine.payee, BankLine.reference)
    found = [column.contains(one, autoescape=True) for column in texts for one in sorted(spellings)]
    by_size = [] if word.size is None else [func.abs(BankLine.amount) == word.size]
    return or_(*found, *by_size)


def _of_same_payee(session: Session, wanted: Select[Any], line_id: str) -> Select[Any]:
    """Keep the lines whose other side is that of a line, as their texts name it."""
    model = records.line_of(session, line_id)
    key = payee_key(model.payee, model.description)
    told = session.execute(wanted.add_columns(BankLine.payee, BankLine.description).order_by(None))
    keys = [row[0] for row in told if payee_key(row[1], row[2]) == key]
    return wanted.where(_KEY.in_(keys))


def _rows(session: Session, keys: list[int]) -> list[LineRow]:
    found = session.execute(
        select(_KEY.label("key"), BankLine, Match)
        .outerjoin(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .outerjoin(Match, Match.id == MatchLine.match_id)
        .where(_KEY.in_(keys))
    ).all()
    matches = sorted({row.Match.id for row in found if row.Match is not None})
    items = items_of(session, matches)
    words = {one: in_words(parts) for one, parts in items.items()}
    together = _together(session, matches)
    balances = _balances(session, [row.BankLine for row in found])
    rows = {
        row.key: _row(
            row.key,
            row.BankLine,
            row.Match,
            balances[row.BankLine.id],
            words.get(row.Match.id, "") if row.Match is not None else "",
            together.get(row.Match.id, 1) if row.Match is not None else 0,
        )
        for row in found
    }
    return [rows[key] for key in keys if key in rows]


def _row(  # noqa: PLR0913, PLR0917 - what a row is put together from
    key: int, line: BankLine, match: Match | None, balance: int, words: str, together: int
) -> LineRow:
    return LineRow(
        key,
        line.id,
        line.day,
        line.value_day,
        Money(line.amount, line.currency),
        cleaned(line.description),
        line.description,
        line.payee,
        line.reference,
        Money(balance, line.currency),
        line.balance is not None,
        _state(match),
        words,
        None if match is None else match.id,
        None if match is None else match.kind,
        together,
        line.statement_id,
    )


def _state(match: Match | None) -> LineState:
    if match is None:
        return LineState.OPEN
    if match.reconciliation_id is not None:
        return LineState.SIGNED_OFF
    if match.kind is MatchKind.TRANSFER:
        return LineState.TRANSFER
    return LineState.CODED if match.kind is MatchKind.CODED else LineState.MATCHED


def _together(session: Session, match_ids: Sequence[str]) -> dict[str, int]:
    query = select(MatchLine.match_id, func.count()).where(MatchLine.match_id.in_(match_ids))
    return {match_id: int(count) for match_id, count in session.execute(query.group_by(MatchLine.match_id))}


def _balances(session: Session, lines: Sequence[BankLine]) -> dict[str, int]:
    """Return the balance after each line: the bank's own, or the opening balance and all lines up to it."""
    found = {line.id: line.balance for line in lines if line.balance is not None}
    for account_id in {line.bank_account_id for line in lines if line.balance is None}:
        days = [line.day for line in lines if line.bank_account_id == account_id and line.balance is None]
        found |= {key: value for key, value in _computed(session, account_id, min(days), max(days)) if key not in found}
    return {line.id: found.get(line.id, 0) for line in lines}


def _computed(session: Session, account_id: str, first: date, last: date) -> list[tuple[str, int]]:
    """Return (line, balance after it) of an account for the lines between two days."""
    account = session.get_one(BankAccount, account_id)
    counted = (
        select(BankLine.id, BankLine.amount)
        .join(Statement, Statement.id == BankLine.statement_id)
        .where(BankLine.bank_account_id == account_id, Statement.withdrawn.is_(False))
    )
    before = counted.where(BankLine.day < first).subquery()
    start = account.opening_balance + int(session.scalar(select(func.coalesce(func.sum(before.c.amount), 0))) or 0)
    within = session.execute(counted.where(BankLine.day.between(first, last)).order_by(BankLine.day, BankLine.id)).all()
    balances = accumulate((row.amount for row in within), initial=start)
    next(balances)
    return [(row.id, balance) for row, balance in zip(within, balances, strict=True)]
