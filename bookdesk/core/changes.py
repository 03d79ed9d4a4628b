"""What a sealed change set touched, so that screens refresh exactly what they show and wiring wakes who cares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SealedChange:
    """A committed unit of work.

    `touched` has the ids by table, of books, facts and machine tables alike; an empty set of ids means "some rows".
    `sealed` is false where nothing that is kept in history changed: then no change set was written.
    """

    id: str
    action: str
    origin: str
    sealed: bool
    touched: Mapping[str, frozenset[str]]

    def ids(self, table: str) -> frozenset[str]:
        """Return the ids of `table` that were touched."""
        return self.touched.get(table, frozenset())
