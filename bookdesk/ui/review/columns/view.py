"""What is said of the lines read by columns, and the act that takes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout

from bookdesk.capture.columns import Grid
from bookdesk.capture.items import Column, Item
from bookdesk.capture.relining import LinesRead
from bookdesk.core.errors import BookDeskError
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.form import push
from bookdesk.ui.pieces.guides import Guides
from bookdesk.ui.pieces.labels import label, set_kind
from bookdesk.ui.pieces.page_viewer import PageViewer
from bookdesk.ui.review.columns.presenter import ColumnsPresenter

NAMES: Final = {
    Column.DESCRIPTION: "Description",
    Column.QUANTITY: "Quantity",
    Column.UNIT_PRICE: "Price",
    Column.RATE: "Tax rate",
    Column.NET: "Amount",
    Column.OTHER: "Not read",
}
"""What a person calls what a column holds."""
_MOST_SHOWN: Final = 8
_HOW: Final = (
    "Drag the bounds and the frame, or Tab to one and use the arrows. A double click, or Insert and Delete, puts in a"
    " bound and takes it out. Click on a name, or press Alt+Down, to say what a column holds."
)


class ColumnsPane(QFrame):
    """Hidden until columns are drawn."""

    done = Signal()
    """The person took the lines or left them."""

    def __init__(self, presenter: ColumnsPresenter, viewer: PageViewer) -> None:
        """Draw on the page of a viewer."""
        super().__init__()
        self.setProperty("kind", "bar")
        self._presenter, self._viewer = presenter, viewer
        self.guides = Guides(self)
        self._said, self._lines, how = (
            label(wraps=True),
            label("", "muted", wraps=True),
            label(_HOW, "muted", wraps=True),
        )
        self.take, self.leave_them = push("Take these lines", "primary"), push("Leave them")
        acts = QHBoxLayout()
        acts.setSpacing(GRID)
        acts.addWidget(self.take)
        acts.addWidget(self.leave_them)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        for part in (self._said, self._lines, how):
            column.addWidget(part)
        column.addLayout(acts)
        self._connect()
        self.hide()

    def shown(self) -> bool:
        """Whether columns are drawn."""
        return self._presenter.grid is not None

    def said(self) -> str:
        """Return what is said of the lines."""
        return self._said.text()

    def take_them(self) -> None:
        """Take the lines, where any are read."""
        if self.take.isEnabled():
            self._presenter.take()
            self.done.emit()

    def leave(self) -> None:
        """Leave the draft's lines as they are."""
        self._presenter.close()
        self.done.emit()

    def ask_name(self, column: int | None = None) -> None:
        """Ask what a column holds: the one beside the bound that the keyboard is at, unless another is named."""
        at = self.guides.column() if column is None else column
        menu = QMenu(self)
        for holds, words in NAMES.items():
            menu.addAction(words).triggered.connect(lambda _on, holds=holds: self._presenter.name(at, holds))
        grid = self._presenter.grid
        held = list(NAMES).index(grid.holds[at]) if grid is not None else 0
        menu.setActiveAction(menu.actions()[held])
        menu.popup(QCursor.pos() if column is not None else self._viewer.mapToGlobal(self._viewer.rect().center()))

    # -- inside

    def _connect(self) -> None:
        presenter, guides = self._presenter, self.guides
        presenter.drawn.connect(self._draw)
        presenter.read.connect(self._show)
        presenter.failed.connect(self._refuse)
        guides.bound_moved.connect(presenter.move_bound)
        guides.frame_moved.connect(presenter.move_frame)
        guides.parted.connect(presenter.part)
        guides.joined.connect(presenter.join)
        guides.named.connect(self.ask_name)
        guides.settled.connect(self._settled)
        guides.taken.connect(self.take_them)
        guides.left.connect(self.leave)
        self.take.clicked.connect(self.take_them)
        self.leave_them.clicked.connect(self.leave)

    def _draw(self, grid: Grid | None) -> None:
        if grid is None:
            self._viewer.lay_over(None)
            self.hide()
            return
        self.guides.show(grid.top, grid.bottom, grid.bounds, [NAMES[one] for one in grid.holds])
        if self.isHidden():
            self._viewer.lay_over(self.guides)
            self._viewer.setFocus()
            self.show()
        self._viewer.viewport().update()

    def _settled(self) -> None:
        self._viewer.viewport().update()
        self._presenter.try_them()

    def _show(self, read: LinesRead) -> None:
        self._said.setText(told(read))
        set_kind(self._said, "good" if read.fits and not read.wordless else "warn")
        self._lines.setText(listed(read.items))
        self._lines.setVisible(bool(read.items))
        self.take.setEnabled(bool(read.items))

    def _refuse(self, error: BookDeskError) -> None:
        self._said.setText(str(error))
        set_kind(self._said, "bad")
        self._lines.hide()
        self.take.setEnabled(False)
        self.show()


def told(read: LinesRead) -> str:
    """Return in words what is read, and whether it makes what the document says."""
    if not read.items:
        return "No line is read yet: one column has to be the amount."
    makes = f"{wording.count(len(read.items), 'line')}, together {wording.money(read.sum)}"
    lack = f" {_without_words(read)}" if read.wordless else ""
    if read.fits:
        return f"{makes}: that is the document's {'net' if abs(read.sum.minor) == read.net.minor else 'total'}.{lack}"
    return f"{makes}; the document's net is {wording.amount(read.net)}, its total {wording.amount(read.total)}.{lack}"


def _without_words(read: LinesRead) -> str:
    """Say how many lines have no description, and what to do."""
    which = "No line has" if read.wordless == len(read.items) else f"{wording.count(read.wordless, 'line')} without"
    return f"{which} a description: say which column has the words."


def listed(items: Sequence[Item]) -> str:
    """Return the lines as they are read, the first ones where there are many."""
    shown = [_line(item) for item in items[:_MOST_SHOWN]]
    more = len(items) - _MOST_SHOWN
    return "\n".join([*shown, *([f"and {more} more"] if more > 0 else [])])


def _line(item: Item) -> str:
    parts = [
        item.description,
        f"{item.quantity:f} ×" if item.quantity is not None else "",
        f"{item.unit_price:f}" if item.unit_price is not None else "",
        f"{item.tax_rate:f} %" if item.tax_rate is not None else "",
        f"= {item.net:f}" if item.net is not None else "",
    ]
    return "  ".join(filter(None, parts))
