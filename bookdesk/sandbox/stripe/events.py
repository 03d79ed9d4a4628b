"""The log of events: kept for 30 days, listed newest first, each a copy of the object as it was."""

from __future__ import annotations

from bookdesk.sandbox.stripe import listing
from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid, missing
from bookdesk.sandbox.stripe.settings import API_VERSION, DAY
from bookdesk.sandbox.stripe.shelves import copied
from bookdesk.sandbox.stripe.state import State

_TYPES_AT_MOST = 20


def emit(state: State, kind: str, record: Record, previous: Record | None = None, version: str = API_VERSION) -> None:
    """Log that something happened to an object, and queue it for the endpoints that want it.

    `previous` holds what changed fields were before, in events named `*.updated`.
    """
    data: Record = {"object": copied(record)}
    if previous is not None:
        data["previous_attributes"] = copied(previous)
    request_id, key = state.cause
    event: Record = {
        "id": state.new_id("evt"),
        "object": "event",
        "api_version": version,
        "created": state.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {"id": request_id, "idempotency_key": key},
        "type": kind,
    }
    state.events.put(event)
    for endpoint in state.endpoints:
        wanted = endpoint["enabled_events"]
        if endpoint["status"] == "enabled" and ("*" in wanted or kind in wanted):
            state.outbox.put(event["id"], kind, endpoint["id"], state.now)


def retrieve(state: State, _given: Given, event_id: str) -> Record:
    """Return one event; after 30 days it is gone."""
    event = state.events.get(event_id)
    if not _kept(state, event):
        raise missing("event", event_id)
    return _shown(state, event)


def list_events(state: State, given: Given) -> Record:
    """Return a page of events: by type, up to 20 types, time, or delivery."""
    kind, kinds = given.text("type"), given.words("types")
    if kind and kinds:
        raise invalid("You may pass either `type` or `types`, not both.", param="types")
    if len(kinds) > _TYPES_AT_MOST:
        raise invalid("You may pass at most 20 types.", param="types")
    wanted = frozenset(kinds or ([kind] if kind else []))
    prefixes = tuple(name[:-1] for name in wanted if name.endswith("*"))
    within, delivered = listing.window(given, "created"), given.text("delivery_success")
    given.yes("delivery_success")
    oldest = state.now - state.settings.event_days * DAY
    for cursor in ("starting_after", "ending_before"):
        known = state.events.find(given.text(cursor) or "")
        if known and known["created"] < oldest:
            raise missing("event", known["id"], cursor)

    def fits(event: Record) -> bool:
        if event["created"] < oldest or not within(event):
            return False
        if wanted and event["type"] not in wanted and not (prefixes and event["type"].startswith(prefixes)):
            return False
        return delivered is None or (delivered == "false") == state.outbox.undelivered(event["id"])

    page = listing.paged(given, state.events, "/v1/events", fits)
    return {**page, "data": [_shown(state, event) for event in page["data"]]}


def _kept(state: State, event: Record) -> bool:
    oldest: bool = event["created"] >= state.now - state.settings.event_days * DAY
    return oldest


def _shown(state: State, event: Record) -> Record:
    pending = state.outbox.pending(event["id"])
    return {**event, "pending_webhooks": pending} if pending else event


def shown(state: State, event_id: str) -> Record:
    """Return an event as it is sent."""
    return _shown(state, state.events.get(event_id))
