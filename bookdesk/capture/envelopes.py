"""The line with which a letter names its sender above the address in an envelope's window (DIN 5008, NF Z11-001). Pure.

`Quillon Bau GmbH - Mühlweg 4 - 50667 Köln` in small print, and right below it, with the same left edge, the addressee
without any heading. Where it stands it says who sends and who is billed better than the letterhead does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bookdesk.capture.labels import Label
from bookdesk.capture.lines import Cell, Line, Sheet
from bookdesk.capture.roles import Role
from bookdesk.capture.zones import Zone

_PARTED = re.compile(r"\s+[-\u2013\u2014|]\s+|\s*[\u2022\u00b7\u2219|]\s*|,\s+")
_TOWN = re.compile(
    r"\b[0-9]{4,5}\s+[^\W\d]{2}|\b[A-Z]{2,3}\s+[0-9]{4,5}$|\b[A-Z]{1,2}[0-9][0-9A-Z]?\s[0-9][A-Z]{2}\b|\b[0-9]{4}\s?[A-Z]{2}\b"
)
"""A town with its postcode before it, a state with its behind, or a British or Dutch postcode."""
_LOWEST, _FURTHEST_LEFT = 0.4, 0.45
"""Share of the page above which, and left of which, the window of an envelope lies."""
_PARTS = range(3, 6)
_EDGE = 0.02
_NEXT = 4.0
"""Heights of the sender's line within which the address begins."""
_REACH = 0.1
_LINES = 8


@dataclass(frozen=True, slots=True)
class Sender:
    """The line of the sender: its cell, and how many tokens of it are the name."""

    page: int
    cell: Cell
    name: str


def senders_of(sheet: Sheet) -> tuple[Sender, ...]:
    """Return the senders' lines that stand over an address, at most one on a usual letter."""
    return tuple(_senders(sheet))


def window_of(sender: Sender) -> Zone:
    """Return the window below a sender's line as the zone of the buyer."""
    cell, box = sender.cell, sender.cell.box
    label = Label(cell.line, sender.page, cell.first, cell.last, "", ((Role.BUYER, 1.0),), box, "")
    return Zone(Role.BUYER, label, sender.page, (box[0] - _EDGE, box[3], max(box[2], _FURTHEST_LEFT), box[3] + _REACH))


def addressees_of(sheet: Sheet) -> Iterator[Cell]:
    """Yield first lines of what is nothing but an address, in the upper part: a name, and right below street and town.

    The sender's own address goes on with a telephone, a web address or a tax number.
    """
    for line in sheet.lines:
        if line.page > 1 or line.box[1] > _LOWEST:
            return
        for cell in line.cells:
            below = _block(sheet, line, cell)
            town = next((place for place, text in enumerate(below) if _TOWN.search(text)), None)
            if (
                town in {0, 1, 2}
                and not any(map(str.isdigit, cell.text))
                and not _CONTACT.search(" ".join(below[town + 1 :]))
            ):
                yield cell


_CONTACT = re.compile(r"(?i)@|www\.|https?:|\b(?:tel|phone|fon|fax|t[eé]l|ph|vat|abn|ein|ust|uid|nif|cif|tva|btw)\b")


def _senders(sheet: Sheet) -> Iterator[Sender]:
    for line in sheet.lines:
        if line.page > 1 or line.box[1] > _LOWEST:
            return
        for cell in line.cells:
            parts = [part.strip() for part in _PARTED.split(cell.text) if part.strip()]
            if cell.box[0] < _FURTHEST_LEFT and _names_a_sender(parts) and _over_address(sheet, line, cell):
                yield Sender(line.page, cell, parts[0])


def _names_a_sender(parts: Sequence[str]) -> bool:
    """Whether the parts are a name without figures, and a place with its postcode among what follows."""
    if len(parts) not in _PARTS or any(map(str.isdigit, parts[0])) or sum(map(str.isalpha, parts[0])) < 2:  # noqa: PLR2004 - one letter names nobody
        return False
    return any(_TOWN.search(part) for part in parts[1:])


def _over_address(sheet: Sheet, line: Line, cell: Cell) -> bool:
    """Whether the next lines begin at the same edge and one of them has a postcode."""
    texts = _block(sheet, line, cell)
    return len(texts) > 1 and any(_TOWN.search(text) for text in texts[1:])


def _block(sheet: Sheet, line: Line, cell: Cell) -> list[str]:
    """Return what stands close below a cell at the same left edge, line by line."""
    height, bottom, texts = cell.box[3] - cell.box[1], cell.box[3], []
    for below in sheet.lines[line.number + 1 : line.number + _LINES]:
        under = next((one for one in below.cells if abs(one.box[0] - cell.box[0]) < _EDGE), None)
        if under is None:
            continue
        if below.page != line.page or under.box[1] - bottom > _NEXT * max(height, under.box[3] - under.box[1]):
            break
        texts.append(under.text)
        bottom = under.box[3]
    return texts
