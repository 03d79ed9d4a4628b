from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import MailSecurity
from bookdesk.mail.smtp import Answer, Meaning, NotNow, Patience, Silence, SmtpCourier, connect
from bookdesk.security.redaction import Secret
from tests.support.certified import server_context, trusting
from tests.support.mailserver import ADDRESS, PASSWORD, Breaks, House, Humour, open_house

ADA, BOB = "ada@customer.example", "bob@customer.example"
TEXT = b"Subject: x\r\n\r\nFirst\r\n.\r\n..two\r\n"
SHORT = Patience(connecting=5, answer=5, last=5)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("authority")


def carried(courier: SmtpCourier, *recipients: str) -> Answer | Silence:
    courier.offer(recipients, len(TEXT))
    return courier.give(TEXT)


@pytest.mark.parametrize("security", [MailSecurity.TLS, MailSecurity.STARTTLS])
def test_a_message_leaves_over_a_checked_connection_as_it_is(authority: Path, security: MailSecurity) -> None:
    house = House(security, server_context(authority), asks_who=True)
    with open_house(house), connect(house.server(), context=trusting(authority), patience=SHORT) as courier:
        assert courier.offer([ADA, BOB], len(TEXT)) == {
            ADA: Answer(Meaning.TAKEN, "250 OK"),
            BOB: Answer(Meaning.TAKEN, "250 OK"),
        }
        assert courier.give(TEXT) == Answer(Meaning.TAKEN, "250 2.0.0 taken")
        assert carried(courier, BOB) == Answer(Meaning.TAKEN, "250 2.0.0 taken")
    assert house.delivered == [((ADA, BOB), TEXT), ((BOB,), TEXT)]
    assert set(house.senders) == {ADDRESS}
    assert set(house.greeted) == {"[127.0.0.1]"}


def test_a_strange_certificate_gets_neither_mail_nor_password(authority: Path, tmp_path: Path) -> None:
    house = House(MailSecurity.TLS, server_context(tmp_path), asks_who=True)
    server_context(authority)
    with open_house(house), pytest.raises(NotNow, match="not to be trusted") as refused:
        connect(house.server(), context=trusting(authority), patience=SHORT)
    assert "Nothing was sent" in str(refused.value)
    assert house.greeted == []


def test_a_certificate_for_another_name_is_a_strange_one(tmp_path: Path) -> None:
    context = server_context(tmp_path, name="elsewhere.example", address="192.0.2.1")
    for security in (MailSecurity.TLS, MailSecurity.STARTTLS):
        house = House(security, context, asks_who=True)
        with open_house(house), pytest.raises(NotNow, match="not to be trusted"):
            connect(house.server(), context=trusting(tmp_path), patience=SHORT)


def test_a_server_without_the_security_that_is_wanted_gets_nothing(authority: Path) -> None:
    server_context(authority)
    house = House()
    with open_house(house):
        with pytest.raises(NotNow, match="does not offer STARTTLS"):
            connect(house.server(security=MailSecurity.STARTTLS), context=trusting(authority), patience=SHORT)
        with pytest.raises(NotNow, match="does not speak TLS"):
            connect(house.server(security=MailSecurity.TLS), context=trusting(authority), patience=SHORT)
    assert house.senders == []


def test_in_the_clear_mail_goes_to_this_computer_only() -> None:
    with pytest.raises(InputError, match="in the clear"):
        connect(House().server(host="mail.example"))


def test_a_wrong_password_is_told_and_shown_nowhere(authority: Path) -> None:
    house = House(MailSecurity.TLS, server_context(authority), asks_who=True)
    with open_house(house), pytest.raises(NotNow, match="does not accept") as refused:
        connect(house.server(password=Secret(b"Kookaburra-4711")), context=trusting(authority), patience=SHORT)
    assert "Kookaburra" not in f"{refused.value!r} {refused.value} {house.server()!r}"
    assert PASSWORD not in repr(house.server())


def test_each_recipient_has_an_answer_of_his_own() -> None:
    humour = Humour(recipients={ADA: "550 5.1.1 no such user", BOB: "450 4.2.0 greylisted, come back"})
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(humour)
        assert courier.offer([ADA, BOB, "eve@customer.example"], 10) == {
            ADA: Answer(Meaning.NEVER, "550 5.1.1 no such user"),
            BOB: Answer(Meaning.LATER, "450 4.2.0 greylisted, come back"),
            "eve@customer.example": Answer(Meaning.TAKEN, "250 OK"),
        }
        courier.forget()
        assert isinstance(carried(courier, ADA), Answer)


