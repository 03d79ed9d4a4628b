"""A tenant's settings and closed content, read from its rows."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.records import from_data
from bookdesk.protocol.commands import SetTenant
from bookdesk.protocol.contents import PaperContent, ReceiptContent, StatementContent, from_bytes
from bookdesk.protocol.envelopes import Envelope, opened, place
from bookdesk.server.keys import PortalKeys
from bookdesk.server.storage.tables import TenantRow

_Content = TypeVar("_Content", PaperContent, ReceiptContent, StatementContent)

PAPER, RECEIPT, STATEMENT = "paper", "receipt", "statement"
"""What an envelope is of, within the context that binds it to its place."""


def held(session: Session, tenant: str) -> TenantRow:
    """Return a tenant; `NotFound` for one that was not opened."""
    row = session.get(TenantRow, tenant)
    if row is None:
        raise NotFound("That client is not open at this portal.", "Open it from the desk first.")
    return row


@lru_cache(maxsize=1024)
def read_settings(text: str) -> SetTenant | None:
    """Return a tenant's settings from their JSON, None where none came yet."""
    return from_data(SetTenant, json.loads(text)) if text else None


def settings(tenant: TenantRow) -> SetTenant:
    """Return a tenant's settings; `NotFound` where none came yet."""
    return known_settings(tenant.settings)


def known_settings(text: str) -> SetTenant:
    """Return settings from their JSON; `NotFound` where none came yet."""
    found = read_settings(text)
    if found is None:
        raise NotFound(
            "The portal does not know yet how to show this client.", "Send its settings from the desk first."
        )
    return found


def zone_of(known: SetTenant) -> ZoneInfo:
    """Return where a tenant's days begin."""
    return ZoneInfo(known.zone)


def envelope(text: str) -> Envelope:
    """Return an envelope from its JSON."""
    return from_data(Envelope, json.loads(text))


def read(keys: PortalKeys, tenant: TenantRow, record: type[_Content], closed: Envelope, where: str) -> _Content:
    """Return what is in an envelope; `CannotOpen` or `MalformedRecord` where it is not what it should be."""
    return from_bytes(record, opened(closed, where, keys.unwrap(tenant.id, tenant.box_key)))


def paper_place(tenant: str, document: str, version: int) -> str:
    """Return the context of a document's envelope."""
    return place(tenant, PAPER, document, version)


def receipt_place(tenant: str, document: str, receipt: str) -> str:
    """Return the context of a receipt's envelope."""
    return place(tenant, RECEIPT, f"{document}/{receipt}", 1)


def statement_place(tenant: str, customer: str, version: int) -> str:
    """Return the context of a statement's envelope."""
    return place(tenant, STATEMENT, customer, version)
