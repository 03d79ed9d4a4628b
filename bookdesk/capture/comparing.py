"""Two documents side by side: which of their fields differ, and which words stand on one page only. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookdesk.capture.placed import PlacedWord
from bookdesk.core.texts import number_key

_BY_KEY = frozenset({"invoice_number", "supplier_name", "supplier_tax_id", "iban", "bank_account", "po_number"})
"""Fields that are the same however they are written."""
_MOST_UNLIKE = 0.5
"""Share of a page's words beyond which they tell nothing any more: the pages are different ones, or badly read."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A field of two documents, in exact form; None where there is none."""

    name: str
    left: str | None
    right: str | None

    @property
    def same(self) -> bool:
        """Whether both say the same, however it is written."""
        if self.name in _BY_KEY and self.left and self.right:
            return number_key(self.left) == number_key(self.right)
        return self.left == self.right

    @property
    def differs(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.left) and bool(self.right) and not self.same


def compared(names: Sequence[str], left: Mapping[str, str | None], right: Mapping[str, str | None]) -> list[Compared]:
    """Return the fields that one of the documents has, in the order of `names`, then those that only they have."""
    every = dict.fromkeys([*names, *left, *right])
    rows = [Compared(name, left.get(name) or None, right.get(name) or None) for name in every]
    return [row for row in rows if row.left or row.right]


def unlike_words(
    left: Sequence[PlacedWord], right: Sequence[PlacedWord]
) -> tuple[tuple[PlacedWord, ...], tuple[PlacedWord, ...]]:
    """Return the words that stand on one of two pages only, counted as often as they stand there.

    None of either where more than half of them differ: that is another page, and marking it all tells nothing.
    """
    kept = _only_on(left, right), _only_on(right, left)
    if len(kept[0]) + len(kept[1]) > _MOST_UNLIKE * (len(left) + len(right)):
        return (), ()
    return kept


def _only_on(here: Sequence[PlacedWord], there: Sequence[PlacedWord]) -> tuple[PlacedWord, ...]:
    rest = Counter(number_key(word.text) for word in there)
    found = []
    for word in here:
        key = number_key(word.text)
        if key and rest[key]:
            rest[key] -= 1
        elif key:
            found.append(word)
    return tuple(found)
