"""One invoice is written, considered while it is typed, kept, issued, and looked at."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from bookdesk.core.money import Money
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import InvoiceKind, InvoiceStatus
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.field import Field
from bookdesk.ui.sales.editor.table import FIGURES, SHEET
from bookdesk.ui.sales.editor.view import EditorScreen
from tests.support.billing import customer, drafted, issued, line
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.sales.selling import Selling, type_into

PLACES = {column.name: place for place, column in enumerate(SHEET)}


@pytest.fixture
def writing(selling: Selling) -> Selling:
    """Yield somebody before an empty form, with one customer to write to."""
    selling.work(customer)
    selling.go("invoice")
    return selling


def screen(selling: Selling) -> EditorScreen:
    return selling.at(EditorScreen)


def fill(selling: Selling, field: Field, text: str) -> None:
    field.setText(text)
    field.textEdited.emit(text)
    field.editingFinished.emit()
    selling.settle()


def cell(selling: Selling, row: int, column: str, text: str) -> None:
    """Type into a cell of the lines."""
    lines = screen(selling).form.lines
    lines.setFocus()
    lines.setCurrentIndex(lines.sheet.index(row, PLACES[column]))
    if lines.open_editor() is None:
        QApplication.processEvents()  # one that was left is closed
        lines.edit(lines.currentIndex())
    editor = lines.open_editor() or QApplication.focusWidget()
    assert editor is not None
    QTest.keySequence(editor, QKeySequence(QKeySequence.StandardKey.SelectAll))
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    for _ in range(5):  # what was typed is taken, the cell closed, and the next one opened, each in a turn of its own
        QApplication.processEvents()
    selling.settle()


def paused(selling: Selling) -> None:
    """Wait until what was typed is considered and its paper is drawn."""
    shown = screen(selling)
    selling.seat.qtbot.waitUntil(lambda: not shown.form._timer.isActive(), timeout=30_000)  # noqa: SLF001 - as said
    selling.settle()
    selling.seat.qtbot.waitUntil(lambda: not shown._draw.isActive(), timeout=30_000)  # noqa: SLF001 - as said
    selling.settle()


def test_an_invoice_is_written_from_the_keyboard_and_issued(writing: Selling) -> None:
    shown = screen(writing)
    assert shown.form.customer.hasFocus()
    fill(writing, shown.form.customer, "blue")
    cell(writing, 0, "description", "Breakfast for twelve")
    cell(writing, 0, "quantity", "12")
    cell(writing, 0, "unit_price", "8.50")
    paused(writing)
    assert "Total 112.20 AUD" in shown.form.sums()
    (typed,) = shown.form.lines.lines()
    assert typed.tax_code_id, "what the client's settings and accounts say is filled in"
    assert shown.paper.page() == 1
    writing.act("issue")
    assert shown.prompt.isVisible()
    asked = shown.prompt._question.text()  # noqa: SLF001 - what is read there
    assert "invoice INV-0001 to Blue Cafe for 112.20 AUD" in asked
    writing.answer(shown.prompt)
    front = shown.presenter.front
    assert front is not None
    assert front.shown is not None
    invoice = front.shown.details.invoice
    assert (invoice.status, invoice.number, invoice.total) == (InvoiceStatus.ISSUED, "INV-0001", 11220)
    assert not shown.form.isVisible()


def test_nothing_is_kept_without_a_customer(writing: Selling) -> None:
    shown = screen(writing)
    cell(writing, 0, "description", "Breakfast")
    writing.act("issue")
    message = shown.banner.message()
    assert message is not None
    assert message.words == "The invoice has no customer."
    writing.go()
    assert writing.window.current() is shown, "what is typed is not left behind"


def test_who_is_no_customer_yet_is_added_from_the_form_and_nothing_typed_is_lost(writing: Selling) -> None:
    shown = screen(writing)
    form = shown.form
    cell(writing, 0, "description", "Breakfast")
    cell(writing, 0, "unit_price", "8.50")
    fill(writing, form.reference, "PO 7")
    fill(writing, form.currency, "NZD")
    assert not form.whom.add.isVisible()
    fill(writing, form.customer, "Jones & Pty")
    assert form.whom.said() == "No customer is called Jones & Pty. Choose one from the list, or add him."
    assert form.whom.add.text() == "Add “Jones && Pty” as a customer"
    writing.act("save")
    message = shown.banner.message()
    assert message is not None
    assert message.label == "Add “Jones & Pty” as a customer"
    for _ in range(2):
        form.whom.add.click()
    writing.settle()
    assert (shown.banner.message(), form.whom.add.isVisible()) == (None, False)
    assert (form.customer.text(), form.reference.text(), form.currency.text()) == ("Jones & Pty", "PO 7", "NZD")
    assert [one.description for one in form.lines.lines()] == ["Breakfast"]
    fill(writing, form.currency, "AUD")
    writing.act("save")
    assert shown.banner.message() is None
    assert shown.presenter.front is not None
    assert shown.presenter.front.customer == "Jones & Pty"
    fill(writing, form.customer, "blue")
    assert not form.whom.add.isVisible()


def test_leaving_asks_for_what_is_not_saved_and_saving_lets_go(writing: Selling) -> None:
    shown = screen(writing)
    fill(writing, shown.form.customer, "blue")
    cell(writing, 0, "description", "Breakfast")
    cell(writing, 0, "unit_price", "10")
    writing.go()
    assert writing.window.current() is shown
    message = shown.banner.message()
    assert message is not None
    assert "not saved" in message.words
    writing.act("save")
    writing.go(view="drafts")
    assert writing.numbers() == ["Blue Cafe"]


def test_changes_are_dropped(selling: Selling) -> None:
    invoice_id = selling.work(lambda desk: drafted(desk, customer(desk)).id)
    selling.go("invoice", item=invoice_id)
    shown = screen(selling)
    cell(selling, 0, "unit_price", "999")
    assert shown.form.changed()
    selling.act("discard")
    assert shown.prompt.leave.hasFocus(), "Enter keeps what was typed"
    shown.acts["back"].trigger()
    assert not shown.prompt.isVisible()
    assert [str(one.unit_price) for one in shown.form.lines.lines()] == ["999"]
    selling.act("discard")
    selling.answer(shown.prompt)
    assert not shown.form.changed()
    assert [str(one.unit_price) for one in shown.form.lines.lines()] == ["100"]


def test_no_button_comes_to_stand_where_another_stood(writing: Selling) -> None:
    shown = screen(writing)
    names = ("issue", "save", "discard", "delete")
    buttons = [one for name in names for one in shown.findChildren(QPushButton, f"button {name}")]
    assert len(buttons) == len(names)

    def places() -> list[QRect]:
        writing.settle()
        return [QRect(one.mapTo(shown, QPoint()), one.size()) for one in buttons]

    for width in (1100, 1366):
        writing.window.resize(width, 700)
        writing.go("invoice")
        untouched = places()
        fill(writing, shown.form.customer, "blue")
        cell(writing, 0, "description", "Breakfast")
        assert shown.acts["discard"].isEnabled()
        assert places() == untouched
        writing.act("save")
        assert places() == untouched
        assert all(one.isVisible() for one in buttons)


def test_somebody_elses_change_is_not_overwritten(selling: Selling) -> None:
    invoice_id = selling.work(lambda desk: drafted(desk, customer(desk)).id)
    selling.go("invoice", item=invoice_id)
    shown = screen(selling)
    cell(selling, 0, "unit_price", "200")

    def change(entered: Entered) -> Entered:
        return Entered(entered.contact_id, (line("300"),), usual=False)

    selling.work(lambda desk: InvoiceService(desk).edit(invoice_id, change(InvoiceService(desk).entered(invoice_id))))
    selling.seat.desktop.books_changed.emit(selling.client_id)  # it is heard of, too: as by an act that was taken back
    selling.settle()
    selling.act("save")
    message = shown.banner.message()
    assert message is not None, "the version that was read is an older one"
    assert shown.form.changed()
    kept = selling.work(lambda desk: InvoiceService(desk).show(invoice_id)).invoice
    assert kept.total_money == Money.of("330.00", "AUD")


def test_an_issued_invoice_is_looked_at_and_not_typed_into(selling: Selling) -> None:
    invoice_id = selling.work(lambda desk: issued(desk, customer(desk), line("100")).id)
    selling.go("invoice", item=invoice_id)
    shown = screen(selling)
    assert not shown.form.isVisible()
    assert not any(shown.acts[name].isEnabled() for name in ("save", "issue", "add line", "delete"))
    paused(selling)
    assert shown.paper.page() == 1


def test_an_issued_invoice_is_mailed_from_its_page(selling: Selling) -> None:
    invoice_id = selling.work(lambda desk: issued(desk, customer(desk, email="jo@blue.example"), line("100")).id)
    selling.go("invoice", item=invoice_id)
    shown = screen(selling)
    selling.act("send")
    assert shown.mailing.isVisible()
    shown.acts["back"].trigger()
    assert not shown.mailing.isVisible()
    assert shown.pane.isVisible()
    selling.act("send")
    shown.mailing.do.click()
    selling.settle()
    assert not shown.mailing.isVisible()
    assert shown.pane.shown is not None
    assert [one.recipients for one in shown.pane.shown.mails] == [("jo@blue.example",)]


def test_a_draft_is_not_mailed_from_its_page(selling: Selling) -> None:
    selling.go("invoice", item=selling.work(lambda desk: drafted(desk, customer(desk)).id))
    shown = screen(selling)
    assert not shown.acts["send"].isEnabled()
    shown.mailing.presenter.preview(selling.work(lambda desk: issued(desk, customer(desk, "Red Cafe")).id))
    selling.settle()
    assert not shown.mailing.isVisible(), "one that was asked for before is left"
    assert shown.form.isVisible()


def test_a_credit_note_has_no_due_day_and_keeps_its_customer(selling: Selling) -> None:
    def credited(desk: object) -> str:
        invoice = issued(desk, customer(desk), line("100"))  # type: ignore[arg-type] # a desk, as `work` hands it over
        return InvoiceService(desk).credit(invoice.id).id  # type: ignore[arg-type] # as above

    note_id = selling.work(credited)
    selling.go("invoice", item=note_id)
    shown = screen(selling)
    assert shown.presenter.front is not None
    assert shown.presenter.front.kind is InvoiceKind.CREDIT_NOTE
    assert not shown.form.due.isVisible()
    assert shown.form.customer.isReadOnly()
    cell(selling, 0, "unit_price", "100.01")
    paused(selling)
    assert "is more than can be credited of the invoice INV-0001" in shown.form.problem()
    cell(selling, 0, "unit_price", "100")
    paused(selling)
    assert not shown.form.problem()
    selling.act("save")
    selling.act("issue")
    assert "credit note CN-0001" in shown.prompt._question.text()  # noqa: SLF001 - what is read there
    selling.answer(shown.prompt)
    assert selling.work(lambda desk: InvoiceService(desk).show(note_id)).invoice.status is InvoiceStatus.ISSUED


def test_an_invoice_is_paid_in_parts_with_a_discount_for_paying_early(writing: Selling) -> None:
    shown = screen(writing)
    form = shown.form
    fill(writing, form.customer, "blue")
    cell(writing, 0, "description", "Wedding")
    cell(writing, 0, "unit_price", "1000")
    fill(writing, form.share, "2")
    fill(writing, form.days, "10")
    form.in_parts.click()
    sheet = form.parts.sheet
    paused(writing)
    above = form.parts.mapTo(form, QPoint(0, 0)).y()
    for place, text in ((0, "Deposit"), (1, "30 %"), (2, "net 0")):
        sheet.setData(sheet.index(0, place), text)
    paused(writing)
    assert "differ by" in form.problem()
    assert form.parts.mapTo(form, QPoint(0, 0)).y() == above, "no row moves under the mouse"
    for place, text in ((0, "Rest"), (1, "rest"), (2, "when reached")):
        sheet.setData(sheet.index(1, place), text)
    writing.act("save")
    assert shown.banner.message() is None
    front = shown.presenter.front
    assert front is not None
    assert front.shown is not None
    details = front.shown.details
    assert [(one.name, one.amount, one.due_date is None) for one in details.instalments] == [
        ("Deposit", 33000, False),
        ("Rest", 77000, True),
    ]
    assert details.discount is not None
    assert details.discount_until == details.invoice.document_date + timedelta(days=10)


def test_lines_are_removed_and_moved(selling: Selling) -> None:
    invoice_id = selling.work(
        lambda desk: (
            drafted(desk, customer(desk), line("1", text="One"), line("2", text="Two"), line("3", text="Six")).id
        )
    )
    selling.go("invoice", item=invoice_id)
    lines = screen(selling).form.lines
    lines.setCurrentIndex(lines.sheet.index(1, 1))
    selling.act("line up")
    assert [one.description for one in lines.lines()] == ["Two", "One", "Six"]
    lines.setCurrentIndex(lines.sheet.index(2, 1))
    selling.act("remove line")
    assert [one.description for one in lines.lines()] == ["Two", "One"]
    assert "Total 3.30 AUD" in screen(selling).form.sums()


def test_a_currency_of_whole_units_is_reckoned_in_them(writing: Selling) -> None:
    shown = screen(writing)
    fill(writing, shown.form.customer, "blue")
    fill(writing, shown.form.currency, "JPY")
    cell(writing, 0, "description", "Tea")
    cell(writing, 0, "unit_price", "1234.5")
    assert "JPY" in shown.form.sums()
    assert shown.form.rate.isVisible(), "what is not in base currency needs a rate"


def test_slips_are_told_while_they_are_typed(writing: Selling) -> None:
    shown = screen(writing)
    fill(writing, shown.form.customer, "blue")
    cell(writing, 0, "description", "Everything")
    cell(writing, 0, "quantity", "99999999999")
    cell(writing, 0, "unit_price", "99999999999")
    paused(writing)
    assert "more than any amount of money" in shown.form.problem()


def test_no_figure_of_a_line_is_cut_and_thousands_are_apart_in_all(writing: Selling) -> None:
    lines = screen(writing).form.lines
    cell(writing, 0, "description", "Turbines")
    cell(writing, 0, "quantity", "1,000")
    cell(writing, 0, "unit_price", "123456.78")
    shown = {name: str(lines.sheet.index(0, PLACES[name]).data()) for name in FIGURES}
    assert shown == {"quantity": "1,000", "unit_price": "123,456.78", "discount": "", "amount": "123,456,780.00"}
    metrics = lines.fontMetrics()
    for name, text in shown.items():
        assert lines.columnWidth(PLACES[name]) >= metrics.horizontalAdvance(text) + 2 * GRID, name
    cell(writing, 0, "unit_price", "123,456.78")
    assert lines.lines()[0].unit_price == Decimal("123456.78")


def test_what_cannot_be_issued_is_said_before_anybody_is_asked(writing: Selling) -> None:
    shown = screen(writing)
    fill(writing, shown.form.customer, "blue")
    cell(writing, 0, "description", "Slip")
    cell(writing, 0, "unit_price", "-0.01")
    writing.act("issue")
    assert not shown.prompt.isVisible()
    message = shown.banner.message()
    assert message is not None
    assert "A document is for more than nothing" in message.words


def test_no_due_day_follows_from_a_day_that_is_none(writing: Selling) -> None:
    form = screen(writing).form
    fill(writing, form.customer, "blue")
    type_into(form.dated, "31")
    assert form.due.placeholderText()
    type_into(form.dated, "31/2")
    assert form.due.placeholderText() == ""


def test_a_text_that_is_too_long_is_named_and_marked(writing: Selling) -> None:
    form = screen(writing).form
    fill(writing, form.customer, "blue")
    cell(writing, 0, "description", "Everything")
    form.note.setPlainText("x" * 11_219)
    paused(writing)
    assert form.problem().startswith("The text below the lines of 11219 characters is too long.")
    assert (form.note.property("tone"), form.introduction.property("tone")) == ("bad", "")
    form.note.setPlainText("x")
    paused(writing)
    assert form.note.property("tone") == ""


def test_another_client_in_front_leaves_nothing_behind(writing: Selling) -> None:
    shown = screen(writing)
    fill(writing, shown.form.customer, "blue")
    shown.form.note.setPlainText("for Acme's eyes only")
    shown.forget()
    assert (shown.form.customer.text(), shown.form.note.toPlainText(), shown.form.sums()) == ("", "", "")
    assert not shown.form.changed()


def test_walking_through_the_fields_changes_nothing(selling: Selling) -> None:
    invoice_id = selling.work(lambda desk: drafted(desk, customer(desk)).id)
    selling.go("invoice", item=invoice_id)
    form = screen(selling).form
    for field in (form.customer, form.dated, form.due, form.currency, form.reference, form.share, form.days):
        field.setFocus()
        field.editingFinished.emit()
        selling.settle()
    assert not form.changed()
    assert screen(selling).leave()


HOURS = "day,person,project,hours,rate,note\n2026-03-02,Orla,Room,2:30,80,set-up\n2026-03-03,Orla,Room,1.5,80,evening\n"


def test_hours_of_a_sheet_become_lines_and_what_cannot_be_used_is_told(writing: Selling, tmp_path: Path) -> None:
    shown = screen(writing)
    cell(writing, 0, "description", "Breakfast")
    sheet = tmp_path / "hours.csv"
    sheet.write_text(HOURS + "2026-03-04,Orla,Room,30,80,\n", encoding="utf-8")
    shown.chooser = ScriptedChooser([sheet])
    writing.act("hours")
    typed, worked = shown.form.lines.lines()
    assert typed.description == "Breakfast"
    assert (str(worked.quantity), str(worked.unit_price), worked.unit) == ("4", "80", "h")
    message = shown.banner.message()
    assert message is not None
    assert message.words == "2 rows of the time sheet became 1 line. 1 row left out."
    assert "Line 4" in message.remedy
    assert shown.unsaved(), "nothing is kept before it is saved"


def test_a_sheet_without_hours_adds_nothing(writing: Selling, tmp_path: Path) -> None:
    shown = screen(writing)
    sheet = tmp_path / "hours.csv"
    sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    shown.chooser = ScriptedChooser([sheet])
    writing.act("hours")
    assert shown.form.lines.lines() == ()
    message = shown.banner.message()
    assert message is not None
    assert message.remedy
