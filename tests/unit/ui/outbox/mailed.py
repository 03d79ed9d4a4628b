"""A client's outbox with a mail in every state, as a mail server and a mailbox brought it about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.invoicing.mailing import SalesMailing
from bookdesk.mail.bounces import Fate, Notice
from bookdesk.mail.bouncing import take_notices
from bookdesk.mail.service import MailService
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep
from tests.support.billing import customer, issued, line
from tests.support.mailserver import Breaks, House, Humour
from tests.support.posted import post
from tests.unit.mail.test_sending import send

GONE, FULL, LOST = "jo@blue.example", "accounts@red.example", "maria.magdalena.longname@aerztehaus-koeln-sued.example"


@dataclass(frozen=True)
class Mailed:
    """The ids of the mails."""

    back: str
    refused: str
    unknown: str
    sent: str
    out: str
    waits: str
    held: str
    early: str
    put_off: str


def fill(desk: Desk, house: House) -> Mailed:
    """Let everything happen that may."""
    blue, red = customer(desk, email=GONE), customer(desk, "Red Cafe", email=FULL)
    long = customer(desk, "Ärztehaus und Versandapotheke Köln-Süd GmbH", email=LOST)
    invoices = [issued(desk, one, line("1234.56", text="Catering")).id for one in (blue, red, long)]
    back = SalesMailing(desk).write(invoices[0])
    refused = SalesMailing(desk).write(invoices[1])
    sent = post(desk, key="sent", contact_id=red, kind=MailKind.RECEIPT, subject="Receipt REC-0001")
    put_off = post(desk, key="put off", contact_id=long, recipients=(LOST,), subject="Statement of May")
    unknown = SalesMailing(desk).write(invoices[2])
    house.humours.extend([
        Humour(),
        Humour(recipients={FULL: "550 5.1.1 <accounts@red.example>: Recipient address rejected: User unknown"}),
        Humour(),
        Humour(recipients={LOST: "450 4.2.0 Greylisted, try again in a few minutes"}),
        Humour(breaks=Breaks.AFTER_TEXT_DROPPED),
    ])  # fmt: skip
    send(desk, house)
    failed = Notice(back.message_id, GONE, Fate.FAILED, "550 5.1.1 The email account that you tried to reach is gone")
    take_notices(desk, [failed])
    out, held = post(desk, key="out", subject="Not to be sent"), post(desk, key="held", subject="To be looked at")
    MailService(desk).cancel(out.id)
    MailService(desk).hold(held.id)
    early = post(
        desk, key="early", contact_id=red, subject="Reminder", not_before=desk.clock.now() + timedelta(days=30)
    )
    terms = _text(desk, b"Terms of trade\n", "Terms of trade and delivery for catering in 2026.txt")
    waits = post(desk, key="waits", contact_id=blue, recipients=(GONE,), subject="Offer", attachments=(terms,))
    ids = (one.id for one in (back, refused, unknown, sent, out, waits, held, early, put_off))
    return Mailed(*ids)


def _text(desk: Desk, content: bytes, name: str) -> str:
    """Keep a file that has no pages, and return its id."""
    with desk.books.change(Action.PAPER_MADE, "made", actor=desk.actor) as work:
        found = keep(work, desk, NewPaper(PaperKind.INVOICE, None, name, "text/plain", content))
        work.commit()
    return found.id
