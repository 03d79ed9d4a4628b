"""Typed finds on a page: amounts, dates, rates, identifiers, accounts and tax numbers, with their words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate

from bookdesk.capture.lines import Line, Sheet
from bookdesk.capture.misread_dates import misread_dates
from bookdesk.core.amounts import DecimalMark, NotAnAmount, decimal_mark_of, human_amount
from bookdesk.core.checkdigits import IBAN_COUNTRIES, compact, is_abn, is_iban, is_vat_id
from bookdesk.core.dates import DateReading, DayOrder, FoundDate, dates_in
from bookdesk.reading.words import Box


class Type(StrEnum):
    """What a find is."""

    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    CODE = "code"
    IBAN = "iban"
    TAX_ID = "tax id"


@dataclass(frozen=True, slots=True)
class Find:
    """A value at tokens `first` to `last` of a line; `text` as printed, `value` in exact form (ISO, decimal)."""

    type: Type
    line: int
    page: int
    first: int
    last: int
    text: str
    value: str
    box: Box
    confidence: float
    amount: Decimal | None = None
    decimals: int = 0
    unit: str | None = None
    date: DateReading | None = None
    proved: bool = False
    """Whether check digits hold."""


@dataclass(frozen=True, slots=True)
class Finds:
    """Everything typed on a document, and what its page decided: decimal mark and order of dates."""

    amounts: tuple[Find, ...]
    rates: tuple[Find, ...]
    dates: tuple[Find, ...]
    codes: tuple[Find, ...]
    ibans: tuple[Find, ...]
    tax_ids: tuple[Find, ...]
    mark: DecimalMark | None
    order: DayOrder | None


_AMOUNT_START = re.compile(
    r"[-+(\u2212\u2013]?\s?(?:[A-Za-z]{0,3}[$€£¥₹]|[A-Z]{2,3}|Rs\.?|RM|Fr\.?)?\s?[-+\u2212]?[(]?[0-9.,]"
)
_UNIT_ALONE = re.compile(
    r"[-+(]?(?:[A-Z]{0,2}[$€£¥₹]|EUR|USD|GBP|AUD|NZD|CHF|CAD|INR|MYR|RM|Rs\.?|Fr\.?|SGD|SEK|NOK|DKK|PLN|kr)\.?",
    re.ASCII | re.IGNORECASE,
)
_SIGN_ALONE = re.compile(r"[-+\u2212\u2013]")
_STARRED = re.compile(r"^[*\"'=\u201e\u201c\u00ab\u00bb]{1,3}(?=\s?[0-9][0-9.,']*[.,]\s?[0-9]{2}(?:[^0-9]|$))")
"""Stars before an amount, which keep anybody from writing a digit there, and the dirt that engines take for quotes.

