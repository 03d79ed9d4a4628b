"""`bookdesk match WORKLOAD.jsonl`: run the matching engine over a file, without opening a practice."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.banking.matching import match
from bookdesk.banking.matching.workload import as_row, read_workload
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.core.errors import InputError


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "match", "Run the matching engine over a workload in JSON Lines.", _run)
    parser.add_argument("workload", type=Path, metavar="WORKLOAD.jsonl")


def _run(args: Arguments, console: Console) -> int:
    try:
        with args.workload.open(encoding="utf-8") as rows:
            workload = read_workload(rows)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{args.workload.name} cannot be read: {error}.", "Check the path; the file is JSON Lines in UTF-8."
        ) from error
    suggestions = match(workload)
    for suggestion in suggestions:
        row = as_row(suggestion)
        console.row(row, f"{suggestion.line} {suggestion.rank} {suggestion.kind} {row['docs']} auto={suggestion.auto}")
    automatic = sum(suggestion.auto for suggestion in suggestions)
    first = sum(suggestion.rank == 1 for suggestion in suggestions)
    console.say(f"{len(workload.lines)} lines: {first} with a suggestion, {automatic} of them accepted unseen")
    return console.status
