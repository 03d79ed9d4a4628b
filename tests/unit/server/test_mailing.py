from __future__ import annotations

from email import message_from_bytes
from pathlib import Path

import pytest

from bookdesk.core.errors import Unreachable
from bookdesk.server.mailing import Letter, NoMailer, SmtpMailer
from bookdesk.server.settings import PortalSettings
from tests.support.mailserver import Humour, open_house

LETTER = Letter("pay@acme.example", "kim@example.org", "Ihr Code: 123456", "123456 ist Ihr Code für Oliven.\n")


def settings(port: int, security: str = "none") -> PortalSettings:
    return PortalSettings(Path("portal"), smtp_host="127.0.0.1", smtp_port=port, smtp_security=security)


def test_a_code_goes_to_its_one_reader_and_says_that_a_machine_sent_it() -> None:
    with open_house() as house:
        SmtpMailer(settings(house.port)).send(LETTER)
        ((recipients, raw),) = house.delivered
    message = message_from_bytes(raw)
    assert recipients == ("kim@example.org",)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@acme.example>")
    assert "für Oliven" in message.get_payload(decode=True).decode()  # type: ignore[union-attr] # plain text


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_does_not_encrypt_is_sent_nothing(security: str) -> None:
    with open_house() as house, pytest.raises(Unreachable):
        SmtpMailer(settings(house.port, security)).send(LETTER)
    assert house.delivered == []


def test_a_server_that_refuses_or_is_away_is_said_so() -> None:
    with open_house() as house:
        house.humours.append(Humour(text="451 later"))
        with pytest.raises(Unreachable):
            SmtpMailer(settings(house.port)).send(LETTER)
        port = house.port
    with pytest.raises(Unreachable):
        SmtpMailer(settings(port)).send(LETTER)
    with pytest.raises(Unreachable, match="sends no mail"):
        NoMailer().send(LETTER)


@pytest.mark.parametrize("line", ["kim@example.org\r\nBcc: all@example.org", "kim@example.org\nX: y"])
def test_no_address_brings_a_header_of_its_own(line: str) -> None:
    with open_house() as house, pytest.raises(Unreachable):
        SmtpMailer(settings(house.port)).send(Letter("pay@acme.example", line, "s", "b"))
    assert house.delivered == []
    assert "kim" not in repr(Letter("a@b.example", line, "s", "b"))
