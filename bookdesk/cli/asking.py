"""Asking groups of a recovery sheet back from whoever sits at the terminal, so that both know it can be read."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from bookdesk.core.errors import UsageError
from bookdesk.office.sheetpdf import sheet_file
from bookdesk.security.recovery import RecoverySheet, reads_as, to_groups, write_sheet

ASKED = 2
"""Groups that are typed back, as in the window."""
_TRIES = 3


def at_terminal() -> bool:
    """Return whether somebody sits there who can be asked."""
    return sys.stdin.isatty()


def keep_and_ask(sheet: RecoverySheet, path: Path) -> None:
    """Write a sheet to a new file, as PDF or text by its name, and ask for two groups where somebody can be asked.

    `UsageError` where one is wrong three times; then the file is gone again.
    """
    write_sheet(path, sheet_file(sheet, path))
    try:
        if at_terminal():
            _ask_back(to_groups(sheet.key), path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _ask_back(groups: Sequence[str], path: Path) -> None:
    sys.stderr.write(f"The sheet is in {path}. Print it now, and type two of its groups back from the paper.\n")
    for place in sorted(secrets.SystemRandom().sample(range(len(groups)), ASKED)):
        _ask(place + 1, groups[place])


def _ask(number: int, group: str) -> None:
    for _ in range(_TRIES):
        sys.stderr.write(f"Group {number}: ")
        sys.stderr.flush()
        if reads_as(sys.stdin.readline(), group):
            return
        sys.stderr.write("That is not what the sheet says there.\n")
    raise UsageError("The sheet could not be typed back.", "Print it anew, and begin again.")
