"""A client's desk beside a real portal in this process, over its own routes, and a way between them that can fail."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select
from starlette.applications import Starlette

from bookdesk.core.clock import MovableClock
from bookdesk.core.identifiers import new_id
from bookdesk.models.gateway import GatewayConnection
from bookdesk.models.portal import PublishedDocument
from bookdesk.office.portalpapers import PortalPapers
from bookdesk.protocol import commands, contents, envelopes, events, signing
from bookdesk.protocol.answering import HEADER as SEAL
from bookdesk.receivables.portal.memory import new_device
from bookdesk.receivables.portal.reaching import Answered, Exchange, Lost
from bookdesk.receivables.portal.service import PortalService
from bookdesk.receivables.portal.switching import Offer, Place, keep_offer, keep_place
from bookdesk.server import tenants
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.gatewaydoor import Gateways
from bookdesk.server.heart import Heart
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from bookdesk.server.storage.tables import DocumentRow, LinkRow, StatementRow, TenantRow
from bookdesk.server.telling import tell
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.memorygateway import MemoryGateway, MemoryGateways
from tests.support.portal import KEYS, Letters, paired

ADDRESS = "https://pay.bookdesk.test"


class Between:
    """The network between desk and portal. `faults` are taken one an exchange: before, after, 500, nonsense, none.

    `refused` is one more: a refusal that the portal did not sign. `tampers` and `seals` are somebody in between.
    `heard` is every request that reached the portal, as (method, path, headers, body).
    """

    def __init__(self, portal: Portal) -> None:
        """Lead to a portal; another one may take its place."""
        self.faults: list[str] = []
        self.tampers: Callable[[bytes], bytes] = lambda body: body
        self.seals: Callable[[str], str] = lambda seal: seal
        self.heard: list[tuple[str, str, Mapping[str, str], bytes]] = []
        self._runner = asyncio.Runner()
        self.lead_to(portal)

    def lead_to(self, portal: Portal) -> None:
        """Lead to this portal from now on."""
        app = Starlette(routes=portal.sync.routes())
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS)

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        """Send a request, unless it is to fail."""
        fault = self.faults.pop(0) if self.faults else "none"
        if fault == "before":
            return Lost("it is away", sent=False)
        if fault == "500":
            return Answered(500, b"out of order")
        if fault == "refused":
            return Answered(409, b'{"reason":"fork","what":"a","remedy":"b","at":"2026-07-01T00:00:00+00:00"}')
        self.heard.append((method, path, headers, body or b""))
        answer = self._runner.run(self._client.request(method, path, headers=dict(headers), content=body))
        if fault == "after":
            return Lost("it broke off", sent=True)
        said = b"<html>" if fault == "nonsense" else self.tampers(answer.content)
        return Answered(answer.status_code, said, self.seals(answer.headers.get(SEAL, "")))

    def close(self) -> None:
        """End the loop."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, raised: object, at: TracebackType | None) -> None:
        self.close()


