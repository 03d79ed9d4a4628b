"""The parts in which an invoice is paid, as a sheet of what, how much and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.invoicing.terms import Milestone
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column, Shown, shown
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.fields import money_typed
from bookdesk.ui.pieces.models import TableModel
from bookdesk.ui.sales.editor.table import number, typed_number

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
REST = "rest"
REACHED = "when reached"


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part as it is typed: `30 %`, `500` or `rest`; a day, `+14`, or `when reached`."""

    name: str = ""
    part: str = ""
    due: str = ""


BLANK = PartRow()
PARTS: tuple[Column[PartRow], ...] = (
    Column("name", "Part", 130, lambda row: row.name, grows=True),
    Column("part", "Share or amount", 130, lambda row: row.part, number=True),
    Column("due", "Due", 130, lambda row: row.due),
)


def row_of(one: Milestone) -> PartRow:
    """Return an agreed part as it would be typed."""
    return PartRow(one.name, _part_words(one.part), wording.day(one.due) if isinstance(one.due, date) else REACHED)


def milestone(row: PartRow, currency: str, base: date, locale: QLocale) -> Milestone:
    """Return what a row means; days count from `base`. `InputError` where it means nothing."""
    if not row.name:
        raise InputError("A part of the plan has no name.", "Call it as it is to stand on the invoice.")
    return Milestone(row.name, _part(row.part, currency), _due(row.due, base, locale))


def _part_words(part: Decimal | Money | None) -> str:
    if part is None:
        return REST
    return wording.amount(part) if isinstance(part, Money) else f"{number(part * 100)} %"


def _part(text: str, currency: str) -> Decimal | Money | None:
    words = text.strip()
    if words.casefold() in {"", REST}:
        return None
    return typed_number(words) / 100 if words.endswith("%") else money_typed(words, currency)


def _due(text: str, base: date, locale: QLocale) -> date | None:
    words = text.strip()
    return None if words.casefold() in {"", REACHED} else typed_day(words, base, locale)


class PartsSheet(TableModel[PartRow]):
    """Parts that can be typed into, and an empty one below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Hold no part yet."""
        super().__init__(PARTS, parent)
        self._rows: list[Shown[PartRow]] = []

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def shown_at(self, row: int) -> Shown[PartRow] | None:
        """Return a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def parts(self) -> list[PartRow]:
        """Return what is typed, without rows that are empty."""
        return [one.row for one in self._rows if one.row != BLANK]

    def show_parts(self, rows: Sequence[PartRow]) -> None:
        """Show these, and an empty one."""
        self.beginResetModel()
        self._rows = [shown(one, PARTS) for one in (*rows, BLANK)]
        self.endResetModel()
        self.filled.emit()

    def forget(self) -> None:
        """Show no part any more."""
        self.show_parts(())

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let every cell be typed into."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer an editor with the text of the cell."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed; a row typed into below the last makes room for another."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == self.data(index, role):
            return False
        place = index.row()
        row = replace(self._rows[place].row, **{PARTS[index.column()].name: str(value).strip()})
        self._rows[place] = shown(row, PARTS)
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(PARTS) - 1))
        if place == len(self._rows) - 1:
            self.beginInsertRows(_NOWHERE, place + 1, place + 1)
            self._rows.append(shown(BLANK, PARTS))
            self.endInsertRows()
        self.filled.emit()
        return True
