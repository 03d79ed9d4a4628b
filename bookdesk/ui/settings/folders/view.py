"""The section on watched folders: which are watched for the client in front, and what becomes of their files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.models.arrival import FolderAfter
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import quiet
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.settings.folders.presenter import FoldersKnown, FoldersPresenter

_SAID = (
    "What a scanner, a shared drive or a cloud puts into a watched folder is taken in once it is complete. Folders"
    " within it, links and hidden files are left alone."
)
_AFTER = (
    Choice(FolderAfter.MOVE.value, "Move to Taken"),
    Choice(FolderAfter.LEAVE.value, "Stay there"),
)
_WORDS = {FolderAfter.MOVE: "taken files move to Taken", FolderAfter.LEAVE: "taken files stay"}


class FoldersSection(QWidget):
    """The folders of the client in front."""

    def __init__(self, desktop: Desktop, chooser: Callable[[], Chooser]) -> None:
        """Show nothing yet; `refresh` asks. `chooser` gives what asks for a folder."""
        super().__init__()
        self.presenter, self._chooser = FoldersPresenter(desktop), chooser
        self.whose, self.facts, self.result = quiet(), Facts(), Banner()
        self.after = Options("Taken files", _AFTER, FolderAfter.MOVE.value)
        self.watch = push("Watch a folder…")
        self.folder, self.leave_it = ChoiceField("Watched folder"), push("Watch no more")
        self._after_row = FormRow("Taken files", self.after, beside=self.watch)
        self._folder_row = FormRow("Watched folder", self.folder, beside=self.leave_it)
        self._lay_out()
        self.presenter.found.connect(self._show)
        self.presenter.said.connect(self.result.say)
        self.watch.clicked.connect(self._choose)
        self.leave_it.clicked.connect(self._leave)
        self.folder.settled.connect(self._judge)
        desktop.client_changed.connect(lambda _: self._forget())

    def refresh(self) -> None:
        """Ask how it stands."""
        self.presenter.look()

    # -- inside

    def _lay_out(self) -> None:
        self.watch.setIcon(icon("folder", "text"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * GRID)
        for part in (quiet(_SAID), self.whose, self.facts, self._after_row, self._folder_row, self.result):
            column.addWidget(part)
        self._show(None)

    def _forget(self) -> None:
        """Show nothing more of the client that was in front."""
        self.result.clear()
        self._show(None)
        if self.isVisible():
            self.refresh()

    def _show(self, known: FoldersKnown | None) -> None:
        folders = known.folders if known is not None else ()
        here = [one for one in folders if one.here]
        self.whose.setText(
            "Choose a client first: Ctrl+P." if known is None else f"Folders of this computer, for {known.name}:"
        )
        self.facts.show_facts(
            [(str(one.path), _WORDS[one.after] + ("" if one.here else ", on another computer")) for one in folders]
        )
        self.facts.setVisible(bool(folders))
        self.folder.offer([Choice(str(one.path), str(one.path)) for one in here])
        self.folder.clear()
        may = known is not None and known.may_change
        self._after_row.setVisible(may)
        self._folder_row.setVisible(may and bool(here))
        self._judge()

    def _judge(self) -> None:
        self.leave_it.setEnabled(bool(self.folder.exact()))

    def _choose(self) -> None:
        chosen = self._chooser().folder(self, "Folder with documents", "")
        if chosen is not None:
            self.result.clear()
            self.presenter.watch(Path(chosen), FolderAfter(self.after.value()))

    def _leave(self) -> None:
        if self.folder.exact():
            self.result.clear()
            self.presenter.leave(Path(self.folder.exact()))
