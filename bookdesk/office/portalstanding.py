"""How firm and client stand at the pay portal, without asking it, and what of that a person changes at a desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.ledger.owner import NotStarted, client_profile
from bookdesk.models.contact import Contact
from bookdesk.models.estimate import Estimate
from bookdesk.models.gateway import GatewayConnection
from bookdesk.office import portal
from bookdesk.protocol.signing import fingerprint
from bookdesk.receivables.online.asking import LinkAsked
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.service import OnlineService
from bookdesk.receivables.portal.links import addresses
from bookdesk.receivables.portal.listing import Status
from bookdesk.receivables.portal.memory import device_of
from bookdesk.receivables.portal.switching import Offer, PortalKeys, guard, keep_gateway, keep_offer
from bookdesk.receivables.portal.tenancy import (
    document_in,
    find_tenant,
    is_offered,
    is_on,
    kind_of,
    settings_in,
    tenant_in,
)
from bookdesk.security.practice import OpenPractice
from bookdesk.workspace import Workspace


@dataclass(frozen=True, slots=True)
class FirmPaired:
    """With which portal the firm is paired: its address, and what people compare of its key."""

    address: str
    fingerprint: str
    paired_at: datetime


@dataclass(frozen=True, slots=True)
class AtPortal:
    """How a client stands: `here` says that this computer speaks for him, `keyed` that the portal has a key of its own.

    `connected` says that he has a payment gateway at all; `offer` is what is offered, or would be.
    """

    status: Status
    offer: Offer
    here: bool
    keyed: bool
    connected: bool


def firm_paired(practice: OpenPractice) -> FirmPaired | None:
    """Return with which portal the firm is paired, if it is."""
    try:
        row = portal.paired(practice)
    except NotFound:
        return None
    return FirmPaired(row.address, fingerprint(row.portal_key), row.paired_at)


def at_portal(workspace: Workspace) -> AtPortal | None:
    """Return how a client stands; None for one whose books are not started."""
    desk = workspace.desk
    with desk.books.query() as session:
        try:
            client_profile(session)
        except NotStarted:
            return None
        device, tenant = device_of(session, desk), find_tenant(session)
        connected = session.scalars(select(GatewayConnection.id).limit(1)).first() is not None
        here = device is not None and device.registered
        keyed = tenant is not None and tenant.gateway is not None
    return AtPortal(portal.service(workspace).status(), portal.offered(workspace), here, keyed, connected)


def offer_there(practice: OpenPractice, workspace: Workspace, offer: Offer, ways: portal.Ways | None = None) -> None:
    """Keep what is offered; where this computer does not speak for the client yet, the portal is asked to let it."""
    guard(workspace.desk)
    with workspace.desk.books.query() as session:
        device, tenant = device_of(session, workspace.desk), find_tenant(session)
        here = tenant is not None and device is not None and device.registered
    if here:
        keep_offer(workspace.desk, offer)
    else:
        portal.switch_on(practice, workspace, offer, None, ways)


def give_keys(workspace: Workspace, keys: PortalKeys, ways: portal.Ways | None = None) -> None:
    """Queue the portal's own key at the gateway; it leaves closed with the next telling. By who decides about it."""
    guard(workspace.desk)
    with workspace.desk.books.query() as session:
        tenant_in(session)
    keep_gateway(workspace.desk, keys, (ways or portal.Ways()).chance)


@dataclass(frozen=True, slots=True)
class LinkThere:
    """What is asked for by a document, and the link at which it is seen at the portal, if there is one.

    An invoice is paid there. Of an `estimate` nothing is asked yet but a decision; `asked.open` is its total then.
    """

    asked: LinkAsked
    address: str | None
    estimate: bool = False


def link_there(workspace: Workspace, document_id: str) -> LinkThere | None:
    """Return how an invoice or estimate is reached at the portal, making nothing; None where it is not on there."""
    desk = workspace.desk
    with desk.books.query() as session:
        settings, document = settings_in(session), document_in(session, document_id)
        if document is None or settings is None or not is_on(session) or not is_offered(settings, kind_of(document)):
            return None
        whose = document.contact_id
        offered = _to_decide(session, document) if isinstance(document, Estimate) else None
    asked = offered or OnlineService(desk, reach(desk, practice=not workspace.real)).link_asked(document_id)
    return LinkThere(asked, addresses(desk, document_id).get(whose), offered is not None)


def _to_decide(session: Session, estimate: Estimate) -> LinkAsked:
    """Return an estimate as what is asked for: nothing is paid on it, so no way to pay and no fee belong to it."""
    who, total = session.get_one(Contact, estimate.contact_id).name, estimate.total_money
    return LinkAsked(estimate.id, estimate.number or "", who, total, total, (), None, None, None)


def make_link(workspace: Workspace, invoice_id: str) -> portal.Round:
    """Make the link of an invoice, which lets those before lead nowhere, and tell the portal, as far as it is there."""
    portal.service(workspace).link(invoice_id, anew=True)
    return portal.tell(workspace)


def withdraw_link(workspace: Workspace, invoice_id: str) -> portal.Round:
    """Let all links of an invoice lead nowhere, and tell the portal, as far as it is there."""
    portal.service(workspace).revoke(invoice_id)
    return portal.tell(workspace)


def withdraw_strangers(workspace: Workspace) -> int:
    """Queue that documents, which only the portal knows, are withdrawn there; returns how many."""
    service = portal.service(workspace)
    strangers = service.status().strangers
    for one in strangers:
        service.withdraw_stranger(one)
    return len(strangers)
