from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import Locked
from bookdesk.office.ownsafety import own_safety
from bookdesk.security.recovery import from_text
from bookdesk.security.stepup import LASTS
from bookdesk.security.totp import code_at, step_at
from bookdesk.ui.frame.watch import idle_name
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.pieces.qr import QrCode
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.firm import OWNER, PASSPHRASE
from tests.support.vaults import MemoryVault
from tests.support.way_in import ScriptedChooser
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated

NEW = "zwei rote Schuhe im Schnee"
ROOT = Path(__file__).parents[4]


@dataclass
class Looking:
    """The settings in their window, with a keyring in memory."""

    seat: Seat
    window: MainWindow
    screen: SettingsScreen
    chooser: ScriptedChooser
    vault: MemoryVault

    def settle(self) -> None:
        self.seat.settle()


def said(banner: Banner) -> Message:
    message = banner.message()
    assert message is not None
    return message


@pytest.fixture
def looking(qtbot: QtBot, tmp_path: Path) -> Iterator[Looking]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        vault = seat.practice.vault = MemoryVault()
        window = seat.window()
        seat.desktop.go(Place("settings", view="security"))
        screen, chooser = window.current(), ScriptedChooser()
        assert isinstance(screen, SettingsScreen)
        screen.chooser = chooser
        seat.settle()
        yield Looking(seat, window, screen, chooser, vault)


def test_how_long_a_desk_waits_is_chosen_and_never_is_warned_of(looking: Looking) -> None:
    section, memory = looking.screen.security, looking.seat.desktop.memory
    assert section.idle.value() == "10"
    section.idle.buttons["2"].click()
    assert memory.text(idle_name(looking.seat.desktop)) == "2"
    section.idle.buttons["0"].click()
    assert "reads and pays as you" in section._idle_row.said()  # noqa: SLF001 - what is said below it
    section.idle.buttons["30"].click()
    assert section._idle_row.said() == ""  # noqa: SLF001 - as above


def test_a_passphrase_is_changed_by_who_knows_the_old_one(looking: Looking) -> None:
    section = looking.screen.security
    section.change.click()
    section.old.line.setText("not this one")
    for line in (section.new.first.line, section.new.again.line):
        line.setText(NEW)
    section.new_form.go_on.click()
    looking.settle()
    assert section.new_form.problem.text() == "The passphrase is wrong. Type it once more."
    assert looking.screen.unsaved() == "a passphrase"
    section.old.line.setText(PASSPHRASE)
    section.new_form.go_on.click()
    looking.settle()
    assert section.new_form.isHidden()
    assert section.new.first.text() == section.old.text() == ""
    assert said(section.result).words == "Your passphrase is another one now."
    assert "opens today's books as well, until the keys of the practice are changed" in said(section.result).remedy
    looking.seat.practice.close()
    with pytest.raises(Locked):
        looking.seat.firm.open()
    looking.seat.firm.open(OWNER, NEW).close()


def test_the_short_table_names_the_page_that_has_the_whole_one(looking: Looking) -> None:
    texts = [one.text() for one in looking.screen.security.findChildren(QLabel) if "whole table" in one.text()]
    (page,) = {match[0] for text in texts for match in re.finditer(r"docs/[a-z]+\.md", text)}
    (title,) = {match[1] for text in texts for match in re.finditer("“(.+)”", text)}
    assert (ROOT / page).read_text(encoding="utf-8").startswith(f"# {title}\n")


def test_escape_leaves_a_passphrase_that_is_being_typed(looking: Looking) -> None:
    section = looking.screen.security
    section.change.click()
    section.old.line.setText("half")
    QTest.keyClick(section.old.line, Qt.Key.Key_Escape)
    assert section.new_form.isHidden()
    assert section.old.text() == ""
    assert looking.screen.unsaved() == ""


