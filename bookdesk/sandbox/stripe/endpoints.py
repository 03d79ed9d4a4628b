"""Webhook endpoints: who wants to be told of what; the secret is told once, when one is made."""

from __future__ import annotations

from bookdesk.sandbox.stripe import listing
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid
from bookdesk.sandbox.stripe.settings import API_VERSION
from bookdesk.sandbox.stripe.state import State


def create(state: State, given: Given) -> Record:
    """Make an endpoint; the answer holds its secret."""
    url, wanted = given.needed("url"), given.words("enabled_events")
    if not wanted:
        raise invalid("Missing required param: enabled_events.", "parameter_missing", "enabled_events")
    if not url.startswith(("http://", "https://")):
        raise invalid("Invalid URL: An explicit scheme (such as https) must be provided.", "url_invalid", "url")
    record: Record = {
        "id": state.new_id("we"),
        "object": "webhook_endpoint",
        "api_version": given.choice("api_version", (API_VERSION,)),
        "application": None,
        "created": state.now,
        "description": given.text("description"),
        "enabled_events": wanted,
        "livemode": False,
        "metadata": given.metadata(),
        "secret": state.new_id("whsec", 32),
        "status": "enabled",
        "url": url,
    }
    return state.endpoints.put(record)


def _told(record: Record) -> Record:
    return {name: value for name, value in record.items() if name != "secret"}


def retrieve(state: State, _given: Given, endpoint_id: str) -> Record:
    """Return one endpoint, without its secret."""
    return _told(state.endpoints.get(endpoint_id))


def list_endpoints(state: State, given: Given) -> Record:
    """Return a page of endpoints, without their secrets."""
    page = listing.paged(given, state.endpoints, "/v1/webhook_endpoints", lambda _: True)
    return {**page, "data": [_told(record) for record in page["data"]]}
