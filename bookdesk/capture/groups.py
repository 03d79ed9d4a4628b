"""Numbers printed in groups of digits (`1020 3040`, `062-000`), and how long account numbers are by country. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_EDGES = " .,:;()[]{}|'\"=#\u2018\u2019\u201c\u201d"
"""What stands around a number and is none of it; a star is left, since it hides digits."""
_DASH = "-\u2010\u2011\u2012\u2013"
_DASHED = re.compile(rf"[0-9]+(?:[{_DASH}][0-9]+)*")
_DOTTED = re.compile(r"[0-9]{3,}(?:\.[0-9]{3,})+")
"""Shorter parts behind a point are cents or a date."""
_JOINT = re.compile(rf"[{_DASH}]")
_LETTERS = str.maketrans("OoIl|", "00111")
_LEAST_DIGITS = 2
_NEW_ZEALAND = ((2, 4, 7, 2), (2, 4, 7, 3))
"""Bank, branch, account and suffix, which New Zealand prints as one number with dashes."""
_BRANCHES = ((6,), (3, 3), (2, 2, 2))
_ROUTING = (9,)


@dataclass(frozen=True, slots=True)
class Group:
    """Digits of a number at word `at`; `mended` where a letter was taken for the digit that it looks like."""

    at: int
    digits: str
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Lengths:
    """How many digits account numbers have: `usual` of nearly all, `most` of any; `where` says whose they are."""

    usual: range
    most: int
    where: str

    def objection(self, digits: int) -> str | None:
        """Return in words what is odd about a number of so many digits."""
        if digits in self.usual:
            return None
        first, last = self.usual.start, self.usual.stop - 1
        wanted = f"{first} digits" if first == last else f"{first} to {last} digits"
        return f"it has {digits} digit{'s' if digits > 1 else ''}, account numbers{self.where} have {wanted}"


_LENGTHS = {
    "AU": Lengths(range(6, 10), 10, " in Australia"),
    "GB": Lengths(range(8, 9), 8, " in the United Kingdom"),
    "NZ": Lengths(range(15, 17), 16, " in New Zealand"),
}
_ANY = Lengths(range(5, 18), 17, "")
_CURRENCIES = {"AUD": "AU", "GBP": "GB", "NZD": "NZ"}


def lengths_of(country: str | None) -> Lengths:
    """Return how long account numbers are in a country; a wide range where nothing is known."""
    return _LENGTHS.get(country or "", _ANY)


def country_of(branch: str | None, currency: str | None) -> str | None:
    """Return whose account numbers to expect: by the form of the bank's code as printed, else by the currency."""
    parts = tuple(map(len, re.split(rf"[{_DASH}]", branch))) if branch else ()
    by_form = {(3, 3): "AU", (2, 2, 2): "GB"}.get(parts)
    return by_form or _CURRENCIES.get(currency or "")


def groups_of(text: str, at: int = 0) -> tuple[Group, ...]:
    """Return the groups of digits that a word is made of; none where it is a word, an amount or a date."""
    bare = text.strip(_EDGES)
    plain = bare.translate(_LETTERS)
    mended = plain != bare
    if mended and (sum(map(str.isdigit, bare)) < max(_LEAST_DIGITS, len(bare) / 2)):
        return ()
    if not plain.isascii() and not _DASHED.fullmatch(plain):
        return ()
    if _DASHED.fullmatch(plain):
        return tuple(Group(at, part, mended) for part in re.split(rf"[{_DASH}]", plain))
    return tuple(Group(at, part, mended) for part in plain.split(".")) if _DOTTED.fullmatch(plain) else ()


def is_joint(text: str) -> bool:
    """Whether a word is the dash between two groups."""
    return _JOINT.fullmatch(text) is not None


def digits_in(groups: Sequence[Group]) -> str:
    """Return the digits of all groups."""
    return "".join(group.digits for group in groups)


def number_of(groups: Sequence[Group]) -> str:
    """Return the number as it is kept: its digits, with dashes where New Zealand's parts are recognised."""
    return "-".join(group.digits for group in groups) if is_new_zealand(groups) else digits_in(groups)


def is_new_zealand(groups: Sequence[Group]) -> bool:
    """Whether the groups are bank, branch, account and suffix of New Zealand."""
    return tuple(len(group.digits) for group in groups) in _NEW_ZEALAND


def branch_length(groups: Sequence[Group]) -> int:
    """Return how many of the first groups are a BSB, sort code or routing number; 0 where none begins here."""
    sizes = tuple(len(group.digits) for group in groups)
    whole = [form for form in (*_BRANCHES, _ROUTING) if sizes[: len(form)] == form]
    return len(whole[0]) if whole else 0


def is_branch(groups: Sequence[Group]) -> bool:
    """Whether the groups are a BSB, sort code or routing number and nothing else."""
    return bool(groups) and branch_length(groups) == len(groups)


def fitting(groups: Sequence[Group], most: int) -> Sequence[Group]:
    """Return the first groups that are together no longer than `most`, at least one; New Zealand's parts are whole."""
    if is_new_zealand(groups):
        return groups
    end = 1
    while end < len(groups) and len(digits_in(groups[: end + 1])) <= most:
        end += 1
    return groups[:end]
