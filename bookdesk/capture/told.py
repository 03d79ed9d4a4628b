"""What a reviewer is told of a document besides its fields: of what kind a remark is, and its words. Pure.

By its kind a remark is found again: to take it away when it is no longer so, or to weigh it. Its words are for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RemarkKind(StrEnum):
    """What a remark is about; part of the name of its row, so a single word each."""

    ALIKE = "alike"
    """Another document that this one may be."""
    PARTS = "parts"
    """The file may hold several documents."""
    ACCOUNT = "account"
    """Another bank account is on it than the supplier's."""
    TAKEN = "taken"
    """The bank account of another supplier is on it."""
    FORGED = "forged"
    """The sender's name is written as forged names are."""
    ADDRESSEE = "addressee"
    """It is addressed to somebody else than the client."""
    KIND = "kind"
    """A person said another kind of document than it reads as."""
    NEWCOMER = "newcomer"
    """The sender is no supplier of the books yet."""
    GUESSED = "guessed"
    """The supplier was recognised by what does not prove him."""
    RULE = "rule"
    """A line is coded by a rule that did not prove itself yet."""
    APART = "apart"
    """A person said that it is a bill of its own, though it looks like another."""
    READING = "reading"
    """Something on the pages could not be read, or not well."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark before it has a row."""

    kind: RemarkKind
    words: str


def newcomer(name: str) -> Remark:
    """Return what is said of a sender whom the books do not know; it goes when they do."""
    return Remark(RemarkKind.NEWCOMER, f"{name} is not a supplier yet; confirming the bill makes it one.")
