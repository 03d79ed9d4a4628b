"""Open invoices as a sheet: what is open, what a discount is worth, and how much is laid on each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.money import Money, total
from bookdesk.receivables.foresight import OpenOne
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column, Shown, shown
from bookdesk.ui.pieces.fields import money_typed
from bookdesk.ui.pieces.models import TableModel

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class LayRow:
    """An open invoice, and how much is laid on it; None for nothing."""

    one: OpenOne
    paid: Money | None = None


def _discount(row: LayRow) -> str:
    return f"{wording.amount(row.one.discount)} to {wording.day(row.one.last_day)}" if row.one.last_day else ""


LAID: tuple[Column[LayRow], ...] = (
    Column("number", "Invoice", 120, lambda row: row.one.number, grows=True),
    Column("due", "Due", 96, lambda row: wording.day(row.one.due), spare=2),
    Column("open", "Open", 110, lambda row: wording.amount(row.one.open), number=True),
    Column("discount", "If paid early", 150, _discount, number=True, muted=True, spare=1),
    Column("paid", "Settled now", 110, lambda row: wording.amount(row.paid), number=True),
)
PAID = len(LAID) - 1


class LayingSheet(TableModel[LayRow]):
    """Invoices of which the last column can be typed into."""

    typed = Signal()
    """A person said how much is laid on an invoice."""
    refused = Signal(object)
    """What was typed is no such amount: a `BookDeskError`."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Hold no invoice yet."""
        super().__init__(LAID, parent)
        self._rows: list[Shown[LayRow]] = []

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def shown_at(self, row: int) -> Shown[LayRow] | None:
        """Return a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def key_at(self, row: int) -> int | str:
        """Return the id of an invoice."""
        return self._rows[row].row.one.id

    def show_invoices(self, invoices: Sequence[OpenOne]) -> None:
        """Show these, with nothing laid on them."""
        self.beginResetModel()
        self._rows = [shown(LayRow(one), LAID) for one in invoices]
        self.endResetModel()
        self.filled.emit()

    def lay(self, amounts: Mapping[str, Money]) -> None:
        """Show how much is laid on each, by the ids of the invoices."""
        self._rows = [shown(replace(one.row, paid=amounts.get(one.row.one.id)), LAID) for one in self._rows]
        if self._rows:
            self.dataChanged.emit(self.index(0, PAID), self.index(len(self._rows) - 1, PAID))

    def laid(self) -> dict[str, Money]:
        """Return how much is laid on which invoice."""
        return {one.row.one.id: one.row.paid for one in self._rows if one.row.paid is not None and one.row.paid.minor}

    def total(self, currency: str) -> Money:
        """Return how much is laid on all of them."""
        return total(self.laid().values(), currency)

    def forget(self) -> None:
        """Show no invoice any more."""
        self.show_invoices(())

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let the last column be typed into."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.isValid() and index.column() == PAID else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer an editor with the text of the cell."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take an amount that was typed; nothing more than what is open, and nothing below nothing."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == self.data(index, role):
            return False
        place = index.row()
        row = self._rows[place].row
        try:
            paid = _amount(str(value), row.one)
        except BookDeskError as error:
            self.refused.emit(error)
            return False
        self._rows[place] = shown(replace(row, paid=paid), LAID)
        self.dataChanged.emit(self.index(place, 0), self.index(place, PAID))
        self.typed.emit()
        return True


def _amount(text: str, one: OpenOne) -> Money | None:
    if not text.strip():
        return None
    found = money_typed(text, one.open.currency, QLocale())
    if not 0 <= found.minor <= one.open.minor:
        raise InputError(
            f"Of {one.number} {one.open} is open, not {found}.", "Settle no more than that; what is more is his credit."
        )
    return found
