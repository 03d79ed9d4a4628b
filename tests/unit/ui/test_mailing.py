from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import NotFound
from bookdesk.invoicing.recurring import Billed
from bookdesk.invoicing.schedules import Occurrence
from bookdesk.mail.sending import Report
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.schedule import InvoiceSchedule
from bookdesk.office.collecting import ClientRound, Collected
from bookdesk.office.mailing import ClientMail, keep_firm_account
from bookdesk.ui.mailing import Asked, MailDesk, answer_of, faults_of, message_of, words_of
from bookdesk.ui.messages import Message, Place
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.unit.office.bureau import CAFE, Bureau, bureau_in
from tests.unit.office.test_mailing import WAYS, entered, written


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with bureau_in(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def test_what_leaves_is_heard_and_only_what_needs_a_person_is_told(qtbot: QtBot, bureau: Bureau, house: House) -> None:
    keep_firm_account(bureau.anna.practice, entered(house))
    desk = MailDesk(bureau.anna, ways=WAYS)
    said: list[Message] = []
    desk.told.connect(said.append)
    written(bureau)
    with qtbot.waitSignal(desk.changed, timeout=60_000) as heard:
        desk.send_now(bureau.cafe)
    assert heard.args == [bureau.cafe]
    assert [one.words for one in said] == [f"{CAFE.name}: a mail left."], "somebody pressed a button for it"
    desk.read_now(bureau.cafe)
    qtbot.waitUntil(lambda: len(said) > 1, timeout=60_000)
    assert said.pop().words == f"{CAFE.name}: nothing new came back."
    written(bureau, key="3")
    with qtbot.waitSignal(desk.changed, timeout=60_000):
        desk._mailing.look()  # noqa: SLF001 - as the timer does
    assert len(said) == 1, "what leaves by itself is told to nobody"
    said.clear()
    house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    written(bureau, key="2")
    with qtbot.waitSignal(desk.told, timeout=60_000):
        desk.send_now(bureau.cafe)
    assert said[0].words == f"{CAFE.name}: a mail may have left or not; nobody knows."
    with qtbot.waitSignal(desk.wanted) as led:
        assert said[0].act is not None
        said[0].act()
    assert led.args == [Place("outbox", bureau.cafe, view="to decide")]
    desk.close()
    assert len(house.delivered) == 2


def test_whoever_pressed_a_button_hears_what_came_of_it(bureau: Bureau) -> None:
    entry = bureau.anna.entry(bureau.cafe)
    said = [
        (ClientMail(entry), "nothing is due."),
        (ClientMail(entry, Report(accepted=2)), "2 mails left."),
        (ClientMail(entry, Report(put_off=1)), "a mail put off by the server."),
        (ClientMail(entry, Report(put_off=1, problem="The server is away.")), "The server is away."),
        (ClientMail(entry, error=NotFound("No account.", "Set one.")), "No account."),
    ]
    for one, words in said:
        assert answer_of(one, Asked.SENDING).words == f"{CAFE.name}: {words}"
    assert answer_of(ClientMail(entry), Asked.READING).words == f"{CAFE.name}: nothing new came back."


def test_what_is_told_says_what_to_do(bureau: Bureau) -> None:
    entry = bureau.anna.entry(bureau.cafe)
    for one in (
        ClientMail(entry, Report(unknown=2)),
        ClientMail(entry, Report(refused=1)),
        ClientMail(entry, bounced=3),
    ):
        message = message_of(one)
        assert message is not None
        assert message.words.startswith(CAFE.name)
        assert message.remedy
    assert message_of(ClientMail(entry, Report(accepted=3, put_off=1, problem="away"))) is None
    assert message_of(ClientMail(entry, error=NotFound("No account.", "Set one."))) is None


def _billed(status: InvoiceStatus) -> Billed:
    day = date(2026, 7, 1)
    return Billed(InvoiceSchedule(), Occurrence(day, (day,), ("1",)), Invoice(status=status))


def test_what_was_written_is_told_quietly_and_what_failed_is_told(bureau: Bureau) -> None:
    entry, refused = bureau.anna.entry(bureau.cafe), NotFound("The customer has no address.", "Enter one.")
    message = written(bureau)
    mailed = ClientRound(entry, Collected((), (message,), 0, (("INV-1", refused),)))
    assert words_of(mailed) == f"{CAFE.name}: a mail written."
    assert faults_of(mailed) == (f"{CAFE.name}, INV-1: The customer has no address.",)
    assert words_of(ClientRound(entry, Collected((), (), 0, ()))) == ""
    drafts = tuple(_billed(status) for status in (InvoiceStatus.DRAFT, InvoiceStatus.DRAFT, InvoiceStatus.ISSUED))
    said = f"{CAFE.name}: 1 invoice of schedules written. 2 drafts of schedules wait to be issued."
    assert words_of(ClientRound(entry, Collected(drafts, (), 0, ()))) == said
    assert words_of(ClientRound(entry, error=refused)) == ""
    assert faults_of(ClientRound(entry, error=refused)) == (f"{CAFE.name}: The customer has no address.",)


def test_what_fails_each_hour_is_told_once(qtbot: QtBot, bureau: Bureau) -> None:
    desk = MailDesk(bureau.anna, ways=WAYS)
    said: list[Message] = []
    desk.told.connect(said.append)
    failing = ClientRound(bureau.anna.entry(bureau.cafe), error=NotFound("Nothing works.", "Wait."))
    for _ in range(3):
        desk._written.emit(failing)  # noqa: SLF001 - as the background does
    qtbot.waitUntil(lambda: len(said) > 0)
    assert [one.words for one in said] == [f"{CAFE.name}: Nothing works."]
    desk.close()
