"""Customers that the portal is to forget: nothing of theirs is told any more, and what it holds is deleted there.

The decision is kept in the books and the command follows from it, so that a portal that refuses, since a payment is
under way, or that was put back to an earlier day, is told again until it did. What the law makes the client keep stays
at the desk.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.portal import (
    CommandState,
    PortalCommand,
    PortalForgotten,
    PortalLink,
    PublishedDocument,
    PublishedReceipt,
    PublishedStatement,
)
from bookdesk.protocol.commands import EraseCustomer
from bookdesk.receivables.portal.outbox import ABOUT_A_DOCUMENT, OF_A_RECEIPT, Outbox
from bookdesk.receivables.portal.tenancy import tenant_in
from bookdesk.store.desk import Desk

ERASE = "erase customer"
_STANDS = (CommandState.WAITING, CommandState.SENT, CommandState.AWAITED, CommandState.APPLIED)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A customer that is forgotten at the portal; `done` once the portal said so."""

    contact: str
    name: str
    why: str
    done: bool


def forget_customer(desk: Desk, contact_id: str, why: str) -> None:
    """Let nothing of a customer be at the portal any more; with the next push it deletes what it has.

    `NotFound` for no customer of these books, `RuleBroken` without a reason and for one who is forgotten already.
    """
    if not why.strip():
        raise RuleBroken("Why the portal is to forget the customer was not said.", "Say it in a few words.")
    with desk.books.change(Action.PORTAL_CUSTOMER_FORGOTTEN, why.strip(), actor=desk.actor) as work:
        session = work.session
        tenant_in(session)
        if session.get(Contact, contact_id) is None:
            raise NotFound("That is no customer of these books.", "Choose one from the list of customers.")
        if contact_id in forgotten_in(session):
            raise RuleBroken("The portal forgets this customer already.", "It is told with the next push.")
        work.add(PortalForgotten(contact_id=contact_id, why=why.strip(), at=desk.clock.now(), by=desk.actor.user))
        work.commit()


def forgotten_in(session: Session) -> frozenset[str]:
    """Return the customers of whom nothing is told."""
    return frozenset(session.scalars(select(PortalForgotten.contact_id)))


def forgotten(session: Session) -> tuple[Forgotten, ...]:
    """Return who is forgotten, and whether the portal did."""
    rows = session.execute(
        select(PortalForgotten, Contact.name)
        .join(Contact, Contact.id == PortalForgotten.contact_id)
        .order_by(PortalForgotten.at, PortalForgotten.id)
    ).all()
    return tuple(
        Forgotten(row.contact_id, name, row.why, _last(session, row.contact_id) is CommandState.APPLIED)
        for row, name in rows
    )


def queue_erasing(session: Session, outbox: Outbox, *, anew: bool = False) -> None:
    """Queue what makes the portal forget: of whom it was not told yet, or refused; `anew` of all of them."""
    for contact in sorted(forgotten_in(session)):
        last = _last(session, contact)
        if last in _STANDS and not (anew and last is CommandState.APPLIED):
            continue
        for row in _commands(session, contact):
            if row.state is CommandState.REFUSED:
                row.state, row.data = CommandState.REPLACED, ""
        _let_go(session, outbox, contact)
        outbox.queue(contact, EraseCustomer(contact))


def _let_go(session: Session, outbox: Outbox, contact: str) -> None:
    """Bring the register to what the portal will hold of a customer: nothing."""
    invoices = session.scalars(select(Invoice.id).where(Invoice.contact_id == contact))
    estimates = session.scalars(select(Estimate.id).where(Estimate.contact_id == contact))
    documents = [*invoices, *estimates]
    for document in documents:
        outbox.replace(document, ABOUT_A_DOCUMENT | OF_A_RECEIPT | {"grant link", "revoke link"})
    outbox.replace(contact, {"publish statement"})
    for published in session.scalars(select(PublishedDocument).where(PublishedDocument.document_id.in_(documents))):
        published.gone, published.held = True, 0
    for link in session.scalars(select(PortalLink).where(PortalLink.document_id.in_(documents))):
        link.revoked_at, link.told = link.revoked_at or outbox.now, True
    of_receipts = select(PublishedReceipt).where(PublishedReceipt.document_id.in_(documents))
    of_statements = select(PublishedStatement).where(PublishedStatement.contact_id == contact)
    for row in (*session.scalars(of_receipts), *session.scalars(of_statements)):
        session.delete(row)


def _last(session: Session, contact: str) -> CommandState | None:
    found = _commands(session, contact)
    return found[-1].state if found else None


def _commands(session: Session, contact: str) -> list[PortalCommand]:
    query = select(PortalCommand).where(PortalCommand.subject == contact, PortalCommand.kind == ERASE)
    return list(session.scalars(query.order_by(PortalCommand.place)))
