"""Buckets of tokens against guessing and flooding: in the database, so that they hold for all processes together.

A bucket holds `most` tokens and gains `most` over `period`. Where many are spent, a process draws several at a time and
spends them by itself: never more than there are, at most a draw is lost with the process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.moneytables import BucketRow

_WHOLE = 1_000_000
_REMEMBERED = 20_000
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FINE_FOR = timedelta(seconds=1)
"""How long a bucket that had a token is not looked into again, unless one was spent here."""
_PEEK: Final = text("SELECT level, at FROM bucket WHERE key = :key")


@dataclass(frozen=True, slots=True)
class Rule:
    """How many are allowed over a period, at most so many at once; `draw` at a time from the database."""

    most: int
    period: timedelta
    draw: int = 1


def level(rule: Rule, before: int, since: timedelta) -> int:
    """Return how full a bucket is, in millionths of a token, that was `before` full so long ago."""
    gained = max(timedelta(0), since) * rule.most * _WHOLE // rule.period
    return min(rule.most * _WHOLE, before + gained)


def wait(rule: Rule, full: int) -> int:
    """Return the seconds until a token is there, 0 for now."""
    if full >= _WHOLE:
        return 0
    lacking = (_WHOLE - full) * rule.period
    return int(-(-lacking // timedelta(seconds=rule.most * _WHOLE)))


@dataclass
class Buckets:
    """All buckets of a portal."""

    store: Store
    _drawn: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _fine: OrderedDict[str, datetime] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def spend(self, key: str, rule: Rule, now: datetime) -> int:
        """Take a token; returns the seconds to wait where there is none, 0 where it was taken."""
        with self._guard:
            own = self._drawn.get(key, 0)
            if own:
                self._drawn[key] = own - 1
                return 0
        got, seconds = self._draw(key, rule, now)
        with self._guard:
            self._fine.pop(key, None)
            if got > 1:
                self._drawn[key] = got - 1
                self._drawn.move_to_end(key)
            while len(self._drawn) > _REMEMBERED:
                self._drawn.popitem(last=False)
        return seconds

    def peek(self, key: str, rule: Rule, now: datetime) -> int:
        """Return the seconds until a token can be taken, 0 for now; nothing is spent."""
        with self._guard:
            if self._drawn.get(key, 0) or now - self._fine.get(key, _LONG_AGO) < _FINE_FOR:
                return 0
        with self.store.looking() as connection:
            row = connection.execute(_PEEK, {"key": key}).one_or_none()
        seconds = 0 if row is None else wait(rule, level(rule, row.level, now - moment(row.at)))
        with self._guard:
            if seconds == 0:
                self._fine[key] = now
            while len(self._fine) > _REMEMBERED:
                self._fine.popitem(last=False)
        return seconds

    def _draw(self, key: str, rule: Rule, now: datetime) -> tuple[int, int]:
        try:
            return self._taken(key, rule, now)
        except IntegrityError:  # two processes made the same bucket at once: it is there now
            return self._taken(key, rule, now)

    def _taken(self, key: str, rule: Rule, now: datetime) -> tuple[int, int]:
        with self.store.writing() as session:
            query = select(BucketRow).where(BucketRow.key == key).with_for_update()
            row = session.scalars(query).one_or_none()
            full = rule.most * _WHOLE if row is None else level(rule, row.level, now - moment(row.at))
            got = min(rule.draw, full // _WHOLE)
            if row is None:
                row = BucketRow(key=key)
                session.add(row)
            row.level, row.at = full - got * _WHOLE, stamp(now)
            return got, wait(rule, full) if not got else 0
