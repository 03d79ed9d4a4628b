"""A statement held against an account before anything is stored: whose it is, what of it is new, what its balances say.

Importing stores what is found here; a preview only shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.dedup import Booking, Known, Sorted, sort_out
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats import statements as files
from bookdesk.formats.statements.model import Basis
from bookdesk.models.bank import BankAccount, Statement, StatementProof


@dataclass(frozen=True, slots=True)
class Arrival:
    """One statement of a file. `bookings` are its booked transactions after the account's opening day (`dated`).

    `refusal` is why it is not imported unless the gap is accepted.
    """

    statement: files.Statement
    dated: tuple[files.Transaction, ...]
    bookings: tuple[Booking, ...]
    found: Sorted
    before_opening: int
    proof: StatementProof
    problems: tuple[str, ...]
    refusal: RuleBroken | None = None


@dataclass(frozen=True, slots=True)
class _Stored:
    """A line that the account has, or will have from a statement before this one."""

    day: date
    amount: int
    known: Known


@dataclass
class _Ground:
    """What the statements of one file are held against."""

    account: BankAccount
    format: str
    stored: list[_Stored]
    before: tuple[str, ...]
    problems: list[str] = field(default_factory=list)


def arrivals(session: Session, account: BankAccount, read: files.StatementFile) -> list[Arrival]:
    """Return the file's statements of the account, each as if those before it were stored.

    `InputError` if none is of the account, or one is in another currency or has an amount that is none.
    """
    ground = _Ground(account, read.format, _stored(session, account), tuple(_said(one) for one in read.problems))
    found: list[Arrival] = []
    for statement in own_statements(read, account):
        ground.problems = list(ground.before)
        arrival = _arrival(ground, statement)
        ground.stored += [
            _Stored(booking.day, booking.amount, Known(f"new {len(found)} {one.position}", booking, one.fingerprint))
            for one in arrival.found.fresh
            for booking in [arrival.bookings[one.position]]
        ]
        found.append(arrival)
    return found


def own_statements(read: files.StatementFile, account: BankAccount) -> list[files.Statement]:
    """Return the statements that are of the account; `InputError` naming whose they are if none is."""
    if not read.statements:
        said = f" {read.problems[0].text}" if read.problems else ""
        raise InputError(f"The file holds no statement.{said}", "Download it from the bank once more.")
    own = [one for one in read.statements if one.account is None or records.is_number_of(one.account, account)]
    if not own:
        others = ", ".join(sorted({one.account or "" for one in read.statements}))
        raise InputError(
            f"This statement is of account {others}, not of {account.name} ({records.number_of(account)}).",
            "Choose the account it belongs to, or the right file.",
        )
    if all(one.basis is Basis.NOTIFICATION for one in own):
        raise InputError(
            "This file details bookings that stand in a statement; it is none itself.", "Import the CAMT.053 instead."
        )
    for one in own:
        if one.currency not in {None, account.currency}:
            raise InputError(
                f"This statement is in {one.currency}, and {account.name} in {account.currency}.",
                "Choose the account it belongs to.",
            )
    return own


def _stored(session: Session, account: BankAccount) -> list[_Stored]:
    rows = session.execute(select(Statement.id, Statement.format).where(Statement.bank_account_id == account.id))
    formats: Mapping[str, str] = {row.id: row.format for row in rows}
    return [
        _Stored(
            line.day,
            line.amount,
            Known(
                line.id,
                Booking(
                    line.day,
                    line.amount,
                    line.currency,
                    line.description,
                    line.bank_id,
                    formats.get(line.statement_id, ""),
                ),
                line.fingerprint,
            ),
        )
        for line in session.scalars(records.active_lines(account.id))
    ]


def _arrival(ground: _Ground, statement: files.Statement) -> Arrival:
    refusal = _of_own_balances(ground, statement)
    rows = [item for item in statement.transactions if item.status is files.Status.BOOKED]
    pending = len(statement.transactions) - len(rows)
    if pending:
        ground.problems.append(f"{pending} pending bookings were left out until they are booked.")
    dated = tuple(item for item in rows if item.booked_on > ground.account.opening_date)
    bookings = tuple(_booking(ground, item) for item in dated)
    found = sort_out(bookings, [one.known for one in ground.stored])
    _note(ground, found)
    proof, gap = _continuity(ground, statement, [bookings[one.position].amount for one in found.fresh], dated)
    return Arrival(
        statement, dated, bookings, found, len(rows) - len(dated), proof, tuple(ground.problems), refusal or gap
    )


def _of_own_balances(ground: _Ground, statement: files.Statement) -> RuleBroken | None:
    """Refuse a statement whose own balances do not follow from its amounts."""
    if statement.proof is not files.Proof.GAP:
        return None
    why = next((text for text in ground.problems if "balance" in text), "")
    return RuleBroken(
        f"The balances of this statement do not follow from its bookings. {why}".strip(),
        "Check the columns, download the file once more, or import it as it is.",
        command="--accept-gap",
    )


def _booking(ground: _Ground, item: files.Transaction) -> Booking:
    currency = ground.account.currency
    amount = as_money(item.amount, currency).minor
    return Booking(item.booked_on, amount, currency, item.description, item.bank_id, ground.format)


def as_money(amount: Decimal, currency: str) -> Money:
    """Return an amount of the file as money of the account; `InputError` if it has too many decimals."""
    try:
        return Money.of(amount, currency)
    except ValueError as error:
        raise InputError(
            f"The amount {amount} is no amount in {currency}.", "Ask the bank for a correct file."
        ) from error


def _note(ground: _Ground, found: Sorted) -> None:
    """Say which bookings carry a bank id that is stored at another amount."""
    amounts = {one.known.id: Money(one.amount, ground.account.currency) for one in ground.stored}
    for conflict in found.conflicts:
        ground.problems.append(
            f"A booking carries the bank's id of another one of {amounts[conflict.known]}; both are kept."
        )


def _continuity(
    ground: _Ground, statement: files.Statement, fresh: Sequence[int], dated: Sequence[files.Transaction]
) -> tuple[StatementProof, RuleBroken | None]:
    """Hold the account's own history against the closing balance; the second is the refusal where they differ."""
    account, closing = ground.account, statement.closing
    last = max((item.booked_on for item in dated), default=None)
    if closing is None or last is None:
        return StatementProof(statement.proof.value), None
    end = closing.on or last
    before = sum(one.amount for one in ground.stored if one.day <= max(end, last))
    expected = Money(account.opening_balance + before + sum(fresh), account.currency)
    stated = as_money(closing.amount, account.currency)
    if expected == stated:
        return StatementProof.PROVED, None
    if end > last and statement.opening is None:
        return StatementProof.UNPROVED, None  # the balance is of a later day than the bookings: nothing is proved
    return StatementProof.GAP, RuleBroken(
        f"After this import {account.name} would stand at {expected} on {end.isoformat()}, but the bank"
        f" says {stated}: bookings of {stated - expected} are missing.",
        "Import the statement before it first, or import this one as it is.",
        command="--accept-gap",
    )


def _said(problem: files.Problem) -> str:
    return problem.text if problem.line is None else f"Line {problem.line}: {problem.text}"
