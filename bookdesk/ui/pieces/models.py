"""Qt models over frozen rows: a windowed one that asks for pages by key, and one that holds a short list whole."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from bookdesk.ui.pieces.columns import Column, Shown, shown
from bookdesk.ui.pieces.tips import plain_tip

if TYPE_CHECKING:  # the first window is painted before the store is imported
    from bookdesk.store.listing import Beginning, KeyedRow, Keys, Listing

R = TypeVar("R")
PAGE: Final = 200
"""Rows read at a time."""
PAGES: Final = 64
"""Pages kept; the one unused longest goes first."""
LOADING = "…"

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_DISPLAY = Qt.ItemDataRole.DisplayRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_TIP = Qt.ItemDataRole.ToolTipRole
_SPOKEN = Qt.ItemDataRole.AccessibleTextRole
PILL_ROLE: Final = Qt.ItemDataRole.UserRole
_ASKED = frozenset({_DISPLAY, _ALIGN, _TIP, _SPOKEN, PILL_ROLE})
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

Ask = Callable[[Callable[[], Any], Callable[[Any], None]], None]
"""Runs a query off this thread and brings its answer back: the door, with a client and an owner filled in."""


class TableModel(QAbstractTableModel, Generic[R]):
    """What both models share: columns, alignment, and a row's key."""

    filled = Signal()
    """The rows of the view are known (again)."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        """Show these columns; no row yet."""
        super().__init__(parent)
        self.columns = tuple(columns)

    def shown_at(self, row: int) -> Shown[R] | None:
        """Return a row ready to be painted; none while it is being read. Each kind of model knows its own."""
        del row
        return None

    def key_at(self, row: int) -> int | str:
        """Return what identifies the record of a row: its place, where a model knows nothing better."""
        return row

    def places_of(self, keys: frozenset[int | str]) -> list[int]:
        """Return where records stand now; those that left the view are left out."""
        return [row for row in range(self.rowCount()) if self.key_at(row) in keys]

    def row_at(self, row: int) -> R | None:
        """Return the record of a row, once it was read."""
        found = self.shown_at(row) if 0 <= row < self.rowCount() else None
        return found.row if found is not None else None

    def read(self) -> list[Shown[R]]:
        """Return the rows that are known without asking for any more."""
        return [one for row in range(self.rowCount()) if (one := self.shown_at(row)) is not None]

    def forget(self) -> None:
        """Show no row any more. Each kind of model knows how."""

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - Qt asks for anything
        """Answer what a view asks of a cell; most questions are none of ours and end at once."""
        if role not in _ASKED or not index.isValid():
            return None
        place = index.column()
        if role == _ALIGN:
            return _RIGHT if self.columns[place].number else _LEFT
        found = self.shown_at(index.row())
        if found is None:
            return LOADING if role == _DISPLAY and place == 0 else None
        if role == PILL_ROLE:
            return found.pills[place]
        if role == _TIP:
            note = self.columns[place].note
            return plain_tip(note(found.row)) if note is not None else None
        return found.texts[place]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:  # noqa: ANN401 - as above
        """Return a column's title; rows have none."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        return _RIGHT if role == _ALIGN and self.columns[section].number else (_LEFT if role == _ALIGN else None)


class RowsModel(TableModel[R]):
    """A short list that is held whole, such as the clients or a payment run."""

    def __init__(self, columns: Sequence[Column[R]], key: Callable[[R], str], parent: QObject | None = None) -> None:
        """Tell records apart by `key`."""
        super().__init__(columns, parent)
        self._key = key
        self._rows: list[Shown[R]] = []

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show these rows; where the same records stand in the same order, only what changed is painted anew."""
        self.show_ready([shown(row, self.columns) for row in rows])

    def show_ready(self, rows: Sequence[Shown[R]]) -> None:
        """Show rows that became text off the window's thread, as many of them do; as `show_rows`."""
        fresh = list(rows)
        same = [self._key(one.row) for one in fresh] == [self._key(one.row) for one in self._rows]
        if same and fresh:
            self._rows = fresh
            self.dataChanged.emit(self.index(0, 0), self.index(len(fresh) - 1, len(self.columns) - 1))
        elif fresh or self._rows:
            self.beginResetModel()
            self._rows = fresh
            self.endResetModel()
        self.filled.emit()

    def forget(self) -> None:
        """Show no row any more."""
        self.show_rows(())

    def shown_at(self, row: int) -> Shown[R] | None:
        """Return a row."""
        return self._rows[row]

    def key_at(self, row: int) -> int | str:
        """Return the key of a row."""
        return self._key(self._rows[row].row)

    def rows(self) -> list[R]:
        """Return all rows in the order they are shown."""
        return [one.row for one in self._rows]


K = TypeVar("K", bound="KeyedRow")


@dataclass(frozen=True)
class OpenedList(Generic[K]):
    """A view of a list as it was found by one question: its keys, and the rows of the pages that will be looked at."""

    listing: Listing[K]
    keys: Keys
    pages: dict[int, dict[int, Shown[K]]]
    whole: bool = True
    """Whether these are all keys, or those of the beginning, which is shown while the others are looked up."""


