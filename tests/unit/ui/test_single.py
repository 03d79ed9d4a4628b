from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.ui.single import Bell, bell_name, ring
from tests.support.window import LONG_ENOUGH


def test_who_rings_is_heard_and_a_bell_taken_down_is_not(qtbot: QtBot, tmp_path: Path) -> None:
    home, rung = tmp_path / "home", list[bool]()
    assert not ring(home)
    bell = Bell(home)
    bell.rung.connect(lambda: rung.append(True))
    assert bell.hangs
    assert ring(home)
    assert not ring(tmp_path / "another home")
    qtbot.waitUntil(lambda: rung == [True], timeout=LONG_ENOUGH)
    bell.take_down()
    assert not ring(home)


def test_a_bell_that_a_crash_left_behind_is_replaced(qtbot: QtBot, tmp_path: Path) -> None:
    rung: list[bool] = []
    left, fresh = Bell(tmp_path), Bell(tmp_path)
    fresh.rung.connect(lambda: rung.append(True))
    assert fresh.hangs
    assert ring(tmp_path)
    qtbot.waitUntil(lambda: rung == [True], timeout=LONG_ENOUGH)
    left.take_down()
    fresh.take_down()


def test_the_name_of_a_bell_tells_nothing_of_the_home(tmp_path: Path) -> None:
    name = bell_name(tmp_path / "Hill and Partner")
    assert "Hill" not in name
    assert name == bell_name(tmp_path / "Hill and Partner")
