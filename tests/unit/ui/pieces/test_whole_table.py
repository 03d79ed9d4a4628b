"""Amounts and accounts are never cut, names give way, whatever the size of type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication, QHeaderView
from pytestqt.qtbot import QtBot

from bookdesk.ui.look.theme import set_type
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.models import PAGE, RowsModel, WindowModel, open_list
from bookdesk.ui.pieces.whole_table import WholeTable
from tests.unit.ui.pieces.test_models import Item, Items, Later

IBAN = "DE89 3704 0044 0532 0130 00"


@dataclass(frozen=True)
class Row:
    payee: str
    account: str
    amount: str
    state: str = "Ready"
    bills: str = "INV-1, INV-2, INV-3"


COLUMNS = (
    Column[Row]("payee", "Payee", 130, lambda row: row.payee, grows=True),
    Column[Row]("bills", "Settles", 60, lambda row: row.bills),
    Column[Row]("account", "Account", 40, lambda row: row.account),
    Column[Row]("amount", "Amount", 40, lambda row: row.amount, number=True),
    Column[Row]("state", "State", 40, lambda row: row.state, pill=lambda row: Pill("check", row.state)),
)
PAYEE, BILLS, ACCOUNT, AMOUNT, STATE = range(5)


@pytest.fixture
def memory() -> Iterator[Memory]:
    set_type(100)
    yield Memory()
    set_type(100)


def table(qtbot: QtBot, memory: Memory, width: int, gives_way: str = "") -> tuple[RowsModel[Row], WholeTable]:
    model = RowsModel(COLUMNS, lambda row: row.payee)
    made = WholeTable(model, "payments", memory, "Payments", ("account", "amount", "state"), gives_way)
    qtbot.addWidget(made)
    made.resize(width, 300)
    made.show()
    return model, made


@pytest.mark.parametrize("percent", [100, 150, 200])
def test_what_must_be_read_is_whole_and_names_give_way(qtbot: QtBot, memory: Memory, percent: int) -> None:
    model, shown = table(qtbot, memory, 6 * percent)
    model.show_rows([Row("A supplier with a very long name that fits nowhere", IBAN, "1,234,567.89")])
    before = shown.needed(ACCOUNT)
    set_type(percent)
    QApplication.processEvents()
    assert (shown.needed(ACCOUNT) > before) is (percent > 100)
    for place in (ACCOUNT, AMOUNT, STATE):
        assert shown.columnWidth(place) >= shown.needed(place)
    assert shown.columnWidth(PAYEE) < shown.needed(PAYEE)
    before = shown.columnWidth(ACCOUNT)
    model.show_rows([Row("Bean", "062-000 12345678", "1.00")])
    assert shown.needed(ACCOUNT) <= shown.columnWidth(ACCOUNT) < before, "it takes no more than it needs"


def test_a_measured_width_is_no_wish_of_the_person(qtbot: QtBot, memory: Memory) -> None:
    model, shown = table(qtbot, memory, 900)
    model.show_rows([Row("Bean", IBAN, "1,234,567.89")])
    shown.setColumnWidth(BILLS, 90)
    assert memory.numbers("payments widths") == [130, 90, 40, 40, 40]


@pytest.mark.parametrize("width", [560, 1200])
def test_what_gives_way_is_whole_where_the_other_has_its_room(qtbot: QtBot, memory: Memory, width: int) -> None:
    model, shown = table(qtbot, memory, width, "bills")
    model.show_rows([Row("A supplier of some length", IBAN, "1,234.00")])
    assert shown.horizontalHeader().sectionResizeMode(PAYEE) == QHeaderView.ResizeMode.Stretch
    whole = shown.columnWidth(BILLS) >= shown.needed(BILLS)
    assert whole is (width == 1200)
    assert shown.columnWidth(BILLS) >= COLUMNS[BILLS].width


def test_pages_that_nobody_looked_at_are_not_read_to_measure_them(qtbot: QtBot, memory: Memory) -> None:
    items, later = Items(3 * PAGE), Later([])
    columns = (Column[Item]("name", "Name", 20, lambda row: row.name),)
    model = WindowModel(columns, later)
    made = WholeTable(model, "long", memory, "Many", ("name",))
    qtbot.addWidget(made)
    model.show_list(open_list(items, columns, (0,)))
    made.resize(400, 300)
    assert (items.asked, later.waiting) == (1, [])
    assert made.columnWidth(0) >= made.needed(0) > made.fontMetrics().horizontalAdvance("item 1000")
