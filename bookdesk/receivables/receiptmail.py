"""Receipts that leave: as a paper, made once and kept, and as a mail, written once, where the client wants it so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InputError, NotAllowed, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind, PaperKind
from bookdesk.formats.paper.letters import render_letter
from bookdesk.ledger.receivable import owed_by
from bookdesk.ledger.receiving import receipt_in_words
from bookdesk.mail.billing import billed, billed_of
from bookdesk.mail.chosen import chosen, worded
from bookdesk.mail.comeback import why_held
from bookdesk.mail.letterhead import letterhead
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.outbox import AlreadyWritten, Letter, write
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templates import Placeholder, Rendered, Values
from bookdesk.mail.voice import Voice, greeted, locale_for, recipients, settings_of, voice
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailMessage
from bookdesk.models.paper import Paper
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.receiptlists import ReceiptDetails, details_of, receipt_named
from bookdesk.receivables.receiptpaper import receipt_letter
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved
from bookdesk.store.papers import NewPaper, keep, newest, read

FRESH: Final = timedelta(days=3)
"""How long after it was entered a receipt is mailed by itself: who switches that on gets no mails of last year."""


@dataclass(frozen=True, slots=True)
class ReceiptRun:
    """What was written by itself, and for whose receipts it could not, with why."""

    written: tuple[MailMessage, ...]
    failed: tuple[tuple[str, BookDeskError], ...]


class ReceiptMailing:
    """Papers and mails of one client's receipts."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def pdf(self, receipt: str) -> bytes:
        """Return a receipt, by number or id, as it would be printed now."""
        with self._desk.books.query() as session:
            return self._pdf(session, receipt_named(session, receipt))

    def make(self, receipt: str) -> Paper:
        """Return the paper of a receipt, made the first time it is asked for and the same ever after."""
        with self._desk.books.query() as session:
            row = receipt_named(session, receipt)
            kept = newest(session, row.id, PaperKind.RECEIPT)
        if kept is not None:
            return kept
        reason = f"paper of {receipt_in_words(row)}"
        with self._desk.books.change(Action.PAPER_MADE, reason, actor=self._desk.actor) as work:
            made = self._paper(work, work.get(Receipt, row.id))
            work.commit()
        return made

    def take(self, receipt: str) -> bytes:
        """Return the paper of a receipt to be saved outside the encrypted files; the history says so first."""
        ((_, content),) = self.take_all([receipt])
        return content

    def take_all(self, receipts: Sequence[str], how: str = "saved") -> tuple[tuple[str, bytes], ...]:
        """Return name and PDF of several receipts; `how` they leave stands in the history first."""
        papers = [self.make(one) for one in receipts]
        for paper in papers:
            note_saved(self._desk, paper.file_name, how=how)
        return tuple((paper.file_name, read(self._desk.books, paper)) for paper in papers)

    def send(self, receipt: str) -> MailMessage:
        """Write the mail of a receipt with its paper, once; `AlreadyWritten` for a second one."""
        with self._change(f"receipt {receipt} mailed") as work:
            mail = self._write(work, receipt_named(work.session, receipt))
            work.commit()
        return mail

    def send_new(self) -> ReceiptRun:
        """Write the mails of receipts entered lately, each once; nothing where the client does not want that.

        Whoever may not write mails leaves them to the next who may.
        """
        with self._desk.books.query() as session:
            settings = settings_of(session)
            waiting = self._waiting(session) if settings is not None and settings.send_receipts else []
        written: list[MailMessage] = []
        failed: list[tuple[str, BookDeskError]] = []
        for row in waiting:
            try:
                self._require_open(row)
                written.append(self.send(row.id))
            except (AlreadyWritten, NotAllowed):
                continue
            except (InputError, RuleBroken) as error:
                failed.append((receipt_in_words(row), error))
        return ReceiptRun(tuple(written), tuple(failed))

    def _require_open(self, row: Receipt) -> None:
        """Write nothing by itself to an address from which mail came back; who sends the receipt himself may."""
        with self._desk.books.query() as session:
            contact = session.get_one(Contact, row.contact_id)
            held = why_held(recipients(contact), shut_addresses(session))
        if held is not None:
            raise RuleBroken(held, "Or send the receipt yourself.")

    def _waiting(self, session: Session) -> list[Receipt]:
        since = self._desk.clock.now() - FRESH
        query = (
            select(Receipt, Contact)
            .join(Contact, Contact.id == Receipt.contact_id)
            .where(Receipt.entered_at >= since, Receipt.reversed_on.is_(None))
            .order_by(Receipt.entered_at, Receipt.id)
        )
        found = [row for row, contact in session.execute(query) if recipients(contact)]
        known = set(session.scalars(select(MailMessage.key).where(MailMessage.key.in_([_key(row) for row in found]))))
        return [row for row in found if _key(row) not in known]

    def _write(self, work: Change, row: Receipt) -> MailMessage:
        session = work.session
        if row.reversed_on is not None:
            raise RuleBroken(f"The {receipt_in_words(row)} was reversed.", "There is nothing to be thanked for.")
        contact, spoken = work.get(Contact, row.contact_id), voice(session)
        if not recipients(contact):
            raise RuleBroken(f"{contact.name} has no mail address.", "Enter one, or print the receipt.")
        locale = locale_for(spoken, contact)
        paper = newest(session, row.id, PaperKind.RECEIPT) or self._paper(work, row)
        text = _text(session, contact, spoken, locale, details_of(session, row))
        letter = Letter(
            key=_key(row),
            kind=MailKind.RECEIPT,
            contact_id=contact.id,
            subject_id=row.id,
            recipients=recipients(contact),
            from_name=spoken.from_name,
            reply_to=spoken.reply_to,
            language=locale,
            subject=text.subject,
            plain=text.plain,
            html=text.html,
            attachments=(paper.id,),
        )
        return write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())

    def _paper(self, work: Change, row: Receipt) -> Paper:
        name = f"receipt-{row.number or row.id[-8:]}.pdf"
        content = self._pdf(work.session, row)
        return keep(work, self._desk, NewPaper(PaperKind.RECEIPT, row.id, name, "application/pdf", content))

    def _pdf(self, session: Session, row: Receipt) -> bytes:
        contact = session.get_one(Contact, row.contact_id)
        head, locale = letterhead(session, self._desk.books), locale_for(voice(session), contact)
        window = billed_of(billed(contact), contact).window(head.country, Phrases(locale).language)
        return render_letter(receipt_letter(details_of(session, row), head, window, locale))

    def _change(self, reason: str) -> Change:
        return self._desk.books.change(Action.MAIL_WRITTEN, reason, actor=self._desk.actor)


def send_new_receipts(desk: Desk) -> None:
    """Write the mails of new receipts; what stands in their way is told where somebody sends one himself."""
    ReceiptMailing(desk).send_new()


def _key(row: Receipt) -> str:
    return f"receipt:{row.id}"


def _text(session: Session, contact: Contact, spoken: Voice, locale: str, found: ReceiptDetails) -> Rendered:
    phrases = Phrases(locale)
    receipt = found.row.receipt
    owed = owed_by(session, contact.id).get(receipt.currency, Money.zero(receipt.currency))
    values: Values = {
        **dict.fromkeys(Placeholder, ""),
        Placeholder.CUSTOMER: greeted(contact),
        Placeholder.SENDER: spoken.from_name,
        Placeholder.NUMBER: receipt.number or "",
        Placeholder.ISSUED: phrases.day(receipt.day),
        Placeholder.TOTAL: phrases.money(receipt.money),
        Placeholder.OPEN: phrases.money(max(owed, Money.zero(receipt.currency))),
        Placeholder.INVOICES: [f"{one.number}: {phrases.money(one.amount)}" for one in found.settled],
    }
    return worded(chosen(session, MailKind.RECEIPT, locale), values)
