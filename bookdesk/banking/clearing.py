"""Accepting a match and taking it back. What is booked is only cleared; what is not is posted as it is matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from bookdesk.banking import records
from bookdesk.banking.charging import Part, charges
from bookdesk.banking.collecting import Collecting, book_customers, release_customers
from bookdesk.banking.kinds import SETTLED, SOLD, Kind
from bookdesk.banking.residue import ItemSide, LineSide, Weighing, weigh
from bookdesk.banking.settling import Settling, Shares, book_bills, release
from bookdesk.banking.targets import Target, named, part_of
from bookdesk.core.errors import BookDeskError, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.discounting import discount_if_paid
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import base_currency, post_coding, reverse, standing_entry
from bookdesk.ledger.receiving import receipts_of_match
from bookdesk.ledger.refunding import refunds_of_match
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, BankLine, Match, MatchKind, MatchLine, MatchPart, Reconciliation
from bookdesk.models.columns import JsonValue
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

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


@dataclass(frozen=True, slots=True)
class Choice:
    """An open item by `kind:id` or `kind:number`, and how much of it is taken (all that is open by default)."""

    wanted: str
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants matched: lines of one account with items; `residue` says where the rest is coded.

    `on_account` names the customer, by id or name, whose credit the rest becomes, or all of the lines where no item is
    chosen; empty is the customer of the items. `rate` is base currency for one unit of the bank account's, where that
    is another.
    """

    lines: Sequence[str]
    choices: Sequence[Choice]
    why: Sequence[str] = ("chosen by a person",)
    residue: Sequence[Part] = ()
    rate: Decimal | None = None
    on_account: str | None = None


@dataclass(frozen=True, slots=True)
class _Scene:
    """The wish as the books stand within the change that makes it true."""

    lines: tuple[BankLine, ...]
    bank: BankAccount
    targets: tuple[Target, ...]
    weighing: Weighing
    residue: Money
    parts: Sequence[Part] = field(default=())
    kept: Contact | None = None

    @property
    def shares(self) -> Shares:
        return list(zip(self.targets, self.weighing.shares, strict=True))


def accept(desk: Desk, wish: Wish) -> Accepted:
    """Match open lines: payments, a run or entries are cleared; bills and invoices are booked as paid.

    What is left over is coded or kept as a customer's credit in the same change set, or the match is refused.
    """
    kinds = {Kind(wanted) for one in wish.choices if (wanted := one.wanted.partition(":")[0]) in set(Kind)}
    posts = bool(wish.residue) or not wish.choices or not kinds <= _CLEARS.keys()
    action = Action.LINE_CODED if posts else Action.LINE_MATCHED
    with desk.books.query() as session:
        reason = _reason(_scene(session, wish))
    with desk.books.change(action, reason, actor=desk.actor) as work:
        scene = _scene(work.session, wish)
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


def weighed(session: Session, wish: Wish) -> Weighing:
    """Return how a wish would come out, without refusing anything but what is not there."""
    lines = [require_open_line(session, one) for one in dict.fromkeys(wish.lines)]
    targets = _targets(session, lines, wish.choices) if lines else []
    return _weigh(lines, targets, wish.choices, None)


def _reason(scene: _Scene) -> str:
    """Return what the history says of the act."""
    lines = "bank line" if len(scene.lines) == 1 else f"{len(scene.lines)} bank lines"
    if not scene.targets:
        return f"{lines} matched with money on account of {scene.kept.name if scene.kept else ''}"
    first, more = scene.targets[0], len(scene.targets) - 1
    return f"{lines} matched with {first.words}" + (f" and {more} more" if more else "")


def _scene(session: Session, wish: Wish) -> _Scene:
    """Read lines and items, and refuse what cannot be matched, with the reason."""
    lines = tuple(require_open_line(session, one) for one in dict.fromkeys(wish.lines))
    if not lines:
        raise UsageError("It is not said which bank line.", "Name one or several lines of one account.")
    bank = records.bank_account(session, lines[0].bank_account_id)
    targets = _targets(session, lines, wish.choices)
    zero = Money.zero(bank.currency)
    kept = None if wish.on_account is None else _customer(session, wish.on_account, lines, targets)
    if kept is not None and wish.residue:
        raise UsageError(
            "What is left over is either coded or kept as the customer's credit.", "Choose one of the two."
        )
    if not targets and kept is not None:
        nothing = Weighing(None, None, None, ())
        return _Scene(lines, bank, (), nothing, zero, kept=kept)
    choices = _less_discounts(session, lines, targets, wish)
    weighing = _weigh(lines, targets, choices, zero if wish.residue else None)
    keeps = kept is not None and weighing.codable and (weighing.residue or zero).minor > 0
    if not weighing.acceptable and not keeps and not (wish.residue and weighing.codable):
        raise RuleBroken(weighing.why_not, weighing.remedy, command=weighing.command)
    residue = _residue(weighing, lines, wish.residue)
    if {one.kind for one in targets} <= SOLD and weighing.residue is None and lines[0].amount > 0:
        residue = -residue  # beside a foreign invoice a fee is what the bank kept back, not a part of what it paid
    return _Scene(lines, bank, tuple(targets), weighing, residue, wish.residue, kept if keeps else None)


