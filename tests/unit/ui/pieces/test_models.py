from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from bookdesk.store.listing import Keys
from bookdesk.ui.look.theme import set_type, sized
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.models import (
    LOADING,
    PAGE,
    PAGES,
    PILL_ROLE,
    RowsModel,
    WindowModel,
    open_beginning,
    open_list,
    open_rest,
)
from bookdesk.ui.pieces.table import RecordTable


@dataclass(frozen=True)
class Item:
    key: int
    name: str
    state: Pill | None = None


@dataclass
class Items:
    """A listing of so many items, which counts what it is asked."""

    count: int
    gone: frozenset[int] = frozenset()
    asked: int = 0

    def keys(self) -> Keys:
        return range(1000, 1000 + self.count)

    def first(self, count: int) -> Keys:
        return self.keys()[:count]

    def rows(self, keys: Keys) -> list[Item]:
        self.asked += 1
        return [Item(key, f"item {key}", Pill("paid", "Paid", Tone.GOOD)) for key in keys if key not in self.gone]


@dataclass
class Later:
    """Keeps what the model asks until the test lets the answers come."""

    waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]]

    def __call__(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self.waiting.append((work, then))

    def come(self) -> None:
        while self.waiting:
            work, then = self.waiting.pop(0)
            then(work())


COLUMNS: tuple[Column[Item], ...] = (
    Column("name", "Name", 100, lambda item: item.name, order="name", note=lambda item: f"about {item.name}"),
    Column("key", "Key", 80, lambda item: str(item.key), number=True),
    Column("state", "State", 80, lambda _: "", pill=lambda item: item.state),
)


@pytest.fixture
def later() -> Later:
    return Later([])


@pytest.fixture
def model(qtbot: QtBot, later: Later) -> WindowModel[Item]:
    del qtbot
    made = WindowModel(COLUMNS, later)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal, made)
    return made


def texts(model: WindowModel[Item], row: int) -> list[str | None]:
    return [model.index(row, column).data() for column in range(model.columnCount())]


def test_the_first_page_is_there_with_the_list_and_others_come_when_looked_at(
    model: WindowModel[Item], later: Later
) -> None:
    items = Items(5_000)
    model.show_list(open_list(items, COLUMNS))
    assert model.rowCount() == 5_000
    assert texts(model, 0) == ["item 1000", "1000", "Paid"]
    assert items.asked == 1
    assert texts(model, 4_999) == [LOADING, None, None]
    later.come()
    assert texts(model, 4_999) == ["item 5999", "5999", "Paid"]
    assert items.asked == 2


def test_a_page_is_asked_for_once_however_often_it_is_painted(model: WindowModel[Item], later: Later) -> None:
    model.show_list(open_list(Items(1_000), COLUMNS))
    for _ in range(3):
        texts(model, 500)
    assert len(later.waiting) == 1


def test_an_answer_to_an_older_list_is_not_shown_in_the_new_one(model: WindowModel[Item], later: Later) -> None:
    model.show_list(open_list(Items(1_000), COLUMNS))
    texts(model, 900)
    model.show_list(open_list(Items(950), COLUMNS))
    later.come()
    assert model.row_at(900) is None


def test_a_record_that_is_gone_leaves_the_others_in_their_rows(model: WindowModel[Item]) -> None:
    model.show_list(open_list(Items(5, gone=frozenset({1001})), COLUMNS))
    assert [item and item.key for item in map(model.row_at, range(5))] == [1000, None, 1002, 1003, 1004]


def test_no_more_pages_are_kept_than_are_allowed(qtbot: QtBot, later: Later) -> None:
    del qtbot
    model = WindowModel(COLUMNS, later)  # without the tester, which looks at rows of its own
    items = Items(PAGE * (PAGES + 10))
    model.show_list(open_list(items, COLUMNS))
    for page in range(PAGES + 10):
        texts(model, page * PAGE)
        later.come()
    assert texts(model, 0)[0] == LOADING
    assert len(model.looked_at()) == 2


def test_a_cell_tells_its_note_alignment_and_pill(model: WindowModel[Item]) -> None:
    model.show_list(open_list(Items(3), COLUMNS))
    assert model.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "about item 1001"
    assert model.index(1, 1).data(Qt.ItemDataRole.TextAlignmentRole) & int(Qt.AlignmentFlag.AlignRight)
    assert model.index(1, 2).data(PILL_ROLE) == Pill("paid", "Paid", Tone.GOOD)
    assert model.index(1, 2).data(Qt.ItemDataRole.AccessibleTextRole) == "Paid"
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"


def test_a_short_list_changes_in_place_where_the_same_records_stand(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, lambda item: str(item.key))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.show_rows([Item(1, "a"), Item(2, "b")])
    with qtbot.waitSignal(model.dataChanged):
        model.show_rows([Item(1, "a"), Item(2, "c")])
    assert (len(resets), [item.name for item in model.rows()]) == (1, ["a", "c"])
    model.show_rows([])
    assert (len(resets), model.rowCount()) == (2, 0)


