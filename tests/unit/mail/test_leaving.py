"""A mail that offers to pay online: its page is made as it leaves, what left is kept, and it never waits for a page."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PaperKind
from bookdesk.mail.composing import Attached
from bookdesk.mail.paylinks import Linked, Page, Slip
from bookdesk.mail.paymark import MARK
from bookdesk.mail.sending import Report, send_waiting
from bookdesk.mail.service import MailService
from bookdesk.mail.smtp import Patience, connect
from bookdesk.mail.stages import LONGEST_WAIT
from bookdesk.models.mail import MailMessage
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.mailserver import House, Humour, open_house
from tests.support.posted import events_of, paper, post

BOB = "bob@customer.example"
QUICK = partial(connect, patience=Patience(connecting=10, answer=10, last=10))
MARKED = {
    "plain": f"Hello\n\n{MARK}\n\nIBAN\n",
    "html": f'<p dir="auto">Hello</p>\n<p dir="auto"><bdi>{MARK}</bdi></p>',
}


@dataclass
class Pages:
    """Makes a page each time it is asked, or has none for a reason."""

    why: str | None = None
    asked: list[str] = field(default_factory=list)

    def __call__(self, message: MailMessage) -> Linked:
        self.asked.append(message.id)
        if self.why is not None:
            return Linked(why=self.why)
        number = len(self.asked)
        page = Page("1", Money.of(5, "EUR"), f"https://pay.example/{number}", datetime(2026, 6, 2, 12, tzinfo=UTC))
        slip = Slip(message.id, Attached("slip.pdf", "application/pdf", b"%PDF slip " + bytes([48 + number])))
        return Linked((page,), (slip,))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


def send(desk: Desk, house: House, pages: Pages) -> Report:
    return send_waiting(desk, house.server(), real=True, connect=QUICK, pay_links=pages)


def texts(house: House) -> list[str]:
    found = [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in house.delivered]
    return [body.get_content() for one in found if (body := one.get_body(("plain",))) is not None]


def test_the_page_is_made_as_the_mail_leaves_and_what_left_is_kept(desk: Desk, house: House) -> None:
    message, pages = post(desk, **MARKED, attachments=(paper(desk),)), Pages()
    assert pages.asked == []
    assert send(desk, house, pages).accepted == 1
    (text,) = texts(house)
    assert "https://pay.example/1" in text
    assert MARK not in text
    found = MailService(desk).show(message.id)
    (left,) = found.left
    assert left.plain.split() == text.split() == found.text.split()
    assert "https://pay.example/1" in (left.html or "")
    assert MARK in found.message.plain, "what was written never changes"
    assert [one.file_name for one in found.slips] == ["slip.pdf"]
    assert found.slips[0].kind is PaperKind.SLIP
    assert b"slip.pdf" in house.delivered[0][1]
    assert [kind for kind, _ in events_of(desk, message.id)] == ["accepted"]


def test_without_a_page_it_leaves_as_ever_and_says_why(desk: Desk, house: House) -> None:
    message = post(desk, **MARKED)
    assert send(desk, house, Pages("The gateway cannot be reached.")).accepted == 1
    assert [one.split() for one in texts(house)] == [["Hello", "IBAN"]]
    facts = MailService(desk).show(message.id).facts
    assert [(one.kind.value, one.detail) for one in facts] == [
        ("unlinked", "The gateway cannot be reached."),
        ("accepted", facts[-1].detail),
    ]


def test_a_mail_without_a_mark_asks_for_no_page_and_one_that_cannot_be_read_asks_for_none(
    desk: Desk, house: House
) -> None:
    pages, plain = Pages(), post(desk)
    broken = paper(desk)
    post(desk, key="invoice:2", **MARKED, attachments=(broken,))
    for file in (desk.books.path.parent / "documents").rglob("*"):
        if file.is_file():
            file.unlink()
    report = send(desk, house, pages)
    assert (report.accepted, report.put_off) == (1, 1)
    assert pages.asked == []
    assert MailService(desk).show(plain.id).left == ()


def test_whoever_gets_it_in_a_later_try_gets_the_page_of_then(desk: Desk, house: House) -> None:
    message, pages = post(desk, **MARKED, copies=(BOB,)), Pages()
    house.humours.append(Humour(recipients={BOB: "450 4.2.0 greylisted"}))
    send(desk, house, pages)
    assert isinstance(desk.clock, MovableClock)
    desk.clock.advance(LONGEST_WAIT.total_seconds())
    assert send(desk, house, pages).accepted == 1
    assert ["/1" in texts(house)[0], "/2" in texts(house)[1]] == [True, True]
    assert ["/1" in one.plain for one in MailService(desk).show(message.id).left] == [True, False]


def test_what_a_server_refuses_or_puts_off_left_nothing_to_keep(desk: Desk, house: House) -> None:
    message, pages = post(desk, **MARKED), Pages()
    house.humours.append(Humour(recipients={"ada@customer.example": "450 4.2.0 later"}))
    assert send(desk, house, pages).put_off == 1
    assert MailService(desk).show(message.id).left == ()
    assert isinstance(desk.clock, MovableClock)
    desk.clock.advance(timedelta(days=1).total_seconds())
    assert send(desk, house, pages).accepted == 1
    assert len(MailService(desk).show(message.id).left) == 1


def test_headers_are_as_for_any_other_mail(desk: Desk, house: House) -> None:
    post(desk, **MARKED, unsubscribe=True)
    post(desk, key="invoice:2", unsubscribe=True)
    send(desk, house, Pages())
    first, second = (email.message_from_bytes(raw, policy=email.policy.default) for _, raw in house.delivered)
    assert first["List-Unsubscribe"] == second["List-Unsubscribe"]
    assert first["List-Unsubscribe"].startswith("<mailto:")
    assert first.keys() == second.keys()
