"""Reading Stripe's JSON without trust: what is missing or of another form raises `Misshapen`. Pure.

Unknown words are no fault. Stripe tells times as seconds since 1970 (UTC), amounts as whole numbers with the currency
beside them in lower case, and other objects as their id or, where they were asked for along with it, whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from bookdesk.core.money import Money
from bookdesk.gateways.stripe.limits import DEEPEST, to_money

Object = Mapping[str, Any]
_LONGEST = 500
"""Characters of any name or word that is kept."""
_LAST = 253_402_300_799
"""The last second of the year 9999."""


class Misshapen(ValueError):
    """An object does not have the form that Stripe documents."""


def text(of: Object, name: str) -> str:
    """Return a text that must be there."""
    found = maybe_text(of, name)
    if not found:
        raise Misshapen(f"{_kind(of)} without {name}")
    return found


def maybe_text(of: Object, name: str) -> str | None:
    """Return a text, or None where there is none; no longer than sensible, and nothing in it that cannot be kept."""
    found = of.get(name)
    if not isinstance(found, str) or not found:
        return None
    return found[:_LONGEST].replace("\0", "").encode(errors="replace").decode()


def word(of: Object, name: str) -> str:
    """Return a word of a list that Stripe keeps, or nothing where there is none."""
    return maybe_text(of, name) or ""


def number(of: Object, name: str) -> int:
    """Return a whole number that must be there."""
    found = of.get(name)
    if type(found) is not int:
        raise Misshapen(f"{_kind(of)} without a number {name}")
    return found


def instant(of: Object, name: str) -> datetime:
    """Return a moment that must be there."""
    seconds = number(of, name)
    if not 0 <= seconds <= _LAST:
        raise Misshapen(f"{_kind(of)} with no time in {name}")
    return datetime.fromtimestamp(seconds, UTC)


def maybe_instant(of: Object, name: str) -> datetime | None:
    """Return a moment, or None."""
    return instant(of, name) if of.get(name) is not None else None


def day(of: Object, name: str) -> date:
    """Return the day of a moment, which Stripe tells as midnight UTC."""
    return instant(of, name).date()


def money(of: Object, name: str, currency: str = "currency") -> Money:
    """Return an amount in the currency that stands beside it."""
    try:
        return to_money(number(of, name), text(of, currency))
    except ValueError as failure:
        raise Misshapen(f"{_kind(of)}: {failure}") from failure


def whole(of: Object, name: str) -> Object:
    """Return an object within another, or an empty one where it is absent or told as an id only."""
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def id_of(of: Object, name: str) -> str | None:
    """Return the id of another object, told as such or whole."""
    found = of.get(name)
    return maybe_text(found, "id") if isinstance(found, Mapping) else maybe_text(of, name)


def items(of: Object, name: str) -> list[Object]:
    """Return the objects of a list, or of a list object, within another."""
    found = of.get(name)
    listed = found.get("data") if isinstance(found, Mapping) else found
    return [item for item in listed if isinstance(item, Mapping)] if isinstance(listed, list) else []


def page(of: object) -> tuple[list[Object], bool]:
    """Return the objects of an answer that lists, and whether there are more."""
    if not isinstance(of, Mapping) or not isinstance(of.get("data"), list):
        raise Misshapen("no list")
    return items(of, "data"), of.get("has_more") is True


def too_deep(value: object) -> bool:
    """Tell whether JSON is nested deeper than anything of Stripe's."""
    level = [value]
    for _ in range(DEEPEST):
        # exact types: what a JSON reader makes is nothing else, and every answer goes through here whole
        level = [
            item
            for found in level
            for item in (found.values() if type(found) is dict else found if type(found) is list else ())
            if type(item) is dict or type(item) is list
        ]
        if not level:
            return False
    return True


def _kind(of: Object) -> str:
    return maybe_text(of, "object") or "an object"
