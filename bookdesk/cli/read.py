"""`bookdesk read FILE…`: read documents and print their fields, without opening a practice."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from bookdesk.capture.extraction import Extracted, extract
from bookdesk.capture.files import FileOutcome, Options, read_files
from bookdesk.capture.report import document_row, refused_row, words_of
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.core.errors import UsageError
from bookdesk.reading.second import ENGINES, Second, is_installed, not_installed

_KNOWN = "--engine auto, tesseract or rapid"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "read", "Read documents and print their fields.", _run)
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--ignore-embedded", action="store_true", help="read the page only, not the e-invoice in a PDF")
    parser.add_argument("--engine", default="auto", help="what reads scans: tesseract, rapid (both), auto (as needed)")
    parser.add_argument("--languages", default="eng,deu", help="languages of scans, best first (ISO 639-2)")
    parser.add_argument("--words", action="store_true", help="add the words with their boxes")


def _run(args: Arguments, console: Console) -> int:
    if args.engine not in ENGINES:
        raise UsageError(f"The engine {args.engine} is not part of this installation.", f"Use {_KNOWN}.")
    second = ENGINES[args.engine]
    if second is Second.ALWAYS and not is_installed():
        raise not_installed()
    options = Options(tuple(filter(None, args.languages.split(","))), args.ignore_embedded, second)
    for outcome in read_files(args.files, options):
        _print(outcome, args, console)
    return console.status


def _print(outcome: FileOutcome, args: Arguments, console: Console) -> None:
    """Print a line for each document of a file, or one that says why there is none."""
    name = str(outcome.path)
    if outcome.reading is None:
        console.problem(f"{outcome.path.name}: {outcome.error}")
        console.row(refused_row(name, str(outcome.error)), f"{outcome.path.name}: not read")
        return
    for problem in outcome.reading.problems:
        console.say(f"{outcome.path.name}: {problem}")
    began = time.perf_counter()
    documents = extract(outcome.reading)
    seconds = outcome.reading.seconds + time.perf_counter() - began
    for number, document in enumerate(documents, 1):
        row: dict[str, object] = dict(document_row(name, number, document, seconds / len(documents)))
        row["words"] = words_of(document) if args.words else None
        console.row(row, _sentence(outcome.path.name, document, row))


def _sentence(name: str, document: Extracted, row: Row) -> str:
    """Return the document in words: what it is and its fields, one a line."""
    lines = [f"{name}: {row['kind']} read from {row['source']}"]
    for field, read in document.extraction.fields.items():
        if read.value is not None:
            lines.append(f"  {field:18} {read.value}  ({read.state.value}: {read.why})")
    return "\n".join(lines)
