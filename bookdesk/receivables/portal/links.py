"""Links to the portal, made offline: stable for each document and contact, revocable, and made anew under a new token.

A token is an HMAC-SHA256 under the tenant's secret, 256 bits, so books that were put back to an earlier day make the
same one again. Only its SHA-256 is ever told to the portal.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.models.estimate import Estimate, EstimateStatus
from bookdesk.models.invoice import InvoiceStatus
from bookdesk.models.portal import PortalLink, PortalTenant
from bookdesk.receivables.portal.forgetting import forgotten_in
from bookdesk.receivables.portal.tenancy import (
    Document,
    document_in,
    find_tenant,
    is_offered,
    kind_of,
    settings_in,
    tenant_in,
)
from bookdesk.store.desk import Desk

LASTS: Final = timedelta(days=365)
"""How long a link leads somewhere, unless it is used in a mail again before."""
RENEWED: Final = timedelta(days=120)
"""A link that is given out again lasts at least so long."""
_NOT_YET = (EstimateStatus.DRAFT, EstimateStatus.WITHDRAWN, InvoiceStatus.DRAFT, InvoiceStatus.VOID)


def link_for(desk: Desk, document_id: str, contact_id: str | None = None) -> str | None:
    """Return the address at which a contact (by default the document's own) sees a document and pays it.

    None where the portal is off for the client or such papers are not offered there, and for what is no paper yet or
    any more. It needs no network: the portal hears of a new link with the next push.
    """
    with desk.books.upkeep() as session:
        document = document_in(session, document_id)
        settings, tenant = settings_in(session), find_tenant(session)
        if document is None or settings is None or tenant is None or not is_offered(settings, kind_of(document)):
            return None
        if document.contact_id in forgotten_in(session):
            return None
        if document.status in _NOT_YET or not document.number or _is_taken_on(document):
            return None
        link = _live(session, document_id, contact_id or document.contact_id)
        now = desk.clock.now()
        if link is None:
            link = _next(session, document_id, contact_id or document.contact_id, now)
        elif link.expires_at < now + RENEWED:
            link.expires_at, link.told = now + LASTS, False
        return f"{tenant.address}/d/{token_of(tenant, link)}"


def revoke(desk: Desk, document_id: str, contact_id: str | None = None) -> int:
    """Let the links to a document lead nowhere, or those of one contact; returns how many did."""
    with desk.books.upkeep() as session:
        query = select(PortalLink).where(PortalLink.document_id == document_id, PortalLink.revoked_at.is_(None))
        if contact_id is not None:
            query = query.where(PortalLink.contact_id == contact_id)
        links = session.scalars(query).all()
        for link in links:
            link.revoked_at, link.told = desk.clock.now(), False
    return len(links)


def renew(desk: Desk, document_id: str, contact_id: str | None = None) -> str:
    """Revoke what leads to a document and return a new address; `NotFound` where there is none to be had."""
    revoke(desk, document_id, contact_id)
    found = link_for(desk, document_id, contact_id)
    if found is None:
        raise NotFound(
            "No link leads to this document at the portal.", "Let papers of its kind go to the portal first."
        )
    return found


def links_of(session: Session, document_id: str) -> Sequence[PortalLink]:
    """Return all links to a document that were ever made."""
    query = select(PortalLink).where(PortalLink.document_id == document_id)
    return session.scalars(query.order_by(PortalLink.contact_id, PortalLink.generation)).all()


def token_of(tenant: PortalTenant, link: PortalLink) -> str:
    """Return the token of a link, URL-safe base64 without padding."""
    named = f"{link.document_id}/{link.contact_id}/{link.generation}"
    made = hmac.new(bytes.fromhex(tenant.secret), b"portal-link\x00" + named.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode("ascii").rstrip("=")


def hash_of(tenant: PortalTenant, link: PortalLink) -> str:
    """Return what the portal knows of a link."""
    return hashlib.sha256(token_of(tenant, link).encode()).hexdigest()


def addresses(desk: Desk, document_id: str) -> dict[str, str]:
    """Return the live addresses of a document by contact; for a person to look at."""
    with desk.books.query() as session:
        tenant = tenant_in(session)
        live = [one for one in links_of(session, document_id) if one.revoked_at is None]
        return {one.contact_id: f"{tenant.address}/d/{token_of(tenant, one)}" for one in live}


def _live(session: Session, document_id: str, contact_id: str) -> PortalLink | None:
    found = [one for one in links_of(session, document_id) if one.contact_id == contact_id and one.revoked_at is None]
    return found[-1] if found else None


def _next(session: Session, document_id: str, contact_id: str, now: datetime) -> PortalLink:
    before = [one.generation for one in links_of(session, document_id) if one.contact_id == contact_id]
    link = PortalLink(
        document_id=document_id,
        contact_id=contact_id,
        generation=max(before, default=0) + 1,
        made_at=now,
        expires_at=now + LASTS,
        told=False,
    )
    session.add(link)
    session.flush()
    return link


def _is_taken_on(document: Document) -> bool:
    return not isinstance(document, Estimate) and document.taken_on