def open_beginning(listing: Beginning[K], columns: tuple[Column[K], ...]) -> OpenedList[K]:
    """Read the first page of a view, and know the others only by there being more; runs off the window's thread."""
    keys = listing.first(PAGE + 1)
    return OpenedList(listing, keys[:PAGE], {0: _read_page(listing, keys, columns, 0)}, whole=len(keys) <= PAGE)


def open_rest(beginning: OpenedList[K], columns: tuple[Column[K], ...]) -> OpenedList[K]:
    """Find all keys of a view whose beginning was read; where that is another one by now, it is read again."""
    keys, read = beginning.listing.keys(), len(beginning.keys)
    if keys[:read] == beginning.keys:
        return OpenedList(beginning.listing, keys, beginning.pages)
    return open_list(beginning.listing, columns)


def open_list(listing: Listing[K], columns: tuple[Column[K], ...], pages: Iterable[int] = (0,)) -> OpenedList[K]:
    """Find the keys of a view and read some of its pages; runs off the window's thread."""
    keys = listing.keys()
    read = {number: _read_page(listing, keys, columns, number) for number in pages if number * PAGE < len(keys)}
    return OpenedList(listing, keys, read)


def _read_page(listing: Listing[K], keys: Keys, columns: tuple[Column[K], ...], number: int) -> dict[int, Shown[K]]:
    wanted = keys[number * PAGE : (number + 1) * PAGE]
    return {row.key: shown(row, columns) for row in listing.rows(wanted)}


class WindowModel(TableModel[K]):
    """A list of any length: its keys are known, its rows are read a page at a time where somebody looks."""

    def __init__(self, columns: Sequence[Column[K]], ask: Ask, parent: QObject | None = None) -> None:
        """Read further pages through `ask`."""
        super().__init__(columns, parent)
        self._ask = ask
        self._list: OpenedList[K] | None = None
        self._keys: Keys = ()
        self._pages: OrderedDict[int, dict[int, Shown[K]]] = OrderedDict()
        self._wanted: set[int] = set()

    def show_list(self, opened: OpenedList[K] | None) -> None:
        """Show another view, or the same one anew."""
        self.beginResetModel()
        self._list = opened
        self._keys = opened.keys if opened is not None else ()
        self._pages = OrderedDict(opened.pages if opened is not None else {})
        self._wanted.clear()
        self.endResetModel()
        self.filled.emit()

    def show_rest(self, opened: OpenedList[K]) -> None:
        """Let the rest of the view follow the beginning that is shown; nothing that stands there moves."""
        known = len(self._keys)
        if opened.keys[:known] != self._keys or known == len(opened.keys):
            self.show_list(opened)
            return
        self.beginInsertRows(QModelIndex(), known, len(opened.keys) - 1)
        self._list, self._keys = opened, opened.keys
        self.endInsertRows()

    def forget(self) -> None:
        """Show no row any more."""
        self.show_list(None)

    def is_whole(self) -> bool:
        """Whether all rows of the view are known, so that they may be counted."""
        return self._list is None or self._list.whole

    def looked_at(self) -> tuple[int, ...]:
        """Return the pages looked at last, which a refresh reads at once, so that nothing flickers."""
        return tuple(self._pages)[-2:] or (0,)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """How many rows the view has."""
        return 0 if parent.isValid() else len(self._keys)

    def key_at(self, row: int) -> int | str:
        """Return the key of a row."""
        return self._keys[row]

    def places_of(self, keys: frozenset[int | str]) -> list[int]:
        """Return where records stand now, by one walk over the keys."""
        return [row for row, key in enumerate(self._keys) if key in keys]

    def keys(self) -> Keys:
        """Return the keys of the whole view."""
        return self._keys

    def shown_at(self, row: int) -> Shown[K] | None:
        """Return a row, or ask for its page."""
        number = row // PAGE
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page.get(self._keys[row])

    def read(self) -> list[Shown[K]]:
        """Return the rows of the pages that were looked at last."""
        return [one for number in self.looked_at() for one in self._pages.get(number, {}).values()]

    def word_anew(self, key: int) -> None:
        """Word a row anew that was read already: what is told of it changed, while its record did not."""
        for page in self._pages.values():
            if key in page and key in self._keys:
                page[key] = shown(page[key].row, self.columns)
                row = self._keys.index(key)
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def _want(self, number: int) -> None:
        opened, columns = self._list, self.columns
        if opened is None or number in self._wanted:
            return
        self._wanted.add(number)
        self._ask(
            lambda: _read_page(opened.listing, opened.keys, columns, number),
            lambda page: self._keep(opened, number, page),
        )

    def _keep(self, opened: OpenedList[K], number: int, page: dict[int, Shown[K]]) -> None:
        if opened is not self._list:
            return
        self._wanted.discard(number)
        self._pages[number] = page
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        last = min((number + 1) * PAGE, len(self._keys)) - 1
        self.dataChanged.emit(self.index(number * PAGE, 0), self.index(last, len(self.columns) - 1))
