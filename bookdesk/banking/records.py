"""Reading the bank's side of the books: accounts, lines that count, what they were matched with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, UsageError
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchLine, MatchPart, Statement, TargetKind
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import Payment
from bookdesk.models.receipt import Receipt, Refund

_NOT_ALNUM = re.compile(r"[^0-9A-Za-z]")
_SHORTEST_TAIL = 6
_SHORTEST_NUMBER = 4


def bank_account(session: Session, name: str | None) -> BankAccount:
    """Return the bank account of a name or id; without one, the only account there is."""
    accounts = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False))).all()
    chosen = [one for one in accounts if name is None or name in {one.id, one.name}]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(sorted(one.name for one in accounts)) or "none yet"
    if name is None:
        raise UsageError("It is not said which bank account.", f"Name one: {names}.", command="--account NAME")
    raise NotFound(f"There is no bank account {name!r}.", f"The accounts are: {names}.")


def is_number_of(number: str, account: BankAccount) -> bool:
    """Return whether a number in a file is the account's: IBAN, account number, or both parts in any spelling."""
    given = _plain(number)
    known = {_plain(one) for one in (account.iban, account.account_number) if one}
    if account.routing and account.account_number:
        known.add(_plain(account.routing + account.account_number))
    if given in known:
        return True
    long_enough = len(given) >= _SHORTEST_NUMBER
    return long_enough and any(len(own) >= _SHORTEST_NUMBER and _ends(given, own) for own in known)


def _ends(one: str, other: str) -> bool:
    """Return whether one number ends with the other: banks leave out leading zeros, branch or bank numbers."""
    one, other = one.lstrip("0"), other.lstrip("0")
    return bool(one and other) and (one.endswith(other) or other.endswith(one))


def _plain(text: str) -> str:
    return _NOT_ALNUM.sub("", text).upper()


def number_of(account: BankAccount) -> str:
    """Return what people call the account's number."""
    return account.iban or " ".join(part for part in (account.routing, account.account_number) if part) or account.name


def active_lines(account_id: str | None = None) -> Select[BankLine]:
    """Select the lines of statements that were not withdrawn, oldest first."""
    query = select(BankLine).join(Statement, Statement.id == BankLine.statement_id)
    query = query.where(Statement.withdrawn.is_(False))
    if account_id is not None:
        query = query.where(BankLine.bank_account_id == account_id)
    return query.order_by(BankLine.day, BankLine.id)


def open_lines(session: Session, account_id: str | None = None) -> Sequence[BankLine]:
    """Return lines that are in no match."""
    query = active_lines(account_id).outerjoin(MatchLine, MatchLine.bank_line_id == BankLine.id)
    return session.scalars(query.where(MatchLine.id.is_(None))).all()


def line_of(session: Session, id_or_end: str) -> BankLine:
    """Return an active line by its id or by the end of it, if only one ends so."""
    query = active_lines().where(or_(BankLine.id == id_or_end, BankLine.id.endswith(id_or_end, autoescape=True)))
    found = session.scalars(query.limit(2)).all() if len(id_or_end) >= _SHORTEST_TAIL else []
    if len(found) == 1:
        return found[0]
    if len(id_or_end) < _SHORTEST_TAIL:
        raise NotFound(
            f"{id_or_end!r} is too short to name a bank line.",
            f"Give the last {_SHORTEST_TAIL} characters of its id, or more.",
            command="bookdesk bank lines",
        )
    what = "More than one bank line has" if found else "No bank line has"
    raise NotFound(f"{what} the id {id_or_end!r}.", "Choose it from the list.", command="bookdesk bank lines")


def match_of(session: Session, line: BankLine) -> Match | None:
    """Return the match a line is in."""
    query = select(Match).join(MatchLine, MatchLine.match_id == Match.id).where(MatchLine.bank_line_id == line.id)
    return session.scalars(query).one_or_none()


def account_by_code(session: Session, code: str) -> Account:
    """Return the ledger account with a code."""
    found = session.scalars(select(Account).where(Account.code == code)).one_or_none()
    if found is None:
        raise NotFound(f"The chart has no account {code}.", "Use the code of an account of this client's chart.")
    return found


