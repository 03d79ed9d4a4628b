"""How an area adds its commands: a function `register(commands)` that names arguments and a handler each."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from bookdesk.cli.console import Console
from bookdesk.core.errors import UsageError

Arguments = argparse.Namespace
Handler = Callable[[Arguments, Console], int]


def add_command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_text: str, handler: Handler
) -> argparse.ArgumentParser:
    """Add a command with `--json`; `handler` returns its exit status (DESIGN: 0 done, 1 problems reported)."""
    parser = commands.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.set_defaults(handler=handler)
    return parser


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
