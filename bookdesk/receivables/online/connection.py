"""The client's account at a gateway: connecting with a restricted key, and opening the gateway with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotAllowed, NotFound, RuleBroken
from bookdesk.gateways.port import Gateway, MerchantAccount, Refused
from bookdesk.models.actions import Action
from bookdesk.models.gateway import CollectionAttempt, GatewayConnection, GatewayMove
from bookdesk.models.history import Origin
from bookdesk.receivables.online.told import Source
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Key:
    """What opens an account: the gateway's name, a restricted key, and where it is (a stand-in, in practice only)."""

    gateway: str
    secret: str
    base_url: str | None = None


OpenGateway = Callable[[Key, bool], Gateway]
"""Opens a gateway with a key; the second says that this is a demo or training practice."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection as it is shown: whose account, until when all is known, and what keeps it from being asked."""

    gateway: str
    account: MerchantAccount
    connected_at: datetime
    asked_at: datetime | None
    complete_to: datetime | None
    problem: str | None


def connect(desk: Desk, key: Key, open_gateway: OpenGateway, *, practice: bool) -> Connected:
    """Connect the client with an account, or give a connected one a new key; returns whose it is.

    What happened there before is not booked: it is in the books by other ways. `Refused` for a key that may not ask,
    `RuleBroken` where money of another account is in the books, `NotAllowed` for a live account in a practice that is
    no real one.
    """
    desk.books.guard(Action.GATEWAY_CONNECTED, Origin.PERSON)
    gateway = open_gateway(key, practice)
    try:
        account = gateway.account()
        stands = gateway.list_events(None).cursor
    finally:
        gateway.close()
    if account.live and practice:
        raise NotAllowed(
            f"{account.name} moves real money, and this is no practice for real.", "Use a key of its test mode."
        )
    with desk.books.upkeep() as session:
        _keep(session, desk.clock.now(), key, account, stands)
    return connected(desk)


def _keep(session: Session, now: datetime, key: Key, account: MerchantAccount, stands: str | None) -> None:
    row = session.scalars(select(GatewayConnection)).one_or_none()
    if row is not None and row.merchant != account.id:
        _refuse_other(session, row)
        session.delete(row)
        session.flush()
        row = None
    if row is None:
        row = GatewayConnection(gateway=key.gateway, merchant=account.id, connected_at=now)
        row.cursor, row.complete_to = stands, now
        session.add(row)
    row.name, row.country, row.currency = account.name, account.country, account.currency
    row.live, row.automatic = account.live, account.automatic
    row.key, row.base_url, row.problem = key.secret, key.base_url, None


def _refuse_other(session: Session, known: GatewayConnection) -> None:
    """Refuse to exchange an account of which something is in the books, or under way, for another one."""
    used = (select(GatewayMove.id), select(CollectionAttempt.id).where(CollectionAttempt.live))
    if any(session.scalars(one.limit(1)).first() for one in used):
        raise RuleBroken(
            f"These books follow the account {known.name}, and the key is of another one.",
            "Use a key of the same account.",
        )


def connected(desk: Desk) -> Connected:
    """Return the client's connection; `NotFound` where there is none."""
    with desk.books.query() as session:
        row = connection_in(session)
    account = MerchantAccount(row.merchant, row.name, row.country, row.currency, row.live, row.automatic)
    return Connected(row.gateway, account, row.connected_at, row.asked_at, row.complete_to, row.problem)


def connection_in(session: Session) -> GatewayConnection:
    """Return the row of the connection; `NotFound` where there is none."""
    row = session.scalars(select(GatewayConnection)).one_or_none()
    if row is None:
        raise NotFound(
            "This client is connected to no payment gateway.", "Connect it first.", command="bookdesk online connect"
        )
    return row


@contextmanager
def opened(desk: Desk, open_gateway: OpenGateway, *, practice: bool) -> Iterator[tuple[Gateway, Source]]:
    """Yield the gateway of the client, and as whose account it tells; keeps in words why a key is refused."""
    with desk.books.query() as session:
        row = connection_in(session)
    gateway = open_gateway(Key(row.gateway, row.key, row.base_url), practice)
    try:
        yield gateway, Source(row.gateway, row.merchant, desk.clock.now())
    except Refused as refused:
        note_problem(desk, str(refused))
        raise
    finally:
        gateway.close()


def note_problem(desk: Desk, problem: str | None) -> None:
    """Keep, or forget, why the gateway does not let itself be asked."""
    with desk.books.upkeep() as session:
        row = connection_in(session)
        if row.problem != problem:
            row.problem = problem
