"""The lines of a draft as a sheet that is typed into, and the words by which fields are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QLineEdit, QStyleOptionViewItem, QWidget

from bookdesk.capture.handtaught import Taught
from bookdesk.capture.readiness import DOUBTFUL, follows
from bookdesk.capture.views import FieldView, InboxItem, LineView
from bookdesk.capture.weighing import Weighty
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.models.document import DocumentState
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.choice_field import Choice, ChoiceField
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.exact import FIELD_WORDS
from bookdesk.ui.pieces.field_row import MARKS
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.page_viewer import FieldBox
from bookdesk.ui.pieces.table import CellDelegate, RecordTable

_Index = QModelIndex | QPersistentModelIndex

ALWAYS = ("supplier_name", "invoice_number", "issue_date", "due_date", "currency", "net", "tax", "total")
"""Fields that are shown even where nothing was read for them."""


def words_of(name: str) -> str:
    """Return what a person calls a field of the document or of a line: `line 2, account`."""
    if name.startswith("line."):
        _, position, what = name.split(".", 2)
        return f"line {position}, {what.replace('_', ' ')}"
    return FIELD_WORDS.get(name, name.replace("_", " ").capitalize())


def fields_of(item: InboxItem, *, foreign: bool = False) -> dict[str, FieldView]:
    """Return the fields as a person is told of them: what follows from a sure one needs no look of its own.

    A bill in a `foreign` currency has a rate among them, which stands on no document.
    """
    sure = follows(item)
    told = {
        one.name: replace(one, state=FieldState.CONFIDENT) if one.name in sure and one.state in DOUBTFUL else one
        for one in item.fields
    }
    due = told.get("due_date")
    if due is not None and due.value is None and due.on_bill:
        told["due_date"] = replace(due, value=due.on_bill, why="none is printed; the bill takes this one")
    if item.bill is not None and (foreign or item.bill.rate is not None):
        told["rate"] = _rate(item.bill.total.currency, item.bill.rate)
    return told


def _rate(currency: str, rate: Decimal | None) -> FieldView:
    """Return the exchange rate as a field: what a person says, or what is still asked of him."""
    state = FieldState.CHECK if rate is None else FieldState.CORRECTED
    why = f"what one {currency} was in the currency of the books"
    value = None if rate is None else f"{rate.normalize():f}"
    return FieldView("rate", value, None, state, Decimal(1), None, None, why)


def boxes_of(item: InboxItem, page: int) -> list[FieldBox]:
    """Return where the fields stand on a page, with what is told of each."""
    return [
        FieldBox(field.name, field.box, MARKS[field.state][2], f"{words_of(field.name)}: {field.value}. {field.why}")
        for field in fields_of(item).values()
        if field.box is not None and field.page == page
    ]


def notes_of(item: InboxItem) -> list[str]:
    """Return what is told of a document as a whole: why it is where it is, and what was noticed."""
    above = {one.words for one in told_above(item)}
    return [*filter(None, [item.row.reason]), *(one for one in item.remarks if one not in above), *item.papers]


def told_above(item: InboxItem) -> tuple[Weighty, ...]:
    """Return the remarks that are told above the fields, with what speaks against confirming: of an open document."""
    return item.weighty if item.row.state is DocumentState.TO_REVIEW else ()


def ready_words(item: InboxItem) -> str:
    """Return where Enter leads on a document that nothing speaks against; what weighs on it is named."""
    known = item.bill is not None and item.bill.supplier_known
    confirms = "confirms the credit note" if item.row.kind is DocumentKind.CREDIT_NOTE else "confirms"
    but = " and ".join(dict.fromkeys(one.short for one in told_above(item)))
    return f"Ready{but and f', but {but}'}: Enter {confirms}{'' if known else ' and adds the supplier'}"


def taught_words(field: str, taught: Taught) -> str:
    """Say what became of teaching where a field stands, and how the supplier's other documents agree with it."""
    if not taught.on:
        return f"{field}: its position on documents of {taught.supplier} is not remembered any more."
    stored = f"{wording.count(taught.asked, 'stored document')}, {taught.agree} agree"
    known = f" ({stored})" if taught.asked else ""
    return f"{field}: its position on documents of {taught.supplier} is remembered{known}."


