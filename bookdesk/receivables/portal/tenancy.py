"""Rows of the client's place at the portal, and what of it is switched on. Nothing here asks the network."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.models.estimate import Estimate
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.portal import PortalSettings, PortalTenant
from bookdesk.protocol.words import PaperKind

Document = Invoice | Estimate


def settings_in(session: Session) -> PortalSettings | None:
    """Return what is offered at the portal; None where nobody decided anything yet."""
    return session.scalars(select(PortalSettings)).one_or_none()


def find_tenant(session: Session) -> PortalTenant | None:
    """Return the client's place at the portal, if he has one."""
    return session.scalars(select(PortalTenant)).one_or_none()


def tenant_in(session: Session) -> PortalTenant:
    """Return the client's place at the portal; `NotFound` where he has none."""
    found = find_tenant(session)
    if found is None:
        raise NotFound(
            "This client is not at the firm's pay portal.", "Switch it on for him first.", command="bookdesk portal on"
        )
    return found


def is_on(session: Session) -> bool:
    """Return whether customers of this client are led to the portal: then it alone opens pages to pay on."""
    settings = settings_in(session)
    return settings is not None and settings.on and find_tenant(session) is not None


def kind_of(document: Document) -> PaperKind:
    """Return as what a document is published."""
    if isinstance(document, Estimate):
        return PaperKind.ESTIMATE
    return PaperKind.CREDIT_NOTE if document.kind is InvoiceKind.CREDIT_NOTE else PaperKind.INVOICE


def is_offered(settings: PortalSettings, kind: PaperKind) -> bool:
    """Return whether papers of a kind are published at all."""
    wanted = {
        PaperKind.INVOICE: settings.invoices,
        PaperKind.CREDIT_NOTE: settings.credit_notes,
        PaperKind.ESTIMATE: settings.estimates,
    }
    return settings.on and wanted[kind]


def document_in(session: Session, document_id: str) -> Document | None:
    """Return an invoice, credit note or estimate by id."""
    return session.get(Invoice, document_id) or session.get(Estimate, document_id)
