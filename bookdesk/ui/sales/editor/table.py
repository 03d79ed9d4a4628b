"""The lines of an invoice as a sheet that is typed into: what stands in a cell, and what a text in it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from bookdesk.core.amounts import DecimalMark, human_amount
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.offering import Code, Offered
from bookdesk.invoicing.pricing import Priced, ToPrice, line_amount, priced
from bookdesk.invoicing.timesheets import Worked
from bookdesk.ui import wording
from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.columns import Column, Shown, shown
from bookdesk.ui.pieces.models import TableModel
from bookdesk.ui.pieces.table import CellDelegate
from bookdesk.ui.pieces.tips import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_CENTS: Final = 2


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line as it is shown: the codes of what it names, and its amount where it can be reckoned."""

    line: EnteredLine
    product: str
    account: str
    tax: str
    amount: Money | None


EMPTY: Final = EnteredLine()
"""The line below the last one, into which the next one is typed."""
SHEET: tuple[Column[SheetLine], ...] = (
    Column("product", "Product", 76, lambda row: row.product, spare=4),
    Column(
        "description",
        "Description",
        132,
        lambda row: row.line.description,
        grows=True,
        note=lambda row: " · ".join(filter(None, (row.line.description, row.line.detail))),
    ),
    Column("quantity", "Qty", 56, lambda row: "" if row.line == EMPTY else figure(row.line.quantity), number=True),
    Column("unit", "Unit", 48, lambda row: row.line.unit or "", spare=5),
    Column("unit_price", "Price", 84, lambda row: figure(row.line.unit_price, _CENTS), number=True),
    Column("discount", "Less %", 60, lambda row: percent(row.line.discount), number=True, spare=3),
    Column("account", "Account", 72, lambda row: row.account, spare=2),
    Column("tax", "Tax", 56, lambda row: row.tax, spare=1),
    Column("amount", "Amount", 92, lambda row: wording.amount(row.amount), number=True),
)
FIGURES = ("quantity", "unit_price", "discount", "amount")
"""Columns that are as wide as what stands in them: a figure without its end is another one."""
_FIXED = frozenset({"amount"})
SLIP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
"""Whether what stands in a cell means nothing there."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What was typed into a cell and means nothing there, and why."""

    text: str
    why: str


def number(value: Decimal | None, least: int = 0) -> str:
    """Return a number as the locale writes it, with at least so many decimals; nothing for none."""
    if value is None:
        return ""
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    decimals = max(least, -exponent if isinstance(exponent, int) else 0)
    return f"{value:.{decimals}f}".replace("-", wording.MINUS).replace(".", QLocale().decimalPoint())


def figure(value: Decimal | None, least: int = 0) -> str:
    """Return a number with its thousands apart, as an amount is written."""
    return wording.apart(number(value, least))


def percent(share: Decimal | None) -> str:
    """Return a share as a percentage: `5` for 0.05."""
    return number(share * 100) if share else ""


def typed_number(text: str, locale: QLocale | None = None) -> Decimal:
    """Return a number as a person wrote it; `InputError` where it is none, or could be two."""
    written = text.strip().rstrip("%").replace(wording.MINUS, "-").strip()
    mark = DecimalMark.COMMA if (locale or QLocale()).decimalPoint() == "," else DecimalMark.DOT
    value = human_amount(written, mark).value
    if value is None:
        raise InputError(f"{written} can be read in two ways.", "Write it with all its decimals.")
    return value


def typed(line: EnteredLine, column: str, text: str, offered: Offered) -> EnteredLine:
    """Return a line after a text was typed into one of its cells; `InputError` where that means nothing there."""
    words = text.strip()
    if column in {"product", "account", "tax"}:
        return _chosen(line, column, words, offered)
    if column == "quantity":
        return replace(line, quantity=typed_number(words) if words else Decimal(1))
    if column == "unit_price":
        return replace(line, unit_price=typed_number(words) if words else None)
    if column == "discount":
        return replace(line, discount=typed_number(words) / 100 if words else None)
    return replace(line, **{column: words or None} if column == "unit" else {column: words})


