"""What a table shows of a row: columns as plain data, the same for windowed lists and short ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bookdesk.ui.look.tokens import Tone

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Pill:
    """A state in an icon and a word: never colour alone."""

    icon: str
    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: how wide at first (pixels at 100 %), what it says, and how it is sorted.

    `number` aligns right with figures of one width. `order` is the name under which the list sorts by it; none where
    it does not. `pill` paints a state instead of text, `note` is a tool tip; `grows` takes what width is left.
    """

    name: str
    title: str
    width: int
    text: Callable[[R], str]
    number: bool = False
    order: str = ""
    pill: Callable[[R], Pill | None] | None = None
    note: Callable[[R], str] | None = None
    grows: bool = False
    hidden: bool = False
    muted: bool = False
    spare: int = 0
    """In a narrow table the column with the highest figure goes first; those with none always stay."""


@dataclass(frozen=True, slots=True)
class Shown(Generic[R]):
    """A row ready to be painted: nothing is worked out while it is."""

    row: R
    texts: tuple[str, ...]
    pills: tuple[Pill | None, ...]


def shown(row: R, columns: tuple[Column[R], ...]) -> Shown[R]:
    """Work out everything a row will show."""
    pills = tuple(column.pill(row) if column.pill is not None else None for column in columns)
    texts = tuple(
        pill.words if pill is not None else column.text(row) for column, pill in zip(columns, pills, strict=True)
    )
    return Shown(row, texts, pills)
