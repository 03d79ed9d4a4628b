"""Whose account has something to state, as at a day: what he owes, what of it is late, when a statement was mailed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailKind
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.receivable import (
    open_invoices,
    plans_of,
    starts_on,
    still_open_invoice,
    still_unapplied,
    unapplied_receipts,
)
from bookdesk.mail.voice import reminder_recipients
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.mail import MailMessage
from bookdesk.models.receipt import Receipt
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Account:
    """A customer on the list: what he owes less his credit and what of it is late, one amount for each currency.

    `documents` counts what is open of him, `mailed` is when a statement was last written to him.
    """

    contact_id: str
    customer: str
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]
    documents: int
    addresses: tuple[str, ...]
    mailed: datetime | None


@dataclass(slots=True)
class _Sums:
    owed: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    overdue: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    documents: int = 0


def accounts(desk: Desk, until: date) -> tuple[Account, ...]:
    """Return the customers of whom something is open as at a day, by name; credit that settles nothing counts."""
    with desk.books.query() as session:
        today = client_today(session, desk.clock)
        sums: dict[str, _Sums] = defaultdict(_Sums)
        _add_invoices(session, sums, until, now=until >= today)
        _add_receipts(session, sums, until, now=until >= today)
        mailed = _mailed(session)
        query = select(Contact).where(Contact.customer.is_(True)).order_by(func.lower(Contact.name), Contact.id)
        return tuple(
            Account(
                one.id,
                one.name,
                _money(sums[one.id].owed),
                _money(sums[one.id].overdue),
                sums[one.id].documents,
                reminder_recipients(one),
                mailed.get(one.id),
            )
            for one in session.scalars(query)
            if one.id in sums
        )


def _add_invoices(session: Session, sums: dict[str, _Sums], until: date, *, now: bool) -> None:
    """Add what is open of invoices and credit notes; as at today only those are read of which something is left."""
    begun = or_(Invoice.posting_date <= until, Invoice.posting_date.is_(None))
    fits: ColumnElement[bool] = still_open_invoice() if now else Invoice.status != InvoiceStatus.DRAFT
    rows = session.scalars(select(Invoice).where(fits, begun)).all()
    left = open_invoices(session, rows, until)
    plans = plans_of(session, [row.id for row in rows if left[row.id]])
    for row in rows:
        amount = left[row.id].minor * row.sign
        if not amount or starts_on(row) > until:
            continue
        his = sums[row.contact_id]
        his.documents += 1
        his.owed[row.currency] += amount
        if row.sign > 0:
            plan = plans.get(row.id) or [(row.due_date, row.claim.minor)]
            asked = sum(part for day, part in plan if day is not None and day < until)
            his.overdue[row.currency] += max(0, asked - (row.claim.minor - amount))


def _add_receipts(session: Session, sums: dict[str, _Sums], until: date, *, now: bool) -> None:
    fits: ColumnElement[bool] = still_unapplied() if now else Receipt.day <= until
    found = session.execute(select(Receipt.id, Receipt.contact_id, Receipt.currency).where(fits)).all()
    left = unapplied_receipts(session, [row.id for row in found], until)
    for row in found:
        if left[row.id]:
            sums[row.contact_id].owed[row.currency] -= left[row.id]


def _mailed(session: Session) -> dict[str, datetime]:
    query = (
        select(MailMessage.contact_id, func.max(MailMessage.written_at))
        .where(MailMessage.kind == MailKind.STATEMENT)
        .group_by(MailMessage.contact_id)
    )
    return {str(contact_id): at for contact_id, at in session.execute(query) if contact_id}


def _money(sums: dict[str, int]) -> tuple[Money, ...]:
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)
