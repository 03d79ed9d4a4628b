"""Accepting a match and taking it back. What is booked is only cleared; what is not is posted as it is matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bookdesk.banking import records
from bookdesk.banking.charging import Part, charges
from bookdesk.banking.collecting import Collecting, book_customers, release_customers
from bookdesk.banking.kinds import SETTLED, SOLD, Kind
from bookdesk.banking.settling import Settling, Shares, book_bills, release
from bookdesk.banking.targets import Target, part_of
from bookdesk.banking.wishes import Choice, Scene, Wish, rate_for, read_scene
from bookdesk.core.errors import BookDeskError, RuleBroken
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import post_coding, reverse, standing_entry
from bookdesk.ledger.receiving import receipts_of_match
from bookdesk.ledger.refunding import refunds_of_match
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, MatchPart, Reconciliation
from bookdesk.models.columns import JsonValue
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

__all__ = ["Accepted", "Choice", "LinesDone", "Wish", "accept", "undo"]

_CLEARS = {Kind.PAYMENT: MatchKind.PAYMENT, Kind.RUN: MatchKind.RUN, Kind.ENTRY: MatchKind.ENTRY}


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was done: the match, and the entry that was posted for it, if any (the first of several)."""

    match_id: str
    kind: MatchKind
    entry_id: str | None


@dataclass(frozen=True, slots=True)
class LinesDone:
    """What became of several lines: the matches made, by line, and why others were left alone."""

    accepted: dict[str, Accepted]
    refused: dict[str, BookDeskError]


def accept(desk: Desk, wish: Wish) -> Accepted:
    """Match open lines: payments, a run or entries are cleared; bills and invoices are booked as paid.

    What is left over is coded or kept as a customer's credit in the same change set, or the match is refused.
    """
    kinds = {Kind(wanted) for one in wish.choices if (wanted := one.wanted.partition(":")[0]) in set(Kind)}
    posts = bool(wish.residue) or not wish.choices or not kinds <= _CLEARS.keys()
    action = Action.LINE_CODED if posts else Action.LINE_MATCHED
    with desk.books.query() as session:
        reason = _reason(read_scene(session, wish))
    with desk.books.change(action, reason, actor=desk.actor) as work:
        scene = read_scene(work.session, wish)
        rate = rate_for(work.session, scene.bank, wish.rate, scene.lines[0]) if posts else None
        kind = _kind_of(scene.targets)
        match = new_match(desk, work, scene.lines, kind, {"why": list(wish.why)})
        what = Settling(match, scene.bank, scene.lines, scene.shares, scene.residue, rate)
        kept: dict[str, JsonValue] = {"why": list(wish.why)}
        if kind is MatchKind.BILL:
            kept |= book_bills(work, what)
        elif kind is MatchKind.INVOICE:
            whose = scene.kept.id if scene.kept else None
            kept |= book_customers(work, Collecting(what, desk.actor.user, desk.clock.now(), whose, scene.parts))
        if scene.residue and not _kept_back(what):
            kept["residue"] = _code_residue(work, what, scene.parts)
        match.why = kept
        match.entry_id = next(iter(all_posted_by(work.session, match)), None)
        _point(work, match, scene.shares)
        work.commit()
    return Accepted(match.id, kind, match.entry_id)


def _reason(scene: Scene) -> str:
    """Return what the history says of the act."""
    lines = "bank line" if len(scene.lines) == 1 else f"{len(scene.lines)} bank lines"
    if not scene.targets:
        return f"{lines} matched with money on account of {scene.kept.name if scene.kept else ''}"
    first, more = scene.targets[0], len(scene.targets) - 1
    return f"{lines} matched with {first.words}" + (f" and {more} more" if more else "")


def _kept_back(what: Settling) -> bool:
    """Whether the residue is what customers paid less: it is booked with their receipts."""
    sold = {target.kind for target, _ in what.shares} <= SOLD
    return sold and what.lines[0].amount > 0 and what.residue.minor < 0


def _kind_of(targets: Iterable[Target]) -> MatchKind:
    """Return what kind of match it becomes; that they go together was weighed before."""
    kinds = {target.kind for target in targets}
    if kinds <= SOLD:  # also where nothing is chosen: money on account
        return MatchKind.INVOICE
    return MatchKind.BILL if kinds <= SETTLED else _CLEARS[kinds.pop()]


def _code_residue(work: Change, what: Settling, parts: Sequence[Part]) -> JsonValue:
    """Book what is left over as an entry of its own on the last line's day."""
    contacts = {target.contact_id for target, _ in what.shares}
    entry = post_coding(
        work,
        source_id=what.match.id,
        bank=what.bank,
        amount=what.residue,
        splits=charges(work.session, what.residue, parts, what.last.day),
        day=what.last.day,
        narration=f"left over of {', '.join(target.number for target, _ in what.shares)}"[:200],
        contact_id=contacts.pop() if len(contacts) == 1 else None,
        rate=what.rate,
    )
    return {"entry": entry.id, "amount": what.residue.text}


