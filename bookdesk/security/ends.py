"""Access that ends: a person's last day with a client, counted where the client is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bookdesk.models.practice import Grant, User
from bookdesk.security.practice import OpenPractice


def end_of(day: date, zone: str | None) -> datetime:
    """Return the instant at which a last day is over; UTC where the client has no time zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone or "UTC")).astimezone(UTC)


def last_day(until: datetime, zone: str | None) -> date:
    """Return the last whole day before an instant."""
    return (until - timedelta(microseconds=1)).astimezone(ZoneInfo(zone or "UTC")).date()


def has_ended(practice: OpenPractice, grant: Grant) -> bool:
    """Return whether an access was certified until an instant that is over; `Tampered` if it is not certified."""
    until = practice.trusted.of(grant.certificate_id, grant.id).get("until")
    return until is not None and practice.clock.now() >= datetime.fromisoformat(str(until))


def ends_of(practice: OpenPractice, user: User) -> Iterator[tuple[str, date]]:
    """Yield name and last day of each client that a user reads for a time only, among those one reads oneself."""
    held = practice.file.grants_of(user.id)
    for entry in practice.clients():
        if entry.client_id in held and (until := practice.rights.until(user, entry.client_id)) is not None:
            yield entry.name, last_day(until, entry.profile.zone)
