"""A document whose pages lie in the files of others: a part of a file, or pages photographed one by one. Pure.

Its own sealed file says which pages they are, as JSON, so that nothing is copied and every original stays what it was:

    {"pages": [[document id, SHA-256 of its file (hex), page from 1], …]}

A part of a page, such as one of several receipts on a photo, has its place as a fourth entry: [x0, y0, x1, y1], in
ten-thousandths of the page's sides as it is shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bookdesk.core.errors import Tampered
from bookdesk.reading.cutting import Area, cut_page, is_area
from bookdesk.reading.words import Page, Reading

MEDIA_TYPE: Final = "application/vnd.bookdesk.pages+json"
"""Of the sealed files that name pages of others."""
_LEAF = (str, str, int)
_LEAF_OF_PART = (*_LEAF, list)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of another document's file, or the part `area` of one; `sha256` is of that file's bytes."""

    document_id: str
    sha256: str
    page: int
    area: Area | None = None


def packed(leaves: Sequence[Leaf]) -> bytes:
    """Return pages as the content of a file; the same pages give the same bytes."""
    rows = [[one.document_id, one.sha256, one.page, *([list(one.area)] if one.area else [])] for one in leaves]
    return json.dumps({"pages": rows}, separators=(",", ":")).encode()


def unpacked(content: bytes) -> tuple[Leaf, ...]:
    """Return the pages that `packed` wrote; `Tampered` for anything else."""
    try:
        rows = json.loads(content)["pages"]
        if not rows or not all(_is_leaf(row) for row in rows):
            raise _broken()
        return tuple(Leaf(*row[:3], *(tuple(area) for area in row[3:])) for row in rows)
    except (ValueError, TypeError, KeyError) as wrong:
        raise _broken() from wrong


def _is_leaf(row: list[object]) -> bool:
    kinds = tuple(type(cell) for cell in row)
    if kinds not in (_LEAF, _LEAF_OF_PART) or not isinstance(row[2], int) or row[2] < 1:
        return False
    return all(is_area(area) for area in row[3:])


def by_source(leaves: Sequence[Leaf]) -> dict[str, tuple[int, ...]]:
    """Return which pages are wanted of each document, in the order in which they first occur."""
    found: dict[str, list[int]] = {}
    for leaf in leaves:
        found.setdefault(leaf.document_id, []).append(leaf.page)
    return {document_id: tuple(pages) for document_id, pages in found.items()}


def bound(leaves: Sequence[Leaf], readings: Mapping[str, Reading]) -> Reading:
    """Return one reading of pages from several, numbered anew from 1; `readings` by document."""
    pages = {(key, page.number): page for key, reading in readings.items() for page in reading.pages}
    there = [_shown(pages[place], leaf) for leaf in leaves if (place := (leaf.document_id, leaf.page)) in pages]
    first = next(iter(readings.values()))
    return Reading(
        first.kind_of_file,
        tuple(numbered(page, number) for number, page in enumerate(there, 1)),
        next((one.einvoice for one in readings.values() if one.einvoice is not None), None),
        tuple(problem for one in readings.values() for problem in one.problems),
        sum(one.seconds for one in readings.values()),
    )


def _shown(page: Page, leaf: Leaf) -> Page:
    return page if leaf.area is None else cut_page(page, leaf.area)


def part_of(reading: Reading, pages: Sequence[int]) -> Reading:
    """Return what was read on some pages of a file, numbered anew from 1, as a reading of its own."""
    known = {page.number: page for page in reading.pages}
    there = [known[number] for number in pages if number in known]
    return replace(
        reading, pages=tuple(numbered(page, number) for number, page in enumerate(there, 1)), einvoice=None, problems=()
    )


def numbered(page: Page, number: int) -> Page:
    """Return a page under another number."""
    return replace(page, number=number, words=tuple(replace(word, page=number) for word in page.words))


def _broken() -> Tampered:
    return Tampered("What says where this document's pages lie is damaged.", "Restore this client from a backup.")
