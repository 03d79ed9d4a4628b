"""How one comes to what was sold: by its key, from the search, and from the history."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel

from bookdesk.core.money import Money
from bookdesk.office.search import FoundKind, search
from bookdesk.store.desk import Desk
from bookdesk.ui.frame.palette import _SCREENS, SECTIONS
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.history.view import HistoryScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.sales.editor.view import EditorScreen
from bookdesk.ui.sales.view import SalesScreen
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.billing import customer, drafted, issued, line
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import cell, fill, screen


def test_its_key_is_no_other_screens() -> None:
    keys = [QKeySequence(one.key).toString() for one in SCREENS if one.key]
    assert len(keys) == len(set(keys))


def test_whatever_can_be_found_has_a_place() -> None:
    assert set(_SCREENS) == set(FoundKind)
    names = {one.name for one in SCREENS}
    assert {screen for screen, _ in _SCREENS.values()} <= names


def test_an_invoice_that_is_found_is_shown_in_its_list(selling: Selling) -> None:
    made = selling.work(lambda desk: issued(desk, customer(desk), line("100")))
    (found,) = [one for one in search(selling.seat.office, selling.client_id, "INV-0001") if one.id == made.id]
    selling.go("contacts")
    hit = selling.window.tools.palette._found(found)  # noqa: SLF001 - what Enter does there
    assert hit.act is not None
    hit.act()
    selling.settle()
    row = selling.at(SalesScreen).table.current_record()
    assert row.id == made.id


def test_the_history_of_an_invoice_leads_there_and_back(selling: Selling) -> None:
    selling.work(lambda desk: issued(desk, customer(desk), line("100")))
    selling.go(view="open")
    selling.sales.show_history()
    selling.settle()
    screen = selling.at(HistoryScreen)
    assert screen.model.rowCount() == 2
    assert selling.window.navigation._buttons["history"].isChecked()  # noqa: SLF001 - what is seen there


def test_the_navigation_marks_sales_while_an_invoice_is_written(selling: Selling) -> None:
    selling.go("invoice")
    assert selling.window.navigation._buttons["sales"].isChecked()  # noqa: SLF001 - what is seen there
    assert selling.window.place().screen == "sales"


def test_one_may_come_for_the_invoices_of_one_customer_and_to_take_his_money(selling: Selling) -> None:
    blue = selling.work(lambda desk: sold_to(desk, "Blue Cafe"))
    selling.work(lambda desk: sold_to(desk, "Red Cafe"))
    selling.seat.desktop.go(Place("sales", selling.client_id, view="open", contact=blue, act="take"))
    selling.settle()
    screen = selling.sales
    assert selling.numbers() == ["INV-0001"]
    assert screen.whose.said() == "Only those of Blue Cafe."
    assert screen.taking.isVisible()
    selling.seat.desktop.go(Place("sales", selling.client_id, view="overdue"))
    selling.go(view="open")
    assert selling.numbers() == ["INV-0001", "INV-0002"]
    assert not screen.whose.isVisible()


def test_a_new_invoice_may_be_for_somebody_already(selling: Selling) -> None:
    blue = selling.work(lambda desk: customer(desk, currency="EUR"))
    selling.seat.desktop.go(Place("invoice", selling.client_id, view="invoice", contact=blue))
    selling.settle()
    form = selling.at(EditorScreen).form
    assert (form.customer.value(), form.currency.value(), form.changed()) == (blue, "EUR", False)
    assert form.lines.hasFocus()


def sold_to(desk: Desk, name: str) -> str:
    who = customer(desk, name)
    issued(desk, who, line("100"))
    return who


def test_the_way_back_leads_to_the_invoice_that_was_worked_on(selling: Selling) -> None:
    selling.work(lambda desk: [issued(desk, customer(desk, name)) for name in ("Apple", "Zebra")])
    selling.go()
    first = selling.sales.current()
    selling.act("new")
    shown = screen(selling)
    fill(selling, shown.form.customer, "zeb")
    cell(selling, 0, "description", "Hay")
    cell(selling, 0, "unit_price", "7")
    selling.act("issue")
    selling.answer(shown.prompt)
    selling.act("back")
    current = selling.sales.current()
    assert first is not None
    assert current is not None
    assert (current.customer, current.total, selling.sales.page.tab()) == ("Zebra", Money(770, "AUD"), "open")
    assert current.id != first.id
    draft = selling.work(lambda desk: drafted(desk, customer(desk, "Mango")).id)
    selling.go(view="drafts", item=draft)
    selling.act("open")
    selling.act("issue")
    selling.answer(shown.prompt)
    selling.act("back")
    current = selling.sales.current()
    assert current is not None
    assert (current.id, selling.sales.page.tab()) == (draft, "all"), "it is a draft no more"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_the_settings_is_found_by_its_name(selling: Selling, section: str) -> None:
    selling.go("contacts")
    (hit,) = [
        one
        for one in selling.window.tools.palette._fitting(section.casefold())  # noqa: SLF001 - what is offered
        if one.words == f"Settings: {section}"
    ]
    assert hit.act is not None
    hit.act()
    selling.settle()
    screen = selling.at(SettingsScreen)
    (heading,) = [one for one in screen.findChildren(QLabel) if one.isVisible() and one.text() == section]
    selling.seat.qtbot.waitUntil(lambda: not heading.visibleRegion().isEmpty(), timeout=30_000)
