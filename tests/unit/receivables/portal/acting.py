"""What people do at the desk in these tests."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.entered import Entered
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.ledger.allocating import Applied
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receiving import NewReceipt, book_receipt
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import CommandState, PortalCommand
from bookdesk.store.desk import Desk
from bookdesk.workspace import Workspace
from tests.support.billing import line
from tests.support.books import bank
from tests.support.sales import changing


def workspace_of(desk: Desk) -> Workspace:
    """Return a desk as the office knows it, as far as these tests need it."""
    return cast("Workspace", SimpleNamespace(desk=desk, real=False, serve=lambda: ()))


def paid(desk: Desk, invoice: Invoice, minor: int) -> str:
    """Enter money that came by bank, laid on an invoice; returns the receipt's id."""
    own, money = bank(desk), Money(minor, invoice.currency)
    with changing(desk) as work:
        day = client_today(work.session, desk.clock)
        laid = (Applied(invoice.id, money),)
        new = NewReceipt(
            invoice.contact_id, day, money, ReceiptWay.BANK, own.account_id, applied=laid, bank_account_id=own.id
        )
        made = book_receipt(work, new, by="ann", at=desk.clock.now())
        work.commit()
    return made.id


def offered(desk: Desk, contact_id: str, price: str = "80") -> Estimate:
    """Return an offered estimate of one line."""
    service = EstimateService(desk)
    return service.offer(service.draft(Entered(contact_id, (line(price),))).id)


def commands_of(desk: Desk, subject: str) -> list[str]:
    """Return the kinds of commands about a subject that the portal took, in their order."""
    query = select(PortalCommand.kind).where(
        PortalCommand.subject == subject, PortalCommand.state == CommandState.APPLIED
    )
    with desk.books.query() as session:
        return list(session.scalars(query.order_by(PortalCommand.place)))
