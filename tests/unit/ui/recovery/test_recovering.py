from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.office.opened import Office
from bookdesk.ui.memory import Memory
from bookdesk.ui.recovery.presenter import RecoveryPresenter
from bookdesk.ui.recovery.view import RecoverPage
from bookdesk.ui.surroundings import LAST_USER
from bookdesk.ui.tasks import Door
from tests.support.firm import OWNER, Firm
from tests.support.way_in import ScriptedChooser, around
from tests.support.window import LONG_ENOUGH, new_firm

NEW = "five words of mine now"


@dataclass
class Before:
    """A practice whose passphrase is lost, and what stands before it."""

    qtbot: QtBot
    firm: Firm
    door: Door
    memory: Memory
    chooser: ScriptedChooser
    presenter: RecoveryPresenter
    opened: list[Office]

    def recover_page(self) -> RecoverPage:
        page = RecoverPage(self.presenter, self.chooser)
        self.qtbot.addWidget(page)
        page.opened.connect(self.opened.append)
        page.show()
        return page

    def settle(self) -> None:
        self.qtbot.waitUntil(self.door.quiet, timeout=LONG_ENOUGH)


@pytest.fixture
def before(qtbot: QtBot, tmp_path: Path) -> Iterator[Before]:
    firm, door, memory, chooser = new_firm(tmp_path / "home"), Door(), Memory(), ScriptedChooser()
    presenter = RecoveryPresenter(around(firm.places.home, chooser), door, memory)
    made = Before(qtbot, firm, door, memory, chooser, presenter, [])
    yield made
    made.settle()
    presenter.abandon()
    door.close()
    for office in made.opened:
        office.close()


def test_the_sheet_gives_a_new_passphrase_to_who_lost_his(before: Before) -> None:
    before.memory.keep(LAST_USER, OWNER)
    page = before.recover_page()
    page.sheet.setPlainText(before.firm.sheet)
    page.go_on.click()
    before.settle()
    assert page.stack.currentIndex() == 1
    assert page.user.value() == OWNER
    page.new.first.line.setText(NEW)
    page.new.again.line.setText(NEW)
    page.renew.click()
    before.settle()
    assert [office.user_name() for office in before.opened] == [OWNER]
    before.opened.pop().close()
    before.firm.open(passphrase=NEW).close()


def test_a_mistyped_group_is_named_and_a_file_may_be_read_instead(before: Before, tmp_path: Path) -> None:
    page, sheet, picture = before.recover_page(), tmp_path / "sheet.txt", tmp_path / "sheet.jpg"
    sheet.write_text(before.firm.sheet, "utf-8")
    picture.write_bytes(b"\xff\xd8\xff")
    page.sheet.setPlainText("2001M 081G1")
    page.go_on.click()
    before.settle()
    message = page.banner.message()
    assert message is not None
    assert message.words == "A recovery key has 14 groups, here are 2."
    scanned = tmp_path / "scanned.pdf"
    scanned.write_bytes(b"%PDF-1.4\n")
    before.chooser.answers = [None, picture, sheet, scanned]
    for _ in range(4):
        page.file.click()
    assert page.sheet.toPlainText() == before.firm.sheet
    message = page.banner.message()
    assert message is not None
    assert "scanned" in message.words


def test_a_sheet_that_opened_and_is_left_closes_the_practice_again(before: Before) -> None:
    page = before.recover_page()
    page.sheet.setPlainText(before.firm.sheet)
    page.go_on.click()
    before.settle()
    before.presenter.abandon()
    before.firm.open().close()
    page.new.first.line.setText(NEW)
    page.new.again.line.setText(NEW)
    page.renew.click()
    assert page.stack.currentIndex() == 0
