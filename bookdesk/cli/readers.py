"""`bookdesk readers`: which readers of scans and photos this installation has."""

from __future__ import annotations

import argparse

from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.reading.equipment import readers


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    add_command(commands, "readers", "Tell which readers of scans and photos are installed.", _run)


def _run(args: Arguments, console: Console) -> int:
    del args
    for one in readers():
        row = {"reader": one.name, "usable": one.usable, "version": one.version or None, "told": one.told}
        state = one.version or "there" if one.usable else "not installed"
        console.row(row, f"{one.name}: {state}. {one.told}")
    return console.status
