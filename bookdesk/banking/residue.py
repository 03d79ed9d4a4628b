"""Several lines held against several open items: sums, what is left over, what may explain it, what forbids it.

Pure. The same answer stands under the two panes while somebody ticks, and at the door when he accepts. Amounts are
signed like a bank line: money in is positive. The residue is what the lines have more than the items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from bookdesk.banking.kinds import CLEARED, SETTLED, SOLD, Kind, go_together
from bookdesk.core.money import Money, total

_ROUNDING = Decimal("0.05")
_FEE = Decimal(50)
_FEE_SHARE, _SMALL_FEE_SHARE = 20, 4
"""A fee is at most a twentieth of what was moved; up to 50 units it may be a quarter."""


class Cause(StrEnum):
    """What a residue may be, in the words of the trade."""

    FEE = "fee"
    ROUNDING = "rounding"
    DISCOUNT = "discount"
    SHORT = "short payment"
    OVER = "overpayment"
    EXCHANGE = "exchange difference"


@dataclass(frozen=True, slots=True)
class LineSide:
    """A chosen bank line."""

    account: str
    amount: Money
    day: date


@dataclass(frozen=True, slots=True)
class ItemSide:
    """A chosen open item: all that is `open` of it, and how much of that is `taken` (all of it by default).

    `contact` is whose it is.
    """

    kind: Kind
    open: Money
    taken: Money | None = None
    contact: str | None = None

    @property
    def share(self) -> Money:
        """What is taken."""
        return self.open if self.taken is None else self.taken


@dataclass(frozen=True, slots=True)
class Explanation:
    """A possible cause, with the sentence that is shown for it."""

    cause: Cause
    says: str


@dataclass(frozen=True, slots=True)
class Weighing:
    """The answer. `shares` are what each item gets, in the order given.

    `acceptable` says that the match can be made as it is, `codable` that it can once the residue is coded, and
    `creditable` that the residue may stay the customer's credit instead. `why_not` and `remedy` are the two sentences
    of the refusal, `command` what is typed for the second; all are empty where it is acceptable.
    """

    lines: Money | None
    items: Money | None
    residue: Money | None
    shares: tuple[Money, ...]
    explanations: tuple[Explanation, ...] = ()
    acceptable: bool = False
    codable: bool = False
    creditable: bool = False
    part_payment: bool = False
    why_not: str = ""
    remedy: str = ""
    command: str = ""


class _Refusal(NamedTuple):
    """Why these cannot stand in one match, what to do instead, and how that is typed; empty where they can."""

    what: str = ""
    remedy: str = ""
    command: str = ""


def weigh(lines: Sequence[LineSide], items: Sequence[ItemSide], coded: Money | None = None) -> Weighing:
    """Weigh the chosen lines against the chosen items; `coded` is how much of the residue will be coded at once.

    Without `coded`, a single bill or invoice for which there is too little money is paid in part; zero asks what is
    left over of it instead, as for a discount.
    """
    shares = tuple(one.share for one in items)
    refusal = _refusal(lines, items)
    currencies = {one.amount.currency for one in lines}
    if len(currencies) != 1 or not items:
        moved = total((one.amount for one in lines), currencies.pop()) if len(currencies) == 1 else None
        return Weighing(moved, None, None, shares, why_not=refusal.what, remedy=refusal.remedy, command=refusal.command)
    currency = currencies.pop()
    moved = total((one.amount for one in lines), currency)
    if any(share.currency != currency for share in shares):
        return _in_other_currency(moved, shares, refusal)
    return _in_one_currency(lines, items, coded, refusal)


def _in_other_currency(moved: Money, shares: tuple[Money, ...], refusal: _Refusal) -> Weighing:
    """Bills in another currency are settled by what the bank took; the rate's difference is booked with them."""
    words = Explanation(Cause.EXCHANGE, "settled by what the bank took; the exchange difference is booked with it")
    told = () if refusal.what else (words,)
    fits = not refusal.what
    return Weighing(
        moved,
        None,
        None,
        shares,
        told,
        acceptable=fits,
        codable=fits,
        why_not=refusal.what,
        remedy=refusal.remedy,
        command=refusal.command,
    )


def _in_one_currency(
    lines: Sequence[LineSide], items: Sequence[ItemSide], coded: Money | None, refusal: _Refusal
) -> Weighing:
    moved = total((one.amount for one in lines), lines[0].amount.currency)
    shares = tuple(one.share for one in items)
    added = total(shares, moved.currency)
    residue = moved - added
    part = coded is None and _part_payment(moved, items)
    if part:
        shares, added, residue = (moved,), moved, Money.zero(moved.currency)
    left = residue if coded is None else residue - coded
    refusal = _wrong_way(moved, shares, items) if not refusal.what else refusal
    codable = not refusal.what
    creditable = codable and _overpaid(moved, left, items)
    if codable and left:
        refusal = _to_keep(moved, added, left) if creditable else _unexplained(len(lines), moved, added, left, coded)
    explanations = _part_words(items[0], moved) if part else _explanations(moved, added, residue, items)
    return Weighing(moved, added, residue, shares, explanations, not refusal.what, codable, creditable, part, *refusal)


def _refusal(lines: Sequence[LineSide], items: Sequence[ItemSide]) -> _Refusal:
    """Return why these can never stand in one match; an empty refusal if they can."""
    if not lines:
        return _Refusal("No bank line is chosen.", "Choose one or several lines of one account.")
    if not items:
        return _Refusal(
            "There is nothing to match this line with.",
            "Choose what it pays, or code the line.",
            command="bookdesk bank accept LINE --with ITEM; bookdesk bank code LINE --account CODE",
        )
    if len({one.account for one in lines}) > 1:
        return _Refusal(
            "These lines are of several bank accounts.", "Book a transfer, or match each account's lines apart."
        )
    kinds = [one.kind for one in items]
    if not go_together(frozenset(kinds), len(kinds)):
        named = ", ".join(sorted(set(kinds)))
        return _Refusal(f"{named} cannot be matched together.", "Match the line with items of one kind, or split it.")
    return _refused_amounts(lines, items)


