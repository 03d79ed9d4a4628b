"""Exact readers of the amounts and dates that structured formats carry; both answer None for what they do not know."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_PLAIN = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([., '])\d{3})(?:\1\d{3})*(?:([.,])\d*)?")
_CENTURY_TURN = 80


def amount_of(text: str | None) -> Decimal | None:
    """Read an amount whose one comma or point, if any, is the decimal mark; grouped thousands only beside a mark.

    `1234.5`, `1234,5`, `+3,`, `-1,000.00` and `1.000,00` are read; `1,000` is read as one unit with three
    decimals, because machine formats do not group (use the CSV reader's rule for texts made for people).
    """
    clean = (text or "").strip().replace("\N{MINUS SIGN}", "-")
    if _PLAIN.fullmatch(clean):
        return Decimal(clean.replace(",", ".").rstrip(".") or "0")
    grouped = _GROUPED.fullmatch(clean)
    if grouped is None or grouped[1] == grouped[2]:
        return None
    return Decimal(clean.replace(grouped[1], "").replace(",", "."))


def compact_date(text: str | None) -> date | None:
    """Read `YYYYMMDD` at the start of a text, as OFX writes it; a time and zone after it are ignored."""
    digits = (text or "").strip()[:8]
    return calendar_date(digits[:4], digits[4:6], digits[6:8]) if digits.isdecimal() and digits.isascii() else None


def iso_date(text: str | None) -> date | None:
    """Read `YYYY-MM-DD` at the start of a text, as written: an offset after it does not move the day."""
    parts = (text or "").strip()[:10].split("-")
    return calendar_date(*parts) if len(parts) == 3 else None  # noqa: PLR2004 - year, month, day


def calendar_date(year: str, month: str, day: str) -> date | None:
    """Return the date of three texts of digits, or None if the calendar has no such day."""
    try:
        return date(full_year(year), int(month), int(day))
    except ValueError:
        return None


def full_year(text: str) -> int:
    """Return a year of two or four digits; two digits below 80 are of this century."""
    year = int(text)
    if len(text.strip()) > 2:  # noqa: PLR2004 - more than two digits are a whole year
        return year
    return year + (2000 if year < _CENTURY_TURN else 1900)
