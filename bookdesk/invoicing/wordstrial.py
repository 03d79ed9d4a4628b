"""Words of a mail tried on a real document of the client, else on a made-up one; nothing is written or sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.invoicing.mailing import SalesMailing, Wish
from bookdesk.mail.templates import Rendered, Template
from bookdesk.mail.templateservice import MailTemplateService
from bookdesk.mail.voice import locale_for, voice
from bookdesk.mail.wordings import language_of
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.desk import Desk

_LOOKED_AT: Final = 100
"""Documents among which one in the language of the words is looked for, newest first."""


@dataclass(frozen=True, slots=True)
class TriedWords:
    """The mail as it would be, and on what it was tried: number and customer of a real document, empty for none."""

    text: Rendered
    number: str = ""
    customer: str = ""


def try_words(desk: Desk, kind: MailKind, language: str, tone: Tone, template: Template) -> TriedWords:
    """Return a mail in these words; `InputError` where they are unfit.

    It is with the newest document of that kind whose customer reads the language, else to a made-up customer.
    """
    made_up = MailTemplateService(desk).preview(kind, language, tone, template)
    with desk.books.query() as session:
        spoken = voice(session)
        found = next(
            (
                (document, contact)
                for document, contact in _documents(session, kind)
                if language_of(document.language or locale_for(spoken, contact)) == language
            ),
            None,
        )
    if found is None:
        return TriedWords(made_up)
    document, contact = found
    real = SalesMailing(desk).preview(document.id, Wish(words=template))
    return TriedWords(real.text, document.number or "", contact.name)


def _documents(session: Session, kind: MailKind) -> Iterator[tuple[Invoice | Estimate, Contact]]:
    """Yield the newest documents that mails of a kind carry, with their customers."""
    if kind is MailKind.ESTIMATE:
        offers = select(Estimate, Contact).join(Contact, Contact.id == Estimate.contact_id)
        offers = offers.where(Estimate.status != EstimateStatus.DRAFT).order_by(Estimate.id.desc()).limit(_LOOKED_AT)
        yield from ((row[0], row[1]) for row in session.execute(offers))
    elif kind in _CARRIED:
        issued = select(Invoice, Contact).join(Contact, Contact.id == Invoice.contact_id)
        issued = issued.where(
            Invoice.kind == _CARRIED[kind],
            Invoice.status == InvoiceStatus.ISSUED,
            Invoice.number.is_not(None),
            Invoice.taken_on.is_(False),
        )
        newest = issued.order_by(Invoice.id.desc()).limit(_LOOKED_AT)
        yield from ((row[0], row[1]) for row in session.execute(newest))


_CARRIED: Final = {MailKind.INVOICE: InvoiceKind.INVOICE, MailKind.CREDIT_NOTE: InvoiceKind.CREDIT_NOTE}
WITH_DOCUMENT: Final = frozenset({MailKind.ESTIMATE, *_CARRIED})
"""Kinds of mail whose words are tried on a document."""
