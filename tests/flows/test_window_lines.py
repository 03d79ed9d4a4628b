"""The lines of a bill under review: chosen and made one with mouse or keys, added where one types, read in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from bookdesk.capture.service import Incoming
from bookdesk.office.equipment import Equipment
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands, at_window, texts
from tests.support.reviewing import under_review
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

FILE = "coffee.pdf"
COST, OTHER = "5-1000", "6-1700"


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


@pytest.fixture
def screen(hands: Hands, sample: SampleFirm) -> ReviewScreen:
    """A bill under review with a line without tax and three with ten per cent."""
    made = under_review(hands, sample.client("heap"), Incoming(FILE, papers.bill_pdf(bills.COFFEE, "classic")))
    assert [net for _, net in lines(made)] == ["756.00", "267.00", "93.00", "18.00"]
    return made


def lines(screen: ReviewScreen) -> list[tuple[str, str]]:
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    assert reviewed.item.bill is not None
    return [(one.description, one.net.text) for one in reviewed.item.bill.lines]


def walk_to(hands: Hands, screen: ReviewScreen, line: int) -> None:
    """Put the keyboard on a line of the table, by a click."""
    screen.fields.go_to("total")
    hands.click_cell(screen.fields.table, screen.fields.lines.index(line - 1, 0))


def said(screen: ReviewScreen) -> str:
    message = screen.fields.banner.message()
    return message.words if message is not None else ""


def test_lines_chosen_with_the_mouse_become_one_and_one_key_takes_it_back(hands: Hands, screen: ReviewScreen) -> None:
    before = lines(screen)
    walk_to(hands, screen, 2)
    hands.click_cell(screen.fields.table, screen.fields.lines.index(3, 3), adding=True)
    hands.press("Ctrl+J")
    hands.settle()
    after = [before[0], (f"{before[1][0]} and 1 more", "285.00"), before[2]]
    assert lines(screen) == after
    assert hands.toast().words.endswith("corrected: 2 lines made one")
    assert texts(screen.fields.table, 1)[3] == "285.00"
    hands.press("Ctrl+J")
    hands.settle()
    assert lines(screen) == after, "pressed twice, it takes no line that moved up"
    hands.press("Ctrl+Z")
    hands.settle()
    assert lines(screen) == before


def test_lines_far_apart_are_chosen_by_keys(hands: Hands, screen: ReviewScreen) -> None:
    before = lines(screen)
    walk_to(hands, screen, 2)
    hands.press("Space", "Down", "Down", "Space")
    assert screen.fields.table.selected_keys() == ["2", "4"]
    hands.press("Up", "Space")
    assert screen.fields.table.selected_keys() == ["2", "3", "4"]
    hands.press("Ctrl+Space")
    assert screen.fields.table.selected_keys() == ["2", "4"]
    hands.press("Ctrl+J")
    hands.settle()
    assert lines(screen)[1:] == [(f"{before[1][0]} and 1 more", "285.00"), before[2]]


def test_neighbours_are_chosen_with_shift_and_other_codes_are_refused_in_words(
    hands: Hands, screen: ReviewScreen
) -> None:
    before = lines(screen)
    walk_to(hands, screen, 1)
    hands.press("Shift+Down", "Ctrl+J")
    hands.settle()
    assert lines(screen) == before
    assert said(screen).startswith("Lines 1 and 2 have different tax codes: FRE and GST.")
    hands.press("Ctrl+Shift+J")
    hands.settle()
    assert lines(screen) == [before[0], (f"{before[1][0]} and 2 more", "378.00")]
    assert hands.toast().words.endswith("corrected: one line for each account and tax code")
    hands.press("Ctrl+Shift+J")
    hands.settle()
    assert said(screen).startswith("Each account and tax code has one line already.")


def test_one_line_alone_asks_for_another_and_history_tells_the_act(hands: Hands, screen: ReviewScreen) -> None:
    walk_to(hands, screen, 2)
    hands.press("Ctrl+J")
    assert hands.told[-1].words == "Choose two lines or more that are to be one."
    hands.press("Ctrl+K")
    hands.write("One line for each")
    hands.settle()
    hands.press("Return")
    hands.settle()
    assert len(lines(screen)) == 2, "it is found by its words"
    hands.seat.desktop.go(Place("history"))
    hands.settle()
    table = hands.screen(HistoryScreen).table
    assert "corrected: one line for each account and tax code" in texts(table, 0)[2]


def test_all_chosen_lines_are_taken_out_at_once(hands: Hands, screen: ReviewScreen) -> None:
    before = lines(screen)
    walk_to(hands, screen, 2)
    hands.press("Space", "Down", "Down", "Space", "Ctrl+Backspace")
    hands.settle()
    assert lines(screen) == [before[0], before[2]]
    hands.press("Ctrl+Z")
    hands.settle()
    assert lines(screen) == before


def test_a_new_line_is_in_sight_with_the_keyboard_in_its_first_cell(hands: Hands, screen: ReviewScreen) -> None:
    screen.fields.go_to("supplier_name")
    hands.press("Ctrl+L")
    hands.settle()
    table = screen.fields.table
    editor = table.open_editor()
    assert editor is not None
    assert hands.focus() is editor
    assert table.currentIndex() == screen.fields.lines.cell_of("line.5.description")
    place = editor.mapTo(screen, QPoint(0, editor.height() - 1))
    assert screen.childAt(place) is editor, "nothing covers it and it is not scrolled away"
    hands.write("Freight")
    hands.press("Return")
    hands.until(lambda: lines(screen)[-1] == ("Freight", "0.00"))


def test_a_description_that_is_cut_is_read_under_the_pointer_and_has_the_room_there_is(
    hands: Hands, screen: ReviewScreen
) -> None:
    table, model = screen.fields.table, screen.fields.lines
    cell = model.index(0, 0)
    assert model.data(cell, Qt.ItemDataRole.ToolTipRole) == lines(screen)[0][0]
    assert sum(table.columnWidth(place) for place in range(model.columnCount())) == table.viewport().width()
    assert not table.isColumnHidden(3), "the net stays, from which the gross follows"
    widths = [table.columnWidth(place) for place in range(1, 5)]
    hands.window.resize(hands.window.width() + 400, hands.window.height())
    hands.settle()
    assert sum(table.columnWidth(place) for place in range(model.columnCount())) == table.viewport().width()
    assert [table.columnWidth(place) for place in range(1, 5)] == widths
    assert not table.isColumnHidden(5), "there is room for the gross now"


def test_typing_in_a_cell_is_not_disturbed_by_a_look_at_the_document(hands: Hands, screen: ReviewScreen) -> None:
    screen.fields.go_to("line.1.description")
    hands.write("Green")
    screen.presenter.refresh()
    hands.settle()
    hands.write(" beans")
    hands.press("Return")
    hands.until(lambda: lines(screen)[0][0] == "Green beans")
