"""What is told where an invoice is settled, credited or cancelled while somebody may be paying it online.

One door for all acts: before one, what would become of what is under way; after one, what the act itself brought about,
told by what is open of each invoice now and was before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.ledger.receivable import open_invoices
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.receivables.online.underway import tries_of
from bookdesk.receivables.paying import Trying, foretold
from bookdesk.store.desk import Desk


def before_act(session: Session, invoices: Collection[str]) -> tuple[str, ...]:
    """Return in sentences what would become of what is under way for these invoices; nothing for most."""
    return _told(session, [one for one in tries_of(session) if one.invoice_id in invoices])


def before_credit(session: Session, notes: Iterable[str]) -> tuple[str, ...]:
    """Return the same for the invoices that these credit notes correct; documents that correct none have none."""
    corrected = select(Invoice.corrects_id).where(Invoice.id.in_(list(notes)), Invoice.corrects_id.is_not(None))
    wanted = set(session.scalars(corrected))
    return before_act(session, {one for one in wanted if one is not None}) if wanted else ()


def being_paid_now(desk: Desk) -> Mapping[str, int]:
    """Return what is open of the invoices that somebody may be paying online, in minor units."""
    with desk.books.query() as session:
        return _left(session, {one.invoice_id for one in tries_of(session)})


def after_act(desk: Desk, before: Mapping[str, int]) -> tuple[str, ...]:
    """Return in sentences what becomes of what is under way, where less is open by now than it asks for.

    `before` is what `being_paid_now` returned ahead of the act: what was as little open then is not told again.
    """
    if not before:
        return ()
    with desk.books.query() as session:
        now = _left(session, before.keys())
        less = {one for one in now if now[one] < before[one]}
        tries = [one for one in tries_of(session) if one.invoice_id in less and now[one.invoice_id] < one.amount.minor]
        return _told(session, tries)


def _left(session: Session, invoices: Collection[str]) -> dict[str, int]:
    rows = session.scalars(select(Invoice).where(Invoice.id.in_(list(invoices)))).all() if invoices else ()
    left = open_invoices(session, rows)
    return {row.id: left[row.id].minor if row.status is InvoiceStatus.ISSUED else 0 for row in rows}


def _told(session: Session, tries: Iterable[Trying]) -> tuple[str, ...]:
    wanted = list(tries)
    if not wanted:
        return ()
    query = select(Invoice.id, Invoice.number).where(Invoice.id.in_({one.invoice_id for one in wanted}))
    numbers = {row.id: row.number or "the invoice" for row in session.execute(query)}
    return foretold(wanted, numbers)
