"""From a document a person has confirmed to the layout it teaches. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookdesk.capture.candidates import finds_of
from bookdesk.capture.lines import Line, Sheet, sheet_of
from bookdesk.capture.memory.layouts import LEARNED, Layout, Recalled, layout_of
from bookdesk.capture.memory.marks import Marker
from bookdesk.capture.places import Places
from bookdesk.reading.words import Box, Page


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A field as it was confirmed: its value in exact form (None: absent) and its place, if it was shown or chosen."""

    value: str | None
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens `first` to `last` of line number `line`."""

    line: int
    first: int
    last: int


def layout_taught(
    pages: Sequence[Page], supplier: str, fields: Mapping[str, Confirmed], marker: Marker
) -> Layout | None:
    """Return what a confirmed document teaches, None where it has no words or none of its values is on its pages.

    A value without a place is looked for on the pages; one that is not printed there teaches nothing.
    """
    sheet = sheet_of(pages)
    if not sheet.lines:
        return None
    places = Places(sheet, finds_of(sheet))
    values: dict[str, Tokens | None] = {}
    for name in LEARNED:
        confirmed = fields.get(name)
        if confirmed is None:
            continue
        if confirmed.value is None:
            values[name] = None
            continue
        at = standing_in(sheet, confirmed.page, confirmed.box) or _printed(places, sheet, name, confirmed.value)
        if at is not None:
            values[name] = at
    if not any(values.values()):
        return None
    return layout_of(sheet, supplier, values, marker)


def misled(recalled: Recalled, wrong: Mapping[str, Confirmed]) -> tuple[Layout, ...]:
    """Return the layouts that spoke for what was read of fields and corrected since; `wrong` is as it was read."""
    found: dict[int, Layout] = {}
    for name, read in wrong.items():
        at = standing_in(recalled.sheet, read.page, read.box)
        if at is None and read.value is not None:
            continue  # nobody knows where it was read
        found |= {id(layout): layout for layout in recalled.spoke_for(name, at)}
    return tuple(found.values())


def standing_in(sheet: Sheet, page: int | None, box: Box | None) -> Tokens | None:
    """Return the tokens in a box: of the line that has most of them."""
    if page is None or box is None:
        return None
    held = [(line, held) for line in sheet.lines if line.page == page and (held := _held(line, box))]
    if not held:
        return None
    line, tokens = max(held, key=lambda entry: len(entry[1]))
    return Tokens(line.number, tokens[0], tokens[-1])


def _held(line: Line, box: Box) -> list[int]:
    return [
        index
        for index, token in enumerate(line.tokens)
        if box[0] <= (token.box[0] + token.box[2]) / 2 <= box[2]
        and box[1] <= (token.box[1] + token.box[3]) / 2 <= box[3]
    ]


def _printed(places: Places, sheet: Sheet, name: str, value: str) -> Tokens | None:
    place = places.of(name, value)
    return standing_in(sheet, place.page, place.box) if place is not None else None
