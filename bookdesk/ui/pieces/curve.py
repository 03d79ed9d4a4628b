"""A balance day by day, painted by ourselves: the expected line in the band it may lie in, labelled directly.

Whoever cannot see it hears its beginning, lowest day and end; each figure stands in the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import figures, sized
from bookdesk.ui.look.tokens import GRID, SMALL

_HIGH, _LEAST = 176, 112
"""Pixels of its height at 100 %, and those below which nothing could be read from it."""
_TICKS = 5
"""Days named below it at most, apart from the first."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The end of a day: the balance that is expected, and the ends of its range."""

    day: date
    balance: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where days and amounts lie in a box."""

    box: QRectF
    first: date
    days: int
    least: int
    most: int

    def x(self, day: date) -> float:
        return self.box.left() + self.box.width() * (day - self.first).days / max(1, self.days)

    def y(self, minor: int) -> float:
        span = self.most - self.least
        return self.box.bottom() - self.box.height() * ((minor - self.least) / span if span else 0.5)


class CurveChart(QWidget):
    """Shows points in the order of their days; the first is where the curve begins."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Show nothing yet; `name` is spoken before what it shows."""
        super().__init__(parent)
        self._name = name
        self._points: tuple[CurvePoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(name)
        theme.THEME.changed.connect(self.update)

    def show_points(self, points: Sequence[CurvePoint]) -> None:
        """Show another curve, or none."""
        self._points = tuple(points)
        self.setAccessibleDescription(self.said())
        self.update()

    def points(self) -> tuple[CurvePoint, ...]:
        """Return what is shown."""
        return self._points

    def said(self) -> str:
        """Return in a sentence what it shows."""
        if not self._points:
            return ""
        first, last, low = self._points[0], self._points[-1], self.lowest()
        return (
            f"From {wording.money(first.balance)} on {wording.day(first.day)} to {wording.money(last.balance)} on "
            f"{wording.day(last.day)}, lowest {wording.money(low.balance)} on {wording.day(low.day)}."
        )

    def lowest(self) -> CurvePoint:
        """Return the first day with the lowest balance after the beginning."""
        return min(self._points[1:] or self._points, key=lambda one: (one.balance.minor, one.day))

    def sizeHint(self) -> QSize:
        """Return the room in which it is read well."""
        return QSize(sized(480), sized(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """Return the least it can do with."""
        return QSize(sized(280), sized(_LEAST))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the range, the line, the days, and the amounts that matter."""
        del event
        if not self._points:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = figures(self.font())
        font.setPixelSize(sized(SMALL + 1))
        painter.setFont(font)
        scale = self._scale(QFontMetricsF(font))
        self._paint_days(painter, scale)
        self._paint_nought(painter, scale)
        self._paint_range(painter, scale)
        self._paint_line(painter, scale)
        self._paint_ends(painter, scale)
        self._paint_marks(painter, scale)
        painter.end()

    # -- inside

    def _scale(self, metrics: QFontMetricsF) -> _Scale:
        lows, highs = [one.low.minor for one in self._points], [one.high.minor for one in self._points]
        balances = [one.balance.minor for one in self._points]
        line = metrics.height()
        names = max(metrics.horizontalAdvance(words) for _, words, _ in self._end_labels())
        box = QRectF(self.rect()).adjusted(2 * GRID, line + GRID, -names - 3 * GRID, -line - 1.5 * GRID)
        first, last = self._points[0].day, self._points[-1].day
        least, most = min(*lows, *balances), max(*highs, *balances)
        room = max(1, most - least) * 2 * line / max(line, box.height() - 2 * line)  # below the lowest, for its words
        return _Scale(box, first, (last - first).days, least - round(room), most)

    def _end_labels(self) -> list[tuple[int, str, str]]:
        """Return what is written at the right: the amount in minor units, the words, and the role of their colour."""
        last = self._points[-1]
        found = [(last.balance.minor, f"expected {wording.amount(last.balance)}", "accent")]
        if last.high != last.balance:
            found.append((last.high.minor, f"at best {wording.amount(last.high)}", "muted"))
        if last.low != last.balance:
            found.append((last.low.minor, f"at worst {wording.amount(last.low)}", "muted"))
        return sorted(found, reverse=True)

    def _paint_days(self, painter: QPainter, scale: _Scale) -> None:
        colours, metrics = theme.colours(), QFontMetricsF(painter.font())
        step = max(1, round(scale.days / _TICKS))
        end = 0.0
        for offset in range(0, scale.days + 1, step):
            day = scale.first + timedelta(days=offset)
            x, words = scale.x(day), wording.day(day)
            painter.setPen(QPen(QColor(colours.border), 1))
            painter.drawLine(QPointF(x, scale.box.top()), QPointF(x, scale.box.bottom() + GRID / 2))
            wide = metrics.horizontalAdvance(words)
            left = min(max(x - wide / 2, 0.0), self.width() - wide)
            if left >= end:
                painter.setPen(QColor(colours.muted))
                painter.drawText(QPointF(left, scale.box.bottom() + GRID / 2 + metrics.height()), words)
                end = left + wide + GRID

    def _paint_nought(self, painter: QPainter, scale: _Scale) -> None:
        """Paint the line below which the account is overdrawn, where the curve comes near it."""
        if not min(one.low.minor for one in self._points) <= 0 <= scale.most:
            return
        colour, y = QColor(theme.colours().bad), scale.y(0)
        painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(scale.box.left(), y), QPointF(scale.box.right(), y))
        painter.setPen(colour)
        painter.drawText(QPointF(2, y + QFontMetricsF(painter.font()).ascent() / 2 - 1), "0")

    def _paint_range(self, painter: QPainter, scale: _Scale) -> None:
        lower = _stairs([(scale.x(one.day), scale.y(one.low.minor)) for one in self._points])
        upper = _stairs([(scale.x(one.day), scale.y(one.high.minor)) for one in self._points])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours().accent_soft))
        painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_line(self, painter: QPainter, scale: _Scale) -> None:
        painter.setPen(QPen(QColor(theme.colours().accent), 2))
        painter.drawPolyline(
            QPolygonF(_stairs([(scale.x(one.day), scale.y(one.balance.minor)) for one in self._points]))
        )

    def _paint_ends(self, painter: QPainter, scale: _Scale) -> None:
        """Write the amounts at the last day, none over another."""
        colours, metrics = theme.colours(), QFontMetricsF(painter.font())
        labels, line = self._end_labels(), metrics.height()
        wanted = [scale.y(minor) for minor, _, _ in labels]
        for (_, words, role), y in zip(
            labels, spread(wanted, line, line / 2, scale.box.bottom() - line / 2), strict=True
        ):
            painter.setPen(QColor(getattr(colours, role)))
            painter.drawText(QPointF(scale.box.right() + GRID, y + metrics.ascent() / 2 - 1), words)

    def _paint_marks(self, painter: QPainter, scale: _Scale) -> None:
        """Name the beginning and the lowest day where they are."""
        colours, metrics = theme.colours(), QFontMetricsF(painter.font())
        first, low = self._points[0], self.lowest()
        painter.setPen(QColor(colours.text))
        begins = f"{wording.amount(first.balance)} at the bank"
        painter.drawText(QPointF(scale.box.left(), metrics.ascent() + 1), begins)
        if low.balance.minor >= first.balance.minor:
            return
        at = QPointF(scale.x(low.day), scale.y(low.balance.minor))
        tone = QColor(colours.bad if low.balance.minor < 0 else colours.text)
        painter.setBrush(tone)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(at, 3.5, 3.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        words = f"lowest {wording.amount(low.balance)} on {wording.day(low.day)}"
        wide = metrics.horizontalAdvance(words)
        left = min(max(at.x() - wide / 2, scale.box.left()), scale.box.right() - wide)
        self._write_on_ground(painter, QPointF(left, at.y() + metrics.height() + 2), words, tone)

    def _write_on_ground(self, painter: QPainter, at: QPointF, words: str, tone: QColor) -> None:
        """Write over the range, on a ground of its own, so that no line runs through the words."""
        metrics = QFontMetricsF(painter.font())
        box = metrics.boundingRect(words).translated(at).adjusted(-3, 0, 3, 0)
        painter.fillRect(box, self.palette().window())
        painter.setPen(tone)
        painter.drawText(at, words)


def spread(wanted: Sequence[float], apart: float, least: float, most: float) -> list[float]:
    """Return places near those that are wanted, from above to below, none nearer to the next than `apart`."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, least, placed[-1] + apart if placed else least))
    limit = most
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - apart
    return placed


def _stairs(points: Sequence[tuple[float, float]]) -> list[QPointF]:
    """Return a line that holds each day's amount until the next day's: money moves on days, not between them."""
    found: list[QPointF] = []
    for x, y in points:
        if found:
            found.append(QPointF(x, found[-1].y()))
        found.append(QPointF(x, y))
    return found
