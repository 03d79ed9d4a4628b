"""Net, tax and total are chosen together: arithmetic outweighs a label that stands over the wrong amount."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.capture.candidates import finds_of
from bookdesk.capture.fields import read_fields
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import sheet_of
from bookdesk.capture.memory.layouts import nothing
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.ranking.figures import Surroundings
from bookdesk.capture.ranking.ranker import Ranking
from bookdesk.capture.ranking.table import ROWS
from bookdesk.capture.sums import Totals
from bookdesk.capture.totals import choose_totals
from bookdesk.core.vocabulary import FieldState
from tests.support.sheets import page

CENT = Decimal("0.01")
CENTS = st.integers(min_value=100, max_value=10**7)
RATES = st.sampled_from([Decimal(rate) for rate in ("5", "7", "10", "19", "20", "23")])


def chosen(*rows: str) -> Totals:
    sheet = sheet_of([page(*rows)])
    finds = finds_of(sheet)
    near = Neighbourhood(sheet, labels_of(sheet), finds)
    return choose_totals(finds, near, nothing(sheet), Ranking(Surroundings(sheet, finds, near), ROWS))


def values(totals: Totals) -> tuple[Decimal | None, ...]:
    return tuple(one.value if one else None for one in (totals.net, totals.tax, totals.total))


@given(CENTS, RATES)
def test_labelled_sums_are_found_and_balanced(minor: int, rate: Decimal) -> None:
    net = Decimal(minor).scaleb(-2)
    tax = (net * rate / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    found = chosen(f"Subtotal          {net}", f"GST {rate}%          {tax}", f"Total          {net + tax}")
    assert values(found) == (net, tax, net + tax)
    assert found.balanced
    assert found.legal


@given(CENTS, CENTS)
def test_two_rates_without_a_printed_sum_of_tax_still_add_up(one: int, other: int) -> None:
    assume(one != other)
    nets = [Decimal(one).scaleb(-2), Decimal(other).scaleb(-2)]
    taxes = [(nets[0] * 19 / 100).quantize(CENT, ROUND_HALF_UP), (nets[1] * 7 / 100).quantize(CENT, ROUND_HALF_UP)]
    assume(len({*nets, *taxes, sum(nets), sum(nets) + sum(taxes)}) == 6)
    found = chosen(
        f"Summe netto          {sum(nets)}",
        f"Umsatzsteuer 19%          {taxes[0]}",
        f"Umsatzsteuer 7%          {taxes[1]}",
        f"Gesamtbetrag          {sum(nets) + sum(taxes)}",
    )
    assert values(found) == (sum(nets), sum(taxes), sum(nets) + sum(taxes))


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        (
            (
                "SOUS-TOTAL          $11.00",
                "TPS (taxe)          $0.55",
                "TVQ (taxe)          $1.10",
                "Total          $12.65",
            ),
            ("11.00", "1.65", "12.65"),
        ),
        (
            (
                "Total          144,30",
                "Nettoumsatz          129,12",
                "Ums. inkl. 16% MwSt          92,00",
                "enth. MwSt 16%          12,69",
                "enth. MwSt 5%          2,49",
                "Kartenzahlung          144,30",
            ),
            ("129.12", "15.18", "144.30"),
        ),
    ],
)
def test_several_taxes_fill_what_lies_between_net_and_total(rows: tuple[str, ...], sums: tuple[str, str, str]) -> None:
    found = chosen("Trattoria am Wall", "Rechnung", *rows)
    assert values(found) == tuple(map(Decimal, sums))
    assert found.legal


def test_the_total_of_a_table_is_its_last_row_and_column() -> None:
    found = chosen(
        "Nettobetrag     MwSt-Betrag     MwSt-%     Endbetrag",
        "     321.40           61.07       19.0        382.47",
        "     127.59            8.93        7.0        136.52",
        "     448.99           70.00                   518.99",
    )
    assert values(found) == (Decimal("448.99"), Decimal("70.00"), Decimal("518.99"))


def test_a_contradiction_is_not_called_balanced() -> None:
    found = chosen("Subtotal          100.00", "GST          10.00", "Total          120.00")
    assert found.balanced is not True


def test_what_was_paid_less_the_change_is_the_total_of_a_receipt() -> None:
    found = chosen("TOTAL          17.35", "CASH          20.00", "CHANGE          2.65")
    assert found.total
    assert found.total.value == Decimal("17.35")
    assert found.cash


def test_stars_before_an_amount_are_none_of_it_and_a_masked_number_is_no_amount() -> None:
    found = chosen(
        "Card          ****1234", "MwSt 19%          *9,50", "EURO          * 59, 50", "Total          *59,50"
    )
    assert found.total is not None
    assert (found.total.value, found.tax and found.tax.value) == (Decimal("59.50"), Decimal("9.50"))


def test_a_page_without_money_has_no_totals() -> None:
    assert chosen("Dear customer", "thank you") == Totals()


def test_the_total_of_one_tax_rate_is_outgrown_by_that_of_the_receipt() -> None:
    found = chosen(
        "Total 0% supplies          11.68",
        "Total 6% supplies (excl. GST)          7.20",
        "GST          0.43",
        "Total 6% supplies (Inc. GST)          7.63",
        "Total Payable          19.31",
    )
    assert found.total is not None
    assert found.total.value == Decimal("19.31") or found.outgrown == Decimal("19.31")


def test_the_price_of_one_of_two_pieces_is_neither_net_nor_tax() -> None:
    found = chosen(
        "Plastic              2      15.50      31.00",
        "Total                                  31.00",
        "Total Amount                           31.00",
        "Cash received                         101.00",
        "Change                                 70.00",
    )
    assert found.total is not None
    assert (found.tax, found.total.value, found.cash) == (None, Decimal("31.00"), True)


@pytest.mark.parametrize(
    ("again", "emptied"), [("TOTALS 0 0   $0.00", True), ("Total spots 8", False), ("TOTALS 8   $345.00   0.00", False)]
)
def test_an_order_that_was_emptied_leaves_its_former_total_to_be_checked(again: str, emptied: bool) -> None:  # noqa: FBT001 - one of two
    rows = ("Insertion order 8942736", "Total $                   $0.00", again, "Total $ before            $345.00")
    found = read_fields([page(*rows)])
    assert ("0.00 is named as the total as well" in found.fields["total"].why) is emptied
    if emptied:
        assert found.fields["total"].state is FieldState.CHECK
