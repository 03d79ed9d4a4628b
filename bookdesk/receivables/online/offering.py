"""What a mail about an invoice is about to offer, and what that is expected to cost: told before it is offered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.amounts import is_taken
from bookdesk.gateways.catalogue import limits
from bookdesk.gateways.fees import Expected
from bookdesk.ledger.owner import client_today
from bookdesk.mail.paymark import pay_mark
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.receivables.online.collecting import payable
from bookdesk.receivables.online.connection import connection_in
from bookdesk.receivables.online.settings import expected_of
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Offered:
    """A link for `amount`, and what the gateway is expected to take of it by the method that is used.

    A method whose fee nobody entered is not among them.
    """

    amount: Money
    expected: Mapping[PayMethod, Expected]


def offered_in_mail(desk: Desk, document_id: str) -> Offered | None:
    """Return what a mail about a document offers if it left today: nothing for what is no invoice, or is not owed.

    Also nothing where no gateway is connected, none takes just this amount, or no links are wanted in mails. Nobody is
    asked.
    """
    with desk.books.query() as session:
        invoice = session.get(Invoice, document_id)
        if invoice is None or invoice.kind is not InvoiceKind.INVOICE or not pay_mark(session):
            return None
        today = client_today(session, desk.clock)
        is_draft = invoice.status is InvoiceStatus.DRAFT
        amount = invoice.total_money if is_draft else payable(session, invoice, today)
        taken = limits(connection_in(session).gateway, amount.currency)
        offers = amount.minor > 0 and is_taken(taken, amount)
        return Offered(amount, expected_of(session, amount, today)) if offers else None
