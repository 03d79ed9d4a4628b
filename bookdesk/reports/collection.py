"""How fast customers pay: DSO in three forms, days delinquent, true days to pay, share paid on time. Pure.

Each figure carries the sentence that defines it, to be printed beside it: the usual names are used for different
things, and two ways to count the same days differ by half a week. All is exact until `rounded`; foreign amounts count
at the rate of their document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bookdesk.core.currencies import exponent
from bookdesk.core.dates import end_of_month
from bookdesk.core.errors import InputError
from bookdesk.reports.owed import Document, Kind, Owed, positions
from bookdesk.reports.paying import Paid, mean_time, paid_by

Weight = Fraction | int
"""What one minor unit of a document is in minor units of base currency."""


class Name(StrEnum):
    """The figures, by the names under which they are printed."""

    DSO = "DSO (count-back)"
    DSO_SIMPLE = "DSO (simple)"
    BEST_DSO = "Best possible DSO"
    DELINQUENT = "Average days delinquent"
    DAYS_TO_PAY = "True days to pay"
    DAYS_TO_PAY_SETTLED = "Days to pay, settled invoices only"
    ON_TIME_COUNT = "Paid on time, by number"
    ON_TIME_AMOUNT = "Paid on time, by amount"


class Unit(StrEnum):
    """What a figure counts; a share is a fraction of one."""

    DAYS = "days"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure with its definition; `value` is exact, and missing where there is nothing to count, as `remark` says."""

    name: Name
    unit: Unit
    value: Fraction | None
    definition: str
    remark: str = ""

    def rounded(self, places: int = 1) -> Decimal | None:
        """Return the value with so many decimals, half away from zero."""
        if self.value is None:
            return None
        whole, rest = divmod(abs(self.value.numerator) * 10**places, self.value.denominator)
        nearest = whole + (2 * rest >= self.value.denominator)
        sign = int(self.value < 0 < nearest)
        return Decimal((sign, tuple(map(int, str(nearest))), -places))  # exact, however many digits


@dataclass(frozen=True, slots=True)
class Span:
    """What is looked at: the sales of `days` days, how the invoices of `history` days were paid, `grace` in days.

    Grace is how long after its due date a payment still counts as on time.
    """

    days: int = 90
    history: int = 365
    grace: int = 0

    def __post_init__(self) -> None:
        """Refuse spans without a day."""
        if self.days < 1 or self.history < 1 or self.grace < 0:
            raise InputError("A span of days has at least one day, and grace is not negative.", "Give more days.")


@dataclass(frozen=True, slots=True)
class Collection:
    """The figures as of a day; `left_out` counts documents in a currency without a rate, which no figure knows."""

    as_of: date
    figures: tuple[KeyFigure, ...]
    left_out: int

    def of(self, name: Name) -> KeyFigure:
        """Return a figure by its name."""
        return next(one for one in self.figures if one.name is name)


def collection(owed: Owed, as_of: date, base: str, span: Span = Span()) -> Collection:
    """Return all figures at the end of a day from receivables; `base` is the currency of the books.

    Raises what `owed.positions` raises.
    """
    weights = _weights(owed, base)
    paid = paid_by(owed, as_of, as_of - timedelta(days=span.history))
    recent = [(one, factor) for one in paid if (factor := weights.get(one.document.id)) is not None]
    late = _outstanding(_sales(owed, as_of, weights), _receivables(owed, as_of, weights), as_of, span)
    figures = (*late, *_to_pay(recent, as_of, span), *_on_time(recent, as_of, span))
    return Collection(as_of, figures, _left_out(owed, as_of, weights))


def outstanding(owed: Owed, as_of: date, base: str, span: Span = Span()) -> Collection:
    """Return only what compares receivables with sales: the three forms of DSO and the days delinquent.

    Raises what `owed.positions` raises.
    """
    weights = _weights(owed, base)
    found = _outstanding(_sales(owed, as_of, weights), _receivables(owed, as_of, weights), as_of, span)
    return Collection(as_of, found, _left_out(owed, as_of, weights))


