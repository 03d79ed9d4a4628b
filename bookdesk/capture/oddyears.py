"""Dates that no bill of today has: before 1990, or more than five years ahead. They are never taken as sure. Pure.

A misread digit, a spreadsheet's day count and a clock that lost its time make such dates, and they are printed well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bookdesk.capture.evidence import Field
from bookdesk.core.dates import MONTHS_IN_YEAR, add_months
from bookdesk.core.vocabulary import FieldState

FIRST: Final = date(1990, 1, 1)
"""Books that are kept today hold no bill from before it."""
YEARS_AHEAD: Final = 5
DATES: Final = ("issue_date", "due_date")
_SURE = frozenset({FieldState.PROVED, FieldState.CONFIDENT})
_DOUBTFUL = 0.3


def doubted(fields: Mapping[str, Field], today: date) -> dict[str, Field]:
    """Return the fields; a date of an odd year is to be checked, whatever speaks for it, and says why."""
    return {name: _doubted(found, today) if name in DATES else found for name, found in fields.items()}


def oddity(day: date, today: date) -> str | None:
    """Return what is odd about the year of a bill's date as a half sentence, None where nothing is."""
    if day < FIRST:
        return f"it is before {FIRST.year}"
    if day > add_months(today, YEARS_AHEAD * MONTHS_IN_YEAR):
        return f"it is more than {YEARS_AHEAD} years ahead"
    return None


def _doubted(found: Field, today: date) -> Field:
    odd = oddity(date.fromisoformat(found.value), today) if found.value is not None else None
    if odd is None:
        return found
    state = FieldState.CHECK if found.state in _SURE else found.state
    return replace(found, state=state, confidence=min(found.confidence, _DOUBTFUL), unsure=odd)
