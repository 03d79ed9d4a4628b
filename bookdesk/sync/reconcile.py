"""Three versions of one thing: as last agreed, ours now, theirs now; and who owns which field. Pure.

Until it is approved a document is the desk's; once it is at the ledger the ledger owns it, except for what a person
edits here on purpose. Fields that only one side changed merge; a field both changed differently is a conflict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Version = Mapping[str, str]
"""Field by field, in text that compares exactly."""

CLOSED = frozenset({"PAID", "VOIDED", "DELETED", "LOCKED"})
"""What a remote `status` may say that refuses every edit of ours."""


class Verdict(StrEnum):
    """What became of one field."""

    SAME = "same"
    THEIRS = "changed there"
    OURS = "changed here"
    BOTH_ALIKE = "changed alike"
    CONFLICT = "changed on both sides"
    REFUSED = "changed here, closed there"


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """One field in three versions."""

    name: str
    verdict: Verdict
    agreed: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """All fields that are not the same everywhere, amounts first."""

    fields: tuple[FieldVerdict, ...]

    @property
    def to_push(self) -> Mapping[str, str]:
        """Return what we alone changed and the ledger still takes."""
        return {field.name: field.ours for field in self.fields if field.verdict is Verdict.OURS}

    @property
    def to_take(self) -> Mapping[str, str]:
        """Return what they alone changed."""
        return {field.name: field.theirs for field in self.fields if field.verdict is Verdict.THEIRS}

    @property
    def needs_person(self) -> bool:
        """Tell whether a field was changed on both sides, or here though it is closed there."""
        return any(field.verdict in {Verdict.CONFLICT, Verdict.REFUSED} for field in self.fields)


def merge(agreed: Version, ours: Version, theirs: Version) -> Merge:
    """Compare three versions; fields a side does not know count as unchanged there."""
    closed = theirs.get("status", "") in CLOSED
    found = [
        _field(name, agreed, ours, theirs, closed=closed) for name in sorted({*agreed, *ours, *theirs}, key=_first)
    ]
    return Merge(tuple(field for field in found if field.verdict is not Verdict.SAME))


def _field(name: str, agreed: Version, ours: Version, theirs: Version, *, closed: bool) -> FieldVerdict:
    base = agreed.get(name, "")
    here, there = ours.get(name, base), theirs.get(name, base)
    return FieldVerdict(name, _verdict(base, here, there, closed=closed), base, here, there)


def _verdict(base: str, here: str, there: str, *, closed: bool) -> Verdict:
    if here == base:
        return Verdict.SAME if there == base else Verdict.THEIRS
    if here == there:
        return Verdict.BOTH_ALIKE
    if there != base:
        return Verdict.CONFLICT
    return Verdict.REFUSED if closed else Verdict.OURS


def _first(name: str) -> tuple[bool, str]:
    """Sort amounts before everything else: they matter first."""
    return (name not in {"total", "tax", "net", "amount", "currency"}, name)
