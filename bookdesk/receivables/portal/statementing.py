"""Statements of account at the portal, of customers who have something there, anew where what they say changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import PublishedDocument, PublishedStatement
from bookdesk.protocol.commands import PublishStatement
from bookdesk.protocol.contents import StatementContent, StatementRow, to_bytes
from bookdesk.protocol.words import PaperKind
from bookdesk.receivables.portal.outbox import Outbox
from bookdesk.receivables.portal.standing import customer_of
from bookdesk.receivables.portal.writing import Writer
from bookdesk.receivables.statements import AccountStatement, RowKind, account_statements

REACHES_BACK: Final = timedelta(days=365)
"""How far back a statement at the portal goes; what was before is its opening balance."""
_KINDS: Final = {RowKind.INVOICE: PaperKind.INVOICE, RowKind.CREDIT_NOTE: PaperKind.CREDIT_NOTE}


@dataclass(frozen=True, slots=True)
class Statements:
    """Queues statements in the transaction of the outbox."""

    session: Session
    outbox: Outbox
    writer: Writer
    today: date

    def tell(self, customers: Iterable[str]) -> None:
        """Queue the statements of those of these customers who have a document at the portal."""
        for contact in self._there(customers):
            found = account_statements(self.session, contact, self.today - REACHES_BACK, self.today)
            content = statement_of(contact.name, found)
            self._tell(contact, content, hashlib.sha256(to_bytes(content)).hexdigest())

    def _tell(self, contact: Contact, content: StatementContent, found: str) -> None:
        query = select(PublishedStatement).where(PublishedStatement.contact_id == contact.id)
        row = self.session.scalars(query).one_or_none()
        if row is None:
            row = PublishedStatement(contact_id=contact.id, edition=0, content_hash="")
            self.session.add(row)
        if row.content_hash == found:
            return
        row.edition, row.content_hash = row.edition + 1, found
        envelope = self.writer.closed(content, "statement", contact.id, row.edition)
        customer = customer_of(self.session, contact)
        self.outbox.queue(contact.id, PublishStatement(customer, self.today, row.edition, envelope))

    def _there(self, customers: Iterable[str]) -> Sequence[Contact]:
        known = select(PublishedDocument.document_id).where(PublishedDocument.gone.is_(False))
        of_invoices = select(Invoice.contact_id).where(Invoice.id.in_(known))
        of_estimates = select(Estimate.contact_id).where(Estimate.id.in_(known))
        query = select(Contact).where(
            Contact.id.in_(sorted(customers)), Contact.id.in_(of_invoices) | Contact.id.in_(of_estimates)
        )
        return self.session.scalars(query.order_by(Contact.id)).all()


def statement_of(name: str, found: Sequence[AccountStatement]) -> StatementContent:
    """Return accounts in several currencies as one statement; credit that settles nothing is not overdue."""
    return StatementContent(
        name=name,
        opening=tuple(one.opening for one in found),
        rows=tuple(
            StatementRow(row.day, _KINDS.get(row.kind), row.number, row.amount, row.balance)
            for one in found
            for row in one.rows
        ),
        closing=tuple(one.closing for one in found),
        overdue=tuple(one.ages.overdue for one in found if one.ages.overdue),
    )
