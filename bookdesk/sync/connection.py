"""The connection of one client to one organisation: consent, tokens in the encrypted client file, and the provider.

The refresh token is kept in the client's file, which only the holder of its key opens, and in no other place.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, UsageError
from bookdesk.models.actions import Action
from bookdesk.models.history import Origin
from bookdesk.models.sync import LedgerConnection, LedgerMapping, OutboxEntry, PullCursor, RemoteLink, RemoteRecord
from bookdesk.store.desk import Desk
from bookdesk.sync.oauth import Consent, TokenKeeper, Tokens, TokenStore, tokens_from
from bookdesk.sync.providers.xero.client import NAME, XeroProvider
from bookdesk.sync.providers.xero.transport import Http, XeroClient, connections, endpoints

SCOPES = (
    "offline_access accounting.settings.read accounting.contacts accounting.invoices"
    " accounting.payments accounting.attachments accounting.banktransactions"
)
"""The least that is needed: overpayments and bank fees are bank transactions there; reports are not asked for."""

REDIRECT = "http://localhost:8642/"
"""Registered with the firm's own Xero app, to the letter. Nothing listens there yet: the address is pasted back."""

Pause = Callable[[float], None]


class Connecting:
    """The two halves of connecting: the address a person opens, and the address he comes back to."""

    def __init__(self, desk: Desk, application_id: str, *, base_url: str | None = None, practice: bool = False) -> None:
        """Connect with the firm's own app; `base_url` is for a stand-in, in a demo or training `practice` only.

        The door of the file is asked here, since a connection is kept in the machine's own table: `NotAllowed`.
        """
        desk.books.guard(Action.LEDGER_CONNECTED, Origin.PERSON)
        self._desk, self._base_url = desk, base_url
        self._where = endpoints(base_url, practice=practice)
        authorize = f"{self._where.login}/identity/connect/authorize"
        self.consent = Consent.ask(authorize, application_id, REDIRECT, SCOPES)

    def finish(self, came_back_to: str, organisation: str | None = None) -> str:
        """Redeem the consent and keep the connection; return the organisation's name.

        With several organisations `organisation` names one; `UsageError` lists them otherwise.
        """
        http = Http(self._where)
        try:
            granted = http.grant(self.consent.form(came_back_to))
            if granted is None:
                raise NotFound(
                    "The consent was used before or has run out.", "Ask for it again.", command="bookdesk sync connect"
                )
            tokens = tokens_from(granted, self._desk.clock.now())
            chosen = _choose(connections(http, tokens.access), organisation)
        finally:
            http.close()
        self._keep(chosen, tokens)
        return str(chosen["tenantName"])

    def _keep(self, chosen: Mapping[str, object], tokens: Tokens) -> None:
        now = self._desk.clock.now()
        with self._desk.books.upkeep() as session:
            known = _connection(session)
            if known is not None and known.tenant_id != chosen["tenantId"]:
                _refuse_other_organisation(session, known)
            row = known or LedgerConnection(provider=NAME)
            row.tenant_id, row.organisation = str(chosen["tenantId"]), str(chosen["tenantName"])
            row.application_id, row.base_url = self.consent.application_id, self._base_url
            row.connected_at, row.needs_reconnect = now, False
            _write_tokens(row, tokens)
            session.add(row)


def connected(desk: Desk, *, practice: bool, pause: Pause = time.sleep) -> XeroProvider:
    """Return the provider of the client's connection; `NotFound` where there is none."""
    with desk.books.query() as session:
        row = _connection(session)
    if row is None:
        raise _unconnected()
    http = Http(endpoints(row.base_url, practice=practice))
    keeper = TokenKeeper(_StoredTokens(desk), http.grant, row.application_id, desk.clock)
    client = XeroClient(http, keeper, row.tenant_id, desk.clock, pause)
    return XeroProvider(client, row.organisation)


class _StoredTokens(TokenStore):
    """Tokens in the client's file."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def load(self) -> Tokens:
        """Read them."""
        with self._desk.books.query() as session:
            row = _connection(session)
        if row is None or row.refresh_token is None:
            raise _unconnected()
        expires = row.access_expires_at or datetime.min.replace(tzinfo=UTC)
        return Tokens(row.access_token or "", expires, row.refresh_token, row.previous_refresh_token)

    def save(self, tokens: Tokens) -> None:
        """Write them."""
        with self._desk.books.upkeep() as session:
            row = _connection(session)
            if row is not None:
                _write_tokens(row, tokens)
                row.needs_reconnect = False

    def consent_ended(self) -> None:
        """Remember it."""
        with self._desk.books.upkeep() as session:
            row = _connection(session)
            if row is not None:
                row.needs_reconnect = True


def _connection(session: Session) -> LedgerConnection | None:
    return session.scalars(select(LedgerConnection).where(LedgerConnection.provider == NAME)).first()


def _write_tokens(row: LedgerConnection, tokens: Tokens) -> None:
    row.access_token, row.access_expires_at = tokens.access, tokens.expires_at
    row.refresh_token, row.previous_refresh_token = tokens.refresh, tokens.previous


def _unconnected() -> NotFound:
    return NotFound(
        "This client is connected to no accounting system.", "Connect it first.", command="bookdesk sync connect"
    )


def _choose(listed: list[Mapping[str, object]], organisation: str | None) -> Mapping[str, object]:
    names = ", ".join(str(item.get("tenantName")) for item in listed)
    fitting = [item for item in listed if organisation in {None, item.get("tenantName"), item.get("tenantId")}]
    if len(fitting) != 1:
        raise UsageError(
            f"The consent covers these organisations: {names or 'none'}.",
            "Name the one that is meant.",
            command="--organisation NAME",
        )
    return fitting[0]


def _refuse_other_organisation(session: Session, known: LedgerConnection) -> None:
    """Refuse to point links and mappings of one organisation at another."""
    if any(session.scalars(select(table.id)).first() for table in (RemoteLink, LedgerMapping, OutboxEntry)):
        raise UsageError(
            f"This client belongs to the organisation {known.organisation}, and something was queued or mapped for it.",
            "Give consent for that organisation.",
        )
    session.execute(delete(RemoteRecord))
    session.execute(delete(PullCursor))
