"""The finder over accounts or tax codes, for an act that codes what is chosen in a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from bookdesk.office.finding import ranked
from bookdesk.ui.pieces.finder import Finder, Hit

Code = tuple[str, str]
"""What is kept of a code, and what it is called."""


class CodeFinder(Finder):
    """Asks for one of some codes by any part of code and name."""

    def __init__(self, over: QWidget, what: str) -> None:
        """Float over a window; `what` says what is asked for."""
        super().__init__(over, what, what)
        self._codes: dict[str, str] = {}
        self._then: Callable[[str], object] | None = None
        self.asked.connect(self._show)

    def ask(self, codes: Sequence[Code], then: Callable[[str], object]) -> None:
        """Ask for one of these; `then` is given its code."""
        self._codes, self._then = dict(codes), then
        self.open()

    def _show(self, text: str) -> None:
        found = ranked(text, [(code, f"{code} {name}") for code, name in self._codes.items()])
        self.show_hits([self._hit(code) for code in found])

    def _hit(self, code: str) -> Hit:
        act = None if self._then is None else partial(self._then, code)
        return Hit(self._codes[code], "", right=code, icon="code", act=act)
