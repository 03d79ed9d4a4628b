"""Dates of a CSV column. Whether day or month comes first is settled by the whole column, or asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_profile import DateOrder
from bookdesk.formats.statements.values import calendar_date

_TIME = re.compile(r"(?:[T ,]+|(?<=\d)\s+)\d{1,2}:\d{2}.*$")
_NUMBERS = re.compile(r"(\d{1,4})\s*([./\-'\s])\s*(\d{1,2})\s*[./\-'\s]\s*(\d{1,4})\.?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_MONTH = re.compile(r"(\d{1,2})[.\s\-/]*([^\W\d_]{3,})[.\s\-/,]*(\d{2,4})")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,})[.\s]*(\d{1,2})[\s,]+(\d{4})")
_MONTHS = (
    "jan gen ene|feb fev fév|mar mär mrz maa mrt|apr avr abr|may mai mei mag maj|jun jui juin giu|"
    "jul juil lug|aug aou aoû ago|sep set|oct okt ott out|nov|dec dez déc dic des"
)
_MONTH_OF = {word: number for number, words in enumerate(_MONTHS.split("|"), 1) for word in words.split()}
_TWELVE = 12


class AmbiguousDates(InputError):
    """Every date of the file may be read day first or month first."""

    def __init__(self, example: str) -> None:
        """Show one of them and name the two answers."""
        super().__init__(
            f"Dates such as {example} may be read day first or month first, and nothing in the file settles it.",
            "Say which comes first.",
            command="--profile day-first; --profile month-first",
        )
        self.example = example


@dataclass(frozen=True, slots=True)
class _Triple:
    """Three numbers as written, and whether points stand between them."""

    first: str
    second: str
    third: str
    pointed: bool


@lru_cache(maxsize=20_000)
def parse_date(text: str, order: DateOrder) -> date | None:
    """Read one date, numbers in `order`; None if it is none."""
    triple = _triple(text)
    if triple is None:
        return _with_month_name(_without_time(text))
    if len(triple.first) == 4:  # noqa: PLR2004 - a year of four digits
        return calendar_date(triple.first, triple.second, triple.third)
    if order is DateOrder.YEAR_FIRST:
        return calendar_date(triple.first, triple.second, triple.third)
    day, month = (triple.first, triple.second) if order is DateOrder.DAY_FIRST else (triple.second, triple.first)
    return calendar_date(triple.third, month, day)


def looks_like_date(text: str) -> bool:
    """Return whether some order makes `text` a date."""
    return any(parse_date(text, order) for order in DateOrder)


def order_of(texts: Sequence[str]) -> DateOrder | None:
    """Return the one order in which every readable date of a column exists; None where two fit and give other dates.

    Points between the numbers mean day first: no locale writes 04.05.2026 with the month first.
    """
    triples = [found for text in texts if (found := _triple(text)) is not None and len(found.first) < 4]  # noqa: PLR2004 - a year has four
    if not triples:
        return DateOrder.YEAR_FIRST
    if all(triple.pointed for triple in triples):
        return DateOrder.DAY_FIRST
    day_first = sum(int(triple.first) > _TWELVE for triple in triples)
    month_first = sum(int(triple.second) > _TWELVE for triple in triples)
    if day_first and not month_first:
        return DateOrder.DAY_FIRST
    if month_first and not day_first:
        return DateOrder.MONTH_FIRST
    if not day_first and all(int(triple.first) == int(triple.second) for triple in triples):
        return DateOrder.DAY_FIRST
    return None


def settled_order(texts: Sequence[str], given: DateOrder | None) -> DateOrder:
    """Return `given`, else the order the column settles; `AmbiguousDates` with an example where it settles nothing."""
    order = given or order_of(texts)
    if order is None:
        raise AmbiguousDates(next(text for text in texts if looks_like_date(text)))
    return order


def _triple(text: str) -> _Triple | None:
    clean = _without_time(text)
    compact = _COMPACT.fullmatch(clean)
    if compact:
        return _Triple(compact[1], compact[2], compact[3], pointed=False)
    match = _NUMBERS.fullmatch(clean)
    return None if match is None else _Triple(match[1], match[3], match[4], pointed=match[2] == ".")


def _without_time(text: str) -> str:
    return _TIME.sub("", text.strip())


def _with_month_name(text: str) -> date | None:
    """Read `27 Feb 2018` and `Feb 27, 2018`, months in English, German, French, Dutch, Italian, Spanish, Portuguese."""
    match = _DAY_MONTH.fullmatch(text)
    day, word, year = match.groups() if match else ("", "", "")
    if not match:
        other = _MONTH_DAY.fullmatch(text)
        word, day, year = other.groups() if other else ("", "", "")
    month = _month(word.casefold())
    return calendar_date(year, str(month), day) if month else None


def _month(word: str) -> int | None:
    return next((_MONTH_OF[word[:size]] for size in (4, 3) if word[:size] in _MONTH_OF), None)
