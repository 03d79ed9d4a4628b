"""The named lists of bank lines, each as one condition: a list, its count and a dashboard's figure cannot disagree.

Lines of a withdrawn import are in no list. Open lines of an account that is archived, or that the ledger reconciles,
are nobody's work here: they are among all lines and not among the open ones.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, select

from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, Reconciler, Statement


class LineList(StrEnum):
    """Lists of bank lines that people work through."""

    ALL = "all"
    """whatever is not of a withdrawn import"""
    OPEN = "open"
    """in no match, on an account in use that is reconciled here"""
    MATCHED = "matched"
    """matched with payments, runs, bills, invoices or entries"""
    CODED = "coded"
    """without a document: booked to accounts"""
    TRANSFERS = "transfers"
    SIGNED_OFF = "signed off"
    """in a finished reconciliation: fixed until it is reopened"""


def line_on_list(which: LineList) -> ColumnElement[bool]:
    """Return the condition on `BankLine` of being on a list."""
    return and_(_counts(), _CONDITIONS[which])


def open_lines_that_count() -> ColumnElement[bool]:
    """Return the condition on `BankLine` of waiting for somebody here: what a dashboard counts and the grid opens."""
    return line_on_list(LineList.OPEN)


def in_no_match() -> ColumnElement[bool]:
    """Return the condition on `BankLine` that nothing was matched with it."""
    return ~exists(select(MatchLine.id).where(MatchLine.bank_line_id == BankLine.id).correlate(BankLine))


def _counts() -> ColumnElement[bool]:
    stands = select(Statement.id).where(Statement.id == BankLine.statement_id, Statement.withdrawn.is_(False))
    return exists(stands.correlate(BankLine))


def _ours() -> ColumnElement[bool]:
    """On an account in use that is reconciled here."""
    used = select(BankAccount.id).where(
        BankAccount.archived.is_(False), BankAccount.reconciled_in == Reconciler.BOOKDESK
    )
    return BankLine.bank_account_id.in_(used)


def _in_match(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(
        select(MatchLine.id)
        .join(Match, Match.id == MatchLine.match_id)
        .where(MatchLine.bank_line_id == BankLine.id, *conditions)
        .correlate(BankLine)
    )


_CONDITIONS: dict[LineList, ColumnElement[bool]] = {
    LineList.ALL: BankLine.id.is_not(None),
    LineList.OPEN: and_(in_no_match(), _ours()),
    LineList.MATCHED: _in_match(Match.kind.not_in((MatchKind.CODED, MatchKind.TRANSFER))),
    LineList.CODED: _in_match(Match.kind == MatchKind.CODED),
    LineList.TRANSFERS: _in_match(Match.kind == MatchKind.TRANSFER),
    LineList.SIGNED_OFF: _in_match(Match.reconciliation_id.is_not(None)),
}