def outstanding_of(
    open_: Owed, sales: Mapping[date, Weight], as_of: date, base: str, span: Span = Span()
) -> Collection:
    """Return the same from what is open at `as_of`, and sales less credit notes by day in minor units of `base`.

    So the documents that are settled need not be read one by one. `left_out` counts the open ones alone.
    """
    weights = _weights(open_, base)
    found = _outstanding(sales, _receivables(open_, as_of, weights), as_of, span)
    return Collection(as_of, found, _left_out(open_, as_of, weights))


def _weights(owed: Owed, base: str) -> dict[str, Weight]:
    return {one.id: found for one in owed.documents if (found := weight(one, base)) is not None}


def _left_out(owed: Owed, as_of: date, weights: dict[str, Weight]) -> int:
    return sum(one.id not in weights and one.counts_at(as_of) for one in owed.documents)


def weight(document: Document, base: str) -> Weight | None:
    """Return what one minor unit of a document is in minor units of base currency; None without a rate."""
    if document.total.currency == base:
        return 1
    if document.rate is None:
        return None
    return Fraction(document.rate.rate) * Fraction(10) ** (exponent(base) - exponent(document.total.currency))


_SALES = "Sales are invoices less credit notes by their date, tax included."
_OPEN = "Receivables are open invoices less unapplied credits."


def _sales(owed: Owed, as_of: date, weights: dict[str, Weight]) -> dict[date, Weight]:
    """Return what was invoiced by day, less credit notes."""
    found: dict[date, Weight] = {}
    for one in owed.documents:
        factor = weights.get(one.id)
        if factor is not None and one.kind is not Kind.ON_ACCOUNT and one.counts_at(as_of):
            minor = one.total.minor if one.kind is Kind.INVOICE else -one.total.minor
            found[one.issued] = found.get(one.issued, 0) + minor * factor
    return found


def _outstanding(
    sales: Mapping[date, Weight], receivables: tuple[Fraction, Fraction], as_of: date, span: Span
) -> tuple[KeyFigure, ...]:
    open_, current = receivables
    first = as_of - timedelta(days=span.days)
    sold = _sum(amount for day, amount in sales.items() if day > first)
    remark = "" if sold > 0 else f"Nothing was sold in these {span.days} days."
    simple, best = (None if sold <= 0 else amount * span.days / sold for amount in (open_, current))
    late = None if simple is None or best is None else simple - best
    ratio = f"divided by the sales of the last {span.days} days, times {span.days}"
    return (
        _count_back(open_, sales, as_of),
        KeyFigure(Name.DSO_SIMPLE, Unit.DAYS, simple, f"Receivables {ratio}. {_OPEN} {_SALES}", remark),
        KeyFigure(
            Name.BEST_DSO,
            Unit.DAYS,
            best,
            f"Open invoices that are not overdue {ratio}: the DSO if nobody paid late. Unapplied credits are set "
            f"against what is overdue first. {_SALES}",
            remark,
        ),
        KeyFigure(
            Name.DELINQUENT,
            Unit.DAYS,
            late,
            "Simple DSO less best possible DSO: how many days of sales are open past their due date.",
            remark,
        ),
    )


def _receivables(owed: Owed, as_of: date, weights: dict[str, Weight]) -> tuple[Fraction, Fraction]:
    """Return what is open less unapplied credits, never below nothing, and what of it is not overdue."""
    rated = [(one, factor) for one in positions(owed, as_of) if (factor := weights.get(one.document.id)) is not None]
    open_ = _sum((one.open - one.unapplied) * factor for one, factor in rated)
    current = _sum(one.open * factor for one, factor in rated if one.document.due_day >= as_of)
    return max(open_, Fraction(0)), max(min(current, open_), Fraction(0))


def _sum(amounts: Iterable[Weight]) -> Fraction:
    """Add up, in integers as long as there are only such."""
    total: Weight = 0
    for amount in amounts:
        total += amount
    return Fraction(total)


