"""Which backups are kept: all of the last two days, then one a day, a week, a month. Pure.

Days, weeks and months are counted by those that have a backup, not by the calendar: whoever backs up once a week keeps
thirty weeks, and a clock that runs wrong makes nothing old. What cannot be read is nobody's to delete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ALL_WITHIN = timedelta(hours=48)
DAYS, WEEKS, MONTHS = 30, 12, 24


@dataclass(frozen=True, slots=True)
class SetFacts:
    """One backup: its folder's name, when it was made, the clients in it, and whether its list could be opened."""

    name: str
    made_at: datetime
    clients: frozenset[str]
    readable: bool = True


def keep(sets: Iterable[SetFacts], now: datetime) -> frozenset[str]:
    """Return the names of the backups to keep, as of `now`.

    Always among them: every unreadable one, every one made after `now`, the newest, and the newest that has a client.
    """
    found = sorted(sets, key=lambda one: (one.made_at, one.name), reverse=True)
    sound = [one for one in found if one.readable]
    kept = {one.name for one in found if not one.readable}
    kept |= {one.name for one in sound if one.made_at > _reference(sound, now) - ALL_WITHIN}
    kept |= {one.name for one in sound[:1]}
    for period, count in ((_day, DAYS), (_week, WEEKS), (_month, MONTHS)):
        kept |= _one_each(sound, period, count)
    return frozenset(kept | _newest_of_each_client(sound))


def _reference(sound: list[SetFacts], now: datetime) -> datetime:
    """Return from when the two days are counted back.

    It is the backup before the newest: one made while the clock was years ahead then makes none of the others old.
    """
    return min([now, *(one.made_at for one in sound[1:2])])


def _one_each(sound: list[SetFacts], period: Callable[[datetime], tuple[int, ...]], count: int) -> set[str]:
    """Return the newest of each period; beside it those that have a client which no newer one of the period has."""
    kept: dict[tuple[int, ...], list[SetFacts]] = {}
    for one in sound:
        those = kept.setdefault(period(one.made_at), [])
        if not any(one.clients <= newer.clients for newer in those):
            those.append(one)
    return {one.name for those in list(kept.values())[:count] for one in those}


def _newest_of_each_client(sound: list[SetFacts]) -> set[str]:
    newest: dict[str, str] = {}
    for one in sound:
        for client in one.clients:
            newest.setdefault(client, one.name)
    return set(newest.values())


def _day(at: datetime) -> tuple[int, ...]:
    return (at.toordinal(),)


def _week(at: datetime) -> tuple[int, ...]:
    return tuple(at.isocalendar()[:2])


def _month(at: datetime) -> tuple[int, ...]:
    return (at.year, at.month)
