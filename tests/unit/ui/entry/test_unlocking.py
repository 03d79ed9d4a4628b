from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.office.opened import Office
from bookdesk.office.ownsafety import remember_here
from bookdesk.ui.entry.presenter import EntryPresenter
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.memory import Memory
from bookdesk.ui.surroundings import LAST_USER, LOCKED
from bookdesk.ui.tasks import Door
from tests.support.firm import BEN, OWNER, PASSPHRASE, Firm
from tests.support.vaults import MemoryVault
from tests.support.way_in import ScriptedChooser, around
from tests.support.window import LONG_ENOUGH, new_firm


@dataclass
class Before:
    """A practice that is locked, and what stands before it."""

    qtbot: QtBot
    firm: Firm
    door: Door
    memory: Memory
    presenter: EntryPresenter
    opened: list[Office]

    def unlock_page(self) -> UnlockPage:
        page = UnlockPage(self.presenter)
        self.qtbot.addWidget(page)
        page.opened.connect(self.opened.append)
        page.show()
        page.take_keyboard()
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(self.door.quiet, timeout=LONG_ENOUGH)


@pytest.fixture
def before(qtbot: QtBot, tmp_path: Path) -> Iterator[Before]:
    firm, door, memory = new_firm(tmp_path / "home"), Door(), Memory()
    presenter = EntryPresenter(around(firm.places.home, ScriptedChooser()), door, memory)
    made = Before(qtbot, firm, door, memory, presenter, [])
    yield made
    made.settle()
    door.close()
    for office in made.opened:
        office.close()


def test_name_and_passphrase_open_by_the_keyboard_alone_and_the_name_is_remembered(before: Before) -> None:
    page = before.unlock_page()
    QTest.keyClicks(page.user, OWNER)
    QTest.keyClick(page.user, Qt.Key.Key_Return)
    QTest.keyClicks(page.passphrase.line, PASSPHRASE)
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    assert not page.unlock.isEnabled()
    assert page.progress.isVisible()
    before.settle()
    assert [office.user_name() for office in before.opened] == [OWNER]
    assert before.memory.text(LAST_USER) == OWNER
    again = before.unlock_page()
    assert again.user.text() == OWNER
    assert again.focusWidget() is again.passphrase.line


@pytest.mark.parametrize(("user", "passphrase"), [(OWNER, "something else"), ("Nobody", PASSPHRASE)])
def test_a_wrong_passphrase_is_told_in_place_as_an_unknown_name_is(before: Before, user: str, passphrase: str) -> None:
    page = before.unlock_page()
    page.user.setText(user)
    page.passphrase.line.setText(passphrase)
    page.unlock.click()
    before.settle()
    message = page.banner.message()
    assert message is not None
    assert message.words == "The passphrase is wrong, or there is no such user."
    assert page.unlock.isEnabled()
    assert page.passphrase.line.selectedText() == passphrase
    assert before.opened == []
    assert before.memory.text(LAST_USER) == ""


def test_nothing_is_asked_of_the_practice_before_both_are_there(before: Before) -> None:
    page = before.unlock_page()
    page.unlock.click()
    assert before.door.quiet()
    page.user.setText(OWNER)
    page.unlock.click()
    assert before.door.quiet()
    assert page.passphrase.said() == "This is needed."


def test_a_practice_that_is_open_elsewhere_offers_to_show_that_window(before: Before) -> None:
    page, asked = before.unlock_page(), list[bool]()
    page.other_asked.connect(lambda: asked.append(True))
    page.user.setText(OWNER)
    page.passphrase.line.setText(PASSPHRASE)
    with before.firm.open():
        page.unlock.click()
        before.settle()
    message = page.banner.message()
    assert message is not None
    assert message.words == "Another BookDesk holds this practice."
    assert message.act is not None
    message.act()
    assert asked == [True]


@dataclass
class Remembered:
    """A practice whose owner lets the keyring open it for half a day."""

    before: Before
    vault: MemoryVault

    def page(self, presenter: EntryPresenter) -> UnlockPage:
        self.before.presenter = presenter
        page = self.before.unlock_page()
        page.look_for_keyring()
        self.before.settle()
        return page


@pytest.fixture
def remembered(before: Before) -> Remembered:
    vault = MemoryVault()
    surroundings = replace(around(before.firm.places.home, ScriptedChooser()), vault=vault)
    office = surroundings.threshold().unlock(OWNER, PASSPHRASE)
    remember_here(office, on=True)
    office.close()
    before.memory.keep(LAST_USER, OWNER)
    before.presenter = EntryPresenter(surroundings, before.door, before.memory)
    return Remembered(before, vault)


def test_one_key_opens_it_while_the_keyring_remembers(remembered: Remembered) -> None:
    page = remembered.page(remembered.before.presenter)
    assert page.unlock.text() == "Unlock by the keyring"
    assert page.passphrase.said() == "Enter alone opens it by the keyring of this computer."
    QTest.keyClick(page.passphrase.line, Qt.Key.Key_Return)
    remembered.before.settle()
    assert len(remembered.before.opened) == 1


def test_a_keyring_that_does_not_answer_leads_back_to_the_passphrase(remembered: Remembered) -> None:
    page = remembered.page(remembered.before.presenter)
    remembered.vault.closed = True
    page.unlock.click()
    remembered.before.settle()
    assert remembered.before.opened == []
    message = page.banner.message()
    assert message is not None
    assert message.remedy == "Type your passphrase."
    assert (page.unlock.text(), page.passphrase.said()) == ("Unlock", "")
    page.passphrase.line.setText(PASSPHRASE)
    remembered.vault.closed = False
    page.unlock.click()
    remembered.before.settle()
    assert len(remembered.before.opened) == 1


def test_nobody_is_offered_what_he_did_not_switch_on(remembered: Remembered) -> None:
    page = remembered.page(remembered.before.presenter)
    page.user.setText(BEN)
    page.look_for_keyring()
    remembered.before.settle()
    assert page.unlock.text() == "Unlock"
    page.unlock.click()
    assert page.passphrase.said() == "This is needed."


@pytest.mark.parametrize(
    ("kept", "words", "remedy"),
    [
        ("idle ", "BookDesk locked itself: nobody was here for a while.", ""),
        ("sleep a bank account", "BookDesk locked itself as the computer went to sleep.", "a bank account"),
        ("screen ", "BookDesk locked itself with the screen.", ""),
        ("asked a contact", "BookDesk was locked.", "a contact"),
    ],
)
def test_why_a_desk_locked_itself_is_told_once(before: Before, kept: str, words: str, remedy: str) -> None:
    before.memory.keep(LOCKED, kept)
    told = before.presenter.why_locked()
    assert told is not None
    assert told.words == words
    assert remedy in told.remedy
    assert before.presenter.why_locked() is None


def test_who_locked_it_himself_is_told_nothing(before: Before) -> None:
    for kept in ("asked ", "nonsense"):
        before.memory.keep(LOCKED, kept)
        assert before.presenter.why_locked() is None
