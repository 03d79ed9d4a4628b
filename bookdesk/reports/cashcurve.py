"""The balance of a bank account day by day from a proven one: what is open, what is expected, what recurs. Pure.

Nothing is invented: each day lists the parts it is made of, each part says why it stands there, and what is not in the
curve is listed with the reason. Everything that is given is found in exactly one of the three.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bookdesk.core.dates import add_business_days, in_words
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.reports.commitments import Commitment, paid_days
from bookdesk.reports.paydates import Expected


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill that is open: `open` is positive. `pay_on` is the day of the payment run it stands in, if any."""

    id: str
    name: str
    open: Money
    due: date | None
    pay_on: date | None = None
    hold: str | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Moving:
    """Booked already but not on the statement that proves the balance: negative where it was paid out.

    `day` is when it moves, where that is known and still to come.
    """

    id: str
    name: str
    amount: Money
    day: date | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is not in the curve, and why."""

    id: str
    name: str
    amount: Money
    why: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the curve is made from. `balance` is what a statement proved at the end of `proven`.

    `left_out` is what is known not to be in the curve from the first.
    """

    balance: Money
    proven: date
    moving: tuple[Moving, ...] = ()
    bills: tuple[Bill, ...] = ()
    invoices: tuple[Expected, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Placing:
    """Rules: how many `days` the curve has, and how many days from today an invoice comes that nobody can date.

    `holidays` are days on which no bank works; nothing moves then, nor on Saturday and Sunday.
    """

    days: int = 90
    undated: int = 30
    holidays: Collection[date] = ()

    def __post_init__(self) -> None:
        """Refuse a curve without days."""
        if self.days < 1 or self.undated < 1:
            raise InputError("A curve has at least one day, and so has the wait for an invoice.", "Give more days.")


@dataclass(frozen=True, slots=True)
class Part:
    """What moves on a day: `amount` is positive where money comes in; `quick` and `slow` are the ends of its range.

    `slow` is None where nothing supports that it comes at all: the cautious balance does without it.
    """

    id: str
    name: str
    amount: Money
    day: date
    quick: date
    slow: date | None
    why: str


@dataclass(frozen=True, slots=True)
class CurveDay:
    """A day with what moves on it and the balance at its end.

    `low` is the balance if every customer pays on his slow day, `high` if every one pays on his quick day.
    """

    day: date
    parts: tuple[Part, ...]
    balance: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class CashCurve:
    """The days after today; `later` moves after the last of them."""

    given: Given
    days: tuple[CurveDay, ...]
    later: tuple[Part, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def lowest(self) -> CurveDay:
        """The first day with the lowest balance."""
        return min(self.days, key=lambda one: (one.balance.minor, one.day))


def cash_curve(given: Given, today: date, placing: Placing) -> CashCurve:
    """Return the curve of the days after `today`.

    Raises:
        InputError: the balance is proven for a day that is still to come.
    """
    if given.proven > today:
        raise InputError(
            f"The balance is of {in_words(given.proven)}, which is after {in_words(today)}.",
            "Start from the last statement up to that day.",
        )
    found = [_in_currency(one, given.balance.currency) for one in _placed(given, today, placing)]
    parts = sorted((one for one in found if isinstance(one, Part)), key=lambda one: (one.day, one.amount.minor, one.id))
    last = today + timedelta(days=placing.days)
    return CashCurve(
        given,
        tuple(_days(given.balance, parts, today, last)),
        tuple(one for one in parts if one.day > last),
        tuple(one for one in found if isinstance(one, LeftOut)),
    )


def _days(balance: Money, parts: list[Part], today: date, last: date) -> Iterator[CurveDay]:
    by_day: dict[date, list[Part]] = {}
    low: dict[date, int] = {}
    high: dict[date, int] = {}
    for part in parts:
        by_day.setdefault(part.day, []).append(part)
        high[part.quick] = high.get(part.quick, 0) + part.amount.minor
        if part.slow is not None:
            low[part.slow] = low.get(part.slow, 0) + part.amount.minor
    usual, least, most = balance, balance, balance
    for offset in range(1, (last - today).days + 1):
        day = today + timedelta(days=offset)
        here = tuple(by_day.get(day, ()))
        usual = sum((part.amount for part in here), usual)
        least += Money(low.get(day, 0), balance.currency)
        most += Money(high.get(day, 0), balance.currency)
        yield CurveDay(day, here, usual, least, most)


def _in_currency(one: Part | LeftOut, currency: str) -> Part | LeftOut:
    """Leave out what is in another currency than the account."""
    if isinstance(one, LeftOut) or one.amount.currency == currency:
        return one
    return LeftOut(one.id, one.name, one.amount, f"It is in {one.amount.currency}, the account in {currency}.")


def _placed(given: Given, today: date, placing: Placing) -> Iterator[Part | LeftOut]:
    next_day = _open_day(today + timedelta(days=1), placing)
    for one in given.moving:
        day = next_day if one.day is None or one.day <= today else _open_day(one.day, placing)
        why = "Booked already; the statement does not show it yet."
        yield Part(one.id, one.name, one.amount, day, day, day, why)
    for bill in given.bills:
        yield _bill(bill, today, placing)
    for invoice in given.invoices:
        yield _invoice(invoice, today, placing)
    for commitment in given.commitments:
        yield from _commitment(commitment, given.proven, today, placing)
    yield from given.left_out


def _bill(one: Bill, today: date, placing: Placing) -> Part | LeftOut:
    if one.disputed or one.hold is not None:
        why = "Disputed." if one.disputed else f"On hold: {one.hold or 'no reason given'}."
        return LeftOut(one.id, one.name, -one.open, why)
    planned = one.pay_on or one.due or today
    day = _open_day(max(planned, today + timedelta(days=1)), placing)
    if one.pay_on is not None:
        why = f"In the payment run of {in_words(one.pay_on)}."
    elif one.due is None:
        why = "It names no due date and is placed on the next business day."
    elif one.due <= today:
        why = f"Due since {in_words(one.due)} and placed on the next business day."
    else:
        why = f"Due on {in_words(one.due)}."
    return Part(one.id, one.name, -one.open, day, day, day, why)


def _invoice(one: Expected, today: date, placing: Placing) -> Part | LeftOut:
    document = one.document
    amount, name = Money(one.open, document.total.currency), f"{document.who} {document.number}".strip()
    if document.disputed or not document.reached:
        return LeftOut(document.id, name, amount, "Disputed." if document.disputed else one.why)
    if one.usual is not None and one.quick is not None and one.slow is not None:
        usual, quick, slow = (_open_day(day, placing) for day in (one.usual, one.quick, one.slow))
        return Part(document.id, name, amount, usual, quick, slow, one.why)
    if document.due_day > today:
        day = _open_day(document.due_day, placing)
        return Part(document.id, name, amount, day, day, None, f"{one.why} Placed on its due date.")
    day = _open_day(today + timedelta(days=placing.undated), placing)
    return Part(
        document.id, name, amount, day, day, None, f"{one.why} Placed {placing.undated} days from today by rule."
    )


def _commitment(one: Commitment, proven: date, today: date, placing: Placing) -> Iterator[Part]:
    """Yield every time it is paid until the curve ends; what was to move since the proven balance moves at once."""
    last = today + timedelta(days=placing.days)
    for planned in paid_days(one, proven + timedelta(days=1), last, placing.holidays):
        late = planned <= today
        day = _open_day(today + timedelta(days=1), placing) if late else planned
        was = f", was to move on {in_words(planned)} and is on no statement yet" if late else ""
        why = f"{one.sort.value.capitalize()}, {one.rhythm.value}{was}."
        yield Part(f"{one.id} {planned.isoformat()}", one.name, one.amount, day, day, day, why)


def _open_day(day: date, placing: Placing) -> date:
    """Return the day if banks work, else the next one on which they do."""
    return add_business_days(day, 0, placing.holidays)
