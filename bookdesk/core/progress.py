"""How long work tells how far it is, and hears that it should stop."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives steps of long work; may ask it to stop."""

    def step(self, what: str, done: int, of: int) -> None:
        """Say what is happening and how far it is."""
        ...

    def cancelled(self) -> bool:
        """Return whether the person asked to stop; work stops at its next safe point."""
        ...


class Silent:
    """Nobody watches and nobody stops the work."""

    def step(self, what: str, done: int, of: int) -> None:
        """Hear and forget."""

    def cancelled(self) -> bool:
        """Never."""
        return False
