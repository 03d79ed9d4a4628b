"""Layouts as they are kept: signs as packed bytes in base64, spots as compact JSON of whole numbers. Pure.

Of two thousand layouts that are asked a handful is like the document: the others' spots are never taken apart.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from struct import pack, unpack

from bookdesk.capture.memory.layouts import Layout
from bookdesk.capture.memory.spots import Spot

_FIRST = 96
"""Letters of base64 that hold the eighteen smallest signs. Marks are as good as random, so these are a sample: where a
share of 0.52 is common, as `KNOWN` has it of two pages of equal length, one of 500,000 misses them all."""
_PLACES = 10_000
"""Places are kept in ten-thousandths of a page, as those of words are."""


def signs_to_text(layout: Layout) -> str:
    """Return the signs of a layout, in order, four bytes each (big-endian)."""
    return b64encode(pack(f">{len(layout.signs)}I", *sorted(layout.signs))).decode()


def spots_to_text(layout: Layout) -> str:
    """Return the spots by field: [left, above, x0, x1, y, page, from last, form], null where the field was absent."""
    spots = {name: _spot_data(spot) if spot is not None else None for name, spot in layout.spots.items()}
    return json.dumps(spots, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _spot_data(spot: Spot) -> list[object]:
    places = (round(side * _PLACES) for side in (spot.x0, spot.x1, spot.y))
    return [list(spot.left), list(spot.above), *places, spot.page, spot.from_last, spot.form]


@dataclass(frozen=True, slots=True)
class KeptLayout:
    """A layout as it lies in the books under `id`: the texts that `signs_to_text` and `spots_to_text` gave."""

    id: str
    supplier: str
    signs: str
    spots: str
    missed: int = 0

    def may_be(self, signs: frozenset[int]) -> bool:
        """Whether one of the smallest signs is among these; of a layout that is known about every second one is."""
        return not signs.isdisjoint(_marks(self.signs[:_FIRST]))

    def layout(self) -> Layout:
        """Return it, its spots not yet taken apart."""
        return Layout(self.supplier, frozenset(_marks(self.signs)), KeptSpots(self.spots), self.missed, self.id)


def _marks(text: str) -> tuple[int, ...]:
    packed = b64decode(text)
    return unpack(f">{len(packed) // 4}I", packed)


class KeptSpots(Mapping[str, "Spot | None"]):
    """Spots by field, made of what was kept when one is asked for: of most layouts none ever is."""

    def __init__(self, text: str) -> None:
        """Take what `spots_to_text` gave."""
        self._text = text

    @cached_property
    def _spots(self) -> Mapping[str, Spot | None]:
        return {name: None if data is None else _spot(*data) for name, data in json.loads(self._text).items()}

    def __getitem__(self, name: str) -> Spot | None:
        """Return the spot of a field; None where it was absent."""
        return self._spots[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the fields."""
        return iter(self._spots)

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._spots)


def _spot(  # noqa: PLR0913, PLR0917 - the parts of a spot in the order in which they are kept
    left: list[int], above: list[int], x0: int, x1: int, y: int, page: int, from_last: int, form: str
) -> Spot:
    return Spot(tuple(left), tuple(above), x0 / _PLACES, x1 / _PLACES, y / _PLACES, page, from_last, form)
