"""What one payee gets: bills in full or in part, less credit notes; and what settles what. Pure.

Credit notes are used up first, on the oldest bills, and the payment settles the rest, so that every unit of every
part is accounted for once. A payee is never paid nothing or less: a credit note larger than the bills stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a bill is paid, or of a credit note used; `amount` is positive and at most `open`."""

    bill_id: str
    number: str
    credit: bool
    open: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Share:
    """`amount` of a bill is settled by a credit note, or by the payment itself where `credit_id` is `None`."""

    bill_id: str
    credit_id: str | None
    amount: Money


def payable(parts: Sequence[Part], currency: str) -> Money:
    """Return what the payee gets; `RuleBroken` in words where a part or the whole is not payable."""
    for part in parts:
        if not 0 < part.amount.minor <= part.open.minor:
            raise RuleBroken(
                f"{part.amount} of {part.number} cannot be settled: {part.open} is open.",
                "Choose more than nothing and at most what is open.",
            )
    bills = total((part.amount for part in parts if not part.credit), currency)
    credits_ = total((part.amount for part in parts if part.credit), currency)
    if bills.minor <= credits_.minor:
        raise RuleBroken(
            f"Credits of {credits_} leave nothing to pay of {bills}.",
            "Net less of the credit note; the rest stays on account.",
        )
    return bills - credits_


def largest_credit(parts: Sequence[Part], credit: Money) -> Money:
    """Return how much of a `credit` can be netted so that the least unit is still paid; nothing at worst."""
    signed = total((-part.amount if part.credit else part.amount for part in parts), credit.currency)
    return Money(max(0, min(credit.minor, signed.minor - 1)), credit.currency)


def shares(parts: Sequence[Part], currency: str) -> tuple[Share, ...]:
    """Return what settles what: credit notes in order on bills in order, then the payment."""
    payable(parts, currency)
    unused = {part.bill_id: part.amount.minor for part in parts if part.credit}
    found: list[Share] = []
    for part in (part for part in parts if not part.credit):
        left = part.amount.minor
        for credit_id, rest in unused.items():
            used = min(left, rest)
            if used:
                unused[credit_id] = rest - used
                left -= used
                found.append(Share(part.bill_id, credit_id, Money(used, currency)))
        if left:
            found.append(Share(part.bill_id, None, Money(left, currency)))
    return tuple(found)
