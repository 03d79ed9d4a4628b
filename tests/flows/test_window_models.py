"""Qt's own examiner looks at the model of every table while lists are filled, sorted, filtered, changed and emptied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, qInstallMessageHandler
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.ui.frame.places import SCREENS
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.list_page import ListPage
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.review.view import ReviewScreen
from tests.support.hands import Hands, at_window
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow

_TELL = QAbstractItemModelTester.FailureReportingMode.Warning
"""What it finds is a warning, and each warning of Qt fails a test here; to end the process would tell less."""


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def examined(hands: Hands) -> list[QAbstractItemModelTester]:
    """Let every table of every screen be examined from its beginning."""
    screens = [hands.window.screen_named(entry.name) for entry in SCREENS]
    tables = [table for screen in screens for table in screen.findChildren(QTableView)]
    assert len(tables) >= 18
    return [QAbstractItemModelTester(table.model(), _TELL) for table in tables]


PLACES = (
    ("clients", "heap", ""),
    ("inbox", "heap", "to review"),
    ("inbox", "documents", "all open"),
    ("inbox", "new", ""),
    ("bills", "overdue", "open"),
    ("bills", "draft run", "all"),
    ("approvals", "approvals", "others"),
    ("payments", "draft run", "draft"),
    ("bank", "bank", "open"),
    ("bank", "bank", "matched"),
    ("contacts", "overdue", "suppliers"),
    ("sync", "bank", "waiting"),
    ("settings", "bank", ""),
)


def test_every_model_keeps_the_rules_while_people_look_around(hands: Hands, sample: SampleFirm) -> None:
    kept = examined(hands)
    for screen, story, view in PLACES:
        hands.seat.desktop.go(Place(screen, sample.client(story), view=view))
        hands.settle()
        shown = hands.window.current()
        assert shown is not None
        for page in shown.findChildren(ListPage):
            look_through(hands, page)
    assert len(kept) >= 18


def look_through(hands: Hands, page: ListPage) -> None:
    """Sort by each column both ways, filter, and choose every record."""
    table: RecordTable = page.table
    header = table.horizontalHeader()
    for column in range(header.count()):
        for _ in range(2):
            header.sectionClicked.emit(column)
            hands.settle()
    for text in ("a", "no such record", ""):
        page.filter_changed.emit(text)
        hands.settle()
    table.setFocus()
    hands.press("Home")
    for _ in range(3):
        hands.press("J")
    hands.press("Ctrl+A", "Escape")
    hands.settle()


def test_every_model_keeps_the_rules_while_records_change(hands: Hands, sample: SampleFirm, tmp_path: Path) -> None:
    kept = examined(hands)
    go = hands.seat.desktop.go
    go(Place("inbox", sample.client("heap"), view="ready"))
    hands.settle()
    note = tmp_path / "notiz.pdf"
    note.write_bytes(b"%PDF-1.4 not much of it")
    assert hands.drop([note])
    hands.until(lambda: hands.told)
    hands.press("R")
    hands.settle()
    review = hands.screen(ReviewScreen)
    review.fields.go_to("line.1.account")
    hands.settle()
    hands.press("Escape", "Ctrl+Return")
    hands.settle()
    for screen, story, keys in (
        ("bills", "overdue", ("D",)),
        ("approvals", "approvals", ("A",)),
        ("bank", "bank", ("Ctrl+Return", "Return")),
        ("contacts", "bank", ("Shift+Delete",)),
    ):
        go(Place(screen, sample.client(story)))
        hands.settle()
        hands.press(*keys)
        hands.settle()
        hands.press("Ctrl+Z")
        hands.settle()
    assert len(hands.told) >= 10
    assert kept


class Broken(QAbstractTableModel):
    """A model that gives every cell children of its own, by ignoring whose children are asked for."""

    def rowCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        return 3

    def columnCount(self, _parent: QModelIndex | QPersistentModelIndex | None = None) -> int:  # noqa: N802 - Qt's name
        return 1

    def data(self, _index: QModelIndex | QPersistentModelIndex, _role: int = 0) -> object:
        return None


@pytest.mark.no_qt_log
@pytest.mark.usefixtures("qtbot")
def test_the_examiner_speaks_up() -> None:
    """It is heard here by other ears than those that fail a test."""
    heard: list[str] = []
    before = qInstallMessageHandler(lambda _kind, _where, words: heard.append(words))
    model = Broken()
    tester = QAbstractItemModelTester(model, _TELL)
    qInstallMessageHandler(before)
    assert any("FAIL" in words for words in heard)
    assert tester.model() is model
