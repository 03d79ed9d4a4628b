"""Which words desk and portal have in common: one major version, and the capabilities that both have."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bookdesk.core.errors import InputError

MAJOR, MINOR = 1, 0
CAPABILITIES = frozenset(
    {"documents", "estimates", "questions", "statements", "receipts", "accounts", "saved methods", "erasing", "rejoin"}
)
"""What this version can do; the other side uses only what both name."""

_FORM = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")


class UnknownVersion(InputError):
    """The other side speaks another major version, or none."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What both sides can do: the smaller minor version, and the capabilities that both name."""

    minor: int
    capabilities: frozenset[str]


def spoken() -> str:
    """Return this version as it travels: `1.0`."""
    return f"{MAJOR}.{MINOR}"


def agree(theirs: str, capabilities: Collection[str]) -> Agreed:
    """Return what both sides can do; `UnknownVersion` for another major version. Unknown capabilities are left out."""
    found = _FORM.fullmatch(theirs)
    if found is None or int(found[1]) != MAJOR:
        older, newer = ("portal", "desk") if found and int(found[1]) > MAJOR else ("desk", "portal")
        raise UnknownVersion(
            f"The other side speaks version {theirs[:20]} of the protocol, this one speaks {spoken()}.",
            f"Bring the {older} to the version of the {newer}; nothing is lost until then.",
        )
    return Agreed(min(MINOR, int(found[2])), CAPABILITIES & frozenset(capabilities))
