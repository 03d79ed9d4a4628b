"""Who asked for an act hears why it is refused: the question whose answer it was, in place of everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bookdesk.core.errors import BookDeskError

V = TypeVar("V")
Tell = Callable[[BookDeskError], object]


class Askers:
    """Knows the question whose answer is acted on, from the answer to the refusal, which comes later."""

    def __init__(self) -> None:
        """Nobody asked yet."""
        self._asker: Tell | None = None

    def answer(self, act: Callable[[V], object], answer: V, refused: Tell) -> None:
        """Do what an answer asks for; each refusal of an act that is begun by it goes to `refused`."""
        self._during(refused, act, answer)

    def remembered(self, tell: Tell) -> Callable[[BookDeskError], None]:
        """Return `tell` as it is to be called when an act that begins now is refused: its question is known then."""
        asker = self._asker
        return lambda error: self._during(asker, tell, error)

    def tell(self, error: BookDeskError, otherwise: Tell) -> None:
        """Tell a refusal to the question whose answer it is about, or `otherwise`."""
        (self._asker or otherwise)(error)

    def _during(self, asker: Tell | None, work: Callable[[V], object], about: V) -> None:
        self._asker = asker
        try:
            work(about)
        finally:
            self._asker = None
