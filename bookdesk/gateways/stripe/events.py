"""The stream of Stripe's events from a place on, oldest first.

Stripe lists newest first and keeps 30 days. A place (`<seconds>.<event>`) is the newest event seen and its time: asked
with `ending_before`, Stripe gives the page right after it, whatever came meanwhile. The time tells when Stripe may have
forgotten the event, also if it should answer all the same. Before the first event a place has no event.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bookdesk.core.errors import InputError
from bookdesk.gateways.port import EventPage, RawEvent, Refused
from bookdesk.gateways.stripe import limits, mapping
from bookdesk.gateways.stripe.asking import Door, understood
from bookdesk.gateways.stripe.shapes import Object

_PATH = "/v1/events"
_MISSING = "resource_missing"
_PLACE = re.compile(r"(\d{1,10})\.([A-Za-z0-9_]{0,250})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """After which event to go on, and when that was; no event before there was any."""

    at: datetime
    event_id: str

    @classmethod
    def parsed(cls, text: str) -> Place:
        """Return a place as it was written; `InputError` for anything else."""
        found = _PLACE.fullmatch(text)
        if found is None:
            raise InputError("This is no place in Stripe's events.", "Begin where the events stand now.")
        return cls(datetime.fromtimestamp(int(found[1]), UTC), found[2])

    def __str__(self) -> str:
        return f"{int(self.at.timestamp())}.{self.event_id}"


def after(door: Door, cursor: str | None, limit: int, now: datetime) -> EventPage:
    """Return events after a cursor; without one where the stream stands; for a forgotten one that there is a gap."""
    if cursor is None:
        return EventPage((), str(_newest(door, now)), more=False)
    place = Place.parsed(cursor)
    if now - place.at > limits.EVENTS_KEPT:
        return _gap(door, now)
    if not place.event_id:
        return _from_the_first(door, place, limit)
    given: dict[str, Any] = {"ending_before": place.event_id, "limit": limit}
    try:
        found, more = door.page(_PATH, given)
    except Refused as refusal:
        if refusal.code != _MISSING:
            raise
        return _gap(door, now)
    return _page(place, found, more=more)


def _newest(door: Door, now: datetime) -> Place:
    found, _ = door.page(_PATH, {"limit": 1})
    return _place(_read(found)[0]) if found else Place(now, "")


def _gap(door: Door, now: datetime) -> EventPage:
    return EventPage((), str(_newest(door, now)), more=False, gap=True)


def _from_the_first(door: Door, place: Place, limit: int) -> EventPage:
    """Return the oldest events of all, for which the whole list is gone through, since it begins with the newest."""
    oldest: deque[Object] = deque(maxlen=limit)
    count = 0
    for one in door.pages(_PATH, {}):
        oldest.append(one)
        count += 1
    return _page(place, list(oldest), more=count > limit)


def _page(place: Place, newest_first: list[Object], *, more: bool) -> EventPage:
    events = _read(newest_first)[::-1]
    return EventPage(tuple(events), str(_place(events[-1]) if events else place), more=more)


def _read(found: list[Object]) -> list[RawEvent]:
    with understood():
        return [mapping.event(one) for one in found]


def _place(event: RawEvent) -> Place:
    return Place(event.created, event.id)
