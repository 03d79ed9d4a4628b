"""Columns that give way in large type come back in small type, and nobody's wish is made of it."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from bookdesk.ui import program
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.table import RecordTable

COLUMNS: tuple[Column[str], ...] = (
    Column("name", "Name", 200, lambda row: row, grows=True),
    Column("total", "Total", 150, lambda row: row, number=True),
    Column("open", "Open", 150, lambda row: row, number=True, spare=1),
)


def shown(table: RecordTable) -> list[str]:
    return [one.name for place, one in enumerate(COLUMNS) if not table.isColumnHidden(place)]


def test_columns_come_back_when_type_is_small_again(qtbot: QtBot) -> None:
    program.dress(Memory())
    memory = Memory()
    table = RecordTable(RowsModel(COLUMNS, lambda row: row), "few", memory, "A few")
    qtbot.addWidget(table)
    table.resize(520, 300)
    table.show()
    seen = []
    for percent in (100, 200, 100, 150, 100):
        theme.set_type(percent)
        THEME.changed.emit()
        seen.append(shown(table))
    whole = ["name", "total", "open"]
    assert seen == [whole, ["name", "total"], whole, ["name", "total"], whole]
    assert [table.columnWidth(place) for place in (1, 2)] == [150, 150]
    assert memory.numbers("few widths")[1:] in ([], [150, 150])
