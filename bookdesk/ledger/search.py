"""What a person types above a list as conditions of a query: each word must stand somewhere in the row."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from sqlalchemy import ColumnElement, Text, and_, cast, false, or_
from sqlalchemy.orm import InstrumentedAttribute

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.searched import AmountBeginning, amount_beginnings, search_words, spellings

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None] | ColumnElement[str | None]
_BETWEEN = frozenset("-/._#:")
"""What stands between the parts of a document number; a word with other signs is none."""
_USUAL = 2
_UNUSUAL = sorted(code for code, decimals in EXPONENTS.items() if decimals != _USUAL)
_BY_DECIMALS = {
    decimals: [code for code in _UNUSUAL if EXPONENTS[code] == decimals]
    for decimals in sorted({EXPONENTS[code] for code in _UNUSUAL})
}


def matches(text: str, *places: Callable[[str], ColumnElement[bool]]) -> ColumnElement[bool] | None:
    """Return the condition that each word of `text` is found in one of `places`; None where nothing was typed."""
    words = search_words(text)
    return and_(*(or_(*(place(word) for place in places)) for word in words)) if words else None


def stands_in(column: Column) -> Callable[[str], ColumnElement[bool]]:
    """Return a place: the word stands in the column, in any case."""

    def condition(word: str) -> ColumnElement[bool]:
        return or_(*(column.like(f"%{_escaped(form)}%", escape="\\") for form in spellings(word)))

    return condition


def stands_in_number(number_key: Column) -> Callable[[str], ColumnElement[bool]]:
    """Return a place: the word's letters and digits stand in a document number, whatever is between them.

    Keys have lost the noughts at their front (`core.texts.number_key`), so a word that begins with some may begin one.
    """

    def condition(word: str) -> ColumnElement[bool]:
        signs = unicodedata.normalize("NFKD", word).casefold().upper()
        key = "".join(sign for sign in signs if sign.isalnum())
        if not key or not all(sign.isalnum() or sign in _BETWEEN or unicodedata.combining(sign) for sign in signs):
            return false()
        held, short = number_key.like(f"%{key}%"), key.lstrip("0")
        return held if short in ("", key) else or_(held, number_key.like(f"{short}%"))

    return condition


def begins_amount(minor: InstrumentedAttribute[int], currency: Column) -> Callable[[str], ColumnElement[bool]]:
    """Return a place: the amount begins so, as written with or without marks between thousands."""

    def condition(word: str) -> ColumnElement[bool]:
        return or_(false(), *(_begins(typed, minor, currency) for typed in amount_beginnings(word)))

    return condition


def _begins(typed: AmountBeginning, minor: InstrumentedAttribute[int], currency: Column) -> ColumnElement[bool]:
    """Return the condition by number of decimals; digits that may go on for ever are compared once for all of them."""
    by_decimals = [
        and_(_fits(typed, minor, _USUAL), currency.not_in(_UNUSUAL)),
        *(and_(_fits(typed, minor, decimals), currency.in_(codes)) for decimals, codes in _BY_DECIMALS.items()),
    ]
    either = or_(*by_decimals)
    return and_(cast(minor, Text).like(f"{typed.digits}%"), either) if typed.open_ended else either


def _fits(typed: AmountBeginning, minor: InstrumentedAttribute[int], decimals: int) -> ColumnElement[bool]:
    if typed.open_ended:
        return minor >= int(typed.digits) * 10**decimals if typed.digits else false()
    return or_(false(), *(minor.between(*ends) for ends in typed.ranges(decimals)))


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
