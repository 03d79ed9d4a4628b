"""Lists: newest first, exact cursors, at most 100 a page, filters by time as numbers or as bounds."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.sandbox.stripe.forms import Given
from bookdesk.sandbox.stripe.messages import Record, invalid, unreadable
from bookdesk.sandbox.stripe.shelves import Shelf

PAGING = frozenset({"limit", "starting_after", "ending_before", "expand[]"})
CREATED = frozenset({"created", "created[gt]", "created[gte]", "created[lt]", "created[lte]"})
_USUAL = 10
_MOST = 100


def paged(given: Given, shelf: Shelf, url: str, fits: Callable[[Record], bool]) -> Record:
    """Return a page of what fits, as the request's cursors and limit have it."""
    limit = given.whole("limit")
    if limit is not None and not 1 <= limit <= _MOST:
        raise unreadable("Invalid limit: must be between 1 and 100.", "parameter_invalid_integer", "limit")
    after, before = given.text("starting_after"), given.text("ending_before")
    if after and before:
        raise invalid("You cannot parameterize ending_before and starting_after simultaneously.", param="ending_before")
    found, more = shelf.page(fits, limit or _USUAL, after, before)
    return {"object": "list", "data": found, "has_more": more, "url": url}


def window(given: Given, name: str) -> Callable[[Record], bool]:
    """Return the test of a time filter: an exact second, or gt, gte, lt, lte."""
    if not given.has(name):
        return lambda _: True
    if isinstance(given.raw(name), str):
        exact = given.whole(name)
        return lambda record: bool(record[name] == exact)
    low, high = 0, 1 << 62
    for bound, shift in (("gte", 0), ("gt", 1)):
        value = given.whole(f"{name}[{bound}]")
        low = low if value is None else max(low, value + shift)
    for bound, shift in (("lte", 0), ("lt", -1)):
        value = given.whole(f"{name}[{bound}]")
        high = high if value is None else min(high, value + shift)
    return lambda record: bool(low <= record[name] <= high)


def matching(given: Given, *names: str) -> Callable[[Record], bool]:
    """Return the test that fields of these names are what the request says, where it says something."""
    wanted = {name: value for name in names if (value := given.text(name)) is not None}
    return lambda record: all(record[name] == value for name, value in wanted.items())


def both(first: Callable[[Record], bool], second: Callable[[Record], bool]) -> Callable[[Record], bool]:
    """Return the test that both hold."""
    return lambda record: first(record) and second(record)
