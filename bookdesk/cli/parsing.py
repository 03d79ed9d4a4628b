"""How an area adds its commands: a function `register(commands)` that names arguments and a handler each."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from bookdesk.cli.console import Console

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
