"""What the forecast shows day by day, and what is not in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bookdesk.core.money import Money
from bookdesk.reports.backtest import BackTest
from bookdesk.reports.forecast import Curve
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.curve import CurvePoint

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class MoveRow:
    """Something that moves on a day; the last of a day tells the balances at its end."""

    key: str
    day: date
    name: str
    why: str
    amount: Money | None
    balance: Money | None
    low: Money | None
    high: Money | None


@dataclass(frozen=True, slots=True)
class AsideRow:
    """What is not in the curve, or moves after its last day."""

    key: str
    name: str
    why: str
    amount: Money


def move_rows(found: Curve) -> list[MoveRow]:
    """Return the beginning, then what moves on each day on which something does."""
    given = found.curve.given
    start = "At the bank" if len(found.starts) != 1 else f"At the bank, {found.starts[0].name}"
    rows = [MoveRow("start", given.proven, start, "", None, given.balance, given.balance, given.balance)]
    for one in found.curve.days:
        for place, part in enumerate(one.parts):
            ends = (one.balance, one.low, one.high) if place == len(one.parts) - 1 else (None, None, None)
            rows.append(MoveRow(f"{part.id} {place} {one.day}", one.day, part.name, part.why, part.amount, *ends))
    return rows


def aside_rows(found: Curve) -> list[AsideRow]:
    """Return what is left out with its reason, then what moves later."""
    left = [AsideRow(f"left {n}", one.name, one.why, one.amount) for n, one in enumerate(found.curve.left_out)]
    later = [
        AsideRow(f"later {n}", one.name, f"After the last day, on {wording.day(one.day)}. {one.why}", one.amount)
        for n, one in enumerate(found.curve.later)
    ]
    return [*left, *later]


def points(found: Curve) -> list[CurvePoint]:
    """Return the curve as it is painted."""
    given = found.curve.given
    start = CurvePoint(given.proven, given.balance, given.balance, given.balance)
    return [start, *(CurvePoint(one.day, one.balance, one.low, one.high) for one in found.curve.days)]


MOVES: tuple[Column[MoveRow], ...] = (
    Column("day", "Day", 96, lambda row: wording.day(row.day)),
    Column("name", "What moves", 230, lambda row: row.name, note=lambda row: row.name),
    Column(
        "why",
        "Why then",
        190,
        lambda row: wording.local(row.why),
        muted=True,
        note=lambda row: wording.local(row.why),
        grows=True,
    ),
    Column("amount", "Amount", 104, lambda row: wording.amount(row.amount), number=True),
    Column("balance", "Balance", 104, lambda row: wording.amount(row.balance), number=True),
    Column("low", "At worst", 104, lambda row: wording.amount(row.low), number=True, muted=True, spare=2),
    Column("high", "At best", 104, lambda row: wording.amount(row.high), number=True, muted=True, spare=1),
)
ASIDE: tuple[Column[AsideRow], ...] = (
    Column("name", "What", 200, lambda row: row.name, note=lambda row: row.name),
    Column(
        "why",
        "Why it is not in it",
        260,
        lambda row: wording.local(row.why),
        grows=True,
        muted=True,
        note=lambda row: wording.local(row.why),
    ),
    Column("amount", "Amount", 140, lambda row: wording.money(row.amount), number=True),
)


def start_words(found: Curve) -> str:
    """Return where the curve begins, and how far the bank proves that."""
    given = found.curve.given
    proven = [one for one in found.starts if one.proven]
    if len(proven) == len(found.starts):
        how = "proven by the bank's own balances"
    elif proven:
        how = "not all of it proven by the bank's own balances"
    else:
        how = "not proven by a balance of the bank"
    low = found.curve.lowest
    out = next((one for one in found.curve.days if one.balance.minor < 0), None)
    runs_out = f"The money runs out on {wording.day(out.day)}. " if out is not None else ""
    return (
        f"{runs_out}"
        f"Begins with {wording.money(given.balance)} at the end of {wording.day(given.proven)}, {how}. "
        f"Lowest: {wording.money(low.balance)} on {wording.day(low.day)}."
    )


def tested_words(test: BackTest) -> str:
    """Return how good expected days of payment were so far."""
    if not test.count or test.error is None or test.within is None:
        return "Expected days of payment could not be tested yet: too few invoices were paid."
    tenths, share = round(test.error * 10), round(test.within * _HUNDRED)
    days = f"{tenths // 10}.{tenths % 10}"
    return (
        f"Tested on {wording.count(test.count, 'invoice')}: expected days of payment were {days} days off; {share} % "
        "were paid within their range."
    )
