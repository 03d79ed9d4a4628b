"""Which bookings of a file are known already: re-import changes nothing, and two equal coffees survive. Pure.

The first key is a fingerprint that is counted: the k-th equal booking of a file is known if k equal ones are stored.
The second is the bank's own id, where it is reliable: an id that stands at different amounts is not. The same id
at another amount is a conflict, shown and never dropped.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from rapidfuzz import fuzz

_VOLATILE = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}[./-]\d{1,2}\.?(?:[./-]\d{2,4})?\b")
_NOT_ALNUM = re.compile(r"[^0-9A-Z]+")
_DAYS = 3
_ALIKE = 85
_SOME = 2


@dataclass(frozen=True, slots=True)
class Booking:
    """A booking of a file: `amount` in signed minor units, `source` the format it came in."""

    day: date
    amount: int
    currency: str
    text: str
    bank_id: str | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A stored booking."""

    id: str
    booking: Booking
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Fresh:
    """A booking to be stored, by its place in the file."""

    position: int
    fingerprint: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Conflict:
    """The bank gave an id that is stored at another amount; the booking is stored and shown."""

    position: int
    known: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """The bookings of a file, sorted out: new ones, and by place in the file the known ones they repeat."""

    fresh: tuple[Fresh, ...]
    repeated: dict[int, str]
    conflicts: tuple[Conflict, ...]


def fingerprint(booking: Booking) -> str:
    """Return SHA-256 over day, amount, currency and text; times and dates of card payments inside it do not count."""
    text = _NOT_ALNUM.sub(" ", _VOLATILE.sub(" ", booking.text.upper())).strip()
    plain = "\x1f".join((booking.day.isoformat(), str(booking.amount), booking.currency, text))
    return hashlib.sha256(plain.encode()).hexdigest()


@dataclass
class _Sorting:
    """What is still to be met while a file is walked."""

    incoming: Sequence[Booking]
    prints: list[str]
    left: dict[str, Known]
    repeated: dict[int, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)

    def meet(self, position: int, known: Known) -> None:
        """Note that a booking is a stored one, which is then met."""
        self.repeated[position] = known.id
        del self.left[known.id]

    def waiting(self) -> list[int]:
        """Return the places of bookings not yet recognised."""
        return [position for position in range(len(self.incoming)) if position not in self.repeated]


def sort_out(incoming: Sequence[Booking], known: Sequence[Known]) -> Sorted:
    """Sort the bookings of one file against what is stored of the same account."""
    sorting = _Sorting(incoming, [fingerprint(one) for one in incoming], {one.id: one for one in known})
    reliable = _reliable_ids(incoming, known)
    _by_id(sorting, known, reliable)
    _by_fingerprint(sorting, known, reliable)
    _by_likeness(sorting)
    occurrences = Counter(one.fingerprint for one in known)
    fresh: list[Fresh] = []
    for position in sorting.waiting():
        occurrences[sorting.prints[position]] += 1
        fresh.append(Fresh(position, sorting.prints[position], occurrences[sorting.prints[position]]))
    return Sorted(tuple(fresh), sorting.repeated, tuple(sorting.conflicts))


def _reliable_ids(incoming: Sequence[Booking], known: Sequence[Known]) -> set[str]:
    """Return the ids that stand for one booking in the file: those at several amounts or days are no ids."""
    seen: dict[str, set[tuple[date, int]]] = defaultdict(set)
    for one in incoming:
        if one.bank_id:
            seen[one.bank_id].add((one.day, one.amount))
    stored: dict[str, set[tuple[date, int]]] = defaultdict(set)
    for item in known:
        if item.booking.bank_id:
            stored[item.booking.bank_id].add((item.booking.day, item.booking.amount))
    return {one for one in seen.keys() | stored.keys() if max(len(seen[one]), len(stored[one])) <= 1}


def _by_id(sorting: _Sorting, known: Sequence[Known], reliable: set[str]) -> None:
    """Recognise by the bank's id and an equal amount; text and day may have changed."""
    by_id = {one.booking.bank_id: one for one in known if one.booking.bank_id in reliable}
    for position, one in enumerate(sorting.incoming):
        stored = by_id.get(one.bank_id) if one.bank_id else None
        if stored is None:
            continue
        if stored.booking.amount != one.amount:
            sorting.conflicts.append(Conflict(position, stored.id))
        elif stored.id in sorting.left:
            sorting.meet(position, stored)
        else:  # the same id and amount twice in one file is one booking, listed twice
            sorting.repeated[position] = stored.id


def _by_fingerprint(sorting: _Sorting, known: Sequence[Known], reliable: set[str]) -> None:
    """Recognise by counted fingerprints. Different reliable ids keep equal bookings apart, unless no id ever agrees."""
    stable = bool(sorting.repeated) or _meetings(sorting) < _SOME
    stored: dict[str, list[Known]] = defaultdict(list)
    for one in known:
        stored[one.fingerprint].append(one)
    for position in sorting.waiting():
        incoming = sorting.incoming[position]
        for candidate in stored[sorting.prints[position]]:
            theirs = candidate.booking.bank_id
            apart = stable and incoming.bank_id in reliable and theirs in reliable and theirs != incoming.bank_id
            if candidate.id in sorting.left and not apart:
                sorting.meet(position, candidate)
                break


def _meetings(sorting: _Sorting) -> int:
    """Count equal fingerprints in file and store: if ids never agree there, the bank makes new ones each time."""
    stored = Counter(one.fingerprint for one in sorting.left.values() if one.booking.bank_id)
    file = Counter(sorting.prints[position] for position in sorting.waiting() if sorting.incoming[position].bank_id)
    return (stored & file).total()


def _by_likeness(sorting: _Sorting) -> None:
    """Recognise bookings that came in another format: equal amount, near day, and a text that is alike."""
    by_amount: dict[int, list[Known]] = defaultdict(list)
    for one in sorting.left.values():
        by_amount[one.booking.amount].append(one)
    for position in sorting.waiting():
        incoming = sorting.incoming[position]
        near = [
            one
            for one in by_amount[incoming.amount]
            if one.id in sorting.left
            and one.booking.source != incoming.source
            and abs((one.booking.day - incoming.day).days) <= _DAYS
            and fuzz.token_set_ratio(one.booking.text.upper(), incoming.text.upper()) >= _ALIKE
        ]
        if near:
            sorting.meet(position, min(near, key=lambda one: (abs((one.booking.day - incoming.day).days), one.id)))
