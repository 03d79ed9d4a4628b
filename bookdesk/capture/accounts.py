"""The bank's code and the account number of the payee, read as groups of digits that belong together. Pure.

Money goes where these say, so whatever is odd about them is a doubt, and nothing without check digits is proved.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from bookdesk.capture import evidence
from bookdesk.capture.candidates import Find, Finds, Type
from bookdesk.capture.evidence import ABSENT, Field
from bookdesk.capture.groups import (
    Group,
    branch_length,
    country_of,
    digits_in,
    fitting,
    groups_of,
    is_joint,
    is_new_zealand,
    lengths_of,
    number_of,
)
from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.labels import compact
from bookdesk.capture.lines import CELL_GAP, Line, Sheet
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.numbers import Pick, pick
from bookdesk.capture.roles import Role
from bookdesk.core.vocabulary import FieldState

_SHORT_LABELS = frozenset({"ac", "acc", "acct", "acno", "accno", "acctno", "acc#", "acct#", "ac#", "account#"})
"""Labels too short to be looked for on a whole page; here a bank's code is beside them."""
_CUSTOMERS = re.compile(r"(?i)\b(?:your|client|customer|member|kunden?|ihre?)\b")
_PAYING = re.compile(r"(?i)\b(?:direct (?:deposit|credit)|eft|bank (?:transfer|details|deposit))\b")
_HIDES = re.compile(r"(?i)[*\u2022]+|x{2,}|ending|ends|endend|last")
_SPACE = 1.6
"""Widths of a letter by which two groups of one number stand apart at most."""
_LEAST, _MOST_DIGITS = 4, 17
_MOST_GROUPS = 5
_NEXT_LINES = 2
_NEAR = 6
"""Heights by which a number stands at most above or below the bank's code that it goes with."""
_FAR = 6
"""Heights of the line by which a number without a label stands at most behind the bank's code."""
_LEAST_BRANCH, _LEAST_ACCOUNT, _SURE_LABEL = 0.5, 0.6, 0.85


@dataclass(frozen=True, slots=True)
class _Run:
    """Groups of digits that stand close together on a line."""

    line: Line
    groups: tuple[Group, ...]

    def find(self, first: int, last: int, value: str) -> Find:
        """Return groups `first` to before `last` as a find."""
        start, end = self.groups[first].at, self.groups[last - 1].at
        cell = self.line.cell(start, end)
        sure = min(token.confidence for token in self.line.tokens[start : end + 1])
        return Find(Type.CODE, self.line.number, self.line.page, start, end, cell.text, value, cell.box, sure)


@dataclass(frozen=True, slots=True)
class _Branch:
    """A bank's code: the first `length` groups of a run."""

    run: _Run
    length: int
    find: Find

    @property
    def digits(self) -> str:
        return digits_in(self.run.groups[: self.length])


@dataclass(frozen=True, slots=True)
class _Number:
    """An account number: groups `first` to before `last` of a run."""

    run: _Run
    first: int
    last: int
    find: Find

    @property
    def groups(self) -> tuple[Group, ...]:
        return self.run.groups[self.first : self.last]


