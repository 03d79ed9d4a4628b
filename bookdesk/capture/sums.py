"""Amounts of a document grouped by value, and those that were chosen among them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from bookdesk.capture.candidates import Find
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.roles import Role
from bookdesk.capture.taxrows import TaxRow

FAINT: Final = 0.3
"""The evidence below which a label hardly speaks for an amount."""
TOLERANCE: Final = Decimal("0.02")
"""What rounding may leave between net + tax and the total, in units of the currency."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A value with the strongest find of each role; `best` is the find to show for it."""

    value: Decimal
    scores: dict[Role, float]
    best: dict[Role, Find]
    printed: int

    def score(self, role: Role) -> float:
        """Return the strongest evidence for `role`."""
        return self.scores.get(role, 0.0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """An amount, the find it rests on (None where it was computed) and the label's evidence, 0 to 1.

    `read` is what OCR read where arithmetic says that it misread.
    """

    value: Decimal
    find: Find | None
    evidence: float
    read: Decimal | None = None
    rounded: bool = False
    """Whether a printed rounding was added to it."""
    together: bool = False
    """Whether it is what the tax rates of the document make together, not printed by itself."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's amounts; `cash`: cash less change is the total.

    `balanced`: net + tax = total as printed, give or take the rounding of a till; `exact`: to the cent.
    """

    net: Chosen | None = None
    tax: Chosen | None = None
    total: Chosen | None = None
    due: Chosen | None = None
    rows: tuple[TaxRow, ...] = ()
    balanced: bool | None = None
    exact: bool = False
    legal: bool = False
    cash: bool = False
    tendered: bool = False
    prepaid: bool = False
    margin: float = 0.0
    mended: bool = False
    """Whether an amount was misread and arithmetic alone says what it is: no rate is printed that bears it out."""
    lines: Decimal | None = None
    """What the lines of the document add up to, where it has several."""
    rounded: bool = False
    """Whether a till says that it rounds, so that what the goods cost and what was paid differ."""
    outgrown: Decimal | None = None
    """A larger amount that a label names as the total just as clearly: this one may be that of one tax rate."""
    partial: bool = False
    """Whether the total is what one tax rate makes, while another is charged too (`bookdesk/capture/taxgroups.py`)."""
    emptied: bool = False
    """Whether nothing is named as the total as well, and more than once, as on an order that was cancelled."""
    rivals: Mapping[Role, tuple[Alternative, ...]] = field(default_factory=dict)
    """Amounts that labels speak for in each role, strongest first, the chosen one among them."""
