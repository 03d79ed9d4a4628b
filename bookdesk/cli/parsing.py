"""How an area adds its commands: a function `register(commands)` that names arguments and a handler each.

The types below read what is typed, so that a slip is refused as wrong usage (status 2) in words a person knows.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from bookdesk.cli.console import Console, told
from bookdesk.core.amounts import NotAnAmount, exact_amount
from bookdesk.core.dates import NotADate
from bookdesk.core.errors import UsageError
from bookdesk.core.texts import clean

Arguments = argparse.Namespace
Handler = Callable[[Arguments, Console], int]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGEST = 1_000_000_000


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_text: str, handler: Handler
) -> argparse.ArgumentParser:
    """Add a command with `--json`; `handler` returns its exit status (DESIGN: 0 done, 1 problems reported)."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(handler=handler)
    return parser


def as_day(text: str) -> date:
    """Read a day of the calendar, as 2026-06-30 and in no other form."""
    try:
        if not _DAY.fullmatch(text):
            raise NotADate(text)
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(str(NotADate(text))) from None


def as_amount(text: str) -> Decimal:
    """Read an exact amount, as 1234.50."""
    try:
        return exact_amount(text)
    except NotAnAmount as error:
        raise argparse.ArgumentTypeError(told(error)) from None


def as_rate(text: str) -> Decimal:
    """Read an exchange rate, which is more than nothing."""
    found = as_amount(text)
    if found <= 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no exchange rate. Give what one unit costs, as in 1.6523.")
    return found


def whole(least: int, most: int = _LARGEST) -> Callable[[str], int]:
    """Return a reader of whole numbers from `least` to `most`."""

    def read(text: str) -> int:
        found = int(text) if re.fullmatch(r"-?[0-9]{1,18}", text, re.ASCII) else None
        if found is None or not least <= found <= most:
            raise argparse.ArgumentTypeError(f"'{text}' is no such number. Give one from {least} to {most}.")
        return found

    return read


def as_words(text: str) -> str:
    """Read what a person says for the record: on one line, and not blank."""
    found = clean(text.encode("utf-8", "replace").decode("utf-8"))
    if not found:
        raise argparse.ArgumentTypeError("nothing is said. Say it in words: the history keeps it.")
    return found


def assignments(texts: Sequence[str]) -> dict[str, str]:
    """Return corrections written as FIELD=VALUE, in their order; `UsageError` where one is none or said twice."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise UsageError(f"{text!r} is no correction.", "Write FIELD=VALUE, as in document_date=2026-05-04.")
        if name in found:
            raise UsageError(f"{name} is said twice.", "Say it once.")
        found[name] = value
    return found
