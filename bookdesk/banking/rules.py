"""Coding rules: proposed after three equal codings, and only where they would have been right every time. Pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ENOUGH = 3
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST = 5


@dataclass(frozen=True, slots=True)
class Coding:
    """How a person coded a line: to which account, with which tax code."""

    text: str
    account: str
    tax: str | None


@dataclass(frozen=True, slots=True)
class RuleProposal:
    """Lines that contain some words go to an account; `right` of `tried` past lines with them were coded so."""

    contains: str
    account: str
    tax: str | None
    right: int
    tried: int


def words_of(text: str) -> str:
    """Return the words of a text, upper case, without numbers: what stays the same from month to month."""
    return " ".join(word.upper() for word in _WORD.findall(text))


def matches(contains: str, text: str) -> bool:
    """Return whether a line's text has the words of a rule, whole and in order."""
    return f" {contains} " in f" {words_of(text)} "


def propose(codings: Sequence[Coding], known: Sequence[str] = ()) -> list[RuleProposal]:
    """Return rules that three or more codings bear out and none contradicts; `known` phrases need no other."""
    texts = [(words_of(one.text), one) for one in codings if not any(matches(phrase, one.text) for phrase in known)]
    supporters: dict[str, list[Coding]] = defaultdict(list)
    for words, coding in texts:
        for phrase in set(_phrases(words)):
            supporters[phrase].append(coding)
    found: list[RuleProposal] = []
    for phrase, coded in sorted(supporters.items(), key=lambda item: (-len(item[1]), -len(item[0]), item[0])):
        kinds = {(coding.account, coding.tax) for coding in coded}
        if len(coded) >= ENOUGH and len(kinds) == 1 and not _covered(phrase, coded, found):
            found.append(RuleProposal(phrase, coded[0].account, coded[0].tax, len(coded), len(coded)))
    return found


def back_test(contains: str, account: str, tax: str | None, codings: Sequence[Coding]) -> RuleProposal:
    """Return what a rule would have done to past codings."""
    tried = [coding for coding in codings if matches(contains, coding.text)]
    right = sum((coding.account, coding.tax) == (account, tax) for coding in tried)
    return RuleProposal(contains, account, tax, right, len(tried))


def _phrases(words: str) -> Iterator[str]:
    """Yield runs of up to five words that carry enough letters to mean something."""
    listed = words.split()
    for start in range(len(listed)):
        for end in range(start + 1, min(len(listed), start + _LONGEST) + 1):
            phrase = " ".join(listed[start:end])
            if len(phrase) > ENOUGH:
                yield phrase


def _covered(phrase: str, coded: Sequence[Coding], found: Sequence[RuleProposal]) -> bool:
    """Return whether a proposal made already, as broad or broader, handles these lines."""
    return any(
        all(matches(earlier.contains, coding.text) for coding in coded)
        for earlier in found
        if earlier.account == coded[0].account or earlier.contains in phrase
    )
