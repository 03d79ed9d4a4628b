"""A layout: the signs of one confirmed document and where its values stood. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bookdesk.capture.lines import Sheet
from bookdesk.capture.memory.marks import Marker, likeness
from bookdesk.capture.memory.spots import Spot, alike, spot_of

KNOWN = 0.35
"""Likeness from which a document is of a layout that is remembered."""
_NEAREST = 5
"""Layouts of one supplier that are kept, and asked."""
LEARNED = (
    *("supplier_name", "supplier_tax_id", "invoice_number", "issue_date", "due_date", "net", "tax", "total"),
    *("amount_due", "iban", "bank_account", "bank_routing", "payment_reference", "po_number", "customer_name"),
)
"""Fields whose places are learned."""


class Standing(Protocol):
    """Where a value stands: tokens `first` to `last` of a line (a find, a name)."""

    @property
    def line(self) -> int: ...  # noqa: D102 - as in candidates.Find
    @property
    def first(self) -> int: ...  # noqa: D102 - as in candidates.Find
    @property
    def last(self) -> int: ...  # noqa: D102 - as in candidates.Find


F = TypeVar("F", bound=Standing)


@dataclass(frozen=True, slots=True)
class Layout:
    """What one document taught: `supplier` names who sent it (an id), `spots` has None where a field was absent.

    `missed` counts the documents of this layout on which a value had to be corrected although it was remembered.
    """

    supplier: str
    signs: frozenset[int]
    spots: Mapping[str, Spot | None]
    missed: int = 0
    id: str = ""
    """Under which it is kept, if it is."""


class Kept(Protocol):
    """A layout as it lies in the books: taken apart only where it may be like a document."""

    def may_be(self, signs: frozenset[int]) -> bool:
        """Whether a document with these signs may be of this layout."""

    def layout(self) -> Layout:
        """Return it."""


def layout_of(sheet: Sheet, supplier: str, values: Mapping[str, Standing | None], marker: Marker) -> Layout:
    """Return the layout of a confirmed document; `values` says where each learned field stood, None where absent."""
    spots = {
        name: spot_of(sheet, at.line, at.first, at.last, marker) if at is not None else None
        for name, at in values.items()
        if name in LEARNED
    }
    return Layout(supplier, marker.page(sheet), spots)


@dataclass(frozen=True)
class Memory:
    """The layouts that are remembered, and those in the books; `marker` has the key under which all were marked."""

    marker: Marker
    layouts: Sequence[Layout] = ()
    kept: Sequence[Kept] = ()

    def recall(self, sheet: Sheet) -> Recalled:
        """Return the layouts that a document is like, the likest first."""
        signs = self.marker.page(sheet) if self.layouts or self.kept else frozenset()
        asked = (*self.layouts, *(one.layout() for one in self.kept if one.may_be(signs)))
        weighed = ((likeness(signs, one.signs) / (1 + one.missed / 4), one) for one in asked)
        like = sorted((entry for entry in weighed if entry[0] >= KNOWN), key=lambda entry: -entry[0])
        return Recalled(sheet, self.marker, tuple(like[:_NEAREST]))


_SPEAKS = 1.5
"""Points that a remembered spot is worth where everything agrees; a label that leaves no doubt is worth one."""
_FAINT = 0.45
"""Likeness of spots below which a place speaks against a value."""
_SAME = 0.6
"""Likeness from which a document is surely of a layout: values that stand elsewhere are then others."""
_ABSENT, _ABSENT_TWICE = -1.2, 2
"""What is said against a value where documents enough of this layout had none, and how many that are."""
_SURELY = 1.0
"""Points from which it is the place itself that speaks."""


@dataclass(frozen=True)
class Recalled:
    """What is remembered for one document: `near` has likeness and layout, the likest first; may be empty."""

    sheet: Sheet
    marker: Marker
    near: tuple[tuple[float, Layout], ...] = ()
    _spots: dict[tuple[int, int, int], Spot] = field(default_factory=dict, repr=False, compare=False)

    def __bool__(self) -> bool:
        """Whether anything is remembered."""
        return bool(self.near)

    @property
    def supplier(self) -> str | None:
        """Return who sends documents of this layout, where all that are nearly as like are his."""
        if not self.near:
            return None
        best = self.near[0][0]
        close = {layout.supplier for likeness_, layout in self.near if likeness_ > best - 0.1}
        return close.pop() if len(close) == 1 else None

    @property
    def likeness(self) -> float:
        """How like the likest one is, 0 to 1."""
        return self.near[0][0] if self.near else 0.0

    def vote(self, name: str, at: Standing) -> float:
        """Return what is remembered for or against `at` as the value of field `name`, in points of evidence."""
        asked = [(weight, layout.spots[name]) for weight, layout in self.near if name in layout.spots]
        placed = [(weight, spot) for weight, spot in asked if spot is not None]
        if not placed:
            return _ABSENT * self._trust if len(asked) >= _ABSENT_TWICE else 0.0
        mine, whole = self._spot(at), sum(weight for weight, _ in placed)
        points = _points(sum(weight * alike(mine, spot) for weight, spot in placed) / whole)
        return points if points > 0 else points * self._trust

    @property
    def _trust(self) -> float:
        """How far what is remembered may speak against a value: a page half alike is often another supplier's."""
        return max(0.0, min(1.0, (self.likeness - KNOWN) / (_SAME - KNOWN)))

    def spoke_for(self, name: str, at: Standing | None) -> tuple[Layout, ...]:
        """Return the layouts that each by itself say that field `name` stands at `at`, or that it is absent (None)."""
        asked = [layout for _, layout in self.near if name in layout.spots]
        if at is None:
            return tuple(layout for layout in asked if layout.spots[name] is None)
        mine = self._spot(at)
        spots = ((layout, layout.spots[name]) for layout in asked)
        return tuple(layout for layout, spot in spots if spot is not None and _points(alike(mine, spot)) >= _SURELY)

    def weigh(self, name: str, scored: Iterable[tuple[float, F, str]]) -> list[tuple[float, F, str]]:
        """Return finds with their scores and reasons, what is remembered of field `name` added."""
        return [self._weighed(name, *entry) for entry in scored] if self.near else list(scored)

    def _weighed(self, name: str, score: float, find: F, why: str) -> tuple[float, F, str]:
        said = self.vote(name, find)
        return score + said, find, f"{why}; where it stood before" if said >= _SURELY else why

    def _spot(self, at: Standing) -> Spot:
        key = (at.line, at.first, at.last)
        if key not in self._spots:
            self._spots[key] = spot_of(self.sheet, *key, self.marker)
        return self._spots[key]


def _points(alikeness: float) -> float:
    return _SPEAKS * (alikeness - _FAINT) / (1 - _FAINT)


def nothing(sheet: Sheet) -> Recalled:
    """Return what is remembered where nothing is."""
    return Recalled(sheet, Marker(bytes(16)))
