"""A page fits its place, whatever the place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.guides import Guides
from bookdesk.ui.pieces.page_viewer import PageViewer, WordBox

MANY = 2_000


class Counted(PageViewer):
    """Counts how often it fitted its page, and gives up where that would never end."""

    fitted = 0

    def fit(self) -> None:
        self.fitted += 1
        if self.fitted < MANY:
            super().fit()


def lies_still(made: Counted) -> bool:
    """Do all that is due."""
    QApplication.processEvents()
    return made.fitted < MANY


def viewer(qtbot: QtBot) -> Counted:
    made = Counted("a page")
    qtbot.addWidget(made)
    picture = QImage(596, 843, QImage.Format.Format_RGB32)
    picture.fill(0xFFFFFFFF)
    made.resize(420, 500)
    made.show()
    made.show_page(picture)
    return made


def test_a_page_that_only_just_fits_lies_still(qtbot: QtBot) -> None:
    """The scroll bar takes room of the page, which then fits without it: it came and went for ever at such heights."""
    made = viewer(qtbot)
    for height in range(520, 600):
        made.resize(420, height)
        assert lies_still(made), height


def test_a_page_is_as_wide_as_its_place_with_the_bar_beside_it_where_it_is_longer(qtbot: QtBot) -> None:
    made = viewer(qtbot)
    for height in (300, 900):
        made.resize(420, height)
        QApplication.processEvents()
        assert made.verticalScrollBar().isVisible() == (height == 300)
        assert not made.horizontalScrollBar().isVisible()
        assert abs(made.viewport().width() - 16 - made.wanted_width() / made.devicePixelRatioF()) <= 2


def test_a_turned_page_fits_as_well(qtbot: QtBot) -> None:
    made = viewer(qtbot)
    made.turn()
    made.resize(420, 296)
    assert lies_still(made)
    assert not made.horizontalScrollBar().isVisible()


WORDS = [
    WordBox(text, (left, 0.1, left + 0.15, 0.12)) for text, left in (("Banana", 0.1), ("bread,", 0.3), ("slab", 0.5))
]


def drawn(made: PageViewer, first: int, last: int, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Drag from the middle of one word to that of another, straight along the line."""
    view, left = made.viewport(), Qt.MouseButton.LeftButton
    begin, end = (made.mapFromScene(made.place_of(WORDS[one].box).center()) for one in (first, last))
    QTest.mousePress(view, left, held, begin)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, left, held, end)


def test_words_are_picked_by_a_drag_straight_along_their_line_and_more_with_ctrl(qtbot: QtBot) -> None:
    made, picked = viewer(qtbot), list[list[int]]()
    made.show_words(WORDS)
    made.picked.connect(picked.append)
    drawn(made, 0, 1)
    drawn(made, 2, 2, Qt.KeyboardModifier.ControlModifier)
    made.set_current("another field")
    drawn(made, 2, 2, Qt.KeyboardModifier.ControlModifier)
    assert picked == [[0, 1], [0, 1, 2], [2]]


def test_keys_move_what_columns_are_drawn_by(qtbot: QtBot) -> None:
    made, guides = viewer(qtbot), Guides()
    guides.show(0.2, 0.4, (0.1, 0.5, 0.9), ("Description", "Amount"))
    made.lay_over(guides)
    made.setFocus()
    told: list[tuple[object, ...]] = []
    guides.bound_moved.connect(lambda *where: told.append(("bound", *where)))
    guides.frame_moved.connect(lambda *where: told.append(("frame", *where)))
    guides.joined.connect(lambda number: told.append(("joined", number)))
    guides.parted.connect(lambda x: told.append(("parted", x)))
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Right, Qt.Key.Key_Delete, Qt.Key.Key_Insert, Qt.Key.Key_Tab, Qt.Key.Key_Tab):
        QTest.keyClick(made, key)
    QTest.keyClick(made, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert told == [("bound", 1, 0.51), ("joined", 1), ("parted", 0.7), ("frame", 0.198, 0.4)]
    made.lay_over(None)
    QTest.keyClick(made, Qt.Key.Key_Delete)
    assert len(told) == 4
