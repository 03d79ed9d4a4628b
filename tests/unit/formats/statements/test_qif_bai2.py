"""QIF knows no currency and writes dates both ways; BAI2 has control totals that must hold."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.errors import InputError
from bookdesk.formats.statements import Proof, read_statement
from bookdesk.formats.statements.csv_profile import named_profile


def test_qif_dates_are_settled_by_the_whole_list() -> None:
    (statement,) = read_statement(
        b"!Type:Bank\nD9/23'20\nT-1,000.00\nPDelta\nMrent\nN101\n^\nD1/ 2'21\nT5\n^\n"
    ).statements
    first, second = statement.transactions
    assert (first.booked_on, first.amount, first.cheque_number) == (date(2020, 9, 23), Decimal("-1000.00"), "101")
    assert (second.booked_on, first.description) == (date(2021, 1, 2), "Delta rent")


def test_qif_asks_when_no_date_settles_the_order() -> None:
    data = b"!Type:Bank\nD03/04/2026\nT-1\n^\n"
    with pytest.raises(InputError, match="day first or month first"):
        read_statement(data)
    assert read_statement(data, named_profile("day-first")).statements[0].transactions[0].booked_on == date(2026, 4, 3)


def test_qif_names_accounts_and_reports_bad_records() -> None:
    read = read_statement(b"!Account\nNSavings\nTBank\n^\n!Type:Bank\nD2026-01-31\nTten\n^\nD2026-01-31\nT1\n^\n")
    assert read.statements[0].account == "Savings"
    assert [problem.line for problem in read.problems] == [6]


_BAI = (
    "01,BANK,US,260131,0800,1,80,1,2/\n02,US,BANK,1,260131,,USD,2/\n"
    "03,4711,USD,010,10000,,,015,{closing},,/\n88,100,2500,1,S,0,2500,0,400,1000,1,/\n"
    "16,165,2500,S,0,2500,0,B1,INV7,ACME/\n"
    "88,second line\n16,475,1000,,B2,,CHEQUE 12/\n49,{control},6/\n98,1,1,8/\n99,1,1,10/\n"
)


def test_bai2_amounts_are_minor_units_and_proved_by_balances_and_totals() -> None:
    read = read_statement(_BAI.format(closing=11500, control=28500).encode())
    (statement,) = read.statements
    assert [(item.amount, item.bank_id) for item in statement.transactions] == [
        (Decimal("25.00"), "B1"),
        (Decimal("-10.00"), "B2"),
    ]
    assert statement.transactions[0].description == "ACME second line"
    assert (statement.proof, read.problems) == (Proof.PROVED, ())


def test_bai2_a_wrong_control_total_is_reported() -> None:
    read = read_statement(_BAI.format(closing=11500, control=1).encode())
    assert "control total of account 4711" in read.problems[0].text
