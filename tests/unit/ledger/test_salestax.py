"""Tax of issued documents: rounded where the policy says, and whatever it says, the parts make the whole."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError
from bookdesk.core.money import CurrencyMismatch, Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.ledger.salestax import PricedLine, Taxed, half_up, policy, taxed
from bookdesk.ledger.tax import line

RATES = tuple(Decimal(text) for text in ("0", "0.10", "0.15", "0.20", "0.23", "0.135", "0.19", "0.07", "0.055"))
CURRENCIES = ("EUR", "AUD", "JPY", "KWD")
rates = st.sampled_from(RATES)
policies = st.sampled_from(list(RoundedBy))
modes = st.sampled_from(list(TaxMode))
rows = st.lists(st.tuples(st.integers(min_value=-(10**9), max_value=10**9), rates), max_size=30)


def _lines(entered: Sequence[tuple[int, Decimal]], currency: str = "EUR") -> list[PricedLine]:
    return [PricedLine(Money(minor, currency), rate, str(rate)) for minor, rate in entered]


def _tax(entered: Sequence[tuple[int, str]], by: RoundedBy, mode: TaxMode = TaxMode.EXCLUSIVE) -> list[int]:
    done = taxed(_lines([(minor, Decimal(rate)) for minor, rate in entered]), "EUR", mode=mode, by=by)
    return [one.tax.minor for one in done.lines]


def _exact(one: PricedLine, mode: TaxMode) -> Fraction:
    gross_part = {TaxMode.EXCLUSIVE: Fraction(1), TaxMode.INCLUSIVE: 1 + Fraction(one.rate)}
    return Fraction(0) if mode is TaxMode.NONE else one.amount.minor * Fraction(one.rate) / gross_part[mode]


def _assert_adds_up(given_lines: Sequence[PricedLine], done: Taxed, mode: TaxMode, currency: str) -> None:
    assert [one.gross if mode is TaxMode.INCLUSIVE else one.net for one in done.lines] == [
        one.amount for one in given_lines
    ]
    assert all(one.net + one.tax == one.gross for one in done.lines)
    for part in ("net", "tax"):
        whole = getattr(done.totals, part).minor
        assert whole == sum(getattr(one, part).minor for one in done.lines)
        assert whole == sum(getattr(one, part).minor for one in done.shares)
    assert done.totals.net + done.totals.tax == done.totals.gross
    assert done.totals.gross.currency == currency


def test_the_vector_published_by_xero_by_line_and_by_document() -> None:
    vector = [(2506, "0.15"), (2561, "0.15"), (2563, "0.15")]
    assert _tax(vector, RoundedBy.LINE) == [376, 384, 384]
    assert sum(_tax(vector, RoundedBy.DOCUMENT)) == 1145
    assert sum(_tax(vector, RoundedBy.CATEGORY)) == 1145


def test_each_category_is_rounded_once_and_a_document_of_two_once_only() -> None:
    # 19 %: 3 x 0.13 = 0.39 -> 0.0741; 7 %: 3 x 0.13 -> 0.0273. Together 0.1014.
    mixed = [(13, "0.19"), (13, "0.19"), (13, "0.19"), (13, "0.07"), (13, "0.07"), (13, "0.07")]
    assert sum(_tax(mixed, RoundedBy.LINE)) == 3 * 2 + 3 * 1
    by_category = taxed(
        _lines([(minor, Decimal(rate)) for minor, rate in mixed]),
        "EUR",
        mode=TaxMode.EXCLUSIVE,
        by=RoundedBy.CATEGORY,
    )
    assert [(share.rate, share.net.minor, share.tax.minor) for share in by_category.shares] == [
        (Decimal("0.19"), 39, 7),
        (Decimal("0.07"), 39, 3),
    ]
    assert sum(_tax([(12, "0.19"), (32, "0.07")], RoundedBy.CATEGORY)) == 2 + 2
    assert sum(_tax([(12, "0.19"), (32, "0.07")], RoundedBy.DOCUMENT)) == 5


def test_two_codes_of_one_category_and_rate_are_rounded_together() -> None:
    rate = Decimal("0.19")
    apart = [PricedLine(Money(13, "EUR"), rate, code) for code in ("goods", "services", "capital")]
    together = [PricedLine(one.amount, rate, one.code, "S") for one in apart]
    taxes = [
        taxed(lines, "EUR", mode=TaxMode.EXCLUSIVE, by=RoundedBy.CATEGORY).totals.tax.minor
        for lines in (apart, together)
    ]
    assert taxes == [6, 7]


def test_prices_with_tax_keep_their_sum_and_the_tax_is_rounded() -> None:
    shelf = [(995, "0.10"), (995, "0.10"), (995, "0.10")]
    assert _tax(shelf, RoundedBy.LINE, TaxMode.INCLUSIVE) == [90, 90, 90]
    assert sum(_tax(shelf, RoundedBy.CATEGORY, TaxMode.INCLUSIVE)) == 271


def test_half_a_cent_is_rounded_away_from_zero_on_either_side() -> None:
    assert _tax([(50, "0.15"), (-50, "0.15")], RoundedBy.LINE) == [8, -8]
    assert _tax([(3, "0.20"), (-3, "0.20")], RoundedBy.LINE, TaxMode.INCLUSIVE) == [1, -1]
    assert [half_up(Fraction(part, 2)) for part in (-3, -1, 0, 1, 3)] == [-2, -1, 0, 1, 2]


def test_a_discount_of_the_whole_leaves_no_tax() -> None:
    assert sum(_tax([(3333, "0.19"), (3334, "0.19"), (-6667, "0.19")], RoundedBy.CATEGORY)) == 0


def test_a_document_without_tax_has_none_whatever_its_rates() -> None:
    assert _tax([(1000, "0.19"), (-1, "0.07")], RoundedBy.DOCUMENT, TaxMode.NONE) == [0, 0]


@pytest.mark.parametrize(("currency", "minor", "tax"), [("JPY", 1005, 101), ("KWD", 1005, 101), ("EUR", 1005, 101)])
def test_tax_is_rounded_to_the_minor_unit_of_each_currency(currency: str, minor: int, tax: int) -> None:
    done = taxed(_lines([(minor, Decimal("0.10"))], currency), currency, mode=TaxMode.EXCLUSIVE, by=RoundedBy.LINE)
    assert done.totals.tax.major == Decimal(tax).scaleb(-exponent(currency))


def test_an_empty_document_adds_up_to_nothing() -> None:
    done = taxed([], "EUR", mode=TaxMode.EXCLUSIVE, by=RoundedBy.DOCUMENT)
    assert (done.lines, done.totals.gross) == ((), Money.zero("EUR"))


def test_two_currencies_on_one_document_are_refused() -> None:
    lines = [PricedLine(Money(100, "EUR"), Decimal("0.19")), PricedLine(Money(100, "GBP"), Decimal("0.20"))]
    with pytest.raises(CurrencyMismatch):
        taxed(lines, "EUR", mode=TaxMode.EXCLUSIVE, by=RoundedBy.DOCUMENT)


@pytest.mark.parametrize("rate", ["-0.1", "-1", "NaN", "Infinity"])
def test_a_rate_that_no_tax_has_is_refused(rate: str) -> None:
    with pytest.raises(InputError):
        PricedLine(Money(100, "EUR"), Decimal(rate))


def test_each_country_has_its_usual_way_and_a_client_his_own() -> None:
    assert [policy(country) for country in ("AU", "GB", "DE", "JP", "US")] == [
        RoundedBy.LINE,
        RoundedBy.LINE,
        RoundedBy.CATEGORY,
        RoundedBy.CATEGORY,
        RoundedBy.DOCUMENT,
    ]
    assert policy("AU", RoundedBy.DOCUMENT) is RoundedBy.DOCUMENT


@given(rows, modes, policies, st.sampled_from(CURRENCIES))
def test_the_parts_make_the_whole(
    entered: list[tuple[int, Decimal]], mode: TaxMode, by: RoundedBy, currency: str
) -> None:
    lines = _lines(entered, currency)
    _assert_adds_up(lines, taxed(lines, currency, mode=mode, by=by), mode, currency)


@given(rows, modes, policies)
def test_each_line_is_within_one_unit_of_its_exact_share(
    entered: list[tuple[int, Decimal]], mode: TaxMode, by: RoundedBy
) -> None:
    lines = _lines(entered)
    done = taxed(lines, "EUR", mode=mode, by=by)
    assert all(
        abs(_exact(one, mode) - shown.tax.minor) < 1 and (one.rate or not shown.tax)
        for one, shown in zip(lines, done.lines, strict=True)
    )


@given(rows, modes)
def test_what_is_rounded_once_is_within_half_a_unit(entered: list[tuple[int, Decimal]], mode: TaxMode) -> None:
    lines = _lines(entered)
    by_document = taxed(lines, "EUR", mode=mode, by=RoundedBy.DOCUMENT)
    assert by_document.totals.tax.minor == half_up(sum((_exact(one, mode) for one in lines), Fraction(0)))
    for share in taxed(lines, "EUR", mode=mode, by=RoundedBy.CATEGORY).shares:
        exact = sum((_exact(one, mode) for one in lines if one.rate == share.rate), Fraction(0))
        assert share.tax.minor == half_up(exact)


@given(st.lists(st.tuples(st.integers(min_value=-(10**6), max_value=10**6), rates), max_size=20), modes)
def test_the_policies_agree_where_nothing_is_to_be_rounded(entered: list[tuple[int, Decimal]], mode: TaxMode) -> None:
    # A thousand nets, or a thousand times one and the rate, have a tax of whole units.
    whole = [
        (minor * int(1000 * (1 + rate)) if mode is TaxMode.INCLUSIVE else minor * 1000, rate) for minor, rate in entered
    ]
    found = [taxed(_lines(whole), "EUR", mode=mode, by=by) for by in RoundedBy]
    assert found[0] == found[1] == found[2]


@given(rows)
def test_the_tax_of_a_category_of_prices_with_tax_is_within_a_cent_of_net_times_rate(
    entered: list[tuple[int, Decimal]],
) -> None:
    # The net is what remains, so that net x rate may round to the next cent (BR-CO-17), never further.
    done = taxed(_lines(entered), "EUR", mode=TaxMode.INCLUSIVE, by=RoundedBy.CATEGORY)
    assert all(abs(share.net.minor * Fraction(share.rate) - share.tax.minor) < 1 for share in done.shares)


@given(rows)
def test_by_line_is_what_the_bills_of_suppliers_are_computed_by(entered: list[tuple[int, Decimal]]) -> None:
    done = taxed(_lines(entered), "EUR", mode=TaxMode.EXCLUSIVE, by=RoundedBy.LINE)
    assert list(done.lines) == [
        line(Money(minor, "EUR"), rate, TaxMode.EXCLUSIVE, code=str(rate)) for minor, rate in entered
    ]


@pytest.mark.slow
def test_ten_thousand_documents_add_up() -> None:
    chance = Random(16931)  # noqa: S311 - the same documents each time
    for _ in range(10_000):
        mode, by = chance.choice(list(TaxMode)), chance.choice(list(RoundedBy))
        currency = chance.choice(CURRENCIES)
        entered = [(chance.randint(-5_000, 50_000), chance.choice(RATES)) for _ in range(chance.randint(1, 12))]
        lines = _lines(entered, currency)
        _assert_adds_up(lines, taxed(lines, currency, mode=mode, by=by), mode, currency)
