"""What the gateway is asked for an attempt, kept as JSON, so that the very same can be asked again."""

from __future__ import annotations

from bookdesk.core.records import from_data, to_data
from bookdesk.gateways.port import NewSession, SavedCharge
from bookdesk.protocol import jsontext


def kept(wish: NewSession | SavedCharge) -> str:
    """Return a wish as it is stored."""
    return jsontext.dumps(to_data(wish))


def new_session(text: str) -> NewSession:
    """Return the wish for a page."""
    return from_data(NewSession, jsontext.loads(text))


def saved_charge(text: str) -> SavedCharge:
    """Return the wish for a charge of a kept method."""
    return from_data(SavedCharge, jsontext.loads(text))
