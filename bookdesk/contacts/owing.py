"""What customers owe and have to their credit, for the lists of contacts: as conditions, and as sums of a few of them.

By the same conditions as the lists of invoices (`ledger.invoicelists`), so that a customer is overdue when one of his
invoices is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.ledger.invoicelists import InvoiceList, claimed, on_list
from bookdesk.ledger.receivable import settled_part, still_unapplied, unapplied_receipts
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.receipt import Receipt

_NOTE = Invoice.kind == InvoiceKind.CREDIT_NOTE


@dataclass(frozen=True, slots=True)
class Owing:
    """How a customer stands: what he owes less his credit, by currency, where that is not nothing.

    `overdue` and `credit` say whether something is, and whether money or credit notes of his are not used up.
    """

    receivable: tuple[Money, ...] = ()
    overdue: bool = False
    credit: bool = False


NOTHING = Owing()


def owes(today: date) -> ColumnElement[bool]:
    """Return the condition on contacts of having an open invoice."""
    return _has(and_(on_list(InvoiceList.OPEN, today), ~_NOTE))


def is_overdue(today: date) -> ColumnElement[bool]:
    """Return the condition on contacts of having an invoice of which something was due before today."""
    return _has(on_list(InvoiceList.OVERDUE, today))


def has_credit(today: date) -> ColumnElement[bool]:
    """Return the condition on contacts of having a credit note or money that is not used up."""
    return or_(
        _has(and_(on_list(InvoiceList.OPEN, today), _NOTE)),
        Contact.id.in_(select(Receipt.contact_id).where(still_unapplied())),
    )


def owing(session: Session, contact_ids: Sequence[str], today: date) -> dict[str, Owing]:
    """Return how these contacts stand; one who neither owes nor has anything is left out."""
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    credit = _add_documents(session, contact_ids, sums) | _add_money(session, contact_ids, sums)
    late = select(Invoice.contact_id).where(Invoice.contact_id.in_(contact_ids), on_list(InvoiceList.OVERDUE, today))
    overdue = set(session.scalars(late))
    return {
        one: Owing(
            tuple(Money(minor, currency) for currency, minor in sorted(sums[one].items()) if minor),
            one in overdue,
            one in credit,
        )
        for one in tuple(sums)
    }


def _has(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return Contact.id.in_(select(Invoice.contact_id).where(condition))


def _add_documents(session: Session, contact_ids: Sequence[str], sums: dict[str, dict[str, int]]) -> set[str]:
    """Add what is open of invoices less what is left of credit notes; returns who has such a note."""
    left = func.sum(case((_NOTE, -1), else_=1) * (claimed() - settled_part()))
    query = (
        select(Invoice.contact_id, Invoice.currency, left, func.max(_NOTE))
        .where(Invoice.contact_id.in_(contact_ids), on_list(InvoiceList.OPEN, date.min))
        .group_by(Invoice.contact_id, Invoice.currency)
    )
    noted: set[str] = set()
    for contact_id, currency, minor, note in session.execute(query):
        sums[contact_id][currency] += minor
        noted |= {contact_id} if note else set()
    return noted


def _add_money(session: Session, contact_ids: Sequence[str], sums: dict[str, dict[str, int]]) -> set[str]:
    """Take off the money that settles nothing yet; returns whose it is."""
    query = select(Receipt.id, Receipt.contact_id, Receipt.currency).where(
        Receipt.contact_id.in_(contact_ids), still_unapplied()
    )
    kept = {row.id: (row.contact_id, row.currency) for row in session.execute(query)}
    for receipt_id, minor in unapplied_receipts(session, kept).items():
        contact_id, currency = kept[receipt_id]
        sums[contact_id][currency] -= minor
    return {contact_id for contact_id, _ in kept.values()}
