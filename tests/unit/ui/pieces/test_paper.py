"""The page of a document: what is kept of it while nobody looks."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.page_viewer import WordBox
from bookdesk.ui.pieces.paper import Paper

WORDS = (WordBox("Total", (0.1, 0.1, 0.2, 0.2)),)


def picture(width: int) -> QImage:
    made = QImage(width, width, QImage.Format.Format_RGB888)
    made.fill(0)
    return made


def test_a_hidden_page_keeps_no_picture_and_asks_for_it_again_as_sharp_as_it_was(qtbot: QtBot) -> None:
    screens, screen, other = QStackedWidget(), QWidget(), QWidget()
    qtbot.addWidget(screens)
    screens.addWidget(screen)
    screens.addWidget(other)
    paper = Paper(screen)
    paper.setParent(screen)
    screens.show()
    paper.show_page("a document", 2, 3, picture(1600), WORDS, drawn=False)
    asked: list[tuple[int, int]] = []
    paper.page_wanted.connect(lambda number, width: asked.append((number, width)))
    assert not paper.viewer.is_resting()
    screens.setCurrentWidget(other)
    assert paper.viewer.is_resting()
    assert (paper.document(), paper.page(), paper.viewer.words()) == ("a document", 2, WORDS)
    assert asked == []
    screens.setCurrentWidget(screen)
    assert asked == [(2, 1600)]


def test_where_no_page_was_shown_none_is_asked_for(qtbot: QtBot) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    paper = Paper(screen)
    asked: list[int] = []
    paper.page_wanted.connect(lambda number, _width: asked.append(number))
    screen.show()
    screen.hide()
    screen.show()
    assert asked == []
