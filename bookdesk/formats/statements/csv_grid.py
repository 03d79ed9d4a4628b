"""Cells of a separated file: the separator is the one that makes the column count most constant."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bookdesk.core.errors import InputError

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 400
_FIELD_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One record: its first 1-based line in the file, and its cells without surrounding blanks."""

    line: int
    cells: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether no cell holds anything."""
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Grid:
    """All records, and the usual number of columns."""

    rows: tuple[Row, ...]
    width: int
    delimiter: str


def grid_of(text: str, delimiter: str | None = None) -> Grid:
    """Split `text`; `InputError` where no separator gives at least two columns."""
    chosen = delimiter or _best_delimiter(text)
    rows = tuple(row for row in _records(text, chosen) if not row.empty)
    width = _usual_width(rows)
    if width < 2:  # noqa: PLR2004 - a date and an amount at least
        raise InputError(
            "The file has no columns.", "Export it from the bank as CSV once more, or name its separator in a profile."
        )
    return Grid(rows, width, chosen)


def _best_delimiter(text: str) -> str:
    """Return the separator whose most frequent column count covers most rows; then the one with more columns."""
    lines = text.splitlines()[:_SAMPLE_ROWS]
    sample = "\n".join(lines)
    return max(_DELIMITERS, key=lambda mark: _constancy(list(_records(sample, mark))))


def _constancy(rows: list[Row]) -> tuple[int, int]:
    width = _usual_width(rows)
    return (0, 0) if width < 2 else (sum(len(row.cells) == width for row in rows), width)  # noqa: PLR2004 - one column is no grid


def _usual_width(rows: Iterable[Row]) -> int:
    """Return the most frequent column count above one, or one."""
    counts = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return max(counts, key=lambda width: (counts[width], width), default=1)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """Yield records with the line each begins on; quotes that are never closed end at their own line."""
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, skipinitialspace=True)
    begin = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            begin = reader.line_num + 1
            continue
        yield Row(begin, tuple(cell.strip().strip('"') for cell in cells))
        begin = reader.line_num + 1
