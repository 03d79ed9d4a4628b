"""Where a person stands in a short row of steps."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.labels import PillLabel


class Steps(QWidget):
    """Names of steps: done, present and to come, each told by an icon as well as by its colour."""

    def __init__(self, names: Sequence[str]) -> None:
        """Stand at the first."""
        super().__init__()
        self._names = tuple(names)
        self._pills = [PillLabel() for _ in names]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        for pill in self._pills:
            row.addWidget(pill)
        row.addStretch(1)
        self.show_step(0)

    def show_step(self, now: int) -> None:
        """Stand at another step, counted from nought."""
        for place, (name, shown) in enumerate(zip(self._names, self._pills, strict=True)):
            if place < now:
                pill = Pill("accept", name, Tone.GOOD)
            else:
                pill = Pill("right", name, Tone.ACCENT) if place == now else Pill("open", name)
            shown.show_pill(pill)
        self.setAccessibleName(f"Step {now + 1} of {len(self._names)}: {self._names[now]}")
