"""Where a command speaks: results on standard output, everything for the person on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import TextIOWrapper
from typing import TextIO

from bookdesk.core.errors import BookDeskError

Row = Mapping[str, object]
NOT_IN_ORDER = "not_in_order"
"""Set on the arguments of a command that worked on what was found not to be in order: it never ends with 0."""


@dataclass
class Console:
    """One command's mouth. With `as_json` each row is one JSON object a line, else its sentence."""

    as_json: bool = False
    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    problems: int = 0

    def __post_init__(self) -> None:
        """Speak UTF-8 whatever the system's old code page: a name it lacks must not end a command that was done."""
        for stream in (self.out, self.err):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")

    def row(self, row: Row, text: str) -> None:
        """Print one result: as an object, or as the sentence `text`."""
        self.out.write((json.dumps(row, ensure_ascii=False, default=_plain) if self.as_json else text) + "\n")
        self.out.flush()

    def say(self, text: str) -> None:
        """Tell the person something that is no result: progress, a hint."""
        self.err.write(text + "\n")
        self.err.flush()

    def problem(self, text: str) -> None:
        """Tell of a problem that did not stop the command; it then ends with status 1."""
        self.problems += 1
        self.say(text)

    def failed(self, row: Row, text: str, problem: str) -> None:
        """Print a result that is a problem as well: as an object with the `problem` beside it, else as `text` alone."""
        if self.as_json:
            self.problem(problem)
        else:
            self.problems += 1
        self.row(row, text)

    @property
    def status(self) -> int:
        """0 when all went well, 1 when problems were reported."""
        return 1 if self.problems else 0


def told(error: BookDeskError) -> str:
    """Return an expected failure as the command line tells it: both sentences, then what to type for the second."""
    return with_command(str(error), error.command)


def with_command(sentence: str, command: str) -> str:
    """Return a sentence that ends with the command that does what it asks, if there is one."""
    if not command:
        return sentence
    open_end = sentence.removesuffix(".")
    return f"{open_end} ({command})."


def _plain(value: object) -> str:
    """Amounts and dates as text; anything else is our defect."""
    if isinstance(value, Decimal):
        return format(value, "f")
    isoformat = getattr(value, "isoformat", None)
    if callable(isoformat):
        return str(isoformat())
    raise TypeError(f"{type(value).__name__} has no JSON form here")