class AccountReader:
    """Reads the account to pay to off one document, where it has no IBAN."""

    def __init__(self, sheet: Sheet, finds: Finds, near: Neighbourhood, own: OwnIdentity, currency: str | None) -> None:
        """Gather the runs of digits."""
        self._sheet, self._near, self._own, self._currency = sheet, near, own, currency
        taken, amounts = _taken(finds), _grouped(finds)
        self._on = {
            line.number: tuple(_runs(line, taken.get(line.number, ()), amounts.get(line.number, {})))
            for line in sheet.lines
        }
        self._runs = tuple(run for runs in self._on.values() for run in runs)

    def fields(self) -> dict[str, Field]:
        """Return the bank's code and the account number with what is doubtful about them."""
        branches = [branch for branch in map(self._branch_at, self._runs) if branch and not self._is_own(branch)]
        code = pick([(self._branch_score(one), one.find, "its label") for one in branches], _LEAST_BRANCH)
        branch = next((one for one in branches if code and one.find is code.find), None)
        country = country_of(branch.find.value if branch else None, self._currency)
        numbers = list(self._numbers(branch, country))
        scored = [entry for one in numbers if (entry := self._number_score(one, branch, country)) is not None]
        found = pick(scored, _LEAST_ACCOUNT)
        number = next((one for one in numbers if found and one.find is found.find), None)
        shown = self._number_field(found, number, country)
        if code is not None and code.rivals and code.margin < evidence.CLOSE and shown.state is FieldState.CONFIDENT:
            shown = evidence.with_doubt(shown, "another account is printed as well")
        return {"bank_routing": self._code_field(code, branch, alone=number is None), "bank_account": shown}

    # -- the bank's code

    def _branch_at(self, run: _Run) -> _Branch | None:
        length = 0 if is_new_zealand(run.groups) else branch_length(run.groups)
        rest = len(digits_in(run.groups[length:]))
        if not length or 0 < rest < _LEAST:  # 700 901 00 is a German bank's code
            return None
        find = run.find(0, length, "-".join(group.digits for group in run.groups[:length]))
        return _Branch(run, length, find)

    def _branch_score(self, branch: _Branch) -> float:
        """Weigh a code by its label; the form `062-000` is known also behind `BSB / Account`."""
        label = -1.0 if self._is_second(branch.find) else self._near.score(branch.find, Role.ROUTING)
        if label >= _LEAST_BRANCH or branch.length == 1:
            return label
        before = [one for one in self._near.labels_on(branch.run.line.number) if one.last < branch.find.first]
        if any(one.weight(Role.ROUTING) for one in before[-2:-1]) and before[-1].weight(Role.ACCOUNT):
            return _SURE_LABEL
        if not (before and before[-1].weight(Role.ACCOUNT)) and not self._is_paid_to(branch):
            return label
        follows = any(_follows(branch, one) for one in self._numbers(branch, country_of(branch.find.value, None)))
        return _LEAST_ACCOUNT if follows else label

    def _is_paid_to(self, branch: _Branch) -> bool:
        """Whether the words before a code in the form of Australia speak of paying: `Direct deposit 062-000`."""
        words = " ".join(token.text for token in branch.run.line.tokens[: branch.find.first])
        return self._currency == "AUD" and branch.find.first == branch.find.last and bool(_PAYING.search(words))

    def _code_field(self, code: Pick | None, branch: _Branch | None, *, alone: bool) -> Field:
        result = evidence.from_pick(code, self._sheet)
        if branch is None:
            return result
        if any(group.mended for group in branch.run.groups[: branch.length]):
            return evidence.with_doubt(result, "a letter in it was taken for a digit")
        return evidence.with_doubt(result, "no account number was read beside it") if alone else result

    def _is_own(self, branch: _Branch) -> bool:
        """Whether an account of the client himself stands beside the code."""
        here = branch.find.line
        beside = (run for line in range(here, here + _NEXT_LINES + 1) for run in self._on.get(line, ()))
        return bool(self._own.accounts) and any(
            self._own.is_account(branch.digits + digits_in(run.groups[first:last]))
            for run in beside
            for first in range(len(run.groups))
            for last in range(first + 1, min(first + _MOST_GROUPS, len(run.groups)) + 1)
        )

    # -- the account number

    def _numbers(self, branch: _Branch | None, country: str | None) -> Iterator[_Number]:
        most = lengths_of(country).most
        for run in self._runs:
            first = branch.length if branch is not None and run is branch.run else 0
            rest = run.groups[first:]
            if not rest or _is_hidden(run, first):
                continue
            last = first + len(fitting(rest, most))
            value = number_of(run.groups[first:last])
            long_enough = _LEAST <= len(digits_in(run.groups[first:last])) <= _MOST_DIGITS
            if long_enough and not self._own.is_account_number(value):
                yield _Number(run, first, last, run.find(first, last, value))

    def _number_score(
        self, number: _Number, branch: _Branch | None, country: str | None
    ) -> tuple[float, Find, str] | None:
        """Weigh a number by its label and by its place beside the bank's code; None where neither speaks for it."""
        find = number.find
        label = 0.0 if self._is_second(find, branch) else self._near.score(find, Role.ACCOUNT)
        label = max(label - (0.6 if self._is_customers(find) else 0.0), self._short_label(number))
        if any(group.mended for group in number.groups) and label < _SURE_LABEL:
            return None
        short = len(digits_in(number.groups)) < min(lengths_of(country).usual.start, _LEAST + 1)
        penalty = 0.35 if short else 0.0
        if branch is None or find.page != branch.find.page:
            return (label - 0.3 - penalty, find, "its label") if label >= 0.9 else None  # noqa: PLR2004 - only a sure label will do
        if label <= 0:
            return (0.75 - penalty, find, "behind the bank's code") if _follows(branch, number) else None
        apart = find.line - branch.find.line
        if abs(apart) > _NEXT_LINES or abs(find.box[1] - branch.find.box[1]) > _NEAR * (find.box[3] - find.box[1]):
            return (label - 0.3 - penalty, find, "its label")
        closer = 0.1 if not apart and find.first >= branch.find.first else 0.0
        closer -= 0.12 if apart < 0 else 0.02 * apart
        return (label + 0.3 + closer - penalty, find, "beside the bank's code")

    def _is_second(self, find: Find, branch: _Branch | None = None) -> bool:
        """Whether another number, which is not the bank's code, stands between a number and its label."""
        lefts = [near.label.last for near in self._near.near(find) if near.left]
        between = [run for run in self._on[find.line] if branch is None or run is not branch.run]
        return any(left < run.groups[0].at < find.first for left in lefts for run in between)

    def _is_customers(self, find: Find) -> bool:
        """Whether the label is of the customer's number with the supplier: `Your account number`."""
        labels = [near.label for near in self._near.near(find)]
        return any(
            _CUSTOMERS.search(" ".join(one.text for one in line.tokens[max(0, label.first - 2) : label.first]))
            for label in labels
            for line in (self._sheet.lines[label.line],)
        )

    def _short_label(self, number: _Number) -> float:
        before = number.run.line.tokens[max(0, number.find.first - 2) : number.find.first]
        words = [compact(token.text) for token in before if compact(token.text)]
        said = (words[-1:], words[-2:])
        return _SURE_LABEL if number.first == 0 and any("".join(one) in _SHORT_LABELS for one in said) else 0.0

    def _number_field(self, found: Pick | None, number: _Number | None, country: str | None) -> Field:
        if number is None:
            return ABSENT
        result = evidence.from_pick(found, self._sheet)
        digits = len(digits_in(number.groups))
        if any(group.mended for group in number.groups):
            return evidence.with_doubt(result, "a letter in it was taken for a digit")
        if number.last < len(number.run.groups):
            return self._cut_short(evidence.with_doubt(result, "more digits stand behind it"), number)
        odd = None if is_new_zealand(number.groups) else lengths_of(country).objection(digits)
        return evidence.with_doubt(result, odd) if odd else result

    def _cut_short(self, result: Field, number: _Number) -> Field:
        whole = digits_in(number.run.groups[number.first :])
        if len(whole) > _MOST_DIGITS:
            return result
        return replace(result, alternatives=(Alternative(whole, "with the digits behind it"), *result.alternatives))