def test_the_keyring_remembers_for_half_a_day_and_may_be_told_to_forget(looking: Looking) -> None:
    section = looking.screen.security
    assert section.remember.text() == "Remember me here"
    section.remember.click()
    looking.settle()
    assert section.remember.text() == "Ask each time again"
    assert looking.vault.kept
    section.remember.click()
    looking.settle()
    assert not looking.vault.kept
    looking.vault.closed = True
    section.refresh()
    looking.settle()
    assert not section.remember.isEnabled()
    assert "The keyring is locked." in section._keyring.text()  # noqa: SLF001 - how it is said to stand
    assert not section.bind.isEnabled()
    assert "It needs a keyring of this computer. The keyring is locked." in section._device.text()  # noqa: SLF001 - as above


def test_the_device_secret_is_switched_on_after_its_warning_and_off_again(looking: Looking) -> None:
    section = looking.screen.security
    section.bind.click()
    assert "the recovery sheet is the only way in" in section._bind_words.text()  # noqa: SLF001 - what is said before
    section.proof.line.setText(PASSPHRASE)
    section.bind_form.go_on.click()
    looking.settle()
    assert own_safety(looking.seat.office).device_secret
    assert section.bind.text() == "Switch off…"
    section.bind.click()
    section.proof.line.setText("wrong")
    section.bind_form.go_on.click()
    looking.settle()
    assert section.bind_form.problem.isVisible()
    section.proof.line.setText(PASSPHRASE)
    section.bind_form.go_on.click()
    looking.settle()
    assert not own_safety(looking.seat.office).device_secret


def test_a_second_factor_is_shown_to_a_phone_confirmed_and_removed(looking: Looking) -> None:
    section, seat = looking.screen.security, looking.seat
    section.code.click()
    told = "".join(one.text() for one in section.code_form.findChildren(QLabel))
    assert "It does not protect the files" in told
    section.make_code.click()
    looking.settle()
    assert section.qr.isVisible()
    typed = section._secret.secret().replace(" ", "")  # noqa: SLF001 - what is typed by hand
    secret = b32decode(typed + "=" * (-len(typed) % 8))
    section.first_code.setText("000000")
    section.code_form.go_on.click()
    looking.settle()
    assert section.code_form.problem.isVisible()
    section.first_code.setText(code_at(secret, step_at(seat.firm.clock.now())))
    section.code_form.go_on.click()
    looking.settle()
    assert section.code_form.isHidden()
    assert section.code.text() == "Remove…"
    section.code.click()
    looking.settle()
    assert section.code.text() == "Remove…", "one press too many takes nothing away"
    assert section.drop_form.leave.hasFocus()
    seat.firm.clock.advance(LASTS.total_seconds() + 1)
    section.drop_form.go_on.click()
    looking.settle()
    dialog = looking.window.step_ups.dialog
    assert dialog is not None
    assert not dialog.code.isVisible(), "a lost phone must not keep him from removing it"
    dialog.passphrase.line.setText(PASSPHRASE)
    dialog.go_on.click()
    looking.settle()
    assert section.code.text() == "Set up…"


def test_the_keyboard_stays_where_the_work_was_begun(looking: Looking) -> None:
    """Qt hands it on from a button that is shut or hidden: the next Enter would press whatever comes next."""
    section, recovery = looking.screen.security, looking.screen.recovery
    section.bind.click()
    section.proof.line.setText("not this one")
    section.bind_form.go_on.setFocus()
    section.bind_form.go_on.click()
    waits = looking.window.focusWidget()
    assert waits is not None
    assert section.bind_form.isAncestorOf(waits)
    assert not isinstance(waits, QPushButton)
    looking.settle()
    assert section.proof.line.hasFocus()
    assert section.proof.line.selectedText() == "not this one"
    section.proof.line.setText(PASSPHRASE)
    QTest.keyClick(section.proof.line, Qt.Key.Key_Return)
    looking.settle()
    assert section.bind_form.isHidden()
    assert section.bind.hasFocus()
    recovery.check.click()
    recovery.typed.setPlainText("12345 " * 14)
    recovery.check_form.go_on.setFocus()
    recovery.check_form.go_on.click()
    looking.settle()
    assert recovery.typed.hasFocus()


