"""Every page of the way in, looked at as a careful person would: in both schemes, in small and in large type."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import InUse, Locked
from bookdesk.ui import program
from bookdesk.ui.entrance import Entrance
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.first_run.view import FirstRunPage
from bookdesk.ui.look.theme import THEME, Scheme
from bookdesk.ui.memory import Memory
from bookdesk.ui.recovery.view import RecoverPage
from bookdesk.ui.tasks import Door
from tests.support.firm import Firm
from tests.support.walk import cut_off, faint, mute, overlapping, unreachable
from tests.support.way_in import ScriptedChooser, around
from tests.support.window import LONG_ENOUGH, new_firm

WORDS = "four blue sleeves of mine"
SIZE = (1100, 700)


class Looked:
    """The way in on a home, in one scheme and size of type."""

    def __init__(self, qtbot: QtBot, home: Path, scheme: str, percent: str) -> None:
        self.qtbot, self.door, self.chooser = qtbot, Door(), ScriptedChooser(printers=True)
        memory = Memory()
        for name, value in (("scheme", scheme), ("type size", percent), ("user", "Anna Hill")):
            memory.keep(name, value)
        program.dress(memory)
        self.window = Entrance(around(home, self.chooser), self.door, memory)
        qtbot.addWidget(self.window)
        self.window.resize(*SIZE)
        self.window.show()
        self.window.show_first_page()
        self.window.activateWindow()
        qtbot.waitUntil(lambda: self.window.isActiveWindow() and QApplication.focusWidget() is not None)

    def settle(self) -> None:
        self.qtbot.waitUntil(self.door.quiet, timeout=LONG_ENOUGH)
        self.qtbot.wait(0)

    def complaints(self) -> list[str]:
        """Return what such a person would complain of, once what grew was laid out level by level."""
        window = self.window
        with suppress(self.qtbot.TimeoutError):
            self.qtbot.waitUntil(lambda: overlapping(window) == cut_off(window) == [], timeout=LONG_ENOUGH // 6)
        return [*mute(window), *unreachable(window), *cut_off(window), *overlapping(window), *faint(window)]

    def close(self) -> None:
        self.window.abandon()
        self.settle()
        self.door.close()
        self.window.close()


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    return new_firm(tmp_path_factory.mktemp("firm") / "home")


@pytest.fixture(params=[("light", "100"), ("dark", "150"), ("light", "200")], ids=" ".join)
def look(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_AU"))
    yield request.param
    QLocale.setDefault(before)
    program.dress(Memory())
    THEME.apply(Scheme.LIGHT)


def test_unlocking_and_what_may_go_wrong_there(qtbot: QtBot, firm: Firm, look: tuple[str, str]) -> None:
    looked = Looked(qtbot, firm.places.home, *look)
    page = looked.window.page()
    assert isinstance(page, UnlockPage)
    assert looked.complaints() == []
    for error in (
        Locked("The passphrase is wrong, or there is no such user.", "Try again, or use the recovery sheet."),
        InUse("Another BookDesk holds this practice.", ""),
    ):
        page.fail(error)
        assert looked.complaints() == []
    page.lost_button.click()
    lost = looked.window.page()
    assert isinstance(lost, RecoverPage)
    assert looked.complaints() == []
    lost.sheet.setPlainText(firm.sheet)
    lost.go_on.click()
    looked.settle()
    assert looked.complaints() == []
    looked.close()


def test_the_first_day(qtbot: QtBot, tmp_path: Path, look: tuple[str, str]) -> None:
    looked = Looked(qtbot, tmp_path / "home", *look)
    page = looked.window.page()
    assert isinstance(page, FirstRunPage)
    assert looked.complaints() == []
    page.practice.setText("Hill & Partner")
    page.user.setText("Anna")
    page.new.first.line.setText(WORDS)
    page.new.again.line.setText(WORDS)
    assert looked.complaints() == []
    page.go_on.click()
    qtbot.waitUntil(lambda: page.sheet is not None and page.stack.currentIndex() == 1, timeout=LONG_ENOUGH)
    assert looked.complaints() == []
    page.keeper.print.click()
    page.keeper.go_on.click()
    page.keeper.make.click()
    assert looked.complaints() == []
    sheet = page.sheet
    assert sheet is not None
    for line, place in zip(page.keeper.proofs, sheet.asked, strict=True):
        line.setText(sheet.group(place))
    offices = []
    looked.window.opened.connect(lambda office, _client: offices.append(office))
    page.keeper.make.click()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 2, timeout=LONG_ENOUGH)
    assert looked.complaints() == []
    page.add_client.click()
    assert looked.complaints() == []
    page.later.click()
    looked.close()
    for office in offices:
        office.close()


def test_a_backup_to_be_brought_back(qtbot: QtBot, tmp_path: Path, look: tuple[str, str]) -> None:
    looked = Looked(qtbot, tmp_path / "home", *look)
    page = looked.window.page()
    assert isinstance(page, FirstRunPage)
    page.restore.click()
    assert looked.complaints() == []
    looked.close()
