"""Finding one's way: from the figures of all clients to their lists, by a few letters, and by the keys of a screen."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.reports.figures import Figure
from bookdesk.ui.bank.account.view import COMMANDS as ACCOUNT_COMMANDS
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.clients.table import COLUMNS, FIGURES, LEADS_TO, ClientRow
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.frame import tools, window
from bookdesk.ui.frame.places import SCREENS, ScreenEntry
from bookdesk.ui.frame.user_menu import USER_COMMANDS
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.pieces.models import TableModel
from bookdesk.ui.pieces.paper import PAGE_COMMANDS, Paper
from bookdesk.ui.reminders.view import RemindersScreen
from tests.support.hands import Hands, at_window, texts
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

TABLE_KEYS = {"J", "K", "Space", "Return", "Enter", "Up", "Down", "Home", "End"}
"""What every list does itself."""


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        made.seat.desktop.go(Place("clients", view="all"))
        made.settle()
        yield made


def rows(hands: Hands) -> list[ClientRow]:
    return hands.screen(ClientsScreen).presenter.rows()


def listed(hands: Hands) -> int:
    """Return how many records the list shows that one was led to, with those of a client's other bank accounts."""
    screen = hands.window.current()
    model = screen.page.table.model() if isinstance(screen, RemindersScreen) else getattr(screen, "model", None)
    assert isinstance(model, TableModel)
    elsewhere = screen.found.elsewhere if isinstance(screen, BankScreen) and screen.found is not None else ()
    return model.rowCount() + sum(count for _, count in elsewhere)


def test_every_figure_of_every_client_opens_the_list_it_counts(hands: Hands) -> None:
    wanted = [(row, figure, count) for row in rows(hands) for figure, count in row.figures.items() if count]
    assert len({figure for _, figure, _ in wanted}) >= 14, "nearly every figure is there to be followed"
    wrong = []
    for row, figure, count in wanted:
        hands.seat.desktop.go(Place("clients"))
        hands.settle()
        hands.screen(ClientsScreen).presenter.go(row, figure)
        hands.settle()
        if (found := listed(hands)) != count:
            wrong.append(f"{row.line.name}: {figure} is {count}, {LEADS_TO[figure]} shows {found}")
        assert hands.seat.desktop.client_id == row.id
    assert wrong == []


def test_a_click_or_enter_on_a_figure_follows_it(hands: Hands, sample: SampleFirm) -> None:
    screen = hands.screen(ClientsScreen)
    table, names = screen.table, [column.name for column in COLUMNS]
    place = next(n for n, row in enumerate(rows(hands)) if row.id == sample.client("overdue"))
    hands.click_cell(table, screen.model.index(place, names.index(Figure.OVERDUE)))
    hands.settle()
    assert hands.screen(BillsScreen).model.rowCount() == 7
    hands.press("Ctrl+1")
    hands.settle()
    table.setFocus()
    table.setCurrentIndex(screen.model.index(place, names.index(Figure.OVERDUE)))
    hands.press("Return")
    hands.settle()
    assert hands.screen(BillsScreen).page.tab() == "overdue"


def test_the_lines_of_each_bank_account_are_counted_apart(hands: Hands, sample: SampleFirm) -> None:
    row = next(one for one in rows(hands) if one.id == sample.client("bank"))
    column = next(one for one in COLUMNS if one.name == Figure.OPEN_LINES)
    counts = [int(one) for one in column.text(row).split(" + ")]
    assert len(counts) == 2
    hands.screen(ClientsScreen).presenter.go(row, Figure.OPEN_LINES)
    hands.settle()
    bank = hands.screen(BankScreen)
    assert bank.found is not None
    assert [bank.model.rowCount(), *(count for _, count in bank.found.elsewhere)] == counts


def test_a_click_on_what_a_client_needs_most_follows_it(hands: Hands) -> None:
    needy = [(place, row) for place, row in enumerate(rows(hands)) if row.attention is not None and row.attention.needs]
    place, row = needy[-1]
    screen = hands.screen(ClientsScreen)
    column = [column.name for column in COLUMNS].index("need")
    hands.click_cell(screen.table, screen.model.index(place, column))
    hands.settle()
    assert hands.seat.desktop.client_id == row.id
    assert row.attention is not None
    assert listed(hands) == row.attention.needs[0].count


def test_every_need_beside_the_list_is_a_way_to_it(hands: Hands) -> None:
    for place, row in enumerate(rows(hands)):
        needs = row.attention.needs if row.attention is not None else ()
        for need in needs:
            hands.seat.desktop.go(Place("clients", view="all"))
            hands.settle()
            screen = hands.screen(ClientsScreen)
            screen.table.setCurrentIndex(screen.model.index(place, 0))
            hands.settle()
            links = screen.pane.findChildren(QPushButton)
            (link,) = (one for one in links if one.text() == need.words and one.isVisible())
            hands.click(link)
            hands.settle()
            assert listed(hands) == need.count, f"{row.line.name}: {need.words}"


