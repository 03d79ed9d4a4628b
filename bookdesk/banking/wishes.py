"""What somebody wants matched, read as the books stand: lines, items, how they weigh, whose the rest is; or why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.banking.charging import Part
from bookdesk.banking.kinds import SOLD, Kind
from bookdesk.banking.residue import ItemSide, LineSide, Weighing, weigh
from bookdesk.banking.settling import Shares
from bookdesk.banking.targets import Target, named
from bookdesk.core.errors import RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.discounting import discount_if_paid
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.posting import base_currency
from bookdesk.models.bank import BankAccount, BankLine
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice


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
class Scene:
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
        """Each item with what it gets."""
        return list(zip(self.targets, self.weighing.shares, strict=True))


def read_scene(session: Session, wish: Wish) -> Scene:
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
        return Scene(lines, bank, (), nothing, zero, kept=kept)
    choices = _less_discounts(session, lines, targets, wish)
    weighing = _weigh(lines, targets, choices, zero if wish.residue else None)
    keeps = kept is not None and weighing.codable and (weighing.residue or zero).minor > 0
    if not weighing.acceptable and not keeps and not (wish.residue and weighing.codable):
        raise RuleBroken(weighing.why_not, weighing.remedy, command=weighing.command)
    residue = _residue(weighing, lines, wish.residue)
    if {one.kind for one in targets} <= SOLD and weighing.residue is None and lines[0].amount > 0:
        residue = -residue  # beside a foreign invoice a fee is what the bank kept back, not a part of what it paid
    return Scene(lines, bank, tuple(targets), weighing, residue, wish.residue, kept if keeps else None)


def weighed(session: Session, wish: Wish) -> Weighing:
    """Return how a wish would come out, without refusing anything but what is not there."""
    lines = [require_open_line(session, one) for one in dict.fromkeys(wish.lines)]
    targets = _targets(session, lines, wish.choices) if lines else []
    choices = _less_discounts(session, lines, targets, wish) if targets else wish.choices
    return _weigh(lines, targets, choices, None)


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


def require_open_line(session: Session, line_id: str) -> BankLine:
    """Return a line that is in no match yet."""
    line = records.line_of(session, line_id)
    if records.match_of(session, line) is not None:
        raise matched_already()
    return line


def matched_already() -> RuleBroken:
    """Return why a line that is in a match is not matched or coded again."""
    return RuleBroken("This bank line is matched already.", "Undo that match first.", command="bookdesk bank undo LINE")
