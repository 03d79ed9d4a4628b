"""The client's account at a gateway: connecting with a restricted key, and opening the gateway with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotAllowed, NotFound, RuleBroken
from bookdesk.gateways.catalogue import Access, open_gateway
from bookdesk.gateways.port import Gateway, MerchantAccount, Refused
from bookdesk.models.actions import Action
from bookdesk.models.gateway import CollectionAttempt, GatewayConnection, GatewayMove
from bookdesk.models.history import Origin
from bookdesk.receivables.online.attempts import require_none_open
from bookdesk.receivables.online.others import Neighbours, nobody, require_alone
from bookdesk.receivables.online.settings import keep_shared
from bookdesk.receivables.online.told import Source
from bookdesk.store.desk import Desk

OpenGateway = Callable[[str, Access], Gateway]
"""Opens a gateway by its name with a key (`gateways/catalogue`)."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How gateways are reached: what opens them, and whether this is a demo or training practice.

    `others` are the other clients of the practice, whose account none may be by accident.
    """

    opens: OpenGateway
    practice: bool
    others: Neighbours = nobody


def reach(desk: Desk, *, practice: bool, others: Neighbours = nobody) -> Reach:
    """Return the real way to gateways, by the clock of `desk`."""
    return Reach(lambda name, access: open_gateway(name, access, desk.clock), practice, others)


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection as it is shown: whose account, until when all is known, and what keeps it from being asked."""

    gateway: str
    account: MerchantAccount
    connected_at: datetime
    asked_at: datetime | None
    complete_to: datetime | None
    problem: str | None


def connect(  # noqa: PLR0913 - what a connection is made of
    desk: Desk, gateway: str, key: str, way: Reach, *, base_url: str | None = None, shared: str | None = None
) -> Connected:
    """Connect the client with an account, or give a connected one a new key; returns whose it is.

    What happened there before is not booked: it is in the books by other ways. `base_url` is a stand-in's, in practice
    only. `shared` says why another client may have the same account. `Refused` for a key that may not ask, `RuleBroken`
    where money of another account is in the books, `Conflict` where another client has this account, `NotAllowed` for a
    live account in a practice that is no real one.
    """
    desk.books.guard(Action.GATEWAY_CONNECTED, Origin.PERSON)
    access = Access(key, base_url=base_url, practice=way.practice)
    opened_now = way.opens(gateway, access)
    try:
        account = opened_now.account()
        stands = opened_now.list_events(None).cursor
    finally:
        opened_now.close()
    if account.live and way.practice:
        raise NotAllowed(
            f"{account.name} moves real money, and this is no practice for real.", "Use a key of its test mode."
        )
    if not _follows(desk, gateway, account):
        require_alone(way.others, gateway, account, shared=shared is not None)
        if shared is not None:
            keep_shared(desk, shared)
    with desk.books.upkeep() as session:
        _keep(session, desk.clock.now(), gateway, access, account, stands)
    return connected(desk)


def disconnect(desk: Desk) -> None:
    """Forget the key. `RuleBroken` while a page is open or a payment under way: nobody would hear of it any more."""
    desk.books.guard(Action.GATEWAY_CONNECTED, Origin.PERSON)
    with desk.books.upkeep() as session:
        row = connection_in(session)
        require_none_open(session, at_portal=True)
        session.delete(row)


def _follows(desk: Desk, gateway: str, account: MerchantAccount) -> bool:
    """Tell whether the books follow an account already, so that it only gets a new key."""
    with desk.books.query() as session:
        row = session.scalars(select(GatewayConnection)).one_or_none()
    return row is not None and (row.gateway, row.merchant) == (gateway, account.id)


def _keep(  # noqa: PLR0913, PLR0917 - what a connection is made of
    session: Session, now: datetime, gateway: str, access: Access, account: MerchantAccount, stands: str
) -> None:
    row = session.scalars(select(GatewayConnection)).one_or_none()
    if row is not None and row.merchant != account.id:
        _refuse_other(session, row)
        session.delete(row)
        session.flush()
        row = None
    if row is None:
        row = GatewayConnection(gateway=gateway, merchant=account.id, connected_at=now)
        row.cursor, row.complete_to = stands, now
        session.add(row)
    row.name, row.country, row.currency = account.name, account.country, account.currency
    row.live, row.automatic = account.live, account.automatic
    row.key, row.base_url, row.problem = access.key, access.base_url, None


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
def opened(desk: Desk, way: Reach) -> Iterator[tuple[Gateway, Source]]:
    """Yield the gateway of the client, and as whose account it tells; keeps in words why a key is refused."""
    with desk.books.query() as session:
        row = connection_in(session)
    gateway = way.opens(row.gateway, Access(row.key, row.merchant, row.base_url, way.practice))
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
