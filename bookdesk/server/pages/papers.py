"""Papers to keep: the document's own PDF and receipts, taken by POST, so that no address of a paper goes around."""

from __future__ import annotations

from starlette.responses import Response

from bookdesk.server.pages.port import DocumentGrant
from bookdesk.server.pages.visit import Visit, as_file
from bookdesk.server.views import PaymentView


def take(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the document as PDF."""
    paper = visit.services.take_paper(grant)
    return None if paper is None else as_file(paper)


def receipt(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the page of one payment, to be read or printed."""
    document = visit.services.document(grant)
    found = None if document is None else _payment(document.payments, visit.parts["payment"])
    return None if found is None else visit.page("receipt", document=document, payment=found)


def take_receipt(visit: Visit, grant: DocumentGrant) -> Response | None:
    """Return the receipt of one payment as PDF."""
    paper = visit.services.take_receipt(grant, visit.parts["payment"])
    return None if paper is None else as_file(paper)


def _payment(payments: tuple[PaymentView, ...], wanted: str) -> PaymentView | None:
    return next((payment for payment in payments if payment.id == wanted), None)
