"""After an unexpected end the next command that writes checks what was open, as the window does, and says so.

It never stops a command: whoever finds books out of order has to verify, back up and restore. But a command on what is
not in order ends with status 1.
"""

from __future__ import annotations

import sys

from bookdesk.cli.console import NOT_IN_ORDER
from bookdesk.cli.parsing import Arguments
from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Silent
from bookdesk.office.aftercrash import Checked, look_after
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.store.openmark import ended


def look(arguments: Arguments, practice: OpenPractice, clock: Clock) -> None:
    """Check what an unexpected end left, and tell it in a line; after an orderly one nothing is asked."""
    if ended(practice.places) is None:
        return
    try:
        found = look_after(Office(practice, clock), Silent())
    except BookDeskError as failure:
        sys.stderr.write(f"BookDesk ended unexpectedly, and what was open could not be checked: {failure}\n")
        return
    if found is None:
        return
    sys.stderr.write(f"{_words(found)}\n")
    for one in found.wrong:
        for finding in one.findings:
            sys.stderr.writelines(f"{one.name}: {finding.check}: {problem}\n" for problem in finding.problems)
    if any(one.client_id is None or _concerns(arguments, practice, one.client_id) for one in found.wrong):
        setattr(arguments, NOT_IN_ORDER, True)


def _concerns(arguments: Arguments, practice: OpenPractice, client_id: str) -> bool:
    """Whether a command is about this client; one that names none is about all."""
    named = getattr(arguments, "client", None)
    if not isinstance(named, str):
        return True
    try:
        return practice.client(named).client_id == client_id
    except BookDeskError:
        return False  # the command itself says so


def _words(found: Checked) -> str:
    end = f"BookDesk ended unexpectedly at {found.ended_at:%Y-%m-%d %H:%M} UTC."
    keys = " Somebody who left still knows a key (go on: bookdesk keys rotate)." if found.old_keys else ""
    left = f" {found.left} more are left to somebody who holds their keys." if found.left else ""
    if not found.in_order:
        names = ", ".join(one.name for one in found.wrong)
        return (
            f"{end} Not in order: {names}. Do not go on working there; bring it back from a backup (bookdesk verify;"
            f" bookdesk restore --from FOLDER).{left}{keys}"
        )
    what = f"{found.clients} clients" if found.clients != 1 else "1 client"
    return f"{end} Checked, with {what} that {'were' if found.clients != 1 else 'was'} open: in order.{left}{keys}"
