"""The lines as a sheet driven from the keyboard: Enter goes on to the next cell, and below the last line begins one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QToolTip

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.offering import Code, Offered
from bookdesk.ui import wording
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.tips import plain_tip
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.sales.editor.table import EMPTY, FIGURES, SHEET, Sheet, SheetDelegate, Slip, typed

_FIRST = "description"


class LinesTable(WholeTable):
    """The lines of the document that is written."""

    changed = Signal()
    """The person typed something that is taken."""
    refused = Signal(str)
    """Why what was typed into a cell is not taken."""
    left = Signal()
    """Enter in the empty line below the last one: the lines are done."""

    def __init__(self, memory: Memory) -> None:
        """Hold no line yet."""
        self.sheet = Sheet()
        super().__init__(self.sheet, "entered lines", memory, "Lines of the invoice", (*FIGURES, "account", "tax"))
        self.sheet.setParent(self)
        self._offered: Offered | None = None
        self._currency = ""
        delegate = SheetDelegate(self._choices, self)
        delegate.closeEditor.connect(self._cell_left)
        self.setItemDelegate(delegate)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.opened.connect(lambda _: self.edit(self.currentIndex()))
        self.sheet.typed.connect(self._typed, Qt.ConnectionType.QueuedConnection)  # once the table closed the cell

    def show_document(
        self, lines: Sequence[EnteredLine], offered: Offered, currency: str, *, editable: bool = True
    ) -> None:
        """Show these lines."""
        self._offered, self._currency, self.sheet.editable = offered, currency, editable
        self._offer_products(on=bool(offered.products))
        self.sheet.show_lines(lines, offered, currency)
        self.show_all_rows()

    def forget(self) -> None:
        """Show no line any more."""
        self._offered = None
        super().forget()

    def lines(self) -> tuple[EnteredLine, ...]:
        """Return what is typed so far."""
        return tuple(self.sheet.lines())

    def meant(self) -> tuple[EnteredLine, ...]:
        """Return what is typed; `InputError` where a cell means nothing."""
        slip = next(iter(sorted(self.sheet.slips)), None)
        if slip is not None:
            raise InputError(self._slip_words(*slip), "Write it anew, or press Escape in the cell for what was there.")
        return self.lines()

    def begin(self) -> None:
        """Put the keyboard into the first cell of the empty line."""
        self.setFocus()
        self._edit(self.sheet.rowCount() - 1, _FIRST)

    def take_unfinished(self) -> None:
        """Take what stands in a cell that was not left yet, as leaving it would."""
        cell = self.open_editor()
        if cell is not None:
            self.commitData(cell)
            self.closeEditor(cell, QAbstractItemDelegate.EndEditHint.NoHint)
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall.value)

    def add(self, more: Sequence[EnteredLine]) -> None:
        """Add lines below those that are there, as if they were typed."""
        if self._offered is not None and more:
            below = len(self._all())
            self.sheet.move_slips(lambda row: row + len(more) if row >= below else row)
            self._show([*self._all(), *more])
            self.setCurrentIndex(self.sheet.index(self.sheet.rowCount() - 1, 0))
            self.changed.emit()

    def remove_line(self) -> bool:
        """Remove the line that the keyboard is in; whether there was one."""
        place, lines = self.currentIndex().row(), self._all()
        slips = len(self.sheet.slips)
        if self._offered is None or not 0 <= place <= len(lines):
            return False
        self.sheet.move_slips(lambda row: None if row == place else row - (row > place))
        if place == len(lines) and len(self.sheet.slips) == slips:
            return False
        del lines[place : place + 1]
        self._show(lines)
        self.changed.emit()
        return True

    def move_line(self, by: int) -> None:
        """Move the line that the keyboard is in up or down."""
        place, lines = self.currentIndex().row(), self._all()
        target = place + by
        if 0 <= place < len(lines) and 0 <= target < len(lines):
            lines[place], lines[target] = lines[target], lines[place]
            self.sheet.move_slips(lambda row: {place: target, target: place}.get(row, row))
            self._show(lines)
            self.setCurrentIndex(self.sheet.index(target, self.currentIndex().column()))
            self.changed.emit()

    def _offer_products(self, *, on: bool) -> None:
        """Leave the room of the products to the descriptions where there are none."""
        place = next(n for n, one in enumerate(SHEET) if one.name == "product")
        self._off = self._off - {place} if on else self._off | {place}
        self.setColumnHidden(place, not on)
        self._fit()

    def _all(self) -> list[EnteredLine]:
        """Return the lines as they stand, one that was emptied included, without the one below the last."""
        rows = (self.sheet.row_at(place) for place in range(self.sheet.rowCount()))
        found = [row.line for row in rows if row is not None]
        return found[:-1] if found and found[-1] == EMPTY else found

    def _show(self, lines: Sequence[EnteredLine]) -> None:
        if self._offered is not None:
            self.sheet.show_lines(lines, self._offered, self._currency)
            self.show_all_rows()

    def _typed(self, place: int, column: str, text: str) -> None:
        row, offered = self.sheet.row_at(place), self._offered
        if row is None or offered is None:
            return
        try:
            line = typed(row.line, column, text, offered)
        except BookDeskError as error:
            self.sheet.slips[place, column] = Slip(text, wording.local(str(error)))
            self.changed.emit()
            self._say_slip()
            return
        self.sheet.slips.pop((place, column), None)
        lines = self._all()
        if place < len(lines):
            lines[place] = line
        else:
            lines.append(line)
        self._show(lines)
        self._say_slip()
        self.changed.emit()

    def _slip_words(self, place: int, column: str) -> str:
        title = next(one.title for one in SHEET if one.name == column)
        return f"Line {place + 1}, {title}: {self.sheet.slips[place, column].why}"

    def _say_slip(self) -> None:
        """Say why the first of the cells means nothing that do, or that none does so any more."""
        self.refused.emit(next((self._slip_words(*one) for one in sorted(self.sheet.slips)), ""))
        self.viewport().update()

    def _cell_left(self, _editor: object, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go on after Enter in a cell, once the table closed it; Tab walks the cells by itself."""
        here = self.currentIndex()
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache and self.sheet.slip_at(here) is not None:
            del self.sheet.slips[here.row(), SHEET[here.column()].name]
            self._say_slip()
            self.changed.emit()
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        if self.open_editor() is not None:
            return
        here = self.currentIndex()
        slip = self.sheet.slip_at(here)
        if slip is not None:
            self._edit_at(here.row(), here.column())  # it is mended, or taken back with Escape
            below = self.viewport().mapToGlobal(self.visualRect(here).bottomLeft())
            QToolTip.showText(below, plain_tip(slip.why), self.viewport())
            return
        row, last = self.sheet.row_at(here.row()), self.sheet.rowCount() - 1
        if here.row() == last and row is not None and row.line == EMPTY:
            self.left.emit()
            return
        shown = [
            place for place, column in enumerate(SHEET) if not self.isColumnHidden(place) and column.name != "amount"
        ]
        following = next((place for place in shown if place > here.column()), None)
        if following is not None:
            self._edit_at(here.row(), following)
        else:
            self._edit(min(here.row() + 1, last), _FIRST)

    def _places(self) -> list[int]:
        """Return the columns that are shown and typed into."""
        return [n for n, one in enumerate(SHEET) if not self.isColumnHidden(n) and one.name != "amount"]

    def _edit(self, row: int, column: str) -> None:
        self._edit_at(row, next(place for place, one in enumerate(SHEET) if one.name == column))

    def _edit_at(self, row: int, place: int) -> None:
        index = self.sheet.index(row, place)
        if index.isValid():
            self.setCurrentIndex(index)
            self.edit(index)

    def _choices(self, column: str) -> list[Choice]:
        if self._offered is None:
            return []
        known: dict[str, tuple[Code, ...]] = {
            "product": self._offered.products,
            "account": self._offered.accounts,
            "tax": self._offered.taxes,
        }
        return [Choice(one.code, f"{one.code}  {one.name}") for one in known.get(column, ())]
