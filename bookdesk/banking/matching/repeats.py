"""The same booking imported twice: by id, as pending and then booked, or from a file without ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bookdesk.banking.matching.index import Entry

_PENDING = re.compile(r"^PENDING\s+")
_TELLING_NUMBER = re.compile(r"[0-9]{3,}")
_DAYS = 3
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Repeat:
    """`entry` repeats `of`; `sure` where an id or a text that cannot be equal by accident proves it."""

    entry: Entry
    of: Entry
    sure: bool
    why: str


def find_repeats(entries: Iterable[Entry]) -> list[Repeat]:
    """Return the lines that are there twice; of two that are alike the later one is the repeat."""
    groups: dict[tuple[str, str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.line.account, entry.line.currency, entry.line.amount].append(entry)
    found: list[Repeat] = []
    for group in groups.values():
        taken: set[str] = set()
        for position, first in enumerate(group):
            for second in group[position + 1 :]:
                if second.day - first.day > _DAYS:
                    break
                if first.line.id in taken or second.line.id in taken:
                    continue
                repeat = _repeat(first, second)
                if repeat is not None:
                    taken.add(repeat.entry.line.id)
                    found.append(repeat)
    return found


def _repeat(first: Entry, second: Entry) -> Repeat | None:
    """Judge two lines of one account and amount, at most three days apart."""
    one, two = first.line, second.line
    if one.bank_id and one.bank_id == two.bank_id:
        return Repeat(second, first, sure=True, why="same bank id")
    one_pending, two_pending = (_PENDING.match(_own_text(entry)) is not None for entry in (first, second))
    if one_pending != two_pending:
        pending, booked = (first, second) if one_pending else (second, first)
        text = _PENDING.sub("", _own_text(pending))
        if len(text) >= _SHORTEST and _own_text(booked).startswith(text):
            return Repeat(pending, booked, sure=True, why="pending, then booked")
        return None
    if (one.bank_id and two.bank_id) or first.day != second.day or one.text != two.text:
        return None
    sure = _TELLING_NUMBER.search(first.words.folded) is not None
    repeat, original = (first, second) if two.bank_id and not one.bank_id else (second, first)
    return Repeat(repeat, original, sure=sure, why="same day and text, from a file without ids")


def _own_text(entry: Entry) -> str:
    """Return the folded text without a reference that was added to it."""
    return entry.words.folded[: len(entry.line.text)]
