"""The sections on mailboxes and watched folders: set, routed, looked into, and a letter given to its client."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from bookdesk.capture.watched import WatchedFolders
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.imap import Seen
from bookdesk.mail.unopened import Setting
from bookdesk.models.document import Document
from bookdesk.models.mailbox import MessageState, RouteKind
from bookdesk.office.mailboxes import Mailboxes
from bookdesk.office.mailroom import Mailroom, Message
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.choosing import Chooser
from bookdesk.ui.settings.folders.view import FoldersSection
from bookdesk.ui.settings.mailboxes.presenter import MailboxesKnown
from bookdesk.ui.settings.mailboxes.view import MailboxesSection
from bookdesk.ui.settings.view import SettingsScreen
from tests.support.dovecot import ABSENT, PASSWORD, Dovecot, installed, running
from tests.support.firm import KOALA
from tests.support.imapserver import USER, open_postbox
from tests.support.letters import ACME, NOBODY, letter
from tests.support.window import LONG_ENOUGH, Seat, new_firm, seated
from tests.unit.ui.settings.test_mail import BensFirm


class Chooses(Chooser):
    """Chooses one folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def folder(self, over: QWidget, words: str, near: str = "") -> Path | None:
        del over, words, near
        return self.path


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    with seated(qtbot, new_firm(tmp_path / "home")) as seat:
        yield seat
        seat.desktop.arriving.close()


@pytest.fixture(scope="module")
def running_server() -> Iterator[Dovecot]:
    if not installed():
        pytest.skip(ABSENT)
    with running() as server:
        yield server


def settings(seat: Seat, view: str) -> SettingsScreen:
    window = seat.windows[0] if seat.windows else seat.window()
    seat.desktop.go(Place("settings", view=view))
    seat.settle()
    screen = window.current()
    assert isinstance(screen, SettingsScreen)
    return screen


def client(seat: Seat) -> str:
    return next(str(one.client_id) for one in seat.office.clients() if one.name == KOALA.name)


def enter(section: MailboxesSection, server: Dovecot, password: str = PASSWORD) -> None:
    form = section.form
    for field, text in ((form.name, "bills"), (form.host, "127.0.0.1"), (form.port, str(server.plain))):
        field.setText(text)
    form.user.setText(server.user)
    form.security.buttons[MailSecurity.NONE.value].click()
    form.password.line.setText(password)
    form.go_on.click()


def test_a_mailbox_is_set_routed_and_a_letter_given_to_its_client(seat: Seat, running_server: Dovecot) -> None:
    server, section = running_server.fresh(), settings(seat, "mailboxes").mailboxes
    assert not section.fetch.isVisible()
    section.add.click()
    enter(section, server, "wrong")
    seat.qtbot.waitUntil(lambda: "does not accept" in section.form.password.said(), timeout=LONG_ENOUGH)
    enter(section, server)
    seat.qtbot.waitUntil(section.form.isHidden, timeout=LONG_ENOUGH)
    seat.settle()
    box = Mailboxes(seat.practice).show("bills")
    assert (box.mailbox.user, box.since) == (server.user, seat.office.clock.now().date())
    section.add_route.click()
    section.route_form.value.setText(ACME)
    section.route_form.go_on.click()
    assert "not said whose" in section.route_form.problem.text()
    section.route_form.client.show_value(client(seat))
    section.route_form.value.setText(ACME)
    section.route_form.go_on.click()
    seat.settle()
    assert [(one.kind, one.value) for one in Mailboxes(seat.practice).show("bills").routes] == [
        (RouteKind.ADDRESS, ACME)
    ]
    server.put(letter(("bill.xml", b"<no-invoice/>"), to=NOBODY))
    with seat.qtbot.waitSignal(seat.desktop.arriving.looked, timeout=LONG_ENOUGH):
        section.fetch.click()
    seat.settle()
    assert section.message.isVisible()
    assert "Your invoice" in section.message.text()
    assert not section.assign.isEnabled()
    section.client.show_value(client(seat))
    section.client.settled.emit()
    with seat.qtbot.waitSignal(seat.desktop.arriving.came, timeout=LONG_ENOUGH) as came:
        section.assign.click()
    assert came.args == [client(seat)]
    assert [one.state for one in Mailroom(seat.practice).messages()] == [MessageState.TAKEN]
    seat.settle()
    with seat.office.workspace(client(seat)) as workspace, workspace.desk.books.query() as session:
        assert session.scalars(select(Document.file_name)).all() == ["bill.xml"]