def _chosen(line: EnteredLine, column: str, code: str, offered: Offered) -> EnteredLine:
    among = {"product": offered.products, "account": offered.accounts, "tax": offered.taxes}[column]
    found = next((one.id for one in among if one.code.casefold() == code.casefold()), None)
    if code and found is None:
        raise InputError(f"{code} is none of the choices.", "Type a part of its name and choose from the list.")
    if column == "account":
        return replace(line, account_id=found)
    if column == "tax":
        return replace(line, tax_code_id=found)
    anew = replace(line, product_id=found)
    # what the product before it filled in makes room for the new one's
    return replace(anew, description="", detail=None, unit=None, unit_price=None, account_id=None, tax_code_id=None)


def is_blank(line: EnteredLine) -> bool:
    """Whether nothing was typed into a line yet."""
    return line == EMPTY


def sums_of(  # noqa: PLR0913 - each is a fact of the document
    lines: Sequence[EnteredLine], currency: str, offered: Offered, mode: TaxMode, by: RoundedBy, *, coins: bool
) -> Priced:
    """Reckon what is typed so far: a line without a price is worth nothing yet; errors are those of pricing."""
    codes = {one.id: one for one in offered.taxes}
    step = offered.coin if coins and currency == offered.base else None
    return priced([_to_price(one, codes, mode) for one in lines], currency, mode=mode, by=by, step=step)


def _to_price(line: EnteredLine, codes: dict[str, Code], mode: TaxMode) -> ToPrice:
    code = codes.get(line.tax_code_id or "")
    rate = code.rate if code is not None and mode is not TaxMode.NONE else Decimal(0)
    return ToPrice(
        line.quantity,
        line.unit_price or Decimal(0),
        rate,
        line.discount,
        code.code if code is not None else None,
        code.category if code is not None else None,
    )


