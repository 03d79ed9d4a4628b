"""The panel of what customers said at the portal: what is to be answered, and the note of what was done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.models.portal import WordState
from bookdesk.receivables.portal.listing import Said
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.outside import Make, Outside
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.form import FormRow, push
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.options import Options
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.online.customers.presenter import CustomersPresenter, FromCustomers, files_with
from bookdesk.ui.sales.online.customers.table import COLUMNS, ESTIMATES, about_words, said_words

OPEN, EVERYTHING = "open", "all"
_SHOWN = 5
"""Rows that are seen at once; more of them scroll."""
PAGE = 200
"""Words that are asked for at once; older ones come when they are wanted."""
_NOTE_SAID = "What you did: called, sent a new one. The customer does not see it. Empty marks it as seen."


class CustomersPanel(Panel):
    """What customers said, of which one is chosen to be read whole and answered."""

    counted = Signal(bool, int)
    """Whether the client is at the portal, and how many words are to be answered."""

    def __init__(self, desktop: Desktop) -> None:
        """Hidden until it is asked for."""
        super().__init__("Note it", desktop, "a note", changed=self._is_typed)
        self.presenter = CustomersPresenter(desktop, self)
        self.title.setText("From customers")
        self.which = Options("Which", [Choice(OPEN, "To be answered"), Choice(EVERYTHING, "All")], OPEN)
        self.model: RowsModel[Said] = RowsModel(COLUMNS, lambda one: one.id, self)
        self.table = WholeTable(self.model, "from customers", desktop.memory, "From customers", ("at", "kind", "state"))
        row, head = self.table.verticalHeader().defaultSectionSize(), self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(_SHOWN * row + head + 2)
        self._none = quiet("Nothing is to be answered.")
        self.said, self.about = label("", wraps=True), quiet()
        self.note, self.document = Field("What was done about it"), push("Show the document", "flat")
        self.open_files, self.save_files = push("Open the files", "flat"), push("Save the files…", "flat")
        self.older, self._most, self.outside = push("Show older ones", "flat"), PAGE, Outside(desktop, self)
        self._note_row = FormRow("What was done about it", self.note, _NOTE_SAID)
        self._drafts: dict[str, str] = {}
        self._about_id = ""
        acts = self._acts()
        parts = (self.which, self._none, self.table, self.older, self.said, self.about, acts, self._note_row)
        self.lay_out(*parts, scrolls=True)
        self._connect()
        self._show_current()

    def ask(self) -> None:
        """Open it, at the first row."""
        self.table.choose_first()
        self._show_current()
        self.unfold(first=self.table if self.model.rowCount() else self.cancel)

    def refresh(self) -> None:
        """Ask what was said by now."""
        self.presenter.ask(everything=self.which.value() == EVERYTHING, most=self._most)

    def forget(self) -> None:
        """Show nothing any more."""
        self.leave()
        self._most = PAGE
        self.older.hide()
        self.model.show_rows(())
        self._show_current()
        self.counted.emit(False, 0)

    def leave(self) -> None:
        """Close it; what was typed is dropped."""
        self._drafts.clear()
        self.note.clear()
        super().leave()

    # -- inside

    def _acts(self) -> QWidget:
        """Return what can be done with the chosen word beside answering it."""
        acts, row = QWidget(), FlowLayout(GRID)
        acts.setLayout(row)
        for one, sign in ((self.open_files, "file"), (self.save_files, "export"), (self.document, "sales")):
            one.setIcon(icon(sign, "text"))
            row.addWidget(one)
        return acts

    def _connect(self) -> None:
        self.presenter.found.connect(self._show)
        self.presenter.stale.connect(self.refresh)
        self.which.chosen.connect(lambda _: self._begin_again())
        self.older.clicked.connect(self._ask_older)
        self.open_files.clicked.connect(lambda: self._hand_out(self.outside.open))
        self.save_files.clicked.connect(lambda: self._hand_out(self.outside.save))
        self.table.current_changed.connect(lambda _: self._show_current())
        self.table.opened.connect(lambda _: self.note.setFocus())
        self.note.returnPressed.connect(self.press)
        self.do.clicked.connect(self._answer)
        self.document.clicked.connect(self._show_document)

    def _show(self, found: FromCustomers) -> None:
        self.model.show_rows(found.rows)
        if self.table.current_record() is None:
            self.table.choose_first()
        held = self.older.hasFocus()
        self.older.setVisible(found.more)
        if held and not found.more:
            self.table.setFocus()
        self._show_current()
        self.counted.emit(found.there, found.asks)

    def _begin_again(self) -> None:
        """Show the other list from its newest word on."""
        self._most = PAGE
        self.refresh()

    def _ask_older(self) -> None:
        """Show as many more, which are older."""
        self._most += PAGE
        self.refresh()

    def _hand_out(self, act: Callable[[Make], None]) -> None:
        """Open or save the files that came with the chosen word."""
        one: Said | None = self.table.current_record()
        if one is not None and one.papers:
            act(files_with(one.id))

    def _show_current(self) -> None:
        """Show the chosen word whole; what was typed of another one waits until that is chosen again."""
        one: Said | None = self.table.current_record() if self.model.rowCount() else None
        open_ = one is not None and one.state is not WordState.DONE
        self._none.setVisible(not self.model.rowCount())
        self.table.setVisible(bool(self.model.rowCount()))
        self.said.setText(said_words(one) if one is not None else "")
        self.about.setText(about_words(one) if one is not None else "")
        self.said.setVisible(bool(self.said.text()))
        self.about.setVisible(bool(self.about.text()))
        files, few = one is not None and bool(one.papers), one is not None and len(one.papers) == 1
        self.open_files.setText("Open the file" if few else "Open the files")
        self.save_files.setText("Save the file…" if few else "Save the files…")
        for one_act in (self.open_files, self.save_files):
            one_act.setVisible(files and self.presenter.may_answer())
        self.document.setVisible(one is not None and bool(one.document) and one.number != one.document)
        for part in (self._note_row, self.do):
            part.setVisible(open_ and self.presenter.may_answer())
        now = one.id if one is not None else ""
        if now != self._about_id:
            self._drafts[self._about_id] = self.note.text()
            self._about_id = now
            self.note.setText(self._drafts.get(now, ""))

    def _is_typed(self) -> bool:
        """Whether a note is typed, of this word or of another: which of them are shown is no loss."""
        return bool(self.note.text().strip()) or any(one.strip() for one in self._drafts.values())

    def _answer(self) -> None:
        one: Said | None = self.table.current_record()
        if one is None:
            return
        self.do.setEnabled(False)
        self.problem.hide()
        self.presenter.answer(one, self.note.text().strip(), lambda: self._noted(one), self._refused)

    def _noted(self, one: Said) -> None:
        self.do.setEnabled(True)
        self._drafts.pop(one.id, None)
        if self._about_id == one.id:
            self.note.clear()
            self.typing.begin()
        if not self.isHidden():
            (self.table if self.model.rowCount() else self.cancel).setFocus()

    def _refused(self, error: BookDeskError) -> None:
        self.do.setEnabled(True)
        self.refuse(error)

    def _show_document(self) -> None:
        one: Said | None = self.table.current_record()
        if one is not None:
            self.presenter.go_to("estimates" if one.kind in ESTIMATES else "sales", one.document)
