"""The headings of the desk are whole in a window of usual width."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.ui import program
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.table import RecordTable
from tests.support.firm import KOALA
from tests.support.window import new_firm, seated


def test_owed_late_is_read_whole_at_usual_width(qtbot: QtBot, tmp_path: Path) -> None:
    program.dress(Memory())
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        seat.client(KOALA.name)
        window = seat.window()
        window.resize(1366, 768)
        seat.desktop.go(Place("clients"))
        for _ in range(4):
            seat.settle()
        shown = window.current()
        assert shown is not None
        (table,) = shown.findChildren(RecordTable)
        model, header = table.model(), table.horizontalHeader()
        titles = [str(model.headerData(place, header.orientation())) for place in range(header.count())]
        place = titles.index("Owed late")
        assert not header.isSectionHidden(place)
        assert header.sectionSize(place) >= header.sectionSizeHint(place)
