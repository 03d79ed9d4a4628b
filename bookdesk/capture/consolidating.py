"""Lines of a draft put together into one, so that its sums and the tax of each code stay as they are. Pure.

Only lines of one account and one tax code are one. What a single line says of a quantity and its price is kept where
all say the same goods at the same price, else it would be said of goods that it is not of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger import tax

ALL: Final = "1"
"""What `lines` is set to so that one line is left, whatever the lines were read as."""
BY_CODE: Final = "by_code"
"""What `lines` is set to so that each account and tax code has one line."""
CHOSEN: Final = re.compile(r"[0-9]{1,4}(\+[0-9]{1,4})+")
"""What `lines` is set to so that these lines are one: `2+4+5`."""
_AND_MORE: Final = re.compile(r"(?P<first>.*\S) and (?P<more>[0-9]{1,4}) more", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A line as far as it counts here: account and tax code as people call them, `rate` of the code (0.10 is 10 %)."""

    position: int
    description: str
    account: str | None
    tax_code: str | None
    net: Money
    tax: Money
    rate: Decimal | None = None
    edited: bool = False
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


def positions_in(chosen: str) -> tuple[int, ...]:
    """Return the lines that `2+4+5` names, in their order, each once."""
    return tuple(sorted({int(one) for one in chosen.split("+")}))


def by_code(lines: Iterable[Line]) -> tuple[tuple[Line, ...], ...]:
    """Return the lines of each account and tax code that has several, in order."""
    groups: dict[tuple[str | None, str | None], list[Line]] = {}
    for one in lines:
        groups.setdefault((one.account, one.tax_code), []).append(one)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def unlike(lines: Sequence[Line]) -> tuple[str, str] | None:
    """Return why lines cannot be one, and what to do instead; None where they can."""
    for what, said in (("tax codes", [one.tax_code for one in lines]), ("accounts", [one.account for one in lines])):
        if len(set(said)) > 1:
            held = _listed(dict.fromkeys(one or "none" for one in said))
            return (
                f"{_named(lines)} have different {what}: {held}.",
                "Choose lines that have the same, or make one line for each account and tax code.",
            )
    if any(one.rate is None for one in lines) and not _taxed_alike(lines):
        return f"{_named(lines)} have no tax code yet and are taxed differently.", "Give them their tax codes first."
    return None


def together(lines: Sequence[Line], mode: TaxMode) -> Line:
    """Return one line in place of several that are not `unlike`; net and tax are theirs to the cent."""
    first, currency = lines[0], lines[0].net.currency
    net, added = (total((getattr(one, part) for one in lines), currency) for part in ("net", "tax"))
    same = len({(_key(one.description), one.unit_price) for one in lines}) == 1
    counted = [one.quantity for one in lines if one.quantity is not None]
    holds = same and first.unit_price is not None and len(counted) == len(lines)
    return replace(
        first,
        description=_described(lines),
        net=net,
        tax=added,
        edited=_stays(lines, net, added, mode),
        quantity=sum(counted, Decimal(0)) if holds else None,
        unit_price=first.unit_price if holds else None,
    )


def _described(lines: Sequence[Line]) -> str:
    """Return the words of the first line and how many more there were, also within lines that are some already."""
    said = [one.description.strip() for one in lines]
    counted = [_AND_MORE.fullmatch(one) for one in said]
    if len({_key(one) for one in said}) == 1 and counted[0] is None:
        return said[0]
    first = next((place for place, one in enumerate(said) if one), 0)
    more = sum(1 + (int(found["more"]) if found else 0) for found in counted) - 1
    begins = counted[first]
    return f"{begins['first'] if begins else said[first]} and {more} more"


def _stays(lines: Sequence[Line], net: Money, added: Money, mode: TaxMode) -> bool:
    """Whether the tax differs from the computed one for good reason, and counts as set.

    Cents of many lines add up. A tax that was wrong before is no better for being added to others.
    """
    rate = lines[0].rate
    if rate is None:
        return any(one.edited for one in lines)
    entered = net + added if mode is TaxMode.INCLUSIVE else net
    if tax.line(entered, rate, mode).tax == added:
        return False
    return all(tax.fits(_taxed(one, rate), mode, edited=one.edited) for one in lines)


def _taxed(one: Line, rate: Decimal) -> tax.TaxedLine:
    return tax.TaxedLine(one.net, one.tax, one.net + one.tax, rate)


def _taxed_alike(lines: Sequence[Line]) -> bool:
    """Whether lines without a tax code may all be of one rate."""
    net, added = sum(one.net.minor for one in lines), sum(one.tax.minor for one in lines)
    if not added and not any(one.tax.minor for one in lines):
        return True
    if not net or not added or any(one.net.minor and not one.tax.minor for one in lines):
        return False
    return all(tax.near(one.net.times(Decimal(added) / net), one.tax) for one in lines)


def _key(description: str) -> str:
    return " ".join(description.casefold().split())


def _named(lines: Sequence[Line]) -> str:
    return f"Lines {_listed(str(one.position) for one in lines)}"


def _listed(words: Iterable[str]) -> str:
    *before, last = words
    return f"{', '.join(before)} and {last}" if before else last
