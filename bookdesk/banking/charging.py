"""Parts of a bank line as people give them (account, tax code, amount or percent), turned into charges with tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger import tax
from bookdesk.ledger.entry import Charge
from bookdesk.ledger.roles import refuse_following_documents
from bookdesk.models.account import Account, AccountKind, TaxCode, TaxRate

_HUNDRED = Decimal(100)
_PERCENT_SCALE = 1_000_000
"""Percent are counted to six decimals when parts that make up 100 share out the cents."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a line: an account by its code, a tax code (the account's own by default), and how much.

    `amount` is with tax, positive, in major units; `percent` is of the whole. Without either it takes what the other
    parts leave.
    """

    account: str
    tax: str | None = None
    amount: Decimal | None = None
    percent: Decimal | None = None

    @property
    def takes_the_rest(self) -> bool:
        """Whether it says neither amount nor percent."""
        return self.amount is None and self.percent is None


def charges(session: Session, whole: Money, parts: Sequence[Part], day: date) -> list[Charge]:
    """Return the parts as charges signed like `whole`, which they make up; tax is taken out by the rate on `day`."""
    return [_charge(session, part, amount, day) for part, amount in zip(parts, amounts(whole, parts), strict=True)]


def amounts(whole: Money, parts: Sequence[Part]) -> list[Money]:
    """Return each part's gross, signed like the line; one part without an amount takes the rest."""
    open_parts = [position for position, part in enumerate(parts) if part.takes_the_rest]
    if not parts or len(open_parts) > 1:
        raise RuleBroken(
            "Only one part may be without an amount.", "Give each other part its amount, as in 6-0400:5.50."
        )
    sign = -1 if whole.minor < 0 else 1
    found = [one.times(sign) for one in _given(abs(whole), parts)]
    rest = whole - total(found, whole.currency)
    if open_parts and rest.minor * sign <= 0:
        raise RuleBroken(
            f"The parts do not add up to {abs(whole)}: {abs(whole - rest)} of it is given to the others, and nothing is"
            " left for the part without an amount.",
            "Give less to the others, or leave that part out.",
        )
    if open_parts:
        found[open_parts[0]] = rest
    if (rest and not open_parts) or any(amount.minor * sign <= 0 for amount in found):
        raise RuleBroken(
            f"The parts do not add up to {abs(whole)}.", "Let them add up, or leave one part without an amount."
        )
    return found


def _given(size: Money, parts: Sequence[Part]) -> list[Money]:
    """Return what each part says of itself; percent that make up a hundred lose no cent."""
    percents = [part.percent or Decimal(0) for part in parts]
    if sum(percents) == _HUNDRED and not any(part.amount for part in parts):
        return list(size.split([int(percent * _PERCENT_SCALE) for percent in percents]))
    return [
        Money.of(part.amount or 0, size.currency) if part.percent is None else size.times(part.percent / _HUNDRED)
        for part in parts
    ]


def _charge(session: Session, part: Part, amount: Money, day: date) -> Charge:
    """Take the tax out of a part by its code's rate on the day."""
    account = records.account_by_code(session, part.account)
    if account.kind is AccountKind.BANK:
        raise RuleBroken(
            f"{account.code} is a bank account.",
            "Book a transfer instead.",
            command="bookdesk bank transfer LINE --to NAME",
        )
    refuse_following_documents(account)
    chosen = _tax_code(session, part, account)
    if chosen is None:
        return Charge(account.id, amount, Money.zero(amount.currency))
    computed = tax.line(amount, rate_on(session, chosen, day), TaxMode.INCLUSIVE, code=chosen.code)
    return Charge(account.id, computed.net, computed.tax, chosen.id)


def _tax_code(session: Session, part: Part, account: Account) -> TaxCode | None:
    if part.tax is not None:
        return records.tax_code_by_code(session, part.tax)
    return None if account.default_tax_code_id is None else session.get(TaxCode, account.default_tax_code_id)


def rate_on(session: Session, chosen: TaxCode, day: date) -> Decimal:
    """Return a tax code's rate on a day; `NotFound` before its first."""
    query = select(TaxRate).where(TaxRate.tax_code_id == chosen.id, TaxRate.valid_from <= day)
    found = session.scalars(query.order_by(TaxRate.valid_from.desc()).limit(1)).one_or_none()
    if found is None:
        raise NotFound(f"Tax code {chosen.code} has no rate on {day.isoformat()}.", "Choose another code.")
    return found.rate
