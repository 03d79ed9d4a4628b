"""A document of the pay portal as people name it: by its number or id, whether it is an invoice or an estimate."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import or_, select

from bookdesk.core.errors import NotFound
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.contact import Contact
from bookdesk.store.desk import Desk


def document_named(desk: Desk, number_or_id: str) -> str:
    """Return the id of an invoice, credit note or estimate; `NotFound`."""
    with suppress(NotFound):
        return EstimateService(desk).find(number_or_id)
    return InvoiceService(desk).find(number_or_id)


def customer_named(desk: Desk, name_or_id: str) -> str:
    """Return the id of a customer; `NotFound` where none or several are called so."""
    query = select(Contact.id).where(Contact.customer, or_(Contact.id == name_or_id, Contact.name == name_or_id))
    with desk.books.query() as session:
        found = session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise NotFound(
            f"{'Several customers are' if found else 'No customer is'} called {name_or_id}.", "Name him by his id."
        )
    return found[0]
