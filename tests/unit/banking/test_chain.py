"""Up to which day the bank's balances prove the lines: what is missing is found on its day, nothing else breaks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.chain import BankDay, Chain, Closing, prove

DAY = date(2026, 7, 1)


def _day(number: int) -> date:
    return DAY + timedelta(number)


@dataclass(frozen=True)
class Booked:
    """A line as the bank shows it."""

    day: date
    amount: int
    balance: int | None


def _days(lines: list[Booked], statement: str = "s") -> list[BankDay]:
    found = []
    for day in sorted({line.day for line in lines}):
        own = [line for line in lines if line.day == day]
        told = tuple(line.balance for line in own if line.balance is not None)
        found.append(BankDay(day, sum(line.amount for line in own), len(own), told, statement))
    return found


@st.composite
def statements(draw: st.DrawFn) -> list[Booked]:
    """Lines with true balances beside all or some of them."""
    days = sorted(draw(st.lists(st.integers(0, 12), min_size=1, max_size=15)))
    amounts = draw(st.lists(st.integers(-500, 500).filter(bool), min_size=len(days), max_size=len(days)))
    balances = list(accumulate(amounts, initial=1000))[1:]
    bare = draw(st.booleans())
    told = [balance if not bare or draw(st.booleans()) else None for balance in balances]
    return [Booked(_day(day), amount, balance) for day, amount, balance in zip(days, amounts, told, strict=True)]


@given(statements())
def test_true_balances_prove_and_never_break(lines: list[Booked]) -> None:
    ends = {line.day: sum(one.amount for one in lines if one.day <= line.day) + 1000 for line in lines}
    proved = [line.day for line in lines if line.balance == ends[line.day]]
    assert prove(1000, _days(lines), []) == Chain(max(proved, default=None))


@given(statements(), st.data())
def test_a_missing_line_is_found_by_the_next_balance(lines: list[Booked], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(lines) - 1))
    whole = sum(line.amount for line in lines) + 1000
    kept = _days([Booked(line.day, line.amount, None) for at, line in enumerate(lines) if at != gone])
    last = lines[-1].day
    found = prove(1000, kept, [Closing("s", last, last, whole)])
    assert found.broken is not None
    assert (found.broken.day, found.broken.missing) == (last, lines[gone].amount)
    assert prove(1000, kept, [Closing("s", last, last, whole, doubtful=True)]) == Chain(None)


def test_days_prove_up_to_the_break_and_a_later_closing_heals_nothing() -> None:
    lines = [
        *_days([Booked(_day(1), -10, 990), Booked(_day(3), -10, 980)], "june"),
        *_days([Booked(_day(5), -10, 960), Booked(_day(6), -10, 950)], "july"),
    ]
    found = prove(1000, lines, [Closing("june", _day(3), _day(9), 980), Closing("july", _day(6), _day(9), 950)])
    assert found.proven_to == _day(3)
    assert found.broken is not None
    assert (found.broken.day, found.broken.statement) == (_day(5), "july")
    assert (found.broken.stated, found.broken.expected, found.broken.missing) == (960, 970, -10)


def test_a_day_listed_newest_first_is_proved_by_its_first_line() -> None:
    lines = [Booked(_day(1), -10, 970), Booked(_day(1), -20, 980)]
    assert prove(1000, _days(lines), []) == Chain(_day(1))


def test_a_closing_balance_may_be_told_after_the_last_booking() -> None:
    lines = _days([Booked(_day(1), -10, None), Booked(_day(4), -20, None)])
    assert prove(1000, lines, [Closing("a", _day(1), _day(5), 970)]) == Chain(_day(1))
    assert prove(1000, lines, [Closing("a", _day(1), _day(3), 970)]).broken is not None
    assert prove(1000, [], [Closing("a", _day(1), _day(3), 1000)]) == Chain(_day(1))
    assert prove(1000, [], []) == Chain(None)
