from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bookdesk.mail.accounts import Account
from bookdesk.mail.smtp import NotNow
from bookdesk.mail.trying import send_to_self
from tests.support.mailserver import ADDRESS, Breaks, House, Humour, open_house
from tests.unit.mail.test_sending import QUICK

NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def account(house: House) -> Account:
    return Account("a", "Post", house.server(), None, firm=True)


def test_a_mail_goes_to_the_accounts_own_address(house: House) -> None:
    send_to_self(account(house), NOW, connect=QUICK)
    ((recipients, content),) = house.delivered
    assert recipients == (ADDRESS,)
    assert b"Subject: BookDesk can send from this address" in content


@pytest.mark.parametrize(
    ("humour", "words"),
    [
        (Humour(recipients={ADDRESS: "550 5.1.1 no such user"}), "no such user"),
        (Humour(text="554 5.7.1 spam"), "spam"),
        (Humour(breaks=Breaks.AFTER_TEXT_DROPPED), "Nobody knows"),
        (Humour(breaks=Breaks.AT_SENDER), "broke the connection off"),
    ],
)
def test_what_the_server_has_against_it_is_said(house: House, humour: Humour, words: str) -> None:
    house.humours.append(humour)
    with pytest.raises(NotNow, match=words):
        send_to_self(account(house), NOW, connect=QUICK)
    assert len(house.senders) == 1, "it is tried once"
