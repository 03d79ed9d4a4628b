"""Which remarks on a document weigh so much that nobody should confirm it before he read them. Pure.

They tell of money that may go twice, or to somebody else; they do not speak against confirming, for they may be wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bookdesk.capture.readiness import Objection

_AGAIN: Final = "it may be here already"
_MARKS: Final = (
    ("It may be here already: ", _AGAIN),
    (" was recognised by ", "its supplier is a guess"),
    ("The bank details on the document ", "another bank account is on it"),
    ("The bank account on the document ", "the bank account of another supplier is on it"),
    ("The sender's name ", "the sender's name looks forged"),
)
"""What stands in a remark as `repeating`, `remarks` and `paidto` word it, and what that comes to in a few words."""


@dataclass(frozen=True, slots=True)
class Weighty:
    """A remark as it is told, and what it comes to, as the end of `Ready, but ...`."""

    words: str
    short: str

    @property
    def again(self) -> bool:
        """Whether it tells of another document that this one may be."""
        return self.short == _AGAIN

    def as_told(self) -> Objection:
        """Return it as what speaks against confirming is told, with what a person may say to it."""
        if not self.again:
            return Objection(self.words, "")
        remedy = "Compare both first. Say that it is another bill, or put this one aside."
        return Objection(self.words, remedy, word="duplicate=no")


def weighty(remark: str) -> Weighty | None:
    """Return a remark as one that weighs; none where it does not."""
    return next((Weighty(remark, short) for mark, short in _MARKS if mark in remark), None)