Before a number without cents they may stand for digits that are hidden.
"""
_MOST_WORDS = 4
_RATE = re.compile(r"\(?@?([0-9]{1,2}(?:[.,][0-9]{1,3})?)\s?%[),:]?")
_CODE = re.compile(r"[A-Za-z0-9ÄÖÜ][A-Za-z0-9ÄÖÜäöü/_.#*+\-\u2010-\u2013]*[A-Za-z0-9*]|[0-9]")
_LETTERS_ONLY = re.compile(r"[^0-9]*")
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:[AaPp][Mm])?")
_TAX_TOKEN = re.compile(
    r"(?:(?:ATU|[A-Z]{2})[0-9A-Z]{2,13}|[0-9]{2,3}/[0-9]{3}/[0-9]{4,5}|[0-9]{2}-[0-9]{7}|[0-9]{9,12})", re.ASCII
)
_IBAN_START = re.compile(r"[A-Z]{2}[0-9]{2}", re.ASCII)
_IBAN_LENGTHS = range(15, 35)
_ABN_DIGITS = 11
_ABN_GAPS = frozenset({2, 5, 8})
"""Digits after which an ABN may have a gap: `51 824 753 556`."""
_CENTS = re.compile(r"[0-9]*[.,][0-9]{2}")
_TAX_PREFIXES = IBAN_COUNTRIES | {"EL", "XI", "ATU", "CHE"}


def finds_of(sheet: Sheet, mark: DecimalMark | None = None, order: DayOrder | None = None) -> Finds:
    """Return the finds of a document. `mark` and `order` are what is known of the supplier; the page overrules them."""
    mark = decimal_mark_of(line.text for line in sheet.lines) or mark
    dated = [find for line in sheet.lines for find in _dates(line, None)]
    shown = {find.date.shows for find in dated if find.date and find.date.shows}
    order = shown.pop() if len(shown) == 1 else order
    return Finds(
        amounts=tuple(find for line in sheet.lines for find in _amounts(line, mark)),
        rates=tuple(find for line in sheet.lines for find in _rates(line)),
        dates=tuple(find for line in sheet.lines for find in _dates(line, order)),
        codes=tuple(find for line in sheet.lines for find in _codes(line)),
        ibans=tuple(find for line in sheet.lines for find in _ibans(line)),
        tax_ids=tuple(find for line in sheet.lines for find in _tax_ids(line)),
        mark=mark,
        order=order,
    )


def _find(  # noqa: PLR0913, PLR0917 - a find is its place and its value
    kind: Type, line: Line, first: int, last: int, text: str, value: str
) -> Find:
    cell = line.cell(first, last)
    sure = min(token.confidence for token in line.tokens[first : last + 1])
    return Find(kind, line.number, line.page, first, last, text, value, cell.box, sure)


def _amounts(line: Line, mark: DecimalMark | None) -> Iterator[Find]:
    """Yield amounts, the longest run of words first: `€ 1 234,56-` is one amount, not three."""
    first = 0
    while first < len(line.tokens):
        found = _amount_at(line, first, mark)
        if found is None:
            first += 1
            continue
        yield found
        first = found.last + 1


def _amount_at(line: Line, first: int, mark: DecimalMark | None) -> Find | None:
    text = line.tokens[first].text
    starred = _STARRED.match(" ".join(token.text for token in line.tokens[first : first + 2]))
    if not (starred or _AMOUNT_START.match(text) or _UNIT_ALONE.fullmatch(text) or _SIGN_ALONE.fullmatch(text)):
        return None
    for last in range(min(first + _MOST_WORDS, len(line.tokens)) - 1, first - 1, -1):
        if any(line.gap(index) > _joint_gap(line, index) for index in range(first + 1, last + 1)):
            continue
        joined = " ".join(token.text for token in line.tokens[first : last + 1]).rstrip(":;*|").strip("|[]{}")
        joined = _STARRED.sub("", joined)
        if last + 1 < len(line.tokens) and line.tokens[last + 1].text.startswith("%"):
            continue
        found = _read(line, first, last, joined, mark)
        if found:
            return found
    return None


def _joint_gap(line: Line, index: int) -> float:
    """A unit or a sign may stand further from its digits than thousands from each other, a typewriter's space apart."""
    pair = (line.tokens[index - 1].text, line.tokens[index].text)
    return 2.5 if any(_UNIT_ALONE.fullmatch(text) for text in pair) else 0.7


def _read(line: Line, first: int, last: int, text: str, mark: DecimalMark | None) -> Find | None:
    try:
        reading = human_amount(tidy_amount(text), mark)
    except NotAnAmount:
        return _with_one_mark(line, first, last, text, mark) if line.by_ocr else None
    value = reading.value if reading.value is not None else reading.alternatives[0]
    find = _find(Type.AMOUNT, line, first, last, text, format(value, "f"))
    return Find(
        find.type, find.line, find.page, first, last, text, find.value, find.box, find.confidence,
        amount=value, decimals=reading.decimals, unit=reading.unit,
    )  # fmt: skip


