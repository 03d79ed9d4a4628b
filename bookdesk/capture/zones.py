"""Which part of a page speaks of the seller and which of the buyer. Pure.

A zone starts at a heading (`Verkäufer`, `Bill to`) and reaches down to the next heading of its column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.capture.identity import is_legal_form
from bookdesk.capture.labels import Label, compact
from bookdesk.capture.lines import Cell, Sheet
from bookdesk.capture.roles import Role
from bookdesk.reading.words import Box

_REACH = 0.26
_MARGIN = 0.02
_BANK_LINES = 3
"""Lines by which the parts of an account stand apart at most."""
_HEADINGS = (Role.SELLER, Role.BUYER, Role.PARTY_END)
_MAIN_BUYERS = tuple(
    compact(word)
    for word in (
        *("bill", "käufer", "rechnungsempfänger", "advertiser", "invoice", "sold", "kunde", "customer"),
        *("facturation", "guest", "buyer"),
    )
)


@dataclass(frozen=True, slots=True)
class Zone:
    """A rectangle of a page under the heading `label` of `role`."""

    role: Role
    label: Label
    page: int
    box: Box

    def holds(self, page: int, box: Box) -> bool:
        """Whether the upper left corner of `box` lies in the zone."""
        x0, y0, x1, y1 = self.box
        return page == self.page and x0 <= box[0] < x1 and y0 <= (box[1] + box[3]) / 2 < y1

    @property
    def main(self) -> bool:
        """Whether it names the one who is billed rather than a place of delivery."""
        return any(part in self.label.phrase for part in _MAIN_BUYERS)


def zones_of(sheet: Sheet, labels: Sequence[Label]) -> tuple[Zone, ...]:
    """Return the zones of seller and buyer, in reading order."""
    headings = [label for label in labels if _is_heading(sheet, label) and not _is_holder(label, labels)]
    return tuple(
        Zone(role, label, label.page, _extent(label, headings))
        for label in headings
        if (role := _role(label)) in (Role.SELLER, Role.BUYER)
    )


def party_at(zones: Sequence[Zone], page: int, box: Box) -> Role | None:
    """Return whose zone a place is in: that of the nearest heading above it."""
    holding = [zone for zone in zones if zone.holds(page, box)]
    return max(holding, key=lambda zone: (zone.box[1], zone.box[0])).role if holding else None


def cell_of(sheet: Sheet, label: Label) -> Cell:
    """Return the cell in which a label starts."""
    cells = sheet.lines[label.line].cells
    return next(cell for cell in cells if cell.first <= label.first <= cell.last)


def _role(label: Label) -> Role | None:
    return next((role for role, _ in label.roles if role in _HEADINGS), None)


def _is_heading(sheet: Sheet, label: Label) -> bool:
    """Whether the label starts its cell and either fills it or ends with a colon."""
    if _role(label) is None:
        return False
    cell = cell_of(sheet, label)
    tokens = sheet.lines[label.line].tokens
    behind = tokens[label.last + 1].text if label.last < cell.last else ""
    alone = label.last == cell.last or behind.startswith((":", "(", "|"))
    if tokens[label.last + 1 : label.last + 2] and is_legal_form(tokens[label.last + 1].text):
        return False
    return label.first == cell.first and (alone or tokens[label.last].text.endswith(":"))


def _is_holder(label: Label, labels: Sequence[Label]) -> bool:
    """Whether `Account name` is said of a bank account, whose code or IBAN is labelled beside it, not of a customer."""
    return label.weight(Role.HOLDER) > 0 and any(
        (other.weight(Role.ROUTING) or other.weight(Role.IBAN))
        and other.page == label.page
        and abs(other.line - label.line) <= _BANK_LINES
        for other in labels
    )


def _extent(label: Label, headings: Sequence[Label]) -> Box:
    """Return the rectangle from the heading to its right neighbour and to the next heading below."""
    x0, y0, _, y1 = label.box
    right = [other.box[0] for other in headings if other.line == label.line and other.first > label.last]
    x1 = min(right) - _MARGIN / 2 if right else 1.01
    below = [
        other.box[1]
        for other in headings
        if other.page == label.page and other.box[1] > y1 and x0 - _MARGIN <= other.box[0] < x1
    ]
    return (x0 - _MARGIN, y0, x1, min([*below, y0 + _REACH]))
