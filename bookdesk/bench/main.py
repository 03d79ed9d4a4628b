"""`bookdesk bench [NAME]`: runs benchmarks and prints one line per figure, with its baseline of the same run."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path

from bookdesk.bench.measure import Measurement

Benchmark = Callable[[Path | None], Iterable[Measurement]]

BENCHMARKS: dict[str, str] = {
    "store": "bookdesk.bench.store:run",
    "upgrade": "bookdesk.bench.upgrading:run",
    "unlock": "bookdesk.bench.unlocking:run",
    "lock": "bookdesk.bench.desktop:run_lock",
    "reading": "bookdesk.bench.reading:run",
    "showing": "bookdesk.bench.showing:run",
    "matching": "bookdesk.bench.matching:run",
    "figures": "bookdesk.bench.figures:run",
    "reminders": "bookdesk.bench.reminding:run",
    "backups": "bookdesk.bench.backups:run",
    "portal": "bookdesk.bench.portal:run",
    "paper": "bookdesk.bench.paper:run",
    "desktop": "bookdesk.bench.desktop:run",
    "dropping": "bookdesk.bench.dropping:run",
    "keys": "bookdesk.bench.keys:run",
}
"""Name → the function that measures; it takes the folder of `--data`, if one was named."""
WITH_OPTIONS = {
    "capture": "how many fields are read right, per field and set of documents with known answers",
    "damaged": "a folder of damaged documents, read as capture reads them",
    "repair": "how often an amount with one misread sign is mended, and how often wrongly",
}
"""Benchmarks with options of their own, each in a module of its name, and what they measure."""


def main(words: Sequence[str]) -> int:
    """Run the named benchmark, or all that need no data; always 0, since a figure is an observation, not a test."""
    if words and words[0] in WITH_OPTIONS:
        run: Callable[[Sequence[str]], int] = import_module(f"bookdesk.bench.{words[0]}").main
        return run(words[1:])
    arguments = _parser().parse_args(words)
    for name in arguments.names or BENCHMARKS:
        for measured in _benchmark(name)(arguments.data):
            sys.stdout.write((json.dumps(measured.row()) if arguments.json else measured.sentence()) + "\n")
            sys.stdout.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    own = "\n".join(f"  {name:<9}{what}" for name, what in WITH_OPTIONS.items())
    parser = argparse.ArgumentParser(
        prog="bookdesk bench",
        description="Measures, each figure beside its baseline.",
        epilog=f"with options of their own (bookdesk bench NAME --help):\n{own}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []], help=", ".join(BENCHMARKS))
    parser.add_argument("--data", type=Path, help="a folder of documents with known answers")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    return parser


def _benchmark(name: str) -> Benchmark:
    module, _, function = BENCHMARKS[name].partition(":")
    benchmark: Benchmark = getattr(import_module(module), function)
    return benchmark