class Sheet(TableModel[SheetLine]):
    """Lines that can be typed into, and an empty one below them. What is typed is told, and comes back when taken."""

    typed = Signal(int, str, str)
    """The place of a line, the column, and the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Show no line yet."""
        super().__init__(SHEET, parent)
        self.editable = False
        self._rows: list[Shown[SheetLine]] = []
        self.slips: dict[tuple[int, str], Slip] = {}
        """What stands in cells, by line and column, until it is mended: the lines do not have it."""

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._rows)

    def shown_at(self, row: int) -> Shown[SheetLine] | None:
        """Return a line."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def lines(self) -> list[EnteredLine]:
        """Return what stands in the lines, without the empty one."""
        return [one.row.line for one in self._rows if not is_blank(one.row.line)]

    def show_lines(self, lines: Sequence[EnteredLine], offered: Offered, currency: str) -> None:
        """Show these, and an empty one where they can be typed into; no cell that stays loses the keyboard."""
        whole = [*lines, EMPTY] if self.editable else [*lines]
        fresh = [shown(_row(one, offered, currency), SHEET) for one in whole]
        known = len(self._rows)
        if len(fresh) > known:
            self.beginInsertRows(_NOWHERE, known, len(fresh) - 1)
            self._rows = fresh
            self.endInsertRows()
        elif len(fresh) < known:
            self.beginRemoveRows(_NOWHERE, len(fresh), known - 1)
            self._rows = fresh
            self.endRemoveRows()
        self._rows = fresh
        if fresh:
            self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(SHEET) - 1))
        self.filled.emit()

    def slip_at(self, index: _Index) -> Slip | None:
        """Return what stands in a cell and means nothing there."""
        return self.slips.get((index.row(), SHEET[index.column()].name)) if index.isValid() else None

    def move_slips(self, to: Callable[[int], int | None]) -> None:
        """Let slips follow their lines, which went elsewhere; those whose line went for good are gone."""
        moved = [(to(row), column, slip) for (row, column), slip in self.slips.items()]
        self.slips = {(row, column): slip for row, column, slip in moved if row is not None}

    def forget(self) -> None:
        """Show no line any more."""
        self.beginResetModel()
        self._rows, self.slips = [], {}
        self.endResetModel()

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let every cell but the amount be typed into."""
        flags = super().flags(index)
        open_ = self.editable and index.isValid() and SHEET[index.column()].name not in _FIXED
        return flags | Qt.ItemFlag.ItemIsEditable if open_ else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer an editor with the text of the cell; a slip stands there until it is mended."""
        slip = self.slip_at(index)
        if role == SLIP_ROLE:
            return slip is not None
        if slip is not None and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return slip.text
        if slip is not None and role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return plain_tip(f"{slip.text}: {slip.why}")
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed, where it is another text."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == self.data(index, role):
            return False
        self.typed.emit(index.row(), SHEET[index.column()].name, str(value).strip())
        return True


def _row(line: EnteredLine, offered: Offered, currency: str) -> SheetLine:
    codes = {one.id: one.code for one in (*offered.products, *offered.accounts, *offered.taxes)}
    return SheetLine(
        line,
        codes.get(line.product_id or "", ""),
        codes.get(line.account_id or "", ""),
        codes.get(line.tax_code_id or "", ""),
        _amount(line, currency),
    )


def _amount(line: EnteredLine, currency: str) -> Money | None:
    if line.unit_price is None:
        return None
    try:
        return line_amount(_to_price(line, {}, TaxMode.NONE), currency)
    except InputError:
        return None  # it is told when the document is reckoned


class SheetDelegate(CellDelegate):
    """Edits products, accounts and tax codes by any part of their names, everything else as text."""

    def __init__(self, choices: Callable[[str], Sequence[Choice]], parent: QObject | None = None) -> None:
        """Take the choices of a column by its name."""
        super().__init__(parent)
        self._choices = choices

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell, framed where what stands in it means nothing there."""
        super().paint(painter, option, index)
        if index.data(SLIP_ROLE):
            painter.save()
            painter.setPen(QPen(QColor(theme.colours().of(Tone.BAD)[0]), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return an editor for a cell."""
        del option
        column = SHEET[index.column()]
        choices = self._choices(column.name)
        if not choices:
            plain = QLineEdit(parent)
            plain.setAccessibleName(column.title)
            return plain
        field = ChoiceField(column.title, parent)
        field.offer(choices)
        field.picked.connect(lambda: self._take(field))
        return field

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin with the text of the cell, all of it chosen; what is being typed stays, whatever comes to be known."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            text = str(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.show_value(text) if isinstance(editor, ChoiceField) else editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        """Hand over what was typed; of a choice its code."""
        if isinstance(editor, QLineEdit) and isinstance(model, Sheet):
            model.setData(index, editor.exact() if isinstance(editor, ChoiceField) else editor.text())

    def _take(self, editor: QWidget) -> None:
        """Take what was chosen from the list, as Enter in the cell would."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)


_NAMED = 3
"""Refused rows of a time sheet that a note has room for."""


def hours_added(found: Worked) -> Message:
    """Return how many rows of a time sheet became how many lines, and which rows were left out and why."""
    words = f"{wording.count(found.rows, 'row')} of the time sheet became {wording.count(len(found.lines), 'line')}."
    if not found.refused:
        return Message(words, Tone.GOOD, "They are kept with the draft.")
    told = [f"Line {one.line}: {one.why}" for one in found.refused[:_NAMED]]
    more = len(found.refused) - _NAMED
    told += [f"And {wording.count(more, 'more row')}."] if more > 0 else []
    left_out = wording.count(len(found.refused), "row")
    return Message(f"{words} {left_out} left out.", Tone.WARN, " ".join(told))
