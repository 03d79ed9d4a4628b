"""Lines read by columns in the window: drawn on the page with mouse or keys, tried while they are drawn, taken."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from bookdesk.capture.items import Column
from bookdesk.capture.service import Incoming
from bookdesk.office.equipment import Equipment
from bookdesk.ui.review.view import ReviewScreen
from tests.support import pages
from tests.support.hands import Hands, at_window
from tests.support.reviewing import under_review
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

FILE = "cobble.pdf"
LINES = (
    "Cobble and Sons Pty Ltd TAX INVOICE",
    "ABN 51 824 753 556",
    "Invoice number CS-4711",
    "Invoice date 4 May 2026",
)
ROWS = (
    ("Almond croissant", "31", "3.45", "106.95"),
    ("Banana bread, slab", "2", "24.50", "49.00"),
    ("Subtotal", "", "", "155.95"),
    ("GST 10%", "", "", "15.60"),
    ("Total AUD", "", "", "171.55"),
)


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


@pytest.fixture
def screen(hands: Hands, sample: SampleFirm) -> ReviewScreen:
    """A bill whose table has no heads, under review."""
    made = under_review(hands, sample.client("heap"), Incoming(FILE, pages.table(LINES, ROWS)))
    assert made.paper.page() == 1
    return made


def lines(screen: ReviewScreen) -> list[tuple[str, str]]:
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    assert reviewed.item.bill is not None
    return [(one.description, one.net.text) for one in reviewed.item.bill.lines]


def at(screen: ReviewScreen, x: float, y: float) -> QPoint:
    """Return where a part of the page, as shares of it, is in the viewer."""
    viewer = screen.paper.viewer
    box = viewer.place_of((x, y, x, y))
    return viewer.mapFromScene(QPointF(box.x(), box.y()))


def drag(screen: ReviewScreen, begin: tuple[float, float], end: tuple[float, float]) -> None:
    view, none = screen.paper.viewer.viewport(), Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view, Qt.MouseButton.LeftButton, none, at(screen, *begin))
    QTest.mouseMove(view, at(screen, *end))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, none, at(screen, *end))


def test_the_proposed_columns_are_taken_with_two_keys_and_taken_back_with_one(
    hands: Hands, screen: ReviewScreen
) -> None:
    before = lines(screen)
    assert len(before) == 1
    hands.press("F7")
    hands.settle()
    assert screen.columns.said() == "2 lines, together 155.95 AUD: that is the document's net."
    assert hands.focus() is screen.paper.viewer
    hands.press("Return")
    hands.settle()
    assert lines(screen) == [("Almond croissant", "106.95"), ("Banana bread, slab", "49.00")]
    assert not screen.columns.isVisible()
    screen.fields.table.setFocus()
    screen.fields.table.setCurrentIndex(screen.fields.lines.cell_of("line.1.net"))
    hands.press("Ctrl+Backspace")
    hands.settle()
    assert lines(screen) == [("Banana bread, slab", "49.00")]
    for _ in range(2):
        hands.press("Ctrl+Z")
        hands.settle()
    assert lines(screen) == before


def test_what_is_dragged_is_read_anew_while_it_is_drawn(hands: Hands, screen: ReviewScreen) -> None:
    hands.press("F7")
    hands.settle()
    grid = screen.drawing.grid
    assert grid is not None
    middle, low = (grid.top + grid.bottom) / 2, grid.bottom - 0.02
    drag(screen, (0.3, grid.bottom), (0.3, low))  # the frame without its last row
    hands.settle()
    assert screen.columns.said().startswith("1 line, together 106.95 AUD; the document's net is 155.95")
    price = grid.holds.index(Column.UNIT_PRICE)
    drag(screen, (grid.bounds[price], middle - 0.01), (grid.bounds[price + 1] - 0.01, middle - 0.01))
    hands.settle()
    drawn = screen.drawing.grid
    assert drawn is not None
    assert drawn.bounds[price] > grid.bounds[price]
    hands.click(screen.columns.take)
    hands.settle()
    assert lines(screen) == [("Almond croissant", "106.95")]


def test_bounds_go_and_come_and_columns_are_named_by_keyboard(hands: Hands, screen: ReviewScreen) -> None:
    hands.press("F7")
    hands.settle()
    grid = screen.drawing.grid
    assert grid is not None
    assert grid.holds == (Column.DESCRIPTION, Column.QUANTITY, Column.UNIT_PRICE, Column.NET)
    hands.press("Tab", "Tab", "Delete")
    hands.settle()
    joined = screen.drawing.grid
    assert joined is not None
    assert len(joined.holds) == 3
    hands.press("Shift+Right", "Insert")
    hands.settle()
    hands.press("Alt+Down")
    (menu,) = (one for one in screen.findChildren(QMenu) if one.isVisible())
    hands.press_in(menu, "Down", "Return")
    hands.settle()
    named = screen.drawing.grid
    assert named is not None
    assert len(named.holds) == 4
    assert named.holds != grid.holds
    hands.press_in(screen.paper.viewer, "Escape")  # the window of a menu leaves none in front on this screen
    hands.settle()
    assert screen.drawing.grid is None
    assert hands.screen(ReviewScreen) is screen, "Escape leaves the columns, not the document"
    assert len(lines(screen)) == 1


def test_a_double_click_parts_and_joins(hands: Hands, screen: ReviewScreen) -> None:
    hands.press("F7")
    hands.settle()
    grid = screen.drawing.grid
    assert grid is not None
    middle = ((grid.bounds[0] + grid.bounds[1]) / 2, (grid.top + grid.bottom) / 2)
    for columns in (5, 4):
        view, none = screen.paper.viewer.viewport(), Qt.KeyboardModifier.NoModifier
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, none, at(screen, *middle))
        hands.settle()
        drawn = screen.drawing.grid
        assert drawn is not None
        assert len(drawn.holds) == columns


def test_what_is_drawn_on_one_document_is_not_taken_for_the_next(hands: Hands, screen: ReviewScreen) -> None:
    hands.press("F7")
    hands.settle()
    drawn = [screen.columns.isVisible()]
    screen.presenter.step(-1)
    hands.settle()
    drawn.append(screen.columns.isVisible() or screen.columns.shown())
    assert drawn == [True, False]
    assert screen.presenter.reviewed is not None
    assert screen.presenter.reviewed.item.row.file_name != FILE


def test_two_rectangles_of_words_are_one_value(hands: Hands, screen: ReviewScreen) -> None:
    viewer = screen.paper.viewer
    screen.fields.go_to("supplier_name")
    boxes = {word.text: word.box for word in viewer.words()}
    view, held = viewer.viewport(), Qt.KeyboardModifier.ControlModifier
    for word, modifier in (("Cobble", Qt.KeyboardModifier.NoModifier), ("Sons", held)):
        place = viewer.mapFromScene(viewer.place_of(boxes[word]).center())
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, modifier, place)
        hands.settle()
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    assert next(one.value for one in reviewed.item.fields if one.name == "supplier_name") == "Cobble Sons"