def _follows(branch: _Branch, number: _Number) -> bool:
    """Whether a number stands right behind the bank's code on its line."""
    line = branch.run.line
    if number.find.line != branch.find.line or len(digits_in(number.groups)) <= _LEAST:
        return False
    if number.run is branch.run:
        return True
    between = line.tokens[branch.find.last + 1 : number.find.first]
    near = branch.find.last < number.find.first and all(
        line.gap(index) <= _FAR for index in range(branch.find.last + 1, number.find.first + 1)
    )
    return near and all(sum(map(str.isalnum, token.text)) == 0 for token in between)


def _is_hidden(run: _Run, first: int) -> bool:
    """Whether only the end of a number is shown: `**** 3040`, `ending in 3040`."""
    start = run.groups[first].at
    before = [token.text.strip(" .,:;()") for token in run.line.tokens[max(0, start - 2) : start]]
    while before and before[-1].lower() in {"in", "with", "on"}:
        before.pop()
    return bool(before) and _HIDES.fullmatch(before[-1]) is not None


def _taken(finds: Finds) -> dict[int, set[int]]:
    """Return by line the tokens that are dates, IBANs, proved tax numbers or amounts with their unit."""
    proved = tuple(find for find in finds.tax_ids if find.proved)
    dates = tuple(find for find in finds.dates if not _may_be_number(find.text))
    priced = tuple(find for find in finds.amounts if find.unit and find.decimals)
    taken: dict[int, set[int]] = defaultdict(set)
    for find in (*proved, *dates, *finds.ibans, *priced):
        taken[find.line].update(range(find.first, find.last + 1))
    return taken


def _may_be_number(date: str) -> bool:
    """Whether what reads as a date may be a bank's code (`20-11-26`) or an account number (`20000101`) as well."""
    groups = groups_of(date)
    return len(groups) == 1 or branch_length(groups) > 0


def _grouped(finds: Finds) -> dict[int, dict[int, int]]:
    """Return by line the first and last token of amounts in several words: `1 234,56`."""
    amounts: dict[int, dict[int, int]] = defaultdict(dict)
    for find in finds.amounts:
        if find.decimals and find.last > find.first:
            amounts[find.line][find.first] = find.last
    return amounts


def _runs(line: Line, taken: Collection[int], amounts: Mapping[int, int]) -> Iterator[_Run]:
    """Yield the runs of a line; a gap, a word, a value of another kind or an amount ends one."""
    groups: list[Group] = []
    stop = -1
    for index, token in enumerate(line.tokens):
        if groups and index > stop:
            stop = amounts.get(index, stop)
        own = () if index in taken or index <= stop else groups_of(token.text, index)
        if groups and (_apart(line, index) or not (own or is_joint(token.text))):
            yield _Run(line, tuple(groups))
            groups = []
        groups.extend(own)
    if groups:
        yield _Run(line, tuple(groups))


def _apart(line: Line, index: int) -> bool:
    """Whether a word stands too far from the one before to go on with its number, by height or by wide letters."""
    before, token = line.tokens[index - 1], line.tokens[index]
    letter = (before.box[2] - before.box[0] + token.box[2] - token.box[0]) / (len(before.text) + len(token.text))
    return line.gap(index) > CELL_GAP and token.box[0] - before.box[2] > _SPACE * letter
