"""The command line: which word leads to which module, exit statuses from errors, and the one broad catch.

Only the module of the command that was asked for is imported, so that a stateless command starts fast.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module

from bookdesk import __version__
from bookdesk.cli.console import NOT_IN_ORDER, Console, told
from bookdesk.core.errors import BookDeskError

AREAS: dict[str, tuple[str, ...]] = {
    "demo": ("demo",),
    "keys": ("recovery", "keyring", "device-secret"),
    "rotating": ("keys",),
    "erasing": ("erase",),
    "practice": ("init", "user", "client", "backup", "restore", "verify"),
    "takeon": ("takeon",),
    "capture": ("capture",),
    "inbox": ("inbox",),
    "required": ("required",),
    "rule": ("rule",),
    "read": ("read",),
    "readers": ("readers",),
    "bill": ("bill",),
    "approve": ("approve",),
    "pay": ("pay",),
    "payee": ("payee",),
    "statement": ("statement",),
    "match": ("match",),
    "bank": ("bank",),
    "sales": ("sales",),
    "product": ("product",),
    "customer": ("customer",),
    "estimate": ("estimate",),
    "invoice": ("invoice",),
    "schedule": ("schedule",),
    "receipt": ("receipt",),
    "reconcile": ("reconcile",),
    "mail": ("mail",),
    "mailbox": ("mailbox",),
    "folder": ("folder",),
    "sync": ("sync",),
    "online": ("online",),
    "portal": ("portal",),
    "history": ("history",),
    "period": ("period",),
    "account": ("account",),
    "remind": ("remind",),
    "template": ("template",),
    "report": ("report",),
    "contact": ("contact",),
    "commitment": ("commitment",),
}
"""Module of `bookdesk.cli` and the commands it registers."""

_NO_COMMAND = "No command was given. `bookdesk` alone opens the window; `--help` lists the commands."
_FIELD = re.compile(r"[A-Za-z_][\w.]*=")
_USAGE = 2
_DEFECT = 1


def main(words: Sequence[str]) -> int:
    """Run one command; returns its exit status (0 done, 1 problems, 2 usage, 3 locked, 4 unreachable, 5 in use)."""
    console = Console()
    if not words:
        console.say(_NO_COMMAND)
        return _USAGE
    return run(words, console)


def run(words: Sequence[str], console: Console) -> int:
    """Run one command that speaks through `console`; returns its exit status. Wrong usage ends the process with 2."""
    arguments = _parsed(_parser(words), words)
    console.as_json = getattr(arguments, "json", False)
    return _guarded(arguments, console)


def _parsed(parser: argparse.ArgumentParser, words: Sequence[str]) -> argparse.Namespace:
    """Read the words; FIELD=VALUE counts wherever it stands, also behind an option, where argparse leaves it over."""
    arguments, over = parser.parse_known_args(words)
    fields = getattr(arguments, "assignments", None)
    if over and isinstance(fields, list) and all(_FIELD.match(word) for word in over):
        fields.extend(over)
    elif over:
        parser.error(f"unrecognized arguments: {' '.join(over)}")
    return arguments


def _guarded(arguments: argparse.Namespace, console: Console) -> int:
    try:
        status: int = arguments.handler(arguments, console)
    except BookDeskError as error:
        console.say(f"bookdesk: {told(error)}")
        return error.exit_status
    except KeyboardInterrupt:
        console.say("bookdesk: stopped; what was finished is kept.")
        return _DEFECT
    except BrokenPipeError:
        sys.stderr.close()
        return _DEFECT
    except Exception as error:  # noqa: BLE001 - the door of the command line: nothing may end in a bare traceback
        return _defect(error, console)
    return status or int(getattr(arguments, NOT_IN_ORDER, False))


def _defect(error: Exception, console: Console) -> int:
    """Tell of our own mistake without showing any data of a client; the trace only where it was asked for."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    console.say(
        f"bookdesk: a defect of BookDesk stopped this command ({type(error).__name__} in {where.name}, line"
        f" {where.lineno}). Nothing half done was kept. Repeat it with BOOKDESK_DEBUG=1 and report what it prints."
    )
    if os.environ.get("BOOKDESK_DEBUG"):
        traceback.print_exception(error, file=console.err)
    return _DEFECT


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bookdesk", description="The one desk of a bookkeeper with many clients.")
    parser.add_argument("--version", action="version", version=f"BookDesk {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for area in _areas_for(words[0]):
        import_module(f"bookdesk.cli.{area}").register(commands)
    return parser


def _areas_for(word: str) -> list[str]:
    wanted = [area for area, names in AREAS.items() if word in names]
    return wanted or list(AREAS)
