"""Dates in what OCR read wrongly: letters for digits, a month's name with a wrong letter, an impossible year. Pure.

Only asked where a line has no date as it stands; what is found is for a person to check.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bookdesk.core.dates import DayOrder, FoundDate, dates_in

_AS_DIGITS = str.maketrans("OoDQUlIi|!Jj]SsBZzgqa", "000001111111155822992")
_DIGIT = r"[0-9OoDQUlIi|!Jj\]SsBZzgqa]"
_APART = r"\s{0,2}[-/.,'\u2019:]\s{0,2}"
_NUMBERS = re.compile(
    rf"(?<![0-9A-Za-z])(?P<d>{_DIGIT}{{1,2}})(?P<one>{_APART})(?P<m>{_DIGIT}{{1,2}})(?P<two>{_APART})"
    rf"(?P<y>{_DIGIT}{{4}}|{_DIGIT}{{2}})(?![0-9]|[-/.][0-9])"
)
_NAMED = re.compile(
    rf"(?<![0-9A-Za-z])(?P<d>{_DIGIT}{{1,2}})[-/.\s]?(?P<m>[A-Za-z]{{3,5}})[-/.\s]?(?P<y>{_DIGIT}{{4}}|{_DIGIT}{{2}})(?![0-9])"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_YEAR, _LAST_YEAR = 2000, 2039
"""Years that documents which are captured are of."""
_LEAST_DIGITS = 4
"""Digits that must be read as such: fewer make a word of it."""
_LIKE = {"0": "6", "1": "7", "2": "7", "3": "8", "5": "6", "6": "8", "7": "1", "8": "6", "9": "4", "4": "1"}


def misread_dates(text: str, order: DayOrder | None = None) -> Iterator[FoundDate]:
    """Yield the dates that `text` may have meant, each at the place of what was read."""
    for pattern in (_NUMBERS, _NAMED):
        for match in pattern.finditer(text):
            written = _written(match)
            found = dates_in(written, order) if written is not None else ()
            if found:
                yield FoundDate(match.start(), match.end(), found[0].reading)


def _written(match: re.Match[str]) -> str | None:
    """Return the date as it was probably printed, None where it was none."""
    if sum(map(str.isdigit, match[0])) < _LEAST_DIGITS:
        return None
    day, year = _digits(match["d"]), _year(_digits(match["y"]))
    if year is None:
        return None
    if match.re is _NUMBERS:
        if ":" in match["one"] or ":" in match["two"]:  # a time of day
            return None
        return f"{day}/{_digits(match['m'])}/{year}"
    month = _month(match["m"])
    return f"{day} {month} {year}" if month else None


def _digits(text: str) -> str:
    return text.translate(_AS_DIGITS)


def _year(digits: str) -> str | None:
    """Return a year that documents have: as read, else with its last two digits, else with one digit like them."""
    if not digits.isdigit():
        return None
    tail = digits[-2:]
    for choice in (tail, *(tail[:place] + _LIKE[tail[place]] + tail[place + 1 :] for place in range(2))):
        if _FIRST_YEAR <= 2000 + int(choice) <= _LAST_YEAR:
            return f"20{choice}"
    return None


def _month(text: str) -> str | None:
    """Return the month whose first three letters differ in one at most, where only one does."""
    name = text.lower()
    for start in range(len(name) - 2):
        part = name[start : start + 3]
        if part in _MONTHS:
            return part
    near = [month for month in _MONTHS if sum(one != other for one, other in zip(month, name[:3], strict=True)) == 1]
    return near[0] if len(near) == 1 else None
