"""A pay link without a server: written offline, made as the mail leaves, paid on the gateway's page, booked once.

The gateway's stand-in and the mail server answer on loopback; the desk reaches both over real sockets. One story.
"""

from __future__ import annotations

import email
import email.policy
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
import pytest
import requests
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.invoicing.mailing import SalesMailing
from bookdesk.mail.paymark import MARK
from bookdesk.mail.sending import Report, send_waiting
from bookdesk.mail.service import MailService
from bookdesk.mail.smtp import Patience, connect
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailMessage
from bookdesk.models.receipt import Receipt
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.daily import write_due
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.mailing import MailLinks
from bookdesk.receivables.online.service import OnlineService
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import ReminderService
from bookdesk.receivables.stillwanted import still_wanted
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.world import World
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.mailserver import House, open_house
from tests.support.posted import state_of
from tests.support.sales import issued, left_of

KEY = "rk_test_payLinks"
RIGHTS = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("payment_intent:read", "payment_method:read", "payout:read"),
)
ADDRESS = "park@customer.example"
TIMEOUT = 20


@dataclass
class Story:
    """The desk, the two servers, and short words for long acts."""

    desk: Desk
    standin: Standin
    house: House

    @property
    def online(self) -> OnlineService:
        return OnlineService(self.desk, reach(self.desk, practice=True))

    def away(self, *, days: int = 0, minutes: int = 1) -> None:
        """Let time pass at the desk and at the gateway."""
        seconds = days * 86_400 + minutes * 60
        assert isinstance(self.desk.clock, MovableClock)
        self.desk.clock.advance(seconds)
        with self.standin.lock:
            self.standin.world.advance(seconds)

    def keep(self, row: object, action: Action) -> None:
        with self.desk.books.change(action, "test", actor=self.desk.actor) as work:
            work.add(row)
            work.commit()

    def send(self, port: int | None = None) -> Report:
        """Send as the office does, through the mail server or another port of this computer."""
        links = MailLinks(self.desk, reach(self.desk, practice=True))
        wanted = partial(still_wanted, unanswered=links.unanswered)
        server = self.house.server() if port is None else self.house.server(port=port)
        quick = partial(connect, patience=Patience(10, 10, 10))
        return send_waiting(self.desk, server, real=False, connect=quick, still_wanted=wanted, pay_links=links)

    def arrived(self) -> list[EmailMessage]:
        return [email.message_from_bytes(raw, policy=email.policy.default) for _, raw in self.house.delivered]

    def mails(self, kind: MailKind) -> list[MailMessage]:
        with self.desk.books.query() as session:
            return list(session.scalars(select(MailMessage).where(MailMessage.kind == kind)))


@contextmanager
def story(home: Path) -> Iterator[Story]:
    with client_desk(home) as desk, open_house() as house:
        world = World(1, int(desk.clock.now().timestamp()), Settings(country="AU", currency="aud"))
        world.keys.add(KEY, RIGHTS)
        standin = Standin(world, delivers=False)
        standin.start()
        try:
            yield Story(desk, standin, house)
        finally:
            standin.stop()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Story]:
    with story(tmp_path) as one:
        yield one


def begun(told: Story) -> tuple[Invoice, MailMessage]:
    """Connect the gateway, switch thanks and reminders on, and write an invoice's mail while nothing is reached."""
    told.keep(SalesSettings(website="acme.example", thank=True), Action.SALES_SETTINGS_EDITED)
    told.online.connect("stripe", KEY, base_url=told.standin.base_url)
    told.away()
    bill = issued(told.desk, "INV-1", 11_000, day=date(2026, 6, 1))
    with told.desk.books.change(Action.CONTACT_EDITED, "test", actor=told.desk.actor) as work:
        work.get(Contact, bill.contact_id).email = ADDRESS
        work.commit()
    policies, reminders = PolicyService(told.desk), ReminderService(told.desk)
    policies.switch_on()
    policies.approve(reminders.preview().list_hash)
    return bill, SalesMailing(told.desk).write(bill.id)


def body_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def test_a_mail_written_offline_is_paid_by_the_link_that_was_made_as_it_left(told: Story, tmp_path: Path) -> None:
    bill, message = begun(told)
    told.standin.listen(wanted=False)
    with open_house() as gone:
        nobody = gone.port
    assert told.send(nobody).problem is not None, "offline: the mail waits, and no page is made"
    assert MARK in message.plain
    assert list(told.standin.world.sessions) == []

    told.away(days=3)
    told.standin.listen(wanted=True)
    assert told.send().accepted == 1
    (mail,) = told.arrived()
    found = re.search(r"Pay \$110\.00 online: (\S+) \(works until \w{3} \d+ July 2026, \d\d:\d\d\)", body_of(mail))
    assert found is not None
    url = found[1]
    assert f'<a href="{url}"' in body_of(mail, "html")
    assert url in MailService(told.desk).show(message.id).text
    invoice, slip = mail.iter_attachments()
    assert (invoice.get_content_type(), slip.get_filename()) == ("application/pdf", "pay-INV-1.pdf")
    reads_as(slip.get_content(), url, tmp_path)

    (reminder,) = ReminderService(told.desk).send().written
    assert MARK in reminder.plain
    assert reminder.not_before is not None, "it waits for Monday"
    assert requests.get(url, timeout=TIMEOUT).status_code == 200
    assert requests.post(url, {"means": "card"}, allow_redirects=False, timeout=TIMEOUT).status_code == 303
    assert requests.post(url, {"means": "card"}, allow_redirects=False, timeout=TIMEOUT).status_code == 410
    told.away()
    assert told.online.look().booked.booked == 1
    assert told.online.look().booked.booked == 0
    assert left_of(told.desk, bill) == 0
    with told.desk.books.query() as session:
        (receipt,) = session.scalars(select(Receipt))
    assert receipt.amount == 11_000

    assert [one.kind for one in write_due(told.desk).written] == [MailKind.THANKS]
    assert write_due(told.desk).written == ()
    assert told.send().accepted == 1
    told.away(days=3)
    assert told.send().withdrawn == 1
    assert state_of(told.desk, reminder.id).stage is MailStage.CANCELLED
    assert "Thank you" in str(told.arrived()[-1]["Subject"])
    assert len(told.house.delivered) == 2


def reads_as(pdf: bytes, url: str, folder: Path) -> None:
    """Check that the code on a slip is an address and nothing else, where this system can read codes."""
    if shutil.which("zbarimg") is None:
        return
    path = folder / "slip.png"
    with closing(pdfium.PdfDocument(pdf)) as document:
        document[0].render(scale=300 / 72).to_pil().save(path)
    told = subprocess.run(["zbarimg", "--quiet", "--raw", str(path)], capture_output=True, check=True, timeout=60)
    assert told.stdout.decode().rstrip("\n") == url
