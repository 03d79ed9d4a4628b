"""Switching the portal on and off for a client, and what is offered there: decided by a person, kept in the books."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.records import to_data
from bookdesk.models.actions import Action
from bookdesk.models.gateway import GatewayConnection
from bookdesk.models.history import Origin
from bookdesk.models.portal import PortalSettings, PortalTenant
from bookdesk.protocol.envelope import FIRST
from bookdesk.receivables.online.attempts import require_none_open
from bookdesk.receivables.portal.outbox import Outbox
from bookdesk.receivables.portal.tenancy import find_tenant, settings_in, tenant_in
from bookdesk.receivables.portal.writing import Fresh, Writer
from bookdesk.store.desk import Desk

_SECRET = 32


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered at the portal, as in `PortalSettings`."""

    on: bool = True
    invoices: bool = True
    credit_notes: bool = True
    estimates: bool = True
    statements: bool = False
    papers: bool = True
    parts: bool = False
    auto_pay: bool = False
    fresh_days: int = 14
    keep_days: int = 90
    contact_line: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the client is at the portal: its address and pinned key, and what it made for him."""

    address: str
    portal_key: str
    box_key: str
    hook: str


def offer_in(session: Session) -> Offer:
    """Return what is offered; all switched off where nobody decided anything yet."""
    row = settings_in(session)
    if row is None:
        return Offer(on=False)
    return Offer(**{field.name: getattr(row, field.name) for field in fields(Offer)})


def keep_offer(desk: Desk, offer: Offer) -> None:
    """Keep what is offered. `RuleBroken` while a page of our own is open: the portal could open a second one."""
    with desk.books.change(Action.PORTAL_EDITED, "what is offered at the pay portal", actor=desk.actor) as work:
        session = work.session
        if offer.on:
            require_none_open(session, at_portal=False)
        row = settings_in(session)
        if row is None:
            row = PortalSettings()
            work.add(row)
        for field in fields(Offer):
            setattr(row, field.name, getattr(offer, field.name))
        work.commit()


def require_free(desk: Desk) -> None:
    """Refuse, as `keep_offer` would, before anything is opened at the portal that would then stand unused."""
    with desk.books.query() as session:
        require_none_open(session, at_portal=False)


def guard(desk: Desk) -> None:
    """Raise `NotAllowed` for who may not decide about the portal."""
    desk.books.guard(Action.PORTAL_EDITED, Origin.PERSON)


def keep_place(desk: Desk, place: Place, chance: Fresh) -> None:
    """Keep where the client is; `RuleBroken` where he is at another portal, whose chain of events is not this one's."""
    with desk.books.upkeep() as session:
        row = find_tenant(session)
        if row is None:
            row = PortalTenant(portal_key=place.portal_key, secret=chance(_SECRET).hex(), event_hash=FIRST)
            row.opened_at = desk.clock.now()
            session.add(row)
        elif row.portal_key != place.portal_key:
            raise RuleBroken(
                "This client is at another pay portal, whose messages are in his books.",
                "Use the portal he is at; its address may be another one.",
            )
        row.address, row.box_key, row.hook = place.address, place.box_key, place.hook


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """The portal's own restricted key at the gateway, and the secrets by which it believes the gateway's messages."""

    key: str
    hook_secrets: tuple[str, ...] = ()


def keep_gateway(desk: Desk, keys: PortalKeys, chance: Fresh) -> None:
    """Queue where customers pay, with the portal's own key, closed for the tenant; nothing of it is kept open here."""
    with desk.books.upkeep() as session:
        connection = session.scalars(select(GatewayConnection)).one_or_none()
        settings, tenant = settings_in(session), tenant_in(session)
        if connection is None or settings is None:
            raise RuleBroken(
                "This client is connected to no payment gateway.",
                "Connect his account first, with a key for this desk.",
                command="bookdesk online connect",
            )
        writer = Writer(desk.books.client_id, tenant, settings, chance)
        command = writer.gateway(connection.gateway, connection.merchant, keys.key, keys.hook_secrets)
        Outbox(session, desk.clock.now()).queue("tenant", command)
        tenant.gateway = to_data(command)


def note_problem(desk: Desk, problem: str | None) -> None:
    """Keep, or forget, why the portal could not be asked."""
    with desk.books.upkeep() as session:
        row = find_tenant(session)
        if row is not None and row.problem != problem:
            row.problem = problem
