"""Addresses in lines, as the post of a country wants them: where its postcode stands, and the country where abroad.

Source: the Universal Postal Union's addressing units by country (S42): in front of the town on the continent, behind it
in North America, Australia and New Zealand, on a line of its own in the United Kingdom and Ireland.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bookdesk.core.texts import clean
from bookdesk.formats.paper.countries import country_line

_BEHIND: Final = frozenset({"AU", "CA", "IN", "NZ", "SG", "US"})
_APART: Final = frozenset({"GB", "IE"})


@dataclass(frozen=True, slots=True)
class Postal:
    """The parts of an address; `street` may hold several lines. What is empty is left out."""

    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""


def postal_lines(where: Postal) -> tuple[str, ...]:
    """Return street, town and postcode in the order of their country, each text on its line and harmless."""
    street = [line for part in where.street.splitlines() if (line := clean(part))]
    city, postcode = clean(where.city), clean(where.postcode)
    if where.country in _APART:
        town = [city, postcode]
    elif where.country in _BEHIND:
        town = [f"{city} {postcode}".strip()]
    else:
        town = [f"{postcode} {city}".strip()]
    return tuple(line for line in (*street, *town) if line)


def window_lines(names: tuple[str, ...], where: Postal, home: str, language: str) -> tuple[str, ...]:
    """Return what stands in the window of an envelope that is posted in `home`: names, address, the country abroad.

    Who has no country is at home, and his town is written as there.
    """
    abroad = (country_line(where.country, language),) if where.country and where.country != home else ()
    return (
        *(name for one in names if (name := clean(one))),
        *postal_lines(replace(where, country=where.country or home)),
        *abroad,
    )
