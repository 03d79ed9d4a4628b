"""Tax by line: what is shown adds up, and a person's figure is kept."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.tax import MOST_DRIFT, breakdown, line, near, totals, with_tax

rates = st.sampled_from([Decimal(text) for text in ("0", "0.10", "0.23", "0.135", "0.19", "0.07", "0.055")])
entered = st.integers(min_value=-(10**9), max_value=10**9)
modes = st.sampled_from(list(TaxMode))


def test_the_vector_published_by_xero() -> None:
    lines = [line(Money(minor, "AUD"), Decimal("0.15"), TaxMode.EXCLUSIVE) for minor in (2506, 2561, 2563)]
    assert [one.tax.minor for one in lines] == [376, 384, 384]
    assert totals(lines, "AUD").gross == Money(8774, "AUD")


@given(st.lists(st.tuples(entered, rates, modes), min_size=1, max_size=30))
def test_lines_breakdown_and_totals_agree_to_the_cent(rows: list[tuple[int, Decimal, TaxMode]]) -> None:
    lines = [line(Money(minor, "EUR"), rate, mode, code=str(rate)) for minor, rate, mode in rows]
    assert all(one.net + one.tax == one.gross for one in lines)
    summed, shares = totals(lines, "EUR"), breakdown(lines)
    assert summed.net + summed.tax == summed.gross
    assert sum(share.net.minor for share in shares) == summed.net.minor
    assert sum(share.tax.minor for share in shares) == summed.tax.minor


@given(entered, rates)
def test_an_inclusive_line_keeps_what_was_entered_and_its_tax_is_within_a_cent_of_the_rate(
    minor: int, rate: Decimal
) -> None:
    one = line(Money(minor, "EUR"), rate, TaxMode.INCLUSIVE)
    assert one.gross.minor == minor
    assert abs(one.net.times(rate).minor - one.tax.minor) <= 1


@given(entered, rates, modes, st.integers(min_value=-500, max_value=500))
def test_an_edited_tax_is_kept_and_the_entered_side_stays(minor: int, rate: Decimal, mode: TaxMode, tax: int) -> None:
    edited = with_tax(line(Money(minor, "EUR"), rate, mode), Money(tax, "EUR"), mode)
    assert edited.tax.minor == tax
    assert edited.net + edited.tax == edited.gross
    assert (edited.gross if mode is TaxMode.INCLUSIVE else edited.net).minor == minor


@given(entered, rates, rates)
def test_the_tax_of_another_rate_is_not_taken_for_rounding(minor: int, rate: Decimal, other: Decimal) -> None:
    shown, printed = (line(Money(minor, "EUR"), one, TaxMode.EXCLUSIVE).tax for one in (rate, other))
    assert near(shown, printed) is (abs(shown - printed).minor <= 1)


@given(st.integers(min_value=100 * MOST_DRIFT, max_value=10**9), st.integers(min_value=-9, max_value=9))
def test_the_cents_of_many_lines_are_rounding(minor: int, off: int) -> None:
    printed = Money(minor, "EUR")
    assert near(printed + Money(off, "EUR"), printed) is (abs(off) <= MOST_DRIFT)
