"""The record table: dense, windowed, driven from the keyboard, sorted by the list itself and never by a proxy."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import figures, sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.models import PILL_ROLE, TableModel
from bookdesk.ui.pieces.pills import paint_pill

_Index = QModelIndex | QPersistentModelIndex


class RecordTable(QTableView):
    """Shows a `TableModel`. Records are told apart by their keys, which survive sorting and refreshing."""

    opened = Signal(object)
    """Enter or a double click on a record: its key."""
    current_changed = Signal(object)
    """Another record is the current one: its key, or none."""
    selection_changed = Signal()
    order_chosen = Signal(str, bool)
    """A column's order, and whether descending."""

    def __init__(
        self, model: TableModel[Any], name: str, memory: Memory, what: str, parent: QWidget | None = None
    ) -> None:
        """Show `model`; widths are remembered under `name`, and `what` is spoken as the table's name."""
        super().__init__(parent)
        self._rows, self._name, self._memory = model, name, memory
        self._off: set[int] = set()
        self._without: frozenset[int] = frozenset()
        self._held: frozenset[int] = frozenset()
        self._fitting = False
        """Whether widths are being changed by us, which nobody wished for."""
        self._widths: dict[int, int] = {}  # as they would be at 100 %, whatever the size of type was when they were set
        self._kept: tuple[frozenset[int | str], int | str | None, int] = (frozenset(), None, 0)
        self.chooses_neighbours = True
        """Whether the neighbour of a record that left is chosen instead; not where to choose is to decide."""
        self.setObjectName(f"table {name}")
        self.setAccessibleName(what)
        self._set_up()
        self.setModel(model)
        self._lay_out_columns()
        model.modelAboutToBeReset.connect(self._keep_place)
        model.modelReset.connect(self._find_place)
        self.doubleClicked.connect(self._double_clicked)
        theme.THEME.changed.connect(self._restyle)

    # -- what others ask

    def current_key(self) -> int | str | None:
        """Return the key of the current record."""
        index = self.currentIndex()
        return self._rows.key_at(index.row()) if index.isValid() else None

    def current_record(self) -> Any:  # noqa: ANN401 - a row of whatever the model shows
        """Return the current record, or none while it is being read."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def is_at_top(self) -> bool:
        """Whether no record but the first is current, and not several are chosen."""
        return self.currentIndex().row() <= 0 and len(self.selected_places()) <= 1

    def selected_places(self) -> list[int]:
        """Return the rows that are selected, in order."""
        chosen: set[int] = set()
        selection = self.selectionModel().selection()
        for span in (selection.at(number) for number in range(selection.count())):
            chosen.update(range(span.top(), span.bottom() + 1))
        return sorted(chosen)

    def selected_keys(self) -> list[int | str]:
        """Return the keys of all selected records, in order."""
        return [self._rows.key_at(place) for place in self.selected_places()]

    def selected_records(self) -> list[Any]:
        """Return the selected records that were read."""
        found = (self._rows.row_at(place) for place in self.selected_places())
        return [row for row in found if row is not None]

    def choose(self, key: int | str) -> bool:
        """Make a record the current one and show it; whether it is in the view."""
        places = self._rows.places_of(frozenset({key}))
        if places:
            self._go_to(places[0])
        return bool(places)

    def select_places(self, places: Sequence[int]) -> None:
        """Choose these rows, whole, and no others; the current one stays where it is."""
        selection = QItemSelection()
        last = len(self._rows.columns) - 1
        for place in places:
            selection.select(self._rows.index(place, 0), self._rows.index(place, last))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def choose_first(self) -> None:
        """Choose the first record where none is chosen; Qt may have put the keyboard on it without choosing it."""
        if self._rows.rowCount() and not (self.currentIndex().isValid() and self.selected_places()):
            self._go_to(max(self.currentIndex().row(), 0))

    def open_editor(self) -> QWidget | None:
        """Return the editor of the cell that is being typed into."""
        if self.state() is not QAbstractItemView.State.EditingState:
            return None
        editors = (one for one in self.viewport().children() if isinstance(one, QWidget) and not one.isHidden())
        return next((one for one in editors if one.hasFocus() or one.isAncestorOf(self.window().focusWidget())), None)

    def step(self, by: int) -> None:
        """Go to the next or previous record."""
        last = self._rows.rowCount() - 1
        if last >= 0:
            self._go_to(min(max(self.currentIndex().row() + by, 0), last))

    def show_order(self, order: str, *, descending: bool) -> None:
        """Show in the header what the list is sorted by."""
        place = next((n for n, column in enumerate(self._rows.columns) if order and column.order == order), -1)
        way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, way)

    def show_without(self, names: Collection[str], keeps: Collection[str] = ()) -> None:
        """Leave out columns that say nothing in the list that is shown, whatever room there is; others it `keeps`."""
        without, kept = self._named(names), self._named(keeps)
        if (without, kept) != (self._without, self._held):
            self._without, self._held = without, kept
            self._fit()

    def forget(self) -> None:
        """Show no record any more."""
        self._rows.forget()

    def show_all_rows(self) -> None:
        """Take the height of all rows, for a short table within a pane that scrolls by itself."""
        rows = self._rows.rowCount() * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + 2)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- keyboard and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter, step with J and K, choose with Space; everything else as Qt does it."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        plain = plain and self.state() is not QAbstractItemView.State.EditingState  # Enter also ends typing in a cell
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.current_key())
        elif plain and event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.step(1 if event.key() == Qt.Key.Key_J else -1)
        elif plain and event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._rows.rowCount():
            self._go_to(0 if event.key() == Qt.Key.Key_Home else self._rows.rowCount() - 1)
        elif event.key() == Qt.Key.Key_Space and self._chooses(event.modifiers()) and self.currentIndex().isValid():
            # as in file managers: what a click just chose stays chosen, and only with Ctrl it is taken out again
            flags = QItemSelectionModel.SelectionFlag
            how = flags.Toggle if event.modifiers() & Qt.KeyboardModifier.ControlModifier else flags.Select
            self.selectionModel().select(self.currentIndex(), how | flags.Rows)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Look for nothing: letters are acts, and one that is off just now must not choose another record."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave what is chosen where the mouse is below the last record."""
        if self.indexAt(event.position().toPoint()).isValid():
            super().mousePressEvent(event)
        else:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def focusNextPrevChild(self, forwards: bool) -> bool:  # noqa: FBT001 - as Qt calls it
        """Let Tab leave a table whose cells it walks, after the last and before the first of them."""
        if self.tabKeyNavigation() and self._is_last(forwards=forwards):
            return QAbstractScrollArea.focusNextPrevChild(self, forwards)
        return super().focusNextPrevChild(forwards)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what has no room."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return little: a table scrolls."""
        return QSize(sized(160), sized(90))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu of a row to the screen; over the header choose columns."""
        event.ignore()

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which record is current."""
        super().currentChanged(current, previous)
        if current.row() != previous.row():
            self.current_changed.emit(self._rows.key_at(current.row()) if current.isValid() else None)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that the selection is another one."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    # -- inside

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)  # Tab leaves the table: its rows are walked with the arrows
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(CellDelegate(self))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.row())
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsMovable(True)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._choose_columns)
        header.sectionClicked.connect(self._order_by)
        header.sectionResized.connect(self._section_resized)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _lay_out_columns(self) -> None:
        remembered = self._memory.numbers(f"{self._name} widths")
        if len(remembered) != len(self._rows.columns):
            remembered = []  # of a program that had other columns: all of them would stay hidden
        header = self.horizontalHeader()
        header.setMinimumSectionSize(sized(32))
        header.blockSignals(True)  # what is set here is no wish of the person
        for place, column in enumerate(self._rows.columns):
            known = remembered[place] if remembered else 0
            if known:
                self._widths[place] = known
            self.setColumnWidth(place, self._width(place))
            if (known == 0) if remembered else column.hidden:
                self._off.add(place)
                self.setColumnHidden(place, True)
            if column.grows:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        header.blockSignals(False)

    def _remember_widths(self) -> None:
        places = range(len(self._rows.columns))
        usual = [self._widths.get(place) or self._rows.columns[place].width for place in places]
        self._memory.keep(f"{self._name} widths", [0 if place in self._off else usual[place] for place in places])

    def _width(self, place: int) -> int:
        return sized(self._widths.get(place) or self._rows.columns[place].width)

    def _fit(self) -> None:
        """Leave out columns that can be spared where there is no room for all, and bring them back where there is."""
        self._fitting, before = True, self._fitting  # what becomes of widths here is no wish of the person
        self._fit_columns()
        self._fitting = before

    def _fit_columns(self) -> None:
        columns, room = self._rows.columns, self.viewport().width()
        left = [place for place in range(len(columns)) if place not in self._off | self._without]
        for place in sorted(left, key=lambda one: -self._spare(one)):
            needed = sum(self._least(one) for one in left)
            if needed <= room or not self._spare(place):
                break
            left.remove(place)
        growing = [place for place in range(len(columns)) if columns[place].grows]
        scrolls = sum(self._least(one) for one in left) > room
        self._let_grow(growing, grow=not scrolls)  # before others hide: Qt hides otherwise where something stretches
        for place in range(len(columns)):
            if self.isColumnHidden(place) == (place in left):
                self.setColumnHidden(place, place not in left)
                if place in left and not columns[place].grows:
                    self.setColumnWidth(place, self._width(place))  # type may have another size by now
        for place in growing:
            if scrolls and place in left:
                self.horizontalHeader().resizeSection(place, self._least(place))

    def _named(self, names: Collection[str]) -> frozenset[int]:
        return frozenset(place for place, column in enumerate(self._rows.columns) if column.name in names)

    def _spare(self, place: int) -> int:
        """Return how soon a column goes where room is short; not at all where it is nothing."""
        return 0 if place in self._held else self._rows.columns[place].spare

    def _let_grow(self, places: Sequence[int], *, grow: bool) -> None:
        """Let columns take what room is left, or keep what they need where a table scrolls sideways."""
        header, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        for place in places:
            wanted = modes.Stretch if grow else modes.Fixed
            if header.sectionResizeMode(place) != wanted:
                header.setSectionResizeMode(place, wanted)

    def _least(self, place: int) -> int:
        """Return the width a column cannot do without; one that grows can do with two thirds."""
        width = self._width(place)
        return width * 2 // 3 if self._rows.columns[place].grows else width

    def _section_resized(self, place: int, _before: int, width: int) -> None:
        if width and not self._rows.columns[place].grows and not self._fitting:
            self._widths[place] = round(width / theme.scale())
        self._remember_widths()

    def _choose_columns(self, where: Any) -> None:  # noqa: ANN401 - a point, as Qt hands it over
        menu = QMenu(self)
        for place, column in enumerate(self._rows.columns):
            if column.title:
                action = menu.addAction(column.title)
                action.setCheckable(True)
                action.setChecked(place not in self._off)
                action.toggled.connect(lambda on, place=place: self._show_column(place, on=on))
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    def _show_column(self, place: int, *, on: bool) -> None:
        self._off = self._off - {place} if on else self._off | {place}
        self.setColumnHidden(place, not on)
        if on and self.columnWidth(place) == 0:
            self.setColumnWidth(place, self._width(place))
        self._remember_widths()
        self._fit()

    def _order_by(self, place: int) -> None:
        order = self._rows.columns[place].order
        if order:
            way = self.horizontalHeader().sortIndicatorOrder()
            self.order_chosen.emit(order, way == Qt.SortOrder.DescendingOrder)

    def _double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._rows.key_at(index.row()))

    def _keep_place(self) -> None:
        """Remember by key what is selected and current before the rows are others."""
        places = self.selected_places()
        chosen = frozenset(self._rows.key_at(place) for place in places) if len(places) <= _MOST_KEPT else frozenset()
        self._kept = (chosen, self.current_key(), max(self.currentIndex().row(), 0))

    def _find_place(self) -> None:
        """Select the same records again; where the current one left, its neighbour is current."""
        chosen, current, row = self._kept
        last = self._rows.rowCount() - 1
        if last < 0 or current is None:
            return
        if not self.chooses_neighbours:
            self.select_places(self._rows.places_of(chosen))
            return
        wanted = self._rows.places_of(chosen | {current})
        keys = {self._rows.key_at(place): place for place in wanted}
        self._go_to(keys.get(current, min(row, last)))
        if len(chosen) > 1:
            self.select_places([place for key, place in keys.items() if key in chosen])

    def _go_to(self, place: int) -> None:
        """Make a record the current and only chosen one; Qt's own way would ask which keys are held down meanwhile."""
        index, flags = self._rows.index(place, self._first_column()), QItemSelectionModel.SelectionFlag.ClearAndSelect
        if self.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            flags |= QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def _chooses(self, held: Qt.KeyboardModifier) -> bool:
        """Whether Space with these keys held is about what is chosen, and no sign typed into a cell."""
        typing = self.state() is QAbstractItemView.State.EditingState
        return not typing and held in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)

    def _is_last(self, *, forwards: bool) -> bool:
        """Whether the current cell is the last one in a direction; so is none."""
        here, shown = self.currentIndex(), [n for n in range(len(self._rows.columns)) if not self.isColumnHidden(n)]
        if not here.isValid() or not shown:
            return True
        row, column = (self._rows.rowCount() - 1, shown[-1]) if forwards else (0, shown[0])
        return (here.row(), here.column()) == (row, column)

    def _first_column(self) -> int:
        return next((place for place in range(len(self._rows.columns)) if not self.isColumnHidden(place)), 0)

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.row())
        self._fitting = True
        self.horizontalHeader().setMinimumSectionSize(sized(32))
        for place, column in enumerate(self._rows.columns):
            if not column.grows and not self.isColumnHidden(place):
                self.setColumnWidth(place, self._width(place))
        self._fit()
        self._fitting = False
        self.viewport().update()