def tax_code_by_code(session: Session, code: str) -> TaxCode:
    """Return the tax code with a code."""
    found = session.scalars(select(TaxCode).where(TaxCode.code == code)).one_or_none()
    if found is None:
        known = ", ".join(session.scalars(select(TaxCode.code).order_by(TaxCode.code)))
        raise NotFound(f"There is no tax code {code}.", f"The codes are: {known}.")
    return found


@dataclass(frozen=True, slots=True)
class Matched:
    """A match with its lines on one account, and the entries it clears there.

    `complete_on` is the day from which bank and books both have all of it. Until then what the books have of it is
    outstanding and what the bank has of it was early, also where one payment was shown in two lines.
    """

    match: Match
    lines: tuple[BankLine, ...]
    entries: tuple[str, ...]
    complete_on: date


def matched(session: Session, account_id: str) -> list[Matched]:
    """Return the matches that hold a line of an account, with the entries each of them clears."""
    rows = session.execute(
        select(Match, BankLine)
        .join(MatchLine, MatchLine.match_id == Match.id)
        .join(BankLine, BankLine.id == MatchLine.bank_line_id)
        .where(BankLine.bank_account_id == account_id)
        .order_by(BankLine.day, BankLine.id)
    ).all()
    matches = {match.id: match for match, _ in rows}
    lines: dict[str, list[BankLine]] = {identity: [] for identity in matches}
    for match, line in rows:
        lines[match.id].append(line)
    entries: dict[str, dict[str, date]] = {identity: {} for identity in matches}
    for identity, entry, day in session.execute(cleared_by_matches(account_id)):
        entries[identity][entry] = day
    return [
        Matched(
            one,
            tuple(lines[key]),
            tuple(entries[key]),
            max([*(line.day for line in lines[key]), *entries[key].values()]),
        )
        for key, one in matches.items()
    ]


def cleared_by_matches(account_id: str) -> CompoundSelect[str, str, date]:
    """Select match_id, entry_id and day of what the matches of an account's lines clear: posted by them or pointed to.

    An entry may come twice.
    """
    ours = (
        select(MatchLine.match_id)
        .join(BankLine, BankLine.id == MatchLine.bank_line_id)
        .where(BankLine.bank_account_id == account_id)
    )
    entry, day = LedgerEntry.id.label("entry_id"), LedgerEntry.posting_date.label("day")
    parts = select(MatchPart.match_id, entry, day).where(MatchPart.match_id.in_(ours))
    posted = select(LedgerEntry.source_id.label("match_id"), entry, day)
    return union_all(
        posted.where(LedgerEntry.source_id.in_(ours), LedgerEntry.reverses_id.is_(None)),
        *(_of_customers(row, entry, day).where(row.match_id.in_(ours)) for row in (Receipt, Refund)),
        parts.join(LedgerEntry, LedgerEntry.id == MatchPart.target_id).where(MatchPart.target_kind == TargetKind.ENTRY),
        parts.join(Payment, Payment.id == MatchPart.target_id).join(LedgerEntry, LedgerEntry.id == Payment.entry_id),
        parts.join(Payment, Payment.run_id == MatchPart.target_id).join(
            LedgerEntry, LedgerEntry.id == Payment.entry_id
        ),
    )


def _of_customers(
    row: type[Receipt | Refund], entry: ColumnElement[str], day: ColumnElement[date]
) -> Select[str, str, date]:
    """Select what the receipts or refunds of matches posted."""
    found = select(func.coalesce(row.match_id, "").label("match_id"), entry, day).join(
        LedgerEntry, LedgerEntry.source_id == row.id
    )
    return found.where(LedgerEntry.reverses_id.is_(None))


def bank_postings(session: Session, account: BankAccount) -> Sequence[tuple[LedgerEntry, Posting]]:
    """Return what was posted to the bank's ledger account, oldest first."""
    query = select(LedgerEntry, Posting).join(Posting, Posting.entry_id == LedgerEntry.id)
    rows = session.execute(query.where(Posting.account_id == account.account_id).order_by(LedgerEntry.posting_date))
    return [(entry, posting) for entry, posting in rows]


def reversals(session: Session) -> dict[str, date]:
    """Return, by entry that was reversed or that reverses one, the day from which both count for nothing."""
    found: dict[str, date] = {}
    for entry in session.scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))):
        found[entry.id] = entry.posting_date
        found[entry.reverses_id or ""] = entry.posting_date
    return found
