"""A table whose amounts, accounts and states are never cut: names give way instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QWidget

from bookdesk.ui.look.theme import figures, sized
from bookdesk.ui.look.tokens import GRID, SMALL
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.models import TableModel
from bookdesk.ui.pieces.pills import pill_width
from bookdesk.ui.pieces.table import RecordTable

_BESIDE = 38
"""Pixels at 100 % for a chip beside the words of the column that grows."""

_ARROW = 18
"""Pixels at 100 % beside the title of a column that the list is sorted by."""
_MEASURED = 200
"""Words of a column that are measured, the longest of them: a list of thousands must not hold up the window."""


class WholeTable(RecordTable):
    """A record table in which some columns are as wide as what stands in them, whatever the size of type.

    A column that gives way is as wide as its words where the one that grows has room for its own.
    """

    _whole: frozenset[int] = frozenset()
    _giving: int = -1

    def __init__(  # noqa: PLR0913, PLR0917 - as of every record table, and what is whole
        self,
        model: TableModel[Any],
        name: str,
        memory: Memory,
        what: str,
        whole: Sequence[str],
        gives_way: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Keep the columns named `whole` as wide as their words."""
        super().__init__(model, name, memory, what, parent)
        self._whole = frozenset(place for place, column in enumerate(model.columns) if column.name in whole)
        self._giving = next((place for place, column in enumerate(model.columns) if column.name == gives_way), -1)
        model.filled.connect(self._make_room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Measure again: the size of type may be another one."""
        super().resizeEvent(event)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again in another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._make_room()

    def _width(self, place: int) -> int:
        """Return what a column needs; of one that is whole, what its widest words do."""
        if place not in self._whole or not self._rows.rowCount():
            return super()._width(place)
        return self.needed(place)

    def needed(self, place: int) -> int:
        """Return the width of the widest words in a column, in pixels."""
        metrics, column = QFontMetrics(figures(self.font())), self._rows.columns[place]
        widest = QFontMetrics(self.horizontalHeader().font()).horizontalAdvance(column.title)
        widest += sized(_ARROW) if column.order else 0
        texts, pills = self._said(place)
        small = self._pill_metrics()
        widest = max((widest, *(pill_width(pill, small) for pill in pills)))
        return max((widest, *map(metrics.horizontalAdvance, texts))) + 2 * GRID + 2

    def _said(self, place: int) -> tuple[list[str], set[Pill]]:
        """Return the words of a column that may be the widest, each once, and its pills."""
        texts, pills = set[str](), set[Pill]()
        for shown in self._rows.read():
            pill = shown.pills[place]
            if pill is not None:
                pills.add(pill)
            else:
                texts.add(shown.texts[place])
        return sorted(texts, key=len)[-_MEASURED:], pills

    def _pill_metrics(self) -> QFontMetrics:
        font = QFont(self.font())
        font.setPixelSize(sized(SMALL + 1))
        return QFontMetrics(font)

    def _section_resized(self, place: int, before: int, width: int) -> None:
        """Remember no width that is measured: it is no wish of the person."""
        if place not in self._whole and place != self._giving:
            super()._section_resized(place, before, width)

    def _make_room(self) -> None:
        self._fit()
        for place in self._whole:
            if not self.isColumnHidden(place) and self.columnWidth(place) != self._width(place):
                self.setColumnWidth(place, self._width(place))
        if self._giving >= 0 and self._rows.rowCount() and not self.isColumnHidden(self._giving):
            self._give_way()

    def _give_way(self) -> None:
        """Leave the room for what grows, and the pictures beside its words, to it."""
        room = self.viewport().width() - sized(_BESIDE)
        for place, column in enumerate(self._rows.columns):
            if place != self._giving and not self.isColumnHidden(place):
                room -= self.needed(place) if column.grows else self.columnWidth(place)
        least = self._width(self._giving)
        self.setColumnWidth(self._giving, max(least, min(self.needed(self._giving), room)))

    def _restyle(self) -> None:
        super()._restyle()
        self._make_room()
