"""The panel in which a sheet of customers is looked at, row by row, before it comes in."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from bookdesk.takeon.customers import Imported, Outcome
from bookdesk.ui import wording
from bookdesk.ui.contacts.importing.presenter import DryRun, ImportingPresenter
from bookdesk.ui.contacts.importing.table import ROWS
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.table import RecordTable

_FIRST = {Outcome.REFUSED: 0, Outcome.CHANGED: 1, Outcome.NEW: 2, Outcome.SAME: 3}
"""What needs eyes comes first."""


class ImportingPanel(Panel):
    """A sheet of customers, looked through."""

    def __init__(self, desktop: Desktop, chooser: Chooser) -> None:
        """Hidden until a sheet was chosen."""
        super().__init__("Import", desktop, "")
        self.presenter, self.chooser = ImportingPresenter(desktop, self), chooser
        self._run: DryRun | None = None
        self.said = quiet("")
        self.model = RowsModel(ROWS, lambda one: str(one.line), self)
        self.table = RecordTable(self.model, "customers of a sheet", desktop.memory, "Rows of the sheet")
        self.table.setMinimumHeight(sized(64))
        self.table.setMaximumHeight(sized(230))
        self.lay_out(self.said, self.table)
        self.do.clicked.connect(self._take_in)
        self.presenter.looked.connect(self.show_run)
        self.presenter.taken.connect(self._tell)
        self.presenter.refused.connect(self._refused)

    def choose(self, over: QWidget) -> None:
        """Ask for a sheet, and look it through."""
        sheet = self.chooser.file(over, "Sheet of customers")
        if sheet is not None:
            self.presenter.look(sheet)

    def show_run(self, run: DryRun) -> None:
        """Show what would become of each row."""
        self._run = run
        self.model.show_rows(sorted(run.rows, key=lambda one: (_FIRST[one.outcome], one.line)))
        self.title.setText(f"Customers of {run.name}")
        self.said.setText(_words(run))
        new = run.count(Outcome.NEW)
        self.do.setText(f"Import {wording.count(new, 'customer')}" if new or not run.brings else "Import")
        self.do.setEnabled(run.brings)
        self.problem.hide()
        self.unfold(first=self.do if run.brings else self.table)
        self.table.choose_first()

    def forget(self) -> None:
        """Show no sheet any more."""
        self._run = None
        self.model.forget()
        self.leave()

    def _take_in(self) -> None:
        if self._run is not None and self.do.isEnabled():
            self.do.setEnabled(False)  # a second press brings nobody twice, but it need not be asked
            self.presenter.take_in(self._run)

    def _refused(self, error: object) -> None:
        self.do.setEnabled(True)
        self.refuse(error)  # type: ignore[arg-type] # the signal carries errors only

    def _tell(self, done: Imported) -> None:
        self.forget()
        words = f"{wording.count(len(done.added), 'customer')} came in."
        became = f"{', '.join(done.became)} supplied before and buy now." if done.became else ""
        alike = f"Look whether these are twice, their tax number is another's, too: {', '.join(done.alike)}."
        notes = " ".join(filter(None, (became, alike if done.alike else "")))
        self._desktop.tell_here(Message(words, Tone.WARN if done.alike else Tone.GOOD, notes))


def _words(run: DryRun) -> str:
    told = (
        (Outcome.NEW, "new"),
        (Outcome.SAME, "the same as here"),
        (Outcome.CHANGED, "here already and other than in the sheet: nothing kept of them is changed"),
        (Outcome.REFUSED, "refused, and left out"),
    )
    parts = [f"{run.count(outcome)} {words}" for outcome, words in told if run.count(outcome)]
    return f"{'; '.join(parts)}. Nothing was changed yet."
