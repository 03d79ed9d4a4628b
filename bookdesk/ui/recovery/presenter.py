"""What the recovery sheet does: it opens the practice for as long as it takes to give somebody a new passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from bookdesk.core.errors import BookDeskError, UsageError
from bookdesk.ui.memory import Memory
from bookdesk.ui.surroundings import LAST_USER, Surroundings
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # imported off the window's thread
    from bookdesk.office.entering import Recovered
    from bookdesk.office.opened import Office

Entered = Callable[["Office"], None]


class RecoveryPresenter:
    """Stands before a practice whose passphrase is lost."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Ask through the door, and remember who came in."""
        self._around, self._door, self._memory = around, door, memory
        self._recovered: Recovered | None = None

    def last_user(self) -> str:
        """Return who was here last."""
        return self._memory.text(LAST_USER)

    @staticmethod
    def read(file: Path) -> str:
        """Return what a sheet's file tells of the key; `BookDeskError` if it is none."""
        from bookdesk.security.recovery import sheet_text  # noqa: PLC0415 - only where a file was chosen

        return sheet_text(file)

    def recover(self, owner: QObject, sheet: str, then: Callable[[tuple[str, ...]], None], failed: Failed) -> None:
        """Open the practice by its sheet and return the people in it; `renew` or `abandon` ends it."""

        def opened(recovered: Recovered) -> None:
            self._recovered = recovered
            then(recovered.users)

        self._door.ask(owner, lambda: self._around.threshold().recover(sheet), opened, failed)

    def renew(self, owner: QObject, user: str, passphrase: str, then: Entered, failed: Failed) -> None:
        """Give a person a new passphrase and enter as him."""
        recovered, self._recovered = self._recovered, None
        if recovered is None:
            failed(UsageError("The practice is not opened by its sheet any more.", "Enter the sheet again."))
            return

        def entered(office: Office) -> None:
            self._memory.keep(LAST_USER, user)
            then(office)

        def refused(error: BookDeskError) -> None:
            recovered.close()
            failed(error)

        self._door.ask(owner, lambda: recovered.renew(user, passphrase), entered, refused)

    def abandon(self) -> None:
        """Give a recovery up, as on closing the window."""
        if self._recovered is not None:
            self._recovered.close()
            self._recovered = None
