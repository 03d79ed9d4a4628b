"""What a till charges at several rates: no one rate's sum is the receipt's, however well it adds up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.capture.fields import read_fields
from bookdesk.core.vocabulary import FieldState
from tests.support.sheets import page
from tests.unit.capture.test_totals import chosen, values

CENT = Decimal("0.01")
GROSS = st.integers(min_value=150, max_value=50_000).map(lambda cents: Decimal(cents).scaleb(-2))
HIGH, LOW = Decimal(19), Decimal(7)


def parts(gross: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return net and tax as tills part a gross."""
    net = (gross * 100 / (100 + rate)).quantize(CENT, ROUND_HALF_UP)
    return net, gross - net


@given(GROSS, GROSS, st.sampled_from(["beside", "below", "gross and tax"]))
def test_what_all_rates_make_together_is_the_total(one: Decimal, other: Decimal, form: str) -> None:
    (net, tax), (less_net, less_tax), total = parts(one, HIGH), parts(other, LOW), one + other
    amounts = {one, other, net, tax, less_net, less_tax, total, net + less_net, tax + less_tax}
    assume(len(amounts) == 9 and min(tax, less_tax) > Decimal("0.10"))
    rows = {
        "beside": (
            "Netto          Steuer          Brutto",
            f"7% MwSt          {less_net}          {less_tax}          {other}",
            "Netto          Steuer          Brutto",
            f"19% MwSt          {net}          {tax}          {one}",
        ),
        "below": (
            f"Steuerpfl. Summe          19,00%          {one}",
            f"Steuerpfl. Summe          7,00%          {other}",
            f"Steuer          19,00%          {tax}",
            f"Steuer          7,00%          {less_tax}",
            f"Netto          19,00%          {net}",
            f"Netto          7,00%          {less_net}",
        ),
        "gross and tax": (
            "SATZ          BRUTTO          MWST",
            f"INCL. MwSt          19.00%          {one}          {tax}",
            f"INCL. MwSt          7.00%          {other}          {less_tax}",
        ),
    }
    found = chosen("Trattoria am Wall", "RECHNUNG", f"Summe          {total}", *rows[form])
    assert values(found) == (net + less_net, tax + less_tax, total)
    if form != "gross and tax":  # where no net is printed, two taxes may fit either gross, give or take a cent
        assert {(row.rate, row.net, row.tax) for row in found.rows} == {(HIGH, net, tax), (LOW, less_net, less_tax)}
    assert {row.rate for row in found.rows} == {HIGH, LOW}
    assert found.legal
    assert found.exact


@pytest.mark.parametrize("title", ["RECHNUNG", "Kassenbon"])
def test_a_restaurant_s_food_and_drinks(title: str) -> None:
    """The gross of one rate was misread (26,50 for 28,50), its net and tax were not."""
    fields = read_fields(
        [
            page(
                "Trattoria am Wall",
                title,
                "Datum          11.01.2026",
                "Summe:          59,60",
                "Bargeld          59,60",
                "Netto          Steuer          Brutto",
                "7% MwSt          29,07          2,03          31,10",
                "19% MwSt          23,95          4,55          26,50",
            )
        ]
    ).fields
    assert (fields["net"].value, fields["tax"].value, fields["total"].value) == ("53.02", "6.58", "59.60")
    assert {fields[name].state for name in ("net", "tax", "total")} == {FieldState.PROVED}
    assert fields["tax"].why.startswith("what the tax rates make together")


@pytest.mark.parametrize(
    "rows",
    [
        (
            "Gesamtbetrag          69,60",  # 59,60 as it was printed
            "19% MwSt netto          23,95          4,55          28,50",
            "7% MwSt netto          29,07          2,03          31,10",
        ),
        (
            "Zahlung          26,90",  # 16,90 as it was printed
            "Steuerpfl. Summe          19,00%          4,73",
            "Steuerpfl. Summe          7,00%          12,17",
            "Steuer          19,00%          0,76",
            "Steuer          7,00%          0,80",
            "Netto          19,00%          3,97",
            "Netto          7,00%          11,37",
        ),
        (
            "Kreditkarte          11,77",
            "0,46 WuSt. Fo 7%          6,98",  # nobody takes this for a tax
            "Netto          6,52",
            "0,76 MwSt. 19%          4,79",
            "Netto          4,03",
            "Zahlung          11,77",
        ),
    ],
)
def test_where_their_sum_is_misread_nothing_is_sure(rows: tuple[str, ...]) -> None:
    fields = read_fields([page("Trattoria am Wall", "RECHNUNG", *rows)]).fields
    assert not {fields[name].state for name in ("net", "tax", "total")} & {FieldState.PROVED, FieldState.CONFIDENT}


def test_one_rate_with_its_own_row_of_sums_stays_proved() -> None:
    fields = read_fields(
        [
            page(
                "Kaufmarkt Regie GmbH",
                "SUMME          EUR          8,43",
                "Geg. Mastercard          EUR          8,43",
                "Steuer %          Netto          Steuer          Brutto",
                "B=     7,0%          7,88          0,55          8,43",
                "Gesamtbetrag          7,88          0,55          8,43",
            )
        ]
    ).fields
    found = [(fields[name].value, fields[name].state) for name in ("net", "tax", "total")]
    assert found == [("7.88", FieldState.PROVED), ("0.55", FieldState.PROVED), ("8.43", FieldState.PROVED)]


def test_a_tax_may_stand_before_its_name() -> None:
    found = chosen(
        "Quillon Coffee",
        "Credit Card          11.77",
        "0.46 MwSt. Fo 7%          6.98",
        "Netto          6.52",
        "0.76 MwSt. 19%          4.79",
        "Netto          4.03",
        "Subtotal          11.77",
        "Zahlung          11.77",
    )
    assert values(found) == (Decimal("10.55"), Decimal("1.22"), Decimal("11.77"))
