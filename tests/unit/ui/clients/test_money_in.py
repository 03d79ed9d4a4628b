"""What money in asks for stands beside the chosen client, and each leads to a list of just that length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import Every
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.recurring import Rule, ScheduleService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import ReminderService
from bookdesk.store.desk import Desk
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.pieces.list_page import ListPage
from tests.support.billing import line
from tests.support.firm import KOALA
from tests.support.window import LONG_ENOUGH, new_firm, seated
from tests.unit.ui.reminders.reminding import TODAY, Reminding, owe, start

PLACES = {
    "3 first reminders to approve": ("reminders", "write"),
    "2 schedules to bill": ("schedules", "due"),
    "2 drafted invoices to issue": ("sales", "drafts"),
    "3 customers to remind": ("reminders", "write"),
}


def asks(desk: Desk) -> dict[str, str]:
    """Let a client have something of each kind that asks for a person."""
    start(desk)
    ids = owe(desk)
    entered = Entered(ids["acme"], (line("900", text="Rent"),))
    for name in ("Rent", "Care"):
        ScheduleService(desk).add(entered, Rule(name, TODAY - timedelta(days=1), Every.MONTH))
        InvoiceService(desk).draft(entered)
    PolicyService(desk).switch_on()
    return ids


@pytest.fixture
def at_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Reminding]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        client_id = seat.client(KOALA.name)
        with seat.office.workspace(client_id) as workspace:
            ids = asks(workspace.desk)
        yield Reminding(seat, seat.window(), client_id, ids)


def links(at_desk: Reminding) -> dict[str, QPushButton]:
    """Return what stands beside the client, as a person reads it."""
    found = at_desk.at(ClientsScreen).pane.findChildren(QPushButton)
    return {link.text(): link for link in found if link.property("kind") == "place" and not link.isHidden()}


def needs(at_desk: Reminding, *awaited: str) -> list[str]:
    """Return what of money in stands beside the client, once what is awaited does."""
    at_desk.go("clients", view="all")

    def there() -> bool:
        at_desk.at(ClientsScreen).table.choose(at_desk.client_id)
        return set(awaited) <= links(at_desk).keys()

    at_desk.seat.qtbot.waitUntil(there, timeout=LONG_ENOUGH)
    return list(links(at_desk))


def follow(at_desk: Reminding, words: str) -> tuple[str, str, int]:
    """Press what stands there; returns which list of which screen is shown, and how many rows it has."""
    needs(at_desk, words)
    links(at_desk)[words].click()
    at_desk.settle()
    shown = at_desk.window.current()
    assert shown is not None
    page = shown.findChild(ListPage)
    assert page is not None
    return shown.name, page.tab(), page.table.model().rowCount()


def test_each_need_leads_to_its_list(at_desk: Reminding) -> None:
    found = ["2 schedules to bill", "3 first reminders to approve", "2 drafted invoices to issue"]
    assert [one for one in needs(at_desk, *found) if one in found] == found, "what is most urgent stands first"
    for words in found:
        assert follow(at_desk, words) == (*PLACES[words], int(words.split()[0]))
    before = needs(at_desk, *found)
    screen = at_desk.at(ClientsScreen)
    row = screen.table.current_record()
    screen.pane.show_client(replace(row, attention=replace(row.attention, needs=row.attention.needs[1:])))
    QApplication.processEvents()
    assert list(links(at_desk)) == [f"Done: {before[0]}", *before[1:]], "what comes next does not move under the mouse"
    at_desk.work(lambda desk: PolicyService(desk).approve(ReminderService(desk).preview(texts=False).list_hash))
    at_desk.work(lambda desk: ScheduleService(desk).bill())
    left = needs(at_desk, "3 customers to remind", "4 drafted invoices to issue")
    assert not {"2 schedules to bill", "3 first reminders to approve"} & set(left)
    assert follow(at_desk, "3 customers to remind") == ("reminders", "write", 3)
