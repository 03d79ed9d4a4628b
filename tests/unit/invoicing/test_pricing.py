"""What lines make: no cent appears or is lost, whatever the policy, the currency and the prices."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError
from bookdesk.core.money import MICRO, Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.pricing import Priced, ToPrice, line_amount, priced, unit_price
from bookdesk.ledger.salestax import half_up

DOCUMENTS = 10_000
RATES = [Decimal(one) for one in ("0", "0.05", "0.07", "0.1", "0.135", "0.19", "0.2", "0.23", "0.0875")]
CURRENCIES = ("AUD", "EUR", "GBP", "JPY", "KWD", "CHF")


def line(quantity: str, price: str, rate: str = "0.1", discount: str | None = None) -> ToPrice:
    return ToPrice(Decimal(quantity), Decimal(price), Decimal(rate), Decimal(discount) if discount else None)


def document(chance: Random) -> tuple[list[ToPrice], str, TaxMode, RoundedBy, Money | None]:
    currency = chance.choice(CURRENCIES)
    lines = [
        ToPrice(
            Decimal(chance.randint(-5_000_000, 400_000_000)) / MICRO,
            Decimal(chance.randint(-100_000_000, 5_000_000_000)) / MICRO,
            chance.choice(RATES),
            chance.choice((None, Decimal("0.05"), Decimal("0.3333333333"), Decimal(1))),
        )
        for _ in range(chance.randint(1, 12))
    ]
    step = Money(5, currency) if chance.random() < 0.2 else None
    return lines, currency, chance.choice(list(TaxMode)), chance.choice(list(RoundedBy)), step


def exact_tax(entered: Money, rate: Decimal, mode: TaxMode) -> Fraction:
    if mode is TaxMode.NONE:
        return Fraction(0)
    return entered.minor * Fraction(rate) / (1 + (Fraction(rate) if mode is TaxMode.INCLUSIVE else 0))


def hold(done: Priced, lines: list[ToPrice], mode: TaxMode, by: RoundedBy) -> None:
    entered = [line_amount(one, done.net.currency) for one in lines]
    assert all(one.net + one.tax == one.gross for one in done.lines)
    assert [one.gross if mode is TaxMode.INCLUSIVE else one.net for one in done.lines] == entered
    for part in ("net", "tax"):
        whole = getattr(done, part).minor
        assert sum(getattr(one, part).minor for one in done.lines) == whole
        assert sum(getattr(one, part).minor for one in done.shares) == whole
    assert done.net + done.tax + done.rounding == done.total
    exact = [exact_tax(one, to.rate, mode) for one, to in zip(entered, lines, strict=True)]
    assert all(abs(one.tax.minor - tax) < 1 for one, tax in zip(done.lines, exact, strict=True))
    if by is RoundedBy.DOCUMENT:
        assert done.tax.minor == half_up(sum(exact, Fraction(0)))
    if by is RoundedBy.LINE:
        assert [one.tax.minor for one in done.lines] == [half_up(tax) for tax in exact]
    if by is RoundedBy.CATEGORY:
        by_rate: dict[Decimal, Fraction] = {}
        for tax, one in zip(exact, lines, strict=True):
            by_rate[one.rate] = by_rate.get(one.rate, Fraction(0)) + tax
        assert {one.rate: one.tax.minor for one in done.shares} == {rate: half_up(tax) for rate, tax in by_rate.items()}


def test_ten_thousand_documents_add_up_by_every_policy() -> None:
    chance = Random(20260715)  # noqa: S311 - the same documents every time
    for _ in range(DOCUMENTS):
        lines, currency, mode, by, step = document(chance)
        done = priced(lines, currency, mode=mode, by=by, step=step)
        hold(done, lines, mode, by)
        assert step is None or done.total.minor % step.minor == 0


def test_the_vector_of_xero_by_line_and_by_document() -> None:
    lines = [line("1", price, "0.15") for price in ("25.06", "25.61", "25.63")]
    taxes = {by: priced(lines, "NZD", mode=TaxMode.EXCLUSIVE, by=by).tax.text for by in RoundedBy}
    assert taxes == {RoundedBy.LINE: "11.44", RoundedBy.CATEGORY: "11.45", RoundedBy.DOCUMENT: "11.45"}


@pytest.mark.parametrize(
    ("entered", "currency", "minor"),
    [
        (line("3", "33.333333"), "AUD", 10000),
        (line("0.333333", "120"), "AUD", 4000),
        (line("1", "0.005"), "AUD", 1),
        (line("-1", "0.005"), "AUD", -1),
        (line("1.5", "1001"), "JPY", 1502),
        (line("1", "1.2345"), "KWD", 1235),
        (line("10", "9.99", discount="0.05"), "EUR", 9491),
        (line("1", "100", discount="1"), "EUR", 0),
    ],
)
def test_a_line_is_rounded_once(entered: ToPrice, currency: str, minor: int) -> None:
    assert line_amount(entered, currency) == Money(minor, currency)


def test_what_is_no_amount_of_money_is_refused() -> None:
    with pytest.raises(InputError, match="more than any amount"):
        line_amount(line("1000000", "1000000000"), "KWD")
    many = [line("1", "9000000000000")] * 20
    with pytest.raises(InputError, match="more than any amount"):
        priced(many, "AUD", mode=TaxMode.NONE, by=RoundedBy.LINE)


@given(st.decimals("0", "100000", places=6), st.sampled_from(RATES))
def test_a_price_with_tax_comes_back_from_one_without(price: Decimal, rate: Decimal) -> None:
    shown = unit_price(price, rate, with_tax=False, mode=TaxMode.INCLUSIVE)
    back = unit_price(shown, rate, with_tax=True, mode=TaxMode.EXCLUSIVE)
    assert abs(back - price) <= Decimal(2) / MICRO
    assert unit_price(price, rate, with_tax=False, mode=TaxMode.EXCLUSIVE) == price
    assert unit_price(price, rate, with_tax=True, mode=TaxMode.INCLUSIVE) == price


def test_coins_round_the_total_and_nothing_else() -> None:
    done = priced([line("1", "10.02")], "CHF", mode=TaxMode.EXCLUSIVE, by=RoundedBy.CATEGORY, step=Money(5, "CHF"))
    assert [one.text for one in (done.net, done.tax, done.rounding, done.total)] == ["10.02", "1.00", "-0.02", "11.00"]
    assert exponent("CHF") == 2
