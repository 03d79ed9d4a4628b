"""The pages on which a mail's invoices are paid, made as it leaves; where one cannot be had, why, in words.

A page that was made for a mail that did not leave stays good: the lease hands it out again. Nothing here keeps a mail
from leaving: whatever the gateway refuses or does not answer is a sentence, and the bank details stand in the mail.
Where the firm hosts a pay portal its own link stands there instead, which lives for months.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InputError, Unreachable
from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.gateways.port import AnswerLost
from bookdesk.ledger.owner import client_today
from bookdesk.mail.billing import billed_of
from bookdesk.mail.composing import Attached
from bookdesk.mail.letterhead import letterhead
from bookdesk.mail.outbox import texts
from bookdesk.mail.paylinks import Linked, Page, Slip, is_address
from bookdesk.mail.paymark import pay_mark
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.voice import voice
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice
from bookdesk.models.mail import MailMessage
from bookdesk.models.paper import Paper
from bookdesk.models.reminder import ReminderSent
from bookdesk.receivables.online.collecting import Collecting, PayLink, payable
from bookdesk.receivables.online.connection import Reach, opened
from bookdesk.receivables.online.service import pages_of
from bookdesk.receivables.online.underway import being_paid
from bookdesk.receivables.portal.links import link_for
from bookdesk.receivables.sending_hours import zone_of
from bookdesk.store.desk import Desk
from bookdesk.store.papers import file_name

MOST_LINKS: Final = 10
"""Pages for one mail: a reminder of more invoices names its oldest ones so, and all with the bank details."""

_AWAY: Final = (AnswerLost, Unreachable)
"""What says that the gateway is not to be reached: the rest of a round does not wait for it again."""


@dataclass
class MailLinks:
    """Pages for the mails of one round of sending, by a client's gateway.

    A gateway that cannot be reached is not asked again in the same round. `unanswered` grows by the invoices for which
    a page was asked and no answer came: nobody was given that page.
    """

    _desk: Desk
    _way: Reach
    unanswered: set[str] = field(default_factory=set)
    _away: str | None = None

    def __call__(self, message: MailMessage) -> Linked:
        """Return the pages of a mail's invoices, with a slip for each whose paper goes along."""
        with self._desk.books.query() as session:
            wanted, zone = bool(pay_mark(session)), _zone(session, message)
            invoices = invoices_of(session, message)
        if not wanted:
            return Linked(why="Links in mails were switched off since it was written.", zone=zone)
        told: list[str] = []
        found = self._links(message, invoices[:MOST_LINKS], told)
        slips = [slip for link in found if (slip := self._slip(message, link, zone, told)) is not None]
        numbers = {one.id: one.number or "" for one in invoices}
        pages = tuple(Page(numbers[link.invoice_id], link.amount, link.url, link.until) for link in found)
        return Linked(pages, tuple(slips), " ".join(dict.fromkeys(told)) or None, zone)

    def _links(self, message: MailMessage, invoices: Sequence[Invoice], told: list[str]) -> list[PayLink]:
        """Return a page for each invoice, and tell of those that have none: the firm's portal's where it has one.

        What the portal offers is never offered by a page of our own beside it: it holds the lease of what it opens.
        """
        addresses = {one.id: link_for(self._desk, one.id, message.contact_id) for one in invoices}
        found = [link for one in invoices if (link := self._at_portal(one, addresses[one.id], told)) is not None]
        rest = [one for one in invoices if addresses[one.id] is None]
        if not rest:
            return found
        try:
            return [*found, *self._at_gateway(rest, told)]
        except BookDeskError as refused:
            self._note(refused)
            told.append(_sentence(refused))
            return found

    def _at_portal(self, invoice: Invoice, address: str | None, told: list[str]) -> PayLink | None:
        if address is None:
            return None
        with self._desk.books.query() as session:
            paying = being_paid(session).get(invoice.id)
            amount = payable(session, invoice, client_today(session, self._desk.clock))
        if paying is not None or amount.minor <= 0:
            told.append(f"{invoice.number}: {paying or 'Nothing is open of it any more.'}")
            return None
        return PayLink("", invoice.id, amount, address, None)

    def _at_gateway(self, invoices: Sequence[Invoice], told: list[str]) -> list[PayLink]:
        """Return a page of the gateway's for each invoice that may have one."""
        if self._away is not None:
            told.append(self._away)
            return []
        with self._desk.books.query() as session:
            pages = pages_of(session)
        found: list[PayLink] = []
        with opened(self._desk, self._way) as (gateway, _):
            collecting = Collecting(self._desk, gateway, pages)
            for invoice in invoices:
                try:
                    link = collecting.link(invoice.id)
                except BookDeskError as refused:
                    self._note(refused, invoice.id)
                    told.append(f"{invoice.number}: {_sentence(refused)}")
                    if isinstance(refused, _AWAY):
                        break
                    continue
                if is_address(link.url):
                    found.append(link)
                else:
                    told.append(f"{invoice.number}: The gateway gave an address that nobody should be led to.")
        return found

    def _note(self, refused: BookDeskError, invoice_id: str | None = None) -> None:
        """Remember what a refusal means for the rest of the round."""
        if isinstance(refused, AnswerLost) and invoice_id is not None:
            self.unanswered.add(invoice_id)
        if isinstance(refused, _AWAY):
            self._away = _sentence(refused)

    def _slip(self, message: MailMessage, link: PayLink, zone: str, told: list[str]) -> Slip | None:
        """Return the slip of a page where the invoice's own paper goes with the mail."""
        with self._desk.books.query() as session:
            papers = select(Paper.id).where(Paper.subject_id == link.invoice_id, Paper.kind == PaperKind.INVOICE)
            if not set(session.scalars(papers)) & set(texts(message.attachments)):
                return None
            try:
                return _drawn(session, self._desk, message, link, zone)
            except InputError as unfit:
                told.append(f"No payment slip could be drawn. {unfit}")
                return None


