"""What the first day does: a practice is made only once its recovery sheet is in the person's hands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.keeping import Gate
from bookdesk.ui.surroundings import LAST_USER, Surroundings
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # imported while the person types
    from bookdesk.office.newclient import NewClient
    from bookdesk.office.opened import Office

_NONE_MADE: Final = ("No practice was made.", "A sheet that was printed opens nothing: tear it up.")


@dataclass(frozen=True)
class FirstDay:
    """What the first step asks for."""

    practice: str
    user: str
    passphrase: str


@dataclass(frozen=True)
class Backup:
    """A folder of backups, and what opens the newest: a person with his passphrase of then, or the sheet's key."""

    folder: str
    user: str
    secret: str


class FirstRunPresenter(QObject):
    """Asks through the door."""

    sheet_made = Signal(object)
    """A `SheetToKeep`: the founding waits until `sheet_kept` or `abandon`."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Stand where a practice will be."""
        super().__init__()
        self._around, self._door, self._memory = around, door, memory
        self._waiting: Gate | None = None

    def found(self, owner: QObject, day: FirstDay, then: Callable[[Office], None], failed: Failed) -> None:
        """Make a practice. Its sheet comes first, by `sheet_made`; nothing is written before `sheet_kept`."""
        gate = self._waiting = Gate(self.sheet_made.emit, _NONE_MADE)

        def made(office: Office) -> None:
            self._memory.keep(LAST_USER, day.user.strip())
            then(office)

        self._door.ask(owner, lambda: self._found(day, gate), made, failed)

    def sheet_kept(self) -> None:
        """Let the founding go on: the sheet is in the person's hands."""
        if self._waiting is not None:
            self._waiting.decide(kept=True)

    def abandon(self) -> None:
        """Give a founding up, as on going back or closing the window."""
        if self._waiting is not None:
            self._waiting.decide(kept=False)

    def add_client(
        self, owner: QObject, office: Office, new: NewClient, then: Callable[[str], None], failed: Failed
    ) -> None:
        """Add the first client and return its id."""

        def work() -> str:
            from bookdesk.office.newclient import add_new_client  # noqa: PLC0415 - off the window's thread

            return add_new_client(office, new).client_id

        self._door.ask(owner, work, then, failed)

    @staticmethod
    def key_in(file: Path) -> str:
        """Return the key of a recovery sheet in a file, as one would type it; `BookDeskError` if it is none."""
        from bookdesk.security.recovery import read_sheet, to_groups  # noqa: PLC0415 - only where a file was chosen

        return " ".join(to_groups(read_sheet(file)))

    def restore(self, owner: QObject, backup: Backup, then: Callable[[str], None], failed: Failed) -> None:
        """Bring a practice back from a backup into this empty home and return its day."""

        def work() -> str:
            source, user = Path(backup.folder.strip()), backup.user.strip()
            return self._around.threshold().restore(source, user, backup.secret)

        self._door.ask(owner, work, then, failed)

    def _found(self, day: FirstDay, gate: Gate) -> Office:
        from bookdesk.security.founding import NewPractice  # noqa: PLC0415 - off the window's thread

        try:
            return self._around.threshold().found(NewPractice(day.practice, day.user), day.passphrase, gate.keep)
        except BookDeskError:
            gate.forget()
            raise