@dataclass
class Side:
    """Both sides: the desk with its client switched on, the portal, and the way between."""

    home: Path
    desk: Desk
    portal: Portal
    between: Between
    clock: MovableClock
    gateway: MemoryGateway
    database: Path
    letters: Letters = field(default_factory=Letters)
    _more: list[Portal] = field(default_factory=list)

    @property
    def tenant(self) -> str:
        """The client's name at the portal."""
        return self.desk.books.client_id

    @property
    def service(self) -> PortalService:
        """The desk's side."""
        return self.service_of(self.desk)

    def service_of(self, desk: Desk) -> PortalService:
        """The side of another desk of the same client."""
        return PortalService(desk, PortalPapers(desk), lambda _: self.between)

    def offer(self, desk: Desk | None = None, **changed: object) -> None:
        """Let a desk in, and offer everything but papers and statements."""
        desk = desk or self.desk
        with desk.books.upkeep() as session:
            device = new_device(session, desk, os.urandom(32).hex())
        public = signing.public_of(_key(device.key))
        firm = paired(self.portal, new_id())
        opened, _ = firm.send(
            commands.OpenTenant(self.tenant), commands.RegisterDevice(self.tenant, device.name, public, "desk")
        )
        given = json.loads(opened.given)
        key = signing.public_of(self.portal.heart.keys.signing)
        keep_place(desk, Place(ADDRESS, key, given["box_key"], given["hook"]), os.urandom)
        with desk.books.upkeep() as session:
            new_device(session, desk, "").registered = True
        values: dict[str, object] = {"papers": False, **changed}
        keep_offer(desk, Offer(**values))  # type: ignore[arg-type] # by name

    def settle(self) -> None:
        """Show what would leave, and let it."""
        self.service.preview()
        self.service.push()

    def held(self) -> dict[str, DocumentRow]:
        """Return the documents that the portal holds."""
        with self.portal.heart.store.reading() as session:
            rows = session.scalars(select(DocumentRow).where(DocumentRow.tenant == self.tenant)).all()
            session.expunge_all()
        return {row.id: row for row in rows}

    def links(self) -> dict[str, LinkRow]:
        """Return the links that the portal knows, by their hashes."""
        with self.portal.heart.store.reading() as session:
            rows = session.scalars(select(LinkRow).where(LinkRow.tenant == self.tenant)).all()
            session.expunge_all()
        return {row.token_hash: row for row in rows}

    def content(self, document: str) -> contents.PaperContent:
        """Return what a reader at the portal sees."""
        row = self.held()[document]
        with self.portal.heart.store.reading() as session:
            own = session.get_one(TenantRow, self.tenant)
            where = tenants.paper_place(self.tenant, document, row.version)
            closed: envelopes.Envelope = tenants.envelope(row.envelope)
            return tenants.read(self.portal.heart.keys, own, contents.PaperContent, closed, where)

    def statement(self, customer: str) -> contents.StatementContent:
        """Return what a customer sees of his account."""
        with self.portal.heart.store.reading() as session:
            row, own = session.get_one(StatementRow, (self.tenant, customer)), session.get_one(TenantRow, self.tenant)
            where = tenants.statement_place(self.tenant, customer, row.version)
            closed = tenants.envelope(row.envelope)
            return tenants.read(self.portal.heart.keys, own, contents.StatementContent, closed, where)

    def happened(self, *told: events.Event) -> None:
        """Let the portal tell these events."""
        with self.portal.heart.store.writing() as session:
            tell(session, self.tenant, told, self.clock.now())

    def register(self) -> dict[str, PublishedDocument]:
        """Return what the desk believes the portal was told."""
        with self.desk.books.query() as session:
            return {row.document_id: row for row in session.scalars(select(PublishedDocument))}

    def put_portal_back(self, before: Path) -> None:
        """Go on with a portal as it was when its database was copied to `before`."""
        self.portal = self._more_of(before)
        self.between.lead_to(self.portal)

    def _more_of(self, database: Path) -> Portal:
        store = Store(sqlite_url(database))
        schema.prepare(store)
        made = assemble(Heart(store, KEYS, MemoryGateways(self.gateway), self.clock), Letters(), "portal@example.org")
        self._more.append(made)
        return made

    def copy_portal(self, to: Path) -> Path:
        """Copy the portal's database as a backup would."""
        with closing(sqlite3.connect(self.database)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
        return to

    def close(self) -> None:
        """Let go of every portal."""
        for one in self._more:
            one.close()


def connected(desk: Desk, gateway: str = "memory") -> None:
    """Connect the client's account at a gateway; by default at the one in memory."""
    with desk.books.upkeep() as session:
        session.add(
            GatewayConnection(
                gateway=gateway,
                merchant="acct",
                name="Acme",
                country="AU",
                currency="AUD",
                live=False,
                automatic=True,
                key="rk_test",
                connected_at=desk.clock.now(),
            )
        )


@contextmanager
def beside_a_portal(
    home: Path, *, on: bool = True, gateways: Callable[[MovableClock], Gateways] | None = None
) -> Iterator[Side]:
    """Yield a client's desk beside a portal of its own; by default its customers pay at the gateway in memory."""
    with client_desk(home / "desk") as desk:
        clock = desk.clock
        assert isinstance(clock, MovableClock)
        gateway, database = MemoryGateway(clock), home / "portal.db"
        store = Store(sqlite_url(database))
        schema.prepare(store)
        reached = MemoryGateways(gateway) if gateways is None else gateways(clock)
        letters = Letters()
        portal = assemble(Heart(store, KEYS, reached, clock), letters, "portal@example.org")
        with Between(portal) as between:
            side = Side(home, desk, portal, between, clock, gateway, database, letters, [portal])
            if on:
                side.offer()
            yield side
            side.close()


def moment(side: Side) -> datetime:
    """Return the present instant on both sides."""
    return side.clock.now()


def _key(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
