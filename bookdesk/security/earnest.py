"""What a practice does in earnest waits until its recovery sheet was shown to be at hand.

Without the sheet a forgotten passphrase loses all books. In the window nobody founds a practice without typing a part
of it back; on the command line one can be founded so, for scripts. Before money leaves or books go to an
accounting system, somebody shows the sheet once.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from bookdesk.core.errors import NotAllowed
from bookdesk.models.actions import Action
from bookdesk.models.practice import Mode, Practice
from bookdesk.security.settings import RECOVERY_CONFIRMED
from bookdesk.store.practice import PracticeFile

IN_EARNEST: Final[frozenset[StrEnum]] = frozenset({Action.RUN_RELEASED, Action.LEDGER_CONNECTED})
"""Acts after which a practice cannot be set up anew without loss."""


def sheet_shown(practice: Practice, file: PracticeFile) -> bool:
    """Return whether somebody showed that he has the present sheet; a practice for show needs none."""
    if practice.mode is not Mode.NORMAL:
        return True
    return file.setting(RECOVERY_CONFIRMED) == file.recovery().box_key


def require_sheet(practice: Practice, file: PracticeFile, action: StrEnum) -> None:
    """Return quietly, or raise `NotAllowed` where an act is in earnest and nobody showed the sheet."""
    if action in IN_EARNEST and not sheet_shown(practice, file):
        raise NotAllowed(
            "Nobody has shown yet that the recovery sheet of this practice is kept: without it a forgotten passphrase"
            " loses all books.",
            "Show it once, in the settings under Recovery sheet; then do this again.",
            command="bookdesk recovery confirm --recovery-file FILE",
        )