def sure(states: Sequence[FieldState]) -> int:
    """Return how many of the states need no eye."""
    return sum(state not in (FieldState.CHECK, FieldState.FAILED) for state in states)


def _coded(line: LineView) -> str:
    """Say what account a line has and why: by which rule, by habit, or by a person."""
    return ": ".join(filter(None, (" ".join(filter(None, (line.account, line.account_name))), line.why)))


LINES: tuple[Column[LineView], ...] = (
    Column(
        "description", "Description", 160, lambda line: line.description, note=lambda line: line.description, grows=True
    ),
    Column("account", "Account", 76, lambda line: line.account or "", note=_coded),
    Column("tax_code", "Tax code", 76, lambda line: line.tax_code or ""),
    Column("net", "Net", 84, lambda line: wording.amount(line.net), number=True, spare=1),
    Column("tax", "Tax", 72, lambda line: wording.amount(line.tax), number=True),
    Column("gross", "Gross", 84, lambda line: wording.amount(line.gross), number=True, spare=2),
)
"""In a narrow pane what the document prints stays: of net and gross the other one follows from it."""


class LinesModel(RowsModel[LineView]):
    """Lines that can be typed into; what is typed is told and comes back when it was taken."""

    typed = Signal(str, str)
    """`line.2.account` and the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Show no line yet."""
        super().__init__(LINES, lambda line: str(line.position), parent)
        self.editable = False

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let every cell of an open draft be edited."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.editable and index.isValid() else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer an editor with the text of the cell."""
        return super().data(index, Qt.ItemDataRole.DisplayRole if role == Qt.ItemDataRole.EditRole else role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed, where it is another text."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or str(value) == self.data(index, role):
            return False
        line = self.row_at(index.row())
        if line is not None:
            self.typed.emit(f"line.{line.position}.{LINES[index.column()].name}", str(value).strip())
        return line is not None

    def cell_of(self, name: str) -> QModelIndex:
        """Return the cell of `line.N.name`; an invalid index where there is none."""
        _, position, what = name.split(".", 2)
        rows = [place for place in range(self.rowCount()) if self.key_at(place) == position]
        columns = [place for place, column in enumerate(LINES) if column.name == what]
        return self.index(rows[0], columns[0]) if rows and columns else QModelIndex()


class LinesTable(RecordTable):
    """Walks cells; Space chooses whole lines, also far apart: while any is, the arrows walk and leave it chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the current line with Space, take it out with Ctrl+Space; everything else as in every table."""
        held, here = event.modifiers(), self.currentIndex()
        if event.key() != Qt.Key.Key_Space or not self._chooses(held) or not here.isValid():
            super().keyPressEvent(event)
            return
        chosen = set(self.selected_places()) if self._by_lines() else set()
        left = chosen - {here.row()} if held & Qt.KeyboardModifier.ControlModifier else chosen | {here.row()}
        self.select_places(sorted(left))

    def selectionCommand(self, index: _Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """Leave chosen lines alone where a key only walks."""
        walks = isinstance(event, QKeyEvent) and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if walks and self._by_lines():
            return QItemSelectionModel.SelectionFlag.NoUpdate
        return super().selectionCommand(index, event)

    def _by_lines(self) -> bool:
        """Whether whole lines are chosen, not cells that were walked over."""
        return self.selectionModel().hasSelection() and bool(self.selectionModel().selectedRows())


class LineDelegate(CellDelegate):
    """Edits accounts and tax codes by any part of their names, everything else as text."""

    def __init__(self, choices: Callable[[str], Sequence[Choice]], parent: QObject | None = None) -> None:
        """Take the choices of a column by its name."""
        super().__init__(parent)
        self._choices = choices

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        """Return an editor for a cell."""
        del option
        column = LINES[index.column()]
        choices = self._choices(column.name)
        if not choices:
            plain = QLineEdit(parent)
            plain.setAccessibleName(column.title)
            return plain
        field = ChoiceField(column.title, parent)
        field.offer(choices)
        field.picked.connect(lambda: self._take(field))
        return field

    def _take(self, editor: QWidget) -> None:
        """Take what was chosen from the list, as Enter in the cell would."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Begin with the text of the cell, all of it chosen; what is being typed stays when the document comes anew."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            text = str(index.data(Qt.ItemDataRole.EditRole) or "")
            editor.show_value(text) if isinstance(editor, ChoiceField) else editor.setText(text)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: _Index) -> None:
        """Hand over what was typed; of a choice its code."""
        if isinstance(editor, QLineEdit) and isinstance(model, LinesModel):
            model.setData(index, editor.exact() if isinstance(editor, ChoiceField) else editor.text())


STATES = {
    DocumentState.TO_REVIEW: Pill("edit", "To review", Tone.WARN),
    DocumentState.CONFIRMED: Pill("check", "Confirmed", Tone.GOOD),
    DocumentState.NOT_PAYABLE: Pill("info", "Not payable", Tone.INFO),
    DocumentState.DUPLICATE: Pill("duplicate", "Duplicate", Tone.INFO),
    DocumentState.FAILED: Pill("failed", "Failed", Tone.BAD),
    DocumentState.LOCKED: Pill("lock", "Needs its password", Tone.WARN),
    DocumentState.REJECTED: Pill("void", "Put aside"),
    DocumentState.MOVED: Pill("right", "Moved"),
    DocumentState.RECEIVED: Pill("waiting", "Being read"),
}
OVERRULES = {
    "duplicate": "It is another bill",
    "statement": "It is a bill of its own",
    "customer": "It belongs here",
    "checks": "I have seen it",
    "kind": "It is a credit note",
    "supplier_name": "It is from the name read",
    "prepaid": "I have seen it",
    "supplier": "It is another supplier",
    "paper": "Name it, or say why not…",
}
"""What the button says by which a person overrules an objection."""

MAY_BE_PARTED = (DocumentState.TO_REVIEW, DocumentState.NOT_PAYABLE, DocumentState.DUPLICATE)
"""States in which a document may be taken apart."""
_STANDS = {
    DocumentState.CONFIRMED: ("It is confirmed.", "Review again takes it back, as long as nobody approved its bill."),
    DocumentState.NOT_PAYABLE: ("It was read as not payable.", "Say what it is with Ctrl+Shift+K, if it is a bill."),
    DocumentState.DUPLICATE: ("It repeats another document.", "Ctrl+D shows both, and lets you say that it does not."),
    DocumentState.FAILED: ("It could not be read.", "Ctrl+Shift+G has it read again."),
    DocumentState.LOCKED: ("It opens with a password only.", "Ctrl+Shift+P asks for it."),
    DocumentState.REJECTED: ("It was put aside.", ""),
    DocumentState.MOVED: ("It was moved to another client.", "It is reviewed there."),
    DocumentState.RECEIVED: ("It was not read yet.", "It is read next."),
}
"""How a document stands that is not under review, and what to do where somebody would work on it."""
_NOT_SO = {
    "next": ("This is the last document of its list.", "Escape leads back to the list."),
    "previous": ("This is the first document of its list.", "Escape leads back to the list."),
    "unlock": ("This document needs no password.", ""),
    "compare": ("This document looks like no other one.", "Choose two in the inbox to see them side by side."),
    "reopen": ("This document is not confirmed, so that there is nothing to take back.", ""),
    "columns": ("This document has no page on which columns could be drawn.", ""),
    "take apart": ("This document has no pages that could be taken apart.", ""),
}
"""Why a command cannot be done with a document, whatever its state."""
_OF_ANY_STATE = frozenset(_NOT_SO) - {"columns", "take apart"}


def why_not(name: str, state: DocumentState | None) -> tuple[str, Tone, str]:
    """Return why the command `name` cannot be done with a document in `state`, and what to do: for a message."""
    if state is None:
        return "No document is shown.", Tone.PLAIN, "Open one from the inbox."
    stands = _STANDS.get(state, ("", ""))
    words, remedy = _NOT_SO[name] if name in _OF_ANY_STATE or not stands[0] else stands
    return words, Tone.PLAIN, remedy


def no_others(field: str) -> tuple[str, Tone, str]:
    """Say that nothing else was read that a field may be."""
    return f"{field}: nothing else was read that it may be.", Tone.PLAIN, "Type it, or click its word on the page."
