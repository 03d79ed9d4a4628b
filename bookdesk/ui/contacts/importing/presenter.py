"""Customers of a sheet as they are looked through and taken in; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.security.roles import Permission
from bookdesk.takeon.customers import Imported, Looked, Outcome, import_customers, look_through
from bookdesk.takeon.files import sheet_text
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class DryRun:
    """A sheet that was looked through: its text as it was then, which is what is taken in, and its rows."""

    name: str
    text: str
    rows: tuple[Looked, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows come to this."""
        return sum(one.outcome is outcome for one in self.rows)

    @property
    def left_out(self) -> frozenset[int]:
        """The lines that are refused."""
        return frozenset(one.line for one in self.rows if one.outcome is Outcome.REFUSED)

    @property
    def brings(self) -> bool:
        """Whether taking it in would change anything."""
        return any(one.outcome is Outcome.NEW or one.words.endswith("ecomes a customer.") for one in self.rows)


class ImportingPresenter(QObject):
    """Looks a sheet through, and takes in what was seen."""

    looked = Signal(object)
    """The `DryRun`."""
    taken = Signal(object)
    """What it brought: `Imported`."""
    refused = Signal(object)
    unreadable = Signal(object)
    """Why a sheet cannot be looked through."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def look(self, sheet: Path) -> None:
        """Look what would become of each row; nothing is changed."""

        def work(workspace: Workspace) -> DryRun:
            workspace.require(Permission.CAPTURE)
            text = sheet_text(sheet)
            return DryRun(sheet.name, text, look_through(workspace.desk, text))

        self._desktop.ask(
            self._desktop.client_id, self, work, self.looked.emit, self.unreadable.emit, name="sheet of customers"
        )

    def take_in(self, run: DryRun) -> None:
        """Take in the sheet that was looked at, without the lines that were refused."""

        def work(workspace: Workspace) -> Imported:
            workspace.require(Permission.CAPTURE)
            return import_customers(workspace.desk, run.text, without=run.left_out)

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.refused.emit)
