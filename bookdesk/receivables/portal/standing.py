"""How documents stand in the books, as the portal must know it; read for many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.ledger.receivable import open_invoices
from bookdesk.mail.voice import addresses_in, locale_for, voice
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.portal import PortalLink, PublishedDocument
from bookdesk.models.receipt import Receipt
from bookdesk.protocol.commands import Customer
from bookdesk.protocol.words import PaperState
from bookdesk.receivables.portal.telling import Standing
from bookdesk.receivables.portal.tenancy import kind_of

_ESTIMATES = {
    EstimateStatus.OFFERED: PaperState.ISSUED,
    EstimateStatus.ACCEPTED: PaperState.ACCEPTED,
    EstimateStatus.INVOICED: PaperState.ACCEPTED,
    EstimateStatus.DECLINED: PaperState.DECLINED,
    EstimateStatus.WITHDRAWN: PaperState.WITHDRAWN,
    EstimateStatus.DRAFT: PaperState.WITHDRAWN,
}

_BACK: Final = (BookedAs.REFUND, BookedAs.DISPUTE)
"""Bookings by which money of a payment went back."""


def in_question(session: Session) -> list[str]:
    """Return every document that is at the portal, or might have to be: known there, linked to, offered or open."""
    known = session.scalars(select(PublishedDocument.document_id).where(PublishedDocument.stranger.is_(False)))
    linked = session.scalars(select(PortalLink.document_id).distinct())
    estimates = session.scalars(select(Estimate.id).where(Estimate.status == EstimateStatus.OFFERED))
    query = select(Invoice).where(Invoice.status == InvoiceStatus.ISSUED, Invoice.taken_on.is_(False))
    left = open_invoices(session, session.scalars(query).all())
    still = [one for one, money in left.items() if money.minor]
    return sorted({*known, *linked, *estimates, *still})


def standings(session: Session, ids: Iterable[str]) -> list[Standing]:
    """Return how documents stand; drafts that were never numbered and what was taken over have no standing."""
    wanted = sorted(set(ids))
    invoices = [
        one for one in session.scalars(select(Invoice).where(Invoice.id.in_(wanted))) if one.number and not one.taken_on
    ]
    estimates = [one for one in session.scalars(select(Estimate).where(Estimate.id.in_(wanted))) if one.number]
    linked = set(session.scalars(select(PortalLink.document_id).where(PortalLink.document_id.in_(wanted))))
    left = open_invoices(session, invoices)
    included = included_in(session, [one.id for one in invoices])
    credited = _credits(session, [one.id for one in invoices])
    found = [
        _of_invoice(row, left[row.id], included.get(row.id, ()), credited.get(row.id, ()), linked=row.id in linked)
        for row in invoices
        if row.status is not InvoiceStatus.DRAFT
    ]
    return [*found, *(_of_estimate(row, linked=row.id in linked) for row in estimates)]


def customer_of(session: Session, contact: Contact) -> Customer:
    """Return a customer as the portal knows him: by hashes of his addresses, in lower case."""
    addresses = {*addresses_in(contact.email), *addresses_in(contact.reminder_email)}
    hashes = tuple(sorted(hashlib.sha256(one.lower().encode()).hexdigest() for one in addresses))
    return Customer(contact.id, hashes, locale_for(voice(session), contact))


def included_in(session: Session, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return by invoice the gateway's payments that the books have taken off what is open of it.

    A payment whose money went back counts (its receipt reversed, paid back, disputed), since what is open says so; one
    whose receipt settles nothing of the invoice otherwise does not: the portal still takes it off.
    """
    amount = func.sum(InvoiceAllocation.amount).label("amount")
    query = (
        select(InvoiceAllocation.invoice_id, GatewayMove.payment_id, Receipt.reversed_on, amount)
        .join(Receipt, Receipt.id == InvoiceAllocation.source_id)
        .join(MoveBooking, MoveBooking.receipt_id == Receipt.id)
        .join(GatewayMove, GatewayMove.id == MoveBooking.move_id)
        .where(
            InvoiceAllocation.invoice_id.in_(list(ids)),
            InvoiceAllocation.source == InvoiceSource.RECEIPT,
            MoveBooking.booked_as == BookedAs.RECEIPT,
            GatewayMove.payment_id.is_not(None),
        )
        .group_by(InvoiceAllocation.invoice_id, GatewayMove.payment_id, Receipt.reversed_on)
    )
    rows, found = session.execute(query).all(), dict[str, set[str]]()
    back = _went_back(session, {row.payment_id for row in rows})
    for row in rows:
        if row.amount > 0 or row.reversed_on is not None or row.payment_id in back:
            found.setdefault(row.invoice_id, set()).add(row.payment_id or "")
    return {invoice_id: tuple(sorted(payments)) for invoice_id, payments in found.items()}


def _went_back(session: Session, payments: Collection[str]) -> frozenset[str]:
    """Return those of the gateway's payments of which money went back, and that is in the books."""
    query = (
        select(GatewayMove.payment_id)
        .join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
        .where(GatewayMove.payment_id.in_(list(payments)), MoveBooking.booked_as.in_(_BACK))
    )
    return frozenset(one for one in session.scalars(query) if one is not None)


def _credits(session: Session, ids: Collection[str]) -> Mapping[str, Sequence[tuple[str, int]]]:
    query = select(InvoiceAllocation).where(
        InvoiceAllocation.invoice_id.in_(list(ids)), InvoiceAllocation.source == InvoiceSource.CREDIT_NOTE
    )
    found: dict[str, list[tuple[str, int]]] = {}
    for one in session.scalars(query.order_by(InvoiceAllocation.day, InvoiceAllocation.id)):
        found.setdefault(one.invoice_id, []).append((one.source_id, one.amount))
    return found


def _of_invoice(
    row: Invoice, left: Money, included: tuple[str, ...], notes: Sequence[tuple[str, int]], *, linked: bool
) -> Standing:
    if row.status is InvoiceStatus.VOID:
        state = PaperState.VOID
    else:
        settled = row.kind is InvoiceKind.INVOICE and left.minor <= 0
        state = PaperState.SETTLED if settled else PaperState.ISSUED
    return Standing(
        document=row.id,
        kind=kind_of(row),
        number=row.number or "",
        state=state,
        amount=row.total_money,
        open=Money(max(left.minor, 0), row.currency),
        included=included,
        credited=sum(amount for _, amount in notes),
        credited_by=notes[-1][0] if notes else None,
        issued=row.document_date,
        due=row.due_date,
        customer=row.contact_id,
        content="",
        wanted=left.minor > 0 or linked,
    )


def _of_estimate(row: Estimate, *, linked: bool) -> Standing:
    return Standing(
        document=row.id,
        kind=kind_of(row),
        number=row.number or "",
        state=_ESTIMATES[row.status],
        amount=row.total_money,
        open=row.total_money,
        included=(),
        credited=0,
        credited_by=None,
        issued=row.document_date,
        due=row.valid_until,
        customer=row.contact_id,
        content="",
        wanted=row.status is EstimateStatus.OFFERED or linked,
    )
