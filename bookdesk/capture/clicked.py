"""The whole number that a clicked group of it belongs to: `3040` of `1020 3040`, `9311` of an IBAN. Pure.

A person points at one word and means the number; where its end cannot be told, every number it may be is returned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bookdesk.capture.candidates import is_business_number
from bookdesk.capture.groups import Group, digits_in, groups_of, is_branch, is_joint, is_new_zealand, lengths_of
from bookdesk.capture.meanings import FieldType
from bookdesk.capture.placed import PlacedWord
from bookdesk.core.checkdigits import compact, is_iban, is_vat_id

_SPACE = 1.6
"""Widths of a letter by which two groups of one number stand apart at most."""
_SAME_ROW = 0.5
_MOST_WORDS = 12
_IBAN_START = re.compile("[A-Z]{2}[0-9]{2}", re.ASCII)
_IBAN_LONGEST = 34

Words = Sequence[PlacedWord]


def whole(kind: FieldType, word: PlacedWord, page: Words, country: str | None) -> list[Words]:
    """Return the numbers that `word` may be a group of, the word itself where it is none; `page` are all words of it.

    `country` is whose account numbers to expect, as `groups.country_of` tells.
    """
    finder = _FINDERS.get(kind)
    if finder is None:
        return [(word,)]
    return finder(word, page, country) or [(word,)]


def _account(word: PlacedWord, page: Words, country: str | None) -> list[Words]:
    """Return the longest runs of groups around the word that are no longer than account numbers are."""
    if not _groups([word]) or _is_printed_branch(word.text):
        return []
    run = _run(word, page, lambda text: _is_group(text) and not _is_printed_branch(text))
    if is_new_zealand(_groups(run)):
        return [run]
    fitting = [one for one in _windows(run, word) if len(digits_in(_groups(one))) <= lengths_of(country).most]
    return [one for one in fitting if not any(set(one) < set(other) for other in fitting)]


def _routing(word: PlacedWord, page: Words, country: str | None) -> list[Words]:
    """Return what is the bank's code around the word; the word alone where it is one."""
    del country
    if is_branch(_groups([word])):
        return []
    run = _run(word, page, _is_group)
    return [one for one in _windows(run, word) if is_branch(_groups(one))]


def _iban(word: PlacedWord, page: Words, country: str | None) -> list[Words]:
    """Return the words around whose check digits hold, else the run of groups, so that it is told that they do not."""
    del country
    run = _run(word, page, _is_iban_group)
    proved = [one for one in _windows(run, word) if is_iban(_letters(one))]
    if proved:
        return proved
    starts = [at for at, one in enumerate(run[: run.index(word) + 1]) if _IBAN_START.match(one.text)]
    return [run[starts[-1] :]] if starts and len(_letters(run[starts[-1] :])) <= _IBAN_LONGEST else []


def _tax_id(word: PlacedWord, page: Words, country: str | None) -> list[Words]:
    """Return the words around whose check digits hold."""
    del country
    run = _run(word, page, lambda text: compact(text).isalnum())
    return [
        one
        for one in _windows(run, word)
        if is_vat_id(_letters(one)) or is_business_number([part.text for part in one])
    ]


_FINDERS: dict[FieldType, Callable[[PlacedWord, Words, str | None], list[Words]]] = {
    FieldType.ACCOUNT_NUMBER: _account,
    FieldType.ROUTING: _routing,
    FieldType.IBAN: _iban,
    FieldType.TAX_ID: _tax_id,
}


def _is_group(text: str) -> bool:
    return is_joint(text) or any(not group.mended for group in groups_of(text))


def _is_iban_group(text: str) -> bool:
    bare = compact(text)
    return bare.isascii() and bare.isalnum() and (any(map(str.isdigit, bare)) or bare.isupper()) and bare != "IBAN"


def _is_printed_branch(text: str) -> bool:
    groups = groups_of(text)
    return len(groups) > 1 and is_branch(groups)


def _groups(words: Words) -> list[Group]:
    """Return the groups of digits that are printed as such."""
    return [group for word in words for group in groups_of(word.text) if not group.mended]


def _letters(words: Words) -> str:
    return compact("".join(word.text for word in words))


def _windows(run: Words, word: PlacedWord) -> Iterator[Words]:
    """Yield every part of a run that holds the word and starts and ends with more than a dash."""
    at = run.index(word)
    for first in range(at + 1):
        for last in range(at, len(run)):
            if not (is_joint(run[first].text) or is_joint(run[last].text)):
                yield run[first : last + 1]


def _run(word: PlacedWord, page: Words, belongs: Callable[[str], bool]) -> list[PlacedWord]:
    """Return the words of the word's row that stand close to it and to each other and may be groups with it."""
    row = sorted((one for one in {word, *page} if one == word or _beside(one, word)), key=lambda one: one.box[0])
    first = last = row.index(word)
    while (
        first > 0 and belongs(row[first - 1].text) and _close(row[first - 1], row[first]) and last - first < _MOST_WORDS
    ):
        first -= 1
    while (
        last + 1 < len(row)
        and belongs(row[last + 1].text)
        and _close(row[last], row[last + 1])
        and last - first < _MOST_WORDS
    ):
        last += 1
    return row[first : last + 1]


def _beside(one: PlacedWord, word: PlacedWord) -> bool:
    """Whether a word stands in the row of another."""
    shared = min(one.box[3], word.box[3]) - max(one.box[1], word.box[1])
    lower = min(one.box[3] - one.box[1], word.box[3] - word.box[1])
    return one.page == word.page and lower > 0 and shared >= _SAME_ROW * lower


def _close(left: PlacedWord, right: PlacedWord) -> bool:
    wide = (left.box[2] - left.box[0] + right.box[2] - right.box[0]) / (len(left.text) + len(right.text))
    return right.box[0] - left.box[2] <= _SPACE * wide
