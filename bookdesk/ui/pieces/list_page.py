"""The page most screens are: named lists with their counts, a filter, the table, details beside it, sums below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import label, title
from bookdesk.ui.pieces.notices import Banner, EmptyState
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.table import RecordTable

_NARROW = 760
"""Pixels at 100 % below which each line above the list counts."""
_PAUSE = 120
"""Milliseconds after the last key until a filter is applied."""
_LEAST_ROWS = 64
"""Pixels at 100 % that a list keeps of its height: its heading and a row. Then a question above it is whole."""


@dataclass(frozen=True, slots=True)
class ListTab:
    """One named list of a screen; `quiet` ones show no count."""

    name: str
    words: str
    quiet: bool = False


class ListPage(QWidget):
    """Frame of a list screen. The screen gives it a table, tabs, actions and what is beside the table."""

    tab_chosen = Signal(str)
    filter_changed = Signal(str)

    def __init__(  # noqa: PLR0913 - the parts a page is made of
        self,
        name: str,
        words: str,
        tabs: Sequence[ListTab],
        table: RecordTable,
        memory: Memory,
        *,
        primary: QAction | None = None,
        others: Sequence[QAction] = (),
        beside: QWidget | None = None,
        share: int = 38,
        least: int = 260,
    ) -> None:
        """Put the parts in their places; `beside` takes `share` percent of the width at first.

        The list keeps `least` pixels at 100 %.
        """
        super().__init__()
        self.table, self._memory, self._name, self._has_ways = table, memory, name, False
        self.banner, self.prompt, self.empty = Banner(), Prompt(), EmptyState()
        self.prompt.home = self.focus_list
        self.filter = QLineEdit()
        self._tabs, self._group = {tab.name: tab for tab in tabs}, QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._stack.setMinimumSize(sized(least), sized(_LEAST_ROWS))
        self._count, self._sums = label("", "muted"), label("")
        self._timer = QTimer(self)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(words, primary, others))
        column.addWidget(self.banner)
        column.addWidget(self.prompt)
        self._body = self._middle(beside, share)
        column.addWidget(self._body, 1)
        self._foot = self._foot_of()
        column.addWidget(self._foot)
        self._listen()

    # -- what a screen says

    def show_tab(self, name: str) -> None:
        """Mark a tab as the shown one, without telling that it was chosen."""
        if name in self._buttons:
            self._buttons[name].setChecked(True)

    def tab(self) -> str:
        """Return the name of the list that is shown."""
        chosen = self._group.checkedButton()
        return next((name for name, one in self._buttons.items() if one is chosen), "")

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Write the counts into the tabs."""
        for name, found in self._buttons.items():
            words = self._tabs[name].words
            shown = name in counts and not self._tabs[name].quiet
            found.setText(f"{words}  {counts[name]:,}" if shown else words)

    def show_filter(self, text: str) -> None:
        """Write into the filter without telling that it changed."""
        self.filter.blockSignals(True)
        self.filter.setText(text)
        self.filter.blockSignals(False)

    def show_empty(self, picture: str, message: Message) -> None:
        """Say why the list is empty instead of showing it."""
        held = self.table.hasFocus()
        self._stack.setMinimumHeight(0)  # its words are whole
        self.empty.say(picture, message)
        self._stack.setCurrentWidget(self.empty)
        if held:
            self.empty.setFocus()

    def show_table(self) -> None:
        """Show the list."""
        held = self.empty.holds_keyboard()
        self._stack.setMinimumHeight(sized(_LEAST_ROWS))
        self._stack.setCurrentWidget(self.table)
        if held:
            self.table.setFocus()

    def replace_table(self, table: RecordTable) -> None:
        """Show another table in the place of the list, for a tab whose rows are of another kind."""
        if self._stack.indexOf(table) < 0:
            self._stack.addWidget(table)
        self.table = table
        self._stack.setCurrentWidget(table)

    def put_above(self, part: QWidget) -> None:
        """Put a form between the head and the list."""
        self._column.insertWidget(1, part)

    def give_way(self, *, on: bool, whole: bool = False) -> None:
        """Leave the room of the list to a form above it, or take it back; `whole` that of its names and sums too."""
        self._body.setVisible(not on)
        for part in (*self._buttons.values(), self._foot):
            part.setVisible(not (on and whole))
        if self._second.indexOf(self.filter) >= 0:
            self.filter.setVisible(not (on and whole))

    def put_in_head(self, part: QWidget) -> None:
        """Put a control beside the title."""
        self._first.insertWidget(1, part)

    def put_ways(self, part: QWidget) -> None:
        """Put the ways to other screens beside the title; the filter gives way, to beside the names of the lists."""
        self._has_ways = True
        self._first.insertWidget(1, part, 1)
        self._first.setStretch(
            2, 0
        )  # it takes what room there is, and goes on in a line below where that is too little
        if self._tabs:
            self._first.removeWidget(self.filter)
            self._second.addWidget(self.filter, 0, Qt.AlignmentFlag.AlignTop)

    def put_in_tabs(self, actions: Sequence[QAction]) -> None:
        """Put ways to what belongs to the lists behind their names."""
        for action in actions:
            self._row_of_tabs.addWidget(button(action, "flat"))

    def show_footer(self, count: str, sums: str = "") -> None:
        """Say below how many there are, and what they or the chosen ones add up to."""
        self._count.setText(count)
        self._sums.setText(sums)

    def forget(self) -> None:
        """Say nothing any more of whatever was listed."""
        self.show_counts({})
        self.show_footer("")
        self.show_table()

    def focus_list(self) -> None:
        """Put the keyboard into the list, or on the act that an empty one offers."""
        shown = self._stack.currentWidget()
        (self.table if shown is self.table else self.empty).setFocus()

    # -- inside

    def _head(self, words: str, primary: QAction | None, others: Sequence[QAction]) -> QWidget:
        head = QFrame()
        head.setProperty("kind", "bar")
        first = self._first = QHBoxLayout()
        self._title = title(words)
        first.addWidget(self._title)
        first.addStretch(1)
        first.addWidget(self.filter)
        for action in others:
            first.addWidget(button(action))
        if primary is not None:
            first.addWidget(button(primary, "primary"))
        column = QVBoxLayout(head)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(first)
        self._second = QHBoxLayout()
        if self._tabs:
            self._second.addLayout(self._tab_row(), 1)
            column.addLayout(self._second)
        self.filter.setPlaceholderText("Filter  /")
        self.filter.setAccessibleName(f"Filter {words}")
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.setMinimumWidth(sized(120))
        self.filter.setMaximumWidth(sized(220))
        return head

    def _tab_row(self) -> FlowLayout:
        row = self._row_of_tabs = FlowLayout(GRID // 2)
        for tab in self._tabs.values():
            chip = QPushButton(tab.words)
            chip.setCheckable(True)
            chip.setProperty("kind", "chip")
            chip.setAccessibleName(f"List {tab.words}")
            self._group.addButton(chip)
            self._buttons[tab.name] = chip
            row.addWidget(chip)
        return row

    def _middle(self, beside: QWidget | None, share: int) -> QWidget:
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        if beside is None:
            return self._stack
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName(f"splitter {self._name}")
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._stack)
        splitter.addWidget(beside)
        splitter.setSizes([(100 - share) * 100, share * 100])
        splitter.setStretchFactor(0, 100 - share)
        splitter.setStretchFactor(1, share)
        remembered = self._memory.state(f"{self._name} splitter")
        if not remembered.isEmpty():
            splitter.restoreState(remembered)
        splitter.splitterMoved.connect(lambda: self._memory.keep(f"{self._name} splitter", splitter.saveState()))
        return splitter

    def _foot_of(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("kind", "footer")
        row = QHBoxLayout(foot)
        row.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(self._sums)
        return foot

    def _listen(self) -> None:
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(lambda: self.filter_changed.emit(self.filter.text().strip()))
        self.filter.textChanged.connect(self._timer.start)
        self.filter.returnPressed.connect(self.focus_list)
        self._group.buttonClicked.connect(lambda: self.tab_chosen.emit(self.tab()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the room of the title, where the ways beside it say where one is, to the list in a narrow window."""
        super().resizeEvent(event)
        narrow = self._has_ways and self.width() < sized(_NARROW)
        self._title.setVisible(not narrow)
        self.filter.setMaximumWidth(sized(120 if narrow else 220))

    def minimumSizeHint(self) -> QSize:
        """Return less than the parts would like: lists scroll."""
        return QSize(sized(480), sized(320))