def test_what_is_clear_is_apart_from_what_is_not(hands: Hands) -> None:
    screen = hands.screen(ClientsScreen)
    shown = {}
    for name in ("needs", "clear", "unknown", "all"):
        screen.presenter.show(list=name)
        shown[name] = {texts(screen.table, row)[0] for row in range(screen.model.rowCount())}
    assert shown["needs"] | shown["clear"] | shown["unknown"] == shown["all"]
    assert shown["needs"] & shown["clear"] == set()
    assert set(LEADS_TO) == FIGURES, "every figure leads somewhere"


def test_a_few_letters_bring_another_client_on_the_same_screen(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("bills", sample.client("overdue")))
    hands.settle()
    before = hands.pressed
    hands.press("Ctrl+P")
    hands.write("thorn")
    hands.press("Return")
    assert hands.pressed - before == 7
    hands.settle()
    assert hands.seat.desktop.client_id == sample.client("draft run")
    assert hands.screen(BillsScreen).model.rowCount() > 0
    assert "Thornbury" in hands.window.bar.client.text()
    hands.press("Ctrl+P")
    assert hands.window.tools.switcher.hits()[1].client_id == sample.client("overdue"), "the last ones come first"
    hands.press("Escape")
    assert hands.focus() is hands.screen(BillsScreen).table, "and the keyboard is where it was"


@pytest.mark.parametrize(
    ("text", "picture", "screen"),
    [
        ("TPS000041", "bill", BillsScreen),
        ("toodyay", "contact", ContactsScreen),
        ("galerie", "clients", InboxScreen),
        ("go to bank", "right", BankScreen),
    ],
)
def test_anything_is_found_by_a_few_letters(
    hands: Hands, sample: SampleFirm, text: str, picture: str, screen: type
) -> None:
    hands.seat.desktop.go(Place("settings", sample.client("overdue")))
    hands.settle()
    hands.press("Ctrl+K")
    hands.write(text)
    hands.settle()
    places = [place for place, hit in enumerate(hands.window.tools.palette.hits()) if hit.icon == picture]
    hands.press(*["Down"] * places[0], "Return")
    hands.settle()
    assert isinstance(hands.window.current(), screen)


def test_a_bill_that_is_found_is_the_one_that_is_shown(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("inbox", sample.client("overdue")))
    hands.settle()
    hands.press("Ctrl+K")
    hands.write("TPS000042")
    hands.settle()
    hands.press("Return")
    hands.settle()
    screen = hands.screen(BillsScreen)
    assert texts(screen.table, screen.table.currentIndex().row())[1] == "TPS000042"


# -- keys


FORMS = {"bank": ACCOUNT_COMMANDS, "outbox": PAGE_COMMANDS, "receipts": PAGE_COMMANDS}
"""Forms that stand in the place of a screen's list, with keys of their own as long as they do."""


def tabled(entry: ScreenEntry, hands: Hands) -> list[Command]:
    """Return what the tables of a screen and of the window name."""
    made = hands.window.screen_named(entry.name)
    own = getattr(import_module(entry.target.partition(":")[0]), "COMMANDS", ())
    page = PAGE_COMMANDS if any(paper.isVisible() for paper in made.findChildren(Paper)) else ()
    return [*own, *page, *window.COMMANDS, *tools.COMMANDS, *USER_COMMANDS]


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.name)
def test_the_sheet_names_exactly_the_keys_that_are_bound(hands: Hands, sample: SampleFirm, entry: ScreenEntry) -> None:
    hands.seat.desktop.go(Place("inbox", sample.client("heap")))
    hands.window.show_place(Place(entry.name))
    hands.settle()
    screen = hands.window.current()
    assert screen is not None
    hands.press("F1")
    sheet = hands.window.tools.sheet
    assert sheet.isVisible()
    said = {words: keys for keys, words in sheet.lines()}
    bound = {one.text(): one for one in hands.window.tools.actions() if one.shortcuts()}
    assert set(said) == set(bound)
    names = {command.name for command in tabled(entry, hands) if command.keys}
    assert {action.objectName() for action in bound.values()} == names, "the tables and what is bound are the same"
    inside = {action for action in screen.findChildren(QAction) if action.shortcuts()}
    forms = {command.name for command in FORMS.get(entry.name, ())}
    assert {one.objectName() for one in inside} <= names | forms, "nothing is bound beside the tables"
    excuses = {(one.objectName(), one.key()) for one in screen.findChildren(QShortcut)}
    assert excuses <= {(one.objectName(), key) for one in inside for key in one.shortcuts()}, "only of those that are"
    hands.press("Escape")
    assert not sheet.isVisible()


@pytest.mark.parametrize("entry", SCREENS, ids=lambda entry: entry.name)
def test_no_act_takes_a_key_that_lists_need_and_none_has_two(hands: Hands, entry: ScreenEntry) -> None:
    commands = tabled(entry, hands)
    keys = [key for command in commands for key in command.keys]
    assert [key for key in keys if key in TABLE_KEYS] == []
    twice = {key for key in keys if keys.count(key) > 1}
    assert twice <= {"1", "2", "3"}, f"{entry.name}: {twice}"
