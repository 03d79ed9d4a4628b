"""What the stand-in holds: objects of one kind in the order they came, found by id and listed with exact cursors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from bookdesk.sandbox.stripe.messages import Record, missing


class Shelf:
    """All objects of one kind, oldest first."""

    def __init__(self, kind: str) -> None:
        """Begin empty; `kind` is the object's own word for itself, as errors use it."""
        self.kind = kind
        self._order: list[Record] = []
        self._position: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._order)

    def __iter__(self) -> Iterator[Record]:
        return iter(self._order)

    def put(self, record: Record) -> Record:
        """Add a new object."""
        self._position[record["id"]] = len(self._order)
        self._order.append(record)
        return record

    def find(self, record_id: str) -> Record | None:
        """Return an object, or None."""
        position = self._position.get(record_id)
        return None if position is None else self._order[position]

    def get(self, record_id: str, param: str | None = None) -> Record:
        """Return an object, or refuse: the id stood in the path, or in `param`."""
        found = self.find(record_id)
        if found is None:
            raise missing(self.kind, record_id, param)
        return found

    def since(self, position: int) -> Iterator[Record]:
        """Return the objects from a position on, oldest first."""
        return (self._order[place] for place in range(position, len(self._order)))

    def first(self, fits: Callable[[Record], bool], position: int) -> int:
        """Return the position of the first object from `position` on that fits, or the end."""
        places = range(position, len(self._order))
        return next((place for place in places if fits(self._order[place])), len(self._order))

    def page(
        self, fits: Callable[[Record], bool], limit: int, after: str | None, before: str | None
    ) -> tuple[list[Record], bool]:
        """Return at most `limit` objects newest first, and whether there are more in the direction asked for.

        `after` goes on to older ones from that id, `before` back to newer ones: those next to it, still newest first.
        """
        if before is not None:
            found, more = self._next(range(self._cursor(before, "ending_before") + 1, len(self._order)), fits, limit)
            return found[::-1], more
        start = len(self._order) if after is None else self._cursor(after, "starting_after")
        return self._next(range(start - 1, -1, -1), fits, limit)

    def _cursor(self, record_id: str, param: str) -> int:
        if record_id not in self._position:
            raise missing(self.kind, record_id, param)
        return self._position[record_id]

    def _next(self, walk: range, fits: Callable[[Record], bool], limit: int) -> tuple[list[Record], bool]:
        found: list[Record] = []
        for position in walk:
            if fits(self._order[position]):
                if len(found) == limit:
                    return found, True
                found.append(self._order[position])
        return found, False


def copied(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a deep copy of JSON, faster than the library's."""
    if isinstance(value, dict):
        return {key: copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [copied(inner) for inner in value]
    return value
