"""What a watched folder leaves out is told once, and not again each time that the program starts."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.jobs.arriving import FolderCame
from bookdesk.jobs.statements import BankStatement
from bookdesk.jobs.watching import FolderNews
from bookdesk.ui.arriving import ArrivingDesk
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message
from tests.support.firm import KOALA
from tests.support.window import Seat, new_firm, seated


def told(seat: Seat, memory: Memory, *news: FolderNews) -> list[str]:
    """Return what is said of these news by a program that has just started."""
    said: list[Message] = []
    arriving = ArrivingDesk(seat.office, memory)
    arriving.told.connect(said.append)
    for one in news:
        arriving._heard.emit(FolderCame(seat.client(KOALA.name), one))  # noqa: SLF001 - as the thread of the work does
    arriving.close()
    return [one.words for one in said]


def test_a_statement_in_a_folder_is_told_once_also_after_a_start(qtbot: QtBot, tmp_path: Path) -> None:
    def left(*names: str) -> FolderNews:
        return FolderNews(
            tmp_path, left=tuple((name, str(BankStatement())) for name in names), marks=tuple(map(str.upper, names))
        )

    memory = Memory()
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        assert told(seat, memory, left("july.csv")) == [f"{KOALA.name}: july.csv: {BankStatement()!s}"]
        assert told(seat, memory, left("july.csv"), left("july.csv", "june.csv")) == [
            f"{KOALA.name}: june.csv: {BankStatement()!s}"
        ]
        assert told(seat, Memory(), left("july.csv")) != [], "somebody else was not told"
