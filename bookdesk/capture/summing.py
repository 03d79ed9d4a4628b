"""Net, tax and total as a person says them: what he set stays, and only what he did not set follows. Pure.

What was said stands in the history by its reasons (`net=53.10, tax=5.30`), oldest first; `stepping` reads these too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from bookdesk.core.money import Money

STEP: Final = "one step back: "
"""Before the reason of a step back: it takes the last correction of its field away and adds none."""
SUMS: Final = ("net", "tax", "total")
BY_COLUMNS: Final = "lines read by columns"
"""The reason of lines that were read anew by columns drawn on the page."""

_ITEM: Final = re.compile(r"(?:^|, )([a-z0-9_.]+)=(.*?)(?=, [a-z0-9_.]+=|$)")
_OF_THE_ONE: Final = {"line.1.net": "net", "line.1.tax": "tax", "line.1.gross": "total"}
_PARTS_LINES: Final = re.compile(r"lines|line\.[0-9]+\.(net|tax|gross|removed)")

Said = dict[str, list[str]]
"""By sum what was said of it, the last at the end; a step back takes that one away."""


def said_in(reasons: Iterable[str], *, of_lines: bool = False) -> Said:
    """Return what corrections that hold said of the sums; `of_lines` counts what was typed into the only line too.

    What was typed into lines is later than what was said of the document, and counts instead of it.
    """
    said: Said = {}
    for reason in reasons:
        if of_lines and reason.startswith(BY_COLUMNS):
            said.clear()
        for name, value in _ITEM.findall(reason.removeprefix(STEP)):
            if reason.startswith(STEP) and name in SUMS:
                step_back(said, name)
            else:
                hear(said, name, value, of_lines=of_lines)
    return said


def hear(said: Said, name: str, value: str, *, of_lines: bool = True) -> None:
    """Take in one correction."""
    if name in SUMS:
        said.setdefault(name, []).append(value)
    elif of_lines and _PARTS_LINES.fullmatch(name):
        kept = said.get("net") if name == "line.1.tax" else None
        said.clear()
        if kept:
            said["net"] = kept
        if name in _OF_THE_ONE:
            said[_OF_THE_ONE[name]] = [value]


def step_back(said: Said, name: str) -> None:
    """Take away what was said last of a sum."""
    if said.get(name):
        said[name].pop()
    if not said.get(name):
        said.pop(name, None)


def settled(sums: Mapping[str, Money], said: Mapping[str, Money]) -> tuple[Money, Money]:
    """Return net and tax of the only line, of its present `sums` and what a person said of them.

    With the net alone the tax stays, with anything else alone the total does. Where all three were said and contradict
    each other, total and tax count: the total is what is paid.
    """
    now = {**sums, **said}
    if "total" not in said and "net" in said:
        return now["net"], now["tax"]
    if {"net", "total"} <= said.keys() and "tax" not in said:
        return now["net"], now["total"] - now["net"]
    return now["total"] - now["tax"], now["tax"]


def follow(said: Iterable[str]) -> Sequence[str]:
    """Return the sums that were not said and follow from those that were; a total is the document's own."""
    return [name for name in ("net", "tax") if name not in said] if any(name in SUMS for name in said) else []