def test_what_came_of_an_act_is_told_below_it_and_moves_nothing_above(looking: Looking) -> None:
    section = looking.screen.security
    section.remember.click()
    looking.settle()
    assert section.result.y() > section.remember.mapTo(section, section.remember.rect().bottomLeft()).y()
    assert section.result.y() < section.bind.mapTo(section, section.bind.rect().topLeft()).y()


def test_the_sheet_at_hand_is_checked(looking: Looking) -> None:
    section, sheet = looking.screen.recovery, looking.seat.firm.sheet
    section.check.click()
    section.typed.setPlainText("12345 " * 14)
    section.check_form.go_on.click()
    looking.settle()
    assert section.check_form.problem.isVisible()
    section.typed.setPlainText(sheet)
    section.check_form.go_on.click()
    looking.settle()
    assert said(section.result).words == "It is the right sheet."
    assert section.typed.toPlainText() == ""
    assert "Somebody typed from it" in section._standing.text()  # noqa: SLF001 - how it is said to stand


def begin_sheet(looking: Looking) -> None:
    section = looking.screen.recovery
    section.make.click()
    looking.seat.qtbot.waitUntil(lambda: section.sheet is not None, timeout=LONG_ENOUGH)


def test_a_new_sheet_takes_the_place_of_the_old_one_once_it_was_typed_back(looking: Looking, tmp_path: Path) -> None:
    section, firm = looking.screen.recovery, looking.seat.firm
    begin_sheet(looking)
    assert looking.screen.unsaved() == "a recovery sheet"
    assert not looking.screen.leave()
    sheet, keeper = section.sheet, section.keeper
    assert sheet is not None
    looking.chooser.answers = [tmp_path / "new sheet.txt"]
    keeper.save.click()
    keeper.go_on.click()
    for line, place in zip(keeper.proofs, sheet.asked, strict=True):
        line.setText(sheet.group(place))
    keeper.make.click()
    looking.settle()
    assert said(section.result).tone is Tone.GOOD
    assert said(section.result).remedy.startswith("Make a backup at once. Keep the old sheet until there is one")
    assert keeper.isHidden()
    looking.seat.practice.close()
    with pytest.raises(Locked):
        firm.recover()
    firm.sheet = (tmp_path / "new sheet.txt").read_text("utf-8")
    from_text(firm.sheet)
    firm.recover().close()


def test_who_goes_back_keeps_the_old_sheet_and_no_file_of_a_new_one(looking: Looking, tmp_path: Path) -> None:
    section, firm = looking.screen.recovery, looking.seat.firm
    begin_sheet(looking)
    looking.chooser.answers = [tmp_path / "new sheet.txt"]
    section.keeper.save.click()
    section.keeper.back.click()
    looking.settle()
    assert said(section.result).words == "The sheet you have is still the one that opens the practice."
    assert not (tmp_path / "new sheet.txt").exists()
    looking.seat.practice.close()
    firm.recover().close()


def test_a_desk_that_locks_meanwhile_waits_for_no_sheet(looking: Looking) -> None:
    begin_sheet(looking)
    looking.seat.door.close()
    assert looking.screen.recovery.presenter.waits()
    looking.seat.practice.close()
    looking.seat.firm.recover().close()


def test_a_code_is_painted_dark_on_light_with_its_quiet_zone(qtbot: QtBot) -> None:
    code = QrCode(200)
    qtbot.addWidget(code)
    code.resize(200, 200)
    code.show_text("otpauth://totp/BookDesk:Anna?secret=JBSWY3DPEHPK3PXP&issuer=BookDesk", "To be scanned")
    picture = code.grab().toImage()
    dark = [(x, y) for x in range(200) for y in range(200) if picture.pixelColor(x, y).lightness() < 10]
    left, top = min(x for x, _ in dark), min(y for _, y in dark)
    finder = [picture.pixelColor(left + n, top).lightness() < 10 for n in range(20)]
    assert left == top
    assert left >= 4 * 3, "four squares around it stay light"
    assert finder[0]
    assert code.accessibleName() == "To be scanned"
