"""How expected fees are typed and told: percentages, one table from a day on, and what would arrive of a payment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from PySide6.QtCore import QLocale

from bookdesk.core.amounts import DecimalMark, human_amount
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate, expected, in_force
from bookdesk.receivables.online.settings import Wishes
from bookdesk.ui import wording

METHODS: Final = {PayMethod.CARD: "Card", PayMethod.BANK_DEBIT: "Bank debit", PayMethod.WALLET: "Wallet"}
"""What may be offered, as people call it; a wallet pays by a card that it holds."""
_FOR: Final = Decimal(100)
"""Of how much, in whole units of the currency, it is told what would arrive."""
_PLACES: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of one method: a percentage as a rate and a fixed part, both nothing where no fee is known."""

    percent: int | None
    fixed: Money | None

    @property
    def known(self) -> bool:
        """Whether a fee is said."""
        return self.percent is not None or self.fixed is not None


def percent_typed(text: str) -> int | None:
    """Return a percentage as a rate (`gateways.fees.PERCENT`), None for nothing; `InputError` for what is none."""
    typed = text.strip().removesuffix("%").strip()
    if not typed:
        return None
    mark = DecimalMark.COMMA if QLocale().decimalPoint() == "," else DecimalMark.DOT
    value = human_amount(typed, mark).value
    if value is None or not 0 <= value <= 100:  # noqa: PLR2004 - a percentage
        raise InputError(f"{typed} is no percentage.", "Write a number from 0 to 100, such as 1.4.")
    return int((value * PERCENT).quantize(_PLACES, ROUND_HALF_UP))


def percent_words(rate: int) -> str:
    """Return a rate as a percentage in the locale's form: `1.4`."""
    return f"{(Decimal(rate) / PERCENT).normalize():f}".replace(".", QLocale().decimalPoint())


def rate_of(method: PayMethod, typed: Typed, currency: str, before: Rate | None) -> Rate:
    """Return what is typed as a rate; a cap and what foreign cards cost more stay as they were."""
    fixed = typed.fixed if typed.fixed is not None else Money(0, currency)
    made = before if before is not None else Rate(method, 0, fixed)
    return replace(made, percent=typed.percent or 0, fixed=fixed)


def rates_in(wishes: Wishes, day: date, currency: str) -> dict[PayMethod, Rate]:
    """Return the rates of a currency that hold on a day."""
    table = in_force(wishes.fees, day)
    return {one.method: one for one in table.rates if one.fixed.currency == currency} if table is not None else {}


def with_fees(wishes: Wishes, typed: Mapping[PayMethod, Typed], since: date, tax: int, currency: str) -> Wishes:
    """Return the wishes with what is typed from a day on: a table of that day is replaced, none is made for the same.

    Rates of other currencies, and of methods that are not typed here, are taken over from the table before.
    """
    table = in_force(wishes.fees, since)
    before = rates_in(wishes, since, currency)
    others = table.rates if table is not None else ()
    kept = tuple(one for one in others if one.fixed.currency != currency or one.method not in typed)
    made = tuple(rate_of(one, value, currency, before.get(one)) for one, value in typed.items() if value.known)
    rates = (*kept, *made)
    same = table is not None and (set(rates), tax) == (set(table.rates), table.tax)
    if same or (table is None and not rates):
        return wishes
    return replace(wishes, fees=(*(one for one in wishes.fees if one.since != since), FeeTable(since, rates, tax)))


def arrives(method: PayMethod, typed: Typed, tax: int, currency: str, before: Rate | None = None) -> str:
    """Return what would arrive of a payment by a method, in words: `of 100.00, 96.80 would arrive`."""
    gross = Money.of(_FOR, currency)
    if not typed.known:
        return f"No fee is known, so nobody is told what would arrive of {wording.amount(gross)}."
    try:
        found = expected(FeeTable(date.min, (rate_of(method, typed, currency, before),), tax), gross, method)
    except InputError as error:
        return str(error)
    return f"of {wording.amount(gross)}, {wording.amount(found.net)} would arrive" if found is not None else ""


def fee_words(wishes: Wishes, day: date, currency: str) -> list[tuple[str, str]]:
    """Return the fees that hold on a day, by method, each with what would arrive."""
    table = in_force(wishes.fees, day)
    if table is None:
        return [("Expected fees", "not known: say them, so that it is seen what would arrive")]
    told = [(METHODS.get(rate.method, rate.method.value), _rate_words(rate, table)) for rate in table.rates]
    more = [("Tax on fees", f"{percent_words(table.tax)} %")] if table.tax else []
    return [("Fees from", wording.day(table.since)), *more, *told] if currency else told


def _rate_words(rate: Rate, table: FeeTable) -> str:
    typed = Typed(rate.percent, rate.fixed)
    net = arrives(rate.method, typed, table.tax, rate.fixed.currency, rate)
    return f"{percent_words(rate.percent)} % and {wording.money(rate.fixed)}: {net}"
