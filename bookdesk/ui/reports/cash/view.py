"""The page of cash: the curve, where it begins and how far that is proven, and each figure of it as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from bookdesk.reports.commitmentservice import CommitmentView
from bookdesk.reports.forecast import Forecast
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.curve import CurveChart
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.noteline import NoteLine
from bookdesk.ui.pieces.notices import EmptyState
from bookdesk.ui.pieces.options import OptionRow
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.reports.cash.table import (
    ASIDE,
    MOVES,
    points,
    start_words,
    tested_words,
)
from bookdesk.ui.reports.commitments.table import COLUMNS
from bookdesk.ui.reports.commitments.view import CommitmentPanel
from bookdesk.ui.reports.presenter import CurveShown

MOVING, ASIDE_TAB, ASSUMED, REGULAR = "moves", "aside", "assumed", "regular"
_TABS = (
    Choice(MOVING, "Day by day"),
    Choice(ASIDE_TAB, "Not in it"),
    Choice(ASSUMED, "What is assumed"),
    Choice(REGULAR, "Regular payments"),
)
_LEAST, _BOTH = 180, 400
"""Pixels at 100 % that the list below a form is worth showing in, and those in which list and curve have room."""


class CashPage(QWidget):
    """The curve of one currency; what moves, what is not in it, and the regular payments below."""

    tab_changed = Signal()
    """Another table is shown, or another regular payment is chosen."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction]) -> None:
        """Show nothing yet; `acts` are those of regular payments, of which the first enters one."""
        super().__init__()
        self._curves: tuple[CurveShown, ...] = ()
        self.currency = ""
        self.chart = CurveChart("Expected balance of the bank accounts")
        self.currencies = OptionRow("Currency", (), "")
        self._start, self._assumed = label("", wraps=True), quiet("")
        self.note = NoteLine("All of it")
        self._remarks = label("", "warn", wraps=True)
        self.moves = RowsModel(MOVES, lambda row: row.key, self)
        self.aside = RowsModel(ASIDE, lambda row: row.key, self)
        self.regular = RowsModel(COLUMNS, lambda row: row.id, self)
        memory = desktop.memory
        whole = ("day", "amount", "balance", "low", "high")
        self.table = WholeTable(self.moves, "cash moves", memory, "What moves day by day", whole, "name")
        self.left_out = WholeTable(
            self.aside, "not in the forecast", memory, "What is not in the forecast", ("amount",)
        )
        shown = ("rhythm", "next", "until", "amount")
        self.commitments = WholeTable(self.regular, "regular payments", memory, "Regular payments", shown)
        self.none = EmptyState()
        self.panel = CommitmentPanel(desktop)
        self.tabs = OptionRow("Below the curve", _TABS, MOVING)
        self._may = label("", "muted")
        self._stack, self._head, self._words = QStackedWidget(), QFrame(), self._in_words()
        self._new, self._below = acts[0], QSplitter(Qt.Orientation.Vertical)
        self._lay_out(acts)
        self.tabs.chosen.connect(self.show_tab)
        self.currencies.chosen.connect(self._show_currency)
        self.commitments.current_changed.connect(lambda _: self.tab_changed.emit())
        self.panel.presenter.found.connect(self._show_commitments)
        self.panel.opened.connect(self._panel_opened)
        self.note.followed.connect(lambda: self.show_tab(ASSUMED))

    def show_forecast(self, found: Forecast, curves: Sequence[CurveShown]) -> None:
        """Show a forecast, in the currency that was shown before where it has one."""
        self._curves = tuple(curves)
        codes = [one.currency for one in found.curves]
        if self.currency not in codes:
            self.currency = codes[0]
        self._offer(codes)
        self._show_currency(self.currency)
        remarks = [wording.local(one) for one in found.remarks]
        self.note.say(Message(" ".join(remarks), Tone.WARN) if remarks else None)
        self._remarks.setText("\n".join(remarks))
        self._remarks.setVisible(bool(remarks))
        self._assumed.setText(f"{found.definition}\n\n{tested_words(found.back_test)} {found.back_test.definition}")

    def show_tab(self, name: str) -> None:
        """Show what moves, what is not in it, or the regular payments."""
        self.tabs.show_value(name)
        parts = {MOVING: self.table, ASIDE_TAB: self.left_out, ASSUMED: self._words}
        regular = self.commitments if self.regular.rowCount() else self.none
        self._stack.setCurrentWidget(parts.get(name, regular))
        self._judge()
        self._give_way(on=not self.panel.isHidden())
        self.tab_changed.emit()

    def forget(self) -> None:
        """Show nothing any more."""
        self._curves, self.currency = (), ""
        self.chart.show_points(())
        for model in (self.moves, self.aside, self.regular):
            model.forget()
        for words in (self._start, self._assumed, self._remarks):
            words.setText("")
        self.note.say(None)
        self.panel.forget()
        self.show_tab(MOVING)

    def commitment(self) -> CommitmentView | None:
        """Return the regular payment that is chosen, where they are shown."""
        found = self.commitments.current_record() if self.tabs.value() == REGULAR else None
        return found if isinstance(found, CommitmentView) else None

    def take_keyboard(self) -> None:
        """Put the keyboard into the table that is shown."""
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def said(self) -> list[str]:
        """Return what is said above the table."""
        return [words.text() for words in (self._start, self._remarks, self._assumed)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Judge anew whether form and list have room beside each other."""
        super().resizeEvent(event)
        self._give_way(on=not self.panel.isHidden())

    def _panel_opened(self, on: bool) -> None:  # noqa: FBT001 - as the signal hands it over
        """Make room for the form; once it is closed the keyboard is in the list again."""
        self._give_way(on)
        if not on and self.isVisible():
            self.take_keyboard()

    def _give_way(self, on: bool) -> None:  # noqa: FBT001 - as the signal hands it over
        """Leave the room of the curve to the form, and that of the list too where there is little."""
        layout = self.panel.layout()
        needed = layout.totalHeightForWidth(self.width()) if on and layout is not None else 0
        listing = self.tabs.value() == REGULAR and self.height() < sized(_BOTH)
        self._head.setVisible(not on and not listing)
        self._below.setVisible(not on or self.height() - needed >= sized(_LEAST))

    def _show_currency(self, code: str) -> None:
        self.currency = code
        shown = next((one for one in self._curves if one.curve.currency == code), None)
        if shown is None:
            return
        found = shown.curve
        self.currencies.show_value(code)
        self.chart.show_points(points(found))
        self._start.setText(start_words(found))
        self.moves.show_ready(shown.moves)
        self.aside.show_ready(shown.aside)
        for table in (self.table, self.left_out):
            _choose_first(table)
        count = self.aside.rowCount()
        self.tabs.buttons[ASIDE_TAB].setText(f"Not in it  {count:,}" if count else "Not in it")

    def _show_commitments(self, found: Sequence[CommitmentView]) -> None:
        self.regular.show_rows(found)
        _choose_first(self.commitments)
        may = self.panel.presenter.may_change()
        remedy = "Wages, tax, a loan, rent: entered once, they stand in the forecast on their days. Nothing is posted."
        words = "No regular payment is entered yet."
        if may:
            self.none.say("clock", Message(words, remedy=remedy, label=self._new.text(), act=self._new.trigger))
        else:
            self.none.say("clock", Message(words, remedy="Somebody who posts for this client enters them."))
        self._may.setText("" if may else "Your role looks at regular payments here and does not change them.")
        if self.tabs.value() == REGULAR:
            self.show_tab(REGULAR)

    def _offer(self, codes: Sequence[str]) -> None:
        """Offer the currencies with a bank account, where there are several."""
        if list(self.currencies.buttons) != list(codes):
            self.currencies.offer([Choice(code, code) for code in codes], self.currency)
        self.currencies.setVisible(len(codes) > 1)

    def _judge(self) -> None:
        regular = self.tabs.value() == REGULAR
        self._may.setVisible(regular and bool(self._may.text()))
        self._acts.setVisible(regular and not self._may.text())

    def _in_words(self) -> Scrolling:
        """Return the page that says what is assumed, and what is to be known of this forecast."""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        column.addWidget(self._remarks)
        column.addWidget(self._assumed)
        column.addStretch(1)
        made = Scrolling(body)
        made.setAccessibleName("What is assumed")
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return made

    def _lay_out(self, acts: Sequence[QAction]) -> None:
        head = QVBoxLayout(self._head)
        head.setContentsMargins(0, GRID, 0, 0)
        head.setSpacing(GRID // 2)
        for part in (self.currencies, self._start, self.chart):
            held = QHBoxLayout()
            held.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
            held.addWidget(part, 1)
            head.addLayout(held, int(part is self.chart))
        head.addWidget(self.note)
        self._acts, under, splitter = QWidget(), QWidget(), self._below
        buttons, row = FlowLayout(GRID // 2), FlowLayout(2 * GRID)
        self._acts.setLayout(buttons)
        for act in acts:
            buttons.addWidget(button(act))
        for part in (self.tabs, self._may):
            row.addWidget(part)
        for page in (self.table, self.left_out, self._words, self.commitments, self.none):
            self._stack.addWidget(page)
        ways = QVBoxLayout()
        ways.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        ways.setSpacing(GRID // 2)
        ways.addLayout(row)
        ways.addWidget(self._acts)
        below = QVBoxLayout(under)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addLayout(ways)
        below.addWidget(self._stack, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._head)
        splitter.addWidget(under)
        splitter.setSizes([450, 550])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.panel)
        column.addWidget(splitter, 1)
        column.addStretch(0)
        self._judge()


def _choose_first(table: RecordTable) -> None:
    if table.model().rowCount():
        table.choose_first()
