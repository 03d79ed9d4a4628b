"""Whom a document bills: the name under a heading, where it stood before, the client's own, an address. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain

from bookdesk.capture.envelopes import addressees_of
from bookdesk.capture.identity import OwnIdentity, name_key
from bookdesk.capture.labels import compact, phrases
from bookdesk.capture.lines import Sheet
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.parties import AGENTS, NameFind, is_namelike, name_in
from bookdesk.capture.roles import Role
from bookdesk.capture.zones import Zone

_BARELY = 0.4
_LATER = 0.02
"""Points that keep the order of headings where nothing else decides."""
_REMEMBERED = 0.5
"""Points from which a remembered place speaks for a name; what stands under a heading competes with it."""


def customer_name(
    sheet: Sheet, zones: Sequence[Zone], own: OwnIdentity, recalled: Recalled, supplier: NameFind | None
) -> NameFind | None:
    """Return whom the document bills: under `Bill to`, where it stood before, where the client is named.

    Without any of these it is an address that stands by itself and is not the supplier's.
    """
    found = [
        replace(name, score=name.score - _LATER * place + recalled.vote("customer_name", name))
        for place, zone in enumerate(sorted((zone for zone in zones if zone.role is Role.BUYER), key=_standing))
        if (name := name_in(sheet, zone, zones))
    ]
    found.extend(_remembered_customers(sheet, recalled))
    if found:
        return max(found, key=lambda name: name.score)
    return next(chain(_own_names(sheet, own), _by_address(sheet, supplier)), None)


def _by_address(sheet: Sheet, supplier: NameFind | None) -> Iterator[NameFind]:
    theirs = name_key(supplier.text) if supplier else ""
    for cell in addressees_of(sheet):
        key = name_key(cell.text)
        if key and theirs and key not in theirs and theirs not in key and is_namelike(cell.text):
            page = sheet.lines[cell.line].page
            yield NameFind(cell.text, cell.line, page, cell.first, cell.last, cell.box, _BARELY, "an address by itself")


def _standing(zone: Zone) -> int:
    return 0 if zone.main and zone.label.phrase not in AGENTS else 1 if zone.main else 2


def _remembered_customers(sheet: Sheet, recalled: Recalled) -> Iterator[NameFind]:
    """Yield what stands where earlier documents of this layout had the customer."""
    for line in sheet.lines if recalled else ():
        for cell in line.cells:
            why = "where it stood before"
            name = NameFind(cell.text, line.number, line.page, cell.first, cell.last, cell.box, 0.0, why)
            said = recalled.vote("customer_name", name)
            if said >= _REMEMBERED and _may_name(cell.text):
                yield replace(name, score=said)


def _own_names(sheet: Sheet, own: OwnIdentity) -> Iterator[NameFind]:
    for line in sheet.lines:
        for cell in line.cells:
            if own.is_name(cell.text):
                yield NameFind(
                    cell.text, line.number, line.page, cell.first, cell.last, cell.box, 1.0, "the client's name"
                )


def _may_name(text: str) -> bool:
    """Whether a text may be a name where the place says so: with numbers of theirs behind it, too."""
    return sum(map(str.isalpha, text)) > 2 and compact(text.rstrip(":")) not in phrases()  # noqa: PLR2004 - initials
