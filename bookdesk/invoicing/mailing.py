"""Invoices, credit notes and estimates by mail: previewed first, each sent once unless a person asks for it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CustomerKind, MailKind, MailStage
from bookdesk.invoicing.drafting import instalments_of, plan_of
from bookdesk.invoicing.lawful import Warned, warnings
from bookdesk.invoicing.papers import EInvoicing, einvoicing, make
from bookdesk.ledger.instalments import next_day, next_part
from bookdesk.ledger.receivable import open_invoices
from bookdesk.mail.billing import billed_of
from bookdesk.mail.chosen import chosen, worded
from bookdesk.mail.comeback import shut
from bookdesk.mail.lists import shut_addresses
from bookdesk.mail.outbox import AlreadyWritten, Letter, texts, write
from bookdesk.mail.paymark import pay_mark
from bookdesk.mail.phrases import Phrases
from bookdesk.mail.templates import Placeholder, Rendered, Template, Values
from bookdesk.mail.voice import Voice, bank_lines, greeted, locale_for, recipients, voice
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.mail import MailMessage, MailState
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk

Document = Invoice | Estimate


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person wants otherwise for this one mail: other recipients, copies, his own words, or to send it again."""

    to: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    words: Template | None = None
    again: bool = False


AS_USUAL = Wish()


@dataclass(frozen=True, slots=True)
class MailPreview:
    """A mail as it would be written now. `warned` says what speaks against mailing it; `einvoice` what is inside.

    `before` are the mails with this document that were written before and not taken out of the outbox, `shut` those of
    the recipients from whom the last mail came back. One that `waits` is the last of those before, still in the outbox.
    """

    kind: MailKind
    recipients: tuple[str, ...]
    copies: tuple[str, ...]
    from_name: str
    reply_to: str | None
    language: str
    text: Rendered
    warned: tuple[Warned, ...]
    einvoice: EInvoicing
    before: tuple[MailMessage, ...]
    shut: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class MailRun:
    """What was written for several documents, and for which it could not, by id, with why."""

    written: tuple[MailMessage, ...]
    failed: tuple[tuple[str, BookDeskError], ...]


class SalesMailing:
    """Mails that carry a document of one client. Nothing leaves here: it waits in the outbox."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def preview(self, document_id: str, wish: Wish = AS_USUAL) -> MailPreview:
        """Return the mail as it would be written now, also of a draft; nothing is kept."""
        einvoice = einvoicing(self._desk, document_id)
        with self._desk.books.query() as session:
            document = _document(session, document_id)
            contact, spoken = session.get_one(Contact, document.contact_id), voice(session)
            to, before = wish.to or recipients(contact), tuple(_before(session, document))
            return MailPreview(
                _kind(document),
                to,
                wish.copies,
                spoken.from_name,
                spoken.reply_to,
                _locale(document, spoken, contact),
                _text(session, document, contact, spoken, wish),
                _warned(spoken, document, contact, einvoice),
                einvoice,
                before,
                shut((*to, *wish.copies), shut_addresses(session)),
                bool(before) and _waits(session, before[-1]),
            )

    def write(self, document_id: str, wish: Wish = AS_USUAL) -> MailMessage:
        """Write the mail with the document's paper, which is made and kept first.

        `AlreadyWritten` where a mail with this paper was written before, unless the wish says `again`. `RuleBroken`
        for a draft, a cancelled document and one that waits for its number.
        """
        paper = make(self._desk, document_id)
        with self._desk.books.change(
            Action.MAIL_WRITTEN, f"mail with {paper.file_name}", actor=self._desk.actor
        ) as work:
            document = _document(work.session, document_id)
            if not wish.again:
                _refuse_second(work.session, _before(work.session, document), paper)
            contact, spoken = work.session.get_one(Contact, document.contact_id), voice(work.session)
            letter = _letter(work.session, document, contact, spoken, wish, paper)
            mail = write(work, letter, by=self._desk.actor.user, at=self._desk.clock.now())
            work.commit()
        return mail

    def write_all(self, document_ids: Iterable[str]) -> MailRun:
        """Write the mails of several documents, as after a run of schedules; what was mailed before is left out."""
        written: list[MailMessage] = []
        failed: list[tuple[str, BookDeskError]] = []
        for document_id in document_ids:
            try:
                written.append(self.write(document_id))
            except AlreadyWritten:
                continue
            except (InputError, RuleBroken, NotFound) as error:
                failed.append((document_id, error))
        return MailRun(tuple(written), tuple(failed))


def _document(session: Session, document_id: str) -> Document:
    found = session.get(Invoice, document_id) or session.get(Estimate, document_id)
    if found is None:
        raise NotFound("There is no such invoice or estimate.", "Refresh the list: it may have been deleted.")
    return found


def _kind(document: Document) -> MailKind:
    if isinstance(document, Estimate):
        return MailKind.ESTIMATE
    return MailKind.CREDIT_NOTE if document.kind is InvoiceKind.CREDIT_NOTE else MailKind.INVOICE


def _key(document: Document) -> str:
    """Return the beginning of the keys of a document's mails; they are counted behind it."""
    return f"{'estimate' if isinstance(document, Estimate) else 'invoice'}:{document.id}:"