@pytest.mark.parametrize(
    ("humour", "answer"),
    [
        (Humour(text="451 4.3.0 try again"), Answer(Meaning.LATER, "451 4.3.0 try again")),
        (Humour(text="554 5.7.1 spam"), Answer(Meaning.NEVER, "554 5.7.1 spam")),
        (Humour(data="451 4.3.0 try again"), Answer(Meaning.LATER, "451 4.3.0 try again")),
        (Humour(data="554 5.5.1 no valid recipients"), Answer(Meaning.NEVER, "554 5.5.1 no valid recipients")),
        (Humour(data="250 what?"), Answer(Meaning.LATER, "250 what?")),
    ],
)
def test_what_the_server_says_of_the_text_is_told_apart(humour: Humour, answer: Answer) -> None:
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(humour)
        assert carried(courier, ADA) == answer
    assert house.delivered == []


@pytest.mark.parametrize("text", ["299 who knows", "200 fine", "354 more", "hello"])
def test_only_250_is_a_yes(text: str) -> None:
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(Humour(text=text))
        assert isinstance(carried(courier, ADA), Silence)


@pytest.mark.parametrize("breaks", [Breaks.AT_DATA, Breaks.AFTER_TEXT_TAKEN, Breaks.AFTER_TEXT_DROPPED])
def test_once_the_text_began_to_leave_a_broken_connection_says_nothing(breaks: Breaks) -> None:
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(Humour(breaks=breaks))
        assert isinstance(carried(courier, ADA), Silence)


@pytest.mark.parametrize("breaks", [Breaks.AT_SENDER, Breaks.AT_RECIPIENT])
def test_before_the_text_a_broken_connection_is_no_harm(breaks: Breaks) -> None:
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(Humour(breaks=breaks))
        with pytest.raises(NotNow, match="broke the connection off"):
            courier.offer([ADA], 10)
        with pytest.raises(NotNow):
            courier.forget()


def test_a_refused_sender_is_a_matter_of_the_account_and_a_large_message_its_own() -> None:
    with open_house() as house, connect(house.server(), patience=SHORT) as courier:
        house.humours.append(Humour(sender="553 5.7.1 not your address"))
        with pytest.raises(NotNow, match=r"does not let post@acme\.example send"):
            courier.offer([ADA], 10)
        courier.forget()
        house.humours.append(Humour(sender="452 4.3.1 disk full"))
        assert courier.offer([ADA], 10) == {ADA: Answer(Meaning.LATER, "452 4.3.1 disk full")}
        courier.forget()
        house.humours.append(Humour(sender="552 5.3.4 too large"))
        assert courier.offer([ADA], 10)[ADA].meaning is Meaning.NEVER
        assert courier.offer([ADA], 30_000_001)[ADA] == Answer(Meaning.NEVER, "The server takes 30.0 MB at most.")
        house.humours.append(Humour(recipients={ADA: "530 5.7.0 authentication required"}))
        courier.forget()
        with pytest.raises(NotNow, match="does not go on"):
            courier.offer([ADA], 10)


def test_nobody_at_home_and_nobody_who_answers() -> None:
    with open_house() as house:
        gone = house.server()
    with pytest.raises(NotNow, match="cannot be reached"):
        connect(gone, patience=SHORT)
    with _silent() as port, pytest.raises(NotNow, match="does not answer"):
        connect(House(port=port).server(), patience=Patience(0.05, 0.05, 0.05))
    with _saying(b"421 4.7.0 too many connections\r\n") as port, pytest.raises(NotNow, match="takes nothing now"):
        connect(House(port=port).server(), patience=SHORT)
    with _saying(b"\xff\xfe\x00 nonsense\r\n") as port, pytest.raises(NotNow):
        connect(House(port=port).server(), patience=SHORT)
    with _saying(b"2" * 100_000) as port, pytest.raises(NotNow):
        connect(House(port=port).server(), patience=SHORT)


def test_no_answer_to_the_text_is_silence_however_long_it_takes() -> None:
    script = [b"220 hello\r\n", b"250 hello\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n"]
    with _saying(*script) as port:
        courier = connect(House(port=port).server(), patience=Patience(5, 5, 0.05))
        assert isinstance(carried(courier, ADA), Silence)
        courier.close()


@contextmanager
def _silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door.getsockname()[1]


@contextmanager
def _saying(*lines: bytes) -> Iterator[int]:
    """A server that says its lines, one after each thing it is told, whatever that is."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=partial(_say, door, lines), daemon=True)
        thread.start()
        yield door.getsockname()[1]
        thread.join(10)


def _say(door: socket.socket, lines: tuple[bytes, ...]) -> None:
    caller, _ = door.accept()
    with caller:
        for line in lines:
            caller.sendall(line)
            if line is not lines[-1] and not caller.recv(65536):
                return
        while len(lines) > 1 and caller.recv(65536):
            pass
