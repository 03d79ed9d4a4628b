"""All that the paper and the e-invoice of one document are made of, read at once; nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Printed
from bookdesk.formats.paper.letterhead import Letterhead
from bookdesk.formats.paper.wording import printable
from bookdesk.invoicing.custom import settings_of
from bookdesk.invoicing.drafting import instalments_of
from bookdesk.invoicing.writing import Line, lines_of
from bookdesk.ledger.owner import client_profile
from bookdesk.ledger.salescategories import TaxCategory, category
from bookdesk.mail.billing import Billed, billed_of
from bookdesk.mail.letterhead import letterhead
from bookdesk.mail.voice import locale_for, voice
from bookdesk.models.account import TaxCode
from bookdesk.models.client import ClientProfile
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.sales import SalesSettings
from bookdesk.store.books import Books

Document = Invoice | Estimate
_MONEY = (InvoiceSource.RECEIPT, InvoiceSource.BANK_LINE)


@dataclass(frozen=True, slots=True)
class Facts:
    """One document with what belongs to it. `codes` are its tax codes by id, `paid` what was paid by its own date."""

    document: Document
    lines: Sequence[Line]
    codes: Mapping[str, TaxCode]
    instalments: Sequence[Instalment]
    profile: ClientProfile
    settings: SalesSettings
    head: Letterhead
    buyer: Billed
    locale: str
    paid: Money
    corrects: Invoice | None = None

    @property
    def language(self) -> str:
        """The language of the paper: one that there are labels in."""
        return self.locale.partition("-")[0]

    @property
    def kind(self) -> Printed:
        """What the paper is."""
        if isinstance(self.document, Estimate):
            return Printed.ESTIMATE
        note = self.document.kind is InvoiceKind.CREDIT_NOTE
        return Printed.CREDIT_NOTE if note else Printed.INVOICE

    def money(self, minor: int) -> Money:
        """Return an amount in the currency of the document."""
        return Money(minor, self.document.currency)

    def category(self, line: Line) -> TaxCategory:
        """Return the tax category of a line; what has no tax code is outside the scope."""
        code = self.codes.get(line.tax_code_id or "")
        return TaxCategory.OUTSIDE if code is None else category(code.code, code.treatment.value)


def facts_of(session: Session, books: Books, document: Document) -> Facts:
    """Read what the paper of a document is made of; `RuleBroken` for one of the old system, which has no lines."""
    if isinstance(document, Invoice) and document.taken_on:
        raise RuleBroken(
            f"The invoice {document.number} was taken over from the old system.", "Its paper is to be had there."
        )
    instalments = instalments_of(session, document.id) if isinstance(document, Invoice) else []
    return facts_from(session, books, document, lines_of(session, document), instalments)


def facts_from(
    session: Session, books: Books, document: Document, lines: Sequence[Line], instalments: Sequence[Instalment]
) -> Facts:
    """Read what else the paper of a document with these lines and instalments is made of; none need be in the books."""
    contact = session.get(Contact, document.contact_id)
    if contact is None:
        raise NotFound("There is no such customer.", "Choose one from the list, or add him first.")
    codes = session.scalars(select(TaxCode).where(TaxCode.id.in_({one.tax_code_id for one in lines} - {None})))
    invoice = document if isinstance(document, Invoice) else None
    return Facts(
        document=document,
        lines=lines,
        codes={one.id: one for one in codes},
        instalments=instalments,
        profile=client_profile(session),
        settings=settings_of(session),
        head=letterhead(session, books),
        buyer=billed_of(None if invoice is None else invoice.billed_to, contact),
        locale=printable(document.language or locale_for(voice(session), contact)),
        paid=Money(0 if invoice is None else _paid(session, invoice), document.currency),
        corrects=session.get(Invoice, invoice.corrects_id) if invoice is not None and invoice.corrects_id else None,
    )


def _paid(session: Session, invoice: Invoice) -> int:
    """Return what had been paid on an invoice by the day it is dated, such as a deposit; a credit note pays nothing."""
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return 0
    query = select(func.coalesce(func.sum(InvoiceAllocation.amount), 0)).where(
        InvoiceAllocation.invoice_id == invoice.id,
        InvoiceAllocation.source.in_(_MONEY),
        InvoiceAllocation.day <= invoice.document_date,
    )
    return int(session.scalar(query) or 0)