_ONE_MARK = re.compile(r"(?<![0-9.,])([0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)\2([0-9]{2})(?![0-9.,])")
"""Thousands and cents behind one and the same mark, which nobody prints: OCR took a point for a comma or it for one."""


def _with_one_mark(line: Line, first: int, last: int, text: str, mark: DecimalMark | None) -> Find | None:
    """Read `8,325,87` as what it can only be; a person looks at it unless arithmetic bears it out."""
    apart = _ONE_MARK.sub(lambda match: re.sub("[.,]", "", match[1]) + "." + match[3], text)
    found = _read(line, first, last, apart, mark) if apart != text else None
    return replace(found, text=text, confidence=_MENDED * found.confidence) if found else None


_RUPEES = re.compile(r"(?i)^(rs)\.?\s?(?=[0-9])")
_DOUBLED_DOT = re.compile(r"(?<=[0-9])\s?([.,])\s(?=[0-9]{2}$)")


def tidy_amount(text: str) -> str:
    """Mend what printers and OCR add to amounts: `Rs.12`, `1,000 .50`, a trailing quote."""
    text = _RUPEES.sub("Rs ", text.strip("'\"\u2019\u201d~_"))
    return _DOUBLED_DOT.sub(r"\1", text)


def _rates(line: Line) -> Iterator[Find]:
    """Yield percentages; the sign may be a word of its own."""
    for index, token in enumerate(line.tokens):
        text = token.text
        last = index
        if "%" not in text and index + 1 < len(line.tokens) and line.tokens[index + 1].text.startswith("%"):
            text, last = text + "%", index + 1
        if match := _RATE.search(text):
            yield _find(Type.RATE, line, index, last, text, match[1].replace(",", "."))


def _dates(line: Line, order: DayOrder | None) -> Iterator[Find]:
    """Yield the dates of a line; one that stands in several columns is none."""
    starts, text = [], ""
    for token in line.tokens:
        starts.append(len(text))
        text += token.text + " "
    plain = [found for found in dates_in(text, order) if _is_usual(found) or not line.by_ocr]
    if plain or not line.by_ocr:
        yield from _placed_dates(line, text, starts, plain, mended=False)
    else:
        yield from _placed_dates(line, text, starts, misread_dates(text, order), mended=True)


_USUAL_YEARS = range(2000, 2040)


def _is_usual(found: FoundDate) -> bool:
    """Whether a date is of a year that captured documents have."""
    return any(day.year in _USUAL_YEARS for day in found.reading.alternatives)


def _placed_dates(
    line: Line, text: str, starts: Sequence[int], dates: Iterable[FoundDate], *, mended: bool
) -> Iterator[Find]:
    for found in dates:
        first = max(index for index, start in enumerate(starts) if start <= found.start)
        last = max(index for index, start in enumerate(starts) if start < found.end)
        if any(line.gap(index) > 2 for index in range(first + 1, last + 1)):  # noqa: PLR2004 - a column apart
            continue
        reading = found.reading
        value = (reading.value or reading.alternatives[0]).isoformat()
        find = _find(Type.DATE, line, first, last, text[found.start : found.end], value)
        yield replace(find, date=reading, confidence=_MENDED * find.confidence if mended else find.confidence)


_MENDED = 0.5
"""What is left of the engine's own figure where a date had to be mended: a person looks at it."""


def _codes(line: Line) -> Iterator[Find]:
    """Yield identifiers: runs of letters and digits with at least one digit, neither time nor percentage."""
    for index, token in enumerate(line.tokens):
        text = token.text.strip(".,;:()[]{}|'\"=*#\u2018\u2019\u201c\u201d")
        if _LETTERS_ONLY.fullmatch(text) or not _CODE.fullmatch(text) or _TIME.fullmatch(text):
            continue
        yield _find(Type.CODE, line, index, index, text, text)