def _point(work: Change, match: Match, shares: Shares) -> None:
    for target, amount in shares:
        part = part_of(target, amount)
        part.match_id = match.id
        work.add(part)
    work.session.flush()


def new_match(desk: Desk, work: Change, lines: Iterable[BankLine], kind: MatchKind, why: JsonValue) -> Match:
    """Add a match with its lines, the first of which says whose account it is."""
    chosen = list(lines)
    match = Match(
        bank_account_id=chosen[0].bank_account_id,
        kind=kind,
        matched_by=desk.actor.user,
        matched_at=desk.clock.now(),
        why=why,
    )
    work.add(match)
    work.session.flush()
    work.add(*(MatchLine(match_id=match.id, bank_line_id=line.id) for line in chosen))
    work.session.flush()
    return match


def undo(desk: Desk, line_ids: Sequence[str], why: str) -> dict[str, MatchKind]:
    """Take the matches of lines back, each whole, in one change set; returns their kinds by line.

    What they posted is reversed and stays visible; what they cleared is outstanding again.
    """
    with desk.books.query() as session:
        by_line = {one: _match_of(session, one) for one in line_ids}
        found = {match.id: match for match in by_line.values()}
        posted = any(all_posted_by(session, match) for match in found.values())
    action = Action.CODING_REVERSED if posted else Action.LINE_UNMATCHED
    with desk.books.change(action, why, actor=desk.actor) as work:
        for match in [work.get(Match, identity) for identity in found]:
            _require_not_signed_off(work, match)
            _reverse(work, match, why)
            _delete(work, match)
        work.commit()
    return {line_id: match.kind for line_id, match in by_line.items()}


def _match_of(session: Session, line_id: str) -> Match:
    match = records.match_of(session, records.line_of(session, line_id))
    if match is None:
        raise RuleBroken(
            "This bank line is not matched.", "Look how it stands in the list.", command="bookdesk bank lines"
        )
    return match


def posted_by(session: Session, match: Match) -> list[str]:
    """Return the standing entries that a match itself posted, oldest first: codings, bills paid, and its residue."""
    mirror = aliased(LedgerEntry)
    query = select(LedgerEntry.id).where(
        LedgerEntry.source_id == match.id,
        LedgerEntry.reverses_id.is_(None),
        ~exists(select(mirror.id).where(mirror.reverses_id == LedgerEntry.id)),
    )
    return list(session.scalars(query.order_by(LedgerEntry.id)))


def all_posted_by(session: Session, match: Match) -> list[str]:
    """Return the entries that `posted_by` returns, and after them those of the match's receipts and refunds."""
    theirs = [
        entry.id
        for kind, rows in (
            (EntryKind.RECEIPT, receipts_of_match(session, match.id)),
            (EntryKind.REFUND, refunds_of_match(session, match.id)),
        )
        for row in rows
        if (entry := standing_entry(session, row.id, kind)) is not None
    ]
    return [*posted_by(session, match), *theirs]


def _require_not_signed_off(work: Change, match: Match) -> None:
    """Refuse where any line of the match stands in a reconciliation that was signed off since, on either account."""
    query = (
        select(Reconciliation)
        .join(BankLine, BankLine.bank_account_id == Reconciliation.bank_account_id)
        .join(MatchLine, MatchLine.bank_line_id == BankLine.id)
        .where(
            MatchLine.match_id == match.id,
            Reconciliation.reopened.is_(False),
            (Reconciliation.id == match.reconciliation_id)
            | ((BankLine.day <= Reconciliation.statement_day) & (Reconciliation.signed_off_at >= match.matched_at)),
        )
    )
    signed = work.session.scalars(query.order_by(Reconciliation.statement_day).limit(1)).one_or_none()
    if signed is not None:
        raise RuleBroken(
            f"This line belongs to the reconciliation of {signed.statement_day.isoformat()}, which is signed off.",
            "Reopen that reconciliation first.",
            command=f"bookdesk reconcile reopen --on {signed.statement_day.isoformat()}",
        )


def _reverse(work: Change, match: Match, why: str) -> None:
    """Cancel each entry on its own day, or on the first open one, and what was settled."""
    for entry_id in posted_by(work.session, match):
        entry = work.get(LedgerEntry, entry_id)
        reverse(work, entry.id, open_day(work.session, entry.posting_date), why)
    if match.kind is MatchKind.INVOICE:
        release_customers(work, match, why)
    else:
        release(work, match)


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
