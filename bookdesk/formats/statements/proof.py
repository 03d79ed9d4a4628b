"""Balance proof: opening + sum = closing, running balances, and whether statements follow each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bookdesk.formats.statements.model import Proof, Statement, Status, Transaction


def booked_sum(transactions: Sequence[Transaction]) -> Decimal:
    """Add up what is booked; pending bookings do not move a booked balance."""
    return sum((item.amount for item in transactions if item.status is Status.BOOKED), Decimal(0))


def prove(statement: Statement) -> Statement:
    """Return `statement` with the proof its own balances give."""
    if statement.opening is None or statement.closing is None:
        return replace(statement, proof=Proof.UNPROVED)
    expected = statement.opening.amount + booked_sum(statement.transactions)
    return replace(statement, proof=Proof.PROVED if expected == statement.closing.amount else Proof.GAP)


def prove_all(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Prove each statement, and each against the one of the same account that stands before it in the file."""
    latest: dict[tuple[str | None, str | None], Statement] = {}
    proved: list[Statement] = []
    for statement in map(prove, statements):
        key = (statement.account, statement.currency)
        proved.append(_chained(latest.get(key), statement))
        latest[key] = statement
    return tuple(proved)


def _chained(before: Statement | None, statement: Statement) -> Statement:
    """Downgrade a statement that does not continue `before`."""
    if before is None or before.closing is None or statement.opening is None:
        return statement
    if before.closing.amount == statement.opening.amount:
        return statement
    return replace(statement, proof=Proof.OVERLAP if overlaps(before, statement) else Proof.GAP)


def overlaps(before: Statement, after: Statement) -> bool:
    """Return whether `after` repeats transactions of `before`."""
    return bool({_identity(item) for item in before.transactions} & {_identity(item) for item in after.transactions})


def _identity(item: Transaction) -> tuple[object, ...]:
    return item.booked_on, item.amount, item.bank_id, item.description


def running_balance_breaks(transactions: Sequence[Transaction]) -> list[int]:
    """Return the positions whose balance does not follow from the one before (oldest first).

    Rows without a balance are bridged: their amounts count towards the next balance that is given.
    """
    breaks: list[int] = []
    previous: Decimal | None = None
    since = Decimal(0)
    for position, item in enumerate(transactions):
        since += item.amount
        if item.balance is None:
            continue
        if previous is not None and previous + since != item.balance:
            breaks.append(position)
        previous, since = item.balance, Decimal(0)
    return breaks