def _ibans(line: Line) -> Iterator[Find]:
    """Yield account numbers that start like an IBAN; `proved` where its check digits hold."""
    first = 0
    while first < len(line.tokens):
        found = _iban_at(line, first)
        if found:
            yield found
        first = found.last + 1 if found else first + 1


def _iban_at(line: Line, first: int) -> Find | None:
    if not _IBAN_START.match(compact(line.tokens[first].text)) and not _IBAN_START.match(
        compact("".join(token.text for token in line.tokens[first : first + 2]))
    ):
        return None
    text, candidate = "", _unproved_iban(line, first)
    for last in range(first, min(first + 10, len(line.tokens))):
        text += line.tokens[last].text
        account = compact(text.strip(".,;:|"))
        if len(account) > _IBAN_LENGTHS.stop:
            break
        if is_iban(account):
            find = _find(Type.IBAN, line, first, last, account, account)
            candidate = _proved(find)
    return candidate


def _unproved_iban(line: Line, first: int) -> Find | None:
    """Return what stands where an account should be but fails its check digits: right behind `IBAN`."""
    before = compact("".join(token.text for token in line.tokens[max(0, first - 3) : first]))
    if not re.search(r"IBAN(?:NR|NO)?:?$", before):
        return None
    last, text = first, line.tokens[first].text
    for index in range(first + 1, min(first + 9, len(line.tokens))):
        if line.gap(index) > 0.8 or not re.fullmatch(r"[0-9A-Z]{1,4}", line.tokens[index].text):  # noqa: PLR2004 - one space
            break
        last, text = index, text + line.tokens[index].text
    account = compact(text)
    if len(account) not in _IBAN_LENGTHS or not account.isalnum():
        return None
    return _find(Type.IBAN, line, first, last, text, account)


def _proved(find: Find) -> Find:
    return Find(
        find.type, find.line, find.page, find.first, find.last, find.text, find.value, find.box, find.confidence,
        proved=True,
    )  # fmt: skip


def _tax_ids(line: Line) -> Iterator[Find]:
    """Yield tax numbers: VAT ids of Europe, ABNs, German and US ones, and long numbers that a label may name."""
    taken = -1
    for first in range(len(line.tokens)):
        if first <= taken:
            continue
        found = _tax_id_at(line, first)
        if found:
            taken = found.last
            yield found


def _may_be_tax_id(text: str) -> bool:
    """Whether a label could make a tax number of it: digits, or the letters of a country and digits."""
    country = text[:2].isalpha()
    return (
        bool(_TAX_TOKEN.fullmatch(text))
        and any(map(str.isdigit, text[2:]))
        and (not country or text[:2] in _TAX_PREFIXES)
    )


def is_business_number(words: Sequence[str]) -> bool:
    """Whether words are an ABN with gaps where one has them: other neighbours add up to eleven digits now and then."""
    bare = [word.strip(".,;:()|") for word in words]
    ends = tuple(accumulate(len(compact(word)) for word in bare))
    plain = not any(_CENTS.fullmatch(word) for word in bare)
    return plain and ends[-1:] == (_ABN_DIGITS,) and set(ends[:-1]) <= _ABN_GAPS and is_abn("".join(bare))


def _tax_id_at(line: Line, first: int) -> Find | None:
    best: Find | None = None
    text = ""
    start = line.tokens[first].text
    if not any(map(str.isdigit, start)) and compact(start) not in _TAX_PREFIXES:
        return None
    for last in range(first, min(first + 6, len(line.tokens))):
        if last > first and line.gap(last) > 1.5:  # noqa: PLR2004 - groups of one number stand closer
            break
        text += line.tokens[last].text.strip(".,;:()|")
        number = compact(text)
        if is_vat_id(number) or is_business_number([token.text for token in line.tokens[first : last + 1]]):
            best = _proved(_find(Type.TAX_ID, line, first, last, text, number))
        elif (best is None or not best.proved) and _may_be_tax_id(text):
            best = _find(Type.TAX_ID, line, first, last, text, text)
    return best
