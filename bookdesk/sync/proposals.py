"""Which counterpart at the ledger fits: a plain look-up by code, name, rate or tax number, never a guess. Pure.

Nothing is learned from what a ledger returned (its terms forbid that); two things that both fit are left to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.checkdigits import compact


@dataclass(frozen=True, slots=True)
class Ours:
    """Something of ours to be mapped. `group` must be equal on both sides: account side, tax treatment, currency.

    `tax_number` is a number that belongs to one party or account alone: also a bank account's own.
    """

    local_id: str
    code: str
    name: str
    group: str = ""
    rate: Decimal | None = None
    tax_number: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """A candidate at the ledger; it may belong to several groups."""

    remote_id: str
    code: str
    name: str
    groups: frozenset[str] = frozenset()
    rate: Decimal | None = None
    tax_number: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A counterpart and why it is one."""

    ours: Ours
    theirs: Theirs
    why: str


Test = tuple[str, Callable[[Ours, Theirs], bool]]


def propose(ours: Iterable[Ours], theirs: Sequence[Theirs], tests: Sequence[Test]) -> list[Proposal]:
    """Return for each thing the one candidate that passes the first test any candidate passes."""
    found = []
    for thing in ours:
        for why, passes in tests:
            fitting = [one for one in theirs if passes(thing, one)]
            if fitting:
                found += [Proposal(thing, fitting[0], why)] if len(fitting) == 1 else []
                break
    return found


def words(text: str) -> str:
    """Return a name as it is compared: lower case, letters and digits only, and/& alike."""
    spelled = text.casefold().replace("&", " and ")
    kept = "".join(sign if sign.isalnum() else " " for sign in spelled)
    return " ".join(word for word in kept.split() if word not in _WEIGHTLESS)


_WEIGHTLESS = frozenset({"and", "the", "expense", "expenses", "account", "pty", "ltd", "limited", "gmbh", "inc"})


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other


def _tax_words(name: str) -> frozenset[str]:
    """Return the words of a tax code's name but for those that only say on which side it stands."""
    return frozenset(words(name).split()) - _SIDE_WORDS


_SIDE_WORDS = frozenset({"on", "income", "sales"})

ACCOUNT_TESTS: tuple[Test, ...] = (
    ("same code and name", lambda a, b: _same(a.code, b.code) and _same(words(a.name), words(b.name))),
    ("same name", lambda a, b: a.group in b.groups and _same(words(a.name), words(b.name))),
)
BY_TREATMENT = "same treatment and rate"
TAX_TESTS: tuple[Test, ...] = (
    ("same name", lambda a, b: a.group in b.groups and a.rate == b.rate and _same(words(a.name), words(b.name))),
    (BY_TREATMENT, lambda a, b: a.group in b.groups and a.rate == b.rate),
)
SALES_TAX_TESTS: tuple[Test, ...] = (
    TAX_TESTS[0],
    ("same words", lambda a, b: a.group in b.groups and a.rate == b.rate and _tax_words(a.name) == _tax_words(b.name)),
    TAX_TESTS[1],
)
"""Exports and supplies to other countries are zero rated like other sales, but reported apart: names come first."""


def without_guesses(found: Iterable[Proposal], ours: Iterable[Ours]) -> list[Proposal]:
    """Leave out what fits by treatment and rate alone where several of ours have both: they are reported apart."""
    shared = Counter((one.group, one.rate) for one in ours)
    return [one for one in found if one.why != BY_TREATMENT or shared[one.ours.group, one.ours.rate] == 1]


CONTACT_TESTS: tuple[Test, ...] = (
    ("same tax number", lambda a, b: _same(compact(a.tax_number), compact(b.tax_number))),
    ("same name", lambda a, b: _same(words(a.name), words(b.name))),
    ("same e-mail address", lambda a, b: _same(a.email.casefold(), b.email.casefold())),
)
