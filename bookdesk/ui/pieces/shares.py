"""Parts of a whole side by side: each with its name, its amount, and a bar as long as its share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import figures, sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.pieces.labels import label

_BAR = 8
"""Pixels of a bar's height at 100 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part by name; its bar has the colour of `tone`."""

    words: str
    amount: Money
    tone: Tone = Tone.ACCENT


class _Bar(QWidget):
    """A bar that fills a part of its width."""

    def __init__(self) -> None:
        super().__init__()
        self._part, self._tone = 0.0, Tone.ACCENT
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.THEME.changed.connect(self.update)

    def show_part(self, part: float, tone: Tone) -> None:
        self._part, self._tone = max(0.0, min(1.0, part)), tone
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sized(40), sized(_BAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, colours = QPainter(self), theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(QColor(colours.raised))
        painter.drawRoundedRect(whole, 3, 3)
        if self._part > 0:
            whole.setWidth(max(3.0, whole.width() * self._part))
            painter.setBrush(QColor(colours.of(self._tone)[0]))
            painter.drawRoundedRect(whole, 3, 3)
        painter.end()


class Shares(QWidget):
    """A row of parts; how many there are stays the same."""

    def __init__(self, name: str, count: int) -> None:
        """Have room for `count` parts, and show nothing yet."""
        super().__init__()
        self.setAccessibleName(name)
        self._parts = [(label("", "muted"), label(), _Bar()) for _ in range(count)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(2)
        for column, parts in enumerate(self._parts):
            parts[1].setFont(figures(parts[1].font()))
            for row, part in enumerate(parts):
                grid.addWidget(part, row, column)
            grid.setColumnStretch(column, 1)

    def show_shares(self, shares: Sequence[Share]) -> None:
        """Show the parts, each bar as long as its share of them all."""
        whole = sum(max(0, one.amount.minor) for one in shares)
        for (words, amount, bar), share in zip(self._parts, shares, strict=True):
            words.setText(share.words)
            amount.setText(wording.amount(share.amount))
            amount.setAccessibleName(f"{share.words}: {wording.money(share.amount)}")
            bar.show_part(share.amount.minor / whole if whole else 0.0, share.tone)

    def said(self) -> list[str]:
        """Return what is read of each part."""
        return [f"{words.text()} {amount.text()}" for words, amount, _ in self._parts]