def _refused_amounts(lines: Sequence[LineSide], items: Sequence[ItemSide]) -> _Refusal:
    kinds = {one.kind for one in items}
    for one in items:
        if one.taken is not None and not _is_part(one.taken, one.open):
            return _Refusal(f"Of {one.open} no {one.taken} can be taken.", "Take all of it or a part of it.")
        if one.kind in CLEARED and one.taken not in {None, one.open}:
            return _Refusal(
                f"A {one.kind} is cleared whole: {one.open}, not {one.taken}.",
                "Choose the line that shows all of it.",
            )
    directions = {one.amount.minor > 0 for one in lines}
    if not kinds <= CLEARED and len(directions) > 1:
        return _Refusal("Some of these lines are money in, some money out.", "Match money in and money out apart.")
    foreign = any(one.share.currency != line.amount.currency for one in items for line in lines)
    if foreign and len(lines) > 1:
        return _Refusal(
            "Items in another currency are settled by one line at a time.", "Match each line with what it paid."
        )
    return _Refusal()


def _is_part(taken: Money, whole: Money) -> bool:
    same = taken.currency == whole.currency and taken.minor * whole.minor > 0
    return same and abs(taken.minor) <= abs(whole.minor)


def _wrong_way(moved: Money, shares: Sequence[Money], items: Sequence[ItemSide]) -> _Refusal:
    """Refuse bills paid by money in, and credit notes that are more than the bills."""
    kinds = {one.kind for one in items}
    added = sum(share.minor for share in shares)
    if kinds <= SETTLED and added > 0:
        return _Refusal("The credit notes are more than the bills.", "A refund is booked as a receipt of its own.")
    if not kinds <= CLEARED and added * moved.minor < 0:
        came = "in" if moved.minor > 0 else "out"
        return _Refusal(
            f"This is money {came}, and what was chosen goes the other way.", "Choose what this money is for."
        )
    return _Refusal()


def _part_payment(moved: Money, items: Sequence[ItemSide]) -> bool:
    """Return whether the lines pay a part of the only bill or invoice, which stays open with the rest."""
    (first, *more) = items
    one = not more and first.taken is None and first.kind in {Kind.BILL, *SOLD}
    return one and moved.minor * first.open.minor > 0 and abs(moved) < abs(first.open)


def _overpaid(moved: Money, left: Money, items: Sequence[ItemSide]) -> bool:
    """Return whether one customer paid more than was chosen of his: the rest is his until somebody says otherwise."""
    theirs = {one.kind for one in items} <= SOLD and len({one.contact for one in items}) == 1
    return theirs and moved.minor > 0 and left.minor > 0


def _to_keep(moved: Money, added: Money, left: Money) -> _Refusal:
    return _Refusal(
        f"What was chosen adds up to {added}, and {moved} came in: {left} more than is open.",
        "Keep it as the customer's credit, choose more items, or code the difference.",
        command="bookdesk bank accept LINE --with ITEM --on-account; bookdesk bank accept LINE --residue CODE",
    )


def _part_words(item: ItemSide, moved: Money) -> tuple[Explanation, ...]:
    rest = abs(item.open) - abs(moved)
    return (Explanation(Cause.SHORT, f"a part payment: {rest} of the {item.kind} stays open"),)


def _unexplained(count: int, moved: Money, added: Money, left: Money, coded: Money | None) -> _Refusal:
    what = f"What was chosen adds up to {added}, the {'line is' if count == 1 else 'lines are'} {moved}"
    if coded:
        return _Refusal(f"{what}: {left} is left after {coded} was coded.", "Code exactly what is left over.")
    return _Refusal(
        f"{what}.",
        "Choose items that add up, or code the difference.",
        command="bookdesk bank accept LINE --with ITEM --residue CODE; bookdesk bank code LINE --split CODE:AMOUNT",
    )


def _explanations(moved: Money, added: Money, residue: Money, items: Sequence[ItemSide]) -> tuple[Explanation, ...]:
    """Return what the residue may be, the likeliest first."""
    if not residue:
        return ()
    size, out = abs(residue), moved.minor < 0
    found: list[Explanation] = []
    if size.major <= _ROUNDING:
        found.append(Explanation(Cause.ROUNDING, f"{size} is small enough for rounding"))
    if residue.minor < 0 and _small(size, moved, added):
        whose = "the bank took" if out else "was kept back before the money came"
        found.append(Explanation(Cause.FEE, f"a fee of {size} that {whose}"))
    if residue.minor < 0:
        words = f"{size} more was paid than is open" if out else f"the customer paid {size} less"
        found.append(Explanation(Cause.OVER if out else Cause.SHORT, words))
    elif out:
        if {one.kind for one in items} <= SETTLED:
            found.append(Explanation(Cause.DISCOUNT, f"a discount of {size} that was taken"))
        found.append(Explanation(Cause.SHORT, f"{size} less was paid than is open"))
    else:
        found.append(Explanation(Cause.OVER, f"the customer paid {size} more than is open"))
    return tuple(found)


def _small(size: Money, moved: Money, added: Money) -> bool:
    """Return whether an amount is small enough for a fee."""
    share = _SMALL_FEE_SHARE if size.major <= _FEE else _FEE_SHARE
    return size.minor * share <= max(abs(moved), abs(added)).minor
