"""Accepting a match and taking it back. What is booked is only cleared; what is not is posted as it is matched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bookdesk.banking import records
from bookdesk.banking.settling import allocate, book_bills, book_receipt, release
from bookdesk.banking.targets import Kind, Target, part_of
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.ledger.periods import first_open_day, locked_through
from bookdesk.ledger.posting import reverse
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, MatchPart, Reconciliation
from bookdesk.models.columns import JsonValue
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

Shares = Sequence[tuple[Target, Money]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was done: the match, and the entry that was posted for it, if any."""

    match_id: str
    kind: MatchKind
    entry_id: str | None


_CLEARS = {Kind.PAYMENT: MatchKind.PAYMENT, Kind.RUN: MatchKind.RUN, Kind.ENTRY: MatchKind.ENTRY}


def accept(desk: Desk, line_id: str, shares: Shares, why: Sequence[str]) -> Accepted:
    """Match an open line: payments, a run or entries are cleared; bills and invoices are booked as paid."""
    kind = kind_of(shares)
    action = Action.LINE_MATCHED if kind in _CLEARS.values() else Action.LINE_CODED
    with desk.books.change(action, f"bank line matched with {shares[0][0].words}", actor=desk.actor) as work:
        line = require_open_line(work, line_id)
        _require_sum(line, shares)
        match = new_match(desk, work, line, kind, {"why": list(why)})
        if kind is MatchKind.BILL:
            match.entry_id = book_bills(work, match, line, shares)
            match.why = {"why": list(why), "allocations": allocate(work, match, line, shares)}
        elif kind is MatchKind.CODED:
            match.entry_id = book_receipt(work, match, line, [target for target, _ in shares])
            match.why = {"why": list(why), "invoices": [target.id for target, _ in shares]}
        if kind is not MatchKind.CODED:
            for target, amount in shares:
                part = part_of(target, amount)
                part.match_id = match.id
                work.add(part)
        work.commit()
    return Accepted(match.id, kind, match.entry_id)


def kind_of(shares: Shares) -> MatchKind:
    """Return what kind of match it becomes; things of different kinds are not matched together."""
    kinds = {target.kind for target, _ in shares}
    if not kinds:
        raise RuleBroken("There is nothing to match this line with.", "Name it with --with, or code the line.")
    if kinds <= {Kind.BILL, Kind.CREDIT_NOTE}:
        return MatchKind.BILL
    if kinds == {Kind.INVOICE}:
        return MatchKind.CODED
    if len(kinds) == 1 and (kinds != {Kind.RUN} or len(shares) == 1):
        return _CLEARS[kinds.pop()]
    raise RuleBroken(
        f"{', '.join(sorted(kinds))} cannot be matched together.", "Match the line with items of one kind, or split it."
    )


def _require_sum(line: BankLine, shares: Shares) -> None:
    """Refuse amounts that do not add up to the line; other currencies are settled by what the bank took."""
    if any(amount.currency != line.currency for _, amount in shares):
        return
    added = total((amount for _, amount in shares), line.currency)
    if added.minor != line.amount:
        raise RuleBroken(
            f"What was chosen adds up to {added}, the line is {Money(line.amount, line.currency)}.",
            "Choose items that add up, or code the difference: bank code LINE --split.",
        )


def require_open_line(work: Change, line_id: str) -> BankLine:
    """Return a line that is in no match yet."""
    line = records.line_of(work.session, line_id)
    if records.match_of(work.session, line) is not None:
        raise RuleBroken("This bank line is matched already.", "Undo that match first: bank undo LINE.")
    return line


def new_match(desk: Desk, work: Change, line: BankLine, kind: MatchKind, why: JsonValue) -> Match:
    """Add a match with one line."""
    match = Match(
        bank_account_id=line.bank_account_id,
        kind=kind,
        matched_by=desk.actor.user,
        matched_at=desk.clock.now(),
        why=why,
    )
    work.add(match)
    work.session.flush()
    work.add(MatchLine(match_id=match.id, bank_line_id=line.id))
    work.session.flush()
    return match


def undo(desk: Desk, line_id: str, why: str) -> MatchKind:
    """Take a line's match back. What it posted is reversed and stays visible; what it cleared is outstanding again."""
    with desk.books.query() as session:
        line = records.line_of(session, line_id)
        match = records.match_of(session, line)
        if match is None:
            raise RuleBroken("This bank line is not matched.", "See its state with: bank lines.")
        posted = match.entry_id is not None
    action = Action.CODING_REVERSED if posted else Action.LINE_UNMATCHED
    with desk.books.change(action, why, actor=desk.actor) as work:
        fresh = work.get(Match, match.id)
        _require_not_signed_off(work, fresh)
        if fresh.entry_id is not None:
            _reverse(work, fresh, why)
        _delete(work, fresh)
        work.commit()
    return match.kind


def _require_not_signed_off(work: Change, match: Match) -> None:
    if match.reconciliation_id is not None:
        signed = work.get(Reconciliation, match.reconciliation_id)
        raise RuleBroken(
            f"This line belongs to the reconciliation of {signed.statement_day.isoformat()}, which is signed off.",
            "Reopen that reconciliation first: reconcile reopen.",
        )


def _reverse(work: Change, match: Match, why: str) -> None:
    """Cancel the entry on its own day, or on the first open one, and what it settled."""
    entry = work.get(LedgerEntry, match.entry_id or "")
    closed = locked_through(work.session)
    day = entry.posting_date
    if closed is not None and day <= closed:
        day = first_open_day(work.session) or day
    reverse(work, entry.id, day, why)
    release(work, match, day)


def _delete(work: Change, match: Match) -> None:
    """Remove a match with its lines and parts; the history keeps them."""
    for model in (MatchPart, MatchLine):
        for row in work.session.scalars(select(model).where(model.match_id == match.id)):
            work.delete(row)
    work.session.flush()
    work.delete(match)
    work.session.flush()


def account_of(work: Change, line: BankLine) -> BankAccount:
    """Return the bank account of a line."""
    return work.get(BankAccount, line.bank_account_id)
