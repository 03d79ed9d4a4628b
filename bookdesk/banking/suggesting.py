"""What a line without a document is probably coded to: by rules, by how such lines were coded, by its words. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bookdesk.banking import rules
from bookdesk.banking.codingwords import usual_accounts
from bookdesk.banking.matching.normalise import fold

MOST = 5
_HALF_LIFE = 180
"""Days after which a coding has half its weight."""
_ALIKE = 0.5
"""Least share of common words by which two texts are of one kind."""


class Source(StrEnum):
    """What a suggestion rests on; a guess is to be looked at twice."""

    RULE = "rule"
    BEFORE = "coded so before"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class CodingSuggestion:
    """An account by code and name, a tax code (None: the account's own), a contact by name, and why."""

    account: str
    name: str
    tax_code: str | None
    contact: str | None
    why: str
    source: Source

    @property
    def guess(self) -> bool:
        """Whether only the words speak for it."""
        return self.source is Source.GUESS


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """An account that lines may be coded to. `kind` and `role` are the chart's words."""

    code: str
    name: str
    kind: str
    tax_code: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class PastCoding:
    """How a line was coded. `payee` is `cleaning.payee_key` of the line."""

    text: str
    payee: str
    money_in: bool
    day: date
    account: str
    tax_code: str | None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class EnabledRule:
    """A coding rule that a person enabled."""

    contains: str
    account: str
    tax_code: str | None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The line that is to be coded."""

    text: str
    payee: str
    money_in: bool
    day: date


def suggest(
    line: Asked, chart: Sequence[AccountChoice], enabled: Sequence[EnabledRule], past: Sequence[PastCoding]
) -> tuple[CodingSuggestion, ...]:
    """Return up to five suggestions, the likeliest first; each account with one tax code once."""
    names = {one.code: one.name for one in chart}
    found: dict[tuple[str, str | None], CodingSuggestion] = {}
    for one in (*_by_rules(line, enabled, names), *_as_before(line, past, names), *_by_words(line, chart)):
        guessed_again = one.guess and any(account == one.account for account, _ in found)
        if not guessed_again:
            found.setdefault((one.account, one.tax_code), one)
    return tuple(found.values())[:MOST]


def _by_rules(line: Asked, enabled: Sequence[EnabledRule], names: dict[str, str]) -> Iterator[CodingSuggestion]:
    for rule in enabled:
        if rule.account in names and rules.matches(rule.contains, line.text):
            why = f"the rule for {rule.contains!r}"
            yield CodingSuggestion(rule.account, names[rule.account], rule.tax_code, rule.contact, why, Source.RULE)


def _as_before(line: Asked, past: Sequence[PastCoding], names: dict[str, str]) -> list[CodingSuggestion]:
    """Weigh how lines alike were coded: how much alike, how lately, and whether money went the same way."""
    words = set(rules.words_of(fold(line.text)).split())
    alike = [(one, likeness) for one in past if (likeness := _likeness(line, words, one)) >= _ALIKE]
    weights: dict[tuple[str, str | None, str | None], float] = defaultdict(float)
    counted: dict[tuple[str, str | None, str | None], list[PastCoding]] = defaultdict(list)
    for one, likeness in alike:
        key = (one.account, one.tax_code, one.contact)
        weights[key] += likeness * 0.5 ** (abs((line.day - one.day).days) / _HALF_LIFE)
        counted[key].append(one)
    ordered = sorted((key for key in weights if key[0] in names), key=lambda key: (-weights[key], str(key)))
    return [
        CodingSuggestion(key[0], names[key[0]], key[1], key[2], _told(counted[key], len(alike)), Source.BEFORE)
        for key in ordered
    ]


def _likeness(line: Asked, words: set[str], one: PastCoding) -> float:
    """Return 1 for the same payee, else the share of common words; half of that where money went the other way."""
    others = set(rules.words_of(fold(one.text)).split())
    both = words | others
    share = 1.0 if line.payee and line.payee == one.payee else len(words & others) / len(both) if both else 0.0
    return share if line.money_in == one.money_in else share / 2


def _told(coded: Sequence[PastCoding], alike: int) -> str:
    last = max(one.day for one in coded).isoformat()
    if alike == 1:
        return f"the one line like it was coded so on {last}"
    return f"{len(coded)} of {alike} lines like it were coded so, last on {last}"


def _by_words(line: Asked, chart: Sequence[AccountChoice]) -> Iterator[CodingSuggestion]:
    names = [one.name for one in chart]
    for place, phrase in usual_accounts(line.text, money_in=line.money_in, names=names):
        one = chart[place]
        yield CodingSuggestion(one.code, one.name, one.tax_code, None, f"a guess: {phrase!r} in its text", Source.GUESS)


def ranked(typed: str, chart: Sequence[AccountChoice]) -> tuple[AccountChoice, ...]:
    """Return the accounts that what was typed may mean: by code, by the beginnings of words of the name, inside it.

    Nothing typed returns the whole chart by code.
    """
    wanted = fold(typed).split()
    places = [(place, one) for one in chart if (place := _place(wanted, one)) is not None]
    return tuple(one for _, one in sorted(places, key=lambda item: (item[0], item[1].code)))


def _place(wanted: Sequence[str], one: AccountChoice) -> int | None:
    """Return how well an account answers, 0 best; None if it does not."""
    if not wanted:
        return 0
    code, words = fold(one.code), fold(one.name).replace("-", " ").split()
    plain = "".join(sign for sign in code if sign.isalnum())
    if len(wanted) == 1 and wanted[0] in {code, plain}:
        return 0
    if len(wanted) == 1 and (code.startswith(wanted[0]) or plain.startswith(wanted[0])):
        return 1
    if all(any(word.startswith(part) for word in words) for part in wanted):
        return 2 if words and words[0].startswith(wanted[0]) else 3
    text = f"{code} {' '.join(words)}"
    return 4 if all(part in text for part in wanted) else None
