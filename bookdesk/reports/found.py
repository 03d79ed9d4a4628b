"""Finds estimates, invoices and receipts by number, customer, reference or amount, the newest first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bookdesk.core.money import Money
from bookdesk.ledger.search import begins_amount, matches, stands_in, stands_in_number
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice
from bookdesk.models.receipt import Receipt

Place = Callable[[str], ColumnElement[bool]]
_BETWEEN = "-/._# "
"""What people write between the parts of a number, and leave out when they look for it."""


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record found: `number` may be missing, `state` tells how far it is."""

    id: str
    contact_id: str
    contact: str
    kind: str
    number: str
    state: str
    amount: Money


def find_invoices(session: Session, text: str, most: int) -> tuple[FoundRecord, ...]:
    """Return invoices and credit notes, drafts and cancelled ones among them."""
    columns = (Invoice.id, Invoice.contact_id, Contact.name, Invoice.kind, Invoice.number, Invoice.status)
    query = _select(*columns, Invoice.total, Invoice.currency).join(Contact, Contact.id == Invoice.contact_id)
    places = _places(Invoice.number, Invoice.total, Invoice.currency, Invoice.reference, Invoice.payment_reference)
    ordered = query.order_by(Invoice.document_date.desc(), Invoice.id.desc()).limit(most)
    return _found(session, ordered, text, places)


def find_estimates(session: Session, text: str, most: int) -> tuple[FoundRecord, ...]:
    """Return estimates, however far they are."""
    columns = (Estimate.id, Estimate.contact_id, Contact.name, Estimate.number, Estimate.status)
    query = _select(*columns, Estimate.total, Estimate.currency).join(Contact, Contact.id == Estimate.contact_id)
    places = _places(Estimate.number, Estimate.total, Estimate.currency, Estimate.reference)
    ordered = query.order_by(Estimate.document_date.desc(), Estimate.id.desc()).limit(most)
    return _found(session, ordered, text, places, kind="estimate")


def find_receipts(session: Session, text: str, most: int) -> tuple[FoundRecord, ...]:
    """Return receipts, reversed ones among them."""
    columns = (Receipt.id, Receipt.contact_id, Contact.name, Receipt.number, Receipt.reversed_on)
    state = func.iif(Receipt.reversed_on.is_not(None), "reversed", Receipt.way).label("status")
    query = _select(*columns, state, Receipt.amount.label("total"), Receipt.currency)
    query = query.join(Contact, Contact.id == Receipt.contact_id)
    places = _places(Receipt.number, Receipt.amount, Receipt.currency, Receipt.payment_reference)
    ordered = query.order_by(Receipt.day.desc(), Receipt.id.desc()).limit(most)
    return _found(session, ordered, text, places, kind="receipt")


def _select(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Select more columns than the types of `select` can name."""
    return select(*columns)


def _places(
    number: InstrumentedAttribute[str | None],
    amount: InstrumentedAttribute[int],
    currency: InstrumentedAttribute[str],
    *texts: InstrumentedAttribute[str | None],
) -> tuple[Place, ...]:
    key: ColumnElement[str | None] = func.upper(number)
    for sign in _BETWEEN:
        key = func.replace(key, sign, "")
    return (stands_in(Contact.name), stands_in_number(key), begins_amount(amount, currency), *map(stands_in, texts))


def _found(
    session: Session, ordered: Select[Any], text: str, places: tuple[Place, ...], kind: str = ""
) -> tuple[FoundRecord, ...]:
    typed = matches(text, *places)
    if typed is None:
        return ()
    return tuple(
        FoundRecord(
            id=row.id,
            contact_id=row.contact_id,
            contact=row.name,
            kind=kind or row.kind.value,
            number=row.number or "",
            state=str(row.status),
            amount=Money(row.total, row.currency),
        )
        for row in session.execute(ordered.where(typed))
    )
