"""Sheets are exact, plain, and nothing in them runs."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.money import Money
from bookdesk.reports.ageing import ageing
from bookdesk.reports.cashcurve import Bill, Given, LeftOut, Placing, cash_curve
from bookdesk.reports.collection import collection
from bookdesk.reports.owed import Document, Owed
from bookdesk.reports.sheets import ageing_sheet, curve_sheet, figures_sheet, items_sheet, overview_sheet, sheet
from bookdesk.reports.standings import InvoiceOverview, Standing, Stood, StoodIn

DAY = date(2026, 6, 15)


def rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_a_text_that_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert text.strip() in sheet(("a",), [(text,)]).decode("utf-8-sig")
    assert sheet(("a",), [(text,)]).decode("utf-8-sig").split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_amounts_of_every_currency_keep_their_decimals_and_their_sign() -> None:
    cells = (Money(-123456789, "AUD"), Money(-5, "JPY"), Money(1, "KWD"), Decimal("0.5000"), 7, DAY, None)
    assert rows(sheet(("x",), [cells]))[1] == ["-1234567.89", "-5", "0.001", "0.5000", "7", "2026-06-15", ""]


def test_commas_quotes_and_lines_stay_in_their_cell() -> None:
    assert rows(sheet(("x", "y"), [('Doe, "John"', "Ärzte")]))[1] == ['Doe, "John"', "Ärzte"]


def test_an_ageing_has_its_contacts_its_sums_and_its_documents() -> None:
    owed = Owed(
        (
            Document("a", "c", "I-1", date(2026, 4, 1), date(2026, 5, 1), Money(5_000, "EUR"), name="=Cafe"),
            Document("b", "c", "I-2", DAY, None, Money(700, "EUR"), reached=False, name="=Cafe"),
        )
    )
    found = ageing(owed, DAY, "EUR")
    header, contact, total = rows(ageing_sheet(found))
    assert len(header) == len(contact) == len(total)
    told = dict(zip(header, contact, strict=True))
    assert (told["contact"], told["31 to 60 days"], told["current"], told["total"]) == (
        "'=Cafe",
        "50.00",
        "7.00",
        "57.00",
    )
    assert total[1] == "all contacts"
    documents = [
        dict(zip(*pair, strict=True))
        for pair in ((rows(items_sheet(found))[0], one) for one in rows(items_sheet(found))[1:])
    ]
    assert [(one["number"], one["due"], one["days overdue"]) for one in documents] == [
        ("I-1", "2026-05-01", "45"),
        ("I-2", "", "0"),
    ]


def test_key_figures_have_their_definitions() -> None:
    found = rows(figures_sheet(collection(Owed(()), DAY, "EUR")))
    assert found[1][1:5] == ["DSO (count-back)", "0.0000", "days", ""]
    assert all(len(row) == 6 and row[5] for row in found)


def test_a_curve_has_what_moves_each_balance_and_what_is_left_out() -> None:
    given = Given(
        Money(10_000, "EUR"),
        DAY,
        bills=(Bill("b", "Quay Press 7", Money(300, "EUR"), date(2026, 6, 17)),),
        left_out=(LeftOut("l", "Card", Money(-40, "EUR"), "It waits."),),
    )
    found = rows(curve_sheet("EUR", cash_curve(given, DAY, Placing(3))))
    assert [row[0:2] + row[4:] for row in found[1:]] == [
        ["2026-06-16", "balance", "", "100.00", "100.00", "100.00"],
        ["2026-06-17", "Quay Press 7", "-3.00", "", "", ""],
        ["2026-06-17", "balance", "", "97.00", "97.00", "97.00"],
        ["2026-06-18", "balance", "", "97.00", "97.00", "97.00"],
        ["", "Card", "-0.40", "", "", ""],
    ]


def test_an_overview_has_a_row_for_each_currency() -> None:
    parts = tuple(StoodIn(2, Money(200, code), Money(100, code)) for code in ("AUD", "JPY"))
    stood = Stood(4, parts, Money(300, "AUD"), 0)
    found = InvoiceOverview(DAY, {Standing.PART_SETTLED: stood}, stood)
    header, *told = rows(overview_sheet(found))
    assert header == ["as of", "standing", "currency", "invoices", "invoiced", "open"]
    assert told == [
        ["2026-06-15", "part settled", "AUD", "2", "2.00", "1.00"],
        ["2026-06-15", "part settled", "JPY", "2", "200", "100"],
    ]
