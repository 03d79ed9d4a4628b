"""The page of a mail is made as it leaves: one at most, used again, and never a reason for the mail to wait."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, MailStage, PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate
from bookdesk.invoicing.mailing import SalesMailing, Wish
from bookdesk.mail.paylinks import Linked
from bookdesk.mail.paymark import MARK
from bookdesk.mail.sending import Report, send_waiting
from bookdesk.mail.service import MailService
from bookdesk.mail.smtp import Patience, connect
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailMessage
from bookdesk.models.portal import PortalSettings, PortalTenant
from bookdesk.receivables.online.connection import Reach
from bookdesk.receivables.online.mailing import MailLinks
from bookdesk.receivables.online.offering import offered_in_mail
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import ReminderService
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.sandbox.stripe.faults import Kind
from tests.support.mailserver import Breaks, House, Humour, open_house
from tests.support.posted import state_of
from tests.support.sales import issued, received
from tests.unit.receivables.online.counter import Counter, counter

QUICK = partial(connect, patience=Patience(connecting=10, answer=10, last=10))
SESSIONS = "/v1/checkout/sessions"


class Killed(BaseException):
    """The program is gone at once."""


@dataclass
class Shop:
    """A client with a gateway and a mail server."""

    counter: Counter
    house: House
    wrapped: Callable[[MailLinks, MailMessage], Linked] | None = None
    asked: list[str] = field(default_factory=list)

    def invoice(self, number: str = "INV-1", gross: int = 11_000, day: date = date(2026, 7, 1)) -> Invoice:
        bill = issued(self.counter.desk, number, gross, day=day)
        with self.counter.desk.books.change(Action.CONTACT_EDITED, "test", actor=self.counter.desk.actor) as work:
            work.get(Contact, bill.contact_id).email = "park@customer.example"
            work.commit()
        return bill

    def mails(self, bill: Invoice, *, again: bool = False) -> MailMessage:
        return SalesMailing(self.counter.desk).write(bill.id, Wish(again=again))

    def send(self) -> Report:
        desk = self.counter.desk
        links = MailLinks(desk, Reach(self.counter._open, practice=True))  # noqa: SLF001 - the counter's own way
        pages = links if self.wrapped is None else partial(self.wrapped, links)
        wanted = partial(still_wanted, unanswered=links.unanswered)
        return send_waiting(desk, self.house.server(), real=False, connect=QUICK, still_wanted=wanted, pay_links=pages)

    def fails(self, kind: Kind, **more: int) -> None:
        self.counter.world.faults.add(kind, method="POST", path=SESSIONS, **more)

    def arrived(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in self.house.delivered]

    def text(self, at: int = -1) -> str:
        body = self.arrived()[at].get_body(("plain",))
        assert body is not None
        content: str = body.get_content()
        return content

    def why(self, message: MailMessage) -> list[str | None]:
        facts = MailService(self.counter.desk).show(message.id).facts
        return [one.detail for one in facts if one.kind.value == "unlinked"]

    def statuses(self) -> list[str]:
        return [one["status"] for one in self.counter.world.sessions]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with counter(tmp_path) as one, open_house() as house:
        yield Shop(one, house)


def test_an_invoice_leaves_with_a_page_that_was_made_then_and_a_slip(shop: Shop) -> None:
    bill = shop.invoice()
    message = shop.mails(bill)
    assert MARK in message.plain
    assert shop.statuses() == []
    shop.counter.later(days=3)
    assert shop.send().accepted == 1
    attempt = shop.counter.attempt(bill)
    line = next(line for line in shop.text().splitlines() if "online" in line)
    assert line.startswith(f"Pay $110.00 online: {attempt.url} (works until Sun 5 July 2026, ")
    names = [part.get_filename() for part in shop.arrived()[0].iter_attachments()]
    assert names[1:] == ["pay-INV-1.pdf"]
    assert str(attempt.url) in MailService(shop.counter.desk).show(message.id).text
    assert shop.why(message) == []


def test_two_mails_of_one_invoice_have_one_page(shop: Shop) -> None:
    bill = shop.invoice()
    shop.mails(bill)
    shop.mails(bill, again=True)
    assert shop.send().accepted == 2
    assert shop.statuses() == ["open"]
    assert str(shop.counter.attempt(bill).url) in shop.text(0)
    assert str(shop.counter.attempt(bill).url) in shop.text(1)


@pytest.mark.parametrize(
    "humour", [Humour(recipients={"park@customer.example": "450 4.2.0 later"}), Humour(breaks=Breaks.AT_RECIPIENT)]
)
def test_a_page_that_was_made_for_a_mail_that_stayed_is_used_for_the_next_try(shop: Shop, humour: Humour) -> None:
    bill = shop.invoice()
    message = shop.mails(bill)
    shop.house.humours.append(humour)
    assert shop.send().put_off == 1
    url = shop.counter.attempt(bill).url
    shop.counter.later(minutes=60 * 5)
    assert shop.send().accepted == 1
    assert shop.statuses() == ["open"]
    assert str(url) in shop.text()
    assert state_of(shop.counter.desk, message.id).stage is MailStage.ACCEPTED


def test_a_program_that_ends_between_page_and_mail_leaves_one_page_which_is_used_again(shop: Shop) -> None:
    def dying(links: MailLinks, message: MailMessage) -> Linked:
        links(message)
        raise Killed

    bill = shop.invoice()
    shop.mails(bill)
    shop.wrapped = dying
    with pytest.raises(Killed):
        shop.send()
    assert (shop.statuses(), shop.house.delivered) == (["open"], [])
    shop.wrapped = None
    assert shop.send().accepted == 1
    assert shop.statuses() == ["open"]
    assert str(shop.counter.attempt(bill).url) in shop.text()


def test_a_lost_answer_costs_the_link_and_not_the_mail_and_no_second_page_is_opened(shop: Shop) -> None:
    bill = shop.invoice()
    message, other = shop.mails(bill), shop.mails(shop.invoice("INV-2"))
    shop.fails(Kind.DROP_RESPONSE)
    assert shop.send().accepted == 2
    assert shop.counter.attempt(bill).state is AttemptState.UNKNOWN
    assert "online" not in shop.text(0)
    assert "online" not in shop.text(1), "a gateway that does not answer is asked once a round"
    assert all(len(shop.why(one)) == 1 for one in (message, other))
    shop.counter.look()
    shop.mails(bill, again=True)
    shop.send()
    assert str(shop.counter.attempt(bill).url) in shop.text()
    assert shop.statuses().count("open") == 1


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.THROTTLED])
def test_a_gateway_that_refuses_keeps_no_mail_and_says_why(shop: Shop, kind: Kind) -> None:
    message = shop.mails(shop.invoice())
    shop.fails(kind, times=9)
    assert shop.send().accepted == 1
    (why,) = shop.why(message)
    assert why
    assert MARK not in shop.text()
    assert [part.get_filename() for part in shop.arrived()[0].iter_attachments()][1:] == []


def test_what_is_under_way_paid_or_switched_off_brings_no_link(shop: Shop) -> None:
    under_way, paid, plain = shop.invoice("INV-1"), shop.invoice("INV-2"), shop.invoice("INV-3")
    messages = [shop.mails(one) for one in (under_way, paid, plain)]
    shop.counter.pays(under_way, "au_becs_debit")
    shop.counter.look()
    received(shop.counter.desk, 11_000, (paid, 11_000), name="Hilton Park")
    shop.counter.service.change_wishes(in_mails=False)
    assert shop.send().accepted == 3
    assert all(shop.why(one) == ["Links in mails were switched off since it was written."] for one in messages)
    shop.counter.service.change_wishes(in_mails=True)
    again = [shop.mails(one, again=True) for one in (under_way, plain)]
    shop.send()
    assert "is under way at the customer's bank" in str(shop.why(again[0]))
    assert shop.why(again[1]) == []
    assert "$110.00 online" in shop.text()


def test_what_was_paid_on_its_page_and_is_not_booked_gets_no_second_page(shop: Shop) -> None:
    bill = shop.invoice()
    shop.mails(bill)
    shop.send()
    shop.counter.pays(bill)
    shop.counter.later(minutes=60 * 20)
    late = shop.mails(bill, again=True)
    shop.send()
    assert shop.statuses() == ["complete"]
    assert "is being paid" in str(shop.why(late))
    shop.counter.look()
    with shop.counter.desk.books.query() as session:
        assert len(session.scalars(select(CollectionAttempt)).all()) == 1


def test_a_reminder_leaves_although_the_page_of_one_of_its_invoices_is_not_answered(shop: Shop) -> None:
    first, second = shop.invoice("INV-1", 11_000), shop.invoice("INV-2", 5_500)
    desk = shop.counter.desk
    policies, reminders = PolicyService(desk), ReminderService(desk)
    policies.switch_on()
    policies.approve(reminders.preview().list_hash)
    shop.counter.later(days=34)
    (mail,) = reminders.send().written
    assert mail.plain.count(MARK) == 1
    shop.counter.world.faults.add(Kind.DROP_RESPONSE, method="POST", path=SESSIONS, skip=1)
    assert shop.send().accepted == 1, str(state_of(desk, mail.id).problem)
    assert f"Pay $110.00 online: {shop.counter.attempt(first).url}" in shop.text()
    assert shop.counter.attempt(second).state is AttemptState.UNKNOWN
    assert "INV-2" in str(shop.why(mail))


def test_what_a_link_is_expected_to_cost_is_known_before_it_is_offered(shop: Shop) -> None:
    bill = shop.invoice()
    found = offered_in_mail(shop.counter.desk, bill.id)
    assert found is not None
    assert (found.amount, found.expected) == (Money(11_000, "AUD"), {})
    wishes = shop.counter.service.wishes()
    rate = Rate(PayMethod.CARD, 7 * PERCENT // 4, Money(30, "AUD"))
    shop.counter.service.keep_wishes(replace(wishes, fees=(FeeTable(date(2026, 1, 1), (rate,)),)))
    found = offered_in_mail(shop.counter.desk, bill.id)
    assert found is not None
    assert found.expected[PayMethod.CARD].net + found.expected[PayMethod.CARD].fee == found.amount
    received(shop.counter.desk, 11_000, (bill, 11_000))
    assert offered_in_mail(shop.counter.desk, bill.id) is None
    shop.counter.service.change_wishes(in_mails=False)
    assert offered_in_mail(shop.counter.desk, shop.invoice("INV-2").id) is None


def test_where_the_firm_hosts_a_portal_its_link_stands_there_and_no_page_of_ours(shop: Shop) -> None:
    bill, paid = shop.invoice("INV-1"), shop.invoice("INV-2")
    desk = shop.counter.desk
    messages = [shop.mails(one) for one in (bill, paid)]
    received(desk, 11_000, (paid, 11_000))
    with desk.books.upkeep() as session:
        session.add(
            PortalTenant(
                address="https://pay.firm.example/t/1",
                portal_key="k",
                secret="5e" * 32,
                box_key="b",
                hook="https://pay.firm.example/hook",
                event_hash="0",
                opened_at=desk.clock.now(),
            )
        )
    with desk.books.change(Action.PORTAL_EDITED, "test", actor=desk.actor) as work:
        work.add(PortalSettings(on=True))
        work.commit()
    assert shop.send().accepted == 2
    line = next(line for line in shop.text(0).splitlines() if "online" in line)
    assert line.startswith("Pay $110.00 online: https://pay.firm.example/t/1/d/")
    assert "works until" not in line
    assert shop.statuses() == []
    assert "Nothing is open" in str(shop.why(messages[1]))
