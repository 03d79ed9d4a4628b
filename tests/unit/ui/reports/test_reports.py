"""The screen of reports: what is shown is what the service says, leads on, and is of one client only."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bookdesk.core.money import Money
from bookdesk.models.invoice import Invoice
from bookdesk.reports.service import ReportService, Side
from bookdesk.reports.standings import Standing
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account
from bookdesk.ui import wording
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.reports.cash.view import ASIDE_TAB, ASSUMED
from bookdesk.ui.reports.overview.table import FIGURES
from bookdesk.ui.sales.receipts.view import ReceiptsScreen
from bookdesk.ui.sales.view import SalesScreen
from bookdesk.ui.wording import MINUS
from tests.support import sales
from tests.support.books import OPENING_DAY
from tests.support.firm import DELI
from tests.support.hands import texts
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.reports.reading import CAFE, LONG, Reading, traded
from tests.unit.ui.sales.conftest import start


@pytest.fixture
def books(reading: Reading) -> Reading:
    """The window at a client who traded."""
    reading.work(traded)
    return reading


def rows(reading: Reading) -> list[list[str]]:
    table = reading.reports.ageing.table
    return [texts(table, row) for row in range(table.model().rowCount())]


def type_into(reading: Reading, **typed: str) -> None:
    """Type into the fields above the pages, and leave each with Enter."""
    for name, text in typed.items():
        field = getattr(reading.reports, name)
        field.setText(text)
        field.editingFinished.emit()
    reading.settle()


def test_invoices_stand_as_the_service_says_and_each_figure_leads_to_its_list(books: Reading) -> None:
    books.go("reports")
    page = books.reports.overview
    said = {(row.standing, row.currency): (row.count, row.open) for row in page.standings.rows()}
    assert said == {
        (Standing.PENDING, "AUD"): (1, Money(55_000, "AUD")),
        (Standing.PART_SETTLED, "AUD"): (1, Money(200_000, "AUD")),
        (Standing.OVERDUE, "AUD"): (1, Money(200_000, "AUD")),
        (Standing.OVERDUE, "USD"): (1, Money(44_000, "USD")),
        (Standing.SETTLED, "AUD"): (2, Money(0, "AUD")),
        (None, "AUD"): (2, Money(255_000, "AUD")),
        (None, "USD"): (1, Money(44_000, "USD")),
    }
    assert texts(page.table, 5)[0] == "All open"
    for standing, numbers in (
        ("pending AUD", ["INV-4"]),
        ("overdue AUD", ["INV-2", "INV-5"]),
        ("part settled AUD", ["INV-2"]),
        ("settled AUD", ["INV-1", "INV-3"]),
        ("open AUD", ["INV-2", "INV-4", "INV-5"]),
    ):
        books.go("reports")
        page.table.choose(standing)
        books.act("behind")
        assert sorted(books.numbers()) == numbers


def test_each_speed_has_its_whole_definition_below(books: Reading) -> None:
    books.go("reports")
    page = books.reports.overview
    figures = books.work(lambda desk: ReportService(desk).collection()).collection.figures
    assert [row.name for row in page.figures.rows()] == [one.name for one in figures]
    for one in figures:
        page.speeds.choose(one.name.value)
        assert one.definition in page.defined()
        assert page.defined().startswith(one.name.value)
    assert [column.title for column in FIGURES][-1] == "What it is"
    assert page.lead.text().startswith("Customers pay ")


def test_one_customer_alone_is_asked_for_and_his_list_is_led_to(books: Reading) -> None:
    books.go("reports")
    type_into(books, contact="Blue")
    assert [row.count for row in books.reports.overview.standings.rows()] == [0, 1, 1, 1, 1]
    books.reports.overview.table.choose("overdue AUD")
    books.act("behind")
    assert books.at(SalesScreen).whose.said() == f"Only those of {CAFE}."
    assert books.numbers() == ["INV-2"]


def test_what_is_owed_is_told_by_age_and_ties_to_the_ledger(books: Reading) -> None:
    books.go("reports", view="owed to us")
    total = books.work(lambda desk: ReportService(desk).ageing(Side.RECEIVABLES)).ageing.base.total
    assert total == Money(301_000, "AUD")
    assert rows(books)[:3] == [
        ["All customers", "AUD", "550.00", "", "", "", "2,000.00", f"{MINUS}200.00", "2,350.00"],
        ["All customers", "USD", "", "440.00", "", "", "", "", "440.00"],
        ["All, worth in AUD", "AUD", "550.00", "660.00", "", "", "2,000.00", f"{MINUS}200.00", "3,010.00"],
    ]
    assert "Adds up to the account 1-1100" in books.reports.ageing.tie()
    assert "3,010.00 AUD" in books.reports.ageing.tie()
    assert books.reports.ageing.shares.said()[1].endswith(" days 660.00")


def test_a_row_shows_its_documents_and_leads_to_contact_list_and_invoice(books: Reading) -> None:
    books.go("reports", view="owed to us")
    page = books.reports.ageing
    assert page.table.current_record().name == CAFE, "the sums have no documents to show"
    page.table.choose("all AUD")
    assert not books.reports.acts["contact"].isEnabled(), "the sum of all is no contact"
    assert page.documents.rowCount() == 0
    contact = next(row.contact for row in page.rows.rows() if row.name == LONG)
    page.table.choose(f"{contact} AUD")
    assert [one.document.number for one in page.documents.rows()] == ["REC-0003", "INV-4"]
    page.open_document()
    books.settle()
    assert books.at(ReceiptsScreen).table.current_record().number == "REC-0003"
    books.go("reports", view="owed to us")
    page.table.choose(f"{contact} AUD")
    page.below.step(1)
    page.open_document()
    books.settle()
    assert books.at(SalesScreen).table.current_record().number == "INV-4"
    books.go("reports", view="owed to us")
    page.table.choose(f"{contact} USD")
    books.act("list")
    assert books.numbers() == ["INV-5", "INV-4"]
    books.go("reports", view="owed to us")
    page.table.choose(f"{contact} USD")
    books.act("contact")
    assert books.at(ContactsScreen).table.current_record().id == contact


def test_the_side_of_suppliers_leads_to_bills(books: Reading) -> None:
    books.go("reports", view="we owe")
    assert rows(books) == [
        ["Harbour Foods", "AUD", "13,445.67", "1,500.00", "", "", "", "", "14,945.67"],
    ]
    assert "apart from the account" in books.reports.ageing.tie(), "these bills were written without their postings"
    books.act("list")
    bills = books.at(BillsScreen)
    assert bills.whose.said() == "Only those of Harbour Foods."
    bills.whose.way.click()
    books.settle()
    assert not bills.whose.isVisible()


def test_a_day_in_the_past_is_told_as_it_was_and_one_to_come_is_refused(books: Reading) -> None:
    books.go("reports", view="owed to us")
    type_into(books, day="30/4/2026")
    assert [row[-1] for row in rows(books)] == ["5,300.00", "2,000.00", "3,300.00"]
    assert "As of 30/04/2026" in books.reports.stamp()
    assert books.reports.acts["behind"].text() == "Show these invoices as of today"
    type_into(books, day="2/7/2026")
    assert "still to come" in books.reports.day.problem
    assert "As of 30/04/2026" in books.reports.stamp(), "what is shown stays"
    type_into(books, day="no day")
    assert books.reports.day.problem
    type_into(books, day="", currency="usd")
    assert [row[-1] for row in rows(books)] == ["440.00", "660.00", "440.00"]
    assert books.reports.ageing.tie() == "", "a part is held against nothing"


def test_cash_begins_at_the_bank_and_every_figure_stands_in_the_table(books: Reading) -> None:
    books.go("reports", view="cash")
    page = books.reports.cash
    assert "Begins with 10,000.00 AUD at the end of 30/06/2026, not proven" in page.said()[0]
    below = next(one for one in books.reports.cash.chart.points() if one.balance.minor < 0)
    assert page.said()[0].startswith(f"The money runs out on {wording.day(below.day)}. ")
    assert f"{MINUS}12,500.00" in texts(page.table, 6)
    assert page.moves.rows()[-1].balance == books.reports.cash.chart.points()[-1].balance
    assert page.chart.accessibleDescription().startswith("From 10,000.00 AUD on 30/06/2026 to")
    assert page.note.said().startswith("No balance of the bank proves")
    page.show_tab(ASIDE_TAB)
    assert LONG in {row.name.removesuffix(" INV-5") for row in page.aside.rows()}, "no account is in its currency"
    page.show_tab(ASSUMED)
    assert "Bills move on their due date" in page.said()[2]
    books.reports.days.buttons["30"].click()
    books.settle()
    assert max(row.day for row in page.moves.rows()) <= date(2026, 7, 31)


@pytest.mark.parametrize("view", ["overview", "owed to us", "we owe", "cash"])
def test_a_page_is_saved_as_sheet_and_as_pdf_and_nothing_is_replaced(books: Reading, tmp_path: Path, view: str) -> None:
    books.go("reports", view=view)
    sheet, paper = tmp_path / "a.csv", tmp_path / "a.pdf"
    books.reports.chooser = ScriptedChooser([sheet, paper, sheet, None])
    books.act("csv")
    books.act("pdf")
    table = list(csv.reader(sheet.read_text("utf-8-sig").splitlines()))
    assert len(table) > 1
    assert table[0][0] in {"as of", "day"}
    assert paper.read_bytes().startswith(b"%PDF-")
    written = sheet.read_bytes()
    told: list[Message] = []
    books.seat.desktop.told.connect(told.append)
    books.act("csv")
    assert sheet.read_bytes() == written
    assert "is there already" in told[-1].words
    books.act("csv")  # whoever closes the dialog saves nothing
    assert "2026-07-01.csv" in books.reports.presenter.file_name("csv")


def test_each_currency_with_an_account_has_a_curve_of_its_own(books: Reading, tmp_path: Path) -> None:
    def with_dollars(desk: Desk) -> None:
        own = BankDetails("Dollars", "1-1020", "USD", bsb="062-000", account_number="11223355")
        TakeOnService(desk).bank_account(*bank_account(own, Decimal(0), OPENING_DAY))

    books.go("reports", view="cash")
    page = books.reports.cash
    assert not page.currencies.isVisible(), "there is one account"
    books.work(with_dollars)
    books.go("reports", view="cash")
    assert list(page.currencies.buttons) == ["AUD", "USD"]
    page.currencies.buttons["USD"].click()
    assert "Begins with 0.00 USD" in page.said()[0]
    assert {row.name for row in page.moves.rows()} == {"At the bank, Dollars", f"{LONG} INV-5"}
    sheet = tmp_path / "usd.csv"
    books.reports.chooser = ScriptedChooser([sheet])
    books.act("csv")
    assert {row[3] for row in list(csv.reader(sheet.read_text("utf-8-sig").splitlines()))[1:]} == {"USD"}
    books.seat.desktop.books_changed.emit(books.client_id)
    books.settle()
    assert page.currency == "USD", "a refresh leaves what is looked at"


def test_nothing_is_left_of_a_client_when_another_one_comes(books: Reading) -> None:
    other = books.seat.client(DELI.name)
    with books.seat.office.workspace(other) as workspace:
        start(workspace)
    books.go("reports", view="owed to us")
    assert rows(books)
    reports = books.reports
    books.seat.desktop.choose_client(other)
    assert reports.ageing.rows.rowCount() == 0
    assert reports.presenter.file_name("csv") == ""
    books.settle()
    books.seat.desktop.go(Place("reports", other))
    books.settle()
    assert reports.empty.isVisible(), "the other client has no invoice"
    assert not reports.acts["pdf"].isEnabled()


def test_an_answer_about_another_client_is_dropped(books: Reading) -> None:
    other = books.seat.client(DELI.name)
    with books.seat.office.workspace(other) as workspace:
        start(workspace)
    books.go("reports", view="owed to us")
    reports = books.reports
    reports.presenter.refresh()
    books.seat.desktop.choose_client(other)
    books.settle()
    assert reports.ageing.rows.rowCount() == 0
    assert reports.presenter.last is None or reports.presenter.last.ageing is None


def test_the_newest_question_wins(books: Reading) -> None:
    books.go("reports")
    reports = books.reports
    for name in ("owed to us", "cash", "we owe"):
        reports.pages.buttons[name].click()
    books.settle()
    assert reports.presenter.last is not None
    assert reports.presenter.last.wish.page == "we owe"
    assert [row[0] for row in rows(books)] == ["Harbour Foods"]


def test_what_changes_elsewhere_is_shown_at_once(books: Reading) -> None:
    books.go("reports", view="owed to us")
    before = len(rows(books))

    def another(desk: Desk) -> Invoice:
        return sales.issued(desk, "INV-9", 1_100, name="New Customer", day=date(2026, 6, 30))

    books.work(another)
    books.seat.desktop.books_changed.emit(books.client_id)
    books.settle()
    assert len(rows(books)) == before + 1


def test_a_client_without_anything_is_told_why(reading: Reading) -> None:
    for view, words in (
        ("overview", "No invoice is here."),
        ("owed to us", "No customer owes anything."),
        ("we owe", "No supplier is owed anything."),
        ("cash", "There is no bank account in use to begin from."),
    ):
        reading.go("reports", view=view)
        assert reading.reports.empty.accessibleName().startswith(words)
        assert not reading.reports.acts["csv"].isEnabled()
    assert not reading.reports.acts["new"].isEnabled(), "there is no page to enter a regular payment on"
    reading.reports.empty._do()  # noqa: SLF001 - its one act
    reading.settle()
    assert reading.window.place().screen == "bank"


def test_books_that_were_not_started_say_so(reading: Reading) -> None:
    reading.seat.desktop.go(Place("reports", reading.seat.client(DELI.name)))
    reading.settle()
    assert "no chart of accounts yet" in reading.reports.empty.accessibleName()


def test_who_walks_by_keys_comes_through_all_pages(books: Reading) -> None:
    books.go("reports")
    for view in ("owed to us", "we owe", "cash", "overview"):
        books.act("next page")
        assert books.reports.presenter.wish.page == view
        assert books.reports.pages.value() == view
    books.act("previous page")
    assert books.reports.presenter.wish.page == "cash"


def test_no_row_of_what_is_open_hides_in_a_low_window(books: Reading) -> None:
    books.go("reports", view="overview")
    books.window.resize(1100, 560)
    page = books.reports.overview
    shown = [page.table.rowViewportPosition(row) for row in range(page.standings.rowCount())]
    assert len(shown) > 1
    assert shown[-1] + page.table.rowHeight(len(shown) - 1) <= page.table.viewport().height()
    page.table.setFocus()
    page.table.choose_first()
    page.table.step(len(shown))
    last = page.table.viewport().mapTo(page, page.table.visualRect(page.table.currentIndex()).bottomLeft())
    assert page.rect().contains(last), "the page follows who walks the rows"
