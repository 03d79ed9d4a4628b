"""Pieces on pages: what follows what, where a page ends, and what is refused since no page holds it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bookdesk.core.errors import InputError
from bookdesk.formats.paper.pen import Piece


@dataclass(slots=True)
class Pages:
    """The pages so far; `down` is how far the last one is filled. Points from the upper edge of the sheet.

    The first page begins at `down`, the others at `top`; all end at `bottom`.
    """

    down: float
    top: float
    bottom: float
    pieces: list[list[tuple[float, Piece]]] = field(default_factory=lambda: [[]])

    @property
    def room(self) -> float:
        """What is left of the page."""
        return self.bottom - self.down

    @property
    def whole(self) -> float:
        """What a page after the first holds."""
        return self.bottom - self.top

    def put(self, piece: Piece) -> None:
        """Put a piece below the last one, whether it fits or not."""
        self.pieces[-1].append((self.down, piece))
        self.down += piece.height

    def turn(self) -> None:
        """Begin a page."""
        self.pieces.append([])
        self.down = self.top

    def place(self, piece: Piece, gap: float = 0, ahead: float = 0) -> None:
        """Put a piece `gap` below the last one, or on a new page; `InputError` where it is higher than a page.

        `ahead` points below it are to be on the same page, where a page has as many.
        """
        if piece.height > self.whole:
            raise InputError("What must stand together does not fit on one page.", "Shorten it.")
        if gap + piece.height + min(ahead, self.whole - piece.height) > self.room:
            self.turn()
        else:
            self.down += gap
        self.put(piece)

    def at_foot(self, piece: Piece, gap: float) -> None:
        """Put a piece at the very bottom of the last page, or of a new one."""
        if gap + piece.height > self.room:
            self.turn()
        self.down = self.bottom - piece.height
        self.put(piece)
