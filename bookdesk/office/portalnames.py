"""A document of the pay portal as people name it: by its number or id, whether it is an invoice or an estimate."""

from __future__ import annotations

from contextlib import suppress

from bookdesk.core.errors import NotFound
from bookdesk.invoicing.estimates import EstimateService
from bookdesk.invoicing.service import InvoiceService
from bookdesk.store.desk import Desk


def document_named(desk: Desk, number_or_id: str) -> str:
    """Return the id of an invoice, credit note or estimate; `NotFound`."""
    with suppress(NotFound):
        return EstimateService(desk).find(number_or_id)
    return InvoiceService(desk).find(number_or_id)
