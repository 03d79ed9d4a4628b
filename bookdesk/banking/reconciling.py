"""Holding ledger and statement against each other at the end of a day, signing it off, and reopening it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.reconciliation import Outcome, Posted, Shown, compare
from bookdesk.banking.standing import proof
from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import account_balance
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Match, Reconciliation
from bookdesk.store.desk import Desk


def outcome(session: Session, account: BankAccount, day: date | None = None, stated: Money | None = None) -> Outcome:
    """Compare at the end of `day` (the last line's day by default).

    `stated` is the balance on the bank's paper; `RuleBroken` if the imported lines do not lead to it.
    """
    lines = session.scalars(records.active_lines(account.id)).all()
    end = day or max((line.day for line in lines), default=account.opening_date)
    balance = account.opening_balance + sum(line.amount for line in lines if line.day <= end)
    if stated is not None and stated != Money(balance, account.currency):
        raise RuleBroken(
            f"The imported lines lead to {Money(balance, account.currency)} on {end.isoformat()}, not to {stated}.",
            "Import what is missing, or check the balance on the bank's statement.",
        )
    ledger = account_balance(session, account.account_id, account.currency, end).minor
    found = records.matched(session, account.id)
    return compare(end, balance, ledger, _posted(session, account, found), _shown(lines, found))


def _posted(session: Session, account: BankAccount, found: Sequence[records.Matched]) -> Iterator[Posted]:
    """Yield what was posted to the account; an entry and its reversal clear each other."""
    cleared = {entry: one.complete_on for one in found for entry in one.entries}
    cleared |= {entry: day for entry, day in records.reversals(session).items() if entry not in cleared}
    for entry, posting in records.bank_postings(session, account):
        if entry.kind is not EntryKind.OPENING:
            yield Posted(entry.id, entry.posting_date, posting.amount, entry.narration, cleared.get(entry.id))


def _shown(lines: Sequence[BankLine], found: Sequence[records.Matched]) -> Iterator[Shown]:
    """Yield the statement's lines with the day on which what they were matched with was complete."""
    booked = {line.id: one.complete_on for one in found for line in one.lines}
    for line in lines:
        yield Shown(line.id, line.day, line.amount, line.description, booked.get(line.id))


def _lines(count: int) -> str:
    return "1 line is" if count == 1 else f"{count} lines are"


def sign_off(desk: Desk, account_name: str | None, day: date | None, stated: Money | None) -> Reconciliation:
    """Keep a finished reconciliation; refused while lines are unmatched or a difference is left."""
    with desk.books.change(Action.RECONCILED, "reconciled", actor=desk.actor) as work:
        account = records.bank_account(work.session, account_name)
        found = outcome(work.session, account, day, stated)
        _require_unbroken(work.session, account, found.day)
        if found.unmatched or found.difference:
            raise RuleBroken(
                f"{account.name} is not reconciled on {found.day.isoformat()}: {_lines(len(found.unmatched))} not"
                f" matched, the difference is {Money(found.difference, account.currency)}.",
                "Match or code the open lines.",
                command="bookdesk bank propose",
            )
        row = Reconciliation(
            bank_account_id=account.id,
            statement_day=found.day,
            statement_balance=found.statement_balance,
            ledger_balance=found.ledger_balance,
            outstanding=[_item(item, account.currency) for item in (*found.in_transit, *found.unpresented)],
            difference=0,
            signed_off_by=desk.actor.user,
            signed_off_at=desk.clock.now(),
        )
        work.add(row)
        work.session.flush()
        for one in records.matched(work.session, account.id):
            if one.match.reconciliation_id is None and any(line.day <= found.day for line in one.lines):
                one.match.reconciliation_id = row.id
        work.commit()
    return row


def _require_unbroken(session: Session, account: BankAccount, day: date) -> None:
    """Refuse where a balance that the bank told is not what the lines lead to: one is missing, or there twice."""
    broken = proof(session, account).broken
    if broken is not None and broken.day <= day:
        stated, expected = Money(broken.stated, account.currency), Money(broken.expected, account.currency)
        raise RuleBroken(
            f"The bank's balance of {broken.day.isoformat()} is {stated}, but the lines lead to {expected}.",
            "Import what is missing, or take back the import that brought too much, before you sign off.",
            command="bookdesk bank withdraw STATEMENT",
        )


def _item(item: Posted, currency: str) -> dict[str, str]:
    return {
        "entry": item.entry,
        "date": item.day.isoformat(),
        "amount": Money(item.amount, currency).text,
        "narration": item.narration,
    }


def reopen(desk: Desk, account_name: str | None, day: date) -> Reconciliation:
    """Reopen the signed-off reconciliation of a day, so that its matches may be changed."""
    with desk.books.change(Action.RECONCILIATION_REOPENED, f"reopened {day.isoformat()}", actor=desk.actor) as work:
        account = records.bank_account(work.session, account_name)
        row = work.session.scalars(_signed_off(account.id).where(Reconciliation.statement_day == day)).one_or_none()
        if row is None:
            raise NotFound(
                f"{account.name} has no signed-off reconciliation of {day.isoformat()}.",
                "Choose one from the list.",
                command="bookdesk reconcile list",
            )
        row.reopened = True
        for match in work.session.scalars(select(Match).where(Match.reconciliation_id == row.id)):
            match.reconciliation_id = None
        work.commit()
    return row


def _signed_off(account_id: str) -> Select[Reconciliation]:
    return select(Reconciliation).where(
        Reconciliation.bank_account_id == account_id, Reconciliation.reopened.is_(False)
    )
