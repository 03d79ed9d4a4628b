"""Interest and fee for a late invoice: only where law or terms allow them, exact, and with the sum told. Pure.

Interest is simple: open amount times yearly rate times days, by 365, from the day after the due date up to and
including the last day asked for. It is added up exactly over part payments and changes of the base rate and rounded
once, half away from zero, to the minor unit. Base rates come from outside; where one is missing nothing is guessed and
nothing claimed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, LateCharge
from bookdesk.receivables.latelaws import BaseKind, LateLaw, Reference, law_of

YEAR = 365
"""Days by which a yearly rate is divided, in leap years, too."""
_HIGHEST = Decimal(1)
"""A yearly rate from which on a person has surely typed per cent for a fraction."""
_DAY = timedelta(days=1)
_JULY = 7


@dataclass(frozen=True, slots=True)
class BaseRate:
    """A bank's rate (0.0215 is 2.15 %) from a day up to and including the last on which it was seen, and where."""

    kind: BaseKind
    valid_from: date
    known_until: date
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the client's terms say of lateness: a yearly rate (0.12 is 12 %), a fee, and the clause that says so.

    `InputError` for a rate of nothing or of 100 % and more, a fee of nothing, or no clause.
    """

    clause: str
    yearly_rate: Decimal | None = None
    fee: Money | None = None

    def __post_init__(self) -> None:
        """Refuse terms that say nothing, or that nobody could hold a customer to."""
        if not self.clause.strip():
            raise InputError("The clause is missing.", "Say where the terms speak of late payment.")
        if self.yearly_rate is not None and not 0 < self.yearly_rate < _HIGHEST:
            raise InputError(f"{self.yearly_rate} is no yearly rate.", "Write 12 % as 0.12.")
        if self.fee is not None and self.fee.minor <= 0:
            raise InputError(f"{self.fee} is no fee.", "Leave the fee out where there is none.")


@dataclass(frozen=True, slots=True)
class OpenFrom:
    """How much of an invoice was open from a day on, until the next."""

    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class LateDebt:
    """A late invoice: due on a day, owed to a creditor in `country` (ISO 3166) under a contract made on `contract`.

    `balances` tell what was open, oldest first; the first covers the day after the due date. `fee_claimed` says that a
    fee was claimed for it before: it is owed once.
    """

    number: str
    country: str
    kind: CustomerKind
    contract: date
    due: date
    balances: tuple[OpenFrom, ...]
    fee_claimed: bool = False

    def __post_init__(self) -> None:
        """Refuse balances that leave a day open, go back in time or mix currencies."""
        days = [one.day for one in self.balances]
        if not days or days[0] > self.due + _DAY or any(later <= earlier for earlier, later in pairwise(days)):
            raise ValueError(f"{self.number}: balances cover every day after {self.due} once, in order")
        if len({one.amount.currency for one in self.balances}) > 1 or any(
            one.amount.minor < 0 for one in self.balances
        ):
            raise ValueError(f"{self.number}: balances are in one currency and never below nothing")


@dataclass(frozen=True, slots=True)
class Claim:
    """What may be claimed, each as a line of its own; and in words how it was found or why there is none."""

    interest: Money | None
    fee: Money | None
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Span:
    """Days from `start` up to and including `end` with one amount and one rate."""

    start: date
    end: date
    amount: Money
    rate: Decimal

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def interest(self) -> Decimal:
        """Interest times days of a year: kept whole, so that nothing is lost before the one rounding."""
        return self.amount.major * self.rate * self.days

    @property
    def words(self) -> str:
        rate = format((self.rate * 100).normalize(), "f")
        days = f"{self.days} day{'s' if self.days > 1 else ''}"
        return f"{self.amount} at {rate} % for {days} from {self.start.isoformat()}"


def claim(debt: LateDebt, until: date, charge: LateCharge, agreed: Agreed | None, rates: Sequence[BaseRate]) -> Claim:
    """Return what may be claimed of a debt for the days up to and including `until`.

    What the terms say goes before the law, each for itself: a rate agreed replaces the law's interest, a fee agreed its
    fixed sum. Of consumers nothing is claimed but what the terms say.
    """
    if charge is LateCharge.NONE or until <= debt.due:
        return Claim(
            None, None, ("Nothing is claimed by this step." if charge is LateCharge.NONE else "It is not late.",)
        )
    law = None if debt.kind is CustomerKind.CONSUMER else law_of(debt.country, debt.contract)
    interest, fee = None, None
    words: list[str] = []
    if charge in {LateCharge.INTEREST, LateCharge.BOTH}:
        interest, told = _interest(debt, until, law, agreed, rates)
        words.append(told)
    if charge in {LateCharge.FEE, LateCharge.BOTH}:
        fee, told = _fee(debt, until, law, agreed)
        words.append(told)
    return Claim(interest, fee, tuple(words))


def _interest(
    debt: LateDebt, until: date, law: LateLaw | None, agreed: Agreed | None, rates: Sequence[BaseRate]
) -> tuple[Money | None, str]:
    """Return the interest, rounded once, and how it was found or why there is none."""
    if agreed is not None and agreed.yearly_rate is not None:
        periods, basis = [(debt.due + _DAY, agreed.yearly_rate)], agreed.clause
    elif law is None:
        return None, _no_ground(debt, "interest")
    else:
        days = list(_reference_days(law.reference, debt.due + _DAY, until))
        found = [(start, _rate_on(law.base, day, rates)) for start, day in days]
        missing = next((day for (_, day), (_, rate) in zip(days, found, strict=True) if rate is None), None)
        if missing is not None:
            return None, f"No interest: the {law.base} on {missing.isoformat()} is not known. Enter it with its source."
        periods, basis = [(start, rate + law.points) for start, rate in found if rate is not None], law.source
    spans = list(_spans(debt, until, periods))
    exact = sum((span.interest for span in spans), Decimal(0)) / YEAR
    rounded = Money.rounded(exact, debt.balances[0].amount.currency)
    if rounded.minor <= 0:
        return None, "The interest is less than the smallest coin." if spans else "Nothing was open while it was late."
    told = "; ".join(span.words for span in spans)
    return rounded, f"Interest: {told}. In all {rounded}, a year of {YEAR} days, rounded once ({basis})."


def _fee(debt: LateDebt, until: date, law: LateLaw | None, agreed: Agreed | None) -> tuple[Money | None, str]:
    """Return the fee, owed once for an invoice, and how it was found or why there is none."""
    if debt.fee_claimed:
        return None, "A fee was claimed for this invoice before."
    owed = _owed_on(debt, debt.due + _DAY)
    if not owed or not _owed_on(debt, until):
        return None, "Nothing was open while it was late." if not owed else "It is paid by now: no fee is claimed."
    if agreed is not None and agreed.fee is not None:
        fee, basis = agreed.fee, agreed.clause
    elif law is None:
        return None, _no_ground(debt, "fee")
    else:
        currency = law.bands[0].fee.currency
        if owed.currency != currency:
            return None, f"No fee: the law names it in {currency}, the invoice is in {owed.currency}."
        fee, basis = [band.fee for band in law.bands if band.debt_from <= owed][-1], law.source
    if fee.currency != owed.currency:
        return None, f"No fee: the terms name it in {fee.currency}, the invoice is in {owed.currency}."
    return fee, f"Fee: {fee} for a debt of {owed} ({basis})."


def _no_ground(debt: LateDebt, what: str) -> str:
    if debt.kind is CustomerKind.CONSUMER:
        return f"No {what}: a consumer owes only what the terms say, and they say nothing of it."
    return f"No {what}: no law is known here for {debt.country} and this contract, and the terms say nothing of it."


def _reference_days(reference: Reference, start: date, until: date) -> Iterator[tuple[date, date]]:
    """Yield from which day on a rate counts, and the day on which it is looked up."""
    if reference is Reference.BEFORE_START:
        yield start, _half_year(start) - _DAY
        return
    at = start
    while at <= until:
        yield at, _half_year(at)
        at = _half_year(_half_year(at) + timedelta(days=190))  # well within the next half-year


def _half_year(day: date) -> date:
    """Return the first day of its half-year."""
    return date(day.year, _JULY if day.month >= _JULY else 1, 1)


def _rate_on(kind: BaseKind, day: date, rates: Sequence[BaseRate]) -> Decimal | None:
    """Return the rate in force on a day; `None` where none is known. Of two entries for a day the later one counts."""
    known = [one for one in rates if one.kind is kind and one.valid_from <= day <= one.known_until]
    return max(enumerate(known), key=lambda at: (at[1].valid_from, at[0]))[1].rate if known else None


def _owed_on(debt: LateDebt, day: date) -> Money:
    """Return what was open on a day after the due date."""
    return [one.amount for one in debt.balances if one.day <= day][-1]


def _spans(debt: LateDebt, until: date, periods: Sequence[tuple[date, Decimal]]) -> Iterator[_Span]:
    """Yield the days of lateness cut where the amount or the rate changes, those with nothing open left out."""
    first = debt.due + _DAY
    cuts = {first, *(start for start, _ in periods), *(one.day for one in debt.balances)}
    starts = sorted(day for day in cuts if first <= day <= until)
    for start, following in pairwise([*starts, until + _DAY]):
        amount = _owed_on(debt, start)
        rate = [rate for begins, rate in periods if begins <= start][-1]
        if amount and rate > 0:
            yield _Span(start, following - _DAY, amount, rate)
