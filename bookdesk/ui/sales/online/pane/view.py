"""One move in full: what it was, what it became in the books, what it waits for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.online.table import facts_of, kind_words, state_pill
from bookdesk.ui.sales.taking.table import SIDES, Side, sides_of


class MovePane(Scrolling):
    """The chosen move."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction]) -> None:
        """Show nothing yet; `acts` are what can be done with it, those that cannot be done just now are hidden."""
        super().__init__()
        self.setAccessibleName("The chosen move")
        self.shown: MoveShown | None = None
        self._none, self._title, self._pill = quiet("No move is chosen."), heading(""), PillLabel()
        self._why, self.facts = label("", "warn", wraps=True), Facts()
        self._title.setWordWrap(True)
        self._booked: RowsModel[Side] = RowsModel(SIDES, lambda one: one.key, self)
        words = "Booked: the chosen move"
        self._table = WholeTable(self._booked, "sides of a move", desktop.memory, words, ("debit", "credit"))
        self._head = heading("Booked")
        body, row = QWidget(), FlowLayout(GRID // 2)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for act in acts:
            row.addWidget(button(act, hides=True))
        above: tuple[QWidget, ...] = (self._none, self._title, self._pill, self._why)
        for part in above:
            column.addWidget(part)
        column.addLayout(row)
        self._below: tuple[QWidget, ...] = (self._head, self._table)
        for part in (self.facts, *self._below):
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(body)
        self.show_move(None)

    def show_move(self, shown: MoveShown | None) -> None:
        """Show a move, or that none is chosen."""
        self.shown = shown
        self._none.setVisible(shown is None)
        self._title.setVisible(shown is not None)
        self.facts.setVisible(shown is not None)
        self._pill.show_pill(state_pill(shown.line) if shown is not None else None)
        why = shown.line.why if shown is not None and shown.line.booked_as is None else ""
        self._why.setText(wording.local(why))
        self._why.setVisible(bool(why))
        sides = sides_of(shown.posted) if shown is not None else []
        self._booked.show_rows(sides)
        self._table.show_all_rows()
        for part in self._below:
            part.setVisible(bool(sides))
        if shown is not None:
            who = f"  ·  {shown.line.customer}" if shown.line.customer else ""
            self._title.setText(f"{kind_words(shown.line)}{who}")
            self.facts.show_facts(facts_of(shown))