def test_folders_of_the_client_in_front_are_watched_and_left(seat: Seat, tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    scans.mkdir()
    screen = settings(seat, "watched folders")
    section: FoldersSection = screen.folders
    assert "Choose a client first" in section.whose.text()
    assert not section.watch.isVisible()
    seat.desktop.choose_client(client(seat))
    seat.settle()
    screen.chooser = Chooses(scans)
    section.watch.click()
    seat.settle()
    with seat.office.workspace(client(seat)) as workspace:
        assert [one.path for one in WatchedFolders(workspace.desk).here()] == [scans.resolve()]
    section.folder.show_value(str(scans.resolve()))
    section.folder.settled.emit()
    section.leave_it.click()
    seat.settle()
    with seat.office.workspace(client(seat)) as workspace:
        assert WatchedFolders(workspace.desk).list() == ()


def test_a_mailbox_that_does_not_answer_says_why_at_its_field(seat: Seat) -> None:
    section = settings(seat, "mailboxes").mailboxes
    form = section.form
    with open_postbox() as server:
        section.add.click()
        for field, text in ((form.host, "127.0.0.1"), (form.port, str(server.port)), (form.user, USER)):
            field.setText(text)
        form.security.buttons[MailSecurity.NONE.value].click()
        form.password.line.setText("not this one")
        form.go_on.click()
        assert (form.go_on.text(), form.go_on.isEnabled()) == ("Trying it…", False)
        seat.settle()
        assert (form.go_on.text(), form.go_on.isEnabled()) == ("Keep and try it", True)
        assert "does not accept user and password" in form.password.said()
        assert form.password.line.hasFocus()
        assert not form.password.visibleRegion().isEmpty(), "it is where it can be seen"
        assert form.problem.isHidden()
    form.go_on.click()
    seat.settle()
    port = form.rows[Setting.PORT]
    assert "takes no connection" in port.said()
    assert (form.port.hasFocus(), form.port.selectedText()) == (True, form.port.text())
    assert "does not accept" not in form.password.said(), "what was wrong before is not told any more"
    form.leave.click()
    section.add.click()
    assert port.said() == "Empty for the usual one."


def test_who_may_not_change_it_sees_so(qtbot: QtBot, tmp_path: Path) -> None:
    firm = BensFirm(new_firm(tmp_path / "home").places)
    with seated(qtbot, firm) as seat:
        section = settings(seat, "mailboxes").mailboxes
        assert not section.add.isEnabled()
        assert section._no_right.isVisible()  # noqa: SLF001 - what he is told
        seat.desktop.arriving.close()


def test_messages_that_brought_less_than_they_hold_are_listed_with_the_reason(seat: Seat) -> None:
    section = settings(seat, "mailboxes").mailboxes
    assert section.not_taken.isHidden()
    arrived = datetime(2026, 6, 24, 9, 30, tzinfo=UTC)
    left = Message(
        *("1", "bills", Seen("INBOX", 1, 7), "<7@harbour.example>", 900, "accounts@harbour.example", "May"),
        *((ACME,), arrived, MessageState.TAKEN, client(seat), None, ""),
        documents=1,
        left=(("notes.exe", "It is no document."),),
    )
    gone = replace(left, subject="June", state=MessageState.GONE, left=())
    section.presenter.found.emit(MailboxesKnown((), (), (left, gone), {}, {}, may_change=True))
    told = [one.accessibleName() for one in section.not_taken.findChildren(QLabel) if one.accessibleName()]
    assert [words.partition(": ")[2] for words in told] == [
        "notes.exe: It is no document.",
        "It was not on the server any more when it was to be taken.",
    ]
    assert told[0].startswith("May, accounts@harbour.example, ")
    assert section.not_taken_said.isVisible()
