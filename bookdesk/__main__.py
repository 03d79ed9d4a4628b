"""The program's one entry: child processes first, before anything heavy is imported, then the window or commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from bookdesk.core.itself import CHILD_ARGUMENT
from bookdesk.core.undumpable import keep_out_of_dumps

CHILDREN = {
    "read": "bookdesk.reading.worker:load",
    "show": "bookdesk.reading.showing:load",
}
"""Name of a child → the function that does its imports and returns its handler (`core.childside.Handler`)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run as a child process, as the window or as the command line; returns the exit status."""
    os.umask(0o077)  # whatever this program writes is for its user alone
    keep_out_of_dumps()
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == [CHILD_ARGUMENT]:
        return _child(*words[1:])
    if _wants_window(words):
        from bookdesk.app import main as window  # noqa: PLC0415 - a command must not pay for it

        return window(words)
    if words[:1] == ["bench"] and find_spec("bookdesk.bench"):  # above the command line, and not in installers
        from bookdesk.bench.main import main as benchmarks  # noqa: PLC0415 - as below

        return benchmarks(words[1:])
    from bookdesk.cli.main import main as command_line  # noqa: PLC0415 - a child must not pay for it

    return command_line(words)


def _wants_window(words: Sequence[str]) -> bool:
    """The program alone is the window, and so is the demo, unless it is to run without one or to be explained."""
    return not words or (words[0] == "demo" and not {"--headless", "-h", "--help"} & set(words))


def _child(name: str, limits: str) -> int:
    from bookdesk.core.childside import Handler, serve  # noqa: PLC0415 - as above

    def load() -> Handler:
        module, _, function = CHILDREN[name].partition(":")
        handler: Handler = getattr(import_module(module), function)()
        return handler

    return serve(load, limits)


if __name__ == "__main__":
    sys.exit(main())