def _before(session: Session, document: Document) -> Sequence[MailMessage]:
    """Return the mails with a document, oldest first, that were not taken out of the outbox."""
    query = (
        select(MailMessage)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .where(MailMessage.key.startswith(_key(document)), MailState.stage != MailStage.CANCELLED)
    )
    return session.scalars(query.order_by(MailMessage.id)).all()


def _waits(session: Session, mail: MailMessage) -> bool:
    """Whether a mail did not leave yet: what waits was not mailed."""
    stage = session.scalars(select(MailState.stage).where(MailState.mail_id == mail.id)).one()
    return stage in {MailStage.QUEUED, MailStage.SENDING}


def _refuse_second(session: Session, before: Sequence[MailMessage], paper: Paper) -> None:
    same = [one for one in before if paper.id in texts(one.attachments)]
    if same:
        day, whom = same[-1].written_at.date(), ", ".join(texts(same[-1].recipients))
        if _waits(session, same[-1]):
            raise AlreadyWritten(
                f"{paper.file_name} is in the outbox already, to {whom}.",
                "It leaves from there. Write it again only if two are to leave.",
                command="--again",
            )
        raise AlreadyWritten(
            f"{paper.file_name} was mailed on {day} to {whom}.",
            "Send it again only if it did not arrive.",
            command="--again",
        )


def _letter(  # noqa: PLR0913, PLR0917 - the mail, its document, and the two sides of it
    session: Session, document: Document, contact: Contact, spoken: Voice, wish: Wish, paper: Paper
) -> Letter:
    count = len(session.scalars(select(MailMessage.id).where(MailMessage.key.startswith(_key(document)))).all())
    text = _text(session, document, contact, spoken, wish)
    return Letter(
        key=f"{_key(document)}{count + 1}",
        kind=_kind(document),
        contact_id=contact.id,
        subject_id=document.id,
        recipients=wish.to or recipients(contact),
        copies=wish.copies,
        from_name=spoken.from_name,
        reply_to=spoken.reply_to,
        language=_locale(document, spoken, contact),
        subject=text.subject,
        plain=text.plain,
        html=text.html,
        attachments=(paper.id,),
    )


def _locale(document: Document, spoken: Voice, contact: Contact) -> str:
    return document.language or locale_for(spoken, contact)


def _text(session: Session, document: Document, contact: Contact, spoken: Voice, wish: Wish) -> Rendered:
    locale, kind = _locale(document, spoken, contact), _kind(document)
    values = _values(session, document, contact, spoken, Phrases(locale))
    return worded(wish.words or chosen(session, kind, locale), values)


def _values(session: Session, document: Document, contact: Contact, spoken: Voice, phrases: Phrases) -> Values:
    open_ = document.total_money
    payable = isinstance(document, Invoice) and document.kind is InvoiceKind.INVOICE
    if isinstance(document, Invoice):
        open_ = open_invoices(session, [document])[document.id] if document.number else open_
    number = document.number or ""
    reference = (document.payment_reference if isinstance(document, Invoice) else None) or number
    owed = payable and open_.minor > 0
    return {
        **dict.fromkeys(Placeholder, ""),
        Placeholder.CUSTOMER: greeted(contact),
        Placeholder.SENDER: spoken.from_name,
        Placeholder.NUMBER: number,
        Placeholder.ISSUED: phrases.day(document.document_date),
        Placeholder.DUE: _due(session, document, open_, phrases),
        Placeholder.OPEN: phrases.money(open_),
        Placeholder.TOTAL: phrases.money(document.total_money),
        Placeholder.INVOICES: [phrases.line("paid", number, document.total_money)],
        Placeholder.LINK: pay_mark(session) if owed else [],
        Placeholder.BANK: list(bank_lines(session, phrases.locale, reference)) if owed else [],
    }


def _due(session: Session, document: Document, open_: Money, phrases: Phrases) -> str:
    """By when it is to be paid: of one in parts, the next part and its day."""
    if isinstance(document, Estimate):
        return phrases.day(document.valid_until) if document.valid_until else phrases.word("no_end")
    plan = plan_of(instalments_of(session, document.id))
    found = next_part(plan, document.total - open_.minor)
    day = next_day(plan, document.total - open_.minor, document.due_date)
    if plan and (found is None or day is None):
        return phrases.word("instalments")
    if found is not None and found[1] != open_.minor:
        return phrases.line("next", document.number or "", Money(found[1], document.currency), day)
    return phrases.day(day) if day else phrases.word("on_receipt")


def _warned(spoken: Voice, document: Document, contact: Contact, einvoice: EInvoicing) -> tuple[Warned, ...]:
    """Return what speaks against mailing it; an estimate is no invoice, so nothing does."""
    if isinstance(document, Estimate):
        return ()
    buyer = billed_of(document.billed_to, contact)
    kind: CustomerKind = buyer.kind
    return warnings(spoken.country, buyer.country, kind, document.document_date, with_data=einvoice.inside)
