"""Where on a page a person clicked for a value, kept beside the field so that its place is learned, not the old one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import DocumentField
from bookdesk.reading.words import Box
from bookdesk.store.change import Change

CHOSEN = "place: "
"""Prefix of rows that say where the value of a field was chosen."""
_PLACES = 10_000


@dataclass(frozen=True, slots=True)
class ChosenPlace:
    """A page (from 1) and a box on it as the page is shown."""

    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class KeptPlace:
    """A chosen place as it is kept: sides in ten-thousandths of the page."""

    page: int
    box: list[object]


def chosen_place(fields: Mapping[str, DocumentField], name: str) -> KeptPlace | None:
    """Return where a person chose the value of a field, if he did."""
    row = fields.get(f"{CHOSEN}{name}")
    return KeptPlace(row.page, row.box) if row is not None and row.page and isinstance(row.box, list) else None


def keep_chosen(
    work: Change, document_id: str, fields: Mapping[str, DocumentField], name: str, place: ChosenPlace | None
) -> None:
    """Keep where the value of a field was chosen; one that was typed has no such place any more."""
    row = fields.get(f"{CHOSEN}{name}")
    if place is None:
        if row is not None:
            work.delete(row)
        return
    if row is None:
        row = DocumentField(
            document_id=document_id,
            name=f"{CHOSEN}{name}",
            confidence=Decimal(1),
            state=FieldState.CORRECTED,
            why="chosen on the page",
        )
        work.add(row)
    row.page, row.box = place.page, [round(side * _PLACES) for side in place.box]
