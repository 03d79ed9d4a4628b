"""Taking a statement in: whose it is, what of it is new, whether its balances follow. One change set, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.dedup import Booking, Known, Sorted, sort_out
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats import statements as files
from bookdesk.formats.statements.model import Basis
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
        found = [
            _Import(desk, work, account, source, one, accept_gap=accept_gap).run()
            for one in _own_statements(source.read, account)
        ]
        if any(one.new for one in found):
            work.commit()
    return found


def withdraw(desk: Desk, statement_id: str) -> None:
    """Take an import back: its lines count for nothing from now on; refused while one of them is matched."""
    with desk.books.change(Action.STATEMENT_WITHDRAWN, "statement withdrawn", actor=desk.actor) as work:
        statement = work.get(Statement, statement_id)
        query = select(func.count()).select_from(MatchLine).join(BankLine, BankLine.id == MatchLine.bank_line_id)
        if busy := work.session.scalar(query.where(BankLine.statement_id == statement_id)):
            raise RuleBroken(f"{busy} lines of this statement are matched.", "Undo these matches first.")
        statement.withdrawn = True
        work.commit()


def _own_statements(read: files.StatementFile, account: BankAccount) -> list[files.Statement]:
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


@dataclass
class _Import:
    """One statement on its way into the books."""

    desk: Desk
    work: Change
    account: BankAccount
    source: Source
    statement: files.Statement
    accept_gap: bool
    problems: list[str] = field(default_factory=list)

    def run(self) -> Imported:
        """Check, sort out and store."""
        self.problems += [_said(problem) for problem in self.source.read.problems]
        self._require_proof()
        rows = [item for item in self.statement.transactions if item.status is files.Status.BOOKED]
        pending = len(self.statement.transactions) - len(rows)
        if pending:
            self.problems.append(f"{pending} pending bookings were left out until they are booked.")
        dated = [item for item in rows if item.booked_on > self.account.opening_date]
        bookings = [self._booking(item) for item in dated]
        stored = self.work.session.scalars(records.active_lines(self.account.id)).all()
        found = sort_out(bookings, [_known(line, self._formats()) for line in stored])
        self._note(found, stored)
        closing = self.statement.closing
        proof = self._continuity(stored, [bookings[one.position].amount for one in found.fresh], dated)
        identity = self._store(dated, bookings, found, proof) if found.fresh else None
        return Imported(
            identity,
            len(found.fresh),
            len(found.repeated),
            len(rows) - len(dated),
            proof,
            None if closing is None else self._money(closing.amount),
            tuple(self.problems),
        )

    def _require_proof(self) -> None:
        """Refuse a statement whose own balances do not follow from its amounts."""
        if self.statement.proof is files.Proof.GAP and not self.accept_gap:
            why = next((text for text in self.problems if "balance" in text), "")
            raise RuleBroken(
                f"The balances of this statement do not follow from its bookings. {why}".strip(),
                "Check the columns or download the file once more; import it as it is with --accept-gap.",
            )

    def _booking(self, item: files.Transaction) -> Booking:
        return Booking(
            item.booked_on,
            self._money(item.amount).minor,
            self.account.currency,
            item.description,
            item.bank_id,
            self.source.read.format,
        )

    def _money(self, amount: Decimal) -> Money:
        """Return an amount of the file as money of the account; `InputError` if it has too many decimals."""
        try:
            return Money.of(amount, self.account.currency)
        except ValueError as error:
            raise InputError(
                f"The amount {amount} is no amount in {self.account.currency}.", "Ask the bank for a correct file."
            ) from error

    def _formats(self) -> dict[str, str]:
        rows = self.work.session.execute(
            select(Statement.id, Statement.format).where(Statement.bank_account_id == self.account.id)
        )
        return {row.id: row.format for row in rows}

    def _note(self, found: Sorted, stored: Sequence[BankLine]) -> None:
        """Say which bookings carry a bank id that is stored at another amount."""
        amounts = {line.id: Money(line.amount, line.currency) for line in stored}
        for conflict in found.conflicts:
            self.problems.append(
                f"A booking carries the bank's id of another one of {amounts[conflict.known]}; both are kept."
            )

    def _continuity(
        self, stored: Sequence[BankLine], fresh: Sequence[int], dated: Sequence[files.Transaction]
    ) -> StatementProof:
        """Hold the account's own history against the closing balance; refuse where they differ."""
        closing = self.statement.closing
        last = max((item.booked_on for item in dated), default=None)
        if closing is None or last is None:
            return StatementProof(self.statement.proof.value)
        end = closing.on or last
        before = sum(line.amount for line in stored if line.day <= max(end, last))
        expected = Money(self.account.opening_balance + before + sum(fresh), self.account.currency)
        stated = self._money(closing.amount)
        if expected == stated:
            return StatementProof.PROVED
        if end > last and self.statement.opening is None:
            return StatementProof.UNPROVED  # the balance is of a later day than the bookings: nothing is proved
        if not self.accept_gap:
            raise RuleBroken(
                f"After this import {self.account.name} would stand at {expected} on {end.isoformat()}, but the bank"
                f" says {stated}: bookings of {stated - expected} are missing.",
                "Import the statement before it first; import this one as it is with --accept-gap.",
            )
        return StatementProof.GAP

    def _store(
        self, dated: Sequence[files.Transaction], bookings: Sequence[Booking], found: Sorted, proof: StatementProof
    ) -> str:
        """Write the statement and its new lines; returns its id."""
        days = [item.booked_on for item in dated]
        opening, closing = self.statement.opening, self.statement.closing
        row = Statement(
            bank_account_id=self.account.id,
            format=self.source.read.format,
            file_name=self.source.name,
            sha256=self.source.sha256,
            number=self.statement.number,
            from_day=min(days),
            to_day=max(days),
            opening=None if opening is None else self._money(opening.amount).minor,
            closing=None if closing is None else self._money(closing.amount).minor,
            proof=proof,
            imported_at=self.desk.clock.now(),
            imported_by=self.desk.actor.user,
            problems=list(self.problems) or None,
        )
        self.work.add(row)
        self.work.session.flush()
        for one in found.fresh:
            item, booking = dated[one.position], bookings[one.position]
            self.work.add(_line(row, item, booking, one.position, one.fingerprint, one.occurrence))
        self.work.session.flush()
        return row.id


def _line(  # noqa: PLR0913, PLR0917 - a line and its two keys
    statement: Statement,
    item: files.Transaction,
    booking: Booking,
    position: int,
    fingerprint: str,
    occurrence: int,
) -> BankLine:
    currency = booking.currency
    return BankLine(
        statement_id=statement.id,
        bank_account_id=statement.bank_account_id,
        position=position,
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
        fingerprint=fingerprint,
        occurrence=occurrence,
    )


def _known(line: BankLine, formats: dict[str, str]) -> Known:
    source = formats.get(line.statement_id, "")
    booking = Booking(line.day, line.amount, line.currency, line.description, line.bank_id, source)
    return Known(line.id, booking, line.fingerprint)


def _said(problem: files.Problem) -> str:
    return problem.text if problem.line is None else f"Line {problem.line}: {problem.text}"


def statements(session: Session, account_id: str) -> Sequence[Statement]:
    """Return the statements of an account, oldest first, withdrawn ones included."""
    query = select(Statement).where(Statement.bank_account_id == account_id)
    return session.scalars(query.order_by(Statement.to_day, Statement.imported_at)).all()
