"""What the desk says of sales: invoices that are overdue and the DSO, each leading to where it comes from."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from bookdesk.reports.collection import Name
from bookdesk.reports.figures import Figure
from bookdesk.reports.service import ReportService
from bookdesk.ui.clients.table import COLUMNS, ClientRow, sort_key
from bookdesk.ui.clients.view import ClientsScreen
from tests.unit.ui.reports.reading import Reading, traded


def cell(reading: Reading, screen: ClientsScreen, column: str) -> QModelIndex:
    place = next(n for n, one in enumerate(COLUMNS) if one.name == column)
    row = next(n for n, one in enumerate(screen.model.rows()) if one.id == reading.client_id)
    return screen.model.index(row, place)


def at_the_desk(reading: Reading) -> ClientsScreen:
    reading.go("clients", view="all")
    return reading.at(ClientsScreen)


def test_overdue_invoices_and_dso_lead_to_their_screens(reading: Reading) -> None:
    reading.work(traded)
    reading.seat.desktop.books_changed.emit(reading.client_id)
    screen = at_the_desk(reading)
    value = reading.work(lambda desk: ReportService(desk).dso()).collection.of(Name.DSO_SIMPLE).rounded(0)
    assert cell(reading, screen, "dso").data() == f"{value} d"
    assert cell(reading, screen, Figure.INVOICES_OVERDUE).data() == "2"
    screen._clicked(cell(reading, screen, Figure.INVOICES_OVERDUE))  # noqa: SLF001 - what a click does
    reading.settle()
    assert sorted(reading.numbers()) == ["INV-2", "INV-5"]
    screen = at_the_desk(reading)
    screen._clicked(cell(reading, screen, "dso"))  # noqa: SLF001 - as above
    reading.settle()
    assert reading.reports.overview.isVisible()
    assert reading.reports.desktop.client_id == reading.client_id


def test_a_client_who_sold_nothing_has_no_dso_and_comes_last_by_it(reading: Reading) -> None:
    screen = at_the_desk(reading)
    assert cell(reading, screen, "dso").data() == ""
    rows: list[ClientRow] = screen.model.rows()
    assert {sort_key(row, "dso")[0] for row in rows} == {0}
