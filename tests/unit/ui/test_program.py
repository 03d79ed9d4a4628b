from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt, qInstallMessageHandler
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui import program
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.labels import label, title
from tests.support.window import LONG_ENOUGH

CALLS = 1000
STRAY = 100
"""References that may come and go by themselves meanwhile; the broken Qt takes four thousand."""


@pytest.fixture
def hooks() -> Iterator[None]:
    before = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = before
    qInstallMessageHandler(None)


@pytest.fixture
def plain() -> Iterator[None]:
    yield
    program.dress(Memory())
    THEME.apply(Scheme.LIGHT)


def test_calls_that_return_nothing_cost_nothing(qtbot: QtBot) -> None:
    del qtbot
    picture = QPixmap(64, 64)
    painter = QPainter(picture)
    colour, font, box = QColor("#123456"), QFont(), QRect(0, 0, 8, 8)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        painter.save()
        painter.setPen(colour)
        painter.setFont(font)
        painter.fillRect(box, Qt.GlobalColor.white)
        painter.restore()
    lost = before - sys.getrefcount(None)
    painter.end()
    assert lost < STRAY


def test_the_pair_that_ends_the_process_is_refused_in_words() -> None:
    assert "6.11.3" in program.unfit("6.12.0", (3, 11))
    assert program.unfit("6.12.0", (3, 12)) == program.unfit("6.11.3", (3, 11)) == program.unfit() == ""


@pytest.mark.usefixtures("hooks")
def test_a_mistake_on_any_thread_is_told_on_the_windows_own(qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    told: list[tuple[str, int]] = []
    mistakes = program.Mistakes()
    mistakes.made.connect(lambda error: told.append((str(error), threading.get_ident())))
    program.tell_mistakes(mistakes)
    sys.excepthook(KeyError, KeyError("here"), None)
    empty: dict[str, int] = {}
    thread = threading.Thread(target=lambda: empty["there"])
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=LONG_ENOUGH)
    assert told == [("'here'", threading.get_ident()), ("'there'", threading.get_ident())]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 2


@pytest.mark.usefixtures("plain")
def test_the_program_is_dressed_as_the_person_likes_it(qtbot: QtBot) -> None:
    del qtbot
    memory = Memory()
    for name, value in (("type size", "150"), ("rows", "comfortable"), ("scheme", "dark")):
        memory.keep(name, value)
    program.dress(memory)
    assert (theme.scale(), theme.row(), THEME.scheme) == (20 / 13, round(36 * 20 / 13), Scheme.DARK)
    memory.keep("type size", "1000")
    program.dress(memory)
    assert theme.scale() == 1


@pytest.mark.usefixtures("plain")
def test_another_size_of_type_reaches_a_window_that_is_open(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column, head, plain_text, narrow = QVBoxLayout(window), title("Bills"), label("plain"), label("narrow")
    narrow.setFixedWidth(100)
    for part in (head, plain_text, narrow):
        column.addWidget(part)
    window.setMinimumWidth(300)
    program.dress(Memory())
    memory = Memory()
    memory.keep("type size", "200")
    program.dress(memory)
    assert head.font().pixelSize() == 40
    assert plain_text.font().pixelSize() == 26
    assert (narrow.minimumWidth(), narrow.maximumWidth(), window.minimumWidth()) == (200, 200, 300)
    memory.keep("scheme", "dark")
    program.dress(memory)
    assert head.font().pixelSize() == 40
    program.dress(Memory())
    assert (head.font().pixelSize(), narrow.maximumWidth()) == (20, 100)