_MOST_KEPT = 1000
"""A larger selection is not looked up again after a refresh: it was a bulk act, which is done by then."""


class CellDelegate(QStyledItemDelegate):
    """Paints cells by itself: ground, text in its column, pills, and the line between rows."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one cell."""
        colours, box = theme.colours(), option.rect
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(colours.accent_soft))
        room = box.adjusted(GRID, 0, -GRID, 0)
        pill = index.data(PILL_ROLE)
        if isinstance(pill, Pill):
            paint_pill(painter, room, pill)
        else:
            self._paint_text(painter, option, index, room)
        painter.setPen(QColor(colours.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._paint_current(painter, option, index)
        painter.restore()

    def _paint_text(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, room: QRect) -> None:
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        model = index.model()
        column = model.columns[index.column()] if isinstance(model, TableModel) else None
        number = column is not None and column.number
        painter.setFont(figures(option.font) if number else option.font)
        quiet = column is not None and column.muted
        painter.setPen(QColor(theme.colours().muted if quiet else theme.colours().text))
        side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(str(text), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_current(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Mark where the keyboard is: the row by a bar at its left, the cell by a frame where cells are walked."""
        view = option.widget
        if not isinstance(view, QTableView) or not view.hasFocus() or view.currentIndex().row() != index.row():
            return
        accent = QColor(theme.colours().accent)
        by_cell = view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectItems
        if by_cell and view.currentIndex().column() == index.column():
            painter.setPen(accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(option.rect.adjusted(0, 0, -1, -1))
        elif not by_cell and view.horizontalHeader().visualIndex(index.column()) == 0:
            painter.fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), accent)
