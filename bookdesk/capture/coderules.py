"""Rules by which lines of bills are coded, as a person reads and writes them, each held against how lines were coded.

A rule acts by itself only where at least five confirmed lines would have been coded so and none otherwise; until then
it proposes, and a person looks. The first rule that fits a line counts; a later one that says otherwise is told. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ENOUGH: Final = 5
"""Confirmed lines that a rule needs behind it before it acts by itself."""
_NOT_LEARNED_FROM = frozenset({"xero"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class CodeRule:
    """Lines of a supplier's bills (of anybody's if none) with some words (all lines if none) go to an account.

    `account` and `tax_code` are how people call them.
    """

    id: str
    position: int
    supplier_id: str | None
    supplier: str
    contains: str
    account_id: str
    account: str
    tax_code_id: str | None = None
    tax_code: str = ""
    enabled: bool = True

    @property
    def sentence(self) -> str:
        """The rule as a person reads it."""
        when = [f"the supplier is {self.supplier}"] if self.supplier else []
        when += [f"the line contains “{self.contains}”"] if self.contains else []
        tax = f", tax code {self.tax_code}" if self.tax_code else ""
        return f"When {' and '.join(when) or 'nothing else fits'}: account {self.account}{tax}."

    def fits(self, supplier_id: str | None, description: str) -> bool:
        """Whether a line is one that the rule is about."""
        if self.supplier_id is not None and self.supplier_id != supplier_id:
            return False
        return f" {words_of(self.contains)} " in f" {words_of(description)} " if self.contains else True


@dataclass(frozen=True, slots=True)
class PastLine:
    """How a confirmed line was coded; `origin` names the system its supplier was pulled from."""

    supplier_id: str | None
    description: str
    account_id: str
    tax_code_id: str | None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """How many confirmed lines a rule would have coded as a person did, and how many otherwise."""

    agrees: int
    disagrees: int

    @property
    def enough(self) -> bool:
        """Whether the rule may act by itself."""
        return self.agrees >= ENOUGH and not self.disagrees

    @property
    def words(self) -> str:
        """The counts in words."""
        one = self.agrees <= 1
        lines = f"{self.agrees or 'no'} confirmed line{'' if one else 's'} agree{'s' if one else ''}"
        return f"{lines}, {self.disagrees or 'none'} disagree{'s' if self.disagrees <= 1 else ''}"


@dataclass(frozen=True, slots=True)
class ProvedRule:
    """A rule with its proof."""

    rule: CodeRule
    proof: Proof

    @property
    def why(self) -> str:
        """What is said on a line that was coded by it."""
        doubt = "" if self.proof.enough else "not proved yet; "
        return f"rule {self.rule.position}: {self.rule.sentence[:-1]} ({doubt}{self.proof.words})"


def words_of(text: str) -> str:
    """Return the words of a text in one spelling: `Toner-Cartridge, 2 pcs` is `toner cartridge 2 pcs`."""
    return " ".join(_WORD.findall(text.casefold()))


def proved(rules: Iterable[CodeRule], past: Sequence[PastLine]) -> tuple[ProvedRule, ...]:
    """Hold each rule against confirmed lines; what was pulled from where learning is not allowed counts for nothing."""
    known = [line for line in past if (line.origin or "").lower() not in _NOT_LEARNED_FROM]
    found = []
    for rule in rules:
        fitting = [line for line in known if rule.fits(line.supplier_id, line.description)]
        agrees = sum(_agrees(rule, line) for line in fitting)
        found.append(ProvedRule(rule, Proof(agrees, len(fitting) - agrees)))
    return tuple(found)


def ruling(rules: Sequence[ProvedRule], supplier_id: str | None, description: str) -> ProvedRule | None:
    """Return the rule that counts for a line: the first that fits and is switched on."""
    return next((one for one in rules if one.rule.enabled and one.rule.fits(supplier_id, description)), None)


def conflicts(rules: Sequence[CodeRule], past: Sequence[PastLine]) -> dict[str, tuple[int, ...]]:
    """Return for each rule the positions of earlier ones that take lines from it and code them otherwise.

    Two rules meet where both fit a confirmed line, or where one's words stand within the other's.
    """
    found: dict[str, tuple[int, ...]] = {}
    active = [rule for rule in sorted(rules, key=lambda rule: rule.position) if rule.enabled]
    for at, rule in enumerate(active):
        before = [one for one in active[:at] if not _same_coding(one, rule) and _meet(one, rule, past)]
        if before:
            found[rule.id] = tuple(one.position for one in before)
    return found


def _agrees(rule: CodeRule, line: PastLine) -> bool:
    return line.account_id == rule.account_id and rule.tax_code_id in {None, line.tax_code_id}


def _same_coding(one: CodeRule, other: CodeRule) -> bool:
    same_tax = one.tax_code_id == other.tax_code_id or None in {one.tax_code_id, other.tax_code_id}
    return one.account_id == other.account_id and same_tax


def _meet(one: CodeRule, other: CodeRule, past: Sequence[PastLine]) -> bool:
    if one.supplier_id and other.supplier_id and one.supplier_id != other.supplier_id:
        return False
    if not one.contains or f" {words_of(one.contains)} " in f" {words_of(other.contains)} ":
        return True
    return any(rule_fits(one, line) and rule_fits(other, line) for line in past)


def rule_fits(rule: CodeRule, line: PastLine) -> bool:
    """Whether a rule is about a confirmed line."""
    return rule.fits(line.supplier_id, line.description)