def invoices_of(session: Session, message: MailMessage) -> list[Invoice]:
    """Return the invoices that a mail asks to be paid, the oldest due first; none for any other kind of mail."""
    if message.kind is MailKind.REMINDER:
        named = select(ReminderSent.invoice_id).where(ReminderSent.mail_id == message.id)
        query = select(Invoice).where(Invoice.id.in_(named)).order_by(Invoice.due_date, Invoice.id)
        return list(session.scalars(query))
    found = (
        session.get(Invoice, message.subject_id) if message.kind is MailKind.INVOICE and message.subject_id else None
    )
    return [found] if found is not None else []


def _drawn(session: Session, desk: Desk, message: MailMessage, link: PayLink, zone: str) -> Slip:
    # Imported here: what draws papers takes longer to import than most commands to run.
    from bookdesk.receivables.online.slip import Slipped, slip_pdf  # noqa: PLC0415 - see above

    invoice = session.get_one(Invoice, link.invoice_id)
    head, phrases = letterhead(session, desk.books), Phrases(message.language)
    buyer = billed_of(invoice.billed_to, session.get_one(Contact, invoice.contact_id))
    number = invoice.number or ""
    content = slip_pdf(
        Slipped(
            link,
            number,
            invoice.payment_reference or number,
            buyer.window(head.country, phrases.language),
            client_today(session, desk.clock),
            message.language,
            phrases.moment(link.until.astimezone(zone_of(zone))) if link.until is not None else "",
        ),
        head,
    )
    return Slip(invoice.id, Attached(file_name(f"pay-{number}.pdf"), "application/pdf", content))


def _zone(session: Session, message: MailMessage) -> str:
    """Return the zone of whoever reads a mail: the customer's, else the client's own."""
    contact = session.get(Contact, message.contact_id) if message.contact_id else None
    try:
        return zone_of((contact.zone if contact is not None else None) or voice(session).zone).key
    except BookDeskError:
        return "UTC"


def _sentence(refused: BookDeskError) -> str:
    return refused.what
