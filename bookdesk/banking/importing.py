"""Taking a statement in: one change set, or nothing. Whose it is and what of it is new is found in `arriving`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.arriving import Arrival, arrivals, as_money
from bookdesk.banking.dedup import Booking, Fresh
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats import statements as files
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, MatchLine, Statement, StatementProof
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one statement. `statement_id` is None where nothing of it was new."""

    statement_id: str | None
    new: int
    known: int
    before_opening: int
    proof: StatementProof
    closing: Money | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """The file a statement came in."""

    name: str
    data: bytes
    read: files.StatementFile

    @property
    def sha256(self) -> str:
        """Its hash, hex."""
        return hashlib.sha256(self.data).hexdigest()


def import_file(desk: Desk, account_name: str | None, source: Source, *, accept_gap: bool) -> list[Imported]:
    """Import the statements of one account from a file, all of them or none.

    Refused, with the reason, where they are of another account or currency, or where balances show that something
    is missing (unless `accept_gap`). Bookings that are known already are left out.
    """
    with desk.books.change(Action.STATEMENT_IMPORTED, f"statement {source.name}", actor=desk.actor) as work:
        account = records.bank_account(work.session, account_name)
        found = arrivals(work.session, account, source.read)
        refusal = next((one.refusal for one in found if one.refusal is not None), None)
        if refusal is not None and not accept_gap:
            raise refusal
        done = [_imported(one, account, _store(desk, work, account, source, one)) for one in found]
        if any(one.new for one in done):
            work.commit()
    return done


def _imported(arrival: Arrival, account: BankAccount, statement_id: str | None) -> Imported:
    closing = arrival.statement.closing
    return Imported(
        statement_id,
        len(arrival.found.fresh),
        len(arrival.found.repeated),
        arrival.before_opening,
        arrival.proof,
        None if closing is None else as_money(closing.amount, account.currency),
        arrival.problems,
    )


def withdraw(desk: Desk, statement_id: str) -> None:
    """Take an import back: its lines count for nothing from now on; refused while one of them is matched."""
    with desk.books.change(Action.STATEMENT_WITHDRAWN, "statement withdrawn", actor=desk.actor) as work:
        statement = work.get(Statement, statement_id)
        query = select(func.count()).select_from(MatchLine).join(BankLine, BankLine.id == MatchLine.bank_line_id)
        if busy := work.session.scalar(query.where(BankLine.statement_id == statement_id)):
            raise RuleBroken(f"{busy} lines of this statement are matched.", "Undo these matches first.")
        statement.withdrawn = True
        work.commit()


def _store(desk: Desk, work: Change, account: BankAccount, source: Source, arrival: Arrival) -> str | None:
    """Write the statement and its new lines and return its id; None where nothing is new."""
    if not arrival.found.fresh:
        return None
    days = [item.booked_on for item in arrival.dated]
    opening, closing = arrival.statement.opening, arrival.statement.closing
    row = Statement(
        bank_account_id=account.id,
        format=source.read.format,
        file_name=source.name,
        sha256=source.sha256,
        number=arrival.statement.number,
        from_day=min(days),
        to_day=max(days),
        opening=None if opening is None else as_money(opening.amount, account.currency).minor,
        closing=None if closing is None else as_money(closing.amount, account.currency).minor,
        proof=arrival.proof,
        imported_at=desk.clock.now(),
        imported_by=desk.actor.user,
        problems=list(arrival.problems) or None,
    )
    work.add(row)
    work.session.flush()
    for one in arrival.found.fresh:
        work.add(_line(row, arrival.dated[one.position], arrival.bookings[one.position], one))
    work.session.flush()
    return row.id


def _line(statement: Statement, item: files.Transaction, booking: Booking, fresh: Fresh) -> BankLine:
    currency = booking.currency
    return BankLine(
        statement_id=statement.id,
        bank_account_id=statement.bank_account_id,
        position=fresh.position,
        day=item.booked_on,
        value_day=item.value_on,
        amount=booking.amount,
        currency=currency,
        description=item.description,
        reference=item.reference or item.end_to_end_id or item.cheque_number,
        payee=item.payee,
        payee_account=item.payee_account,
        bank_id=item.bank_id,
        balance=None if item.balance is None else Money.of(item.balance, currency).minor,
        fingerprint=fresh.fingerprint,
        occurrence=fresh.occurrence,
    )


def statements(session: Session, account_id: str) -> Sequence[Statement]:
    """Return the statements of an account, oldest first, withdrawn ones included."""
    query = select(Statement).where(Statement.bank_account_id == account_id)
    return session.scalars(query.order_by(Statement.to_day, Statement.imported_at)).all()
