"""Lines put together: nothing of net, tax or what each code bears is lost, and nothing is said that does not hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.consolidating import Line, by_code, positions_in, together, unlike
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger import tax

GST, FRE = Decimal("0.10"), Decimal(0)
RATES: dict[str | None, Decimal | None] = {"GST": GST, "FRE": FRE, "VAT": Decimal("0.055"), None: None}
amounts = st.integers(-500_000, 500_000)
words = st.sampled_from(["Coffee beans", "coffee  beans", "Milk", "", "Milk and 3 more"])
modes = st.sampled_from([TaxMode.EXCLUSIVE, TaxMode.INCLUSIVE])


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def line(position: int = 1, description: str = "Coffee beans", code: str | None = "GST", net: int = 1000) -> Line:
    rate = RATES[code]
    return Line(position, description, "5-1000", code, aud(net), aud(net).times(rate or GST if rate != 0 else 0), rate)


@st.composite
def bills(draw: st.DrawFn) -> list[Line]:
    """Draw the lines of a bill, each with a tax as its code makes it, or a cent off, or quite another one."""
    made = []
    for position in range(1, draw(st.integers(2, 12)) + 1):
        code, net = draw(st.sampled_from(list(RATES))), aud(draw(amounts))
        off = draw(st.sampled_from([0, 0, 0, 1, -1, 700]))
        bears = net.times(RATES[code] or 0) + aud(off)
        count = draw(st.none() | st.integers(1, 9).map(Decimal))
        made.append(
            Line(
                position,
                draw(words),
                draw(st.sampled_from(["5-1000", "6-1700", None])),
                code,
                net,
                bears,
                RATES[code],
                draw(st.booleans()),
                count,
                draw(st.sampled_from([None, Decimal("4.50")])),
            )
        )
    return made


def sums(lines: list[Line]) -> Counter[tuple[str | None, str | None, str]]:
    """Return net and tax of each account and code."""
    found: Counter[tuple[str | None, str | None, str]] = Counter()
    for one in lines:
        found[one.account, one.tax_code, "net"] += one.net.minor
        found[one.account, one.tax_code, "tax"] += one.tax.minor
    return found


@given(bills(), modes)
def test_each_account_and_code_bears_what_it_bore_to_the_cent(lines: list[Line], mode: TaxMode) -> None:
    groups = by_code(lines)
    made = {group[0].position: together(group, mode) for group in groups}
    gone = {one.position for group in groups for one in group[1:]}
    left = [made.get(one.position, one) for one in lines if one.position not in gone]
    assert sums(left) == sums(lines)
    assert len(left) == len({(one.account, one.tax_code) for one in lines})
    assert all(unlike([one, other]) is not None for one in left for other in left if one.position < other.position)


@given(bills(), modes)
def test_what_fits_its_code_still_does_and_a_wrong_tax_is_not_set_right(lines: list[Line], mode: TaxMode) -> None:
    for group in by_code(lines):
        rate, made = group[0].rate, together(group, mode)
        if rate is None:
            continue
        fitting = [
            tax.fits(tax.TaxedLine(one.net, one.tax, one.net + one.tax, rate), mode, edited=one.edited) for one in group
        ]
        shown = tax.TaxedLine(made.net, made.tax, made.net + made.tax, rate)
        if all(fitting):
            assert tax.fits(shown, mode, edited=made.edited)
        else:
            assert not made.edited


@given(bills(), modes)
def test_a_price_that_is_kept_is_that_of_all(lines: list[Line], mode: TaxMode) -> None:
    for group in by_code(lines):
        made = together(group, mode)
        if made.unit_price is not None:
            assert {one.unit_price for one in group} == {made.unit_price}
            assert made.quantity == sum(one.quantity for one in group if one.quantity is not None)
        assert (made.unit_price is None) == (made.quantity is None)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("Coffee beans", "Milk", "Cups", "Lids"), "Coffee beans and 3 more"),
        (("Coffee beans", "Coffee  Beans"), "Coffee beans"),
        (("Coffee beans and 3 more", "Straws"), "Coffee beans and 4 more"),
        (("Straws", "Coffee beans and 3 more"), "Straws and 4 more"),
        (("Milk and 1 more", "Milk and 1 more"), "Milk and 3 more"),
        (("", "Milk"), "Milk and 1 more"),
        (("", ""), ""),
    ],
)
def test_what_was_put_together_is_told(said: tuple[str, ...], told: str) -> None:
    lines = [line(position, one) for position, one in enumerate(said, 1)]
    assert together(lines, TaxMode.EXCLUSIVE).description == told


def test_the_same_goods_at_one_price_are_counted_together() -> None:
    counted = [replace(line(n), quantity=Decimal(n), unit_price=Decimal("4.50")) for n in (1, 2, 3)]
    made = together(counted, TaxMode.EXCLUSIVE)
    assert (made.quantity, made.unit_price) == (Decimal(6), Decimal("4.50"))
    for other in (
        replace(counted[2], unit_price=Decimal("4.60")),
        replace(counted[2], quantity=None),
        replace(counted[2], description="Milk"),
    ):
        made = together([*counted[:2], other], TaxMode.EXCLUSIVE)
        assert (made.quantity, made.unit_price) == (None, None)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([line(1), line(3, code="FRE")], "Lines 1 and 3 have different tax codes: GST and FRE."),
        ([line(1), line(2, code=None)], "Lines 1 and 2 have different tax codes: GST and none."),
        (
            [line(1), replace(line(2), account="6-1700"), replace(line(3), account=None)],
            "Lines 1, 2 and 3 have different accounts: 5-1000, 6-1700 and none.",
        ),
        (
            [line(1, code=None), replace(line(2, code=None), tax=aud(0))],
            "Lines 1 and 2 have no tax code yet and are taxed differently.",
        ),
        (
            [line(1, code=None, net=50), replace(line(2, code=None, net=50), tax=aud(10))],
            "Lines 1 and 2 have no tax code yet and are taxed differently.",
        ),
    ],
)
def test_what_is_not_of_one_code_is_refused_in_words(lines: list[Line], told: str) -> None:
    refused = unlike(lines)
    assert refused is not None
    assert refused[0] == told
    assert refused[1]


def test_lines_of_one_rate_need_no_code_yet() -> None:
    assert unlike([line(n, code=None, net=net) for n, net in enumerate((995, 1234, 45, 33), 1)]) is None
    assert unlike([replace(line(n, code=None), tax=aud(0)) for n in (1, 2)]) is None


def test_cents_of_many_lines_count_as_printed() -> None:
    """Ten lines of 0.05 bear a cent each, their sum of 0.50 would bear five."""
    made = together([line(n, net=5) for n in range(1, 11)], TaxMode.EXCLUSIVE)
    assert (made.net, made.tax, made.edited) == (aud(50), aud(10), True)


def test_chosen_lines_are_named_once_and_in_order() -> None:
    assert positions_in("4+2+4+10") == (2, 4, 10)