def _customer(session: Session, wanted: str, lines: Sequence[BankLine], targets: Sequence[Target]) -> Contact:
    """Return whose credit the rest becomes: the one that is named, or the only one of the items."""
    if any(line.amount <= 0 for line in lines):
        raise RuleBroken("Only money that came in becomes a customer's credit.", "Choose what this money is for.")
    if len({line.bank_account_id for line in lines}) > 1:
        raise RuleBroken("These lines are of several bank accounts.", "Match each account's lines apart.")
    if not {one.kind for one in targets} <= SOLD:
        raise RuleBroken("Only beside customers' invoices money is kept on account.", "Choose items of one side.")
    theirs = {one.contact_id or "" for one in targets}
    if not wanted and len(theirs) != 1:
        raise UsageError("It is not said whose credit the rest is.", "Name the customer.", command="--on-account NAME")
    return find_customer(session, wanted or theirs.pop())


def _less_discounts(
    session: Session, lines: Sequence[BankLine], targets: Sequence[Target], wish: Wish
) -> Sequence[Choice]:
    """Return the choices; where paying early makes up all that is missing, invoices are taken less their discounts."""
    moved = sum(line.amount for line in lines)
    if wish.residue or len(targets) == 1 or any(one.amount.currency != lines[0].currency for one in targets):
        return wish.choices
    taken = [choice.amount or target.amount for target, choice in zip(targets, wish.choices, strict=True)]
    missing = sum(amount.minor for amount in taken) - moved
    if missing <= 0:
        return wish.choices
    day = max(line.day for line in lines)
    off = [
        discount_if_paid(session, session.get_one(Invoice, target.id), day).minor
        if target.kind is Kind.INVOICE and choice.amount is None and target.amount.minor > 0
        else 0
        for target, choice in zip(targets, wish.choices, strict=True)
    ]
    if sum(off) != missing:
        return wish.choices
    return [
        replace(choice, amount=amount - Money(less, amount.currency)) if less else choice
        for choice, amount, less in zip(wish.choices, taken, off, strict=True)
    ]


def _kept_back(what: Settling) -> bool:
    """Whether the residue is what customers paid less: it is booked with their receipts."""
    sold = {target.kind for target, _ in what.shares} <= SOLD
    return sold and what.lines[0].amount > 0 and what.residue.minor < 0


def _residue(weighing: Weighing, lines: Sequence[BankLine], parts: Sequence[Part]) -> Money:
    """Return what is coded: what is left over, or beside items in another currency what the parts say."""
    currency = lines[0].currency
    if not parts:
        return Money.zero(currency)
    if weighing.residue is None:
        sign = -1 if lines[0].amount < 0 else 1
        if any(part.amount is None for part in parts):
            raise RuleBroken(
                "It is not said how much the fee is.", "Give each part its amount: the rest is what the bank exchanged."
            )
        coded = Money.of(sum((part.amount or Decimal(0) for part in parts), Decimal(0)), currency).times(sign)
        if abs(coded.minor) >= abs(lines[0].amount):
            raise RuleBroken(f"{abs(coded)} is all of the line or more.", "Code less of it.")
        return coded
    if not weighing.residue:
        raise RuleBroken("Nothing is left over to be coded.", "Accept the match without a residue.")
    return weighing.residue


def _targets(session: Session, lines: Sequence[BankLine], choices: Sequence[Choice]) -> list[Target]:
    account = records.bank_account(session, lines[0].bank_account_id)
    found = named(session, account, [one.wanted for one in choices])
    if len({one.key for one in found}) < len(found):
        raise UsageError("The same item is chosen twice.", "Name each item once.")
    return found


def _weigh(
    lines: Sequence[BankLine], targets: Sequence[Target], choices: Sequence[Choice], coded: Money | None
) -> Weighing:
    return weigh(
        [LineSide(one.bank_account_id, Money(one.amount, one.currency), one.day) for one in lines],
        [
            ItemSide(one.kind, one.amount, choice.amount, one.contact_id)
            for one, choice in zip(targets, choices, strict=True)
        ],
        coded,
    )


def rate_for(session: Session, bank: BankAccount, rate: Decimal | None, line: BankLine) -> ExchangeRate | None:
    """Return the rate of an entry on an account in another currency; `RuleBroken` where it is not given."""
    if rate is not None:
        return ExchangeRate(rate, "typed", line.day)
    base = base_currency(session)
    if bank.currency != base:
        raise RuleBroken(
            f"{bank.name} is in {bank.currency} and the books in {base}.",
            f"Give what one {bank.currency} was in {base} on the day.",
            command="--rate RATE",
        )
    return None


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


def require_open_line(session: Session, line_id: str) -> BankLine:
    """Return a line that is in no match yet."""
    line = records.line_of(session, line_id)
    if records.match_of(session, line) is not None:
        raise matched_already()
    return line


def matched_already() -> RuleBroken:
    """Return why a line that is in a match is not matched or coded again."""
    return RuleBroken("This bank line is matched already.", "Undo that match first.", command="bookdesk bank undo LINE")


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
