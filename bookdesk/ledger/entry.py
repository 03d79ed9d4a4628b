"""What an entry looks like before it is written: drafts that balance, one function per kind. Pure.

Debit is positive. Amounts are in the posting's own currency and in base currency; only the latter must balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.exchange import ExchangeRate, in_base


@dataclass(frozen=True, slots=True)
class Side:
    """One posting to be: debit positive, credit negative."""

    account_id: str
    amount: Money
    base: Money
    contact_id: str | None = None
    tax_code_id: str | None = None
    is_tax: bool = False
    rate: ExchangeRate | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An entry to be written."""

    kind: EntryKind
    day: date
    narration: str
    sides: tuple[Side, ...]
    source_id: str | None = None
    reverses_id: str | None = None

    def balanced(self) -> EntryDraft:
        """Return the draft without empty sides; `RuleBroken` if debits and credits differ in base currency."""
        sides = tuple(side for side in self.sides if side.amount or side.base)
        if not sides or sum(side.base.minor for side in sides) != 0:
            raise RuleBroken(
                f"The entry '{self.narration}' does not balance: {[str(side.base) for side in sides]}.",
                "Check the amounts; nothing was posted.",
            )
        return replace(self, sides=sides)


@dataclass(frozen=True, slots=True)
class Charge:
    """A line to be booked: its net to an account, its tax to the tax account, both under one tax code."""

    account_id: str
    net: Money
    tax: Money
    tax_code_id: str | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an entry is made: base currency and the rate in use, if the document is in another one."""

    base: str
    rate: ExchangeRate | None = None

    def side(self, account_id: str, amount: Money, **more: object) -> Side:
        """Return a side with its base amount at the setting's rate."""
        rate = self.rate if amount.currency != self.base else None
        return Side(account_id, amount, in_base(amount, self.base, rate), rate=rate, **more)  # type: ignore[arg-type]


def charges(setting: Setting, lines: Sequence[Charge], tax_account_id: str, contact_id: str | None) -> tuple[Side, ...]:
    """Return the debit sides of purchases: each net to its account, each tax to the tax account."""
    sides: list[Side] = []
    for one in lines:
        sides.append(setting.side(one.account_id, one.net, contact_id=contact_id, tax_code_id=one.tax_code_id))
        sides.append(
            setting.side(tax_account_id, one.tax, contact_id=contact_id, tax_code_id=one.tax_code_id, is_tax=True)
        )
    return tuple(sides)


def against(setting: Setting, account_id: str, sides: Sequence[Side], contact_id: str | None = None) -> Side:
    """Return the side that balances `sides` in their currency and, to the cent, in base currency."""
    amount = Money(-sum(side.amount.minor for side in sides), sides[0].amount.currency)
    base = Money(-sum(side.base.minor for side in sides), setting.base)
    return Side(
        account_id, amount, base, contact_id=contact_id, rate=setting.rate if amount.currency != setting.base else None
    )


def turned(side: Side) -> Side:
    """Return the opposite side."""
    return replace(side, amount=-side.amount, base=-side.base)
