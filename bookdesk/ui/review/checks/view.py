"""The checks that a document was held to, one line each with an icon and a word; what failed comes first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from bookdesk.ui.look import theme
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.pieces.labels import heading, label

Check = tuple[str, bool]
"""What was checked, and whether it holds."""


class ChecksPane(QWidget):
    """Hidden where nothing could be checked."""

    def __init__(self) -> None:
        """Show nothing yet."""
        super().__init__()
        self._shown: tuple[Check, ...] = ()
        self._rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID // 2)
        self._column.addWidget(heading("Checks"))
        theme.THEME.changed.connect(self._restyle)
        self.hide()

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these."""
        ordered = tuple(sorted(checks, key=lambda check: check[1]))
        if ordered != self._shown:
            self._shown = ordered
            for old in self._rows:
                old.hide()
                self._column.removeWidget(old)
                old.deleteLater()
            self._rows = [_Row(*one) for one in ordered]
            for row in self._rows:
                self._column.addWidget(row)
        self.setVisible(bool(ordered))

    def told(self) -> list[str]:
        """Return what is shown, in order."""
        return [row.accessibleName() for row in self._rows]

    def _restyle(self) -> None:
        for row in self._rows:
            row.restyle()


class _Row(QWidget):
    """One check."""

    def __init__(self, words: str, held: bool) -> None:  # noqa: FBT001 - a check is its words and its result
        super().__init__()
        self._held, self._icon = held, QLabel()
        self._said = label(words if held else f"{words}: not so", "muted" if held else "bad", wraps=True)
        self.setAccessibleName(f"{words}: {'holds' if held else 'not so'}")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(self._icon)
        row.addWidget(self._said, 1)
        self.restyle()

    def restyle(self) -> None:
        """Paint the icon in the colours of the theme."""
        side, tone = sized(16), Tone.GOOD if self._held else Tone.BAD
        self._icon.setPixmap(icon("check" if self._held else "failed", theme.colours().of(tone)[0]).pixmap(side, side))
        self._icon.setFixedWidth(side)
