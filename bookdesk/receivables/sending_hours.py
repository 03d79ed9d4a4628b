"""When a message may leave: within a window of the recipient's own wall clock, on his business days. Pure.

What counts is the wall clock at the instant of sending, so a window is never computed from today's distance to UTC:
where clocks are put forward or back in between, the message still leaves when the recipient's clock shows the hour.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bookdesk.core.errors import InputError

WORKDAYS = frozenset(range(5))
"""Monday to Friday, as `date.weekday` counts them."""
_DAYS_IN_WEEK = 7
_SEARCHED = 400
"""Days ahead in which the next open window is looked for: more than a year of holidays is a mistake."""
_DAY = timedelta(days=1)


class Closed(StrEnum):
    """Why a message may not leave at an instant."""

    HOURS = "quiet hours"
    WEEKDAY = "weekend"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class SendingHours:
    """A window of the local wall clock, from `opens` up to but not including `closes`, and the weekdays it is open.

    `InputError` for a window that never opens, crosses midnight or names a day that no week has.
    """

    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = WORKDAYS

    def __post_init__(self) -> None:
        """Refuse a window through which nothing could ever leave."""
        if self.opens.tzinfo or self.closes.tzinfo or self.opens >= self.closes:
            raise InputError(
                f"Nothing can be sent from {self.opens:%H:%M} to {self.closes:%H:%M}.",
                "Let the window open before it closes, on one day.",
            )
        if not self.weekdays or not self.weekdays <= set(range(_DAYS_IN_WEEK)):
            raise InputError("Nothing can be sent on no day of the week.", "Choose at least one day.")


USUAL = SendingHours()
"""Nine to five, Monday to Friday."""


def zone_of(name: str) -> ZoneInfo:
    """Return the IANA zone of that name; `InputError` where there is none."""
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # an unknown name is a KeyError, a folder of zones an OSError
        raise InputError(
            f"{name!r} is not a time zone.", "Choose one by region and city, like Europe/Dublin."
        ) from None


def closed(at: datetime, zone: str, hours: SendingHours = USUAL, holidays: Collection[date] = ()) -> Closed | None:
    """Return why nothing may leave at the instant `at`, or `None` where it may; `holidays` are the recipient's."""
    local = at.astimezone(zone_of(zone))
    if local.date() in holidays:
        return Closed.HOLIDAY
    if local.weekday() not in hours.weekdays:
        return Closed.WEEKDAY
    return None if hours.opens <= local.time() < hours.closes else Closed.HOURS


def next_opening(after: datetime, zone: str, hours: SendingHours = USUAL, holidays: Collection[date] = ()) -> datetime:
    """Return the first instant, in UTC, at or after `after` at which a message may leave.

    Where the hour of opening is skipped as clocks go forward, the window opens with the first moment after the gap;
    where an hour comes twice, each of its moments counts. `InputError` if no day of the coming year is open.
    """
    if closed(after, zone, hours, holidays) is None:
        return after.astimezone(UTC)
    place = zone_of(zone)
    first = after.astimezone(place).date()
    for ahead in range(_SEARCHED):
        day = first + ahead * _DAY
        # A clock put back at midnight lets a day begin twice, so its neighbours are looked at, too.
        moments = (moment for near in (day - _DAY, day, day + _DAY) for moment in _openings(near, place, hours))
        found = [moment for moment in moments if moment >= after and closed(moment, zone, hours, holidays) is None]
        if found:
            return min(found)
    raise InputError("No day of the coming year is open for sending.", "Look at the holidays and the days of the week.")


def _openings(day: date, place: ZoneInfo, hours: SendingHours) -> Iterator[datetime]:
    """Yield the instants at which a window may begin on a day: the hour itself, each time it comes, and any jump."""
    for fold in (0, 1):
        yield datetime.combine(day, hours.opens, place).replace(fold=fold).astimezone(UTC)
    yield from _jump(datetime.combine(day, time(0), place).astimezone(UTC), place)


def _jump(start: datetime, place: ZoneInfo) -> Iterator[datetime]:
    """Yield the instant within a day of `start` at which the zone's clocks are changed, if they are."""
    low, high = start, start + _DAY
    before = low.astimezone(place).utcoffset()
    if high.astimezone(place).utcoffset() == before:
        return
    second = timedelta(seconds=1)  # the tables of zones know no finer
    while high - low > second:
        middle = low + (high - low) // second // 2 * second
        if middle.astimezone(place).utcoffset() == before:
            low = middle
        else:
            high = middle
    yield high