def _count_back(open_: Fraction, sales: Mapping[date, Weight], as_of: date) -> KeyFigure:
    """Consume receivables by the sales of each month, from the latest back."""
    months: dict[date, Weight] = {}
    for day, amount in sales.items():
        months[day.replace(day=1)] = months.get(day.replace(day=1), 0) + amount
    left, days, month = open_, Fraction(0), as_of.replace(day=1)
    earliest = min(months, default=month)
    while left > 0 and month >= earliest:
        length = (min(end_of_month(month), as_of) - month).days + 1
        sold = months.get(month, 0)
        days += length if sold <= left else length * left / sold
        left -= min(max(sold, 0), left)
        month = (month - timedelta(days=1)).replace(day=1)
    return KeyFigure(
        Name.DSO,
        Unit.DAYS,
        days,
        "Receivables are used up by the sales of this month to date, then of each month before it; the days of the "
        f"months used up, and of the last one its part, are the DSO. {_OPEN} {_SALES}",
        "At least: the sales on record do not account for all that is open." if left > 0 else "",
    )


_AT_LEAST = {True: "At least: the oldest invoice of this time is still open.", False: ""}


def _to_pay(paid: list[tuple[Paid, Weight]], as_of: date, span: Span) -> tuple[KeyFigure, ...]:
    """Return the time from invoice to payment, with what is open and without."""
    events = [(age, amount * factor) for one, factor in paid for age, amount in _ages(one)]
    waiting = [((as_of - one.document.issued).days, (one.claim - one.paid) * factor) for one, factor in paid]
    settled = [pair for one, factor in paid if one.settled_on for pair in ((a, m * factor) for a, m in _ages(one))]
    mean = mean_time(events, waiting)
    whole = _sum(amount for _, amount in settled)
    return (
        KeyFigure(
            Name.DAYS_TO_PAY,
            Unit.DAYS,
            None if mean is None else mean.days,
            f"Mean days from the date of an invoice to its payment, weighted by amount, for invoices of the last "
            f"{span.history} days. What is still open counts as not paid until today and says nothing about later "
            "(right-censored, by Kaplan and Meier), as does what was written off. Credit notes and discounts are taken "
            "off.",
            _AT_LEAST[mean.at_least] if mean else "No invoice in this time.",
        ),
        KeyFigure(
            Name.DAYS_TO_PAY_SETTLED,
            Unit.DAYS,
            _sum(age * amount for age, amount in settled) / whole if whole else None,
            f"Mean days from the date of an invoice to its payment, weighted by amount, for invoices of the last "
            f"{span.history} days that are wholly paid. It flatters, since slow invoices are still missing from it.",
            "" if whole else "No invoice of this time is wholly paid.",
        ),
    )


def _ages(one: Paid) -> Iterable[tuple[int, int]]:
    return (((day - one.document.issued).days, amount) for day, amount in one.payments)


def _on_time(paid: list[tuple[Paid, Weight]], as_of: date, span: Span) -> tuple[KeyFigure, ...]:
    """Return the shares of what was due that was paid by then."""
    due = [
        (one, factor, one.paid_until(last))
        for one, factor in paid
        if one.claim and one.document.reached and (last := one.document.due_day + timedelta(days=span.grace)) <= as_of
    ]
    in_time = sum(by_then == one.claim for one, _, by_then in due)
    claimed = _sum(one.claim * factor for one, factor, _ in due)
    in_time_amount = _sum(by_then * factor for _, factor, by_then in due)
    grace = f" or within {span.grace} days after it" if span.grace else ""
    which = f"invoices of the last {span.history} days whose time to pay is over; credit notes are taken off"
    remark = "" if due else "No invoice of this time has fallen due."
    return (
        KeyFigure(
            Name.ON_TIME_COUNT,
            Unit.SHARE,
            Fraction(in_time, len(due)) if due else None,
            f"Invoices wholly paid by their due date{grace}, of all {which}.",
            remark,
        ),
        KeyFigure(
            Name.ON_TIME_AMOUNT,
            Unit.SHARE,
            in_time_amount / claimed if due else None,
            f"The amount paid by the due date{grace}, part payments included, of the amount of all {which}.",
            remark,
        ),
    )
