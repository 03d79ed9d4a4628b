"""A list that is read from its top, a page at a time, as far as somebody scrolls: what came last comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal

from bookdesk.ui.pieces.columns import Column, Shown, shown
from bookdesk.ui.pieces.models import TableModel

R = TypeVar("R")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class GrowingModel(TableModel[R]):
    """Rows so far, and whether there are more. A view asks for them when it comes to the last."""

    more_wanted = Signal()
    """The next page is to be read; `show_more` brings it."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], str], parent: QObject | None = None) -> None:
        """Tell records apart by `key`; no row yet."""
        super().__init__(columns, parent)
        self._key = key
        self._rows: list[Shown[R]] = []
        self._more = self._asked = False

    def show_first(self, rows: Sequence[R], *, more: bool) -> None:
        """Show these from the top, instead of whatever was shown."""
        self.beginResetModel()
        self._rows = [shown(row, self.columns) for row in rows]
        self._more, self._asked = more, False
        self.endResetModel()
        self.filled.emit()

    def show_more(self, rows: Sequence[R], *, more: bool) -> None:
        """Let these follow; nothing that stands there moves."""
        self._more, self._asked = more, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows += [shown(row, self.columns) for row in rows]
            self.endInsertRows()

    def last(self) -> R | None:
        """Return the row that was read last."""
        return self._rows[-1].row if self._rows else None

    def rows(self) -> list[R]:
        """Return the rows so far."""
        return [one.row for one in self._rows]

    def forget(self) -> None:
        """Show no row any more."""
        self.show_first((), more=False)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows were read."""
        return 0 if parent.isValid() else len(self._rows)

    def shown_at(self, row: int) -> Shown[R] | None:
        """Return a row."""
        return self._rows[row]

    def key_at(self, row: int) -> int | str:
        """Return the key of a row."""
        return self._key(self._rows[row].row)

    def canFetchMore(self, parent: _Index) -> bool:
        """Whether there are more that nobody asked for yet."""
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: _Index) -> None:
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._asked = True
            self.more_wanted.emit()
