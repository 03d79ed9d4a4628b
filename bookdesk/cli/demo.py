"""`bookdesk demo --headless`: the journeys of bills and invoices in a sample practice, step by step."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bookdesk.cli import salestour, tour
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.cli.rehearsal import Rehearsal, rehearsal
from bookdesk.core.errors import UsageError

STEPS: tuple[tuple[str, Callable[[Rehearsal, date], None]], ...] = (
    ("Ann founds a practice with Ben; two clients are added, one in Australia, one in Ireland", tour.found),
    ("Both are taken on from their old systems; hold the totals against the old ageing", tour.take_on),
    ("Seven files are dropped for the cafe: each gets a number at once, and an outcome", tour.capture),
    ("Ann reviews: she corrects a line and confirms what may become payable", tour.review),
    ("Ben approves within his limit; Ann, who entered the bills, cannot", tour.approve),
    ("A run pays: one in part, one credit note netted, one held; Ben releases it", tour.pay),
    ("The bank's statement clears the run; a fee and a card purchase are coded; the account is reconciled", tour.bank),
    ("What will be sent to the ledger is shown; it is away, then comes back, and one answer gets lost", tour.sync),
    (
        "The bookshop sells: an accepted estimate becomes an invoice with a deposit; its mail waits",
        salestour.sell,
    ),
    ("A monthly schedule catches up with what was missed, each month once", salestour.recur),
    (
        "A bank line pays three invoices, a cheque too much; the surplus is paid back, and not a cent more",
        salestour.receive,
    ),
    ("Reminders are looked at before the first is written; what is owed, and for how long", salestour.chase),
    ("Everything verifies, and a wrong passphrase opens nothing", tour.verify),
)


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "demo", "a sample practice in the window, or its journeys without one", _demo)
    parser.add_argument("--headless", action="store_true", help="without a window: print each step and its result")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave practice and files in this new folder")


def _demo(arguments: Arguments, console: Console) -> int:
    if not arguments.headless:
        raise UsageError(
            "The demo without --headless is shown in the window.", "Start the program itself: bookdesk demo."
        )
    if arguments.keep is None:
        with tempfile.TemporaryDirectory(prefix="bookdesk-demo-") as folder:
            return _run(Path(folder), console)
    if arguments.keep.exists():
        raise UsageError(f"{arguments.keep} exists already.", "Name a folder that does not exist yet.")
    arguments.keep.mkdir(parents=True)
    return _run(arguments.keep, console)


def _run(root: Path, console: Console) -> int:
    today = datetime.now(ZoneInfo("Australia/Sydney")).date()  # the eastern client's day is past for neither
    with rehearsal(root) as show:
        for title, act in STEPS:
            show.step(title)
            act(show, today)
    console.row({"steps": len(STEPS), "ok": True}, f"\nAll {len(STEPS)} steps ended as they should.")
    return console.status
