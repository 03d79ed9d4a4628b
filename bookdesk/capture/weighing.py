"""Which remarks on a document weigh so much that nobody should confirm it before he read them. Pure.

They tell of money that may go twice, or to somebody else; they do not speak against confirming, for they may be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bookdesk.capture.readiness import Objection
from bookdesk.capture.told import Remark, RemarkKind

_SHORT: Final[Mapping[RemarkKind, str]] = {
    RemarkKind.ALIKE: "it may be here already",
    RemarkKind.GUESSED: "its supplier is a guess",
    RemarkKind.ACCOUNT: "another bank account is on it",
    RemarkKind.TAKEN: "the bank account of another supplier is on it",
    RemarkKind.FORGED: "the sender's name looks forged",
}
"""The kinds that weigh, and what each comes to in a few words."""


@dataclass(frozen=True, slots=True)
class Weighty:
    """A remark that weighs."""

    kind: RemarkKind
    words: str

    @property
    def short(self) -> str:
        """What it comes to, as the end of `Ready, but ...`."""
        return _SHORT[self.kind]

    @property
    def again(self) -> bool:
        """Whether it tells of another document that this one may be."""
        return self.kind is RemarkKind.ALIKE

    def as_told(self) -> Objection:
        """Return it as what speaks against confirming is told, with what a person may say to it."""
        if not self.again:
            return Objection(self.words, "")
        remedy = "Compare both first. Say that it is another bill, or put this one aside."
        return Objection(self.words, remedy, word="duplicate=no")


def weighty(remark: Remark) -> Weighty | None:
    """Return a remark as one that weighs; none where it does not."""
    return Weighty(remark.kind, remark.words) if remark.kind in _SHORT else None