def test_what_is_chosen_stays_chosen_when_the_order_changes(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, lambda item: str(item.key))
    table = RecordTable(model, "items", Memory(), "Items")
    qtbot.addWidget(table)
    items = [Item(number, f"item {number}") for number in range(50)]
    model.show_rows(items)
    table.choose("30")
    assert table.selected_keys() == ["30"]
    model.show_rows(list(reversed(items)))
    assert (table.current_key(), table.selected_keys()) == ("30", ["30"])
    model.show_rows(items[:30])
    assert table.current_key() == "19"  # the one that stands where it stood


def test_the_table_is_worked_from_the_keyboard(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, lambda item: str(item.key))
    table = RecordTable(model, "items", Memory(), "Items")
    qtbot.addWidget(table)
    table.show()
    model.show_rows([Item(number, f"item {number}") for number in range(5)])
    table.choose_first()
    for key in (Qt.Key.Key_J, Qt.Key.Key_J, Qt.Key.Key_K):
        QTest.keyClick(table, key)
    opened: list[object] = []
    table.opened.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == ["1"]
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert table.selected_keys() == ["1", "2"]


def test_space_chooses_and_only_with_ctrl_takes_out_again(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, lambda item: str(item.key))
    table = RecordTable(model, "items", Memory(), "Items")
    qtbot.addWidget(table)
    table.show()
    model.show_rows([Item(number, f"item {number}") for number in range(5)])
    ctrl = Qt.KeyboardModifier.ControlModifier
    where = table.visualRect(model.index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.selected_keys() == ["1"], "what a click chose stays chosen"
    for _ in range(2):
        QTest.keyClick(table, Qt.Key.Key_Down, ctrl)
    assert (table.current_key(), table.selected_keys()) == ("3", ["1"])
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert table.selected_keys() == ["1", "3"]
    QTest.keyClick(table, Qt.Key.Key_Space, ctrl)
    assert table.selected_keys() == ["1"]
    QTest.keyClick(table, Qt.Key.Key_Space, ctrl)
    assert table.selected_keys() == ["1", "3"]


def test_a_sorted_column_asks_for_its_order_and_others_ask_for_nothing(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS, lambda item: str(item.key))
    table = RecordTable(model, "items", Memory(), "Items")
    qtbot.addWidget(table)
    orders: list[tuple[str, bool]] = []
    table.order_chosen.connect(lambda order, down: orders.append((order, down)))
    header = table.horizontalHeader()
    header.sectionClicked.emit(0)
    header.sectionClicked.emit(1)
    assert [order for order, _ in orders] == ["name"]


def test_widths_and_columns_are_remembered(qtbot: QtBot) -> None:
    memory, model = Memory(), RowsModel(COLUMNS, lambda item: str(item.key))
    first = RecordTable(model, "items", memory, "Items")
    qtbot.addWidget(first)
    first.setColumnWidth(0, 171)
    first._show_column(2, on=False)  # noqa: SLF001 - what its entry in the header's menu does
    second = RecordTable(model, "items", memory, "Items")
    qtbot.addWidget(second)
    assert (second.columnWidth(0), second.isColumnHidden(2)) == (171, True)


def test_widths_follow_the_size_of_type_they_are_recalled_at(qtbot: QtBot) -> None:
    memory, model = Memory(), RowsModel(COLUMNS, lambda item: str(item.key))
    first = RecordTable(model, "items", memory, "Items")
    qtbot.addWidget(first)
    first.setColumnWidth(0, 160)
    set_type(150)
    try:
        second = RecordTable(model, "items", memory, "Items")
        qtbot.addWidget(second)
        assert second.columnWidth(0) == sized(160) > 160
    finally:
        set_type(100)


def test_widths_of_other_columns_than_there_are_now_are_forgotten(qtbot: QtBot) -> None:
    memory, columns = Memory(), COLUMNS
    memory.keep("items widths", [80] * (len(columns) + 1))
    table = RecordTable(RowsModel(columns, lambda item: str(item.key)), "items", memory, "Items")
    qtbot.addWidget(table)
    assert [table.isColumnHidden(place) for place in range(len(columns))] == [one.hidden for one in columns]


def test_the_rest_of_a_long_list_follows_its_beginning_and_moves_nothing(model: WindowModel[Item]) -> None:
    beginning = open_beginning(Items(3 * PAGE), COLUMNS)
    model.show_list(beginning)
    assert (model.rowCount(), model.is_whole()) == (PAGE, False)
    inserted, reset = [], []
    model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
    model.modelReset.connect(lambda: reset.append(True))
    model.show_rest(open_rest(beginning, COLUMNS))
    assert (model.rowCount(), model.is_whole()) == (3 * PAGE, True)
    assert (inserted, reset) == ([(PAGE, 3 * PAGE - 1)], [])
    assert texts(model, 0)[0] == "item 1000"


def test_a_list_of_one_page_is_whole_at_once(model: WindowModel[Item]) -> None:
    model.show_list(open_beginning(Items(PAGE), COLUMNS))
    assert (model.rowCount(), model.is_whole()) == (PAGE, True)


def test_a_list_that_begins_otherwise_by_now_is_shown_anew(model: WindowModel[Item]) -> None:
    beginning = open_beginning(Items(2 * PAGE), COLUMNS)
    model.show_list(beginning)
    fewer = open_list(Items(PAGE // 2), COLUMNS)
    reset: list[bool] = []
    model.modelReset.connect(lambda: reset.append(True))
    model.show_rest(fewer)
    assert (model.rowCount(), reset) == (PAGE // 2, [True])
