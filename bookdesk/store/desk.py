"""What every service class takes first: the opened books, who acts, and the clock."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.clock import Clock
from bookdesk.models.history import Actor
from bookdesk.store.books import Books
from bookdesk.store.layouts import Shelf


@dataclass(frozen=True, slots=True)
class Desk:
    """One person (or job) at work on one client."""

    books: Books
    actor: Actor
    clock: Clock
    layouts: Shelf | None = None
    """What the firm shares of its suppliers' layouts; none where nothing is learned, such as in books without it."""
