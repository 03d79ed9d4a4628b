"""A recovery sheet that is still to be kept: whoever made it waits until it is in the person's hands."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bookdesk.core.errors import BookDeskError

if TYPE_CHECKING:  # imported while the person types
    from bookdesk.security.recovery import RecoverySheet

_ORDINALS: Final = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh")
ASKED: Final = 2
"""Groups of the sheet that are typed back."""


class Abandoned(BookDeskError):
    """The person went back before the sheet was kept: nothing was changed."""


class SheetToKeep:
    """A recovery sheet that was made, and what became of it."""

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


class Gate:
    """Where the making waits, on its own thread, until the person decided about the sheet on the window's."""

    def __init__(self, show: Callable[[SheetToKeep], None], none_made: tuple[str, str]) -> None:
        """Show the sheet by `show`; where it is not kept, `none_made` says what that means and what to do."""
        self._none_made = none_made
        self._show, self._decided, self._kept = show, threading.Event(), False
        self._sheet: SheetToKeep | None = None

    def keep(self, sheet: RecoverySheet) -> None:
        """Show the sheet and wait; `Abandoned` if it was not kept."""
        self._sheet = SheetToKeep(sheet)
        self._show(self._sheet)
        self._decided.wait()
        if not self._kept:
            raise Abandoned(*self._none_made)

    def decide(self, *, kept: bool) -> None:
        """End the waiting; the first decision counts."""
        if not self._decided.is_set():
            self._kept = kept
            self._decided.set()

    def forget(self) -> None:
        """Remove what was saved of a sheet that opens nothing."""
        if self._sheet is not None:
            self._sheet.forget()
