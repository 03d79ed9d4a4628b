"""What the first day does: a practice is made only once its recovery sheet is in the person's hands."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.memory import Memory
from bookdesk.ui.surroundings import LAST_USER, Surroundings
from bookdesk.ui.tasks import Door, Failed

if TYPE_CHECKING:  # imported while the person types
    from bookdesk.office.newclient import NewClient
    from bookdesk.office.opened import Office
    from bookdesk.security.recovery import RecoverySheet

_ORDINALS: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")
ASKED: Final = 2
"""Groups of the sheet that are typed back."""


class Abandoned(BookDeskError):
    """The person went back before the sheet was kept: no practice was made."""


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


class SheetToKeep:
    """A recovery sheet that was made, and what became of it. The practice waits for it."""

    def __init__(self, sheet: RecoverySheet) -> None:
        """Choose the groups that will be asked for, and draw its page."""
        from bookdesk.office.sheetpdf import sheet_picture  # noqa: PLC0415 - off the window's thread
        from bookdesk.security.recovery import to_groups  # noqa: PLC0415 - off the window's thread

        self.picture = sheet_picture(sheet)
        """What a printer takes: dots, width, height."""
        self.text, self._sheet = sheet.text, sheet
        self._groups = to_groups(sheet.key)
        self.asked = tuple(sorted(secrets.SystemRandom().sample(range(len(self._groups)), ASKED)))
        self._files: list[Path] = []

    def names(self) -> dict[int, str]:
        """Return the places that are asked for, each as one finds it on the paper: nobody counts to twelve."""
        half = len(self._groups) // 2
        lines = ("first", "second")
        return {place: f"{_ORDINALS[place % half]} group of the {lines[place // half]} line" for place in self.asked}

    def group(self, place: int) -> str:
        """Return one of its groups, as the paper tells it."""
        return self._groups[place]

    def fits(self, place: int, typed: str) -> bool:
        """Return whether a group was typed back rightly."""
        from bookdesk.security.recovery import reads_as  # noqa: PLC0415 - imported by now

        return reads_as(typed, self._groups[place])

    def save(self, file: Path) -> None:
        """Write it to a new file of this user alone: as PDF, or as text where the name asks for it."""
        from bookdesk.office.sheetpdf import sheet_file  # noqa: PLC0415 - imported by now
        from bookdesk.security.recovery import write_sheet  # noqa: PLC0415 - imported by now

        write_sheet(file, sheet_file(self._sheet, file))
        self._files.append(file)

    def forget(self) -> None:
        """Remove the files: they open nothing."""
        for file in self._files:
            file.unlink(missing_ok=True)


class FirstRunPresenter(QObject):
    """Asks through the door."""

    sheet_made = Signal(object)
    """A `SheetToKeep`: the founding waits until `sheet_kept` or `abandon`."""

    def __init__(self, around: Surroundings, door: Door, memory: Memory) -> None:
        """Stand where a practice will be."""
        super().__init__()
        self._around, self._door, self._memory = around, door, memory
        self._waiting: _Gate | None = None

    def found(self, owner: QObject, day: FirstDay, then: Callable[[Office], None], failed: Failed) -> None:
        """Make a practice. Its sheet comes first, by `sheet_made`; nothing is written before `sheet_kept`."""
        gate = self._waiting = _Gate(self.sheet_made.emit)

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

    def _found(self, day: FirstDay, gate: _Gate) -> Office:
        from bookdesk.security.founding import NewPractice  # noqa: PLC0415 - off the window's thread

        try:
            return self._around.threshold().found(NewPractice(day.practice, day.user), day.passphrase, gate.keep)
        except BookDeskError:
            gate.forget()
            raise


class _Gate:
    """Where the founding waits, on its own thread, until the person decided about the sheet on the window's."""

    def __init__(self, show: Callable[[SheetToKeep], None]) -> None:
        self._show, self._decided, self._kept = show, threading.Event(), False
        self._sheet: SheetToKeep | None = None

    def keep(self, sheet: RecoverySheet) -> None:
        """Show the sheet and wait; `Abandoned` if it was not kept."""
        self._sheet = SheetToKeep(sheet)
        self._show(self._sheet)
        self._decided.wait()
        if not self._kept:
            raise Abandoned("No practice was made.", "A sheet that was printed opens nothing: tear it up.")

    def decide(self, *, kept: bool) -> None:
        """End the waiting; the first decision counts."""
        if not self._decided.is_set():
            self._kept = kept
            self._decided.set()

    def forget(self) -> None:
        """Remove what was saved of a sheet that opens nothing."""
        if self._sheet is not None:
            self._sheet.forget()
