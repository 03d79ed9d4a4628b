"""What is typed on the command line is read exactly, and a slip is answered in words."""

from __future__ import annotations

import argparse
import io
from datetime import date
from decimal import Decimal

import pytest

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import as_amount, as_day, as_rate, as_words, whole


def test_what_is_written_in_the_known_form_is_taken() -> None:
    assert as_day("2028-02-29") == date(2028, 2, 29)
    assert as_amount("-1234.50") == Decimal("-1234.50")
    assert as_rate("1.6523") == Decimal("1.6523")
    assert whole(1, 9)("9") == 9
    assert as_words("  paid\u202e by\n card ") == "paid by card"


@pytest.mark.parametrize("text", ["2026-02-31", "20260630", "2026-W01-1", "30/06/2026", "", "2026-6-3", "٢٠٢٦-٠٦-٣٠"])
def test_a_day_no_calendar_has_or_another_form_of_one_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match=r"is not a date\. Write it as year, month, day"):
        as_day(text)


@pytest.mark.parametrize("text", ["NaN", "1e5", "inf", "1,234.00", "", "١٢", "0x10", "1_000"])
def test_an_amount_in_any_other_form_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is not an amount"):
        as_amount(text)


@pytest.mark.parametrize("text", ["0", "-1.5"])
def test_an_exchange_rate_is_more_than_nothing(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no exchange rate"):
        as_rate(text)


@pytest.mark.parametrize("text", ["0", "10", "-1", "99999999999999999999", "²", "1.0", ""])
def test_a_number_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no such number"):
        whole(1, 9)(text)


@pytest.mark.parametrize("text", ["", "  ", "\u202e\u200b"])
def test_a_reason_says_something(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="nothing is said"):
        as_words(text)


def test_an_old_code_page_shows_what_it_lacks_otherwise() -> None:
    raw = io.BytesIO()
    console = Console(out=io.TextIOWrapper(raw, encoding="cp1252"), err=io.StringIO())
    console.row({}, "Zoë, 株式会社, caf\udce9")
    assert raw.getvalue().decode() == "Zoë, 株式会社, caf\\udce9\n"
