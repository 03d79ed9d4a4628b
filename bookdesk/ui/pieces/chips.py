"""A column of clients in a table: each name behind its chip, so that no record is taken for another client's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import GRID, client_colour, initials
from bookdesk.ui.pieces.labels import paint_chip
from bookdesk.ui.pieces.models import TableModel
from bookdesk.ui.pieces.table import CellDelegate

_Index = QModelIndex | QPersistentModelIndex
_MARGIN = 4


class ChipDelegate(CellDelegate):
    """Paints the chip in the first column; `client_of` returns id and name of a row's client."""

    def __init__(self, client_of: Callable[[Any], tuple[str, str]], parent: QObject | None = None) -> None:
        """Find a row's client by `client_of`."""
        super().__init__(parent)
        self._client_of = client_of
        self._shift = 0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        model = index.model()
        row = model.row_at(index.row()) if isinstance(model, TableModel) and index.column() == 0 else None
        if row is None:
            super().paint(painter, option, index)
            return
        client_id, name = self._client_of(row)
        box = QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.colours().accent_soft))
        side = box.height() - 2 * _MARGIN
        square = QRect(box.left() + GRID, box.top() + _MARGIN, side, side)
        paint_chip(painter, square, client_colour(client_id), initials(name))
        self._shift = side + GRID
        shifted = QStyleOptionViewItem(option)
        shifted.rect = box.adjusted(self._shift, 0, 0, 0)
        super().paint(painter, shifted, index)
        self._shift = 0
        painter.setPen(QColor(theme.colours().border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())

    def _paint_current(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        whole = QStyleOptionViewItem(option)
        whole.rect = QRect(option.rect).adjusted(-self._shift, 0, 0, 0)
        super()._paint_current(painter, whole, index)
