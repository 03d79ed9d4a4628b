"""The screen of the client's rules of capture: two lists of sentences, each with how it stands, written in a panel."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QVBoxLayout

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.commands import Command, bind, button
from bookdesk.ui.pieces.list_page import ListPage, ListTab
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.rules.presenter import CaptureRulesPresenter, RuleList, RulesFound
from bookdesk.ui.rules.table import ROWS, RuleRow
from bookdesk.ui.rules.writing.view import CodePanel, PaperPanel

TABS = (ListTab(RuleList.CODING, "Coding"), ListTab(RuleList.PAPERS, "Required documents"))
COMMANDS = (
    Command("add", "Add a rule", ("N",), "add"),
    Command("edit", "Write it anew", ("E",), "edit"),
    Command("earlier", "Try it earlier", ("Alt+Up",), "left", repeats=True),
    Command("later", "Try it later", ("Alt+Down",), "right", repeats=True),
    Command("switch", "Switch on or off", ("S",), "play"),
    Command("remove", "Remove", ("Shift+Delete",), "delete"),
    Command("back", "Back to the inbox", ("Escape",), "inbox"),
)
_NONE = {
    RuleList.CODING: "No rule codes lines here. Without one they are coded as the same line was before.",
    RuleList.PAPERS: "No bill needs a paper beside it here.",
}


class CaptureRulesScreen(Screen):
    """The rules of the client in front."""

    def __init__(self, desktop: Desktop) -> None:
        """Build the page; the rules come with `show_place`."""
        super().__init__(desktop, "capture rules")
        self.presenter = CaptureRulesPresenter(desktop, self)
        self._found: RulesFound | None = None
        self._list = RuleList.CODING
        self.model = RowsModel(ROWS, lambda row: row.id, self)
        self.table = RecordTable(self.model, "capture rules", desktop.memory, "Rules")
        self.acts = bind(self, COMMANDS, self._handlers())
        self.coding, self.papers = CodePanel(desktop, self.presenter), PaperPanel(desktop, self.presenter)
        self.page = ListPage(
            "capture rules", "Rules of capture", TABS, self.table, desktop.memory, primary=self.acts["add"]
        )
        for name in ("edit", "earlier", "later", "switch", "remove", "back"):
            self.page.put_in_head(button(self.acts[name], hides=name != "back"))
        self.page.filter.hide()
        for panel in (self.coding, self.papers):
            self.page.put_above(panel)
            panel.opened.connect(self._opened)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.page)
        self.page.tab_chosen.connect(lambda name: self._show_list(RuleList(name)))
        self.table.current_changed.connect(lambda _: self._judge())
        self.table.opened.connect(lambda _: self.acts["edit"].trigger())
        self.presenter.found.connect(self._show)
        self.presenter.kept.connect(self._kept)
        self.presenter.refused.connect(self._refused)
        self.page.show_tab(self._list)
        self._judge()

    def show_place(self, place: Place) -> None:
        """Show one of the lists (`view`)."""
        if place.view:
            self._list = RuleList(place.view)
            self.page.show_tab(self._list)
        self.presenter.refresh()

    def forget(self) -> None:
        """Show no rule any more."""
        super().forget()
        self._found = None
        for panel in (self.coding, self.papers):
            panel.forget()
        self._judge()

    def take_keyboard(self) -> None:
        """Begin in the list."""
        self.page.focus_list()

    def record(self) -> Place | None:
        """Return where the history of the chosen rule is."""
        row = self._row()
        if row is None:
            return None
        return history_of("capture_rule" if row.code is not None else "required_paper", row.id)

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "add": self._add,
            "edit": self._edit,
            "earlier": partial(self._with_row, lambda row: self.presenter.move(row, -1)),
            "later": partial(self._with_row, lambda row: self.presenter.move(row, 1)),
            "switch": partial(self._with_row, self.presenter.switch),
            "remove": partial(self._with_row, self.presenter.remove),
            "back": self._back,
        }

    def _with_row(self, act: Callable[[RuleRow], object]) -> None:
        row = self._row()
        if row is not None:
            act(row)

    def _row(self) -> RuleRow | None:
        row = self.table.current_record()
        return row if isinstance(row, RuleRow) else None

    def _add(self) -> None:
        if self._found is not None:
            (self.coding if self._list is RuleList.CODING else self.papers).ask(self._found)

    def _edit(self) -> None:
        row = self._row()
        if self._found is not None and row is not None and row.code is not None:
            self.coding.ask(self._found, row)

    def _back(self) -> None:
        """Leave what is being written; where nothing is, go back to the inbox."""
        writing = next((one for one in (self.coding, self.papers) if not one.isHidden()), None)
        if writing is not None:
            writing.give_up()
        else:
            self.desktop.go(Place("inbox"))

    def _opened(self, opened: bool) -> None:  # noqa: FBT001 - as the signal has it
        """Give the keyboard back to the list where a panel was closed."""
        if not opened:
            self.page.focus_list()

    def _kept(self) -> None:
        for panel in (self.coding, self.papers):
            panel.leave()
        self.presenter.refresh()

    def _refused(self, error: BookDeskError) -> None:
        writing = next((one for one in (self.coding, self.papers) if not one.isHidden()), self.coding)
        writing.refuse(error)

    def _show(self, found: RulesFound) -> None:
        self._found = found
        self.page.show_counts({name: len(rows) for name, rows in found.rows.items()})
        self._show_list(self._list)

    def _show_list(self, which: RuleList) -> None:
        self._list = which
        rows = self._found.rows[which] if self._found is not None else ()
        self.model.show_rows(rows)
        self.page.show_footer(wording.count(len(rows), "rule"))
        if rows:
            self.page.show_table()
            if self.table.current_record() is None:
                self.table.choose_first()
        else:
            self.page.show_empty("code", Message(_NONE[which], label="Add a rule", act=self.acts["add"].trigger))
        self._judge()

    def _judge(self) -> None:
        row, rows = self._row(), self.model.rowCount()
        coding = row is not None and row.code is not None
        for name in ("edit", "switch"):
            self.acts[name].setEnabled(coding)
        self.acts["earlier"].setEnabled(coding and row is not None and row.place > 1)
        self.acts["later"].setEnabled(coding and row is not None and row.place < rows)
        self.acts["remove"].setEnabled(row is not None)
        self.acts["add"].setEnabled(self._found is not None)
        self.judge_history()
