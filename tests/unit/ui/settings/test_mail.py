"""The section on mail: the account is set, tried by a mail to oneself and forgotten; who may not change it sees so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.accounts import client_accounts
from bookdesk.office.mailing import firm_accounts, goes_by_itself, keep_firm_account
from bookdesk.security.practice import OpenPractice
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.settings.mail.view import BY_HAND, CLIENT, MailSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.firm import BEN, KOALA, STAPLE, Firm
from tests.support.mailserver import PASSWORD, USER, Breaks, House, Humour, open_house
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated
from tests.unit.office.test_mailing import entered


@dataclass
class Posting:
    """The section on mail in its window, and a server on this computer."""

    seat: Seat
    window: MainWindow
    house: House

    @property
    def section(self) -> MailSection:
        screen = self.window.current()
        assert isinstance(screen, SettingsScreen)
        return screen.mail

    def go(self, client_id: str = "") -> MailSection:
        if client_id:
            self.seat.desktop.choose_client(client_id)
        self.seat.desktop.go(Place("settings", view="mail"))
        self.seat.settle()
        return self.section

    def enter(self, *, user: str = "", password: str = "") -> None:
        form = self.section.form
        form.address.setText("post@firm.example")
        form.host.setText("127.0.0.1")
        form.security.buttons[MailSecurity.NONE.value].click()
        form.port.setText(str(self.house.port))
        form.user.setText(user)
        form.password.line.setText(password)
        form.go_on.click()
        self.seat.settle()


class BensFirm(Firm):
    """A practice that Ben opens, who approves for one client."""

    def open(self, user: str = BEN, passphrase: str = STAPLE, *, writes: bool = True) -> OpenPractice:
        return super().open(user, passphrase, writes=writes)


def said(banner: Banner) -> Message:
    message = banner.message()
    assert message is not None
    return message


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
def posting(qtbot: QtBot, tmp_path: Path, house: House) -> Iterator[Posting]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        yield Posting(seat, seat.window(), house)
        seat.desktop.mail.close()


def test_an_account_is_set_tried_and_forgotten(posting: Posting) -> None:
    posting.house.asks_who = True
    section, practice = posting.go(), posting.seat.practice
    assert (section.test.isVisible(), section.change.text()) == (False, "Set up…")
    section.change.click()
    posting.enter(user=USER, password=PASSWORD)
    account = firm_accounts(practice).show()
    assert (account.server.user, account.tested_at) == (USER, None)
    assert said(section.result).words == "Mail leaves from post@firm.example now."
    assert PASSWORD not in "".join(one.text() for one in section.form._lines())  # noqa: SLF001 - all lines but the password
    section.test.click()
    section.test.click()
    posting.seat.qtbot.waitUntil(lambda: len(posting.house.delivered) == 1, timeout=LONG_ENOUGH)
    posting.seat.settle()
    assert said(section.result).words == "The server answers, and a mail to post@firm.example left."
    assert firm_accounts(practice).show().tested_at is not None
    assert [who for who, _ in posting.house.delivered] == [("post@firm.example",)]
    section.remove.click()
    section.prompt.do.click()
    posting.seat.settle()
    assert firm_accounts(practice).find() is None
    assert not section.test.isVisible()


def test_the_password_stays_unless_another_one_is_typed(posting: Posting) -> None:
    posting.house.asks_who = True
    section = posting.go()
    section.change.click()
    posting.enter(user=USER, password=PASSWORD)
    section.change.click()
    assert section.form.password.text() == ""
    assert section.form.password.said() == "Empty leaves it as it is."
    posting.enter(user=USER)
    server = firm_accounts(posting.seat.practice).show().server
    assert server.password is not None
    assert server.password.reveal().decode() == PASSWORD
    section.change.click()
    posting.enter(user="somebody else")
    assert "entered for another server or user" in section.form.problem.text()
    assert section.form.isVisible(), "what was typed stays"


@pytest.mark.parametrize(("port", "words"), [("many", "many is no port."), ("70000", "70000 is no port.")])
def test_what_cannot_be_used_is_said_below_the_form(posting: Posting, port: str, words: str) -> None:
    section = posting.go()
    section.change.click()
    section.form.address.setText("post@firm.example")
    section.form.host.setText("127.0.0.1")
    section.form.port.setText(port)
    section.form.go_on.click()
    posting.seat.settle()
    assert words in section.form.problem.text()
    assert firm_accounts(posting.seat.practice).find() is None


def test_what_the_server_says_against_a_try_is_told(posting: Posting) -> None:
    section = posting.go()
    section.change.click()
    posting.enter()
    posting.house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    section.test.click()
    posting.seat.qtbot.waitUntil(lambda: section.result.message() is not None, timeout=LONG_ENOUGH)
    assert "Nobody knows whether the mail left." in said(section.result).words
    assert section.test.isEnabled()


def test_a_client_may_have_an_account_of_his_own(posting: Posting) -> None:
    client_id = posting.seat.client(KOALA.name)
    keep_firm_account(posting.seat.practice, entered(posting.house))
    section = posting.go(client_id)
    section.whose.buttons[CLIENT].click()
    assert not section.test.isVisible()
    section.change.click()
    posting.enter()
    with posting.seat.office.workspace(client_id) as workspace:
        assert client_accounts(workspace.desk, real=True).show().server.address == "post@firm.example"
    other = next(one.client_id for one in posting.seat.office.clients() if one.client_id != client_id)
    posting.seat.desktop.choose_client(str(other))
    posting.seat.settle()
    assert section.whose.buttons[CLIENT].text() != KOALA.name


def test_more_of_a_mailbox_is_asked_once_there_is_one(posting: Posting) -> None:
    section = posting.go()
    section.change.click()
    assert not section.form.folder.isVisible()
    section.form.mailbox.setText("imap.firm.example")
    assert section.form.folder.isVisible()
    assert (section.form.port.placeholderText(), section.form.mailbox_port.placeholderText()) == ("465", "993")
    section.form.security.buttons[MailSecurity.STARTTLS.value].click()
    assert section.form.port.placeholderText() == "587"


def test_the_firm_may_want_to_send_by_hand(posting: Posting) -> None:
    section = posting.go()
    section.itself.buttons[BY_HAND].click()
    posting.seat.settle()
    assert not goes_by_itself(posting.seat.practice)


def test_who_does_not_manage_users_sees_the_account_and_changes_nothing(
    qtbot: QtBot, tmp_path: Path, house: House
) -> None:
    firm = new_firm(tmp_path / "home")
    with firm.open() as practice:
        keep_firm_account(practice, entered(house))
    with seated(qtbot, BensFirm(firm.places)) as seat:
        posting = Posting(seat, seat.window(), house)
        section = posting.go()
        assert not any(one.isEnabled() for one in (section.change, section.test, section.remove, section.itself))
        seat.desktop.mail.close()
