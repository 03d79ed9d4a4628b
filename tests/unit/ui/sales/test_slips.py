"""What was typed into a line and means nothing there stays in its cell, and stops what would be issued without it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bookdesk.ui.sales.editor.table import SLIP_ROLE
from tests.support.billing import customer, drafted, line
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import PLACES, cell, fill, paused, screen


@pytest.fixture
def writing(selling: Selling) -> Selling:
    """Yield somebody before an empty form, with one customer to write to."""
    selling.work(customer)
    selling.go("invoice")
    return selling


def test_what_a_cell_cannot_mean_stays_there_marked_and_nothing_is_issued_until_it_is_mended(writing: Selling) -> None:
    shown = screen(writing)
    lines = shown.form.lines
    fill(writing, shown.form.customer, "blue")
    cell(writing, 0, "description", "Breakfast")
    cell(writing, 0, "unit_price", "8.50")
    cell(writing, 0, "unit_price", "a lot")
    price = lines.sheet.index(0, PLACES["unit_price"])
    assert "Line 1, Price" in shown.form.problem()
    assert (price.data(), price.data(SLIP_ROLE)) == ("a lot", True)
    assert [str(one.unit_price) for one in lines.lines()] == ["8.50"]
    assert lines.open_editor() is not None, "one goes on typing where it is to be mended"
    for text in ("1e9", "=1+1"):
        cell(writing, 0, "quantity", text)
    writing.act("issue")
    assert not shown.prompt.isVisible()
    message = shown.banner.message()
    assert message is not None
    assert message.words.startswith("Line 1, Qty: ")
    paused(writing)
    assert "Line 1, Qty" in shown.form.problem()
    cell(writing, 0, "unit_price", "9")
    assert "Line 1, Qty" in shown.form.problem()
    lines.setCurrentIndex(lines.sheet.index(0, PLACES["quantity"]))
    lines.edit(lines.currentIndex())
    QTest.keyClick(QApplication.focusWidget() or lines, Qt.Key.Key_Escape)
    assert lines.currentIndex().data() == "1", "Escape brings back what was there"
    assert shown.form.problem() == ""
    writing.act("issue")
    assert shown.prompt.isVisible()


def test_a_slip_goes_with_its_line_and_with_it_only(selling: Selling) -> None:
    made = selling.work(lambda desk: drafted(desk, customer(desk), line("1", text="One"), line("2", text="Two")).id)
    selling.go("invoice", item=made)
    lines = screen(selling).form.lines
    cell(selling, 1, "discount", "a bit")
    lines.setCurrentIndex(lines.sheet.index(1, 1))
    selling.act("line up")
    assert lines.sheet.index(0, PLACES["discount"]).data() == "a bit"
    lines.setCurrentIndex(lines.sheet.index(0, 1))
    selling.act("remove line")
    assert not lines.sheet.slips
    cell(selling, 1, "quantity", "Valve")
    assert lines.sheet.index(1, PLACES["quantity"]).data() == "Valve", "in the empty line, too"
    cell(selling, 1, "quantity", "2")
    assert not lines.sheet.slips
    cell(selling, 1, "account", "9-nothing")
    assert "none of the choices" in screen(selling).form.problem()


def test_enter_below_the_last_line_does_not_come_to_what_issues(writing: Selling) -> None:
    shown = screen(writing)
    cell(writing, 0, "description", "Breakfast")
    cell(writing, 1, "description", "")
    assert shown.form.note.hasFocus()
    QTest.keyClick(shown.form.note, Qt.Key.Key_Return)
    writing.settle()
    assert not shown.prompt.isVisible()


def test_what_is_pressed_twice_is_kept_once_and_not_held_against_oneself(selling: Selling) -> None:
    made = selling.work(lambda desk: drafted(desk, customer(desk)).id)
    selling.go("invoice", item=made)
    shown, refused = screen(selling), list[object]()
    shown.presenter.refused.connect(refused.append)
    cell(selling, 0, "unit_price", "12")
    shown.acts["issue"].trigger()
    shown.acts["issue"].trigger()
    selling.settle()
    assert refused == []
    assert shown.banner.message() is None
    assert shown.prompt.isVisible()
    selling.answer(shown.prompt)
    assert shown.presenter.front is not None
    assert shown.presenter.front.state == "issued"
    assert refused == []
