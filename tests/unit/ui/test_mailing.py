from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import NotFound
from bookdesk.mail.sending import Report
from bookdesk.office.mailing import ClientMail, keep_firm_account
from bookdesk.ui.mailing import MailDesk, message_of
from bookdesk.ui.messages import Message
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
    assert said == []
    house.humours.append(Humour(breaks=Breaks.AFTER_TEXT_DROPPED))
    written(bureau, key="2")
    with qtbot.waitSignal(desk.told, timeout=60_000):
        desk.send_now(bureau.cafe)
    assert said[0].words == f"{CAFE.name}: a mail may have left or not; nobody knows."
    desk.close()
    assert len(house.delivered) == 1


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
