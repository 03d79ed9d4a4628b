"""A page fits its place, whatever the place."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bookdesk.ui.pieces.page_viewer import PageViewer

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
